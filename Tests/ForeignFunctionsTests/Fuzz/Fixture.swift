// SPDX-License-Identifier: Apache-2.0
// Functions of random signatures, written in C, compiled and loaded.

import Foundation

import ForeignFunctions

/// The C text of a number of functions, and its compiled forms.
///
/// Function i of signature R(A, B …) becomes two: `f<i>`, which hashes its arguments into `seen` and returns numbers made from the hash;
/// and `c<i>`, which calls a given function of the signature with numbers made from a seed and hashes what it returns.
struct Fixture {
  let signatures: [CSignature]
  let maker: SignatureMaker
  let folder: URL

  init(count: Int, seed: UInt64) throws {
    var maker = SignatureMaker(seed: seed)
    signatures = (0..<count).map { _ in maker.signature() }
    self.maker = maker
    folder = FileManager.default.temporaryDirectory.appending(
      path: "weft-foreign-\(getpid())-\(seed)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: "fixture.c"), atomically: true, encoding: .utf8)
  }

  /// Compiles with `compiler` and loads the result; nil if the machine has no such compiler.
  func library(_ compiler: String) throws -> CLibrary? {
    let target = folder.appending(path: "\(compiler).so")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      compiler, "-O1", "-w", "-Wno-psabi", "-shared", "-fPIC", "-o", target.path, "fixture.c",
    ]
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.standardError
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus == 127 { return nil }
    return try CLibrary(target.path)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private var text: String {
    var text = Self.prelude + maker.declarations.joined(separator: "\n") + "\n"
    text += "const size_t layouts[] = {\n"
    for (name, layout) in maker.records {
      text += "  sizeof(\(name)), _Alignof(\(name)),"
      for field in layout.fields { text += " offsetof(\(name), \(field.name))," }
      text += "\n"
    }
    text += "  0};\n"
    for (number, signature) in signatures.enumerated() {
      text += function(number, signature) + caller(number, signature)
    }
    return text
  }

  private static let prelude = """
    #include <stdarg.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <string.h>
    uint64_t seen;
    static uint64_t next(uint64_t *s) {
      uint64_t z = *s += 0x9E3779B97F4A7C15;
      z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
      z = (z ^ z >> 27) * 0x94D049BB133111EB;
      return z ^ z >> 31;
    }
    static uint64_t mix(uint64_t h, uint64_t v) {
      h = (h ^ v) * 0x100000001B3;
      return h ^ h >> 29;
    }
    static uint64_t read(uint64_t h, const void *p, size_t n) {
      uint64_t v = 0;
      memcpy(&v, p, n);
      return mix(h, v);
    }
    static void fill(void *p, size_t n, uint64_t *s) {
      uint64_t v = next(s);
      memcpy(p, &v, n);
    }
    static void fill_bool(void *p, uint64_t *s) { *(unsigned char *)p = next(s) & 1; }
    static void fill_long(void *p, uint64_t *s) {
      uint64_t v = next(s) | 1ull << 63;
      uint16_t w = (next(s) & 0x8FFF) | 0x3000;
      memcpy(p, &v, 8);
      memcpy((char *)p + 8, &w, 2);
    }

    """

  private func filling(_ type: CType, _ name: String, _ state: String) -> String {
    var text = ""
    type.forEachLeaf { leaf, offset in
      let place = "(char *)&\(name) + \(offset)"
      switch leaf {
      case .bool: text += "  fill_bool(\(place), \(state));\n"
      case .longDouble: text += "  fill_long(\(place), \(state));\n"
      default: text += "  fill(\(place), \(leaf.size), \(state));\n"
      }
    }
    return text
  }

  private func hashing(_ type: CType, _ name: String) -> String {
    if type.isInteger {
      return "  h = mix(h, \(type.isSignedInteger ? "(int64_t)" : "(uint64_t)")\(name));\n"
    }
    var text = ""
    type.forEachLeaf { leaf, offset in
      let place = "(char *)&\(name) + \(offset)"
      text += "  h = read(h, \(place), \(leaf == .longDouble ? 8 : leaf.size));\n"
      if leaf == .longDouble { text += "  h = read(h, \(place) + 8, 2);\n" }
    }
    return text
  }

  private func parameters(_ signature: CSignature, named: Bool) -> String {
    let fixed = signature.arguments.prefix(signature.fixedCount ?? .max)
    var parts = fixed.enumerated().map { index, type in
      named ? maker.declaration(type, "a\(index)") : maker.spelling(type)
    }
    if signature.fixedCount != nil { parts.append("...") }
    return parts.isEmpty ? "void" : parts.joined(separator: ", ")
  }

  private func function(_ number: Int, _ signature: CSignature) -> String {
    let result = maker.spelling(signature.result)
    var text = "\(result) f\(number)(\(parameters(signature, named: true))) {\n"
    text += "  uint64_t h = \(number);\n"
    if let fixed = signature.fixedCount {
      text += "  va_list list;\n  va_start(list, a\(fixed - 1));\n"
      for index in fixed..<signature.arguments.count {
        let type = signature.arguments[index]
        text += "  \(maker.declaration(type, "a\(index)"))"
        text += " = va_arg(list, \(maker.spelling(type)));\n"
      }
    }
    for (index, type) in signature.arguments.enumerated() { text += hashing(type, "a\(index)") }
    text += "  seen = h;\n"
    if signature.result != .void {
      text += "  \(maker.declaration(signature.result, "r"));\n"
      text += filling(signature.result, "r", "&h") + "  return r;\n"
    }
    return text + "}\n"
  }

  private func caller(_ number: Int, _ signature: CSignature) -> String {
    let result = maker.spelling(signature.result)
    var text = "uint64_t c\(number)(\(result) (*function)("
    text += "\(parameters(signature, named: false))), uint64_t seed) {\n  uint64_t h = 0;\n"
    for (index, type) in signature.arguments.enumerated() {
      text += "  \(maker.declaration(type, "a\(index)"));\n" + filling(type, "a\(index)", "&seed")
    }
    let names = signature.arguments.indices.map { "a\($0)" }.joined(separator: ", ")
    let call = "function(\(names));\n"
    if signature.result == .void {
      text += "  \(call)"
    } else {
      text += "  \(maker.declaration(signature.result, "r")) = \(call)"
      text += hashing(signature.result, "r")
    }
    return text + "  return h;\n}\n"
  }
}
