// SPDX-License-Identifier: Apache-2.0
// Other shapes of the same elements; views wherever strides can say it.

extension NDArray {
  /// The axes in the order `axes`, reversed without one.
  public func transposed(_ axes: [Int]? = nil) -> NDArray {
    checked { () throws(ArrayError) in try transposing(axes) }
  }

  /// The axes in the order `axes`.
  public func transposed(_ axes: Int...) -> NDArray {
    transposed(axes.isEmpty ? nil : axes)
  }

  /// The axes in reverse order.
  public var T: NDArray {
    let (own, size) = (layout, dtype.itemSize)
    if own.ndim < 2 { return self }
    return view(
      LayoutTable.derive(own, LayoutRecipe(.transpose, itemSize: size)) {
        own.transposed((0..<own.ndim).reversed(), itemSize: size)
      })
  }

  package func transposing(_ axes: [Int]?) throws(ArrayError) -> NDArray {
    guard let axes else { return T }
    guard axes.count == ndim else { throw ArrayError(.value, "axes don't match array") }
    var order: [Int] = []
    for axis in axes {
      let axis = try normalized(axis: axis, ndim: ndim)
      guard !order.contains(axis) else { throw ArrayError(.value, "repeated axis in transpose") }
      order.append(axis)
    }
    return view(layout.transposed(order, itemSize: dtype.itemSize))
  }

  /// Two axes exchanged.
  public func swappingAxes(_ first: Int, _ second: Int) -> NDArray {
    checked { () throws(ArrayError) in
      var order = Array(0..<ndim)
      order.swapAt(
        try normalized(axis: first, ndim: ndim, prefix: "axis1: "),
        try normalized(axis: second, ndim: ndim, prefix: "axis2: "))
      return view(layout.transposed(order, itemSize: dtype.itemSize))
    }
  }

  /// Axis `source` moved to place `destination`, the others in their order.
  public func movingAxis(_ source: Int, to destination: Int) -> NDArray {
    movingAxes([source], to: [destination])
  }

  /// The axes `sources` moved to the places `destinations`, the others in their order.
  public func movingAxes(_ sources: [Int], to destinations: [Int]) -> NDArray {
    checked { () throws(ArrayError) in
      guard sources.count == destinations.count else {
        throw ArrayError(
          .value, "`source` and `destination` arguments must have the same number of elements")
      }
      var moves: [(place: Int, axis: Int)] = []
      for (source, destination) in zip(sources, destinations) {
        let axis = try normalized(axis: source, ndim: ndim, prefix: "source: ")
        let place = try normalized(axis: destination, ndim: ndim, prefix: "destination: ")
        guard !moves.contains(where: { $0.axis == axis }) else {
          throw ArrayError(.value, "repeated axis in `source` argument")
        }
        guard !moves.contains(where: { $0.place == place }) else {
          throw ArrayError(.value, "repeated axis in `destination` argument")
        }
        moves.append((place, axis))
      }
      var order = (0..<ndim).filter { axis in !moves.contains { $0.axis == axis } }
      for move in moves.sorted(by: { $0.place < $1.place }) {
        order.insert(move.axis, at: move.place)
      }
      return view(layout.transposed(order, itemSize: dtype.itemSize))
    }
  }

