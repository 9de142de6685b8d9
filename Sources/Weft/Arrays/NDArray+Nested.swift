// SPDX-License-Identifier: Apache-2.0
// Arrays from nested Swift arrays of any depth.

/// What an array literal is made of: numbers, or arrays of such.
public protocol NestedElements {
  associatedtype Leaf: ArrayElement
  /// Number of nested arrays around a leaf.
  static var depth: Int { get }
  /// Appends the leaves in order; lengths are held against `shape`, which the first array of each level sets.
  func collect(into leaves: inout [Leaf], shape: inout [Int?], level: Int) throws(ArrayError)
}

extension Array: NestedElements where Element: NestedElements {
  public typealias Leaf = Element.Leaf
  public static var depth: Int { Element.depth + 1 }

  public func collect(into leaves: inout [Leaf], shape: inout [Int?], level: Int)
    throws(ArrayError)
  {
    if let known = shape[level], known != count {
      let detected = describe(shape: shape[..<level].map { $0! })
      throw ArrayError(
        .value,
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
          + "\(level) dimensions. The detected shape was \(detected) + inhomogeneous part.")
    }
    shape[level] = count
    for element in self {
      try element.collect(into: &leaves, shape: &shape, level: level + 1)
    }
  }
}

extension NestedElements where Self: ArrayElement, Leaf == Self {
  public static var depth: Int { 0 }

  public func collect(into leaves: inout [Self], shape: inout [Int?], level: Int)
    throws(ArrayError)
  {
    leaves.append(self)
  }
}

extension Bool: NestedElements { public typealias Leaf = Bool }
extension Int: NestedElements { public typealias Leaf = Int }
extension Int8: NestedElements { public typealias Leaf = Int8 }
extension Int16: NestedElements { public typealias Leaf = Int16 }
extension Int32: NestedElements { public typealias Leaf = Int32 }
extension Int64: NestedElements { public typealias Leaf = Int64 }
extension UInt: NestedElements { public typealias Leaf = UInt }
extension UInt8: NestedElements { public typealias Leaf = UInt8 }
extension UInt16: NestedElements { public typealias Leaf = UInt16 }
extension UInt32: NestedElements { public typealias Leaf = UInt32 }
extension UInt64: NestedElements { public typealias Leaf = UInt64 }
extension Float16: NestedElements { public typealias Leaf = Float16 }
extension Float: NestedElements { public typealias Leaf = Float }
extension Double: NestedElements { public typealias Leaf = Double }
extension Complex64: NestedElements { public typealias Leaf = Complex64 }
extension Complex128: NestedElements { public typealias Leaf = Complex128 }

extension NDArray {
  /// An array from nested arrays: `NDArray([[1.0, 2], [3, 4]])`.
  ///
  /// Throws for rows of different lengths.
  public init<E: NestedElements>(validating nested: [E]) throws(ArrayError) {
    var leaves: [E.Leaf] = []
    var shape = [Int?](repeating: nil, count: E.depth + 1)
    try nested.collect(into: &leaves, shape: &shape, level: 0)
    // Below an empty array no length is known: NumPy stops counting axes there.
    let known = Array(shape.prefix { $0 != nil }.map { $0! })
    self.init(leaves, shape: known)
  }

  /// An array from nested arrays: `NDArray([[1.0, 2], [3, 4]])`.
  ///
  /// Rows of different lengths are a programmer's mistake.
  public init<E: NestedElements>(_ nested: [E]) {
    self = checked { () throws(ArrayError) in try NDArray(validating: nested) }
  }
}
