// SPDX-License-Identifier: Apache-2.0
// Views as layouts: transposing, reshaping, stretching. Pure arithmetic, apart from data.

extension Layout {
  /// The axes in another order.
  func transposed(_ order: [Int], itemSize: Int) -> Layout {
    Layout(
      shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset,
      itemSize: itemSize)
  }

  /// The same elements seen as `target`, in C order, if strides can say it; nil if a copy is needed.
  ///
  /// NumPy's rule (`_attempt_nocopy_reshape`): axes are matched in groups of equal products; a group of old axes must lie
  /// contiguously in itself, then the new axes of the group divide it.
  func reshaped(_ target: [Int], itemSize: Int) -> Layout? {
    if count == 0 || isContiguous {
      let strides = Layout.steps(of: target, itemSize: itemSize)
      return Layout(shape: target, strides: strides, offset: offset, itemSize: itemSize)
    }
    // Axes of length 1 say nothing about memory.
    let axes = shape.indices.filter { shape[$0] != 1 }
    let old = axes.map { (extent: shape[$0], stride: strides[$0]) }
    var newStrides = [Int](repeating: 0, count: target.count)
    var (oldStart, newStart) = (0, 0)
    while newStart < target.count && oldStart < old.count {
      var (oldEnd, newEnd) = (oldStart + 1, newStart + 1)
      var (oldProduct, newProduct) = (old[oldStart].extent, target[newStart])
      while oldProduct != newProduct {
        if newProduct < oldProduct {
          newProduct *= target[newEnd]
          newEnd += 1
        } else {
          oldProduct *= old[oldEnd].extent
          oldEnd += 1
        }
      }
      for axis in oldStart..<(oldEnd - 1)
      where old[axis].stride != old[axis + 1].stride * old[axis + 1].extent { return nil }
      newStrides[newEnd - 1] = old[oldEnd - 1].stride
      for axis in stride(from: newEnd - 1, to: newStart, by: -1) {
        newStrides[axis - 1] = newStrides[axis] * target[axis]
      }
      (oldStart, newStart) = (oldEnd, newEnd)
    }
    // What is left are axes of length 1.
    let last = newStart > 0 ? newStrides[newStart - 1] : itemSize
    for axis in newStart..<max(target.count, newStart) { newStrides[axis] = last }
    return Layout(shape: target, strides: newStrides, offset: offset, itemSize: itemSize)
  }

  /// Without the axes in `axes`, all of length 1.
  func removing(_ axes: [Int], itemSize: Int) -> Layout {
    let kept = shape.indices.filter { !axes.contains($0) }
    return transposed(Array(kept), itemSize: itemSize)
  }

  /// With an axis of length 1 at each of the sorted positions `axes` of the result.
  func inserting(_ axes: [Int], itemSize: Int) -> Layout {
    var (shape, strides) = (shape, strides)
    for axis in axes {
      shape.insert(1, at: axis)
      strides.insert(0, at: axis)
    }
    return Layout(shape: shape, strides: strides, offset: offset, itemSize: itemSize)
  }

  /// Backwards along `axes`.
  func flipped(_ axes: [Int], itemSize: Int) -> Layout {
    var (strides, offset) = (strides, offset)
    // Where there is nothing, the order stays.
    for axis in axes where shape[axis] > 0 {
      offset += (shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return Layout(shape: shape, strides: strides, offset: offset, itemSize: itemSize)
  }
}
