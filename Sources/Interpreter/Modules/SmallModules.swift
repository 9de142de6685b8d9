// SPDX-License-Identifier: Apache-2.0
// Modules of a few functions each: gc, atexit, errno, _string, _thread, _traceback.
import Glibc

enum SmallModules {
  static var all: [NativeModule] {
    [gc, atexit, errorNumbers, numericWarnings, string, thread, traceback]
  }

  private static var gc: NativeModule {
    NativeModule("gc") { module throws(Raised) in
      module.add([
        Builtin("collect(generation=2)") { _ throws(Raised) in Value(CycleCollector.collect()) },
        Builtin("enable()") { _ throws(Raised) in
          CycleCollector.isEnabled = true
          return .none
        },
        Builtin("disable()") { _ throws(Raised) in
          CycleCollector.isEnabled = false
          return .none
        },
        Builtin("isenabled()") { _ throws(Raised) in Value(CycleCollector.isEnabled) },
        Builtin("get_count()") { _ throws(Raised) in
          Tuple.make(consuming: [Value(machine.pointee.youngContainers), Value(0), Value(0)]).value
        },
        Builtin("get_threshold()") { _ throws(Raised) in
          Tuple.make(consuming: [Value(machine.pointee.collectAt), Value(10), Value(10)]).value
        },
        Builtin("set_threshold(threshold0, threshold1=..., threshold2=..., /)") {
          a throws(Raised) in
          let threshold = try indexValue(a[0])
          machine.pointee.collectAt = threshold > 0 ? max(threshold, 1000) : Int.max
          return .none
        },
        Builtin("get_objects(generation=None)") { _ throws(Raised) in
          var found: [Value] = []
          CycleCollector.forEachContainer { found.append(Value($0)) }
          return List.make(copying: found).value
        },
        Builtin("get_referents(*objs)") { a throws(Raised) in
          let list = List.make()
          for value in Tuple(a[0]).buffer where value.isObject {
            Layouts.forEachReference(of: value.header) { if !$0.isUnbound { list.append($0) } }
          }
          return list.value
        },
        Builtin("get_referrers(*objs)") { a throws(Raised) in
          let targets = Array(Tuple(a[0]).buffer)
          var found: [Value] = []
          CycleCollector.forEachContainer { header in
            var refers = false
            Layouts.forEachReference(of: header) { value in
              if targets.contains(where: { $0.isIdentical(to: value) }) { refers = true }
            }
            if refers && !Value(header).isIdentical(to: a[0]) { found.append(Value(header)) }
          }
          return List.make(copying: found).value
        },
        Builtin("is_tracked(obj, /)") { a throws(Raised) in
          Value(a[0].isObject && a[0].header.pointee.flags.contains(.container))
        },
        Builtin("is_finalized(obj, /)") { a throws(Raised) in
          Value(a[0].isObject && a[0].header.pointee.flags.contains(.finalized))
        },
        Builtin("freeze()") { _ throws(Raised) in .none },
        Builtin("unfreeze()") { _ throws(Raised) in .none },
        Builtin("get_freeze_count()") { _ throws(Raised) in Value(0) },
        Builtin("get_debug()") { _ throws(Raised) in Value(0) },
        Builtin("set_debug(flags, /)") { _ throws(Raised) in .none },
        Builtin("get_stats()") { _ throws(Raised) in
          let dict = Dict.make()
          dict.set("collections", consuming: Value(CycleCollector.collections))
          return List.make(consuming: [dict.value]).value
        },
      ])
      module.add("garbage", consuming: List.make().value)
      module.add("callbacks", consuming: List.make().value)
      module.add("DEBUG_UNCOLLECTABLE", consuming: Value(4))
      module.add("DEBUG_SAVEALL", consuming: Value(32))
    }
  }

  private static var atexit: NativeModule {
    NativeModule("atexit") { module throws(Raised) in
      module.add([
        Builtin("register(func, /, *args, **kwargs)") { a throws(Raised) in
          ExitHandlers.functions.append(
            .native(ExitCall(a[0], a[1], a[2]), ExitCall.type))
          return a[0].retained()
        },
        Builtin("unregister(func, /)") { a throws(Raised) in
          var kept: [Value] = []
          for handler in ExitHandlers.functions {
            var same = false
            if let own = handler.native(ExitCall.self) { same = try isEqual(own.function, a[0]) }
            if same { handler.release() } else { kept.append(handler) }
          }
          ExitHandlers.functions = kept
          return .none
        },
        Builtin("_clear()") { _ throws(Raised) in
          for handler in ExitHandlers.take() { handler.release() }
          return .none
        },
        Builtin("_run_exitfuncs()") { _ throws(Raised) in
          for handler in ExitHandlers.take() {
            defer { handler.release() }
            try call(handler).release()
          }
          return .none
        },
        Builtin("_ncallbacks()") { _ throws(Raised) in Value(ExitHandlers.functions.count) },
      ])
    }
  }

