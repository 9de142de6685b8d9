// SPDX-License-Identifier: Apache-2.0
// _socket: addresses as scripts write them, and as the system wants them.
import Glibc

/// An address of any family.
struct SocketAddress {
  var storage = sockaddr_storage()
  var count = socklen_t(MemoryLayout<sockaddr_storage>.size)

  func with<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, count) }
    }
  }

  /// What a call fills in; the status it returned.
  mutating func fill(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int
  )
    -> Int
  {
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
    }
    count = size
    return result
  }

  private mutating func set<T>(_ address: T) {
    withUnsafeMutableBytes(of: &storage) { target in
      withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
    }
    count = socklen_t(MemoryLayout<T>.size)
  }

  private func read<T>(_ type: T.Type) -> T {
    withUnsafeBytes(of: storage) { $0.load(as: type) }
  }

  init() {}

  // MARK: From scripts

  init(_ value: Value, family: Int32, _ caller: String) throws(Raised) {
    switch family {
    case AF_INET, AF_INET6:
      let name = family == AF_INET ? "AF_INET" : "AF_INET6"
      guard value.has(.tuple) else {
        throw raise(
          .typeError, "\(caller)(): \(name) address must be tuple, not \(value.type.name)")
      }
      let parts = Tuple(value)
      guard parts.count == 2 || (family == AF_INET6 && (2...4).contains(parts.count)) else {
        throw raise(
          .typeError,
          family == AF_INET
            ? "AF_INET address must be a pair (host, port)"
            : "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
      }
      let port = try indexValue(parts[1])
      guard (0...65_535).contains(port) else {
        throw raise(.overflowError, "\(caller)(): port must be 0-65535.")
      }
      self = try Self.resolve(parts[0], family)
      if family == AF_INET {
        var address = read(sockaddr_in.self)
        address.sin_port = in_port_t(port).bigEndian
        set(address)
      } else {
        var address = read(sockaddr_in6.self)
        address.sin6_port = in_port_t(port).bigEndian
        if parts.count > 2 {
          address.sin6_flowinfo = UInt32(truncatingIfNeeded: try indexValue(parts[2])).bigEndian
        }
        if parts.count > 3 {
          address.sin6_scope_id = UInt32(truncatingIfNeeded: try indexValue(parts[3]))
        }
        set(address)
      }
    case AF_UNIX:
      let path =
        value.isStr
        ? try Codecs.encode(Str(value), encoding: "utf-8", errors: "surrogateescape")
        : try IOBase.bytes(value)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let room = MemoryLayout.size(ofValue: address.sun_path)
      guard path.count < room || (path.first == 0 && path.count == room) else {
        throw raise(.osError, "AF_UNIX path too long")
      }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
      set(address)
      let header = MemoryLayout<sockaddr_un>.size - room
      // A name that begins with a zero is no path, and as long as it was given.
      count = socklen_t(header + path.count + (path.first == 0 ? 0 : 1))
    default:
      throw raise(.osError, "\(caller)(): bad family")
    }
  }

  /// The address of a host without a port.
  static func resolve(_ host: Value, _ family: Int32) throws(Raised) -> SocketAddress {
    guard host.isStr || host.has(.bytes) || host.native(ByteArray.self) != nil else {
      throw raise(
        .typeError, "str, bytes or bytearray expected, not \(host.type.name)")
    }
    var name =
      host.isStr ? Str(host).text : String(decoding: try IOBase.bytes(host), as: UTF8.self)
    var hints = addrinfo()
    hints.ai_family = family
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    if name.isEmpty {
      hints.ai_flags = AI_PASSIVE
      name = family == AF_INET ? "0.0.0.0" : "::"
    }
    if name == "<broadcast>" { name = "255.255.255.255" }
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, nil, &hints, &list)
    guard status == 0, let found = list else { throw SocketModule.addressError(status) }
    defer { freeaddrinfo(found) }
    return SocketAddress(found.pointee)
  }

  init(_ info: addrinfo) {
    let size = Int(info.ai_addrlen)
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: info.ai_addr, count: size))
    }
    count = info.ai_addrlen
  }

  // MARK: For scripts

  static func text(_ family: Int32, _ address: UnsafeRawPointer) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    return inet_ntop(family, address, &buffer, socklen_t(buffer.count)).map { String(cString: $0) }
      ?? ""
  }

  /// The address in Python's form; owned.
  var value: Value {
    switch Int32(storage.ss_family) {
    case _ where count == 0: return .none
    case AF_INET:
      var address = read(sockaddr_in.self)
      let host = Self.text(AF_INET, &address.sin_addr)
      return Tuple.make(consuming: [
        .string(host), Value(Int(UInt16(bigEndian: address.sin_port))),
      ]).value
    case AF_INET6:
      var address = read(sockaddr_in6.self)
      let host = Self.text(AF_INET6, &address.sin6_addr)
      return Tuple.make(consuming: [
        .string(host), Value(Int(UInt16(bigEndian: address.sin6_port))),
        Value(Int(UInt32(bigEndian: address.sin6_flowinfo))), Value(Int(address.sin6_scope_id)),
      ]).value
    case AF_UNIX:
      let header =
        MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: sockaddr_un().sun_path)
      let path = withUnsafeBytes(of: storage) { Array($0[min(header, Int(count))..<Int(count)]) }
      if path.first == 0 { return .bytes(path) }
      return .string(String(decoding: path.prefix { $0 != 0 }, as: UTF8.self))
    default:
      return Tuple.make(consuming: [
        Value(Int(storage.ss_family)),
        .bytes(withUnsafeBytes(of: storage) { Array($0[2..<max(2, Int(count))]) }),
      ]).value
    }
  }
}
