// SPDX-License-Identifier: Apache-2.0
// Arrays whose memory others read and write too: C functions through pointers, other programs' arrays, and memory that they have.
//
// The graph relies on values that do not change. So a base whose memory is known outside hands out values that look at it under nodes
// of their own, an operation that reads such a value runs when it is written (`Engine.record`), and whoever would share one of those
// values takes a copy.

/// Others know an array's memory as long as this lives.
public final class ArrayExport: @unchecked Sendable {
  /// Where the first element is.
  public let address: UnsafeMutableRawPointer
  private let array: SharedArray

  fileprivate init(_ array: SharedArray, _ address: UnsafeMutableRawPointer) {
    self.array = array
    self.address = address
  }

  deinit { array.base.endExport() }
}

extension SharedArray {
  /// Where the first element is; the address stays as long as the array, and what others write there is seen.
  ///
  /// From now on operations that read this array run as they are written. `export` does the same for a time.
  public func exportedAddress() -> UnsafeMutableRawPointer {
    base.beginExport() + layout.offset
  }

  /// Lets others know the memory until the result is gone; it keeps the array alive.
  public func export() -> ArrayExport { ArrayExport(self, exportedAddress()) }

  /// Whether each element stands where C would put one of its type; what belongs to others may lie elsewhere.
  public var isAligned: Bool {
    let size = dtype.kind == .complex ? dtype.itemSize / 2 : dtype.itemSize
    if layout.shape.contains(0) { return true }
    // The engine's own memory begins at a multiple of every size.
    let start = base.node.isOutside ? Int(bitPattern: base.node.address) : 0
    return (start + layout.offset) % size == 0
      && zip(layout.shape, layout.strides).allSatisfy { $0 == 1 || $1 % size == 0 }
  }

  /// An array of elements in memory that belongs to `owner`, which lives as long as the array and its views.
  ///
  /// Both see each other's writes.
  ///
  /// - Parameters:
  ///   - address: The element at index (0, …, 0).
  ///   - strides: Bytes from one element to the next along each axis, of any sign; nil for C order.
  public convenience init(
    borrowing address: UnsafeMutableRawPointer, _ dtype: DType, shape: [Int],
    strides: [Int]? = nil, owner: AnyObject
  ) {
    let array = NDArray(borrowing: address, dtype, shape: shape, strides: strides, owner: owner)
    let base = Base(array.node)
    _ = base.beginExport()
    self.init(base: base, layout: array.layout, dtype: dtype)
  }
}

extension NDArray {
  /// The elements in memory that belongs to `owner`, which lives as long as anything looks at them.
  ///
  /// Nothing is copied, and operations read the elements when they are written. A change to the array is made in memory of its own.
  ///
  /// - Parameters:
  ///   - address: The element at index (0, …, 0).
  ///   - strides: Bytes from one element to the next along each axis, of any sign; nil for C order.
  public init(
    borrowing address: UnsafeMutableRawPointer, _ dtype: DType, shape: [Int],
    strides: [Int]? = nil, owner: AnyObject
  ) {
    let size = dtype.itemSize
    let plain = strides ?? Layout.strides(of: shape, itemSize: size)
    let reach = Layout(shape: shape, strides: plain, itemSize: size)
    let bytes = reach.byteRange(itemSize: size)
    let buffer = Buffer(
      borrowing: address + bytes.lowerBound, byteCount: bytes.count, owner: owner)
    let layout =
      bytes.lowerBound == 0
      ? reach
      : Layout(shape: shape, strides: plain, offset: -bytes.lowerBound, itemSize: size)
    self.init(Node(buffer: buffer, dtype: dtype, layout: layout))
  }

  /// Whether others may change the elements.
  var isBorrowed: Bool { node.isOutside }

  /// Computes the elements and tells where the first is; `owner` keeps them there, and nobody may write to them.
  package func pinned() -> (address: UnsafeMutableRawPointer, owner: AnyObject) {
    (Engine.address(of: node) + layout.offset, node)
  }
}

extension Base {
  /// Lets others know the memory, and returns where it begins.
  fileprivate func beginExport() -> UnsafeMutableRawPointer {
    Engine.lock.withLock {
      if outside == nil {
        if node.isOutside {
          outside = node.buffer
        } else {
          let buffer = Engine.prepareToWrite(shared: self)
          outside = Buffer(
            borrowing: buffer.address, byteCount: buffer.byteCount, owner: buffer)
        }
      }
      exports += 1
      return node.address!
    }
  }

  /// Bytes from where this begins to where another one does; nil if nothing can belong to both.
  func distance(to other: Base) -> Int? {
    if self === other { return 0 }
    return Engine.lock.withLock {
      guard outside != nil, other.outside != nil, let start = node.address,
        let otherStart = other.node.address
      else { return nil }
      return start.distance(to: otherStart)
    }
  }

  fileprivate func endExport() {
    Engine.lock.withLock {
      exports -= 1
      if exports == 0 { outside = nil }
    }
  }

  /// The value under a node of its own, which nobody takes for one that does not change.
  func look(at outside: Buffer) -> Node {
    Node(buffer: outside, dtype: node.dtype, layout: node.layout)
  }
}