  private static var errorNumbers: NativeModule {
    NativeModule("errno") { module throws(Raised) in
      let codes = Dict.make()
      let names: [(String, Int32)] = [
        ("EPERM", EPERM), ("ENOENT", ENOENT), ("ESRCH", ESRCH), ("EINTR", EINTR), ("EIO", EIO),
        ("ENXIO", ENXIO), ("E2BIG", E2BIG), ("ENOEXEC", ENOEXEC), ("EBADF", EBADF),
        ("ECHILD", ECHILD), ("EAGAIN", EAGAIN), ("ENOMEM", ENOMEM), ("EACCES", EACCES),
        ("EFAULT", EFAULT), ("EBUSY", EBUSY), ("EEXIST", EEXIST), ("EXDEV", EXDEV),
        ("ENODEV", ENODEV), ("ENOTDIR", ENOTDIR), ("EISDIR", EISDIR), ("EINVAL", EINVAL),
        ("ENFILE", ENFILE), ("EMFILE", EMFILE), ("ENOTTY", ENOTTY), ("EFBIG", EFBIG),
        ("ENOSPC", ENOSPC), ("ESPIPE", ESPIPE), ("EROFS", EROFS), ("EMLINK", EMLINK),
        ("EPIPE", EPIPE), ("EDOM", EDOM), ("ERANGE", ERANGE), ("EDEADLK", EDEADLK),
        ("ENAMETOOLONG", ENAMETOOLONG), ("ENOSYS", ENOSYS), ("ENOTEMPTY", ENOTEMPTY),
        ("ELOOP", ELOOP), ("EOVERFLOW", EOVERFLOW), ("EILSEQ", EILSEQ), ("EOPNOTSUPP", EOPNOTSUPP),
        ("EADDRINUSE", EADDRINUSE), ("ENETUNREACH", ENETUNREACH), ("ECONNABORTED", ECONNABORTED),
        ("ECONNRESET", ECONNRESET), ("ENOTCONN", ENOTCONN), ("ETIMEDOUT", ETIMEDOUT),
        ("ECONNREFUSED", ECONNREFUSED), ("EALREADY", EALREADY), ("EINPROGRESS", EINPROGRESS),
        ("ESHUTDOWN", ESHUTDOWN), ("EHOSTUNREACH", EHOSTUNREACH), ("ENOTSOCK", ENOTSOCK),
        ("EAFNOSUPPORT", EAFNOSUPPORT), ("ECANCELED", ECANCELED),
      ]
      for (name, number) in names {
        module.add(name, consuming: Value(Int(number)))
        let text = Value.string(name)
        try codes.set(Value(Int(number)), text)
        text.release()
      }
      module.add("EWOULDBLOCK", consuming: Value(Int(EAGAIN)))
      module.add("ENOTSUP", consuming: Value(Int(EOPNOTSUPP)))
      module.add("errorcode", consuming: codes.value)
    }
  }

  /// What our traceback module asks of the machine.
  private static var traceback: NativeModule {
    NativeModule("_traceback") { module throws(Raised) in
      module.add([
        Builtin("marks(line, start, end, /)") { a throws(Raised) in
          let line = try strText(a[0])
          let start = try indexValue(a[1])
          let end = a[2].isNone ? nil : try indexValue(a[2])
          return .string(TracebackMarks.under(line[...], start, end))
        }
      ])
    }
  }

  /// What our warnings module tells the array engine, whose operations run later than they are written.
  private static var numericWarnings: NativeModule {
    NativeModule("_numeric_warnings") { module throws(Raised) in
      module.add([
        Builtin("compute_pending()") { _ throws(Raised) in
          if FloatWarnings.isListening { try FloatWarnings.computePending() }
          return .none
        },
        Builtin("follow_filters(raising, /)") { a throws(Raised) in
          FloatWarnings.followFilters(raising: try isTrue(a[0]))
          return .none
        },
      ])
    }
  }

