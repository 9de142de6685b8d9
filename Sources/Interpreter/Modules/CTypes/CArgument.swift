// SPDX-License-Identifier: Apache-2.0
// What `byref` and `from_param` make: a value ready to be passed to a function, with what must live until then.

final class CArgument: NativeObject {
  /// The code of a simple type, `P` for addresses, `V` for structures and unions.
  private(set) var letter: UInt8
  /// The number or address, as it would lie in memory.
  var low: UInt64 = 0
  var high: UInt64 = 0
  /// What it came from; owned.
  private(set) var object: Value

  init(_ letter: Unicode.Scalar, object: Value) {
    self.letter = UInt8(letter.value)
    self.object = object.retained()
  }

  /// An address within an object; owned.
  static func address(_ address: UInt, of object: Value) -> Value {
    let reference = spares ?? .passRetained(CArgument("P", object: .none))
    reference._withUnsafeGuaranteedRef { argument in
      if argument.isSpare {
        argument.isSpare = false
        spares = argument.nextSpare
        spareCount -= 1
        argument.letter = UInt8(ascii: "P")
      }
      argument.object = object.retained()
      argument.low = UInt64(address)
    }
    return .native(consuming: .fromOpaque(reference.toOpaque()), type)
  }

  /// A value of a simple type; what must be kept for it is.
  init(_ code: SimpleCode, _ value: Value, swapped: Bool) throws(Raised) {
    letter = code.letter
    object = .none
    super.init()
    var memory: (UInt64, UInt64) = (0, 0)
    var failure: Raised?
    withUnsafeMutableBytes(of: &memory) { bytes in
      do throws(Raised) {
        object = try code.store(value, bytes.baseAddress.unsafelyUnwrapped, swapped: swapped)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    (low, high) = memory
  }

  deinit { object.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(object) }
  override func clearReferences() {
    let old = object
    object = .none
    old.release()
  }

  // MARK: Used again

  /// Objects of ended boxes, for new ones: `byref` is mostly called for one call.
  nonisolated(unsafe) private static var spares: Unmanaged<CArgument>?
  nonisolated(unsafe) private static var spareCount = 0
  private var nextSpare: Unmanaged<CArgument>?
  private var isSpare = false

  override func end(_ cell: UnsafeMutablePointer<NativeCell>) {
    let old = object
    object = .none
    if Self.spareCount < 16 {
      high = 0
      isSpare = true
      nextSpare = Self.spares
      Self.spares = .passUnretained(self)
      Self.spareCount += 1
    } else {
      cell.pointee.object.release()
    }
    old.release()
  }

  /// The code that it is passed as.
  var code: SimpleCode { SimpleCode(letter: letter) }

  var boxed: Value { .native(self, CArgument.type) }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "CArgObject", module: "_ctypes",
    properties: [
      Property("_obj") { v throws(Raised) in v.nativeKnown(CArgument.self).object.retained() }
    ]
  ) { slots in
    slots.repr = { v throws(Raised) in .string(try v.nativeKnown(CArgument.self).text(v)) }
  }

  private func text(_ v: Value) throws(Raised) -> String {
    let name = String(decoding: [letter], as: UTF8.self)
    switch Unicode.Scalar(letter) {
    case "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "d", "f":
      var memory = low
      var number = Value.none
      try withUnsafeBytes(of: &memory) { bytes throws(Raised) in
        number = try code.load(bytes.baseAddress.unsafelyUnwrapped)
      }
      defer { number.release() }
      return "<cparam '\(name)' (\(try reprText(number)))>"
    case "c":
      let byte = UInt8(truncatingIfNeeded: low)
      let isPlain =
        byte >= 32 && byte < 127 && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "'")
      let hex = String(byte, radix: 16)
      let shown =
        isPlain
        ? String(decoding: [byte], as: UTF8.self)
        : "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
      return "<cparam 'c' ('\(shown)')>"
    case "z", "Z", "P": return "<cparam '\(name)' (0x\(String(low, radix: 16)))>"
    default: return "<cparam '\(name)' at \(ObjectType.address(v))>"
    }
  }
}
