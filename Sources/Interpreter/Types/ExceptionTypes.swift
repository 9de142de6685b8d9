// SPDX-License-Identifier: Apache-2.0
// The built-in exception types and their attributes.
import Glibc

enum ExceptionTypes {
  static func fill() {
    let types = UnsafeMutablePointer<TypeRef>.allocate(capacity: ExceptionKind.allCases.count)
    Exceptions.types = types
    for kind in ExceptionKind.allCases {
      let base = kind.base.map { types[$0.rawValue] } ?? machine.pointee.types.object
      let type = TypeRef(UnsafeMutablePointer<TypeCell>.allocate(capacity: 1))
      (types + kind.rawValue).initialize(to: type)
      TypeMaking.initialize(
        type, kind.name, base: base, layout: .exception,
        flags: [.basetype, .isException, .hasDict, .weakReferable])
      TypeMaking.fill(
        type, methods: kind == .baseException ? baseMethods : methods(kind),
        classMethods: kind == .baseExceptionGroup ? [GenericAlias.classGetItem] : [],
        properties: kind == .baseException ? baseProperties : properties(kind)
      ) { slots in
        if kind == .baseException { configureBase(&slots) } else { configure(kind, &slots) }
      }
    }
    // `class ExceptionGroup(BaseExceptionGroup, Exception)`.
    let group = ExceptionKind.exceptionGroup.type
    let base = ExceptionKind.baseExceptionGroup.type
    group.cell.pointee.bases.release()
    group.cell.pointee.bases = .tuple(base.value, ExceptionKind.exception.type.value)
    group.cell.pointee.linearization = [
      group, base, ExceptionKind.exception.type, ExceptionKind.baseException.type,
      machine.pointee.types.object,
    ]
  }

  // MARK: BaseException

  private static func configureBase(_ slots: inout Slots) {
    slots.new = { type, arguments throws(Raised) in
      Exceptions.make(type, arguments: positional(arguments).value)
    }
    slots.initialize = { v, arguments throws(Raised) in
      if arguments.nameCount > 0 {
        throw raise(.typeError, "\(v.type.name)() takes no keyword arguments")
      }
      setArguments(v, arguments)
    }
    slots.repr = { v throws(Raised) in
      let arguments = ExceptionRef(v).arguments
      if arguments.count == 1 {
        return .string("\(v.type.shortName)(\(try reprText(arguments[0])))")
      }
      return .string("\(v.type.shortName)\(try reprText(arguments.value))")
    }
    slots.str = { v throws(Raised) in
      let arguments = ExceptionRef(v).arguments
      switch arguments.count {
      case 0: return Value.string("")
      case 1: return try Interpreter.str(arguments[0])
      default: return try Interpreter.repr(arguments.value)
      }
    }
  }

  static func setArguments(_ v: Value, _ arguments: CallArguments) {
    let cell = ExceptionRef(v).cell
    let old = Tuple(cell.pointee.arguments)
    // Mostly `__new__` has just set the same ones.
    if old.count == arguments.positionalCount,
      (0..<old.count).allSatisfy({ old[$0].isIdentical(to: arguments[$0]) })
    {
      return
    }
    cell.pointee.arguments = positional(arguments).value
    old.value.release()
  }

  /// The positional arguments as a tuple; owned.
  private static func positional(_ arguments: CallArguments) -> Tuple {
    if arguments.positionalCount == 0 { return Tuple.empty }
    let result = Tuple.allocate(arguments.positionalCount)
    for index in 0..<result.count { result.elements[index] = arguments[index].retained() }
    return result
  }

