// SPDX-License-Identifier: Apache-2.0
// libffi as a second opinion, and in the place of machine code.

import Foundation
import Testing

import ForeignFunctions

@Suite struct LibffiTests {
  private typealias Stub =
    @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer)
    -> Int32

  /// One call by libffi, ready to be made.
  private struct Call {
    let exercise: Exercise
    let stub: Stub
    let context: UnsafeRawPointer
    let function: UnsafeRawPointer
    let arguments: UnsafeMutablePointer<UnsafeMutableRawPointer>
  }

  /// libffi 3.4.4 returns a structure of one long double where no compiler does; packed structures and unions it does not know.
  @Test func mostCallsAgree() throws {
    guard Libffi.shared != nil else {
      print("no libffi here: nothing is compared with it")
      return
    }
    let fixture = try Fixture(count: 300, seed: SignatureTests.seed &+ 0x1FF1)
    defer { fixture.remove() }
    let library = try #require(try fixture.library("gcc"), "gcc is needed")
    var calls: [Call] = []
    for (number, signature) in fixture.signatures.enumerated() {
      let offsets = signature.shape.bufferOffsets.offsets
      if case .record = signature.result, signature.result.passing.way == .x87 { continue }
      guard let libffi = try? LibffiCall(signature, offsets: offsets) else { continue }
      let exercise = Exercise(number, signature, seed: UInt64(number))
      let pointers = exercise.arguments.pointers
      let arguments = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(
        capacity: pointers.count + 1)
      arguments.initialize(from: pointers, count: pointers.count)
      calls.append(
        Call(
          exercise: exercise,
          stub: unsafeBitCast(UnsafeRawPointer(bitPattern: libffi.entry)!, to: Stub.self),
          context: UnsafeRawPointer(bitPattern: libffi.context)!,
          function: UnsafeRawPointer(try library.symbol("f\(number)")), arguments: arguments))
    }
    defer { for call in calls { call.arguments.deallocate() } }
    let seen = UnsafePointer(try library.symbol("seen").assumingMemoryBound(to: UInt64.self))
    // Results have a slot each, the first eight bytes of which are what the function saw.
    let slot = 65_536
    let results = SharedMemory(bytes: slot * calls.count)
    let done = Children.run(calls.count) { index in
      let target = results.address + slot * index
      let call = calls[index]
      _ = call.stub(call.function, call.arguments, target + 64, call.context)
      target.storeBytes(of: seen.pointee, as: UInt64.self)
    }
    var disagreements: [String] = []
    for (index, call) in calls.enumerated() {
      let target = results.address + slot * index
      var h: UInt64 = 0
      call.exercise.signature.result.hash(target + 64, into: &h)
      let isRight =
        done[index] && h == call.exercise.resultHash
        && target.load(as: UInt64.self) == call.exercise.seen
      if !isRight { disagreements.append("libffi disagrees: \(call.exercise.signature)") }
    }
    print("libffi agrees in \(calls.count - disagreements.count) of \(calls.count) signatures")
    for line in disagreements { print(line) }
    #expect(calls.count > 30)
    #expect(disagreements.count <= calls.count / 20)
  }

  /// The same process, as if the system refused executable memory.
  @Test func withoutExecutableMemory() async throws {
    guard Libffi.shared != nil else { return }
    await #expect(processExitsWith: .success) {
      setenv("WEFT_NO_EXEC", "1", 1)
      let libm = try CLibrary("libm.so.6")
      let ldexp: CFunction<(Double, Int32), Double> = try libm.function("ldexp")
      let toupper = try CLibrary.program.function(
        "toupper", CSignature([.int], returns: .int))
      let abs: CFunction<(Int32), Int32> = try CLibrary.program.function("abs")
      let twice = try CCallback { (x: Int16, y: Double) -> Int16 in 2 * x + Int16(y) }
      typealias Function = @convention(c) (Int16, Double) -> Int16
      let function = unsafeBitCast(twice.address, to: Function.self)
      let isRight =
        try ldexp(0.75, 4) == 12 && toupper(97) == .int(65) && abs(-7) == 7
        && function(-20, 3) == -37
      withExtendedLifetime(twice) {}
      exit(isRight ? 0 : 1)
    }
  }
}
