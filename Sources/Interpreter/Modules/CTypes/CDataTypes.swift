// SPDX-License-Identifier: Apache-2.0
// What all classes of C data have: the base of instances, the methods of their metaclasses, and how classes are completed.
import Glibc

enum CDataTypes {
  @inline(__always) static func own(_ v: Value) throws(Raised) -> CDataObject {
    guard let own = v.cData else { throw raise(.typeError, "not a ctype instance") }
    return own
  }

  /// `_ctypes._CData`, the base of all.
  nonisolated(unsafe) static let base: TypeRef = TypeMaking.make(
    "_CData", module: "_ctypes", layout: .cData, methods: instanceRows,
    properties: [
      Property("_b_base_") { v throws(Raised) in
        let base = try own(v).base
        return base.isUnbound ? .none : base.retained()
      },
      Property("_b_needsfree_") { v throws(Raised) in Value(try own(v).ownsMemory ? 1 : 0) },
      Property("_objects") { v throws(Raised) in
        let objects = try own(v).objects
        return objects.isUnbound ? .none : objects.retained()
      },
    ], documentation: "What all data of C's types have in common."
  ) { slots in
    slots.hash = { _ throws(Raised) in throw raise(.typeError, "unhashable type") }
    slots.new = { type, _ throws(Raised) in try .newCData(type) }
  }

