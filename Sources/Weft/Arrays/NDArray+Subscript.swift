// SPDX-License-Identifier: Apache-2.0
// Brackets: read a view or a gathered copy, assign to part of an array.

extension NDArray {
  /// The selected part: a view for integers, ranges and slices, a copy for index arrays and masks.
  ///
  /// Assigning broadcasts the value to the part and converts it to the array's dtype.
  public subscript(_ indices: any AxisIndex...) -> NDArray {
    get {
      checked { () throws(ArrayError) in try selecting(indices) }
    }
    set {
      settle { array throws(ArrayError) in
        try array.assign(.array(newValue), at: indices.map(\.selection))
      }
    }
  }

  /// One element as a 0-d array, or the part that the leading places select.
  public subscript(_ places: Int...) -> NDArray {
    get {
      checked { () throws(ArrayError) in
        view(try layout.selecting(places, itemSize: dtype.itemSize))
      }
    }
    set {
      settle { array throws(ArrayError) in
        try array.assign(.array(newValue), at: places.map { .integer($0) })
      }
    }
  }

  /// `a[...]` and `a[..., i]`: whole axes first.
  public subscript(_ ellipsis: UnboundedRange, _ indices: any AxisIndex...) -> NDArray {
    get {
      checked { () throws(ArrayError) in
        try selecting([.ellipsis] + indices.map(\.selection))
      }
    }
    set {
      settle { array throws(ArrayError) in
        try array.assign(.array(newValue), at: [.ellipsis] + indices.map(\.selection))
      }
    }
  }

  /// One element as a number; assigning a literal, or `x.scalar`, puts it everywhere in the selected part.
  @_disfavoredOverload
  public subscript(_ indices: any AxisIndex...) -> Scalar {
    get {
      checked { () throws(ArrayError) in try selecting(indices.map(\.selection)) }.item()
    }
    set {
      settle { array throws(ArrayError) in
        try array.assign(.scalar(newValue), at: indices.map(\.selection))
      }
    }
  }

  @_disfavoredOverload
  public subscript(_ ellipsis: UnboundedRange, _ indices: any AxisIndex...) -> Scalar {
    get {
      checked { () throws(ArrayError) in
        try selecting([.ellipsis] + indices.map(\.selection))
      }.item()
    }
    set {
      settle { array throws(ArrayError) in
        try array.assign(.scalar(newValue), at: [.ellipsis] + indices.map(\.selection))
      }
    }
  }

}

extension Layout {
  /// The part at the leading places `places`.
  func selecting(_ places: [Int], itemSize: Int) throws(ArrayError) -> Layout {
    guard places.count <= shape.count else {
      throw ArrayError(
        .index,
        "too many indices for array: array is \(shape.count)-dimensional, but \(places.count) were indexed"
      )
    }
    var offset = offset
    for (axis, place) in places.enumerated() {
      offset += try IndexPlan.bounded(place, shape[axis], axis) * strides[axis]
    }
    return Layout(
      shape: Array(shape[places.count...]), strides: Array(strides[places.count...]),
      offset: offset, itemSize: itemSize)
  }

  /// True if two indices may name the same bytes: an axis that repeats its elements.
  var repeatsElements: Bool {
    shape.indices.contains { shape[$0] > 1 && strides[$0] == 0 }
  }
}

extension NDArray {
  /// The part that `indices` select; throws NumPy's IndexErrors.
  private func selecting(_ indices: [any AxisIndex]) throws(ArrayError) -> NDArray {
    var recipe = LayoutRecipe(.index, itemSize: dtype.itemSize)
    for place in indices.indices {
      let selection = indices[place].selection
      if recipe.add(selection) { continue }
      // A list is made an array once.
      let before = indices[..<place].map(\.selection)
      return try selecting(before + [selection] + indices[(place + 1)...].map(\.selection))
    }
    let size = dtype.itemSize
    let layout = layout
    return view(
      try LayoutTable.derive(layout, recipe) { () throws(ArrayError) in
        try IndexPlan(indices.map(\.selection), layout, itemSize: size).view
      })
  }

  /// The part that `selections` name; throws NumPy's IndexErrors.
  package func selecting(_ selections: [AxisSelection]) throws(ArrayError) -> NDArray {
    let plan = try IndexPlan(selections, layout, itemSize: dtype.itemSize)
    return plan.advanced.isEmpty ? view(plan.view) : try gathered(plan)
  }

