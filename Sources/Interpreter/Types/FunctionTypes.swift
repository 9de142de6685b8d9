// SPDX-License-Identifier: Apache-2.0
// The types of functions, methods, cells, code objects, frames and tracebacks.

enum FunctionTypes {
  static func fill() {
    fillFunction()
    fillBuiltins()
    fillMethod()
    fillCell()
    fillCode()
    fillFrames()
  }

  // MARK: Functions of scripts

  private static func field(
    _ name: String, _ path: WritableKeyPath<FunctionCell, Value>,
    check: @escaping (Value) throws(Raised) -> Void = { _ throws(Raised) in }
  ) -> Property {
    Property(
      name,
      set: { v, value throws(Raised) in
        try check(value)
        let cell = v.cell(as: FunctionCell.self)
        let old = cell.pointee[keyPath: path]
        cell.pointee[keyPath: path] = value.isUnbound ? .none : value.retained()
        old.release()
      }
    ) { v throws(Raised) in
      let value = v.cell(as: FunctionCell.self).pointee[keyPath: path]
      return value.isUnbound ? .none : value.retained()
    }
  }

  private static func stringOnly(_ name: String) -> (Value) throws(Raised) -> Void {
    { value throws(Raised) in
      if !value.isStr { throw raise(.typeError, "\(name) must be set to a string object") }
    }
  }

  private static func fillFunction() {
    TypeMaking.fill(
      machine.pointee.types.function,
      properties: [
        field("__name__", \.name, check: stringOnly("__name__")),
        field("__qualname__", \.qualifiedName, check: stringOnly("__qualname__")),
        field("__module__", \.module),
        field("__doc__", \.documentation),
        Property(
          "__defaults__",
          set: { v, value throws(Raised) in
            guard value.has(.tuple) || value.isNone || value.isUnbound else {
              throw raise(.typeError, "__defaults__ must be set to a tuple object")
            }
            let cell = v.cell(as: FunctionCell.self)
            let old = cell.pointee.defaults
            cell.pointee.defaults = value.has(.tuple) ? value.retained() : .unbound
            old.release()
          }
        ) { v throws(Raised) in
          let value = v.cell(as: FunctionCell.self).pointee.defaults
          return value.isUnbound ? .none : value.retained()
        },
        Property(
          "__kwdefaults__",
          set: { v, value throws(Raised) in
            guard value.has(.dict) || value.isNone || value.isUnbound else {
              throw raise(.typeError, "__kwdefaults__ must be set to a dict object")
            }
            let cell = v.cell(as: FunctionCell.self)
            let old = cell.pointee.keywordDefaults
            cell.pointee.keywordDefaults = value.has(.dict) ? value.retained() : .unbound
            old.release()
          }
        ) { v throws(Raised) in
          let value = v.cell(as: FunctionCell.self).pointee.keywordDefaults
          return value.isUnbound ? .none : value.retained()
        },
        Property(
          "__code__",
          set: { v, value throws(Raised) in
            guard value.has(.code) else {
              throw raise(.typeError, "__code__ must be set to a code object")
            }
            let cell = v.cell(as: FunctionCell.self)
            let new = value.cell(as: CodeCell.self).pointee.code
            let (free, cells) = (
              new.takeUnretainedValue().freeNames.count,
              cell.pointee.closure.isUnbound ? 0 : Tuple(cell.pointee.closure).count
            )
            if free != cells {
              throw raise(
                .valueError,
                "\(Str(cell.pointee.name).text)() requires a code object with \(cells) free vars, not \(free)"
              )
            }
            let old = cell.pointee.code
            cell.pointee.code = new.retain()
            // A call that is under way reads it still.
            if Machine.isRunning(old) { Machine.retiredCodes.append(old) } else { old.release() }
          }
        ) { v throws(Raised) in .code(Function(v).code) },
        Property("__globals__") { v throws(Raised) in
          v.cell(as: FunctionCell.self).pointee.globals.retained()
        },
        Property("__builtins__") { _ throws(Raised) in machine.pointee.builtins.retained() },
        Property("__closure__") { v throws(Raised) in
          let value = v.cell(as: FunctionCell.self).pointee.closure
          return value.isUnbound ? .none : value.retained()
        },
        Property(
          "__annotations__",
          set: { v, value throws(Raised) in
            guard value.has(.dict) || value.isNone || value.isUnbound else {
              throw raise(.typeError, "__annotations__ must be set to a dict object")
            }
            let cell = v.cell(as: FunctionCell.self)
            let old = cell.pointee.annotations
            cell.pointee.annotations = value.has(.dict) ? value.retained() : .unbound
            old.release()
          }
        ) { v throws(Raised) in
          let cell = v.cell(as: FunctionCell.self)
          if cell.pointee.annotations.isUnbound { cell.pointee.annotations = Dict.make().value }
          return cell.pointee.annotations.retained()
        },
        Property(
          "__type_params__",
          set: { v, value throws(Raised) in
            let cell = v.cell(as: FunctionCell.self)
            let old = cell.pointee.typeParameters
            cell.pointee.typeParameters = value.retained()
            old.release()
          }
        ) { v throws(Raised) in
          let value = v.cell(as: FunctionCell.self).pointee.typeParameters
          return value.isUnbound ? Tuple.empty.value : value.retained()
        },
        Property("__dict__", set: Classes.setDict, Classes.getDict),
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let name = v.cell(as: FunctionCell.self).pointee.qualifiedName
        return .string("<function \(Str(name).text) at \(ObjectType.address(v))>")
      }
      slots.call = { v, arguments throws(Raised) in try Interpreter.call(v, arguments) }
      slots.descriptorGet = { f, instance, type throws(Raised) in
        instance.isUnbound ? f.retained() : .boundMethod(f, instance)
      }
      slots.new = { _, arguments throws(Raised) in
        // FunctionType(code, globals, name=None, argdefs=None, closure=None)
        func argument(_ index: Int, _ name: StaticString) -> Value {
          if index < arguments.positionalCount { return arguments[index] }
          let key = Str.make(name.description)
          defer { key.value.release() }
          return arguments.keyword(key)
        }
        let (code, globals) = (argument(0, "code"), argument(1, "globals"))
        guard code.has(.code), globals.has(.dict) else {
          throw raise(.typeError, "function() argument 'code' must be code and 'globals' dict")
        }
        let (name, defaults, closure) = (
          argument(2, "name"), argument(3, "argdefs"), argument(4, "closure")
        )
        let own = code.cell(as: CodeCell.self).pointee.code.takeUnretainedValue()
        let cells = closure.has(.tuple) ? Tuple(closure).count : 0
        guard cells == own.freeNames.count else {
          throw raise(
            .valueError,
            "\(own.name) requires closure of length \(own.freeNames.count), not \(cells)")
        }
        let function = Function.make(
          own, globals: Dict(globals), closure: closure.has(.tuple) ? closure : .unbound,
          defaults: defaults.has(.tuple) ? defaults : .unbound)
        if name.isStr {
          function.cell.pointee.name.release()
          function.cell.pointee.name = name.retained()
        }
        return function.value
      }
    }
  }

