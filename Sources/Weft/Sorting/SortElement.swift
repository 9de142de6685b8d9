// SPDX-License-Identifier: Apache-2.0
// NumPy's order of elements, as integers that sort the same way.

/// Something that is sorted by an unsigned integer.
protocol RadixItem: BitwiseCopyable {
  /// Items are sorted by this, ascending.
  var radix: UInt64 { get }
  /// Sorts `count` items, at most `RadixSort.few`, from `source` to `target`, which may be the same; stable.
  static func sortFew(
    _ source: UnsafePointer<Self>, _ count: Int, to target: UnsafeMutablePointer<Self>)
  /// Steps that spread items by their values, for floats.
  static func scale(of items: UnsafePointer<Self>, _ count: Int, steps: Int) -> SortScale?
  /// A number in the order of `radix`; only asked for where there is a scale.
  var value: Double { get }
}

extension RadixItem {
  @inline(__always)
  static func scale(of items: UnsafePointer<Self>, _ count: Int, steps: Int) -> SortScale? { nil }
  @inline(__always) var value: Double { 0 }
}

/// A real element.
///
/// Its `radix` orders values and puts -0 before 0; NaNs are set aside before elements are sorted by it.
protocol SortElement: RadixItem {
  /// The element with this `radix`.
  init(radix: UInt64)
  /// The same for what NumPy's order takes as equal: both zeros, and all NaNs, which come last.
  var orderKey: UInt64 { get }
  var isUnordered: Bool { get }
  var isNegativeZero: Bool { get }
  /// True if some of the elements may be NaN or -0; false for sure if none is.
  static func mayBeSpecial(_ line: UnsafePointer<Self>, _ count: Int) -> Bool
}

/// The order of whole numbers is that of their bits, with the sign bit of signed ones inverted.
protocol WholeSortElement: SortElement, FixedWidthInteger {}

extension WholeSortElement {
  @inline(__always) private static var lowest: UInt64 {
    isSigned ? 1 << UInt64(bitWidth - 1) : 0
  }
  @inline(__always) private static var ones: UInt64 { .max >> UInt64(64 - bitWidth) }

  @inline(__always) var radix: UInt64 {
    UInt64(truncatingIfNeeded: self) & Self.ones ^ Self.lowest
  }
  @inline(__always) init(radix: UInt64) { self.init(truncatingIfNeeded: radix ^ Self.lowest) }
  @inline(__always) var orderKey: UInt64 { radix }
  @inline(__always) var isUnordered: Bool { false }
  @inline(__always) var isNegativeZero: Bool { false }
  @inline(__always)
  static func mayBeSpecial(_ line: UnsafePointer<Self>, _ count: Int) -> Bool { false }
}

extension Int8: WholeSortElement {}
extension UInt8: WholeSortElement {}
extension Int16: WholeSortElement {}
extension UInt16: WholeSortElement {}
extension Int32: WholeSortElement {}
extension UInt32: WholeSortElement {}
extension Int64: WholeSortElement {}
extension UInt64: WholeSortElement {}

/// The bits of a float ascend with its magnitude: positive ones get the sign bit, negative ones are inverted.
protocol FloatSortElement: SortElement {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  init(bitPattern: Bits)
  var bitPattern: Bits { get }
  /// The bits of positive infinity.
  static var infiniteBits: Bits { get }
}

extension FloatSortElement {
  @inline(__always) private static var sign: Bits { 1 << Bits(Bits.bitWidth - 1) }

  @inline(__always) var radix: UInt64 {
    let bits = bitPattern
    return UInt64(bits & Self.sign == 0 ? bits | Self.sign : ~bits)
  }
  @inline(__always) init(radix: UInt64) {
    let bits = Bits(truncatingIfNeeded: radix)
    self.init(bitPattern: bits & Self.sign == 0 ? ~bits : bits ^ Self.sign)
  }
  @inline(__always) var orderKey: UInt64 {
    if isUnordered { return .max }
    return isNegativeZero ? UInt64(Self.sign) : radix
  }
  @inline(__always) var isUnordered: Bool { bitPattern & ~Self.sign > Self.infiniteBits }
  @inline(__always) var isNegativeZero: Bool { bitPattern == Self.sign }
  @inline(__always)
  static func mayBeSpecial(_ line: UnsafePointer<Self>, _ count: Int) -> Bool { true }
}

