// SPDX-License-Identifier: Apache-2.0
// _signal: handlers that scripts set, run by the machine between two instructions.
import Glibc

/// Signals that arrived, and what scripts want done with them.
enum Signals {
  /// What `signal.signal` set: a callable, 0 (the default) or 1 (ignored); unbound of signals nobody asked about.
  nonisolated(unsafe) private static var handlers = [Value](repeating: .unbound, count: 65)
  /// One place for each signal, so that the handler writes no word that others share.
  nonisolated(unsafe) private static let arrived: UnsafeMutablePointer<UInt8> = {
    let places = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    places.initialize(repeating: 0, count: 65)
    return places
  }()

  /// Ctrl-C raises KeyboardInterrupt; writing to a closed pipe is an error, not the end.
  static func start() {
    _ = arrived
    catchSignal(Int(SIGINT))
    signal(SIGPIPE, SIG_IGN)
  }

  /// Notes a signal; safe in a handler.
  static func note(_ number: Int) {
    arrived[number] = 1
    machine.pointee.interrupted = true
    machine.pointee.attention = true
  }

  /// Runs the handlers of the signals that arrived.
  static func deliver() throws(Raised) {
    for number in 1..<65 where arrived[number] != 0 {
      arrived[number] = 0
      let handler = handlers[number]
      if handler.isUnbound {
        if number == Int(SIGINT) { throw raise(.keyboardInterrupt, with: []) }
      } else if handler.tag != .int {
        handler.retained()
        defer { handler.release() }
        let frame = FrameObject.make(for: machine.pointee.frame)
        defer { frame.release() }
        try call(handler, Value(number), frame).release()
      }
    }
  }

