// SPDX-License-Identifier: Apache-2.0
// What Weft itself costs: recording an operation, launching a cached kernel, compiling a fresh one.

import Weft

/// Times in nanoseconds.
struct Latency {
  /// Recording one operation that nobody observes, in a chain of ten.
  let record: Double
  /// Recording ten operations on 100 float64 elements and running their cached kernel, in all.
  let launch: Double
  /// What the first run of such an expression costs beyond the second: plan, compile, publish.
  let compile: Double
  /// Likewise for the largest expression of the table, Black-Scholes; nil if the table lacks it.
  let blackScholes: Double?

  init() {
    let a = Input.real.make(seed: 1, dtype: .float64, shape: [100])
    let b = Input.real(1, 2).make(seed: 2, dtype: .float64, shape: [100])
    let recorded = run(20_000) { blackHole(Self.chain(a, b, order: 0)) }
    record = recorded.wall / 20_000 / 10
    launch = measure { force(Self.chain(a, b, order: 0)) }.wall

    var costs: [Double] = []
    for order in 1...200 {
      let first = run(1) { force(Self.chain(a, b, order: order)) }.wall
      let second = run(1) { force(Self.chain(a, b, order: order)) }.wall
      costs.append(first - second)
    }
    compile = median(costs)

    guard let workload = Workload.all.first(where: { $0.name == "black_scholes" }) else {
      blackScholes = nil
      return
    }
    // Mixing dtypes among the inputs gives fresh kernels of the same expression.
    let dtypes: [DType] = [.float64, .float32]
    costs = []
    for mix in 1..<7 {
      let inputs = workload.inputs.enumerated().map { index, input in
        input.make(seed: index + 1, dtype: dtypes[mix >> index & 1], shape: [100])
      }
      let first = run(1) { force(workload.body(inputs)) }.wall
      let second = run(1) { force(workload.body(inputs)) }.wall
      costs.append(first - second)
    }
    blackScholes = median(costs)
  }

  /// Ten operations on two arrays: each `order` below 4^10 gives another expression.
  private static func chain(_ a: NDArray, _ b: NDArray, order: Int) -> NDArray {
    var x = a
    var choice = order
    for _ in 0..<10 {
      switch choice % 4 {
      case 0: x = x + b
      case 1: x = x * b
      case 2: x = x - a
      default: x = x / b
      }
      choice /= 4
    }
    return x
  }

  var description: String {
    let largest = blackScholes.map { "; Black-Scholes: \(Int($0 / 1000)) µs" } ?? ""
    return """
      recording one operation: \(Int(record)) ns
      ten operations on 100 elements, cached: \(Int(launch)) ns in all
      compiling ten operations afresh: \(Int(compile / 1000)) µs\(largest)
      """
  }
}
