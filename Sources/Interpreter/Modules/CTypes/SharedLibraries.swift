// SPDX-License-Identifier: Apache-2.0
// dlopen and its kin as ctypes calls them, and addresses as Python's integers.
import Glibc

enum SharedLibraries {
  /// A place for objects of no address and no size.
  nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(
    byteCount: 64, alignment: 16)

  /// An integer as an address, negative ones from the end of memory.
  static func address(_ value: Value) throws(Raised) -> UInt {
    let plain = value.unboxed
    if plain.tag == .int || plain.tag == .bool { return UInt(bitPattern: plain.asInt) }
    guard let address = UInt(exactly: IntMath.big(plain)) else {
      throw raise(.overflowError, "Python int too large to convert to C unsigned long")
    }
    return address
  }

  /// The handle of a library object.
  static func handle(of library: Value) throws(Raised) -> UnsafeMutableRawPointer? {
    let handle = try getAttribute(library, "_handle")
    defer { handle.release() }
    guard handle.isInteger else {
      throw raise(
        .typeError, "the _handle attribute of the second argument must be an integer")
    }
    guard let address = try? address(handle) else {
      takeRaised().release()
      throw raise(.valueError, "could not convert the _handle attribute to a pointer")
    }
    return UnsafeMutableRawPointer(bitPattern: address)
  }

  static func symbol(_ handle: UnsafeMutableRawPointer?, _ name: String)
    -> UnsafeMutableRawPointer?
  {
    dlerror()
    return dlsym(handle, name)
  }

  /// What the loader last complained of.
  static func lastError() -> String { dlerror().map { String(cString: $0) } ?? "unknown error" }

  /// A path as text: None for the program itself.
  private static func path(_ value: Value) throws(Raised) -> String? {
    if value.isNone { return nil }
    return try OSPath.bytes(value)
  }

  static var rows: [Builtin] {
    [
      Builtin("dlopen(name, flag=0, /)") { a throws(Raised) in
        let path = try path(a[0])
        let mode = Int32(truncatingIfNeeded: try indexValue(a[1])) | RTLD_NOW
        guard let handle = dlopen(path, mode) else { throw raise(.osError, lastError()) }
        return .unsigned(UInt(bitPattern: handle))
      },
      Builtin("dlclose(handle, /)") { a throws(Raised) in
        guard let handle = UnsafeMutableRawPointer(bitPattern: try handleNumber(a[0])) else {
          throw raise(.osError, "invalid handle")
        }
        if Glibc.dlclose(handle) != 0 { throw raise(.osError, lastError()) }
        return .none
      },
      Builtin("dlsym(handle, name, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(.typeError, "dlsym() argument 2 must be str, not \(a[1].type.name)")
        }
        let handle = UnsafeMutableRawPointer(bitPattern: try handleNumber(a[0]))
        guard let address = symbol(handle, Str(a[1]).text) else {
          throw raise(.osError, lastError())
        }
        return .unsigned(UInt(bitPattern: address))
      },
    ]
  }

  private static func handleNumber(_ value: Value) throws(Raised) -> UInt {
    guard value.isInteger else {
      throw raise(
        .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
    }
    return try address(value)
  }
}
