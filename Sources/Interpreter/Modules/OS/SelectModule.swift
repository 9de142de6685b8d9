// SPDX-License-Identifier: Apache-2.0
// select: waiting until descriptors can be read or written, by select and poll.
import Glibc

enum SelectModule {
  static var module: NativeModule {
    NativeModule("select") { module throws(Raised) in
      module.namespace.set("error", ExceptionKind.osError.type.value)
      for (name, number) in constants { module.add(name, consuming: Value(number)) }
      module.add([
        Builtin("select(rlist, wlist, xlist, timeout=None, /)") { a throws(Raised) in
          try select(a)
        },
        Builtin("poll()") { _ throws(Raised) in .native(PollObject(), PollObject.type) },
      ])
    }
  }

  private static let constants: [(String, Int)] = [
    ("POLLIN", 1), ("POLLPRI", 2), ("POLLOUT", 4), ("POLLERR", 8), ("POLLHUP", 16),
    ("POLLNVAL", 32), ("POLLRDNORM", 64), ("POLLRDBAND", 128), ("POLLWRNORM", 256),
    ("POLLWRBAND", 512), ("POLLMSG", 1024), ("POLLRDHUP", 0x2000), ("PIPE_BUF", 4096),
  ]

  /// A descriptor, or what `fileno` of an object says.
  static func descriptor(_ value: Value) throws(Raised) -> Int32 {
    let number: Value
    if value.isInteger {
      number = value.retained()
    } else {
      let name = Value.interned("fileno")
      defer { name.release() }
      guard let method = try getOptionalAttribute(value, Str(name)) else {
        throw raise(
          .typeError, "argument must be an int, or have a fileno() method.")
      }
      defer { method.release() }
      number = try call(method)
    }
    defer { number.release() }
    guard number.isInteger else {
      throw raise(.typeError, "fileno() returned a non-integer")
    }
    let result = try Posix.int32(number)
    if result < 0 {
      throw raise(
        .valueError, "file descriptor cannot be a negative integer (\(result))")
    }
    return result
  }

  /// Seconds, or nil for ever.
  static func seconds(_ value: Value, _ words: String) throws(Raised) -> Double? {
    if value.isNone || value.isUnbound { return nil }
    guard value.isInteger || value.type.slots.float != nil, !value.isStr else {
      throw raise(.typeError, words)
    }
    let float = try call(machine.pointee.types.float.value, value)
    defer { float.release() }
    return float.unboxed.asFloat
  }

  /// Waits by `wait`, which takes milliseconds or -1, again after each signal whose handler did not raise.
  static func waiting(_ seconds: Double?, _ wait: (Int32) -> Int32) throws(Raised) -> Int32 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let start = Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    var left = seconds
    while true {
      let milliseconds = left.map { $0 >= 2_147_483 ? Int32.max : Int32(($0 * 1000).rounded(.up)) }
      let result = wait(milliseconds ?? -1)
      if result >= 0 { return result }
      if errno != EINTR { throw raiseOSError(errno) }
      if machine.pointee.interrupted { try Machine.attend() }
      if let seconds {
        clock_gettime(CLOCK_MONOTONIC, &now)
        left = max(0, start + seconds - Double(now.tv_sec) - Double(now.tv_nsec) * 1e-9)
      }
    }
  }

  /// `select` by poll, whose descriptors have no limit.
  private static func select(_ a: BoundArguments) throws(Raised) -> Value {
    let timeout = try seconds(a[3], "timeout must be a float or None")
    if let timeout, timeout < 0 { throw raise(.valueError, "timeout must be non-negative") }
    var polls: [pollfd] = []
    var objects: [[(Value, Int)]] = [[], [], []]
    defer { for list in objects { for (value, _) in list { value.release() } } }
    // What poll reports when select calls a descriptor ready to be read, written, or exceptional.
    let events: [Int16] = [1 | 64 | 128 | 16 | 8, 4 | 256 | 8, 2]
    for which in 0..<3 {
      guard a[which].type.slots.iterate != nil || a[which].type.slots.getItem != nil else {
        throw raise(.typeError, "arguments 1-3 must be sequences")
      }
      try forEach(a[which]) { value throws(Raised) in
        let descriptor = try descriptor(value)
        objects[which].append((value.retained(), polls.count))
        polls.append(pollfd(fd: descriptor, events: events[which], revents: 0))
        return true
      }
    }
    let count = try waiting(timeout) { poll(&polls, nfds_t(polls.count), $0) }
    if count > 0, polls.contains(where: { $0.revents & 32 != 0 }) { throw raiseOSError(EBADF) }
    return Tuple.make(
      consuming: (0..<3).map { which in
        List.make(
          copying: objects[which].filter { polls[$0.1].revents & events[which] != 0 }.map(\.0)
        ).value
      }
    ).value
  }
}

/// select.poll: descriptors with the events that are waited for.
final class PollObject: NativeObject {
  /// In the order in which they were registered.
  private var polls: [pollfd] = []

  private static func own(_ v: Value) throws(Raised) -> PollObject {
    guard let own = v.native(PollObject.self) else { throw raise(.typeError, "not a poll object") }
    return own
  }

  private static func events(_ value: Value) throws(Raised) -> Int16 {
    let number = try indexValue(value)
    if number < 0 { throw raise(.valueError, "value must be positive") }
    guard number < 1 << 16 else {
      throw raise(.overflowError, "Python int too large to convert to C unsigned short")
    }
    return Int16(truncatingIfNeeded: number)
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "select.poll", module: "select",
    methods: [
      Builtin("register(self, fd, eventmask=7, /)") { a throws(Raised) in
        let (own, descriptor) = (try own(a[0]), try SelectModule.descriptor(a[1]))
        let events = try events(a[2])
        if let index = own.polls.firstIndex(where: { $0.fd == descriptor }) {
          own.polls[index].events = events
        } else {
          own.polls.append(pollfd(fd: descriptor, events: events, revents: 0))
        }
        return .none
      },
      Builtin("modify(self, fd, eventmask, /)") { a throws(Raised) in
        let (own, descriptor) = (try own(a[0]), try SelectModule.descriptor(a[1]))
        guard let index = own.polls.firstIndex(where: { $0.fd == descriptor }) else {
          throw raiseOSError(ENOENT)
        }
        own.polls[index].events = try events(a[2])
        return .none
      },
      Builtin("unregister(self, fd, /)") { a throws(Raised) in
        let (own, descriptor) = (try own(a[0]), try SelectModule.descriptor(a[1]))
        guard let index = own.polls.firstIndex(where: { $0.fd == descriptor }) else {
          throw raise(.keyError, with: Value(Int(descriptor)))
        }
        own.polls.remove(at: index)
        return .none
      },
      Builtin("poll(self, timeout=None, /)") { a throws(Raised) in
        let own = try own(a[0])
        // Milliseconds; negative ones mean for ever.
        var timeout = try SelectModule.seconds(
          a[1], "timeout must be an integer or None")
        if let given = timeout {
          guard given <= Double(Int32.max) else {
            throw raise(.overflowError, "timeout is too large")
          }
          timeout = given < 0 ? nil : given / 1000
        }
        var polls = own.polls
        _ = try SelectModule.waiting(timeout) { Glibc.poll(&polls, nfds_t(polls.count), $0) }
        return List.make(
          consuming: polls.filter { $0.revents != 0 }.map {
            Tuple.make(consuming: [
              Value(Int($0.fd)), Value(Int(UInt16(bitPattern: $0.revents))),
            ]).value
          }
        ).value
      },
    ])
}
