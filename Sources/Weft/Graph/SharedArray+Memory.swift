// SPDX-License-Identifier: Apache-2.0
// Arrays whose memory others read and write too: C functions through pointers, and memory that C has.
//
// The graph relies on values that do not change. So a base whose memory is known outside hands out values that look at it under nodes
// of their own, every operation runs when it is written as long as such arrays may be about, and whoever would share one of those
// values takes a copy.

extension SharedArray {
  /// Where the first element is; the address stays, and what others write there is seen.
  ///
  /// From now on operations run as they are written, all over the process.
  public func exportedAddress() -> UnsafeMutableRawPointer {
    if base.outside == nil {
      let buffer = Engine.prepareToWrite(shared: base)
      base.share(buffer)
    }
    return Engine.address(of: base.node) + layout.offset
  }

  /// An array of elements in memory that belongs to `owner`, in C order.
  ///
  /// Both see each other's writes.
  public convenience init(
    borrowing address: UnsafeMutableRawPointer, _ dtype: DType, shape: [Int], owner: AnyObject
  ) {
    let layout = Layout(contiguous: shape, itemSize: dtype.itemSize)
    let buffer = Buffer(
      borrowing: address, byteCount: layout.count * dtype.itemSize, owner: owner)
    let base = Base(Node(buffer: buffer, dtype: dtype, layout: layout))
    base.share(buffer)
    self.init(base: base, layout: layout, dtype: dtype)
  }
}

extension Base {
  /// Lets others know the memory.
  fileprivate func share(_ buffer: Buffer) {
    Engine.isEager = true
    outside = Buffer(borrowing: buffer.address, byteCount: buffer.byteCount, owner: buffer)
  }

  /// The value under a node of its own, which nobody takes for one that does not change.
  func look(at outside: Buffer) -> Node {
    Node(buffer: outside, dtype: node.dtype, layout: node.layout)
  }
}

extension NDArray {
  /// Whether others may change the elements.
  var isBorrowed: Bool { node.buffer?.isBorrowed ?? false }
}
