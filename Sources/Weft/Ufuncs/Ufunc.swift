// SPDX-License-Identifier: Apache-2.0
// Elementwise operations: their names, and what one table row says.

import JIT
import Synchronization

/// An elementwise operation.
///
/// ORDER: Ufunc. Names are Swift's; `name` is NumPy's.
public enum Ufunc: UInt8, Sendable, CaseIterable, Hashable {
  case add, subtract, multiply, divide, floorDivide, remainder, fmod, power, floatPower
  case negative, positive, absolute, fabs, sign, square, reciprocal, sqrt
  case maximum, minimum, fmax, fmin, clip
  case floor, ceil, trunc, rint
  case isNaN, isInf, isFinite, signbit, copysign
  case leftShift, rightShift, invert, bitwiseAnd, bitwiseOr, bitwiseXor
  case logicalAnd, logicalOr, logicalXor, logicalNot
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  case conjugate, real, imaginary
  case exp, exp2, expm1, log, log2, log10, log1p
  case sin, cos, tan, arcsin, arccos, arctan, arctan2
  case sinh, cosh, tanh, arcsinh, arccosh, arctanh
  case hypot, cbrt
  case select, copy
  /// A C function; operand 0 is its address, its arguments follow.
  case foreign

  /// NumPy's functions: all but the foreign one.
  public static let allCases = (0...copy.rawValue).map { Ufunc(rawValue: $0)! }
}

/// One row of the table of ufuncs.
struct UfuncFacts: Sendable {
  typealias Expansion = @Sendable (inout Builder, DType, [Lanes]) -> Lanes

  /// How the dtype of the loop follows from the operands'.
  enum Resolution: UInt8, Sendable {
    /// The promoted dtype of the operands, or the first loop that it casts to safely.
    case promote
    /// The first loop that every operand casts to safely.
    case search
    /// As promote over all operands but the first, which is a condition and converts to bool.
    case condition
    /// As promote, but signed integers beside uint64 are compared exactly and out-of-range weak integers decide at once.
    case compare
    /// As promote, but weak numbers count by their truth, not by what the loop's dtype makes of them.
    case truth
    /// The function's own; its address is a uint64, the loop is its result's.
    case foreign
  }

  /// What the result's dtype is, given the loop's.
  enum Result: UInt8, Sendable {
    case loop
    case bool
    /// The dtype of the loop's real part.
    case real
  }

  /// NumPy's name.
  let name: String
  let operandCount: Int
  /// NumPy's loops in the order they are tried, one letter each: `?bBhHiIlLefdFD` as `DType`'s cases;
  /// a minus sign in front says that bools are refused.
  let loops: String
  let resolution: Resolution
  let result: Result
  /// Flags NumPy reports for it.
  let warns: Status
  /// True when recomputing is dearer than storing and loading: divisions, roots, transcendentals.
  let isExpensive: Bool
  /// Writes the operation for operands of the loop's dtype (a condition: of bool).
  let expand: Expansion
}

extension Ufunc {
  var facts: UfuncFacts { Self.table[Int(rawValue)] }
  var index: UInt8 { rawValue }
  /// NumPy's name.
  public var name: String { facts.name }
  /// Number of operands.
  public var operandCount: Int { facts.operandCount }

  /// The dtype that operand `index` is converted to in the loop `loop`.
  func operandDType(_ index: Int, loop: DType) -> DType {
    if index > 0 { return loop }
    return switch traits.resolution {
    case .condition: .bool
    case .foreign: .uint64
    default: loop
    }
  }

  /// Likewise of an operand of `dtype`: a C function's arguments have been converted to what it takes.
  func operandDType(_ index: Int, loop: DType, from dtype: DType) -> DType {
    traits.resolution == .foreign ? dtype : operandDType(index, loop: loop)
  }

  /// The ufunc with NumPy's name `name`, or nil.
  public init?(name: String) {
    guard let index = Self.table.firstIndex(where: { $0.name == name }) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// The loop for operands of promoted dtype `common`, or nil.
  @inline(__always)
  func loop(_ common: DType) -> DType? { traits.loop(common) }

  /// The dtype of the result of the loop `loop`.
  @inline(__always)
  func result(_ loop: DType) -> DType {
    switch traits.result {
    case .loop: loop
    case .bool: .bool
    case .real: loop.realPart
    }
  }

  private static let letters = Array("?bBhHiIlLefdFD")

  /// The dtypes of the loops in the row of this ufunc.
  var loops: [DType] {
    facts.loops.compactMap { letter in
      Self.letters.firstIndex(of: letter).flatMap { DType(rawValue: UInt8($0)) }
    }
  }
}

// MARK: Traits

/// What recording an operation asks of its ufunc: plain bits, so that nothing is counted.
struct UfuncTraits {
  /// The loop for every promoted dtype, as its raw value, or 0xFF.
  fileprivate var loops = SIMD16<UInt8>(repeating: 0xFF)
  fileprivate(set) var result: UfuncFacts.Result
  fileprivate(set) var resolution: UfuncFacts.Resolution
  fileprivate(set) var isExpensive: Bool

  @inline(__always)
  func loop(_ common: DType) -> DType? {
    let code = loops[Int(common.rawValue)]
    // Only raw values of dtypes and the mark for none are ever stored.
    return code == 0xFF ? nil : unsafeBitCast(code, to: DType.self)
  }
}

extension Ufunc {
  /// The address of the traits of all ufuncs, 0 before they are first asked for.
  private static let knownTraits = Atomic<UInt>(0)

  @inline(__always)
  var traits: UfuncTraits {
    let known = Self.knownTraits.load(ordering: .acquiring)
    let all =
      UnsafePointer<UfuncTraits>(bitPattern: known)
      ?? Self.makeTraits()
    return all[Int(rawValue)]
  }

  @inline(never)
  private static func makeTraits() -> UnsafePointer<UfuncTraits> {
    let memory = UnsafeMutablePointer<UfuncTraits>.allocate(capacity: table.count)
    for number in table.indices {
      let ufunc = Ufunc(rawValue: UInt8(number))!
      let facts = ufunc.facts
      var traits = UfuncTraits(
        result: facts.result, resolution: facts.resolution, isExpensive: facts.isExpensive)
      let loops = ufunc.loops
      for common in DType.allCases {
        let exact = loops.contains(common) ? common : nil
        let isRefused = common == .bool && facts.loops.first == "-"
        let safe = loops.first { DType.canCast(common, to: $0) }
        let loop = isRefused ? nil : exact ?? safe
        traits.loops[Int(common.rawValue)] = loop?.rawValue ?? 0xFF
      }
      (memory + Int(ufunc.rawValue)).initialize(to: traits)
    }
    // Two threads may make them at once; then one copy is never used.
    knownTraits.store(UInt(bitPattern: memory), ordering: .releasing)
    return UnsafePointer(memory)
  }
}
