// SPDX-License-Identifier: Apache-2.0
// cpython.Object, the type of proxies: every operation is CPython's own.
import ArrayExchange

enum ForeignType {
  /// The type of proxies, and of those that can be called.
  nonisolated(unsafe) static let object = make { _ in }
  nonisolated(unsafe) static let callable = make { $0.call = ForeignCalls.call }

  private static func own(_ v: Value) throws(Raised) -> ForeignObject {
    guard let own = v.foreign else { throw raise(.typeError, "not an object of CPython") }
    return own
  }

  /// The value of what `body` makes of an object; owned.
  private static func value(
    _ v: Value,
    _ body: (CPython.GIL, ForeignPointer) throws(CPython.Pending) -> ForeignPointer
  ) throws(Raised) -> Value {
    let own = try own(v)
    return try Foreign.run { gil throws(Raised) in
      try ForeignValues.value(
        gil, owned: try gil.script { () throws(CPython.Pending) in try body(gil, own.pointer) })
    }
  }

  /// What `body` says of an object.
  private static func fact<R>(
    _ v: Value, _ body: (CPython.GIL, ForeignPointer) throws(CPython.Pending) -> R
  ) throws(Raised) -> R {
    let own = try own(v)
    return try Foreign.run { gil throws(Raised) in
      try gil.script { () throws(CPython.Pending) in try body(gil, own.pointer) }
    }
  }

  /// The value of what `body` makes of two values, one of which at least is a proxy; owned.
  private static func value(
    _ a: Value, _ b: Value,
    _ body: (CPython.GIL, ForeignPointer, ForeignPointer) throws(CPython.Pending) -> ForeignPointer
  ) throws(Raised) -> Value {
    try Foreign.run { gil throws(Raised) in
      let a = try ForeignValues.object(gil, a)
      defer { gil.release(a) }
      let b = try ForeignValues.object(gil, b)
      defer { gil.release(b) }
      return try ForeignValues.value(
        gil, owned: try gil.script { () throws(CPython.Pending) in try body(gil, a, b) })
    }
  }

  /// ORDER: BinaryOperation.
  private static let operators: [PythonOperator] = [
    .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .power, .matrixMultiply,
    .shiftLeft, .shiftRight, .and, .or, .xor, .divmod,
  ]
  /// ORDER: UnaryOperation.
  private static let unaryOperators: [PythonUnaryOperator] = [
    .negative, .positive, .invert, .absolute,
  ]

  private static func make(_ more: (inout Slots) -> Void) -> TypeRef {
    TypeMaking.make(
      "Object", module: "cpython", flags: [.weakReferable], methods: methods
    ) { slots in
      // These ask the object; the type has no attributes of its own to show.
      slots.getAttribute = { v, name throws(Raised) in
        try attribute(v, name)
      }
      slots.setAttribute = { v, name, value throws(Raised) in try setAttribute(v, name, value) }
      slots.repr = { v throws(Raised) in
        try value(v) { gil, p throws(CPython.Pending) in try gil.repr(p) }
      }
      slots.str = { v throws(Raised) in
        try value(v) { gil, p throws(CPython.Pending) in try gil.str(p) }
      }
      slots.hash = { v throws(Raised) in
        try fact(v) { gil, p throws(CPython.Pending) in try gil.hash(of: p) }
      }
      slots.truth = { v throws(Raised) in
        try fact(v) { gil, p throws(CPython.Pending) in try gil.isTrue(p) }
      }
      slots.length = { v throws(Raised) in
        try fact(v) { gil, p throws(CPython.Pending) in try gil.count(of: p) }
      }
      slots.binaryMask = (1 << UInt32(BinaryOperation.allCases.count)) - 1
      slots.binary = { op, a, b throws(Raised) in
        if ForeignStandIn.isAsked(a, b) { return .notImplemented }
        return try value(a, b) { gil, a, b throws(CPython.Pending) in
          try gil.operate(operators[Int(op.rawValue)], a, b)
        }
      }
      slots.inPlaceMask = slots.binaryMask
      slots.inPlace = { op, a, b throws(Raised) in
        if ForeignStandIn.isAsked(a, b) { return .notImplemented }
        return try value(a, b) { gil, a, b throws(CPython.Pending) in
          try gil.operate(operators[Int(op.rawValue)], a, b, inPlace: true)
        }
      }
      slots.unaryMask = (1 << UInt32(UnaryOperation.allCases.count)) - 1
      slots.unary = { op, v throws(Raised) in
        try value(v) { gil, p throws(CPython.Pending) in
          try gil.operate(unaryOperators[Int(op.rawValue)], p)
        }
      }
      slots.compare = { op, a, b throws(Raised) in
        if ForeignStandIn.isAsked(a, b) { return .notImplemented }
        return try value(a, b) { gil, a, b throws(CPython.Pending) in
          try gil.compare(PythonComparison(rawValue: Int32(op.rawValue)) ?? .equal, a, b)
        }
      }
      slots.index = { v throws(Raised) in try called(v, "__index__", "int") }
      slots.int = { v throws(Raised) in try builtin("int", v) }
      slots.float = { v throws(Raised) in try builtin("float", v) }
      slots.getItem = { v, key throws(Raised) in
        try value(v, key) { gil, p, key throws(CPython.Pending) in try gil.item(p, key) }
      }
      slots.setItem = { v, key, new throws(Raised) in try setItem(v, key, new) }
      slots.contains = { v, element throws(Raised) in
        let own = try own(v)
        return try Foreign.run { gil throws(Raised) in
          let element = try ForeignValues.object(gil, element)
          defer { gil.release(element) }
          return try gil.script { () throws(CPython.Pending) in
            try gil.contains(own.pointer, element)
          }
        }
      }
      slots.iterate = { v throws(Raised) in
        try value(v) { gil, p throws(CPython.Pending) in try gil.iterator(over: p) }
      }
      slots.next = { v throws(Raised) in
        let own = try own(v)
        return try Foreign.run { gil throws(Raised) in
          let (object, isEnd) = try gil.script { () throws(CPython.Pending) in
            try gil.step(own.pointer)
          }
          let value = try ForeignValues.value(gil, owned: object)
          guard isEnd else { return value }
          own.stopValue.release()
          own.stopValue = value
          return .unbound
        }
      }
      more(&slots)
    }
  }

