// SPDX-License-Identifier: Apache-2.0
// Functions of scripts, their cells, and methods bound to an instance.

struct FunctionCell: BitwiseCopyable {
  var header: Header
  var code: Unmanaged<Code>
  /// The module's namespace, a dict.
  var globals: Value
  /// A tuple of cells, or unbound.
  var closure: Value
  /// A tuple, or unbound.
  var defaults: Value
  /// A dict, or unbound.
  var keywordDefaults: Value
  var name: Value
  var qualifiedName: Value
  var module: Value
  var documentation: Value
  /// A dict, or unbound until asked for.
  var annotations: Value
  var attributes: Value
  var typeParameters: Value
}

/// A reference to a function; does not count.
struct Function: BitwiseCopyable {
  let cell: UnsafeMutablePointer<FunctionCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var code: Code { cell.pointee.code.takeUnretainedValue() }

  /// A function; all arguments borrowed; owned.
  static func make(
    _ code: Code, globals: Dict, closure: Value = .unbound, defaults: Value = .unbound,
    keywordDefaults: Value = .unbound, annotations: Value = .unbound
  ) -> Function {
    let cell = Heap.make(
      FunctionCell.self, .function, machine.pointee.types.function, container: true)
    cell.pointee.code = Unmanaged.passRetained(code)
    cell.pointee.globals = globals.value.retained()
    cell.pointee.closure = closure.retained()
    cell.pointee.defaults = defaults.retained()
    cell.pointee.keywordDefaults = keywordDefaults.retained()
    cell.pointee.name = Value.interned(code.name)
    cell.pointee.qualifiedName = Value.string(code.qualifiedName)
    let module = globals.get(.name)
    cell.pointee.module = module.isUnbound ? .none : module.retained()
    // The first constant of a function is its documentation, if it is a string.
    let first = code.constantCount > 0 ? code.constants[0] : .none
    cell.pointee.documentation =
      first.isExactly(.str) && code.flags.contains(.documented) ? first.retained() : .none
    cell.pointee.annotations = annotations.retained()
    cell.pointee.attributes = .unbound
    cell.pointee.typeParameters = .unbound
    return Function(Value(cell))
  }
}

struct CellCell: BitwiseCopyable {
  var header: Header
  /// Unbound when empty.
  var contents: Value
}

extension Value {
  /// A cell that holds an owned value; owned.
  static func cell(consuming contents: Value) -> Value {
    let cell = Heap.make(CellCell.self, .cell, machine.pointee.types.cell, container: true)
    cell.pointee.contents = contents
    return Value(cell)
  }
}

struct BoundMethodCell: BitwiseCopyable {
  var header: Header
  var function: Value
  var instance: Value
}

extension Value {
  /// A method bound to an instance, both borrowed; owned.
  static func boundMethod(_ function: Value, _ instance: Value) -> Value {
    let cell = Heap.make(
      BoundMethodCell.self, .boundMethod, machine.pointee.types.boundMethod, container: true)
    cell.pointee.function = function.retained()
    cell.pointee.instance = instance.retained()
    return Value(cell)
  }

  /// A code object; owned.
  static func code(_ code: Code) -> Value {
    let cell = Heap.make(CodeCell.self, .code, machine.pointee.types.code)
    cell.pointee.code = Unmanaged.passRetained(code)
    return Value(cell)
  }
}

struct CodeCell: BitwiseCopyable {
  var header: Header
  var code: Unmanaged<Code>
}

extension Value {
  /// The code of a code object; nil for anything else.
  package var asCode: Code? {
    has(.code) ? cell(as: CodeCell.self).pointee.code.takeUnretainedValue() : nil
  }
}
