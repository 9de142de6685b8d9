// SPDX-License-Identifier: Apache-2.0
// A subscript resolved against a layout: a view, and the index arrays that are left. Pure arithmetic, apart from data.

/// What a subscript means for one layout.
struct IndexPlan {
  /// An index array, or an integer beside one, along an axis of `view`.
  struct Advanced {
    /// The axis of `view`; nil for a 0-d mask, which has none.
    var axis: Int?
    /// Places along the axis, any integer dtype, any shape.
    var places: NDArray
    /// The axis of the indexed array, for messages.
    var sourceAxis: Int
  }

  /// The layout after integers, slices and new axes; whole along the axes of `advanced`.
  var view: Layout
  var advanced: [Advanced] = []
  /// Where the axes of the index arrays go among the rest of the view's axes.
  var place = 0

  /// Throws NumPy's IndexErrors.
  init(_ selections: [AxisSelection], _ layout: Layout, itemSize: Int) throws(ArrayError) {
    let selections = try Self.complete(selections, ndim: layout.shape.count)
    let hasArrays = selections.contains { if case .array = $0 { true } else { false } }
    var (shape, strides, offset): ([Int], [Int], Int) = ([], [], layout.offset)
    shape.reserveCapacity(selections.count)
    strides.reserveCapacity(selections.count)
    var axis = 0
    var runs = 0
    var isInRun = false
    func startRun(_ plan: inout IndexPlan) {
      if !isInRun {
        runs += 1
        if runs == 1 { plan.place = shape.count - plan.advanced.count { $0.axis != nil } }
      }
      isInRun = true
    }
    view = layout
    for selection in selections {
      switch selection {
      case .newAxis:
        isInRun = false
        shape.append(1)
        strides.append(0)
      case .slice(let slice):
        isInRun = false
        let (start, count) = try slice.resolved(layout.shape[axis])
        shape.append(count)
        if count > 0 {
          offset += start * layout.strides[axis]
          strides.append(layout.strides[axis] &* slice.step)
        } else {
          // A slice of nothing has a step of one, as in NumPy.
          strides.append(layout.strides[axis])
        }
        axis += 1
      case .integer(let index):
        let place = try Self.bounded(index, layout.shape[axis], axis)
        if hasArrays { startRun(&self) }
        offset += place * layout.strides[axis]
        axis += 1
      case .array(let array):
        startRun(&self)
        for places in try Self.places(array, layout.shape, axis) {
          if let places {
            advanced.append(Advanced(axis: shape.count, places: places, sourceAxis: axis))
            shape.append(layout.shape[axis])
            strides.append(layout.strides[axis])
            axis += 1
          } else {
            let count: Int = array.scalar(Bool.self) ? 1 : 0
            let zeros = NDArray([Int](repeating: 0, count: count), shape: [count])
            advanced.append(Advanced(axis: nil, places: zeros, sourceAxis: axis))
          }
        }
      // Even one that stands for no axes keeps index arrays apart.
      case .ellipsis: isInRun = false
      }
    }
    if runs > 1 { place = 0 }
    view = Layout(shape: shape, strides: strides, offset: offset, itemSize: itemSize)
  }

  /// The selections with the axes of the ellipsis, written or not, as whole axes after it.
  private static func complete(_ selections: [AxisSelection], ndim: Int) throws(ArrayError)
    -> [AxisSelection]
  {
    var used = 0
    var ellipsis: Int?
    for (index, selection) in selections.enumerated() {
      switch selection {
      case .integer, .slice: used += 1
      case .array(let array): used += array.dtype == .bool ? array.ndim : 1
      case .newAxis: break
      case .ellipsis:
        guard ellipsis == nil else {
          throw ArrayError(.index, "an index can only have a single ellipsis ('...')")
        }
        ellipsis = index
      }
    }
    guard used <= ndim else {
      throw ArrayError(
        .index,
        "too many indices for array: array is \(ndim)-dimensional, but \(used) were indexed")
    }
    if used == ndim && ellipsis == nil { return selections }
    let whole = [AxisSelection](repeating: .slice(.all), count: ndim - used)
    guard let ellipsis else { return selections + whole }
    return selections[...ellipsis] + whole + selections[(ellipsis + 1)...]
  }

  static func bounded(_ index: Int, _ extent: Int, _ axis: Int) throws(ArrayError) -> Int {
    let place = index < 0 ? index + extent : index
    guard place >= 0, place < extent else {
      throw ArrayError(
        .index, "index \(index) is out of bounds for axis \(axis) with size \(extent)")
    }
    return place
  }

  /// The places an index array names: itself, or for a mask those of its true elements along each axis; nil for a 0-d mask.
  private static func places(_ array: NDArray, _ shape: [Int], _ axis: Int) throws(ArrayError)
    -> [NDArray?]
  {
    if array.dtype.isInteger { return [array] }
    guard array.dtype == .bool else {
      throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
    }
    // A mask without elements selects nothing, whatever its shape.
    for (index, extent) in array.shape.enumerated()
    where shape[axis + index] != extent && array.size > 0 {
      throw ArrayError(
        .index,
        "boolean index did not match indexed array along axis \(axis + index); size of axis is "
          + "\(shape[axis + index]) but size of corresponding boolean axis is \(extent)")
    }
    return array.ndim == 0 ? [nil] : array.nonzero()
  }
}