  private static var string: NativeModule {
    NativeModule("_string") { module throws(Raised) in
      module.add([
        Builtin("formatter_parser(string, /)") { a throws(Raised) in
          guard a[0].isStr else {
            throw raise(.typeError, "expected str, got \(a[0].type.name)")
          }
          let list = List.make(consuming: try FormatParser.parts(Str(a[0])))
          defer { list.value.release() }
          return try iterate(list.value)
        },
        Builtin("formatter_field_name_split(string, /)") { a throws(Raised) in
          guard a[0].isStr else {
            throw raise(.typeError, "expected str, got \(a[0].type.name)")
          }
          return try FormatParser.splitName(Str(a[0]))
        },
      ])
    }
  }

  private static var thread: NativeModule {
    NativeModule("_thread") { module throws(Raised) in
      module.namespace.set("LockType", LockObject.type.value)
      module.namespace.set("RLock", LockObject.reentrantType.value)
      module.namespace.set("error", ExceptionKind.runtimeError.type.value)
      module.namespace.set("_local", LocalObject.type.value)
      module.add("TIMEOUT_MAX", consuming: Value(9223372036.0))
      module.add([
        Builtin("allocate_lock()") { _ throws(Raised) in .native(LockObject(), LockObject.type) },
        Builtin("get_ident()") { _ throws(Raised) in Value(Int(bitPattern: UInt(pthread_self()))) },
        Builtin("get_native_id()") { _ throws(Raised) in Value(Int(getpid())) },
        Builtin("_set_sentinel()") { _ throws(Raised) in .native(LockObject(), LockObject.type) },
        Builtin("_count()") { _ throws(Raised) in Value(0) },
        Builtin("stack_size(size=0, /)") { _ throws(Raised) in Value(0) },
        Builtin("start_new_thread(function, args, kwargs=..., /)") { _ throws(Raised) in
          throw raise(.runtimeError, "can't start new thread: Weft runs scripts on one thread")
        },
        Builtin("daemon_threads_allowed()") { _ throws(Raised) in .true },
        Builtin("interrupt_main(signum=2, /)") { a throws(Raised) in
          let number = try indexValue(a[0])
          guard number >= 1 && number < 65 else {
            throw raise(.valueError, "signal number out of range")
          }
          Signals.note(number)
          return .none
        },
      ])
    }
  }
}

/// A function with its arguments, to be called at the end.
private final class ExitCall: NativeObject {
  let function, arguments, keywords: Value
  init(_ function: Value, _ arguments: Value, _ keywords: Value) {
    self.function = function.retained()
    self.arguments = arguments.retained()
    self.keywords = keywords.retained()
  }
  deinit { for value in [function, arguments, keywords] { value.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    for value in [function, arguments, keywords] { visit(value) }
  }

  nonisolated(unsafe) static let type = TypeMaking.make("exit_call", module: "atexit") { slots in
    slots.call = { v, _ throws(Raised) in
      guard let own = v.native(ExitCall.self) else { return .none }
      return try Interpreter.call(own.function, spreading: Tuple(own.arguments), Dict(own.keywords))
    }
  }
}

/// A lock of the one thread that runs scripts.
private final class LockObject: NativeObject {
  var count = 0

  private static func own(_ v: Value) throws(Raised) -> LockObject {
    guard let own = v.native(LockObject.self) else { throw raise(.typeError, "not a lock") }
    return own
  }

  private static func rows(reentrant: Bool) -> [Builtin] {
    func acquire(_ v: Value, blocking: Bool) throws(Raised) -> Value {
      let own = try own(v)
      if own.count > 0 && !reentrant {
        if blocking { throw raise(.runtimeError, "deadlock: the lock is held by the only thread") }
        return .false
      }
      own.count += 1
      return .true
    }
    func release(_ v: Value) throws(Raised) {
      let own = try own(v)
      if own.count == 0 {
        throw raise(
          .runtimeError, reentrant ? "cannot release un-acquired lock" : "release unlocked lock")
      }
      own.count -= 1
    }
    return [
      Builtin("acquire(self, blocking=True, timeout=-1)") { a throws(Raised) in
        try acquire(a[0], blocking: isTrue(a[1]))
      },
      Builtin("release(self, /)") { a throws(Raised) in
        try release(a[0])
        return .none
      },
      Builtin("locked(self, /)") { a throws(Raised) in Value(try own(a[0]).count > 0) },
      Builtin("_is_owned(self, /)") { a throws(Raised) in Value(try own(a[0]).count > 0) },
      Builtin("_at_fork_reinit(self, /)") { a throws(Raised) in
        try own(a[0]).count = 0
        return .none
      },
      Builtin("__enter__(self, /)") { a throws(Raised) in try acquire(a[0], blocking: true) },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        try release(a[0])
        return .none
      },
    ]
  }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "lock", module: "_thread", flags: [.weakReferable], methods: rows(reentrant: false))
  nonisolated(unsafe) static let reentrantType = TypeMaking.make(
    "RLock", module: "_thread", flags: [.weakReferable], methods: rows(reentrant: true)
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(LockObject(), type) }
  }
}