  /// Assigns `value` to the part that `selections` name, at once.
  ///
  /// Throws NumPy's errors for indices, for values that do not broadcast to the part, and for integers out of bounds.
  package mutating func assign(_ value: ArrayOperand, at selections: [AxisSelection])
    throws(ArrayError)
  {
    if case .array(let mask)? = selections.first, selections.count == 1, mask.dtype == .bool,
      try assign(value, mask)
    {
      return
    }
    var plan = try IndexPlan(selections, layout, itemSize: dtype.itemSize)
    if !plan.advanced.isEmpty {
      let source = try plan.shaped(value, dtype, in: plan.resultShape)
      prepareForAssignment()
      plan.view = try IndexPlan(selections, layout, itemSize: dtype.itemSize).view
      return try scatter(source, plan)
    }
    let source = try plan.shaped(value, dtype, in: plan.view.shape)
    if plan.view.isSame(as: layout) && plan.view.count == node.layout.count {
      // The whole array: a new value, nothing is written.
      self = source.asType(dtype).copy()
      return
    }
    prepareForAssignment()
    let target = try IndexPlan(selections, layout, itemSize: dtype.itemSize).view
    Engine.store(source, into: &self, at: target)
  }

  /// `a[mask] = number`: every element is stored, changed or not; false if the general way must be taken.
  private mutating func assign(_ value: ArrayOperand, _ mask: NDArray) throws(ArrayError) -> Bool {
    guard mask.ndim > 0, mask.ndim <= ndim, mask.shape.elementsEqual(shape.prefix(mask.ndim))
    else { return false }
    let source: NDArray
    switch value {
    case .scalar(let scalar):
      source = try NDArray.filled(shape, scalar.stored(in: dtype, isBasic: false), dtype)
    case .array(let array):
      guard array.ndim == 0 else { return false }
      source = array.view(array.layout.broadcast(to: shape, itemSize: array.dtype.itemSize))
    }
    let trailing = Array(mask.ndim..<ndim)
    let lifted = mask.layout.inserting(trailing, itemSize: 1).broadcast(to: shape, itemSize: 1)
    prepareForAssignment()
    Engine.store(source, into: &self, where: mask.view(lifted))
    return true
  }

  /// Makes the memory this array's own, one element in one place.
  mutating func prepareForAssignment() {
    if layout.repeatsElements { self = copy() }
    _ = Engine.prepareToWrite(&self)
  }
}

extension IndexPlan {
  /// `value` as an array of shape `target`; leading axes of length 1 too many are dropped, as in NumPy.
  func shaped(_ value: ArrayOperand, _ dtype: DType, in target: [Int]) throws(ArrayError) -> NDArray
  {
    switch value {
    case .scalar(let scalar):
      return try NDArray.filled(
        target, scalar.stored(in: dtype, isBasic: advanced.isEmpty), dtype)
    case .array(let array):
      return try array.assignable(to: target, isBasic: advanced.isEmpty)
    }
  }
}

extension NDArray {
  /// This array broadcast to `target`, for an assignment; leading axes of length 1 too many are dropped, as in NumPy.
  func assignable(to target: [Int], isBasic: Bool = true) throws(ArrayError) -> NDArray {
    var array = self
    while array.ndim > target.count, array.shape[0] == 1 {
      array = array.view(array.layout.removing([0], itemSize: dtype.itemSize))
    }
    guard Layout.broadcastShape(array.shape, target) == target else {
      let from = describe(shape: array.shape)
      let to = describe(shape: target)
      throw ArrayError(
        .value,
        isBasic
          ? "could not broadcast input array from shape \(from) into shape \(to)"
          : "shape mismatch: value array of shape \(from) could not be broadcast to indexing result of "
            + "shape \(to)")
    }
    return array.view(array.layout.broadcast(to: target, itemSize: dtype.itemSize))
  }
}

extension LayoutRecipe {
  /// Takes in what one index selects; false for an array.
  fileprivate mutating func add(_ selection: AxisSelection) -> Bool {
    switch selection {
    case .integer(let place):
      add(0)
      add(place)
    case .slice(let slice):
      add(1)
      add(slice.start)
      add(slice.stop)
      add(slice.step)
    case .newAxis: add(2)
    case .ellipsis: add(3)
    case .array: return false
    }
    return true
  }
}
