// SPDX-License-Identifier: Apache-2.0
// _socket: constants, names of hosts, bytes of addresses.
import Glibc

enum SocketModule {
  static var module: NativeModule {
    NativeModule("_socket") { module throws(Raised) in
      for (name, number) in constants { module.add(name, consuming: Value(number)) }
      module.add("has_ipv6", consuming: .true)
      module.namespace.set("error", ExceptionKind.osError.type.value)
      module.namespace.set("timeout", ExceptionKind.timeoutError.type.value)
      module.add(addressErrorType)
      module.add(hostErrorType)
      module.add(SocketObject.type)
      module.namespace.set("SocketType", SocketObject.type.value)
      module.add(names)
      module.add(addresses)
      module.add(descriptors)
    }
  }

  private static func errorType(_ name: String) -> TypeRef {
    TypeMaking.make(
      name, module: "socket", base: ExceptionKind.osError.type, layout: .exception,
      flags: [.basetype, .isException, .hasDict])
  }
  nonisolated(unsafe) private static let addressErrorType = errorType("gaierror")
  nonisolated(unsafe) private static let hostErrorType = errorType("herror")

  /// gaierror with what the system says.
  static func addressError(_ status: Int32) -> Raised {
    if status == EAI_SYSTEM { return raiseOSError(errno) }
    let text = Value.string(String(cString: gai_strerror(status)))
    defer { text.release() }
    do throws(Raised) {
      return raise(try call(addressErrorType.value, Value(Int(status)), text))
    } catch { return error }
  }

  static func timeout(_ value: Value) throws(Raised) -> Double? {
    let seconds = try SelectModule.seconds(
      value, "'\(value.type.name)' object cannot be interpreted as an integer")
    if let seconds, seconds < 0 || seconds.isNaN {
      throw raise(.valueError, "Timeout value out of range")
    }
    return seconds
  }

