// SPDX-License-Identifier: Apache-2.0
// The array value.

/// An n-dimensional array of one dtype, with value semantics.
///
/// Operations are recorded, fused and run when a value is observed: an element read, a conversion, printing, saving.
/// Copying is cheap; a change never shows through another variable.
public struct NDArray: @unchecked Sendable {
  /// The value that this array looks at, or part of.
  package var node: Node
  /// Where the elements lie in the value's buffer, for a view; nil for the whole value.
  var window: Layout?
  public let dtype: DType

  package init(node: Node, layout: Layout, dtype: DType) {
    self.node = node
    window = layout === node.layout ? nil : layout
    self.dtype = dtype
  }

  /// The whole of `node`.
  @inline(__always)
  init(_ node: consuming Node) {
    dtype = node.dtype
    self.node = node
    window = nil
  }

  /// Where the elements lie in the value's buffer.
  @inline(__always)
  package var layout: Layout { window ?? node.layout }

  /// Length of each axis.
  public var shape: [Int] { layout.shape }
  /// Bytes from one element to the next along each axis.
  public var strides: [Int] { layout.strides }
  /// Number of axes.
  public var ndim: Int { layout.shape.count }
  /// Number of elements.
  public var size: Int { layout.count }
}

extension NDArray {
  /// Makes a C-contiguous array whose bytes `initialize` fills.
  package init(
    dtype: DType, shape: [Int], initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let layout = Layout(contiguous: shape, itemSize: dtype.itemSize)
    let buffer = Buffer.make(byteCount: layout.count * dtype.itemSize)
    try initialize(UnsafeMutableRawBufferPointer(start: buffer.address, count: buffer.byteCount))
    self.init(Node(buffer: buffer, dtype: dtype, layout: layout))
  }

  /// A view of the same value with another layout.
  package func view(_ layout: Layout) -> NDArray {
    NDArray(node: node, layout: layout, dtype: dtype)
  }

  /// Computes the array if need be and shows its memory to `body`.
  package func withStridedView<R>(_ body: (StridedView) throws -> R) rethrows -> R {
    let buffer = Engine.force(node)
    return try withExtendedLifetime(buffer) {
      try body(
        StridedView(
          dtype: dtype, shape: layout.shape, strides: layout.strides,
          base: UnsafeRawPointer(buffer.address + layout.offset)))
    }
  }
}
