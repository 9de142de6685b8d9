// SPDX-License-Identifier: Apache-2.0
// Sorting and merging axes, and choosing the form.

extension KernelForm {
  /// What choosing a form can ask for first.
  enum Choice {
    case form(KernelForm)
    /// The reduced axes do not merge into one: copy the inputs into kept-then-reduced order.
    case pack
    /// The region cannot be one kernel: compute its first reductions on their own.
    case split
  }

  /// One merged axis: its extent and every port's stride along it.
  private struct Axis {
    var extent: Int
    var strides: [Int]
  }

  /// A column kernel pays when its inner axis has at least this many elements.
  private static let leastColumns = 4
  /// The inner axis of a short form should have at least this many elements, if there is a longer one.
  private static let leastLanes = 32

  static func choose(_ region: Region, kind: Kind) -> Choice {
    let lead = leadPort(region)
    var kept: [Int] = []
    var reduced: [Int] = []
    for axis in region.domain.indices where region.domain[axis] != 1 {
      if region.isReduced(axis) { reduced.append(axis) } else { kept.append(axis) }
    }
    if let lead {
      sort(&kept, region.ports[lead].strides)
      sort(&reduced, region.ports[lead].strides)
    }
    var outer = merge(kept, region)
    var form = KernelForm(kind: kind, innerStrides: [], rowStrides: [])
    if region.reduced == 0 {
      form.setInner(outer.popLast(), region)
      form.setRow(outer.popLast(), region)
      form.setOuter(outer, region)
      return .form(form)
    }
    let inner = merge(reduced, region)
    if inner.count > 1 { return .pack }
    if let short = form.short(outer, inner.first, region, lead) {
      // Calls run ahead of the one loop of short rows: not those that wait for a reduction.
      return region.steps.contains { $0.isCall && $0.level > 0 } ? .split : .form(short)
    }
    if kind == .row, let lead, let fastKept = outer.last,
      isFaster(fastKept, than: inner.first, lead), fastKept.extent >= leastColumns
    {
      let storesFull = region.steps.contains { $0.rate == .full && $0.output >= 0 }
      if region.passes > 1 || storesFull { return .split }
      form.kind = .column
      form.setInner(outer.popLast(), region)
      form.setRow(inner.first, region)
    } else {
      form.setInner(inner.first, region)
      form.setRow(outer.popLast(), region)
    }
    form.setOuter(outer, region)
    form.setRowsTogether(region)
    return .form(form)
  }

  /// The port whose memory order decides: the full output, else the first full input that is not a broadcast scalar.
  private static func leadPort(_ region: Region) -> Int? {
    if region.reduced == 0, let output = region.ports.firstIndex(where: \.isOutput) {
      return output
    }
    return region.ports.firstIndex { port in
      port.rate == .full && !port.isOutput && port.strides.contains { $0 != 0 }
    }
  }

  /// Sorts axes by descending stride; equal strides keep C order, as NumPy's iterator does.
  private static func sort(_ axes: inout [Int], _ strides: [Int]) {
    if axes.count < 2 { return }
    // Insertion sort: a handful of axes, stable, and without a closure's cost.
    for index in 1..<axes.count {
      var position = index
      while position > 0 {
        let (before, here) = (
          strides[axes[position - 1]].magnitude, strides[axes[position]].magnitude
        )
        if here == 0 || before >= here { break }
        axes.swapAt(position - 1, position)
        position -= 1
      }
    }
  }

  /// Merges neighbours that every port walks as one; nobody walks an axis of length zero.
  private static func merge(_ axes: [Int], _ region: Region) -> [Axis] {
    var merged: [Axis] = []
    for axis in axes {
      let extent = region.domain[axis]
      if let last = merged.last,
        region.ports.indices.allSatisfy({
          last.extent * extent == 0
            || last.strides[$0] == region.ports[$0].strides[axis] * extent
        })
      {
        merged[merged.count - 1].extent *= extent
        for port in region.ports.indices {
          merged[merged.count - 1].strides[port] = region.ports[port].strides[axis]
        }
      } else {
        merged.append(Axis(extent: extent, strides: region.ports.map { $0.strides[axis] }))
      }
    }
    return merged
  }

  private static func isFaster(_ kept: Axis, than reduced: Axis?, _ lead: Int) -> Bool {
    // Rows of no elements still have a result, which the row form stores.
    guard let reduced, reduced.extent > 0, kept.strides[lead] != 0 else { return false }
    return kept.strides[lead].magnitude < reduced.strides[lead].magnitude
  }

  /// The short form, if rows are short and lanes across them pay.
  private func short(_ kept: [Axis], _ reduced: Axis?, _ region: Region, _ lead: Int?)
    -> KernelForm?
  {
    guard kind == .row, let reduced, ShortKernel.fits(region, extent: reduced.extent),
      kept.reduce(1, { $0 * $1.extent }) >= ShortKernel.leastRows
    else { return nil }
    // Complex sums across rows are the column form's: its order is another.
    let isComplex = region.steps.contains { $0.reduction != nil && $0.node.loop.isComplex }
    if isComplex, let lead, let last = kept.last, Self.isFaster(last, than: reduced, lead) {
      return nil
    }
    var form = self
    form.kind = .short
    form.extent = reduced.extent
    form.shortStrides = reduced.strides
    var outer = kept
    var chosen = outer.count - 1
    if outer[chosen].extent < Self.leastLanes {
      for axis in outer.indices where outer[axis].extent > outer[chosen].extent { chosen = axis }
    }
    form.setInner(outer.remove(at: chosen), region)
    form.setRow(outer.popLast(), region)
    form.setOuter(outer, region)
    for (index, port) in region.ports.enumerated() {
      let (size, stride) = (port.dtype.itemSize, reduced.strides[index])
      let isUnit = port.rate == .full && stride == size
      form.shortClasses.append(
        port.rate == .row || stride == 0 ? .broadcast : isUnit ? .unit : .strided)
      if isUnit && form.innerStrides[index] == reduced.extent * size {
        form.classes[index] = .record
      }
    }
    return form
  }

  private mutating func setInner(_ axis: Axis?, _ region: Region) {
    inner = axis?.extent ?? 1
    innerStrides = axis?.strides ?? region.ports.map(\.dtype.itemSize)
    classes = region.ports.indices.map { port in
      let isVarying = kind == .column || kind == .short || region.ports[port].rate == .full
      if axis != nil && innerStrides[port] == 0 && !region.ports[port].isOutput {
        return .broadcast
      }
      if !isVarying { return .broadcast }
      return innerStrides[port] == region.ports[port].dtype.itemSize ? .unit : .strided
    }
  }

  private mutating func setRow(_ axis: Axis?, _ region: Region) {
    rows = axis?.extent ?? 1
    rowStrides = axis?.strides ?? [Int](repeating: 0, count: region.ports.count)
  }

  private mutating func setOuter(_ axes: [Axis], _ region: Region) {
    outer = axes.map(\.extent)
    outerStrides = []
    for port in region.ports.indices {
      for axis in axes { outerStrides.append(axis.strides[port]) }
    }
  }
}
