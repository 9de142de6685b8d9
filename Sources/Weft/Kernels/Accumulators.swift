// SPDX-License-Identifier: Apache-2.0
// What reductions keep per lane, and how lanes combine.

import JIT

/// The accumulators of a pass's reductions.
struct Accumulators {
  let region: Region

  /// Room for the partial sums of the pairwise tree: 64 levels, 8 numbers each.
  static let stackBytes = 64 * 8 * 8

  /// The accumulators of a lane loop, those of one reduction side by side (two for a complex one).
  struct Plan {
    var width = 0
    var elements: [Element] = []
    var combine: [Op] = []
    var initial: [Value] = []
    /// Which of them are partial sums of the pairwise tree.
    var pairwise: [Bool] = []
    var isPairwise: Bool { pairwise.contains(true) }
  }

  func plan(_ reductions: [Int], _ emitter: inout StepEmitter) -> Plan {
    var plan = Plan()
    if reductions.isEmpty { return plan }
    plan.width = RowKernel.freeWidth
    for index in reductions {
      let node = region.steps[index].node
      let reduction = region.reduction(index)!
      let order: Reduction.Order = region.isScan(index) ? .serial : reduction.order(in: node.loop)
      switch order {
      case .pairwise: plan.width = 8
      case .pairwiseComplex: plan.width = 4
      case .serial, .position: plan.width = 1
      case .free: break
      }
      let isPairwise = order == .pairwise || order == .pairwiseComplex
      for part in 0..<(node.loop.isComplex ? 2 : 1) {
        plan.elements.append(node.loop.element)
        plan.combine.append(reduction.combine(node.loop))
        plan.initial.append(reduction.identity(node.loop, part: part, &emitter.builder))
        plan.pairwise.append(isPairwise)
      }
    }
    return plan
  }

  /// Writes one lane's step: takes the accumulators of one reduction off `current`, puts the new ones on `next`.
  func step(
    _ step: Region.Step, _ lanes: Lanes, _ current: [Value], _ next: inout [Value],
    _ emitter: inout StepEmitter
  ) {
    guard let reduction = step.reduction else { return }
    let position = next.count
    let old = Lanes(current[position], lanes.im == nil ? nil : current[position + 1])
    var new = reduction.accumulate(old, lanes, step.node.loop, &emitter.builder)
    if case .scan = step.node.operation {
      // A running result rounds at every element, and every element is stored.
      if step.node.loop == .float16 { new = emitter.rounded(new) }
      if case .product = reduction, let im = new.im {
        // A complex one is not neutral beside infinities: the first product is the first element.
        let zero = emitter.builder.constant(0, .i64)
        var element = emitter.builder.lane()
        if let first = emitter.firstElement { element = emitter.builder.add(element, first) }
        let isFirst = emitter.builder.eq(element, zero)
        new = Lanes(
          emitter.builder.select(isFirst, lanes.re, new.re),
          emitter.builder.select(isFirst, lanes.im!, im))
      }
      emitter.store(
        Int(step.output), emitter.convert(new, from: step.node.loop, to: step.node.dtype))
    }
    next.append(new.re)
    if let im = new.im { next.append(im) }
  }

  /// What NumPy does after the tree: its accumulator starts at +0, so a sum of nothing but -0 is +0.
  func finish(_ step: Region.Step, _ lanes: Lanes, _ builder: inout Builder) -> Lanes {
    guard case .reduce(.sum, _) = step.node.operation,
      step.node.loop.isFloating || step.node.loop.isComplex
    else { return lanes }
    let zero = builder.constant(0.0, step.node.loop.element)
    return Lanes(builder.add(zero, lanes.re), lanes.im.map { builder.add(zero, $0) })
  }
}

extension Reduction {
  /// The operation that combines two lanes of one part.
  func combine(_ dtype: DType) -> Op {
    let isFloat = dtype.element == .f32 || dtype.element == .f64
    switch self {
    case .sum: return .add
    case .product: return .mul
    case .minimum, .argMinimum: return dtype == .bool ? .and : (isFloat ? .minNaN : .min)
    case .maximum, .argMaximum: return dtype == .bool ? .or : (isFloat ? .maxNaN : .max)
    case .any: return .or
    case .all: return .and
    }
  }

  /// The value that changes nothing.
  ///
  /// A float sum starts at -0, which keeps the sign of zeros.
  func identity(_ dtype: DType, part: Int, _ builder: inout Builder) -> Value {
    let element = dtype.element
    switch self {
    case .sum:
      return dtype.isFloating || dtype.isComplex
        ? builder.constant(-0.0, element) : builder.constant(0, element)
    case .product: return builder.constant(part == 0 ? 1 : 0, element)
    case .any: return builder.constant(0, .bool)
    case .all: return builder.constant(1, .bool)
    case .minimum, .argMinimum: return builder.extreme(element, greatest: true)
    case .maximum, .argMaximum: return builder.extreme(element, greatest: false)
    }
  }

  /// One step of the reduction: `old` with `x` taken in.
  func accumulate(_ old: Lanes, _ x: Lanes, _ dtype: DType, _ builder: inout Builder) -> Lanes {
    guard let oldIm = old.im, let im = x.im else {
      return Lanes(builder.binary(combine(dtype), old.re, x.re))
    }
    switch self {
    case .product:
      let re = builder.sub(builder.mul(old.re, x.re), builder.mul(oldIm, im))
      return Lanes(re, builder.add(builder.mul(old.re, im), builder.mul(oldIm, x.re)))
    case .minimum, .maximum:
      let ufunc = self == .minimum ? Ufunc.minimum : Ufunc.maximum
      return ufunc.facts.expand(&builder, dtype, [old, x])
    default:
      return Lanes(builder.add(old.re, x.re), builder.add(oldIm, im))
    }
  }
}

extension Builder {
  /// The greatest or least value of an element type; infinities for floats.
  mutating func extreme(_ element: Element, greatest: Bool) -> Value {
    switch element {
    case .bool: return constant(greatest ? 1 : 0, .bool)
    case .f32, .f64: return constant(greatest ? Double.infinity : -Double.infinity, element)
    default:
      let bits = UInt64(element.bits)
      let all = bits == 64 ? UInt64.max : (1 << bits) - 1
      let signed = element.isSigned
      let top: UInt64 = signed ? all >> 1 : all
      return constant(bits: greatest ? top : (signed ? all ^ top : 0), element)
    }
  }
}