  // MARK: Built-in functions

  private static func fillBuiltins() {
    let types = machine.pointee.types
    func info(_ v: Value) -> BuiltinInfo {
      v.cell(as: BuiltinCell.self).pointee.info.takeUnretainedValue()
    }
    let name = Property("__name__") { v throws(Raised) in .interned(info(v).name) }
    let qualifiedName = Property("__qualname__") { v throws(Raised) in
      let own = info(v)
      return .string(own.owner.map { "\($0.name).\(own.name)" } ?? own.name)
    }
    let documentation = Property("__doc__") { v throws(Raised) in
      info(v).documentation.isEmpty ? .none : .string(info(v).documentation)
    }
    let signature = Property("__text_signature__") { v throws(Raised) in
      info(v).textSignature.map(Value.string) ?? .none
    }
    let object = Property("__objclass__") { v throws(Raised) in
      info(v).owner?.value.retained() ?? .none
    }
    let reduce = Builtin("__reduce__(self, /)") { a throws(Raised) in
      let instance = a[0].cell(as: BuiltinCell.self).pointee.instance
      if instance.isUnbound { return .interned(info(a[0]).name) }
      let getattr = Dict(machine.pointee.builtins).get("getattr")
      let name = Value.interned(info(a[0]).name)
      defer { name.release() }
      let arguments = Value.tuple(instance, name)
      defer { arguments.release() }
      return .tuple(getattr, arguments)
    }
    TypeMaking.fill(
      types.builtin, methods: [reduce],
      properties: [
        name, qualifiedName, documentation, signature,
        Property("__self__") { v throws(Raised) in
          let instance = v.cell(as: BuiltinCell.self).pointee.instance
          if !instance.isUnbound { return instance.retained() }
          return Dict(machine.pointee.modules).get(info(v).moduleName ?? "builtins").isUnbound
            ? .none : Dict(machine.pointee.modules).get(info(v).moduleName ?? "builtins").retained()
        },
        Property("__module__") { v throws(Raised) in
          info(v).moduleName.map(Value.interned) ?? .none
        },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let instance = v.cell(as: BuiltinCell.self).pointee.instance
        if instance.isUnbound || instance.has(.module) {
          return .string("<built-in function \(info(v).name)>")
        }
        return .string(
          info(v).kind == .slotWrapper
            ? "<method-wrapper '\(info(v).name)' of \(instance.type.name) object at \(ObjectType.address(instance))>"
            : "<built-in method \(info(v).name) of \(instance.type.name) object at \(ObjectType.address(instance))>"
        )
      }
      slots.call = { v, arguments throws(Raised) in try callBuiltin(v, arguments) }
      slots.hash = { v throws(Raised) in
        let cell = v.cell(as: BuiltinCell.self).pointee
        return Int(bitPattern: cell.info.toOpaque()) >> 4
          ^ Int(truncatingIfNeeded: cell.instance.bits)
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, a.has(.builtin), b.has(.builtin) else {
          return .notImplemented
        }
        let (x, y) = (a.cell(as: BuiltinCell.self).pointee, b.cell(as: BuiltinCell.self).pointee)
        let same =
          x.info.toOpaque() == y.info.toOpaque() && x.instance.isIdentical(to: y.instance)
        return Value(same == (op == .equal))
      }
    }
    for (type, word) in [(types.methodDescriptor, "method"), (types.slotWrapper, "slot wrapper")] {
      TypeMaking.fill(
        type, methods: [reduce],
        properties: [name, qualifiedName, documentation, signature, object]
      ) { slots in
        slots.repr = { v throws(Raised) in
          .string("<\(word) '\(info(v).name)' of '\(info(v).owner?.name ?? "?")' objects>")
        }
        slots.call = { v, arguments throws(Raised) in try callBuiltin(v, arguments) }
        slots.descriptorGet = { f, instance, type throws(Raised) in
          if instance.isUnbound { return f.retained() }
          if let owner = info(f).owner, !instance.type.isSubtype(of: owner) {
            throw raise(
              .typeError,
              "descriptor '\(info(f).name)' for '\(owner.name)' objects doesn't apply to a '\(instance.type.name)' object"
            )
          }
          return try bind(f, instance, TypeRef(type.has(.type) ? type : instance.type.value))
        }
      }
    }
  }

