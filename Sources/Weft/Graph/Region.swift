// SPDX-License-Identifier: Apache-2.0
// A region: the pending operations that one kernel computes together.

import JIT

/// Pending operations over one iteration domain.
///
///     full   a value for every element of the domain
///     row    a value for every element of the kept axes: what reductions over the reduced axes give, and maps of it
///
/// A reduction ends a pass over the inner elements; what depends on its result comes in the next pass of the same band. `level`
/// numbers the passes: a full step of level p can be computed from pass p on, a row step of level p once p passes are done.
struct Region {
  enum Rate: UInt8 { case full, row }

  /// Where an operand of a step comes from.
  enum Source: UInt8 { case step, port, scalar }

  struct Reference: Equatable {
    var source: Source
    var index: Int16
  }

  /// One operation.
  struct Step {
    unowned(unsafe) var node: Node
    var rate: Rate
    var level: Int16
    /// The port its value is stored through, or -1.
    var output: Int16 = -1
    /// Uses by steps of this region.
    var uses: Int32 = 0
    /// Where its operands stand in `Region.references`.
    var operands: Range<Int>

    /// Whether it calls a C function.
    var isCall: Bool { node.operation == .map(.foreign) }

    /// The reduction it carries out, if it is one, running ones included.
    var reduction: Reduction? {
      switch node.operation {
      case .reduce(let reduction, _), .scan(let reduction, _): reduction
      default: nil
      }
    }
  }

  /// Memory the kernel reads or writes.
  struct Port {
    var dtype: DType
    var rate: Rate
    /// Keeps the memory alive while the kernel runs.
    var buffer: Buffer
    /// The computed value whose memory it is, for an input.
    unowned(unsafe) var node: Node?
    /// Address of the domain's first element.
    var address: UnsafeMutableRawPointer
    /// Bytes per step along each axis of the domain; 0 along reduced axes for rows.
    var strides: [Int]
    var isOutput = false
  }

  /// A scalar operand: its bits (both parts) in the dtype that its step computes in.
  struct Scalar {
    var dtype: DType
    var bits: (UInt64, UInt64)
    /// The node that has it as operand number `operand`.
    unowned(unsafe) var node: Node
    var operand: Int
  }

  var domain: [Int] = []
  /// Bit a is set when axis a is reduced.
  var reduced: UInt64 = 0
  /// In an order in which operands come before their users; the root is last.
  var steps: [Step] = []
  /// The operands of all steps.
  var references: [Reference] = []
  var ports: [Port] = []
  var scalars: [Scalar] = []
  /// Pending nodes that cannot join and must be computed first.
  var boundary: [Node] = []
  /// IR instructions that all steps take once, about.
  var length = 0
  /// Number of passes.
  var passes = 1
  /// True when reductions store what they accumulated, unrounded, for a later join.
  var isPartial = false

  /// The reduction that step `index` carries out, if it is one, running ones included.
  func reduction(_ index: Int) -> Reduction? { steps[index].reduction }

  func operands(of step: Step) -> ArraySlice<Reference> { references[step.operands] }

  /// What a reduction reduces.
  func operand(of step: Step) -> Reference { references[step.operands.lowerBound] }

  /// The dtype of what an operand refers to.
  func dtype(_ reference: Reference) -> DType {
    let index = Int(reference.index)
    return switch reference.source {
    case .scalar: scalars[index].dtype
    case .step: steps[index].node.dtype
    case .port: ports[index].dtype
    }
  }

  func isScan(_ index: Int) -> Bool {
    if case .scan = steps[index].node.operation { return true }
    return false
  }

  func isReduced(_ axis: Int) -> Bool { reduced & (1 << UInt64(axis)) != 0 }
}

extension Reduction {
  /// How the lanes of a kernel may be arranged, given the dtype it computes in.
  enum Order: UInt8 {
    /// NumPy's pairwise tree of eight accumulators (four complex ones).
    case pairwise, pairwiseComplex
    /// The result does not depend on the order.
    case free
    /// One after the other.
    case serial
    /// A position is wanted.
    case position
  }

  func order(in dtype: DType) -> Order {
    switch self {
    case .sum: dtype.isComplex ? .pairwiseComplex : (dtype.isFloating ? .pairwise : .free)
    case .product: dtype.isComplex || dtype.isFloating ? .serial : .free
    case .minimum, .maximum: dtype.isComplex ? .serial : .free
    case .any, .all: .free
    case .argMinimum, .argMaximum: .position
    }
  }
}
