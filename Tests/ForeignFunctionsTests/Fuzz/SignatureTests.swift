// SPDX-License-Identifier: Apache-2.0
// Random signatures against functions compiled by gcc and by clang: calls and callbacks.

import Foundation
import Testing

import ForeignFunctions

@Suite struct SignatureTests {
  /// WEFT_TEST_SEED, or a new seed every run; it is printed.
  static let seed: UInt64 =
    ProcessInfo.processInfo.environment["WEFT_TEST_SEED"].flatMap(UInt64.init)
    ?? UInt64.random(in: 0 ... .max / 2)

  /// WEFT_SIGNATURES, in batches of 500.
  static let count =
    ProcessInfo.processInfo.environment["WEFT_SIGNATURES"].flatMap(Int.init) ?? 500

  @Test func callsAndCallbacksAgreeWithCompilers() throws {
    print("\(Self.count) signatures, WEFT_TEST_SEED=\(Self.seed)")
    var report = Report()
    for batch in 0..<(Self.count + 499) / 500 {
      let size = min(500, Self.count - 500 * batch)
      let fixture = try Fixture(count: size, seed: Self.seed &+ UInt64(batch))
      defer { fixture.remove() }
      let gcc = try #require(try fixture.library("gcc"), "gcc is needed")
      let clang = try #require(
        try fixture.library("clang"), "clang is needed; Swift's toolchains have one")
      try check(fixture, [("gcc", gcc), ("clang", clang)], &report)
    }
    for line in report.disagreements { print("compilers disagree:", line) }
    print("\(report.calls) calls and \(report.callbacks) callbacks compared")
    #expect(report.faults.isEmpty, "\(report.faults.prefix(20).joined(separator: "\n"))")
    #expect(report.disagreements.count <= max(2, Self.count / 50))
  }

  struct Report {
    var calls = 0
    var callbacks = 0
    var faults: [String] = []
    var disagreements: [String] = []
  }

  private func check(
    _ fixture: Fixture, _ libraries: [(String, CLibrary)], _ report: inout Report
  ) throws {
    for (name, library) in libraries { try checkLayouts(fixture, name, library, &report) }
    let exercises = fixture.signatures.enumerated().map { number, signature in
      Exercise(number, signature, seed: Self.seed ^ UInt64(number))
    }
    let agree = try CompilerAgreement.find(exercises, libraries.map(\.1))
    for (exercise, agrees) in zip(exercises, agree) {
      if !agrees.all { report.disagreements.append("f\(exercise.number) \(exercise.signature)") }
      // Where compilers disagree we follow clang, if its own functions understand each other (those that take a union of a double and a
      // structure that begins with a float lose half of the double); what gcc means could write anywhere.
      for (place, (name, library)) in libraries.enumerated()
      where agrees.all || (name == "clang" && agrees.own[place]) {
        report.calls += 1
        report.callbacks += 1
        let label = "\(name) f\(exercise.number) \(exercise.signature)"
        if let fault = try exercise.call(library) {
          report.faults.append("\(label): call: \(fault)")
        }
        if let fault = try exercise.callback(library) {
          report.faults.append("\(label): callback: \(fault)")
        }
      }
    }
  }

  private func checkLayouts(
    _ fixture: Fixture, _ name: String, _ library: CLibrary, _ report: inout Report
  ) throws {
    var sizes = try library.symbol("layouts").assumingMemoryBound(to: Int.self)
    for (record, layout) in fixture.maker.records {
      let ours = [layout.size, layout.alignment] + layout.fields.map(\.offset)
      let theirs = Array(UnsafeBufferPointer(start: sizes, count: ours.count))
      if ours != theirs { report.faults.append("\(name) \(record): \(ours), \(theirs)") }
      sizes += ours.count
    }
  }
}

/// One signature's functions, called with numbers made from a seed.
struct Exercise {
  let number: Int
  let signature: CSignature
  let seed: UInt64
  /// What the functions must have seen and returned.
  let seen: UInt64
  let arguments: Values
  let result: Values
  let resultHash: UInt64

