// SPDX-License-Identifier: Apache-2.0
// The arguments of a call as the caller wrote them.

/// BoundArguments of a call: positional values, then the values of the keywords whose names `names` holds.
///
/// All borrowed.
struct CallArguments: BitwiseCopyable {
  let base: UnsafeMutablePointer<Value>
  /// Positional and keyword values together.
  let count: Int
  /// A tuple of strings, or unbound.
  let names: Value

  @inline(__always) init(_ base: UnsafeMutablePointer<Value>, _ count: Int, names: Value = .unbound)
  {
    self.base = base
    self.count = count
    self.names = names
  }

  @inline(__always) var nameCount: Int { names.isUnbound ? 0 : Tuple(names).count }
  @inline(__always) var positionalCount: Int { count - nameCount }
  @inline(__always) subscript(index: Int) -> Value { base[index] }

  /// Without the first positional argument.
  var dropFirst: CallArguments { CallArguments(base + 1, count - 1, names: names) }

  /// The keyword argument of this name; borrowed, unbound if it was not given.
  func keyword(_ name: Str) -> Value {
    guard !names.isUnbound else { return .unbound }
    for (index, other) in Tuple(names).buffer.enumerated() where Str(other) == name {
      return base[positionalCount + index]
    }
    return .unbound
  }
}
