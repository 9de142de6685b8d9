// SPDX-License-Identifier: Apache-2.0
// Callbacks whose closure takes Swift values.

extension CCallback {
  /// Makes a function pointer that calls `body` with the values of its arguments.
  ///
  ///     let byValue = try CCallback { (a: UnsafePointer<Int32>, b: UnsafePointer<Int32>) -> Int32 in
  ///       a.pointee < b.pointee ? -1 : a.pointee > b.pointee ? 1 : 0
  ///     }
  ///     withExtendedLifetime(byValue) { qsort(base, count, 4, byValue.address) }
  ///
  /// - Parameters:
  ///   - name: What the callback is called when C uses it after its end.
  ///   - body: What C calls.
  /// - Throws: What `CSignature` throws, or `FFIError.noExecutableMemory`.
  @inlinable
  public convenience init<each A: CRepresentable, Result: CRepresentable>(
    name: String = "closure", _ body: @escaping (repeat each A) -> Result
  ) throws(FFIError) {
    var types: [CType] = []
    for type in repeat (each A).self { types.append(type.cType) }
    let signature = try CSignature(types, returns: Result.cType)
    try self.init(signature, name: name) { arguments, result in
      var next = arguments
      let value = body(repeat Self.take((each A).self, &next))
      result.initializeMemory(as: Result.self, to: value)
    }
  }

  /// As above, for a closure that returns nothing.
  @inlinable
  public convenience init<each A: CRepresentable>(
    name: String = "closure", _ body: @escaping (repeat each A) -> Void
  ) throws(FFIError) {
    var types: [CType] = []
    for type in repeat (each A).self { types.append(type.cType) }
    try self.init(try CSignature(types), name: name) { arguments, _ in
      var next = arguments
      body(repeat Self.take((each A).self, &next))
    }
  }

  /// The value of the next argument.
  @inlinable @inline(__always)
  static func take<T: CRepresentable>(
    _ type: T.Type, _ next: inout UnsafePointer<UnsafeRawPointer>
  ) -> T {
    defer { next += 1 }
    return next.pointee.load(as: T.self)
  }
}