  init(_ number: Int, _ signature: CSignature, seed: UInt64) {
    (self.number, self.signature, self.seed) = (number, signature, seed)
    arguments = Values(signature.arguments)
    result = Values([signature.result])
    var random = SplitMix(seed)
    var hash = UInt64(number)
    for (type, pointer) in zip(signature.arguments, arguments.pointers) {
      type.fill(pointer, &random)
      type.hash(pointer, into: &hash)
    }
    seen = hash
    var source = SplitMix(hash)
    signature.result.fill(result.pointers[0], &source)
    var h: UInt64 = 0
    signature.result.hash(result.pointers[0], into: &h)
    resultHash = h
  }

  /// Calls the function in both forms; returns what is wrong.
  func call(_ library: CLibrary) throws -> String? {
    let stub = try CallStub.of(signature)
    let function = try library.symbol("f\(number)")
    let seenThere = try library.symbol("seen").assumingMemoryBound(to: UInt64.self)
    let flat = UnsafeMutableRawPointer.allocate(byteCount: stub.bufferSize + 8, alignment: 32)
    defer { flat.deallocate() }
    for (index, type) in signature.arguments.enumerated() {
      (flat + stub.offsets[index]).copyMemory(
        from: arguments.pointers[index], byteCount: type.size)
    }
    for isFlat in [false, true] {
      let returned = Values([signature.result])
      seenThere.pointee = 0
      if isFlat {
        stub.call(function: function, buffer: flat, result: returned.pointers[0])
      } else {
        stub.call(
          function: function, arguments: arguments.pointers, result: returned.pointers[0])
      }
      let form = isFlat ? "flat" : "pointers"
      if seenThere.pointee != seen { return "\(form): other arguments arrived" }
      var h: UInt64 = 0
      signature.result.hash(returned.pointers[0], into: &h)
      if h != resultHash { return "\(form): another result" }
      if !returned.isGuardIntact { return "\(form): bytes beyond the result were written" }
    }
    return nil
  }

  /// Has C call a callback; returns what is wrong.
  func callback(_ library: CLibrary) throws -> String? {
    nonisolated(unsafe) var fault: String?
    let callback = try CCallback(signature) { [self] given, target in
      var hash = UInt64(number)
      for (index, type) in signature.arguments.enumerated() {
        type.hash(given[index], into: &hash)
      }
      if hash != seen { fault = "other arguments arrived" }
      var zeroes: UInt64 = 0
      for offset in 0..<signature.result.size {
        zeroes |= UInt64(target.load(fromByteOffset: offset, as: UInt8.self))
      }
      if zeroes != 0 { fault = "the result is not zero at first" }
      var source = SplitMix(seen)
      signature.result.fill(target, &source)
    }
    let h = try run(library, callback.address)
    withExtendedLifetime(callback) {}
    return fault ?? (h == resultHash ? nil : "another result arrived")
  }

  /// What `c<number>` of `library` makes of `function`.
  func run(_ library: CLibrary, _ function: UnsafeRawPointer) throws -> UInt64 {
    let caller = try library.symbol("c\(number)")
    typealias Caller = @convention(c) (UnsafeRawPointer, UInt64) -> UInt64
    return unsafeBitCast(caller, to: Caller.self)(function, seed)
  }
}

/// Values of some types in memory of their own, each followed by bytes that must stay as they are.
final class Values {
  private(set) var pointers: [UnsafeMutableRawPointer] = []
  private let sizes: [Int]
  private static let guardBytes = 32

  init(_ types: [CType]) {
    sizes = types.map(\.size)
    for size in sizes {
      let pointer = UnsafeMutableRawPointer.allocate(
        byteCount: size + Self.guardBytes, alignment: 32)
      pointer.initializeMemory(as: UInt8.self, repeating: 0xA5, count: size + Self.guardBytes)
      pointers.append(pointer)
    }
  }

  deinit { for pointer in pointers { pointer.deallocate() } }

  var isGuardIntact: Bool {
    zip(pointers, sizes).allSatisfy { pointer, size in
      (size..<size + Self.guardBytes).allSatisfy {
        pointer.load(fromByteOffset: $0, as: UInt8.self) == 0xA5
      }
    }
  }
}
