// SPDX-License-Identifier: Apache-2.0
// The table of typed loops: one for each operation and element type.

/// One operation on many elements: destination, up to three operands, count.
///
/// Rows hold elements densely. The destination must not overlap the operands.
typealias Kernel =
  @Sendable (
    UnsafeMutableRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, Int
  ) -> Void

/// The kernels by operation and element type (of the first data operand); conversions by source and target.
struct KernelTable: Sendable {
  static let shared = KernelTable()

  private static let elements = Element.allCases.count
  private var operations: [Kernel?]
  private var conversions: [Kernel?]

  private init() {
    operations = Array(repeating: nil, count: Op.allCases.count * Self.elements)
    conversions = Array(repeating: nil, count: Self.elements * Self.elements)
    integers(Int8.self, .i8)
    integers(Int16.self, .i16)
    integers(Int32.self, .i32)
    integers(Int64.self, .i64)
    integers(UInt8.self, .u8)
    integers(UInt16.self, .u16)
    integers(UInt32.self, .u32)
    integers(UInt64.self, .u64)
    floats(Float.self, .f32)
    floats(Double.self, .f64)
    bools()
    pointers()
    selects()
    convert()
  }

  subscript(op: Op, element: Element) -> Kernel? {
    get { operations[Int(op.rawValue) * Self.elements + Int(element.rawValue)] }
    set { operations[Int(op.rawValue) * Self.elements + Int(element.rawValue)] = newValue }
  }

  subscript(from source: Element, to target: Element) -> Kernel? {
    get { conversions[Int(source.rawValue) * Self.elements + Int(target.rawValue)] }
    set { conversions[Int(source.rawValue) * Self.elements + Int(target.rawValue)] = newValue }
  }

  /// `select` looks at sizes only.
  private mutating func selects() {
    for element in Element.allCases {
      switch element.size {
      case 1: self[.select, element] = { d, c, x, y, n in choose(d, c, x, y, n, UInt8.self) }
      case 2: self[.select, element] = { d, c, x, y, n in choose(d, c, x, y, n, UInt16.self) }
      case 4: self[.select, element] = { d, c, x, y, n in choose(d, c, x, y, n, UInt32.self) }
      default: self[.select, element] = { d, c, x, y, n in choose(d, c, x, y, n, UInt64.self) }
      }
    }
  }
}

// MARK: The loops that kernels are made of

@inline(__always)
func map<T, R>(
  _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ n: Int, _ f: (T) -> R
) {
  let (r, x) = (d.assumingMemoryBound(to: R.self), a.assumingMemoryBound(to: T.self))
  for i in 0..<n { r[i] = f(x[i]) }
}

@inline(__always)
func map<T, R>(
  _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ n: Int,
  _ f: (T, T) -> R
) {
  let (x, y) = (a.assumingMemoryBound(to: T.self), b.assumingMemoryBound(to: T.self))
  let r = d.assumingMemoryBound(to: R.self)
  for i in 0..<n { r[i] = f(x[i], y[i]) }
}

/// A test: the result is a bool's byte.
@inline(__always)
func test<T>(
  _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ n: Int,
  _ f: (T, T) -> Bool
) {
  map(d, a, b, n) { (x: T, y: T) -> UInt8 in f(x, y) ? 1 : 0 }
}

@inline(__always)
func choose<T>(
  _ d: UnsafeMutableRawPointer, _ c: UnsafeRawPointer, _ a: UnsafeRawPointer,
  _ b: UnsafeRawPointer, _ n: Int, _: T.Type
) {
  let (x, y) = (a.assumingMemoryBound(to: T.self), b.assumingMemoryBound(to: T.self))
  let (r, condition) = (d.assumingMemoryBound(to: T.self), c.assumingMemoryBound(to: UInt8.self))
  for i in 0..<n { r[i] = condition[i] != 0 ? x[i] : y[i] }
}
