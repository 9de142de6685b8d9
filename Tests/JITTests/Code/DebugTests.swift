// SPDX-License-Identifier: Apache-2.0
// What perf and gdb are told about compiled code.
#if arch(x86_64)

  import Foundation
  import JIT
  import Testing

  @Suite struct DebugTests {
    @Test func perfMapNamesCode() throws {
      let path = PerfMap.path(getpid())
      defer { unlink(path) }
      let arena = CodeArena(options: .perf)
      let first = try #require(arena.install(returning(1), name: "kernel f64 add"))
      let second = try #require(arena.install(returning(2), name: "two\nlines"))
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      func line(_ code: CompiledCode, _ name: String) -> Substring {
        Substring(String(UInt(bitPattern: code.entryPoint), radix: 16) + " 6 " + name)
      }
      #expect(lines.contains(line(first, "kernel f64 add")))
      #expect(lines.contains(line(second, "two lines")))
    }

    @Test(.enabled(if: tool("readelf") != nil)) func symbolFileIsSound() throws {
      let file = SymbolFile.make(name: "weft_add", address: 0x7F12_3456_7000, bytes: 200)
      let path = temporaryPath("symbols.elf")
      defer { unlink(path) }
      try Data(file).write(to: URL(fileURLWithPath: path))
      let (text, status) = try output(tool("readelf")!, ["-W", "-h", "-S", "-s", path])
      #expect(status == 0)
      #expect(!text.lowercased().contains("warning") && !text.lowercased().contains("error"))
      #expect(text.contains("Advanced Micro Devices X86-64"))
      let symbol = try #require(text.split(separator: "\n").first { $0.hasSuffix(" weft_add") })
      #expect(
        symbol.split(separator: " ").dropFirst()
          == ["00007f1234567000", "200", "FUNC", "GLOBAL", "DEFAULT", "1", "weft_add"])
      let section = try #require(text.split(separator: "\n").first { $0.contains(" .text ") })
      #expect(section.contains("NOBITS") && section.contains("00007f1234567000"))
    }

    @Test(.enabled(if: tool("gdb") != nil)) func gdbReadsTheSymbolFile() throws {
      let file = SymbolFile.make(name: "weft_add", address: 0x7F12_3456_7000, bytes: 200)
      let path = temporaryPath("gdb.elf")
      defer { unlink(path) }
      try Data(file).write(to: URL(fileURLWithPath: path))
      let (text, _) = try output(
        tool("gdb")!, ["-nx", "-batch", "-ex", "info symbol 0x7f1234567010", path])
      #expect(text.contains("weft_add + 16 in section .text"))
    }

    @Test func gdbIsToldOfCodeAndOfItsEnd() throws {
      let arena = CodeArena(options: .gdb)
      func registered() -> [UInt] { GDBInterface.registeredAddresses() }
      var first = arena.install(returning(1), name: "first")
      let second = try #require(arena.install(returning(2), name: "second"))
      let addresses = [first!, second].map { UInt(bitPattern: $0.entryPoint) }
      #expect(Set(registered()).isSuperset(of: addresses))
      first = nil
      #expect(!registered().contains(addresses[0]))
      #expect(registered().contains(addresses[1]))
      #expect(call(second) == 2)
    }
  }

#endif
