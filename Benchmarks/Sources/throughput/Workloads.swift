// SPDX-License-Identifier: Apache-2.0
// The table of workloads, as a Weft user writes them; peers/workloads.py has the same table.

import Weft

private func jacobi(_ u: NDArray) -> NDArray {
  let neighbours = u[.slice(nil, -2), .slice(1, -1)] + u[.slice(2, nil), .slice(1, -1)]
  return 0.25 * (neighbours + u[.slice(1, -1), .slice(nil, -2)] + u[.slice(1, -1), .slice(2, nil)])
}

private func pairwise(_ p: NDArray, _ q: NDArray) -> NDArray {
  let difference = p.expandingDims(1) - q.expandingDims(0)
  return sqrt((difference ** 2).sum(axis: -1))
}

private func normal(_ d: NDArray) -> NDArray {
  let k = 1 / (1 + 0.2316419 * abs(d))
  let tail = 1.781477937 + k * (-1.821255978 + k * 1.330274429)
  let p = k * (0.319381530 + k * (-0.356563782 + k * tail))
  let w = 1 - inverseRoot2Pi * exp(d * d * -0.5) * p
  return `where`(d .< 0, 1 - w, w)
}

/// Prices of European calls and puts; the normal distribution is Abramowitz and Stegun's 26.2.17.
private func blackScholes(_ price: NDArray, _ strike: NDArray, _ time: NDArray) -> Results {
  let spread = 0.2 * sqrt(time)
  let d1 = (log(price / strike) + 0.07 * time) / spread
  let discounted = strike * exp(-0.05 * time)
  let call = price * normal(d1) - discounted * normal(d1 - spread)
  return .two(call, call - price + discounted)
}

private func softmax(_ x: NDArray) -> NDArray {
  let e = exp(x - x.max(axis: 1, keepDims: true))
  return e / e.sum(axis: 1, keepDims: true)
}

private let inverseRoot2Pi = 0.3989422804014327

extension Workload {
  static let all = arithmetic + exponentials

  /// Workloads that spend their time in exp and log.
  static let exponentials: [Workload] = [
    Workload(
      name: "gauss", title: "exp(-x²/2)/√2π", form: .flat, inputs: [.real(-4, 4)],
      work: Work(reals: 2, operations: 15)
    ) { .one(exp($0[0] * $0[0] * -0.5) * inverseRoot2Pi) },
    Workload(
      name: "logistic", title: "1/(1+exp(-x))", form: .flat, inputs: [.real(-8, 8)],
      work: Work(reals: 2, operations: 13, divisions: 1)
    ) { .one(1 / (1 + exp(-$0[0]))) },
    Workload(
      name: "black_scholes", title: "Black-Scholes call+put", form: .flat,
      inputs: [.real(50, 100), .real(50, 100), .real(0.25, 2)],
      work: Work(reals: 5, operations: 80, divisions: 4, roots: 1)
    ) { blackScholes($0[0], $0[1], $0[2]) },
    Workload(
      name: "softmax", title: "softmax rows(×1000)", form: .rows, inputs: [.real(-5, 5)],
      work: Work(reals: 2, operations: 15, divisions: 1)
    ) { .one(softmax($0[0])) },
  ]

  /// Arithmetic and reductions.
  static let arithmetic: [Workload] = [
    Workload(
      name: "triad", title: "a*b+c", form: .flat, inputs: [.real, .real, .real],
      work: Work(reals: 4, operations: 1)
    ) { .one($0[0] * $0[1] + $0[2]) },
    Workload(
      name: "lincomb", title: "2a+3b-c*d", form: .flat, inputs: [.real, .real, .real, .real],
      work: Work(reals: 5, operations: 3)
    ) { .one(2 * $0[0] + 3 * $0[1] - $0[2] * $0[3]) },
    Workload(
      name: "square_difference", title: "((a-b)**2).sum()", form: .flat, inputs: [.real, .real],
      work: Work(reals: 2, writes: false, operations: 2)
    ) { .one((($0[0] - $0[1]) ** 2).sum()) },
    Workload(
      name: "sum", title: "a.sum()", form: .flat, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 1)
    ) { .one($0[0].sum()) },
    Workload(
      name: "norm3", title: "sqrt(x²+y²+z²)", form: .flat,
      inputs: [.real(-1, 1), .real(-1, 1), .real(-1, 1)],
      work: Work(reals: 4, operations: 3, roots: 1)
    ) { .one(sqrt($0[0] * $0[0] + $0[1] * $0[1] + $0[2] * $0[2])) },
    Workload(
      name: "std_columns", title: "std axis 0", form: .square, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 3)
    ) { .one($0[0].std(axis: 0)) },
    Workload(
      name: "std_rows", title: "std axis 1", form: .square, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 3)
    ) { .one($0[0].std(axis: 1)) },
    Workload(
      name: "normalise_rows", title: "(x-mean)/std rows", form: .square, inputs: [.real],
      work: Work(reals: 2, operations: 5)
    ) {
      .one(($0[0] - $0[0].mean(axis: 1, keepDims: true)) / $0[0].std(axis: 1, keepDims: true))
    },
    Workload(
      name: "jacobi", title: "5-point Jacobi slices", form: .square, inputs: [.real],
      work: Work(reals: 2, operations: 4)
    ) { .one(jacobi($0[0])) },
    Workload(
      name: "where_sum", title: "where(m,a,b).sum()", form: .flat,
      inputs: [Input(kind: .mask), .real, .real],
      work: Work(reals: 2, others: 1, writes: false, operations: 1)
    ) { .one(`where`($0[0], $0[1], $0[2]).sum()) },
    Workload(
      name: "mixed_sum", title: "(i32*0.5+f).sum()", form: .flat,
      inputs: [Input(kind: .int), .real],
      work: Work(reals: 1, others: 4, writes: false, operations: 3)
    ) { .one(($0[0] * 0.5 + $0[1]).sum()) },
    Workload(
      name: "outer_row_sum", title: "(a[:,None]*b+C).sum(1)", form: .square,
      inputs: [.real(.rows), .real(.columns), .real],
      work: Work(reals: 1, writes: false, operations: 2)
    ) { .one(($0[0].expandingDims(1) * $0[1] + $0[2]).sum(axis: 1)) },
    Workload(
      name: "pairwise", title: "pairwise distances D=3", form: .square,
      inputs: [.real(.points), .real(.points)], work: Work(reals: 1, operations: 6, roots: 1)
    ) { .one(pairwise($0[0], $0[1])) },
    Workload(
      name: "count", title: "count (a>0)&(b<1)", form: .flat, inputs: [.real(-1, 1), .real(0, 2)],
      work: Work(reals: 2, writes: false, operations: 3)
    ) { .one((($0[0] .> 0) & ($0[1] .< 1)).countNonzero()) },
    Workload(
      name: "cumsum", title: "cumsum", form: .flat, inputs: [.real],
      work: Work(reals: 2, operations: 1)
    ) { .one($0[0].cumsum()) },
    Workload(
      name: "add_transposed", title: "a+b.T", form: .square, inputs: [.real, .real],
      work: Work(reals: 3, operations: 1)
    ) { .one($0[0] + $0[1].T) },
    Workload(
      name: "argmax", title: "argmax", form: .flat, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 1)
    ) { .one($0[0].argMax()) },
  ]
}
