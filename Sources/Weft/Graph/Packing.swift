// SPDX-License-Identifier: Apache-2.0
// Copies inputs whose reduced axes do not merge, so that they do.

enum Packing {
  /// Replaces every full input by a contiguous copy with the kept axes first and the reduced axes last.
  static func pack(_ region: inout Region) {
    let axes =
      region.domain.indices.filter { !region.isReduced($0) }
      + region.domain.indices.filter { region.isReduced($0) }
    let shape = axes.map { region.domain[$0] }
    for index in region.ports.indices where region.ports[index].rate == .full {
      let port = region.ports[index]
      if port.isOutput { continue }
      let size = port.dtype.itemSize
      let packed = Layout(contiguous: shape, itemSize: size)
      let buffer = Buffer.make(byteCount: packed.count * size)
      copyElements(
        shape: shape, itemSize: size, from: port.address, axes.map { port.strides[$0] },
        to: buffer.address, packed.strides)
      var strides = port.strides
      for (position, axis) in axes.enumerated() { strides[axis] = packed.strides[position] }
      region.ports[index].buffer = buffer
      region.ports[index].address = buffer.address
      region.ports[index].strides = strides
    }
  }
}