  // MARK: Attributes and items

  private static func attribute(_ v: Value, _ name: Str) throws(Raised) -> Value {
    let own = try own(v)
    return try Foreign.run { gil throws(Raised) in
      let name = try ForeignValues.object(gil, name.value)
      defer { gil.release(name) }
      let found = try gil.script { () throws(CPython.Pending) in
        try gil.attribute(own.pointer, name)
      }
      return try ForeignValues.value(gil, owned: found)
    }
  }

  private static func setAttribute(_ v: Value, _ name: Str, _ value: Value) throws(Raised) {
    let own = try own(v)
    try Foreign.run { gil throws(Raised) in
      let name = try ForeignValues.object(gil, name.value)
      defer { gil.release(name) }
      guard !value.isUnbound else {
        return try gil.script { () throws(CPython.Pending) in
          try gil.setAttribute(own.pointer, name, nil)
        }
      }
      let value = try ForeignValues.object(gil, value)
      defer { gil.release(value) }
      try gil.script { () throws(CPython.Pending) in
        try gil.setAttribute(own.pointer, name, value)
      }
    }
  }

  private static func setItem(_ v: Value, _ key: Value, _ value: Value) throws(Raised) {
    let own = try own(v)
    try Foreign.run { gil throws(Raised) in
      let key = try ForeignValues.object(gil, key)
      defer { gil.release(key) }
      guard !value.isUnbound else {
        return try gil.script { () throws(CPython.Pending) in
          gil.release(try gil.call(ForeignFrames.get(gil).deleteItem, own.pointer, key))
        }
      }
      let value = try ForeignValues.object(gil, value)
      defer { gil.release(value) }
      try gil.script { () throws(CPython.Pending) in
        gil.release(try gil.call(ForeignFrames.get(gil).setItem, own.pointer, key, value))
      }
    }
  }

  // MARK: Special methods

  /// What a built-in function of CPython's makes of values, the first of which is a proxy; owned.
  private static func builtin(_ name: String, _ arguments: Value...) throws(Raised) -> Value {
    try Foreign.run { gil throws(Raised) in
      guard let function = gil.builtin(name) else { return .none }
      var objects: [ForeignPointer] = []
      defer { gil.release(objects) }
      for argument in arguments { objects.append(try ForeignValues.object(gil, argument)) }
      let result = try gil.script { () throws(CPython.Pending) in
        try objects.withUnsafeBufferPointer { objects throws(CPython.Pending) in
          try gil.call(function, objects)
        }
      }
      return try ForeignValues.value(gil, owned: result)
    }
  }

  /// What a method of the object returns; TypeError with CPython's words if there is none.
  private static func called(_ v: Value, _ method: String, _ kind: String) throws(Raised) -> Value {
    guard let function = try getOptionalAttribute(v, method) else {
      throw raise(
        .typeError, "'\(try typeName(v))' object cannot be interpreted as an integer")
    }
    defer { function.release() }
    return try call(function)
  }

  private static func typeName(_ v: Value) throws(Raised) -> String {
    let own = try own(v)
    return try Foreign.run { gil throws(Raised) in gil.typeName(of: own.pointer) }
  }

  /// Methods that the machine looks up in the type, and what they ask the object or a built-in function for.
  private static var methods: [Builtin] {
    let forwarded = [
      "__enter__", "__exit__", "__complex__", "__bytes__", "__trunc__", "__floor__", "__ceil__",
      "__copy__", "__deepcopy__", "__fspath__",
    ]
    return forwarded.map { name in
      Builtin("\(name)(self, /, *args)") { a throws(Raised) in
        guard let method = try getOptionalAttribute(a[0], name) else {
          throw raise(.typeError, "'\(try typeName(a[0]))' object has no method \(name)")
        }
        defer { method.release() }
        return try call(method, spreading: Tuple(a[1]), nil)
      }
    } + [
      Builtin("__dir__(self, /)") { a throws(Raised) in try builtin("dir", a[0]) },
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        try builtin("format", a[0], a[1])
      },
      Builtin("__round__(self, ndigits=None, /)") { a throws(Raised) in
        a[1].isNone ? try builtin("round", a[0]) : try builtin("round", a[0], a[1])
      },
      Builtin("__reversed__(self, /)") { a throws(Raised) in try builtin("reversed", a[0]) },
      Builtin("__instancecheck__(self, instance, /)") { a throws(Raised) in
        guard a[1].foreign != nil else { return .false }
        return try builtin("isinstance", a[1], a[0])
      },
      Builtin("__subclasscheck__(self, subclass, /)") { a throws(Raised) in
        guard a[1].foreign != nil || a[1].has(.type) else { return .false }
        return try builtin("issubclass", a[1], a[0])
      },
    ]
  }
}
