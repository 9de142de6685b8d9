// SPDX-License-Identifier: Apache-2.0
// Foreign functions beside C: calls, callbacks, stubs, and C functions in fused loops (Fusion.swift). Every line's two sides run in turns.
import ForeignFunctions
import ForeignPeers
import Foundation
import Weft

extension peer_vector: @retroactive CRepresentable {
  public static let cType = CType.structure(.double, .double, .double)
}

extension peer_pair: @retroactive CRepresentable {
  public static let cType = CType.structure(.float, .float)
}

/// Nanoseconds of this thread's CPU time.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The fastest of some rounds of each side, in nanoseconds for one of `count`.
func best(_ count: Int, _ sides: [() -> Void]) -> [Double] {
  var best = sides.map { _ in Double.infinity }
  for _ in 0..<9 {
    for (number, side) in sides.enumerated() {
      let start = now()
      side()
      best[number] = min(best[number], (now() - start) / Double(count))
    }
  }
  return best
}

func show(_ name: String, _ ours: Double, _ theirs: Double) {
  let text = [ours, theirs, ours - theirs, ours / theirs].map { String(format: "%10.2f", $0) }
  print(name.padding(toLength: 32, withPad: " ", startingAt: 0), text.joined())
}

print(
  "nanoseconds".padding(toLength: 32, withPad: " ", startingAt: 0),
  "      weft         C     above     ratio")

let calls = 2_000_000
let program = CLibrary.program
let libm = try CLibrary("libm.so.6")
func address<T>(_ function: T) -> UnsafeRawPointer {
  unsafeBitCast(function, to: UnsafeRawPointer.self)
}

typealias Add = @convention(c) (Int32, Int32) -> Int32
typealias Norm = @convention(c) (peer_vector) -> Double
typealias Dot = @convention(c) (peer_pair) -> Float
typealias Real = @convention(c) (Double) -> Double

/// Calls as C makes them: through pointers that the compiler does not know.
func measureCalls() throws {
  let (add, norm, dot): (Add, Norm, Dot) = (peer_add, peer_norm, peer_dot)
  let cosine = unsafeBitCast(try libm.symbol("cos"), to: Real.self)
  let ourAdd = try CFunction<(Int32, Int32), Int32>(address(add))
  let ourNorm = try CFunction<(peer_vector), Double>(address(norm))
  let ourDot = try CFunction<(peer_pair), Float>(address(dot))
  let ourCosine: CFunction<(Double), Double> = try libm.function("cos")
  var (whole, real, single) = (Int32(0), 0.0, Float(0))
  var times = best(
    calls,
    [
      { for i in 0..<calls { whole = ourAdd(whole, Int32(truncatingIfNeeded: i)) } },
      { for i in 0..<calls { whole = add(whole, Int32(truncatingIfNeeded: i)) } },
    ])
  show("int add(int, int)", times[0], times[1])
  times = best(
    calls,
    [
      { for i in 0..<calls { real += ourCosine(Double(i)) } },
      { for i in 0..<calls { real += cosine(Double(i)) } },
    ])
  show("double cos(double)", times[0], times[1])
  times = best(
    calls,
    [
      { for i in 0..<calls { real += ourNorm(peer_vector(x: Double(i), y: 1, z: 2)) } },
      { for i in 0..<calls { real += norm(peer_vector(x: Double(i), y: 1, z: 2)) } },
    ])
  show("a structure of 24 bytes", times[0], times[1])
  times = best(
    calls,
    [
      { for i in 0..<calls { single += ourDot(peer_pair(x: Float(i), y: 1)) } },
      { for i in 0..<calls { single += dot(peer_pair(x: Float(i), y: 1)) } },
    ])
  show("a structure of 8 bytes", times[0], times[1])
  if real.isNaN && single.isNaN { print(whole) }
}

/// qsort's comparisons, counted once.
func measureCallbacks() throws {
  let count = 100_000
  var state = UInt32(1)
  let numbers = (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Int32(bitPattern: state)
  }
  let memory = UnsafeMutablePointer<Int32>.allocate(capacity: count)
  defer { memory.deallocate() }
  let qsort: CFunction<(UnsafeMutableRawPointer, Int, Int, UnsafeRawPointer), Void> =
    try program.function("qsort")
  var comparisons = 0
  let counting = try CCallback { (x: UnsafePointer<Int32>, y: UnsafePointer<Int32>) -> Int32 in
    comparisons += 1
    return x.pointee < y.pointee ? -1 : x.pointee > y.pointee ? 1 : 0
  }
  let closure = try CCallback { (x: UnsafePointer<Int32>, y: UnsafePointer<Int32>) -> Int32 in
    x.pointee < y.pointee ? -1 : x.pointee > y.pointee ? 1 : 0
  }
  func sort(_ comparison: UnsafeRawPointer) {
    memory.update(from: numbers, count: count)
    qsort(memory, count, 4, comparison)
  }
  sort(counting.address)
  let theirs: @convention(c) (UnsafeRawPointer?, UnsafeRawPointer?) -> Int32 = peer_compare
  let times = best(comparisons, [{ sort(closure.address) }, { sort(address(theirs)) }])
  show("qsort, a comparison", times[0], times[1])
}

/// Signatures that no stub was made for before.
func measureStubs() throws {
  let types: [CType] = [
    .int32, .double, .int8, .float, .pointer, .structure(.double, .int), .int16, .uint8,
  ]
  let count = 2000
  let start = now()
  for number in 1...count {
    var (arguments, rest) = ([CType](), number)
    while rest > 0 {
      arguments.append(types[rest % 8])
      rest /= 8
    }
    _ = try CallStub.of(try CSignature(arguments, returns: .structure(.long)))
  }
  print(
    "a stub of a new signature".padding(toLength: 32, withPad: " ", startingAt: 0),
    String(format: "%10.0f", (now() - start) / Double(count)))
}

EngineInfo.threads = 1
try measureCalls()
try measureCallbacks()
try measureStubs()
try measureFusion(libm)
