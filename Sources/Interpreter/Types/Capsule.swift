// SPDX-License-Identifier: Apache-2.0
// PyCapsule: a pointer of C with a name, handed from one library to another.

/// A capsule; what it points to ends with it, unless its consumer has renamed it.
final class Capsule: NativeObject {
  let pointer: UnsafeMutableRawPointer
  var name: String?
  private let destroy: (Capsule) -> Void

  /// A capsule that calls `destroy` when it ends.
  init(_ pointer: UnsafeMutableRawPointer, name: String?, destroy: @escaping (Capsule) -> Void) {
    self.pointer = pointer
    self.name = name
    self.destroy = destroy
  }

  deinit { destroy(self) }

  nonisolated(unsafe) static let type = TypeMaking.make("PyCapsule") { slots in
    slots.repr = { v throws(Raised) in
      guard let own = v.native(Capsule.self) else { return .string("<capsule object>") }
      let name = own.name.map { "\"\($0)\"" } ?? "NULL"
      return .string("<capsule object \(name) at \(ObjectType.address(v))>")
    }
  }

  var value: Value { .native(self, Capsule.type) }
}
