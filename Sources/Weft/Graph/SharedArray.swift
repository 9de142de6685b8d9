// SPDX-License-Identifier: Apache-2.0
// The aliasing front: arrays with NumPy's reference semantics over the same core.

/// What all views of one shared array have in common: its current value.
///
/// Operations capture nodes, never bases, so a full update just gives the base a new node, like register renaming.
package final class Base: @unchecked Sendable {
  /// Guarded by `Engine.lock`.
  package var node: Node
  /// The node's memory, if it is known outside: writes stay in it.
  var outside: Buffer?
  /// The exports that have not ended; the memory is unknown outside after the last.
  var exports = 0

  init(_ node: Node) { self.node = node }
}

/// A reference to an array whose views see each other's writes, as NumPy's do.
///
/// `NDArray` has value semantics; interpreters and bridges, where `b = a[1:]` must show writes to `a`, use this. Both are
/// thin fronts over one graph: reading gives an `NDArray`, recorded lazily like any other.
public final class SharedArray: @unchecked Sendable {
  let base: Base
  /// Where this view's elements lie.
  let layout: Layout
  public let dtype: DType

  /// A new identity with the value of `array`; writes through it are not seen by `array`.
  public init(_ array: NDArray) {
    dtype = array.dtype
    // Views of part of a value get memory of their own; a whole value is shared until somebody writes.
    let whole = array.node.layout
    let isWhole =
      !array.isBorrowed
      && (array.layout.isSame(as: whole)
        || (array.layout.count == whole.count && array.layout.offset == whole.offset
          && whole.isContiguous && dtype == array.node.dtype
          && array.layout.isDense(itemSize: dtype.itemSize)))
    let own = isWhole ? array : array.copiedNow()
    base = Base(own.node)
    layout = own.layout
  }

  init(base: Base, layout: Layout, dtype: DType) {
    self.base = base
    self.layout = layout
    self.dtype = dtype
  }

  /// The current value, as an array that later writes do not change.
  public var value: NDArray {
    if let outside = base.outside, dtype == base.node.dtype {
      return NDArray(node: base.look(at: outside), layout: layout, dtype: dtype)
    }
    if dtype == base.node.dtype { return NDArray(node: base.node, layout: layout, dtype: dtype) }
    // Another dtype looks at the bytes, which must be there; a value's own layout begins where its buffer does.
    let buffer = base.outside ?? Engine.force(base.node)
    let whole = Layout(contiguous: [buffer.byteCount / dtype.itemSize], itemSize: dtype.itemSize)
    return NDArray(
      node: Node(buffer: buffer, dtype: dtype, layout: whole), layout: layout, dtype: dtype)
  }

  /// A view of the same memory as elements of another dtype: NumPy's `a.view(dtype)`.
  public func viewed(as dtype: DType) throws(ArrayError) -> SharedArray {
    SharedArray(base: base, layout: try value.reinterpreted(as: dtype), dtype: dtype)
  }

  /// The real parts of complex elements, or the imaginary ones, as a view; nil for other dtypes.
  public func part(imaginary isImaginary: Bool) -> SharedArray? {
    guard dtype.isComplex else { return nil }
    let part = dtype.realPart
    return SharedArray(
      base: base,
      layout: Layout(
        shape: layout.shape, strides: layout.strides,
        offset: layout.offset + (isImaginary ? part.itemSize : 0), itemSize: part.itemSize),
      dtype: part)
  }

  /// A view of the same memory that `transform` chooses, for example `{ $0[1..., .all] }`.
  ///
  /// - Returns: the view; nil if the result of `transform` is not a view but has elements of its own.
  public func view(_ transform: (NDArray) throws -> NDArray) rethrows -> SharedArray? {
    let current = value
    let chosen = try transform(current)
    guard chosen.dtype == dtype else { return nil }
    guard chosen.node === current.node else { return nil }
    return SharedArray(base: base, layout: chosen.layout, dtype: dtype)
  }

  /// Whether some byte belongs to elements of both arrays; `exactly` false asks for the bounds of their memory only.
  public func overlaps(_ other: SharedArray, exactly: Bool = true) -> Bool {
    guard layout.count > 0, other.layout.count > 0, let distance = base.distance(to: other.base)
    else { return false }
    let mine = layout.byteRange(itemSize: dtype.itemSize)
    let range = other.layout.byteRange(itemSize: other.dtype.itemSize)
    let others = range.lowerBound + distance..<range.upperBound + distance
    guard mine.overlaps(others), exactly else { return mine.overlaps(others) }
    var taken: Set<Int> = []
    for start in layout.byteOffsets() {
      for byte in start..<(start + dtype.itemSize) { taken.insert(byte) }
    }
    let size = other.dtype.itemSize
    return other.layout.byteOffsets().contains { start in
      (start + distance..<start + distance + size).contains { taken.contains($0) }
    }
  }

  /// Assigns `new`, broadcast to this view's shape, to every element of this view.
  ///
  /// What does not broadcast stops the program with NumPy's message, or is thrown by `NDArray.checking`. A whole array is not written but given its new value, so that operations recorded before still see the old one.
  public func assign(_ new: NDArray) {
    do {
      try store(new.shape == layout.shape ? new : new.assignable(to: layout.shape))
    } catch {
      _ = NDArray.failed(error)
    }
  }

  private func store(_ new: NDArray) {
    if new.dtype.isComplex { Warnings.reportDropped(new.dtype, dtype) }
    if base.outside != nil {
      // What is read may lie where it is written.
      let source = new.isBorrowed ? new.copiedNow() : new
      return Engine.store(source, intoShared: base, at: layout, dtype: dtype)
    }
    let node = new.node
    let isWhole =
      layout.isSame(as: base.node.layout) && new.dtype == dtype && dtype == base.node.dtype
      && new.layout.isSame(as: node.layout)
      && node.layout.isSame(as: base.node.layout) && layout.isContiguous
    if isWhole {
      Engine.lock.withLock { base.node = node }
    } else {
      Engine.store(new, intoShared: base, at: layout, dtype: dtype)
    }
  }
}

extension Layout {
  /// Where each element starts, in C order.
  fileprivate func byteOffsets() -> [Int] {
    var offsets = [offset]
    for axis in 0..<ndim {
      let (extent, stride) = (shape[axis], strides[axis])
      offsets = offsets.flatMap { start in (0..<extent).map { start + $0 * stride } }
    }
    return offsets
  }
}
