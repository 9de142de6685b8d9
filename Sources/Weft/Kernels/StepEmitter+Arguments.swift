// SPDX-License-Identifier: Apache-2.0
// Reading the argument block at a program's entry.

import JIT

extension StepEmitter {
  /// Reads every port's pointer and, where it matters, its stride.
  mutating func openPorts(_ form: KernelForm) {
    for (index, port) in region.ports.enumerated() {
      let pointer = builder.argument(KernelForm.Slot.pointer(index), .ptr)
      let size = port.dtype.itemSize
      let stride =
        switch form.classes[index] {
        case .strided: builder.argument(KernelForm.Slot.innerStride(index), .i64)
        case .unit: builder.constant(size, .i64)
        case .record: builder.constant(form.extent * size, .i64)
        case .broadcast: builder.constant(0, .i64)
        }
      ports.append(
        PortValues(
          dtype: port.dtype, strideClass: form.classes[index], pointer: pointer, stride: stride))
    }
  }

  /// Reads every scalar operand.
  mutating func openScalars() {
    for (index, scalar) in region.scalars.enumerated() {
      let slot = KernelForm.Slot.scalar(index, ports: region.ports.count)
      let re = builder.argument(slot, scalar.dtype.memoryElement)
      scalars.append(
        scalar.dtype.isComplex
          ? Lanes(re, builder.argument(slot + 1, scalar.dtype.memoryElement)) : carried(re))
    }
  }
}

/// Names programs for listings and profiles.
enum KernelName {
  static func of(_ region: Region, _ form: KernelForm) -> String {
    var name = form.kind.name
    for step in region.steps.suffix(4) {
      switch step.node.operation {
      case .map(let ufunc): name += "_\(ufunc.facts.name)"
      case .reduce(let reduction, _): name += "_\(reduction.name)"
      case .scan(let reduction, _): name += "_scan_\(reduction.name)"
      case .value: break
      }
    }
    return name + "_\(region.steps.last!.node.loop.name)"
  }
}
