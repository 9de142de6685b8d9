// SPDX-License-Identifier: Apache-2.0
// Random C functions of one to fourteen arguments, compiled by gcc, as elementwise operations: beside gcc's own loops over them.
import ForeignFunctions
import Foundation
import Testing
import Weft

@Suite struct ManyArgumentTests {
  /// WEFT_TEST_SEED, or a new seed every run; it is printed.
  static let seed: UInt64 =
    ProcessInfo.processInfo.environment["WEFT_TEST_SEED"].flatMap(UInt64.init)
    ?? UInt64.random(in: 0 ... .max / 2)

  /// A type of C's, its name, and the dtype of its elements.
  private static let types: [(type: CType, name: String, dtype: DType)] = [
    (.bool, "_Bool", .bool), (.int8, "int8_t", .int8), (.uint8, "uint8_t", .uint8),
    (.int16, "int16_t", .int16), (.uint16, "uint16_t", .uint16), (.int32, "int32_t", .int32),
    (.uint32, "uint32_t", .uint32), (.int64, "int64_t", .int64), (.uint64, "uint64_t", .uint64),
    (.float, "float", .float32), (.double, "double", .float64),
  ]
  private static let lengths = [1, 3, 8, 17, 127, 128, 129, 300, 1000]

  private struct Function {
    var number: Int
    /// Indices of `types`.
    var arguments: [Int]
    var result: Int

    init(_ number: Int, _ random: inout TestGenerator) {
      self.number = number
      let count = 1 + Int.random(in: 0..<(number % 4 == 0 ? 14 : 5), using: &random)
      var (reals, wholes, arguments) = (0, 0, [Int]())
      while arguments.count < count {
        let type = Int.random(in: 0..<ManyArgumentTests.types.count, using: &random)
        if type >= 9 { reals += 1 } else { wholes += 1 }
        if reals > 8 || wholes > 6 { break }
        arguments.append(type)
      }
      self.arguments = arguments
      result = Int.random(in: 0..<ManyArgumentTests.types.count, using: &random)
    }

    /// A function whose result depends on every bit of every argument, and a loop that calls it.
    var source: String {
      let names = arguments.map { ManyArgumentTests.types[$0].name }
      let result = ManyArgumentTests.types[self.result].name
      let parameters = names.enumerated().map { "\($1) a\($0)" }.joined(separator: ", ")
      let mixing = names.indices.map { "h = mix(h, &a\($0), sizeof a\($0));" }
      let value =
        self.result == 0
        ? "h >> 40 & 1" : self.result >= 9 ? "(int32_t)(h >> 40) / 256.0" : "h >> 17"
      let elements = names.enumerated().map { "((const \($1) *)a[\($0)])[i]" }
      return """
        \(result) f\(number)(\(parameters)) {
          uint64_t h = \(number);
          \(mixing.joined(separator: " "))
          return (\(result))(\(value));
        }
        void g\(number)(long n, void *r, const void **a) {
          for (long i = 0; i < n; i++) ((\(result) *)r)[i] = f\(number)(\(elements.joined(separator: ", ")));
        }

        """
    }
  }

  private static func library(_ functions: [Function]) throws -> CLibrary {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "weft-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, library) = (
      folder.appendingPathComponent("f.c"), folder.appendingPathComponent("f.so")
    )
    let head = """
      #include <stdint.h>
      static uint64_t mix(uint64_t h, const void *p, int n) {
        for (int i = 0; i < n; i++) h = (h ^ ((const uint8_t *)p)[i]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
        return h;
      }

      """
    try (head + functions.map(\.source).joined()).write(
      to: source, atomically: true, encoding: .utf8)
    let gcc = Process()
    gcc.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gcc.arguments = ["gcc", "-O1", "-shared", "-fPIC", "-o", library.path, source.path]
    try gcc.run()
    gcc.waitUntilExit()
    try #require(gcc.terminationStatus == 0, "gcc is needed")
    return try CLibrary(library.path)
  }

  /// Elements of `dtype`, as a view that is whole, reversed, of every other element, of one element, or an expression still to be computed.
  private static func operand(_ dtype: DType, _ length: Int, _ random: inout TestGenerator)
    -> NDArray
  {
    let form = Int.random(in: 0..<6, using: &random)
    let count = form == 2 ? 2 * length : form == 3 ? 1 : length
    let numbers = (0..<count).map { _ in Int(truncatingIfNeeded: random.next() >> 40) - (1 << 23) }
    let whole = NDArray(numbers)
    let a =
      dtype == .bool
      ? whole .> 0 : dtype.kind == .float ? (whole / 256).asType(dtype) : whole.asType(dtype)
    switch form {
    case 0: return a[.by(-1)]
    case 1: return dtype == .bool ? ~a : -a
    case 2: return a[.by(2)]
    default: return a
    }
  }

  @Test func functionsAgreeWithLoopsOfTheCompiler() throws {
    print("C functions of many arguments: WEFT_TEST_SEED=\(Self.seed)")
    var random = TestGenerator(seed: Self.seed)
    let functions = (0..<40).map { Function($0, &random) }
    let library = try Self.library(functions)
    for function in functions {
      let types = function.arguments.map { Self.types[$0] }
      let result = Self.types[function.result]
      let signature = try CSignature(types.map(\.type), returns: result.type)
      let operation = try NDArray.elementwise(
        library.symbol("f\(function.number)"), signature, in: library)
      #expect(operation.arguments == types.map(\.dtype) && operation.dtype == result.dtype)
      let loop: CFunction<(Int, UnsafeMutableRawPointer, UnsafeRawPointer), Void> =
        try library.function("g\(function.number)")
      for length in Self.lengths {
        let operands = types.map { Self.operand($0.dtype, length, &random) }
        let value = try operation.call(operands.map { .array($0) })
        // Used before it is stored, so that the calls are part of a longer loop.
        let used = result.dtype == .bool ? logicalNot(value) : value + value
        let copies = operands.map { $0.broadcast(to: value.shape).copy() }
        var expected = NDArray.zeros(value.shape, result.dtype)
        try expected.withUnsafeMutableRawPointer(ArrayRequirements(result.dtype)) { target in
          try withPointers(copies[...], []) { loop(value.size, target, $0) }
        }
        let label = Comment("f\(function.number) \(signature) for \(length) elements")
        #expect(value.bytes() == expected.bytes(), label)
        let twice = result.dtype == .bool ? logicalNot(expected) : expected + expected
        #expect(used.bytes() == twice.bytes(), label)
      }
    }
  }

  private func withPointers(
    _ arrays: ArraySlice<NDArray>, _ pointers: [UnsafeRawPointer?],
    _ body: (UnsafeRawPointer) throws -> Void
  ) throws {
    guard let first = arrays.first else {
      return try pointers.withUnsafeBytes { try body($0.baseAddress!) }
    }
    try first.withUnsafeRawPointer(ArrayRequirements()) {
      try withPointers(arrays.dropFirst(), pointers + [$0], body)
    }
  }
}
