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

extension Workload {
  static let all = arithmetic

  /// Arithmetic and reductions.
  static let arithmetic: [Workload] = [
    Workload(
      name: "triad", title: "a*b+c", form: .flat, inputs: [.real, .real, .real],
      work: Work(reals: 4, operations: 1)
    ) { [$0[0] * $0[1] + $0[2]] },
    Workload(
      name: "lincomb", title: "2a+3b-c*d", form: .flat, inputs: [.real, .real, .real, .real],
      work: Work(reals: 5, operations: 3)
    ) { [2 * $0[0] + 3 * $0[1] - $0[2] * $0[3]] },
    Workload(
      name: "square_difference", title: "((a-b)**2).sum()", form: .flat, inputs: [.real, .real],
      work: Work(reals: 2, writes: false, operations: 2)
    ) { [(($0[0] - $0[1]) ** 2).sum()] },
    Workload(
      name: "sum", title: "a.sum()", form: .flat, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 1)
    ) { [$0[0].sum()] },
    Workload(
      name: "norm3", title: "sqrt(x²+y²+z²)", form: .flat,
      inputs: [.real(-1, 1), .real(-1, 1), .real(-1, 1)],
      work: Work(reals: 4, operations: 3, roots: 1)
    ) { [sqrt($0[0] * $0[0] + $0[1] * $0[1] + $0[2] * $0[2])] },
    Workload(
      name: "std_columns", title: "std axis 0", form: .square, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 3)
    ) { [$0[0].std(axis: 0)] },
    Workload(
      name: "std_rows", title: "std axis 1", form: .square, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 3)
    ) { [$0[0].std(axis: 1)] },
    Workload(
      name: "normalise_rows", title: "(x-mean)/std rows", form: .square, inputs: [.real],
      work: Work(reals: 2, operations: 5)
    ) {
      [
        ($0[0] - $0[0].mean(axis: 1, keepDims: true)) / $0[0].std(axis: 1, keepDims: true)
      ]
    },
    Workload(
      name: "jacobi", title: "5-point Jacobi slices", form: .square, inputs: [.real],
      work: Work(reals: 2, operations: 4)
    ) { [jacobi($0[0])] },
    Workload(
      name: "where_sum", title: "where(m,a,b).sum()", form: .flat,
      inputs: [Input(kind: .mask), .real, .real],
      work: Work(reals: 2, others: 1, writes: false, operations: 1)
    ) { [`where`($0[0], $0[1], $0[2]).sum()] },
    Workload(
      name: "mixed_sum", title: "(i32*0.5+f).sum()", form: .flat,
      inputs: [Input(kind: .int), .real],
      work: Work(reals: 1, others: 4, writes: false, operations: 3)
    ) { [($0[0] * 0.5 + $0[1]).sum()] },
    Workload(
      name: "outer_row_sum", title: "(a[:,None]*b+C).sum(1)", form: .square,
      inputs: [.real(.rows), .real(.columns), .real],
      work: Work(reals: 1, writes: false, operations: 2)
    ) { [($0[0].expandingDims(1) * $0[1] + $0[2]).sum(axis: 1)] },
    Workload(
      name: "pairwise", title: "pairwise distances D=3", form: .square,
      inputs: [.real(.points), .real(.points)], work: Work(reals: 1, operations: 6, roots: 1)
    ) { [pairwise($0[0], $0[1])] },
    Workload(
      name: "count", title: "count (a>0)&(b<1)", form: .flat, inputs: [.real(-1, 1), .real(0, 2)],
      work: Work(reals: 2, writes: false, operations: 3)
    ) { [(($0[0] .> 0) & ($0[1] .< 1)).countNonzero()] },
    Workload(
      name: "cumsum", title: "cumsum", form: .flat, inputs: [.real],
      work: Work(reals: 2, operations: 1)
    ) { [$0[0].cumsum()] },
    Workload(
      name: "add_transposed", title: "a+b.T", form: .square, inputs: [.real, .real],
      work: Work(reals: 3, operations: 1)
    ) { [$0[0] + $0[1].T] },
    Workload(
      name: "argmax", title: "argmax", form: .flat, inputs: [.real],
      work: Work(reals: 1, writes: false, operations: 1)
    ) { [$0[0].argMax()] },
  ]
}
