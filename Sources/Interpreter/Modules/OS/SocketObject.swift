// SPDX-License-Identifier: Apache-2.0
// _socket.socket: one end of a connection.
import Glibc

final class SocketObject: NativeObject {
  fileprivate(set) var descriptor: Int32 = -1
  fileprivate var family: Int32 = AF_INET
  fileprivate var kind: Int32 = 1
  fileprivate var proto: Int32 = 0
  /// Seconds; nil blocks for ever.
  fileprivate var timeout: Double?
  nonisolated(unsafe) static var standardTimeout: Double?

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  static func own(_ v: Value) throws(Raised) -> SocketObject {
    guard let own = v.native(SocketObject.self) else { throw raise(.typeError, "not a socket") }
    return own
  }

  static func make(_ descriptor: Int32, _ family: Int32, _ kind: Int32, _ proto: Int32)
    throws(Raised)
    -> Value
  {
    let own = SocketObject()
    let result = Value.native(own, type)
    own.adopt(descriptor, family, kind, proto)
    return result
  }

  private func adopt(_ descriptor: Int32, _ family: Int32, _ kind: Int32, _ proto: Int32) {
    self.descriptor = descriptor
    self.family = family
    // Flags that may be given with the type are no part of it.
    self.kind = kind & 0xf
    self.proto = proto
    _ = fcntl(descriptor, F_SETFD, fcntl(descriptor, F_GETFD) | FD_CLOEXEC)
    timeout = kind & 0o4000 != 0 ? 0 : Self.standardTimeout
    setBlocking()
  }

  /// With a time limit the descriptor does not block: waiting is done by poll.
  fileprivate func setBlocking() {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, timeout == nil ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
  }

  // MARK: Waiting

