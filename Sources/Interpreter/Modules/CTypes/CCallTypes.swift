// SPDX-License-Identifier: Apache-2.0
// How classes of C data are passed to functions.
import ForeignFunctions

extension SimpleCode {
  /// The type that a value of this code is passed as.
  var callType: CType {
    switch Unicode.Scalar(letter) {
    case "c", "b": .int8
    case "B": .uint8
    case "?": .bool
    case "h", "v": .int16
    case "H": .uint16
    case "i", "u": .int32
    case "I": .uint32
    case "l", "q": .int64
    case "L", "Q": .uint64
    case "f": .float
    case "d": .double
    case "g": .longDouble
    default: .pointer
    }
  }
}

extension CTypeInfo {
  /// The type that instances are passed as, or that they have in structures.
  func callType() throws(Raised) -> CType {
    if let known = passedAs { return known }
    let type: CType
    switch kind {
    case .simple: type = code.callType
    case .pointer, .function: type = .pointer
    case .array: type = .array(try targetInfo?.callType() ?? .int8, count: length)
    case .structure, .union: type = .record(try layout())
    }
    passedAs = type
    return type
  }

  private func layout() throws(Raised) -> CStructLayout {
    var all: [CStructLayout.Field] = []
    for field in fields {
      guard let info = CTypeInfo.of(type: field.type) else { continue }
      let type = try info.callType()
      guard field.offset + type.size <= size else {
        throw raise(.typeError, "a structure whose fields lie outside of it cannot be passed")
      }
      all.append(
        CStructLayout.Field("", type, at: field.offset, bits: field.bits > 0 ? 0..<field.bits : nil)
      )
    }
    let alignment = max(alignment, 1)
    guard alignment.nonzeroBitCount == 1 else {
      throw raise(.typeError, "a structure aligned to \(alignment) bytes cannot be passed")
    }
    return CStructLayout(
      fields: all, size: size, alignment: alignment, isUnion: kind == .union)
  }
}

enum CCallTypes {
  /// The code that calls functions of these types.
  static func stub(_ arguments: [CType], returns result: CType) throws(Raised) -> CallStub {
    do {
      return try CallStub.of(CSignature(arguments, returns: result))
    } catch {
      throw raise(.typeError, "\(error)")
    }
  }
}
