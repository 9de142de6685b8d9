// SPDX-License-Identifier: Apache-2.0
// _ctypes: what the package ctypes stands on.
import Glibc

enum CTypesModule {
  static let standardFlag = 1, pythonFlag = 4, errnoFlag = 8, lastErrorFlag = 16

  nonisolated(unsafe) static let argumentError: TypeRef = TypeMaking.make(
    "ctypes.ArgumentError", module: "ctypes", base: ExceptionKind.exception.type,
    layout: .exception, flags: [.basetype, .isException])

  static var module: NativeModule {
    NativeModule("_ctypes") { module throws(Raised) in
      for type in [
        SimpleCType.type, StructureCType.structure, StructureCType.union, ArrayCType.type,
        PointerCType.type, CFunctionType.type, argumentError,
      ] { module.add(type) }
      module.add(rows + PointerCType.rows + SharedLibraries.rows + CFunctionCall.rows)
      module.add("__version__", consuming: .string("1.1.0"))
      for (name, number) in [
        ("FUNCFLAG_CDECL", standardFlag), ("FUNCFLAG_PYTHONAPI", pythonFlag),
        ("FUNCFLAG_USE_ERRNO", errnoFlag), ("FUNCFLAG_USE_LASTERROR", lastErrorFlag),
        ("RTLD_LOCAL", Int(RTLD_LOCAL)), ("RTLD_GLOBAL", Int(RTLD_GLOBAL)),
        ("CTYPES_MAX_ARGCOUNT", CPrototype.mostArguments), ("SIZEOF_TIME_T", 8),
      ] { module.add(name, consuming: Value(number)) }
      module.namespace.set("_pointer_type_cache", PointerCType.cache.value)
      for (name, address) in NativeCalls.addresses {
        module.add(name, consuming: .unsigned(address))
      }
    }
  }

  private static var rows: [Builtin] {
    [
      Builtin("sizeof(obj, /)") { a throws(Raised) in
        if let facts = CTypeFacts.of(type: a[0]) { return Value(facts.pointee.size) }
        if let data = a[0].cData { return Value(data.size) }
        throw raise(.typeError, "this type has no size")
      },
      Builtin("alignment(obj, /)") { a throws(Raised) in
        if let facts = CTypeFacts.of(type: a[0]) ?? a[0].cData?.facts {
          return Value(facts.pointee.alignment)
        }
        throw raise(.typeError, "no alignment info")
      },
      Builtin("addressof(obj, /)") { a throws(Raised) in
        guard let data = a[0].cData else { throw raise(.typeError, "invalid type") }
        return .unsigned(UInt(bitPattern: data.memory))
      },
      Builtin("byref(obj, offset=0, /)") { a throws(Raised) in
        let offset = try indexValue(a[1])
        guard let data = a[0].cData else {
          throw raise(
            .typeError,
            "byref() argument must be a ctypes instance, not '\(a[0].type.name)'")
        }
        let address = UInt(bitPattern: data.memory) &+ UInt(bitPattern: offset)
        return CArgument.address(address, of: a[0])
      },
      Builtin("resize(*args)") { a throws(Raised) in
        let arguments = Tuple(a[0])
        try OldArguments.check(arguments, 2...2, "resize")
        let size = try sizeValue(arguments[1])
        guard let data = arguments[0].cData else {
          throw raise(.typeError, "excepted ctypes instance")
        }
        guard size >= data.info.size else {
          throw raise(.valueError, "minimum size is \(data.info.size)")
        }
        guard data.ownsMemory else {
          throw raise(
            .valueError, "Memory cannot be resized because this object doesn't own it")
        }
        try data.resize(size)
        return .none
      },
      Builtin("_unpickle(type, state, /)") { a throws(Raised) in
        let key = Value.interned("__setstate__")
        defer { key.release() }
        let result = try callMethod(a[0], .new, a[0])
        do throws(Raised) {
          let set = try getAttribute(result, Str(key))
          defer { set.release() }
          guard a[1].has(.tuple) else {
            throw raise(.typeError, "argument 2 must be tuple, not \(a[1].type.name)")
          }
          try call(set, spreading: Tuple(a[1]), nil).release()
        } catch {
          result.release()
          throw error
        }
        return result
      },
      Builtin("buffer_info(obj, /)") { a throws(Raised) in
        guard let info = CTypeInfo.of(type: a[0]) ?? a[0].cData?.info else {
          throw raise(.typeError, "not a ctypes type or object")
        }
        let shape = Tuple.make(consuming: info.shape.map { Value($0) })
        return Tuple.make(consuming: [
          info.format.map(Value.string) ?? .none, Value(info.shape.count), shape.value,
        ]).value
      },
      Builtin("PyObj_FromPtr(address, /)") { a throws(Raised) in
        guard a[0].isInteger else { throw raise(.typeError, "integer expected") }
        let word = try SharedLibraries.address(a[0])
        guard word != 0 else { throw raise(.valueError, "PyObject is NULL") }
        return ObjectSlot.value(word).retained()
      },
      Builtin("Py_INCREF(obj, /)") { a throws(Raised) in
        a[0].retained()
        return a[0].retained()
      },
      Builtin("Py_DECREF(obj, /)") { a throws(Raised) in
        a[0].release()
        return a[0].retained()
      },
      Builtin("get_errno()") { _ throws(Raised) in Value(Int(CFunctionCall.savedErrno)) },
      Builtin("set_errno(*args)") { a throws(Raised) in
        let arguments = Tuple(a[0])
        try OldArguments.check(arguments, 1...1, nil)
        let new = try OldArguments.int(arguments[0])
        let old = CFunctionCall.savedErrno
        CFunctionCall.savedErrno = new
        return Value(Int(old))
      },
    ]
  }
}

/// Raises an exception of a type that is no built-in one.
func raise(_ type: TypeRef, _ message: String) -> Raised {
  let text = Value.string(message)
  defer { text.release() }
  let arguments = Tuple.make(copying: [text])
  return raise(Exceptions.make(type, arguments: arguments.value))
}