  /// Runs a call until it does not say that it would block; raises what it failed with.
  func run(writing: Bool, connecting: Bool = false, _ body: () -> Int) throws(Raised) -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let start = Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    var isWaiting = connecting
    while true {
      if timeout != 0 && (isWaiting || timeout != nil) {
        var left = timeout
        if let timeout {
          clock_gettime(CLOCK_MONOTONIC, &now)
          left = start + timeout - Double(now.tv_sec) - Double(now.tv_nsec) * 1e-9
        }
        var one = pollfd(fd: descriptor, events: writing ? 4 : 1, revents: 0)
        let ready =
          left.map { $0 < 0 } == true ? 0 : try SelectModule.waiting(left) { poll(&one, 1, $0) }
        if ready == 0 { throw raise(.timeoutError, "timed out") }
      }
      let result = body()
      if result >= 0 { return result }
      switch errno {
      case EINTR:
        if machine.pointee.interrupted { try Machine.attend() }
      case EAGAIN where timeout != 0: isWaiting = true
      default: throw raiseOSError(errno)
      }
    }
  }

  /// Connects; 0 or the number of the error.
  private func connect(_ address: SocketAddress) throws(Raised) -> Int32 {
    if address.with({ Glibc.connect(descriptor, $0, $1) }) == 0 { return 0 }
    if errno == EINTR, machine.pointee.interrupted { try Machine.attend() }
    guard errno == EINTR || (errno == EINPROGRESS && timeout != 0) else { return errno }
    var failure: Int32 = 0
    _ = try run(writing: true, connecting: true) {
      var size = socklen_t(4)
      return Int(getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size))
    }
    return failure
  }

  private func receive(_ count: Int, _ flags: Int32, _ from: UnsafeMutablePointer<SocketAddress>?)
    throws(Raised) -> [UInt8]
  {
    if count < 0 { throw raise(.valueError, "negative buffersize in recv") }
    var buffer = [UInt8](repeating: 0, count: count)
    let got = try run(writing: false) {
      guard let from else { return recv(descriptor, &buffer, count, flags) }
      return from.pointee.fill { recvfrom(descriptor, &buffer, count, flags, $0, $1) }
    }
    return Array(buffer.prefix(got))
  }

  private static func flags(_ value: Value) throws(Raised) -> Int32 { try Posix.int32(value) }

  // MARK: Rows

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_socket.socket", module: "_socket", flags: [.basetype],
    methods: settings + connections + transfers,
    properties: [
      Property("family") { v throws(Raised) in Value(Int(try own(v).family)) },
      Property("type") { v throws(Raised) in Value(Int(try own(v).kind)) },
      Property("proto") { v throws(Raised) in Value(Int(try own(v).proto)) },
      Property("timeout") { v throws(Raised) in try own(v).timeout.map { Value($0) } ?? .none },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(SocketObject(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "socket", ["family", "type", "proto", "fileno"], required: 0)
      func number(_ index: Int) throws(Raised) -> Int32 {
        a[index].isUnbound ? -1 : try Posix.int32(a[index])
      }
      let own = try own(v)
      var (family, kind, proto) = (try number(0), try number(1), try number(2))
      if !a[3].isUnbound && !a[3].isNone {
        if a[3].tag == .float {
          throw raise(.typeError, "integer argument expected, got float")
        }
        let descriptor = try Posix.int32(a[3])
        if descriptor < 0 { throw raise(.valueError, "negative file descriptor") }
        var address = SocketAddress()
        if address.fill({ Int(getsockname(descriptor, $0, $1)) }) < 0 { throw raiseOSError(errno) }
        if family < 0 { family = Int32(address.storage.ss_family) }
        func option(_ name: Int32) -> Int32 {
          var (value, size) = (Int32(0), socklen_t(4))
          return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) < 0 ? -1 : value
        }
        if kind < 0 { kind = option(SO_TYPE) }
        if kind < 0 { throw raiseOSError(errno) }
        if proto < 0 { proto = max(0, option(38)) }
        return own.adopt(descriptor, family, kind, proto)
      }
      if family < 0 { family = AF_INET }
      if kind < 0 { kind = 1 }
      if proto < 0 { proto = 0 }
      let descriptor = Glibc.socket(family, kind, proto)
      if descriptor < 0 { throw raiseOSError(errno) }
      own.adopt(descriptor, family, kind, proto)
    }
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      return .string(
        "<socket object, fd=\(own.descriptor), family=\(own.family), type=\(own.kind), proto=\(own.proto)>"
      )
    }
  }

  private static var settings: [Builtin] {
    [
      Builtin("fileno(self, /)") { a throws(Raised) in Value(Int(try own(a[0]).descriptor)) },
      Builtin("detach(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        defer { own.descriptor = -1 }
        return Value(Int(own.descriptor))
      },
      Builtin("close(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        let descriptor = own.descriptor
        own.descriptor = -1
        // A connection that the other side reset is closed all the same.
        if descriptor >= 0, Glibc.close(descriptor) < 0, errno != ECONNRESET {
          throw raiseOSError(errno)
        }
        return .none
      },
      Builtin("gettimeout(self, /)") { a throws(Raised) in
        try own(a[0]).timeout.map { Value($0) } ?? .none
      },
      Builtin("settimeout(self, timeout, /)") { a throws(Raised) in
        let own = try own(a[0])
        own.timeout = try SocketModule.timeout(a[1])
        own.setBlocking()
        return .none
      },
      Builtin("setblocking(self, flag, /)") { a throws(Raised) in
        let own = try own(a[0])
        own.timeout = try isTrue(a[1]) ? nil : 0
        own.setBlocking()
        return .none
      },
      Builtin("getblocking(self, /)") { a throws(Raised) in Value(try own(a[0]).timeout != 0) },
      Builtin("setsockopt(self, level, optname, value, optlen=None, /)") { a throws(Raised) in
        let (own, level, name) = (try own(a[0]), try flags(a[1]), try flags(a[2]))
        if a[3].isInteger {
          var number = try flags(a[3])
          return try Posix.check(Glibc.setsockopt(own.descriptor, level, name, &number, 4))
        }
        if a[3].isNone {
          let size = socklen_t(try flags(a[4]))
          return try Posix.check(Glibc.setsockopt(own.descriptor, level, name, nil, size))
        }
        let bytes = try IOBase.bytes(a[3])
        return try Posix.check(
          Glibc.setsockopt(own.descriptor, level, name, bytes, socklen_t(bytes.count)))
      },
      Builtin("getsockopt(self, level, optname, buflen=0, /)") { a throws(Raised) in
        let (own, level, name) = (try own(a[0]), try flags(a[1]), try flags(a[2]))
        let length = try indexValue(a[3])
        guard (0...1024).contains(length) else {
          throw raise(.osError, "getsockopt buflen out of range")
        }
        var buffer = [UInt8](repeating: 0, count: max(4, length))
        var size = socklen_t(length == 0 ? 4 : length)
        if Glibc.getsockopt(own.descriptor, level, name, &buffer, &size) < 0 {
          throw raiseOSError(errno)
        }
        if length > 0 { return .bytes(buffer[..<Int(size)]) }
        return Value(Int(buffer.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }))
      },
    ]
  }

  private static func address(
    _ name: String,
    _ get:
      @escaping (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      let own = try own(a[0])
      var address = SocketAddress()
      if address.fill({ Int(get(own.descriptor, $0, $1)) }) < 0 { throw raiseOSError(errno) }
      return address.value
    }
  }

  private static var connections: [Builtin] {
    [
      Builtin("bind(self, address, /)") { a throws(Raised) in
        let own = try own(a[0])
        let address = try SocketAddress(a[1], family: own.family, "bind")
        return try Posix.check(address.with { Glibc.bind(own.descriptor, $0, $1) })
      },
      Builtin("listen(self, backlog=128, /)") { a throws(Raised) in
        try Posix.check(Glibc.listen(own(a[0]).descriptor, max(0, flags(a[1]))))
      },
      Builtin("_accept(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        var address = SocketAddress()
        let result = try own.run(writing: false) {
          address.fill { Int(Glibc.accept(own.descriptor, $0, $1)) }
        }
        _ = fcntl(Int32(result), F_SETFD, FD_CLOEXEC)
        return Tuple.make(consuming: [Value(result), address.value]).value
      },
      Builtin("connect(self, address, /)") { a throws(Raised) in
        let own = try own(a[0])
        let failure = try own.connect(SocketAddress(a[1], family: own.family, "connect"))
        if failure != 0 { throw raiseOSError(failure) }
        return .none
      },
      Builtin("connect_ex(self, address, /)") { a throws(Raised) in
        let own = try own(a[0])
        do throws(Raised) {
          return Value(
            Int(try own.connect(SocketAddress(a[1], family: own.family, "connect_ex"))))
        } catch {
          guard raisedIs(.timeoutError) else { throw error }
          takeRaised().release()
          return Value(Int(EAGAIN))
        }
      },
      Builtin("shutdown(self, how, /)") { a throws(Raised) in
        try Posix.check(Glibc.shutdown(own(a[0]).descriptor, flags(a[1])))
      },
      address("getsockname") { getsockname($0, $1, $2) },
      address("getpeername") { getpeername($0, $1, $2) },
    ]
  }

  private static var transfers: [Builtin] {
    [
      Builtin("recv(self, buffersize, flags=0, /)") { a throws(Raised) in
        .bytes(try own(a[0]).receive(indexValue(a[1]), flags(a[2]), nil))
      },
      Builtin("recvfrom(self, buffersize, flags=0, /)") { a throws(Raised) in
        var from = SocketAddress()
        let bytes = try own(a[0]).receive(indexValue(a[1]), flags(a[2]), &from)
        return Tuple.make(consuming: [.bytes(bytes), from.value]).value
      },
      Builtin("recv_into(self, buffer, nbytes=0, flags=0)") { a throws(Raised) in
        let (count, store) = try IOBase.target(a[1])
        let wanted = try indexValue(a[2])
        if wanted < 0 { throw raise(.valueError, "negative buffersize in recv_into") }
        if wanted > count {
          throw raise(.valueError, "buffer too small for requested bytes")
        }
        let bytes = try own(a[0]).receive(wanted == 0 ? count : wanted, flags(a[3]), nil)
        store(bytes)
        return Value(bytes.count)
      },
      Builtin("recvfrom_into(self, buffer, nbytes=0, flags=0)") { a throws(Raised) in
        let (count, store) = try IOBase.target(a[1])
        let wanted = try indexValue(a[2])
        if wanted < 0 { throw raise(.valueError, "negative buffersize in recvfrom_into") }
        if wanted > count {
          throw raise(
            .valueError, "nbytes is greater than the length of the buffer")
        }
        var from = SocketAddress()
        let bytes = try own(a[0]).receive(wanted == 0 ? count : wanted, flags(a[3]), &from)
        store(bytes)
        return Tuple.make(consuming: [Value(bytes.count), from.value]).value
      },
      Builtin("send(self, data, flags=0, /)") { a throws(Raised) in
        let (own, data) = (try own(a[0]), try IOBase.bytes(a[1]))
        let flags = try flags(a[2])
        return Value(try own.run(writing: true) { send(own.descriptor, data, data.count, flags) })
      },
      Builtin("sendall(self, data, flags=0, /)") { a throws(Raised) in
        let (own, data) = (try own(a[0]), try IOBase.bytes(a[1]))
        let flags = try flags(a[2])
        var sent = 0
        while sent < data.count {
          sent += try own.run(writing: true) {
            data.withUnsafeBytes {
              send(own.descriptor, $0.baseAddress! + sent, data.count - sent, flags)
            }
          }
        }
        return .none
      },
      Builtin("sendto(self, data, flags, address=..., /)") { a throws(Raised) in
        let (own, data) = (try own(a[0]), try IOBase.bytes(a[1]))
        let flags = a[3].isUnbound ? 0 : try flags(a[2])
        let address = try SocketAddress(
          a[3].isUnbound ? a[2] : a[3], family: own.family, "sendto")
        return Value(
          try own.run(writing: true) {
            address.with { sendto(own.descriptor, data, data.count, flags, $0, $1) }
          })
      },
    ]
  }
}
