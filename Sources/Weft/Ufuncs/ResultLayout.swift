// SPDX-License-Identifier: Apache-2.0
// Shapes and memory layouts of results: broadcasting and NumPy's "K" order. Pure arithmetic, apart from data.

extension Layout {
  /// This layout stretched to `shape`, to which its own shape broadcasts.
  func broadcast(to shape: [Int], itemSize: Int) -> Layout {
    if self.shape == shape { return self }
    var strides = [Int](repeating: 0, count: shape.count)
    let missing = shape.count - self.shape.count
    for axis in self.shape.indices where self.shape[axis] != 1 {
      strides[missing + axis] = self.strides[axis]
    }
    return Layout(shape: shape, strides: strides, offset: offset, itemSize: itemSize)
  }

  /// The shape that all of `shapes` broadcast to, or nil.
  static func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    var result: [Int] = []
    for shape in shapes {
      guard let next = broadcastShape(result, shape) else { return nil }
      result = next
    }
    return result
  }

  static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    if a == b { return a }
    var result = a.count >= b.count ? a : b
    let shorter = a.count >= b.count ? b : a
    let missing = result.count - shorter.count
    for axis in shorter.indices where result[missing + axis] != shorter[axis] {
      if result[missing + axis] == 1 {
        result[missing + axis] = shorter[axis]
      } else if shorter[axis] != 1 {
        return nil
      }
    }
    return result
  }

  /// The layout of a new array of `shape` computed from `operands` (broadcast to it): axes lie in memory in the order in
  /// which the operands' axes do, as NumPy's iterator sorts them ("K" order).
  static func result(shape: [Int], itemSize: Int, operands: [Layout]) -> Layout {
    if shape.count < 2 || shape.contains(0) || operands.allSatisfy(\.descends) {
      return LayoutTable.contiguous(shape, itemSize: itemSize)
    }
    let order = memoryOrder(axes: shape.count, operands)
    var strides = [Int](repeating: 0, count: shape.count)
    var step = itemSize
    for axis in order.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return Layout(shape: shape, strides: strides, itemSize: itemSize)
  }

  /// True if some axis of several has a stride of zero.
  var isStretched: Bool { shape.count > 1 && strides.contains(0) }

  /// The layout of a copy: axes lie in memory by the size of their strides, zeros innermost, unlike in results of operations
  /// (NumPy's `PyArray_CreateSortedStridePerm`).
  func copied(itemSize: Int) -> Layout {
    if isContiguous || count == 0 { return LayoutTable.contiguous(shape, itemSize: itemSize) }
    let order = shape.indices.sorted {
      let (a, b) = (abs(strides[$0]), abs(strides[$1]))
      return a != b ? a > b : $0 < $1
    }
    var steps = strides
    var step = itemSize
    for axis in order.reversed() {
      steps[axis] = step
      step *= shape[axis]
    }
    return Layout(shape: shape, strides: steps, itemSize: itemSize)
  }

  /// The axes from the slowest to the fastest, by NumPy's rule (nditer, `npyiter_find_best_axis_ordering`).
  ///
  /// An insertion sort from the fastest axis of C order up: an axis moves inwards past those whose strides are larger in
  /// an operand, unless another operand says the opposite; strides of zero say nothing.
  static func memoryOrder(axes: Int, _ operands: [Layout]) -> [Int] {
    // order[0] is the fastest axis while sorting.
    var order = Array((0..<axes).reversed())
    for position in 1..<max(axes, 1) {
      let axis = order[position]
      var target = position
      var candidate = position - 1
      while candidate >= 0 {
        let other = order[candidate]
        var isAmbiguous = true
        var shouldSwap = false
        for operand in operands {
          let (mine, theirs) = (abs(operand.strides[axis]), abs(operand.strides[other]))
          if mine == 0 || theirs == 0 || operand.shape[axis] == 1 || operand.shape[other] == 1 {
            continue
          }
          if theirs <= mine {
            shouldSwap = false
          } else if isAmbiguous {
            shouldSwap = true
          }
          isAmbiguous = false
        }
        if !isAmbiguous {
          if !shouldSwap { break }
          target = candidate
        }
        candidate -= 1
      }
      if target != position {
        order.remove(at: position)
        order.insert(axis, at: target)
      }
    }
    return order.reversed()
  }
}
