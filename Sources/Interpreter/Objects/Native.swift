// SPDX-License-Identifier: Apache-2.0
// Swift objects in a box: for all types that are not hot (iterators of modules, files, properties, deques …).

/// The base of Swift classes whose instances scripts hold.
///
/// A subclass keeps owned `Value`s in its fields, releases them in `deinit`, and shows each to `visitReferences`, so that the cycle
/// collector sees them. `clearReferences` drops them all (puts `.none` or `.unbound` in their place): how cycles are cut.
class NativeObject {
  init() {}
  func visitReferences(_ visit: (Value) -> Void) {}
  func clearReferences() {}
  /// The box at `cell` ends, and gives its reference to this object back.
  func end(_ cell: UnsafeMutablePointer<NativeCell>) { cell.pointee.object.release() }
}

struct NativeCell: BitwiseCopyable {
  var header: Header
  var object: Unmanaged<NativeObject>
}

extension Value {
  /// A box around a Swift object; owned.
  static func native(_ object: NativeObject, _ type: TypeRef) -> Value {
    native(consuming: .passRetained(object), type)
  }

  /// The same around an owned reference.
  @inline(__always)
  static func native(consuming object: Unmanaged<NativeObject>, _ type: TypeRef) -> Value {
    let exact = !type.flags.contains(.heapType)
    let cell = Heap.make(NativeCell.self, .native, type, exact: exact, container: true)
    cell.pointee.object = object
    return Value(cell)
  }

  /// The Swift object in the box, which is known to be of this class: for slots of its type.
  @inline(__always) func nativeKnown<T: NativeObject>(_ type: T.Type = T.self) -> T {
    unsafeDowncast(cell(as: NativeCell.self).pointee.object.takeUnretainedValue(), to: T.self)
  }

  /// Works on the same without a counted reference; the box must live meanwhile.
  @inline(__always) func withNative<T: NativeObject, R>(
    _ type: T.Type, _ body: (T) throws(Raised) -> R
  ) throws(Raised) -> R {
    try cell(as: NativeCell.self).pointee.object._withUnsafeGuaranteedRef { object in
      Result { () throws(Raised) in try body(unsafeDowncast(object, to: type)) }
    }.get()
  }

  /// The Swift object in the box if it is one of this class.
  @inline(__always) func native<T: NativeObject>(_ type: T.Type = T.self) -> T? {
    guard has(.native) else { return nil }
    return cell(as: NativeCell.self).pointee.object.takeUnretainedValue() as? T
  }
}