  private static func catchSignal(_ number: Int) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Signals.note(Int($0)) }
    // Calls that wait are not begun again by themselves: handlers run first.
    action.sa_flags = 0
    sigaction(Int32(number), &action, nil)
  }

  private static func number(_ value: Value) throws(Raised) -> Int {
    let number = try indexValue(value)
    guard number >= 1 && number < 65 else {
      throw raise(.valueError, "signal number out of range")
    }
    return number
  }

  /// The handler of a signal as scripts see it; owned.
  static func handler(_ number: Int, _ usual: Value) -> Value {
    let own = handlers[number]
    if !own.isUnbound { return own.retained() }
    if number == Int(SIGINT) { return usual.retained() }
    return Value(number == Int(SIGPIPE) ? 1 : 0)
  }

  static func set(_ value: Value, to handler: Value, _ usual: Value) throws(Raised) -> Value {
    let plain = handler.unboxed
    let isNumber = plain.isInteger && (plain.asInt == 0 || plain.asInt == 1)
    guard isNumber || Builtins.isCallable(handler) else {
      throw raise(
        .typeError,
        "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    }
    let number = try number(value)
    let result = Self.handler(number, usual)
    if number == Int(SIGKILL) || number == Int(SIGSTOP) {
      result.release()
      errno = EINVAL
      throw raiseOSError(EINVAL)
    }
    if isNumber {
      signal(Int32(number), plain.asInt == 0 ? SIG_DFL : SIG_IGN)
    } else {
      catchSignal(number)
    }
    let old = handlers[number]
    handlers[number] = isNumber ? Value(plain.asInt) : handler.retained()
    old.release()
    return result
  }

  static func get(_ value: Value, _ usual: Value) throws(Raised) -> Value {
    handler(try number(value), usual)
  }
}

enum SignalModule {
  private static let names: [(String, Int32)] = [
    ("SIGHUP", SIGHUP), ("SIGINT", SIGINT), ("SIGQUIT", SIGQUIT), ("SIGILL", SIGILL),
    ("SIGTRAP", SIGTRAP), ("SIGABRT", SIGABRT), ("SIGBUS", SIGBUS), ("SIGFPE", SIGFPE),
    ("SIGKILL", SIGKILL), ("SIGUSR1", SIGUSR1), ("SIGSEGV", SIGSEGV), ("SIGUSR2", SIGUSR2),
    ("SIGPIPE", SIGPIPE), ("SIGALRM", SIGALRM), ("SIGTERM", SIGTERM), ("SIGCHLD", SIGCHLD),
    ("SIGCONT", SIGCONT), ("SIGSTOP", SIGSTOP), ("SIGTSTP", SIGTSTP), ("SIGTTIN", SIGTTIN),
    ("SIGTTOU", SIGTTOU), ("SIGURG", SIGURG), ("SIGXCPU", SIGXCPU), ("SIGXFSZ", SIGXFSZ),
    ("SIGVTALRM", SIGVTALRM), ("SIGPROF", SIGPROF), ("SIGWINCH", SIGWINCH), ("SIGIO", SIGIO),
    ("SIGSYS", SIGSYS), ("ITIMER_REAL", 0), ("ITIMER_VIRTUAL", 1), ("ITIMER_PROF", 2),
    ("SIG_DFL", 0), ("SIG_IGN", 1), ("NSIG", 65),
  ]

  static var module: NativeModule {
    NativeModule("_signal") { module throws(Raised) in
      for (name, number) in names { module.add(name, consuming: Value(Int(number))) }
      module.add("ItimerError", consuming: ExceptionKind.osError.type.value.retained())
      module.add([
        Builtin("default_int_handler(signalnum, frame, /)") { _ throws(Raised) in
          throw raise(.keyboardInterrupt, with: [])
        }
      ])
      let usual = module.namespace.get("default_int_handler")
      module.add([
        Builtin("signal(signalnum, handler, /)") { a throws(Raised) in
          try Signals.set(a[0], to: a[1], usual)
        },
        Builtin("getsignal(signalnum, /)") { a throws(Raised) in try Signals.get(a[0], usual) },
        Builtin("raise_signal(signalnum, /)") { a throws(Raised) in
          guard Glibc.raise(Int32(truncatingIfNeeded: try indexValue(a[0]))) == 0 else {
            throw raiseOSError(errno)
          }
          try Machine.attend()
          return .none
        },
        Builtin("alarm(seconds, /)") { a throws(Raised) in
          Value(Int(alarm(UInt32(truncatingIfNeeded: try indexValue(a[0])))))
        },
        Builtin("pause()") { _ throws(Raised) in
          _ = pause()
          try Machine.attend()
          return .none
        },
        Builtin("strsignal(signalnum, /)") { a throws(Raised) in
          let number = try indexValue(a[0])
          guard number >= 1 && number < 65 else {
            throw raise(.valueError, "signal number out of range")
          }
          return strsignal(Int32(number)).map { .string(String(cString: $0)) } ?? .none
        },
        Builtin("valid_signals()") { _ throws(Raised) in
          let set = SetRef.make()
          // The C library keeps 32 and 33 to itself.
          for number in 1..<65 where number != 32 && number != 33 { try set.add(Value(number)) }
          return set.value
        },
        Builtin("siginterrupt(signalnum, flag, /)") { a throws(Raised) in
          var action = sigaction()
          let number = Int32(truncatingIfNeeded: try indexValue(a[0]))
          guard sigaction(number, nil, &action) == 0 else { throw raiseOSError(errno) }
          if try isTrue(a[1]) {
            action.sa_flags &= ~SA_RESTART
          } else {
            action.sa_flags |= SA_RESTART
          }
          sigaction(number, &action, nil)
          return .none
        },
        Builtin("setitimer(which, seconds, interval=0.0, /)") { a throws(Raised) in
          var (new, old) = (itimerval(), itimerval())
          new.it_value = try interval(a[1])
          new.it_interval = try interval(a[2])
          let which = Int32(truncatingIfNeeded: try indexValue(a[0]))
          guard setitimer(__itimer_which_t(UInt32(bitPattern: which)), &new, &old) == 0 else {
            throw raiseOSError(errno)
          }
          return pair(old)
        },
        Builtin("getitimer(which, /)") { a throws(Raised) in
          var timer = itimerval()
          let which = Int32(truncatingIfNeeded: try indexValue(a[0]))
          guard getitimer(__itimer_which_t(UInt32(bitPattern: which)), &timer) == 0 else {
            throw raiseOSError(errno)
          }
          return pair(timer)
        },
      ])
    }
  }

  private static func interval(_ value: Value) throws(Raised) -> timeval {
    let seconds = try MathModule.double(value)
    let whole = seconds.rounded(.down)
    return timeval(tv_sec: Int(whole), tv_usec: Int((seconds - whole) * 1e6))
  }

  private static func pair(_ timer: itimerval) -> Value {
    func seconds(_ time: timeval) -> Value {
      Value(Double(time.tv_sec) + Double(time.tv_usec) / 1e6)
    }
    return Tuple.make(consuming: [seconds(timer.it_value), seconds(timer.it_interval)]).value
  }
}
