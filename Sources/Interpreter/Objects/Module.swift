// SPDX-License-Identifier: Apache-2.0
// Modules: a namespace.

struct ModuleCell: BitwiseCopyable {
  var header: Header
  /// `__dict__`.
  var namespace: Dict
}

/// A reference to a module; does not count.
struct Module: BitwiseCopyable {
  let cell: UnsafeMutablePointer<ModuleCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var namespace: Dict { cell.pointee.namespace }

  /// A new module with the usual attributes; owned.
  static func make(_ name: String, documentation: String? = nil, type: TypeRef? = nil) -> Module {
    let own = machine.pointee.types.module
    let type = type ?? own
    let cell = Heap.make(ModuleCell.self, .module, type, exact: type == own, container: true)
    let namespace = Dict.make()
    cell.pointee.namespace = namespace
    namespace.set("__name__", consuming: .string(name))
    namespace.set("__doc__", consuming: documentation.map(Value.string) ?? .none)
    namespace.set("__package__", .none)
    namespace.set("__loader__", .none)
    namespace.set("__spec__", .none)
    return Module(Value(cell))
  }

  /// Takes out `__loader__` and `__spec__`: `Import` makes those of an imported module when they are asked for.
  func isImported() {
    namespace.remove("__loader__").release()
    namespace.remove("__spec__").release()
  }
}