extension Float16: FloatSortElement {
  static var infiniteBits: UInt16 { 0x7C00 }
}
extension Float: FloatSortElement {
  static var infiniteBits: UInt32 { 0x7F80_0000 }
  @inline(__always) var value: Double { Double(self) }
  static func mayBeSpecial(_ line: UnsafePointer<Float>, _ count: Int) -> Bool {
    holdsSpecials(line, count)
  }
  static func scale(of items: UnsafePointer<Float>, _ count: Int, steps: Int) -> SortScale? {
    SortScale(of: items, count, steps: steps)
  }
}
extension Double: FloatSortElement {
  static var infiniteBits: UInt64 { 0x7FF0_0000_0000_0000 }
  @inline(__always) var value: Double { self }
  static func mayBeSpecial(_ line: UnsafePointer<Double>, _ count: Int) -> Bool {
    holdsSpecials(line, count)
  }
  static func scale(of items: UnsafePointer<Double>, _ count: Int, steps: Int) -> SortScale? {
    SortScale(of: items, count, steps: steps)
  }
}

extension FloatSortElement where Self: BinaryFloatingPoint {
  /// Without a branch, and with comparisons of floats, which every processor has for many at a time.
  @inline(__always)
  fileprivate static func holdsSpecials(_ line: UnsafePointer<Self>, _ count: Int) -> Bool {
    var bits: Bits = 0
    for index in 0..<count {
      let element = line[index]
      bits |= (element == 0 ? element.bitPattern : 0) | (element != element ? 1 : 0)
    }
    return bits != 0
  }
}

/// A key and where it came from.
struct IndexedKey: RadixItem {
  var radix: UInt64
  var index: Int
}

// MARK: Complex

/// A complex element's place in NumPy's order: by real part, then imaginary part; those with a NaN last.
///
/// NumPy's documentation of `sort`: [R + Rj, R + nanj, nan + Rj, nan + nanj], where R is a number.
struct ComplexKey: Comparable {
  /// Which part is NaN: 0 none, 1 only the imaginary one, 2 the real one.
  let category: UInt64
  let re: UInt64
  let im: UInt64

  init<Part: SortElement>(_ re: Part, _ im: Part) {
    category = re.isUnordered ? 2 : im.isUnordered ? 1 : 0
    (self.re, self.im) = (re.orderKey, im.orderKey)
  }

  static func < (a: ComplexKey, b: ComplexKey) -> Bool {
    (a.category, a.re, a.im) < (b.category, b.re, b.im)
  }
}

// MARK: Types of dtypes

/// Work that is compiled for every type of element.
protocol SortElementVisitor {
  associatedtype Answer
  func visit<Element: SortElement>(_ type: Element.Type) -> Answer
}

extension DType {
  /// Runs `visitor` with the Swift type of this dtype's elements; of its parts if it is complex.
  func visit<Visitor: SortElementVisitor>(_ visitor: Visitor) -> Visitor.Answer {
    switch self {
    case .bool, .uint8: visitor.visit(UInt8.self)
    case .int8: visitor.visit(Int8.self)
    case .int16: visitor.visit(Int16.self)
    case .uint16: visitor.visit(UInt16.self)
    case .int32: visitor.visit(Int32.self)
    case .uint32: visitor.visit(UInt32.self)
    case .int64: visitor.visit(Int64.self)
    case .uint64: visitor.visit(UInt64.self)
    case .float16: visitor.visit(Float16.self)
    case .float32, .complex64: visitor.visit(Float.self)
    case .float64, .complex128: visitor.visit(Double.self)
    }
  }
}