  /// The elements in C order as `shape`; one length may be -1, for what is left.
  ///
  /// A view if possible, else a copy.
  public func reshaped(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try reshaping(shape) }
  }

  public func reshaped(_ shape: Int...) -> NDArray { reshaped(shape) }

  package func reshaping(_ wanted: [Int]) throws(ArrayError) -> NDArray {
    let target = try resolvedShape(wanted)
    if target == shape { return self }
    if let layout = layout.reshaped(target, itemSize: dtype.itemSize) { return view(layout) }
    return inCOrder().view(Layout(contiguous: target, itemSize: dtype.itemSize))
  }

  /// `wanted` with the length that -1 stands for.
  func resolvedShape(_ wanted: [Int]) throws(ArrayError) -> [Int] {
    func mismatch() -> ArrayError {
      let text = wanted.map { $0 < 0 ? "newaxis" : "\($0)" }.joined(separator: ",")
      let shape = wanted.count == 1 ? "(\(text),)" : "(\(text))"
      return ArrayError(.value, "cannot reshape array of size \(size) into shape \(shape)")
    }
    guard wanted.count(where: { $0 < 0 }) <= 1 else {
      throw ArrayError(.value, "can only specify one unknown dimension")
    }
    var known = 1
    for extent in wanted where extent >= 0 {
      let (product, overflow) = known.multipliedReportingOverflow(by: extent)
      if overflow { throw mismatch() }
      known = product
    }
    guard let unknown = wanted.firstIndex(where: { $0 < 0 }) else {
      guard known == size else { throw mismatch() }
      return wanted
    }
    guard known != 0, size % known == 0 else { throw mismatch() }
    var target = wanted
    target[unknown] = size / known
    return target
  }

  /// The elements in C order along one axis; a view if they lie so, else a copy.
  public func ravel() -> NDArray {
    // Even a line without elements has steps here, as in NumPy.
    size == 0
      ? view(Layout(shape: [0], strides: [dtype.itemSize], itemSize: dtype.itemSize))
      : inCOrder().reshaped([size])
  }

  /// A copy of the elements in C order along one axis.
  public func flattened() -> NDArray { reshaped([size]).copy() }

  /// Without axes of length 1: all of them, or the given ones, which must have it.
  public func squeezed(_ axes: [Int]? = nil) -> NDArray {
    checked { () throws(ArrayError) in
      let removed: [Int]
      // As in NumPy, an array without axes has nothing to lose.
      if ndim == 0, axes == [0] || axes == [-1] { return self }
      if let axes {
        removed = try normalized(axes: axes, ndim: ndim)
      } else {
        removed = shape.indices.filter { shape[$0] == 1 }
      }
      guard removed.allSatisfy({ shape[$0] == 1 }) else {
        throw ArrayError(
          .value, "cannot select an axis to squeeze out which has size not equal to one")
      }
      return view(layout.removing(removed, itemSize: dtype.itemSize))
    }
  }

  public func squeezed(_ axis: Int) -> NDArray { squeezed([axis]) }

  /// With new axes of length 1 at the given places of the result.
  public func expandingDims(_ axes: [Int]) -> NDArray {
    checked { () throws(ArrayError) in
      let places = try normalized(axes: axes, ndim: ndim + axes.count)
      // NumPy reshapes, and empty arrays show it in their strides.
      if size == 0 {
        var lengths = shape[...]
        let wanted = (0..<ndim + places.count).map {
          places.contains($0) ? 1 : lengths.removeFirst()
        }
        return try reshaping(wanted)
      }
      return view(layout.inserting(places, itemSize: dtype.itemSize))
    }
  }

  public func expandingDims(_ axis: Int) -> NDArray {
    checked { () throws(ArrayError) in
      let (own, size) = (layout, dtype.itemSize)
      let place = try normalized(axis: axis, ndim: own.ndim + 1)
      var recipe = LayoutRecipe(.newAxis, itemSize: size)
      recipe.add(place)
      return view(
        LayoutTable.derive(own, recipe) { own.inserting([place], itemSize: size) })
    }
  }

  /// Stretched to `shape` without a copy.
  public func broadcast(to shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in
      try Layout.check(shape, dtype, isView: true)
      guard ndim <= shape.count else {
        throw ArrayError(
          .value, "input operand has more dimensions than allowed by the axis remapping")
      }
      guard Layout.broadcastShape(self.shape, shape) == shape else {
        throw ArrayError(
          .value,
          "operands could not be broadcast together with remapped shapes [original->remapped]: "
            + "\(describe(shape: self.shape))  and requested shape \(describe(shape: shape))")
      }
      return view(layout.broadcast(to: shape, itemSize: dtype.itemSize))
    }
  }

  /// Backwards along `axes`, all of them without any.
  public func flipped(_ axes: [Int]? = nil) -> NDArray {
    checked { () throws(ArrayError) in
      let axes = try normalized(axes: axes, ndim: ndim)
      return view(layout.flipped(axes, itemSize: dtype.itemSize))
    }
  }

  public func flipped(_ axis: Int) -> NDArray { flipped([axis]) }
}
