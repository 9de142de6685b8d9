// SPDX-License-Identifier: Apache-2.0
// References that Swift gave up: queued without a lock, given back to CPython when the global lock is held next.

import Synchronization

/// A stack of dead references.
///
/// The end of a Swift object may come on any thread and under any lock of the engine. Waiting for CPython's global lock there
/// could wait for ever, and giving back a reference can run any Python code; so it is only written down.
enum DeadReferences {
  /// A queued reference: an object, a buffer that was asked for, or a tensor that was taken.
  private struct Node {
    var next: UInt
    /// An address, and in its lowest two bits what it is: 0 an object, 1 a `Py_buffer` that is released, then freed, 2 a DLPack tensor, 3 one
    /// with a version.
    var reference: UInt
  }

  /// The address of the newest node; 0 when there is none.
  private static let newest = Atomic<UInt>(0)

  static func add(object: PyObject) { add(UInt(bitPattern: object)) }

  /// - Parameter buffer: A filled `Py_buffer` in memory of `allocate`.
  static func add(buffer: UnsafeMutableRawPointer) { add(UInt(bitPattern: buffer) | 1) }

  /// - Parameter tensor: One that was taken from its capsule: its deleter may run Python code.
  static func add(tensor: UnsafeMutableRawPointer, isVersioned: Bool) {
    add(UInt(bitPattern: tensor) | (isVersioned ? 3 : 2))
  }

  private static func add(_ reference: UInt) {
    let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
    node.initialize(to: Node(next: newest.load(ordering: .relaxed), reference: reference))
    let address = UInt(bitPattern: node)
    while true {
      let (done, found) = newest.weakCompareExchange(
        expected: node.pointee.next, desired: address, ordering: .releasing)
      if done { return }
      node.pointee.next = found
    }
  }

  /// Gives everything back; what that kills in turn is queued by then or given back by the next call.
  @inline(__always) static func drain(_ gil: CPython.GIL) {
    if newest.load(ordering: .relaxed) != 0 { giveBack() }
  }

  @inline(never) private static func giveBack() {
    var address = newest.exchange(0, ordering: .acquiring)
    while let node = UnsafeMutablePointer<Node>(bitPattern: address) {
      let (next, reference) = (node.pointee.next, node.pointee.reference)
      node.deallocate()
      let target = UnsafeMutableRawPointer(bitPattern: reference & ~3)!
      switch reference & 3 {
      case 0: py.Py_DecRef(target)
      case 1:
        py.PyBuffer_Release(target)
        target.deallocate()
      default: DLPack.release(target, isVersioned: reference & 1 != 0)
      }
      address = next
    }
  }
}