/// threading.local on one thread: an object with attributes.
private final class LocalObject: NativeObject {
  nonisolated(unsafe) static let type = TypeMaking.make(
    "_local", module: "_thread", flags: [.basetype, .hasDict, .weakReferable],
    properties: [Property("__dict__", set: Classes.setDict, Classes.getDict)]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(LocalObject(), type) }
  }
}

/// What string.Formatter needs of format strings.
private enum FormatParser {
  /// Tuples of literal text, field name, specification and conversion; owned.
  static func parts(_ text: Str) throws(Raised) -> [Value] {
    let points = text.codePoints
    var (result, literal, index): ([Value], [UInt32], Int) = ([], [], 0)
    func string(_ points: some Collection<UInt32>) -> Value { Str.make(Array(points)).value }
    while index < points.count {
      let point = points[index]
      if point == 123 || point == 125 {
        if index + 1 < points.count, points[index + 1] == point {
          literal.append(point)
          index += 2
          continue
        }
        if point == 125 { throw raise(.valueError, "Single '}' encountered in format string") }
        var (depth, end) = (1, index + 1)
        while end < points.count {
          if points[end] == 123 { depth += 1 }
          if points[end] == 125 {
            depth -= 1
            if depth == 0 { break }
          }
          end += 1
        }
        guard end < points.count else {
          throw raise(
            .valueError,
            index + 1 == points.count
              ? "Single '{' encountered in format string" : "expected '}' before end of string")
        }
        let field = points[(index + 1)..<end]
        var nameEnd = field.startIndex
        var brackets = false
        while nameEnd < field.endIndex {
          if field[nameEnd] == 91 { brackets = true }
          if field[nameEnd] == 93 { brackets = false }
          if !brackets && (field[nameEnd] == 33 || field[nameEnd] == 58) { break }
          nameEnd += 1
        }
        var conversion = Value.none
        var specification: ArraySlice<UInt32> = []
        if nameEnd < field.endIndex {
          if field[nameEnd] == 33 {
            guard nameEnd + 1 < field.endIndex else {
              throw raise(
                .valueError, "end of string while looking for conversion specifier")
            }
            conversion = string([field[nameEnd + 1]])
            if nameEnd + 2 < field.endIndex {
              guard field[nameEnd + 2] == 58 else {
                throw raise(.valueError, "expected ':' after conversion specifier")
              }
              specification = field[(nameEnd + 3)...]
            }
          } else {
            specification = field[(nameEnd + 1)...]
          }
        }
        result.append(
          Tuple.make(consuming: [
            string(literal), string(field[..<nameEnd]), string(specification), conversion,
          ]).value)
        literal = []
        index = end + 1
      } else {
        literal.append(point)
        index += 1
      }
    }
    if !literal.isEmpty {
      result.append(Tuple.make(consuming: [string(literal), .none, .none, .none]).value)
    }
    return result
  }

  /// The first part of a field name (an int if it is one) and an iterator over (isAttribute, name) pairs; owned.
  static func splitName(_ text: Str) throws(Raised) -> Value {
    let points = text.codePoints
    func key(_ points: [UInt32]) -> Value {
      if !points.isEmpty, points.allSatisfy({ (48...57).contains($0) }) {
        return .bigInt(digits: points.map { UInt8($0) }, radix: 10)
      }
      return Str.make(points).value
    }
    let first = Array(points.prefix { $0 != 46 && $0 != 91 })
    var rest = points[first.count...]
    var parts: [Value] = []
    while let kind = rest.first {
      rest = rest.dropFirst()
      if kind == 46 {
        let name = Array(rest.prefix { $0 != 46 && $0 != 91 })
        if name.isEmpty { throw raise(.valueError, "Empty attribute in format string") }
        rest = rest.dropFirst(name.count)
        parts.append(Tuple.make(consuming: [.true, Str.make(name).value]).value)
      } else {
        let inner = Array(rest.prefix { $0 != 93 })
        guard inner.count < rest.count else {
          throw raise(.valueError, "Missing ']' in format string")
        }
        if inner.isEmpty { throw raise(.valueError, "Empty attribute in format string") }
        rest = rest.dropFirst(inner.count + 1)
        parts.append(Tuple.make(consuming: [.false, key(inner)]).value)
      }
    }
    let list = List.make(consuming: parts)
    defer { list.value.release() }
    return Tuple.make(consuming: [key(first), try iterate(list.value)]).value
  }
}
