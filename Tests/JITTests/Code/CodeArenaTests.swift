// SPDX-License-Identifier: Apache-2.0
// Executable memory: installing, running, freeing, forking, refusal. Only where machine code runs.
#if arch(x86_64)

  import CShims
  import Foundation
  import JIT
  import Testing

  @Suite struct CodeArenaTests {
    @Test func codeRuns() throws {
      let arena = CodeArena(options: [])
      let code = try #require(arena.install(returning(42), name: "answer"))
      #expect(code.isMachineCode)
      #expect(call(code) == 42)
      #expect(code.machineCode.map { Array($0) } == returning(42))
      #expect(UInt(bitPattern: code.entryPoint) % 64 == 0)
    }

    @Test func entryMayFollowConstants() throws {
      let arena = CodeArena(options: [])
      // A constant, then mov eax, [rip-70]: 64 bytes before the instruction's start, which is 6 long; ret.
      var bytes = [UInt8](repeating: 0, count: 64)
      bytes.replaceSubrange(0..<4, with: [0x78, 0x56, 0x34, 0x12])
      bytes += [0x8B, 0x05, UInt8(bitPattern: -70), 0xFF, 0xFF, 0xFF, 0xC3]
      let code = try #require(arena.install(bytes, entry: 64, name: "constant"))
      #expect(call(code) == 0x1234_5678)
    }

    @Test func argumentsArrive() throws {
      let arena = CodeArena(options: [])
      // mov eax, [rdi]; add eax, [rdi+8]; ret
      let bytes: [UInt8] = [0x8B, 0x07, 0x03, 0x47, 0x08, 0xC3]
      let code = try #require(arena.install(bytes, name: "sum"))
      var arguments: [UInt64] = [40, 2]
      #expect(code.run(&arguments).rawValue == 42)
    }

    @Test func freedBytesTrapAndAreUsedAgain() throws {
      let arena = CodeArena(options: [])
      let keeper = try #require(arena.install(returning(1), name: "first"))
      var code = arena.install([UInt8](repeating: 0x90, count: 150) + returning(2), name: "second")
      let last = try #require(arena.install(returning(3), name: "third"))
      let place = try #require(code?.entryPoint)
      #expect(call(code!) == 2)
      let touched = arena.touchedBytes
      code = nil
      for offset in 0..<192 {
        #expect(place.load(fromByteOffset: offset, as: UInt8.self) == 0xCC)
      }
      let again = try #require(arena.install(returning(4), name: "fourth"))
      #expect(again.entryPoint == place)
      #expect(call(again) == 4 && call(keeper) == 1 && call(last) == 3)
      #expect(arena.touchedBytes == touched)
      // The rest of the last granule traps too.
      #expect(place.load(fromByteOffset: 6, as: UInt8.self) == 0xCC)
      #expect(place.load(fromByteOffset: 63, as: UInt8.self) == 0xCC)
    }

    @Test func growsByRegions() throws {
      let arena = CodeArena(reserve: 4096, options: [])
      let codes = (0..<200).map { arena.install(returning($0), name: "\($0)") }
      #expect(arena.regionCount == 4)
      for (index, code) in codes.enumerated() {
        #expect(call(try #require(code)) == UInt32(index))
      }
      let large = [UInt8](repeating: 0x90, count: 10_000) + returning(7)
      #expect(call(try #require(arena.install(large, name: "large"))) == 7)
    }

    @Test func noPageIsWritableAndExecutable() throws {
      let arena = CodeArena(options: [])
      let code = try #require(arena.install(returning(5), name: "five"))
      let address = UInt(bitPattern: code.entryPoint)
      let maps = try mappings()
      #expect(!maps.contains { $0.permissions.contains("w") && $0.permissions.contains("x") })
      let own = try #require(maps.first { $0.range.contains(address) })
      #expect(own.permissions == "r-xs")
      #expect(call(code) == 5)
    }

    @Test func manyThreads() {
      let arena = CodeArena(reserve: 1 << 16, options: [])
      let failures = Array(0..<8).concurrentMap { thread in
        var failures = 0
        var kept: [(CompiledCode, UInt32)] = []
        for step in 0..<2_000 {
          let value = UInt32(thread * 10_000 + step)
          let padding = [UInt8](repeating: 0x90, count: (step &* 37 &+ thread) % 300)
          guard let code = arena.install(padding + returning(value), name: "t") else {
            failures += 1
            continue
          }
          kept.append((code, value))
          if step % 3 != 0 { kept.remove(at: step &* 7 % kept.count) }
          let (old, expected) = kept[step % max(kept.count, 1) % kept.count]
          if call(old) != expected { failures += 1 }
          if kept.count > 40 { kept.removeAll(); kept.append((code, value)) }
        }
        return failures
      }
      #expect(failures == [Int](repeating: 0, count: 8))
      #expect(arena.touchedBytes == 0)
    }
  }

  @Suite struct CodeArenaRefusalTests {
    @Test func askedToRefuse() {
      let arena = CodeArena(options: .refuse)
      #expect(arena.install(returning(1), name: "refused") == nil)
      #expect(arena.regionCount == 0)
    }

    @Test(.enabled(if: weft_can_refuse_executable_memory()))
    func refusedByTheSystem() async {
      await #expect(processExitsWith: .success) {
        guard weft_refuse_executable_memory() else { exit(2) }
        let arena = CodeArena(options: [])
        guard arena.install(returning(1), name: "refused") == nil else { exit(3) }
        guard arena.install(returning(1), name: "refused") == nil else { exit(4) }
        guard try mappings().allSatisfy({ !$0.permissions.hasSuffix("xs") }) else { exit(5) }
        exit(0)
      }
    }

    @Test func environmentOptions() async {
      await #expect(processExitsWith: .success) {
        setenv("WEFT_NO_EXEC", "1", 1)
        setenv("WEFT_PERF", "0", 1)
        setenv("WEFT_GDB", "", 1)
        guard CodeArena.Options.environment == .refuse else { exit(2) }
        guard CodeArena.shared.install(returning(1), name: "refused") == nil else { exit(3) }
        exit(0)
      }
    }
  }

  @Suite struct CodeArenaForkTests {
    /// Forks; the child ends with the status that `child` returns, and its wait status is the result.
    private static func forked(_ child: () -> Int32, parent: () -> Void = {}) -> Int32 {
      let pid = weft_fork()
      if pid == 0 { _exit(child()) }
      parent()
      var status: Int32 = -1
      waitpid(pid, &status, 0)
      return status
    }

    @Test func childRunsOldCodeAndCompilesItsOwn() async {
      await #expect(processExitsWith: .success) {
        let arena = CodeArena.shared
        var old = arena.install(returning(10), name: "old")
        guard let kept = arena.install(returning(11), name: "kept") else { exit(2) }
        let status = Self.forked {
          guard call(old!) == 10 else { return 3 }
          guard CodeArena.shared !== arena else { return 4 }
          guard arena.install(returning(1), name: "parent's") == nil else { return 5 }
          // Freeing in the child must not touch the parent's bytes.
          old = nil
          guard call(kept) == 11 else { return 6 }
          guard let own = CodeArena.shared.install(returning(12), name: "own") else { return 7 }
          return call(own) == 12 ? 0 : 8
        }
        guard status == 0 else { exit(status >> 8) }
        guard CodeArena.shared === arena, call(old!) == 10 else { exit(9) }
        exit(0)
      }
    }

    @Test func parentLeavesCodeThatAChildMayRun() async {
      await #expect(processExitsWith: .success) {
        let arena = CodeArena.shared
        var old = arena.install(returning(10), name: "old")
        let place = old!.entryPoint!
        var pipes: [Int32] = [0, 0]
        pipe(&pipes)
        var replacement: CompiledCode?
        let status = Self.forked {
          var byte: UInt8 = 0
          read(pipes[0], &byte, 1)
          return call(old!) == 10 ? 0 : 3
        } parent: {
          old = nil
          replacement = arena.install(returning(13), name: "replacement")
          write(pipes[1], [1], 1)
        }
        guard status == 0 else { exit(4) }
        guard let replacement, replacement.entryPoint != place else { exit(5) }
        exit(call(replacement) == 13 ? 0 : 6)
      }
    }

    @Test func grandchildrenGetArenasToo() async {
      await #expect(processExitsWith: .success) {
        guard let first = CodeArena.shared.install(returning(1), name: "1") else { exit(2) }
        let status = Self.forked {
          guard let second = CodeArena.shared.install(returning(2), name: "2") else { return 3 }
          return Self.forked {
            guard let third = CodeArena.shared.install(returning(3), name: "3") else { return 4 }
            return call(first) == 1 && call(second) == 2 && call(third) == 3 ? 0 : 5
          }
        }
        exit(status == 0 ? 0 : 6)
      }
    }
  }

  extension Array where Element: Sendable {
    /// Maps on as many threads as there are elements.
    fileprivate func concurrentMap<T: Sendable>(_ body: @Sendable (Element) -> T) -> [T] {
      var results = [T?](repeating: nil, count: count)
      results.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let buffer = buffer
        DispatchQueue.concurrentPerform(iterations: count) { buffer[$0] = body(self[$0]) }
      }
      return results.map { $0! }
    }
  }

#endif