  // MARK: Methods and cells

  private static func fillMethod() {
    func parts(_ v: Value) -> BoundMethodCell { v.cell(as: BoundMethodCell.self).pointee }
    TypeMaking.fill(
      machine.pointee.types.boundMethod,
      methods: [
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          let getattr = Dict(machine.pointee.builtins).get("getattr")
          let name = try getAttribute(parts(a[0]).function, .name)
          defer { name.release() }
          let arguments = Value.tuple(parts(a[0]).instance, name)
          defer { arguments.release() }
          return .tuple(getattr, arguments)
        }
      ],
      properties: [
        Property("__func__") { v throws(Raised) in parts(v).function.retained() },
        Property("__self__") { v throws(Raised) in parts(v).instance.retained() },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let function = parts(v).function
        var name = "?"
        if let found = try getOptionalAttribute(function, .qualifiedName) {
          defer { found.release() }
          if found.isStr { name = Str(found).text }
        } else if let found = try getOptionalAttribute(function, "__name__") {
          defer { found.release() }
          if found.isStr { name = Str(found).text }
        }
        return .string("<bound method \(name) of \(try reprText(parts(v).instance))>")
      }
      slots.call = { v, arguments throws(Raised) in
        try callBound(parts(v).function, parts(v).instance, arguments)
      }
      slots.getAttribute = { v, name throws(Raised) in
        let found = try findAttribute(v, name)
        if !found.isUnbound && !(name == "__doc__") { return found }
        found.release()
        return try getAttribute(parts(v).function, name)
      }
      slots.hash = { v throws(Raised) in
        let own = parts(v)
        return try Int(truncatingIfNeeded: own.instance.bits >> 4)
          ^ Interpreter.hash(of: own.function)
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, b.has(.boundMethod) else { return .notImplemented }
        var same = parts(a).instance.isIdentical(to: parts(b).instance)
        if same { same = try isEqual(parts(a).function, parts(b).function) }
        return Value(same == (op == .equal))
      }
      slots.descriptorGet = { m, _, _ throws(Raised) in m.retained() }
      slots.new = { _, arguments throws(Raised) in
        guard arguments.positionalCount == 2 else {
          throw raise(
            .typeError, "method expected 2 arguments, got \(arguments.positionalCount)")
        }
        if arguments[1].isNone { throw raise(.typeError, "self must not be None") }
        return .boundMethod(arguments[0], arguments[1])
      }
    }
  }

  private static func fillCell() {
    TypeMaking.fill(
      machine.pointee.types.cell,
      properties: [
        Property(
          "cell_contents",
          set: { v, value throws(Raised) in
            let cell = v.cell(as: CellCell.self)
            let old = cell.pointee.contents
            cell.pointee.contents = value.retained()
            old.release()
          }
        ) { v throws(Raised) in
          let contents = v.cell(as: CellCell.self).pointee.contents
          if contents.isUnbound { throw raise(.valueError, "Cell is empty") }
          return contents.retained()
        }
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let contents = v.cell(as: CellCell.self).pointee.contents
        let inner =
          contents.isUnbound
          ? "empty" : "\(contents.type.name) object at \(ObjectType.address(contents))"
        return .string("<cell at \(ObjectType.address(v)): \(inner)>")
      }
      slots.compare = { op, a, b throws(Raised) in
        guard b.has(.cell) else { return .notImplemented }
        let (x, y) = (
          a.cell(as: CellCell.self).pointee.contents, b.cell(as: CellCell.self).pointee.contents
        )
        if x.isUnbound || y.isUnbound {
          return Value(op.holds(x.isUnbound ? 0 : 1, y.isUnbound ? 0 : 1))
        }
        return try Interpreter.compare(op, x, y)
      }
      slots.new = { _, arguments throws(Raised) in
        .cell(consuming: arguments.count > 0 ? arguments[0].retained() : .unbound)
      }
    }
  }

  // MARK: Code, frames, tracebacks

  private static func fillCode() {
    func code(_ v: Value) -> Code { v.cell(as: CodeCell.self).pointee.code.takeUnretainedValue() }
    func strings(_ names: some Collection<String>) -> Value {
      Tuple.make(consuming: names.map { Value.interned($0) }).value
    }
    TypeMaking.fill(
      machine.pointee.types.code,
      methods: [
        // One for each instruction, as tb_lasti // 2 counts them.
        Builtin("co_positions(self, /)") { a throws(Raised) in
          let positions = List.make(
            consuming: code(a[0]).positions.map { position in
              Tuple.make(
                consuming: [position.line, position.endLine, position.column, position.endColumn]
                  .map { Value(Int($0)) }
              ).value
            })
          defer { positions.value.release() }
          return try iterate(positions.value)
        },
        Builtin("co_lines(self, /)") { a throws(Raised) in
          let lines = code(a[0]).lines.map { run in
            Tuple.make(consuming: [
              Value(run.range.lowerBound * 2), Value(run.range.upperBound * 2),
              run.line > 0 ? Value(Int(run.line)) : .none,
            ]).value
          }
          let list = List.make(consuming: lines).value
          defer { list.release() }
          return try iterate(list)
        },
        Builtin(
          "replace(self, *, co_name=..., co_qualname=..., co_filename=..., co_firstlineno=...)"
        ) { a throws(Raised) in
          let own = code(a[0])
          var parts = own.parts
          for (value, path) in [
            (a[1], \Code.Parts.name), (a[2], \.qualifiedName), (a[3], \.fileName),
          ] where !value.isUnbound {
            guard value.isStr else {
              throw raise(
                .typeError, "replace() argument must be str, not \(value.type.name)")
            }
            parts[keyPath: path] = Str(value).text
          }
          if !a[4].isUnbound { parts.firstLine = try indexValue(a[4]) }
          return .code(Code(parts))
        },
      ],
      properties: [
        Property("co_name") { v throws(Raised) in .interned(code(v).name) },
        Property("co_qualname") { v throws(Raised) in .string(code(v).qualifiedName) },
        Property("co_filename") { v throws(Raised) in .string(code(v).fileName) },
        Property("co_firstlineno") { v throws(Raised) in Value(code(v).firstLine) },
        Property("co_argcount") { v throws(Raised) in Value(code(v).positionalCount) },
        Property("co_posonlyargcount") { v throws(Raised) in Value(code(v).positionalOnlyCount) },
        Property("co_kwonlyargcount") { v throws(Raised) in Value(code(v).keywordOnlyCount) },
        Property("co_nlocals") { v throws(Raised) in Value(code(v).localCount) },
        Property("co_varnames") { v throws(Raised) in
          strings(code(v).localNames.filter { !$0.hasPrefix(".") })
        },
        Property("co_freevars") { v throws(Raised) in strings(code(v).freeNames) },
        Property("co_cellvars") { v throws(Raised) in
          strings(code(v).cellRegisters.map { code(v).localNames[$0] })
        },
        Property("co_names") { v throws(Raised) in Tuple.empty.value },
        Property("co_consts") { v throws(Raised) in
          Tuple.make(copying: (0..<code(v).constantCount).map { code(v).constants[$0] }).value
        },
        Property("co_stacksize") { v throws(Raised) in Value(code(v).registerCount) },
        Property("co_flags") { v throws(Raised) in
          let own = code(v).flags
          var flags = 1 | 2
          if own.contains(.variadic) { flags |= 4 }
          if own.contains(.variadicKeywords) { flags |= 8 }
          if own.contains(.nested) { flags |= 16 }
          if own.contains(.generator) && own.contains(.coroutine) {
            flags |= 512
          } else if own.contains(.generator) {
            flags |= 32
          } else if own.contains(.coroutine) {
            flags |= 128
          }
          if own.contains(.usesNamespace) { flags &= ~3 }
          return Value(flags)
        },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        .string(
          "<code object \(code(v).name) at \(ObjectType.address(v)), file \"\(code(v).fileName)\", line \(code(v).firstLine)>"
        )
      }
      slots.hash = { v throws(Raised) in
        code(v).name.hashValue ^ code(v).firstLine ^ code(v).instructionCount << 16
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, b.has(.code) else { return .notImplemented }
        return Value(try MarshalCode.areEqual(code(a), code(b)) == (op == .equal))
      }
    }
  }

  private static func fillFrames() {
    func frame(_ v: Value) throws(Raised) -> FrameObject {
      guard let own = v.native(FrameObject.self) else { throw raise(.typeError, "not a frame") }
      return own
    }
    TypeMaking.fill(
      machine.pointee.types.frame,
      methods: [Builtin("clear(self, /)") { _ throws(Raised) in .none }],
      properties: [
        Property("f_back") { v throws(Raised) in try frame(v).caller },
        Property("f_code") { v throws(Raised) in .code(try frame(v).code) },
        Property("f_globals") { v throws(Raised) in try frame(v).globals.retained() },
        Property("f_builtins") { _ throws(Raised) in machine.pointee.builtins.retained() },
        Property("f_locals") { v throws(Raised) in try frame(v).locals() },
        Property("f_lineno") { v throws(Raised) in Value(try frame(v).line) },
        Property("f_lasti") { v throws(Raised) in Value(try frame(v).instructionIndex * 2) },
        Property(
          "f_trace",
          set: { v, value throws(Raised) in
            FrameObject.setTracer(of: v, value.isUnbound ? .none : value)
          }
        ) { v throws(Raised) in try frame(v).tracer.retained() },
        Property(
          "f_trace_lines",
          set: { v, value throws(Raised) in try frame(v).tracesLines = isTrue(value) }
        ) { v throws(Raised) in Value(try frame(v).tracesLines) },
        Property(
          "f_trace_opcodes",
          set: { v, value throws(Raised) in try frame(v).tracesInstructions = isTrue(value) }
        ) { v throws(Raised) in Value(try frame(v).tracesInstructions) },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let own = try frame(v)
        return .string(
          "<frame at \(ObjectType.address(v)), file '\(own.code.fileName)', line \(own.line), code \(own.code.name)>"
        )
      }
    }
    func entry(_ v: Value) throws(Raised) -> TracebackEntry {
      guard let own = v.native(TracebackEntry.self) else {
        throw raise(.typeError, "not a traceback")
      }
      return own
    }
    TypeMaking.fill(
      machine.pointee.types.traceback,
      properties: [
        Property(
          "tb_next",
          set: { v, value throws(Raised) in
            guard value.isNone || value.native(TracebackEntry.self) != nil else {
              throw raise(
                .typeError, "expected traceback object or None, got '\(value.type.name)'")
            }
            var link = value
            while let next = link.native(TracebackEntry.self) {
              if link.isIdentical(to: v) { throw raise(.valueError, "traceback loop detected") }
              link = next.next
            }
            let own = try entry(v)
            let old = own.next
            own.next = value.retained()
            old.release()
          }
        ) { v throws(Raised) in try entry(v).next.retained() },
        Property("tb_frame") { v throws(Raised) in try entry(v).frame.retained() },
        Property("tb_lineno") { v throws(Raised) in Value(Int(try entry(v).position.line)) },
        Property("tb_lasti") { v throws(Raised) in Value(try entry(v).instructionIndex * 2) },
      ])
  }
}
