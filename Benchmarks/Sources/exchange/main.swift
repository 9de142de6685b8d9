// SPDX-License-Identifier: Apache-2.0
// Arrays between Weft and the NumPy of a hosted CPython: time of a conversion beside NumPy's own, memory after many, and a large array.
import ArrayExchange
import Foundation
import Weft

/// Nanoseconds of this thread's CPU time.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The fastest of some rounds, in nanoseconds for one of `count`.
func best(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<9 {
    let start = now()
    for _ in 0..<count { try body() }
    best = min(best, (now() - start) / Double(count))
  }
  return best
}

/// Resident memory of this process in KiB.
func resident() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
  return Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
}

let python = try CPython.shared
let numpy = try python.import("numpy")
print("CPython \(python.version), NumPy \(try String(numpy.attribute("__version__")))")

let native = NDArray.linspace(0, 1, count: 12).reshaped([3, 4])
let shared = SharedArray(native)
let original = try numpy.attribute("linspace")(0, 1, 12).attribute("reshape")(3, 4)

/// Each kind of conversion, and how its name is said.
let conversions: [(name: String, body: () throws -> Void)] = [
  ("NDArray -> ndarray", { _ = try native.foreign() }),
  ("SharedArray -> ndarray", { _ = try shared.foreign() }),
  ("ndarray -> NDArray", { _ = try NDArray(original) }),
  ("ndarray -> SharedArray", { _ = try SharedArray(original) }),
]

/// What NumPy itself takes for views of its own kind, called in the same interpreter.
let loop = try python.eval(
  """
  (lambda timeit, numpy: lambda text: min(timeit.repeat(text, 'a = numpy.ones((3, 4)); m = memoryview(a)', globals={'numpy': numpy}, number=100000, repeat=9)) * 1e4)(
      __import__('timeit'), __import__('numpy'))
  """)
let peer = [
  "numpy.asarray(memoryview)": try Double(loop("numpy.asarray(m)")),
  "memoryview(ndarray)": try Double(loop("memoryview(a)")),
]
print("\nns a conversion of 3 x 4 float64 (target 600)          weft      numpy    ratio")
for (name, body) in conversions {
  let other = name.hasSuffix("-> ndarray") ? "numpy.asarray(memoryview)" : "memoryview(ndarray)"
  let (ours, theirs) = (try best(100_000, body), peer[other] ?? .nan)
  let label = "\(name), beside \(other)".padding(toLength: 54, withPad: " ", startingAt: 0)
  print(label + [ours, theirs, ours / theirs].map { String(format: "%9.2f", $0) }.joined())
}

print("\nKiB of memory more after 1,000,000 conversions")
for (name, body) in conversions {
  for _ in 0..<10_000 { try body() }
  let before = resident()
  for _ in 0..<1_000_000 { try body() }
  print("\(name.padding(toLength: 54, withPad: " ", startingAt: 0))\(resident() - before)")
}

print("\nKiB of memory more after 1 GiB has crossed")
let large = NDArray.ones([1 << 27], .float64)
large.evaluate()
var before = resident()
let there = try large.foreign()
let back = try NDArray(there)
let sum = try Double(there[0].attribute("item")()) + back[..<1].sum().scalar()
print(
  "there and back                                        \(resident() - before)  (elements \(sum))")
