// SPDX-License-Identifier: Apache-2.0
// Swift's integers as Python's. Conformances cannot be written once for all of them.

extension FixedWidthInteger {
  /// An integer of this width as Python's, which has any.
  func makeInteger(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    if let value = Int(exactly: self) { return try gil.int(value) }
    return try gil.int(digits: String(self, radix: 16), base: 16)
  }

  /// - Throws: OverflowError if the value does not fit.
  init(integer object: UnsafeMutableRawPointer, _ gil: CPython.GIL) throws(CPython.Pending) {
    if let value = try gil.int(object) {
      if let exact = Self(exactly: value) {
        self = exact
        return
      }
    } else {
      let digits = try gil.hexadecimal(object).replacing("0x", with: "")
      if let value = Self(digits, radix: 16) {
        self = value
        return
      }
    }
    throw gil.raise("OverflowError", "Python int does not fit in \(Self.self)")
  }
}

extension Int: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension Int8: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension Int16: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension Int32: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension Int64: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension Int128: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt8: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt16: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt32: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt64: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}

extension UInt128: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try makeInteger(gil)
  }
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    try self.init(integer: object, gil)
  }
}