  private static var baseMethods: [Builtin] {
    [
      Builtin("with_traceback(self, tb, /)") { a throws(Raised) in
        try setTraceback(a[0], a[1])
        return a[0].retained()
      },
      Builtin("add_note(self, note, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(.typeError, "note must be a str, not '\(a[1].type.name)'")
        }
        let notes = ExceptionRef(a[0]).attributes.get(.notes)
        if notes.isUnbound {
          let list = List.make(copying: [a[1]])
          ExceptionRef(a[0]).attributes.set(Name.notes.str, consuming: list.value)
        } else if notes.has(.list) {
          List(notes).append(a[1])
        } else {
          throw raise(.typeError, "Cannot add note: __notes__ is not a list")
        }
        return .none
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let cell = ExceptionRef(a[0]).cell.pointee
        if let parts = reduced(a[0]) { return parts }
        if cell.attributes.isUnbound || Dict(cell.attributes).count == 0 {
          return .tuple(a[0].type.value, cell.arguments)
        }
        return .tuple(a[0].type.value, cell.arguments, cell.attributes)
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        if a[1].has(.dict) {
          for (key, value) in Dict(a[1]).items {
            try setAttribute(a[0], SlotWrappers.nameArgument(key), value)
          }
        } else if !a[1].isNone {
          throw raise(.typeError, "state is not a dictionary")
        }
        return .none
      },
    ]
  }

  /// What takes exceptions apart that have more than their arguments; nil for others, owned.
  private static func reduced(_ v: Value) -> Value? {
    let own = ExceptionRef(v)
    let arguments = own.arguments
    if v.type.isSubtype(of: ExceptionKind.osError.type) {
      let (first, second) = (own.extra("filename"), own.extra("filename2"))
      guard arguments.count == 2, !first.isUnbound, !first.isNone else { return nil }
      // An operating system of another kind has a number of its own between the names.
      let names = second.isUnbound || second.isNone ? [first] : [first, .none, second]
      let all = Tuple.make(copying: [arguments[0], arguments[1]] + names).value
      defer { all.release() }
      let attributes = own.cell.pointee.attributes
      return attributes.has(.dict) && Dict(attributes).count > 0
        ? .tuple(v.type.value, all, attributes) : .tuple(v.type.value, all)
    }
    let isImport = v.type.isSubtype(of: ExceptionKind.importError.type)
    guard isImport || v.type.isSubtype(of: ExceptionKind.attributeError.type) else { return nil }
    let attributes = own.cell.pointee.attributes
    let state = attributes.has(.dict) ? Dict(attributes).copy() : Dict.make()
    defer { state.value.release() }
    for name in isImport ? ["name", "path", "name_from"] : ["name"] {
      let value = own.extra(name)
      if !value.isUnbound && !value.isNone { state.set(name, value) }
    }
    if !isImport { state.set("args", arguments.value) }
    return state.count == 0
      ? .tuple(v.type.value, arguments.value)
      : .tuple(v.type.value, arguments.value, state.value)
  }

  private static func setTraceback(_ v: Value, _ value: Value) throws(Raised) {
    guard value.isNone || value.native(TracebackEntry.self) != nil else {
      throw raise(.typeError, "__traceback__ must be a traceback or None")
    }
    let cell = ExceptionRef(v).cell
    let old = cell.pointee.traceback
    cell.pointee.traceback = value.retained()
    old.release()
  }

  private static func link(
    _ name: String, _ path: WritableKeyPath<ExceptionCell, Value>, _ word: String,
    suppresses: Bool = false
  ) -> Property {
    Property(
      name,
      set: { v, value throws(Raised) in
        if value.isUnbound { throw raise(.typeError, "\(name) may not be deleted") }
        guard value.isNone || value.has(.exception) else {
          throw raise(
            .typeError, "exception \(word) must be None or derive from BaseException")
        }
        let cell = ExceptionRef(v).cell
        let old = cell.pointee[keyPath: path]
        cell.pointee[keyPath: path] = value.retained()
        if suppresses { cell.pointee.suppressesContext = true }
        old.release()
      }
    ) { v throws(Raised) in ExceptionRef(v).cell.pointee[keyPath: path].retained() }
  }

  private static var baseProperties: [Property] {
    [
      Property(
        "args",
        set: { v, value throws(Raised) in
          if value.isUnbound { throw raise(.typeError, "args may not be deleted") }
          let elements = try collect(value)
          let cell = ExceptionRef(v).cell
          let old = cell.pointee.arguments
          cell.pointee.arguments = Tuple.make(consuming: elements).value
          old.release()
        }
      ) { v throws(Raised) in ExceptionRef(v).cell.pointee.arguments.retained() },
      Property(
        "__traceback__",
        set: { v, value throws(Raised) in
          if value.isUnbound { throw raise(.typeError, "__traceback__ may not be deleted") }
          try setTraceback(v, value)
        }
      ) { v throws(Raised) in ExceptionRef(v).cell.pointee.traceback.retained() },
      link("__cause__", \.cause, "cause", suppresses: true),
      link("__context__", \.context, "context"),
      Property(
        "__suppress_context__",
        set: { v, value throws(Raised) in
          guard value.tag == .bool else {
            throw raise(.typeError, "attribute value type must be bool")
          }
          ExceptionRef(v).cell.pointee.suppressesContext = value.asBool
        }
      ) { v throws(Raised) in Value(ExceptionRef(v).cell.pointee.suppressesContext) },
      Property("__dict__", set: Classes.setDict, Classes.getDict),
    ]
  }

  // MARK: Kinds with attributes of their own

  /// An attribute of a kind of exceptions; `otherwise`, borrowed, if it was not set.
  private static func stored(_ name: String, otherwise: @escaping (Value) -> Value) -> Property {
    Property(
      name,
      set: { v, value throws(Raised) in
        ExceptionRef(v).extras.set(name, value.isUnbound ? .none : value)
      }
    ) { v throws(Raised) in
      let value = ExceptionRef(v).extra(name)
      return (value.isUnbound ? otherwise(v) : value).retained()
    }
  }

  private static func stored(_ name: String) -> Property { stored(name) { _ in .none } }

  /// What an exception's only argument says: of exceptions that were raised without a call of their type.
  private static func firstArgument(_ v: Value) -> Value {
    let arguments = ExceptionRef(v).arguments
    return arguments.count > 0 ? arguments[0] : .none
  }

  /// The `code` of a SystemExit; borrowed.
  static func exitCode(_ v: Value) -> Value {
    let code = ExceptionRef(v).extra("code")
    return code.isUnbound ? firstArgument(v) : code
  }

  private static func properties(_ kind: ExceptionKind) -> [Property] {
    switch kind {
    case .stopIteration: [stored("value", otherwise: firstArgument)]
    case .systemExit: [stored("code", otherwise: firstArgument)]
    case .attributeError: [stored("name"), stored("obj")]
    case .nameError: [stored("name")]
    case .importError: [stored("name"), stored("path"), stored("msg"), stored("name_from")]
    case .osError: ["errno", "strerror", "filename", "filename2"].map(stored)
    case .syntaxError:
      [
        "msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset",
        "print_file_and_line",
      ]
      .map(stored)
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError:
      ["encoding", "object", "start", "end", "reason"].map(stored)
    case .baseExceptionGroup:
      [
        Property("message") { v throws(Raised) in
          let arguments = ExceptionRef(v).arguments
          return arguments.count > 0 ? arguments[0].retained() : .none
        },
        Property("exceptions") { v throws(Raised) in
          Tuple.make(copying: ExceptionGroups.members(v)).value
        },
      ]
    default: []
    }
  }

  private static func methods(_ kind: ExceptionKind) -> [Builtin] {
    guard kind == .baseExceptionGroup else { return [] }
    func condition(_ target: Value) throws(Raised) -> (Value) throws(Raised) -> Bool {
      if target.has(.function) || target.has(.builtin) || target.has(.boundMethod) {
        return { member throws(Raised) in
          let result = try call(target, member)
          defer { result.release() }
          return try isTrue(result)
        }
      }
      let candidates = target.has(.tuple) ? Array(Tuple(target).buffer) : [target]
      for candidate in candidates
      where !candidate.has(.type) || !TypeRef(candidate).flags.contains(.isException) {
        throw raise(
          .typeError, "expected a function, exception type or tuple of exception types")
      }
      return { member throws(Raised) in try Machine.matches(member, target) }
    }
    return [
      Builtin("split(self, condition, /)") { a throws(Raised) in
        let (rest, part) = try ExceptionGroups.splitGroup(a[0], condition(a[1]))
        defer {
          rest.release()
          part.release()
        }
        return .tuple(part, rest)
      },
      Builtin("subgroup(self, condition, /)") { a throws(Raised) in
        let (rest, part) = try ExceptionGroups.splitGroup(a[0], condition(a[1]))
        rest.release()
        return part
      },
      Builtin("derive(self, excs, /)") { a throws(Raised) in
        let arguments = ExceptionRef(a[0]).arguments
        let members = try collect(a[1])
        defer { for member in members { member.release() } }
        let ordinary = members.allSatisfy { $0.type.isSubtype(of: ExceptionKind.exception.type) }
        let type =
          ordinary
          ? ExceptionKind.exceptionGroup.type : ExceptionKind.baseExceptionGroup.type
        return try call(type.value, arguments[0], a[1])
      },
    ]
  }

  private static func configure(_ kind: ExceptionKind, _ slots: inout Slots) {
    switch kind {
    case .stopIteration:
      slots.initialize = { v, arguments throws(Raised) in
        setArguments(v, arguments)
        ExceptionRef(v).extras.set(
          "value", arguments.positionalCount > 0 ? arguments[0] : .none)
      }
    case .systemExit:
      slots.initialize = { v, arguments throws(Raised) in
        setArguments(v, arguments)
        ExceptionRef(v).extras.set(
          "code",
          arguments.positionalCount == 0
            ? .none
            : arguments.positionalCount == 1
              ? arguments[0] : ExceptionRef(v).arguments.value)
      }
    case .keyError:
      slots.str = { v throws(Raised) in
        let arguments = ExceptionRef(v).arguments
        if arguments.count == 1 { return try Interpreter.repr(arguments[0]) }
        return arguments.count == 0 ? .string("") : try Interpreter.repr(arguments.value)
      }
    case .attributeError, .nameError, .importError:
      let allowed =
        kind == .attributeError
        ? ["name", "obj"] : kind == .nameError ? ["name"] : ["name", "path", "name_from"]
      slots.initialize = { v, arguments throws(Raised) in
        setArguments(v, arguments)
        if kind == .importError {
          // Called again, it forgets.
          for name in allowed + ["msg"] { ExceptionRef(v).extras.set(name, .none) }
        }
        for index in 0..<arguments.nameCount {
          let name = Str(Tuple(arguments.names)[index]).text
          guard allowed.contains(name) else {
            throw raise(
              .typeError, "'\(name)' is an invalid keyword argument for \(kind.name)()")
          }
          ExceptionRef(v).extras.set(name, arguments[arguments.positionalCount + index])
        }
        if kind == .importError, arguments.positionalCount == 1 {
          ExceptionRef(v).extras.set("msg", arguments[0])
        }
      }
    case .osError: configureOSError(&slots)
    case .syntaxError: configureSyntaxError(&slots)
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError:
      configureUnicodeError(kind, &slots)
    case .baseExceptionGroup: configureGroup(&slots)
    default: break
    }
  }

  /// OSError(errno, strerror, filename, winerror, filename2): the errno decides the subclass (PEP 3151).
  private static func configureOSError(_ slots: inout Slots) {
    slots.new = { type, arguments throws(Raised) in
      var type = type
      let positional = (0..<arguments.positionalCount).map { arguments[$0] }
      if type == ExceptionKind.osError.type, positional.count > 1, positional[0].tag == .int,
        let kind = kind(forErrorNumber: Int32(truncatingIfNeeded: positional[0].asInt))
      {
        type = kind.type
      }
      return Exceptions.make(type, arguments: Tuple.make(copying: positional).value)
    }
    slots.initialize = { v, arguments throws(Raised) in
      setArguments(v, arguments)
      let count = arguments.positionalCount
      guard (2...5).contains(count) else { return }
      let attributes = ExceptionRef(v).extras
      attributes.set("errno", arguments[0])
      attributes.set("strerror", arguments[1])
      if count > 2 {
        attributes.set("filename", arguments[2])
        // The file names are not among `args`.
        let cell = ExceptionRef(v).cell
        let old = cell.pointee.arguments
        cell.pointee.arguments = .tuple(arguments[0], arguments[1])
        old.release()
      }
      if count > 4 { attributes.set("filename2", arguments[4]) }
    }
    slots.str = { v throws(Raised) in
      let own = ExceptionRef(v)
      let number = own.extra("errno")
      let text = own.extra("strerror")
      let file = own.extra("filename")
      let second = own.extra("filename2")
      if !number.isUnbound, !text.isUnbound {
        var result = "[Errno \(try strText(number))] \(try strText(text))"
        if !file.isUnbound, !file.isNone {
          result += ": \(try reprText(file))"
          if !second.isUnbound, !second.isNone { result += " -> \(try reprText(second))" }
        }
        return .string(result)
      }
      let arguments = ExceptionRef(v).arguments
      switch arguments.count {
      case 0: return .string("")
      case 1: return try Interpreter.str(arguments[0])
      default: return try Interpreter.repr(arguments.value)
      }
    }
  }

  static func kind(forErrorNumber number: Int32) -> ExceptionKind? {
    switch number {
    case EAGAIN, EALREADY, EINPROGRESS: .blockingIOError
    case ECHILD: .childProcessError
    case EPIPE, ESHUTDOWN: .brokenPipeError
    case ECONNABORTED: .connectionAbortedError
    case ECONNREFUSED: .connectionRefusedError
    case ECONNRESET: .connectionResetError
    case EEXIST: .fileExistsError
    case ENOENT: .fileNotFoundError
    case EINTR: .interruptedError
    case EISDIR: .isADirectoryError
    case ENOTDIR: .notADirectoryError
    case EACCES, EPERM: .permissionError
    case ESRCH: .processLookupError
    case ETIMEDOUT: .timeoutError
    default: nil
    }
  }

  private static func configureSyntaxError(_ slots: inout Slots) {
    slots.initialize = { v, arguments throws(Raised) in
      setArguments(v, arguments)
      let attributes = ExceptionRef(v).extras
      if arguments.positionalCount > 0 { attributes.set("msg", arguments[0]) }
      guard arguments.positionalCount == 2 else { return }
      let details = try collect(arguments[1])
      defer { for value in details { value.release() } }
      guard details.count == 4 || details.count == 6 else {
        throw raise(
          .typeError, "function takes exactly 4 or 6 arguments (\(details.count) given)")
      }
      for (name, value) in zip(
        ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"], details)
      { attributes.set(name, value) }
    }
    slots.str = { v throws(Raised) in
      let own = ExceptionRef(v)
      let message = own.extra("msg")
      let file = own.extra("filename")
      let line = own.extra("lineno")
      let text = message.isUnbound ? "None" : try strText(message)
      let parts =
        file.isStr
        ? Str(file).text.split(separator: "/", omittingEmptySubsequences: false) : []
      let name = parts.last.map(String.init)
      switch (name, line.tag == .int) {
      case (let name?, true): return .string("\(text) (\(name), line \(line.asInt))")
      case (let name?, false): return .string("\(text) (\(name))")
      case (nil, true): return .string("\(text) (line \(line.asInt))")
      default: return .string(text)
      }
    }
  }

  private static func configureUnicodeError(_ kind: ExceptionKind, _ slots: inout Slots) {
    let names =
      kind == .unicodeTranslateError
      ? ["object", "start", "end", "reason"] : ["encoding", "object", "start", "end", "reason"]
    slots.initialize = { v, arguments throws(Raised) in
      setArguments(v, arguments)
      guard arguments.positionalCount == names.count else {
        throw raise(
          .typeError,
          "function takes exactly \(names.count) arguments (\(arguments.positionalCount) given)")
      }
      for (index, name) in names.enumerated() {
        ExceptionRef(v).extras.set(name, arguments[index])
      }
    }
    slots.str = { v throws(Raised) in
      let attributes = ExceptionRef(v).extras
      guard !attributes.get("object").isUnbound else { return .string("") }
      let object = attributes.get("object")
      let (start, end) = (
        try indexValue(attributes.get("start")), try indexValue(attributes.get("end"))
      )
      let reason = try strText(attributes.get("reason"))
      let encoding = kind == .unicodeTranslateError ? "" : try strText(attributes.get("encoding"))
      let verb =
        kind == .unicodeDecodeError
        ? "decode" : kind == .unicodeEncodeError ? "encode" : "translate"
      let prefix = kind == .unicodeTranslateError ? "can't" : "'\(encoding)' codec can't"
      if end == start + 1, object.has(.bytes), start < Bytes(object).count {
        let byte = String(Bytes(object).start[start], radix: 16)
        return .string(
          "\(prefix) \(verb) byte 0x\(byte.count < 2 ? "0" : "")\(byte) in position \(start): \(reason)"
        )
      }
      if end == start + 1, object.isStr, start < Str(object).count {
        let point = Str(object)[start]
        let digits = String(point, radix: 16)
        let width = point < 256 ? 2 : point < 65536 ? 4 : 8
        let letter = point < 256 ? "x" : point < 65536 ? "u" : "U"
        let padded = String(repeating: "0", count: max(0, width - digits.count)) + digits
        return .string(
          "\(prefix) \(verb) character '\\\(letter)\(padded)' in position \(start): \(reason)")
      }
      let things = kind == .unicodeDecodeError ? "bytes" : "characters"
      return .string("\(prefix) \(verb) \(things) in position \(start)-\(end - 1): \(reason)")
    }
  }

  private static func configureGroup(_ slots: inout Slots) {
    slots.new = { type, arguments throws(Raised) in
      guard arguments.positionalCount == 2 else {
        throw raise(
          .typeError,
          "BaseExceptionGroup.__new__() takes exactly 2 arguments (\(arguments.positionalCount) given)"
        )
      }
      guard arguments[0].isStr else {
        throw raise(.typeError, "argument 1 must be str, not \(arguments[0].type.name)")
      }
      guard arguments[1].type.slots.getItem != nil, !arguments[1].has(.set),
        !arguments[1].has(.dict)
      else { throw raise(.typeError, "second argument (exceptions) must be a sequence") }
      let members = try collect(arguments[1])
      defer { for member in members { member.release() } }
      if members.isEmpty {
        throw raise(.valueError, "second argument (exceptions) must be a non-empty sequence")
      }
      for (index, member) in members.enumerated() where !member.has(.exception) {
        throw raise(
          .valueError, "Item \(index) of second argument (exceptions) is not an exception")
      }
      let ordinary = members.allSatisfy { $0.type.isSubtype(of: ExceptionKind.exception.type) }
      var type = type
      if type == ExceptionKind.baseExceptionGroup.type && ordinary {
        type = ExceptionKind.exceptionGroup.type
      } else if !ordinary && type == ExceptionKind.exceptionGroup.type {
        throw raise(.typeError, "Cannot nest BaseExceptions in an ExceptionGroup")
      } else if !ordinary && type.isSubtype(of: ExceptionKind.exception.type) {
        throw raise(.typeError, "Cannot nest BaseExceptions in '\(type.name)'")
      }
      return Exceptions.make(type, arguments: .tuple(arguments[0], arguments[1]))
    }
    slots.str = { v throws(Raised) in
      let count = ExceptionGroups.members(v).count
      let message = ExceptionRef(v).arguments
      let text = message.count > 0 ? try strText(message[0]) : ""
      return .string("\(text) (\(count) sub-exception\(count == 1 ? "" : "s"))")
    }
  }
}
