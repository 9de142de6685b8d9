// SPDX-License-Identifier: Apache-2.0
// C functions in fused loops, beside loops in C that call them through a pointer.
import ForeignFunctions
import ForeignPeers
import Weft

typealias Blend = @convention(c) (Double, Double, Double) -> Double

/// The inputs of a loop and where C puts its results.
private struct Inputs {
  let x: UnsafeMutablePointer<Double>
  let y: UnsafeMutablePointer<Double>
  let out: UnsafeMutablePointer<Double>
  let (a, b): (NDArray, NDArray)
  let count: Int

  init(_ count: Int) {
    self.count = count
    x = .allocate(capacity: count)
    y = .allocate(capacity: count)
    out = .allocate(capacity: count)
    for index in 0..<count {
      x[index] = Double(index % 1000) / 100
      y[index] = x[index] + 1
    }
    a = NDArray(Array(UnsafeBufferPointer(start: x, count: count)))
    b = NDArray(Array(UnsafeBufferPointer(start: y, count: count)))
  }

  /// Compares an expression with a loop over the same numbers, of which both are repeated.
  func compare(
    _ name: String, _ ours: @escaping () throws -> NDArray, _ theirs: @escaping () -> Void
  ) {
    let rounds = max(2_000_000 / count, 1)
    let times = best(
      rounds * count,
      [
        { for _ in 0..<rounds { try! ours().evaluate() } },
        { for _ in 0..<rounds { theirs() } },
      ])
    show("\(name), \(count)", times[0], times[1])
  }

  func deallocate() {
    for pointer in [x, y, out] { pointer.deallocate() }
  }
}

func measureFusion(_ libm: CLibrary) throws {
  for (name, function) in [
    ("short", address(peer_curve as Real)), ("cos", UnsafeRawPointer(try libm.symbol("cos"))),
  ] {
    let f = try NDArray.elementwise(CFunction<(Double), Double>(function))
    let theirs = unsafeBitCast(function, to: Real.self)
    for count in [10_000, 1_000_000] {
      let inputs = Inputs(count)
      defer { inputs.deallocate() }
      let (x, y, out, a, b) = (inputs.x, inputs.y, inputs.out, inputs.a, inputs.b)
      inputs.compare("\(name): f(2x + 1) * y") {
        try f(a * 2 + 1) * b
      } _: {
        peer_loop(theirs, out, x, y, count)
      }
      inputs.compare("\(name): sum") {
        try f(a * 2 + 1).sum()
      } _: {
        out[0] = peer_sum(theirs, x, count)
      }
      inputs.compare("\(name): max") {
        try f(a * 2 + 1).max()
      } _: {
        out[0] = peer_max(theirs, x, count)
      }
      inputs.compare("\(name): argmax") {
        try f(a * 2 + 1).argMax()
      } _: {
        out[0] = Double(peer_argmax(theirs, x, count))
      }
      inputs.compare("\(name): cumsum") {
        try f(a * 2 + 1).cumsum()
      } _: {
        peer_cumsum(theirs, out, x, count)
      }
      for (rows, columns) in [(count / 1000, 1000), (count / 100, 100)] {
        let square = a.reshaped(rows, columns)
        inputs.compare("\(name): columns of \(rows)") {
          try f(square * 2 + 1).sum(axis: 0)
        } _: {
          peer_columns(theirs, out, x, rows, columns)
        }
      }
      for columns in [4, 10, 100] {
        let rows = a.reshaped(count / columns, columns)
        inputs.compare("\(name): rows of \(columns)") {
          try f(rows * 2 + 1).sum(axis: 1)
        } _: {
          peer_rows(theirs, out, x, count / columns, columns)
        }
      }
    }
  }
  for (name, function) in [
    ("blend", address(peer_blend as Blend)), ("fma", UnsafeRawPointer(try libm.symbol("fma"))),
  ] {
    let f = try NDArray.elementwise(CFunction<(Double, Double, Double), Double>(function))
    let theirs = unsafeBitCast(function, to: Blend.self)
    for count in [10_000, 1_000_000] {
      let inputs = Inputs(count)
      defer { inputs.deallocate() }
      let (x, y, out, a, b) = (inputs.x, inputs.y, inputs.out, inputs.a, inputs.b)
      inputs.compare("\(name): f(x, y, 1/4) * 2") {
        try f(.array(a), .array(b), .scalar(0.25.scalar)) * 2
      } _: {
        peer_loop3(theirs, out, x, y, count)
      }
    }
  }
}
