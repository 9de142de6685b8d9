// SPDX-License-Identifier: Apache-2.0
// C functions as Swift values, typed by the tuple of their arguments.

import CShims

/// A C function of the arguments in a tuple and of a result.
///
///     let libm = try CLibrary("libm.so.6")
///     let cbrt: CFunction<(Double), Double> = try libm.function("cbrt")
///     let ldexp: CFunction<(Double, Int32), Double> = try libm.function("ldexp")
///     print(cbrt(27), ldexp(0.75, 4))
///
/// The types are the declaration: C does not tell whether they are right. Result is `Void` for functions that return nothing.
public struct CFunction<Arguments, Result>: @unchecked Sendable {
  /// The function's address.
  public let address: UnsafeRawPointer
  public let signature: CSignature
  @usableFromInline let stub: CallStub
  /// What keeps the function loaded.
  public let library: CLibrary?

  fileprivate init(
    address: UnsafeRawPointer, library: CLibrary?, _ layout: ArgumentLayout, returns: CType,
    fixed: Int?
  ) throws(FFIError) {
    signature = try CSignature(layout.types, returns: returns, fixed: fixed)
    stub = try CallStub.of(signature, offsets: layout.offsets)
    self.address = address
    self.library = library
  }
}

/// Where the elements of a tuple are.
private struct ArgumentLayout {
  private(set) var types: [CType] = []
  private(set) var offsets: [Int] = []
  private var end = 0

  mutating func add<T: CRepresentable>(_ type: T.Type) {
    let alignment = MemoryLayout<T>.alignment
    end = (end + alignment - 1) & -alignment
    types.append(T.cType)
    offsets.append(end)
    end += MemoryLayout<T>.size
    precondition(
      MemoryLayout<T>.stride == max(T.cType.size, 1), "\(T.self) is not as large as \(T.cType)")
  }

  /// The layout of (A, B, …), as Swift lays tuples out.
  static func of<each A: CRepresentable>(_ types: repeat (each A).Type) -> ArgumentLayout {
    var layout = ArgumentLayout()
    for type in repeat each types { layout.add(type) }
    return layout
  }
}

extension CFunction {
  /// The function at `address`.
  ///
  /// - Parameters:
  ///   - address: A function of the types that this type says.
  ///   - library: What to keep loaded as long as this value lives.
  ///   - fixedCount: For a variadic function, how many arguments its prototype names.
  /// - Throws: What `CSignature` and `CallStub` throw.
  public init<each A: CRepresentable>(
    _ address: UnsafeRawPointer, in library: CLibrary? = nil, fixed fixedCount: Int? = nil
  ) throws(FFIError) where Arguments == (repeat each A), Result: CRepresentable {
    let layout = ArgumentLayout.of(repeat (each A).self)
    try self.init(
      address: address, library: library, layout, returns: Result.cType, fixed: fixedCount)
  }

  /// As above, for a function that returns nothing.
  public init<each A: CRepresentable>(
    _ address: UnsafeRawPointer, in library: CLibrary? = nil, fixed fixedCount: Int? = nil
  ) throws(FFIError) where Arguments == (repeat each A), Result == Void {
    let layout = ArgumentLayout.of(repeat (each A).self)
    try self.init(address: address, library: library, layout, returns: .void, fixed: fixedCount)
  }

  /// Calls the function and returns its result.
  @inlinable @inline(__always)
  public func callAsFunction<each A: CRepresentable>(_ arguments: repeat each A) -> Result
  where Arguments == (repeat each A), Result: CRepresentable {
    callWithErrno(repeat each arguments).result
  }

  /// Calls a function that returns nothing.
  @inlinable @inline(__always)
  public func callAsFunction<each A: CRepresentable>(_ arguments: repeat each A)
  where Arguments == (repeat each A), Result == Void {
    _ = callWithErrno(repeat each arguments)
  }

  /// Calls the function with errno 0 and returns its result and errno after it.
  @inlinable @inline(__always)
  public func callWithErrno<each A: CRepresentable>(_ arguments: repeat each A)
    -> (result: Result, errno: Int32)
  where Arguments == (repeat each A), Result: CRepresentable {
    let values = (repeat each arguments)
    return withUnsafeTemporaryAllocation(of: Result.self, capacity: 1) { result in
      let errno = withUnsafePointer(to: values) { values in
        stub.call(function: address, buffer: values, result: result.baseAddress!, errno: 0)
      }
      return (result[0], errno)
    }
  }

  /// Calls a function that returns nothing with errno 0 and returns errno after it.
  @inlinable @inline(__always)
  public func callWithErrno<each A: CRepresentable>(_ arguments: repeat each A) -> Int32
  where Arguments == (repeat each A), Result == Void {
    let values = (repeat each arguments)
    // Nothing is written, so that any address will do for the result.
    let result = UnsafeMutableRawPointer(mutating: address)
    return withUnsafePointer(to: values) { values in
      stub.call(function: address, buffer: values, result: result, errno: 0)
    }
  }
}

extension CLibrary {
  /// The function called `name`, with the types that the context says.
  ///
  /// - Parameters:
  ///   - name: The symbol.
  ///   - fixedCount: For a variadic function, how many arguments its prototype names; C wants `Int32` and `Double` for the rest
  ///     where those are narrower.
  /// - Throws: `FFIError.symbolNotFound`, or what `CSignature` and `CallStub` throw.
  public func function<each A: CRepresentable, Result: CRepresentable>(
    _ name: String, fixed fixedCount: Int? = nil
  ) throws(FFIError) -> CFunction<(repeat each A), Result> {
    try CFunction(try symbol(name), in: self, fixed: fixedCount)
  }

  /// As above, for a function that returns nothing.
  public func function<each A: CRepresentable>(
    _ name: String, fixed fixedCount: Int? = nil
  ) throws(FFIError) -> CFunction<(repeat each A), Void> {
    try CFunction(try symbol(name), in: self, fixed: fixedCount)
  }
}