  private static var instanceRows: [Builtin] {
    [
      Builtin("__ctypes_from_outparam__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        if !own.info.flags.isDisjoint(with: [.isPointer, .hasPointer]) {
          throw raise(.valueError, "ctypes objects containing pointers cannot be pickled")
        }
        let attributes = try getAttribute(a[0], .dict)
        let bytes = UnsafeRawBufferPointer(start: own.memory, count: own.size)
        let state = Tuple.make(consuming: [attributes, .bytes(bytes)])
        let arguments = Tuple.make(consuming: [a[0].type.value.retained(), state.value])
        let module = try Import.load("_ctypes")
        defer { module.release() }
        return Tuple.make(consuming: [try getAttribute(module, "_unpickle"), arguments.value]).value
      },
      Builtin("__setstate__(self, /, *state)") { a throws(Raised) in
        let state = Tuple(a[1])
        guard state.count == 2 else {
          throw raise(
            .typeError, "function takes exactly 2 arguments (\(state.count) given)")
        }
        guard state[0].has(.dict) else {
          throw raise(
            .typeError, "argument 1 must be dict, not \(state[0].type.name)")
        }
        guard let bytes = ByteArray.anyBytes(of: state[1]) else {
          throw raise(
            .typeError, "a bytes-like object is required, not '\(state[1].type.name)'")
        }
        let own = try own(a[0])
        memcpy(own.memory, bytes, min(bytes.count, own.size))
        let attributes = try getAttribute(a[0], .dict)
        defer { attributes.release() }
        let key = Value.interned("update")
        defer { key.release() }
        try callMethod(attributes, Str(key), [state[0]]).release()
        return .none
      },
    ]
  }

  // MARK: Metaclasses

  /// A metaclass whose classes `complete` gives what they know.
  static func metatype(
    _ name: String, methods: [Builtin] = [],
    _ configure: (inout Slots) -> Void = { _ in },
    complete: @escaping (TypeRef, Dict) throws(Raised) -> Void
  ) -> TypeRef {
    let common = classRows.filter { row in !methods.contains { $0.name == row.name } }
    return TypeMaking.make(
      name, module: "_ctypes", base: machine.pointee.types.type, layout: .type,
      flags: [.basetype], methods: common + methods,
      documentation: "metatype for classes of C data"
    ) { slots in
      slots.new = { metatype, arguments throws(Raised) in
        guard let new = machine.pointee.types.type.slots.new else { return .none }
        let result = try new(metatype, arguments)
        // A metaclass of a base may have done it.
        if TypeRef(result).cInfo != nil { return result }
        do throws(Raised) {
          try complete(TypeRef(result), TypeRef(result).dict)
        } catch {
          result.release()
          throw error
        }
        return result
      }
      slots.binary = { op, a, b throws(Raised) in
        if op == .bitOr { return try Unions.make(a, b) }
        guard op == .multiply else { return .notImplemented }
        return a.has(.type) ? try repeated(a, b) : try repeated(b, a)
      }
      slots.binaryMask = 1 << BinaryOperation.multiply.rawValue
      configure(&slots)
    }
  }

  /// A class of C data written in Swift.
  static func make(
    _ name: String, _ metatype: TypeRef, methods: [Builtin] = [], classMethods: [Builtin] = [],
    properties: [Property] = [], documentation: String = "Data of one of C's types.",
    _ configure: (inout Slots) -> Void
  ) -> TypeRef {
    let type = TypeMaking.make(
      name, module: "_ctypes", base: base, layout: .cData, flags: [.basetype], methods: methods,
      classMethods: classMethods, properties: properties, documentation: documentation, configure)
    type.cell.pointee.header.type = metatype
    type.cell.pointee.header.exactLayout = .none
    return type
  }

  /// Gives a class what it knows.
  static func setInfo(_ info: CTypeInfo, of type: TypeRef) {
    type.cell.pointee.facts = info
    type.cell.pointee.plainFacts = UnsafeMutableRawPointer(info.facts)
  }

  /// `type * count`: the class of arrays of it.
  private static func repeated(_ type: Value, _ count: Value) throws(Raised) -> Value {
    guard count.isInteger || count.type.slots.index != nil else {
      throw raise(
        .typeError, "can't multiply sequence by non-int of type '\(count.type.name)'")
    }
    let integer = try index(count)
    defer { integer.release() }
    guard integer.unboxed.tag == .int else {
      throw raise(
        .overflowError, "cannot fit '\(count.type.name)' into an index-sized integer")
    }
    let length = integer.unboxed.asInt
    if length < 0 {
      throw raise(.valueError, "Array length must be >= 0, not \(length)")
    }
    return try ArrayCType.of(type, length)
  }

  /// The class of an argument that must be one of C data.
  private static func known(_ v: Value) throws(Raised) -> TypeRef {
    _ = try TypeRef(v).cInfoOrAbstract()
    return TypeRef(v)
  }

  private static var classRows: [Builtin] {
    [
      Builtin("from_param(self, value, /)") { a throws(Raised) in
        try CParameters.general(a[0], a[1])
      },
      Builtin("from_address(self, address, /)") { a throws(Raised) in
        guard a[1].isInteger else { throw raise(.typeError, "integer expected") }
        let address = try SharedLibraries.address(a[1])
        // Nothing can be read there, but nothing has been yet.
        let place = UnsafeMutableRawPointer(bitPattern: address) ?? SharedLibraries.nowhere
        return try .cData(known(a[0]), at: place)
      },
      Builtin("from_buffer(self, *args)") { a throws(Raised) in
        let arguments = Tuple(a[1])
        try OldArguments.check(arguments, 1...2, "from_buffer")
        return try fromBuffer(try known(a[0]), arguments[0], try offset(arguments))
      },
      Builtin("from_buffer_copy(self, *args)") { a throws(Raised) in
        let arguments = Tuple(a[1])
        try OldArguments.check(arguments, 1...2, "from_buffer_copy")
        let type = try known(a[0])
        let source = arguments[0]
        guard let layout = BufferLayout(of: source), let bytes = ByteArray.anyBytes(of: source)
        else {
          throw raise(
            .typeError, "a bytes-like object is required, not '\(source.type.name)'")
        }
        let offset = try offset(arguments)
        try checkSize(type, offset, layout.byteCount)
        let result = try Value.newCData(type)
        if let own = result.cData {
          bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { memcpy(own.memory, start + offset, own.size) }
          }
        }
        return result
      },
      Builtin("in_dll(self, *args)") { a throws(Raised) in
        let arguments = Tuple(a[1])
        try OldArguments.check(arguments, 2...2, "in_dll")
        let (library, name) = (arguments[0], arguments[1])
        guard name.isStr else {
          throw raise(.typeError, "in_dll() argument 2 must be str, not \(name.type.name)")
        }
        let handle = try SharedLibraries.handle(of: library)
        guard let address = SharedLibraries.symbol(handle, Str(name).text) else {
          throw raise(.valueError, SharedLibraries.lastError())
        }
        return try .cData(known(a[0]), at: address)
      },
    ]
  }

  private static func offset(_ arguments: Tuple) throws(Raised) -> Int {
    arguments.count == 1 ? 0 : try sizeValue(arguments[1])
  }

  private static func checkSize(_ type: TypeRef, _ offset: Int, _ count: Int) throws(Raised) {
    if offset < 0 { throw raise(.valueError, "offset cannot be negative") }
    let size = type.cInfo?.size ?? 0
    if size > count - offset {
      throw raise(
        .valueError, "Buffer size too small (\(count) instead of at least \(size &+ offset) bytes)")
    }
  }

  /// An instance over the memory of another object, which may not change its size from now on.
  private static func fromBuffer(_ type: TypeRef, _ source: Value, _ offset: Int) throws(Raised)
    -> Value
  {
    let view = try call(machine.pointee.types.memoryView.value, source)
    defer { view.release() }
    guard let layout = view.native(MemoryView.self)?.layout else { return .none }
    if layout.isReadOnly { throw raise(.typeError, "underlying buffer is not writable") }
    guard layout.isContiguous else {
      throw raise(.typeError, "underlying buffer is not C contiguous")
    }
    try checkSize(type, offset, layout.byteCount)
    let address = BufferLayout.withMemory(of: view) { $0.baseAddress }
    let place = address.map { $0 + layout.offset + offset } ?? SharedLibraries.nowhere
    let result = try Value.cData(type, at: place)
    try result.cData?.keep(view.retained(), at: -1)
    return result
  }
}