  private static let constants: [(String, Int)] = [
    ("AF_UNSPEC", 0), ("AF_UNIX", 1), ("AF_INET", 2), ("AF_INET6", 10), ("SOCK_STREAM", 1),
    ("SOCK_DGRAM", 2), ("SOCK_RAW", 3), ("SOCK_RDM", 4), ("SOCK_SEQPACKET", 5),
    ("SOCK_NONBLOCK", 0o4000), ("SOCK_CLOEXEC", 0o2000000), ("SOL_SOCKET", 1), ("SOL_IP", 0),
    ("SOL_TCP", 6), ("SOL_UDP", 17), ("SOMAXCONN", 4096), ("IPPROTO_IP", 0), ("IPPROTO_ICMP", 1),
    ("IPPROTO_TCP", 6), ("IPPROTO_UDP", 17), ("IPPROTO_IPV6", 41), ("IPPROTO_RAW", 255),
    ("SO_DEBUG", 1), ("SO_REUSEADDR", 2), ("SO_TYPE", 3), ("SO_ERROR", 4), ("SO_DONTROUTE", 5),
    ("SO_BROADCAST", 6), ("SO_SNDBUF", 7), ("SO_RCVBUF", 8), ("SO_KEEPALIVE", 9),
    ("SO_OOBINLINE", 10), ("SO_LINGER", 13), ("SO_REUSEPORT", 15), ("SO_PASSCRED", 16),
    ("SO_PEERCRED", 17), ("SO_RCVLOWAT", 18), ("SO_SNDLOWAT", 19), ("SO_RCVTIMEO", 20),
    ("SO_SNDTIMEO", 21), ("SO_ACCEPTCONN", 30), ("SO_PROTOCOL", 38), ("SO_DOMAIN", 39),
    ("TCP_NODELAY", 1), ("TCP_MAXSEG", 2), ("TCP_CORK", 3), ("TCP_KEEPIDLE", 4),
    ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 6), ("TCP_USER_TIMEOUT", 18), ("TCP_FASTOPEN", 23),
    ("IP_TOS", 1), ("IP_TTL", 2), ("IP_MULTICAST_IF", 32), ("IP_MULTICAST_TTL", 33),
    ("IP_MULTICAST_LOOP", 34), ("IP_ADD_MEMBERSHIP", 35), ("IP_DROP_MEMBERSHIP", 36),
    ("IPV6_UNICAST_HOPS", 16), ("IPV6_V6ONLY", 26), ("IPV6_JOIN_GROUP", 20),
    ("IPV6_LEAVE_GROUP", 21), ("MSG_OOB", 1), ("MSG_PEEK", 2), ("MSG_DONTROUTE", 4),
    ("MSG_CTRUNC", 8), ("MSG_TRUNC", 0x20), ("MSG_DONTWAIT", 0x40), ("MSG_EOR", 0x80),
    ("MSG_WAITALL", 0x100), ("MSG_NOSIGNAL", 0x4000), ("MSG_MORE", 0x8000), ("SHUT_RD", 0),
    ("SHUT_WR", 1), ("SHUT_RDWR", 2), ("INADDR_ANY", 0), ("INADDR_BROADCAST", 0xffff_ffff),
    ("INADDR_LOOPBACK", 0x7f00_0001), ("INADDR_NONE", 0xffff_ffff), ("AI_PASSIVE", 1),
    ("AI_CANONNAME", 2), ("AI_NUMERICHOST", 4), ("AI_V4MAPPED", 8), ("AI_ALL", 16),
    ("AI_ADDRCONFIG", 32), ("AI_NUMERICSERV", 1024), ("EAI_BADFLAGS", -1), ("EAI_NONAME", -2),
    ("EAI_AGAIN", -3), ("EAI_FAIL", -4), ("EAI_FAMILY", -6), ("EAI_SOCKTYPE", -7),
    ("EAI_SERVICE", -8), ("EAI_MEMORY", -10), ("EAI_SYSTEM", -11), ("EAI_OVERFLOW", -12),
    ("NI_NUMERICHOST", 1), ("NI_NUMERICSERV", 2), ("NI_NOFQDN", 4), ("NI_NAMEREQD", 8),
    ("NI_DGRAM", 16), ("NI_MAXHOST", 1025), ("NI_MAXSERV", 32),
  ]

  // MARK: Names

  private static func text(_ value: Value) throws(Raised) -> String? {
    if value.isNone { return nil }
    if value.isInteger { return try strText(value) }
    return value.isStr ? Str(value).text : String(decoding: try IOBase.bytes(value), as: UTF8.self)
  }

  private static var names: [Builtin] {
    [
      Builtin("gethostname()") { _ throws(Raised) in
        var buffer = [CChar](repeating: 0, count: 1025)
        if Glibc.gethostname(&buffer, 1024) < 0 { throw raiseOSError(errno) }
        return try OSPath.string(&buffer)
      },
      Builtin("gethostbyname(hostname, /)") { a throws(Raised) in
        let address = try SocketAddress.resolve(a[0], AF_INET).value
        defer { address.release() }
        return Tuple(address)[0].retained()
      },
      Builtin("getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)") { a throws(Raised) in
        guard a[1].isNone || a[1].isInteger || a[1].isStr || a[1].has(.bytes) else {
          throw raise(.osError, "Int or String expected")
        }
        guard a[0].isNone || a[0].isStr || a[0].has(.bytes) else {
          throw raise(.typeError, "getaddrinfo() argument 1 must be string or None")
        }
        var hints = addrinfo()
        (hints.ai_family, hints.ai_socktype) = (try Posix.int32(a[2]), try Posix.int32(a[3]))
        (hints.ai_protocol, hints.ai_flags) = (try Posix.int32(a[4]), try Posix.int32(a[5]))
        var list: UnsafeMutablePointer<addrinfo>?
        let status = Glibc.getaddrinfo(try text(a[0]), try text(a[1]), &hints, &list)
        if status != 0 { throw addressError(status) }
        defer { freeaddrinfo(list) }
        let result = List.make()
        var entry = list
        while let info = entry?.pointee {
          result.append(
            consuming: Tuple.make(consuming: [
              Value(Int(info.ai_family)), Value(Int(info.ai_socktype)),
              Value(Int(info.ai_protocol)),
              .string(info.ai_canonname.map { String(cString: $0) } ?? ""),
              SocketAddress(info).value,
            ]).value)
          entry = info.ai_next
        }
        return result.value
      },
      Builtin("getnameinfo(sockaddr, flags, /)") { a throws(Raised) in
        guard a[0].has(.tuple), Tuple(a[0]).count >= 2 else {
          throw raise(.typeError, "getnameinfo() argument 1 must be a tuple")
        }
        let isWide = Tuple(a[0]).count > 2
        let address = try SocketAddress(
          a[0], family: isWide ? AF_INET6 : AF_INET, "getnameinfo")
        var (host, service) = (
          [CChar](repeating: 0, count: 1025), [CChar](repeating: 0, count: 32)
        )
        let flags = try Posix.int32(a[1])
        let status = address.with {
          Glibc.getnameinfo($0, $1, &host, 1025, &service, 32, flags)
        }
        if status != 0 { throw addressError(status) }
        return Tuple.make(consuming: [try OSPath.string(&host), try OSPath.string(&service)]).value
      },
    ]
  }

  // MARK: Addresses

  private static func swap(_ name: String, _ bits: Int) -> Builtin {
    Builtin("\(name)(integer, /)") { a throws(Raised) in
      let number = try indexValue(a[0])
      let letter = bits == 16 ? "s" : "l"
      guard number >= 0 else {
        throw raise(
          .overflowError,
          "\(name): can't convert negative Python int to C \(bits)-bit unsigned integer")
      }
      guard number < 1 << bits else {
        throw raise(
          .overflowError,
          "\(name): Python int too large to convert to C \(bits)-bit unsigned integer")
      }
      return letter == "s"
        ? Value(Int(UInt16(number).bigEndian)) : Value(Int(UInt32(number).bigEndian))
    }
  }

  private static var addresses: [Builtin] {
    [
      swap("htons", 16), swap("ntohs", 16), swap("htonl", 32), swap("ntohl", 32),
      Builtin("inet_aton(ip_addr, /)") { a throws(Raised) in
        var address = in_addr()
        guard Glibc.inet_aton(try text(a[0]) ?? "", &address) != 0 else {
          throw raise(.osError, "illegal IP address string passed to inet_aton")
        }
        return .bytes(withUnsafeBytes(of: address) { Array($0) })
      },
      Builtin("inet_ntoa(packed_ip, /)") { a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        guard bytes.count == 4 else { throw raise(.osError, "packed IP wrong length") }
        return .string(SocketAddress.text(AF_INET, bytes))
      },
      Builtin("inet_pton(address_family, ip_string, /)") { a throws(Raised) in
        let family = try Posix.int32(a[0])
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        let result = Glibc.inet_pton(family, try text(a[1]) ?? "", &bytes)
        if result < 0 { throw raiseOSError(errno) }
        if result == 0 {
          throw raise(.osError, "illegal IP address string passed to inet_pton")
        }
        return .bytes(bytes)
      },
      Builtin("inet_ntop(address_family, packed_ip, /)") { a throws(Raised) in
        let (family, bytes) = (try Posix.int32(a[0]), try IOBase.bytes(a[1]))
        guard family == AF_INET || family == AF_INET6 else {
          throw raise(.valueError, "unknown address family \(family)")
        }
        guard bytes.count == (family == AF_INET ? 4 : 16) else {
          throw raise(
            .valueError, "invalid length of packed IP address string")
        }
        return .string(SocketAddress.text(family, bytes))
      },
    ]
  }

  // MARK: Descriptors

  private static var descriptors: [Builtin] {
    [
      Builtin("socketpair(family=1, type=1, proto=0, /)") { a throws(Raised) in
        let (family, kind, proto) = (
          try Posix.int32(a[0]), try Posix.int32(a[1]), try Posix.int32(a[2])
        )
        var ends: [Int32] = [-1, -1]
        if Glibc.socketpair(family, kind, proto, &ends) < 0 { throw raiseOSError(errno) }
        let first = try SocketObject.make(ends[0], family, kind, proto)
        return Tuple.make(consuming: [
          first, try SocketObject.make(ends[1], family, kind, proto),
        ]).value
      },
      Builtin("close(fd, /)") { a throws(Raised) in
        try Posix.check(Glibc.close(Posix.int32(a[0])))
      },
      Builtin("dup(fd, /)") { a throws(Raised) in
        try Posix.checkedInt(Int(fcntl(Posix.int32(a[0]), F_DUPFD_CLOEXEC, 0)))
      },
      Builtin("getdefaulttimeout()") { _ throws(Raised) in
        SocketObject.standardTimeout.map { Value($0) } ?? .none
      },
      Builtin("setdefaulttimeout(timeout, /)") { a throws(Raised) in
        SocketObject.standardTimeout = try timeout(a[0])
        return .none
      },
    ]
  }
}
