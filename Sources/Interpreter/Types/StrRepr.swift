// SPDX-License-Identifier: Apache-2.0
// repr and ascii of strings.

enum StrRepr {
  /// `repr(string)`; owned.
  static func repr(_ string: Str, asciiOnly: Bool = false) -> Str {
    let points = string.codePoints
    let (single, double) = (UInt32(UInt8(ascii: "'")), UInt32(UInt8(ascii: "\"")))
    let quote = points.contains(single) && !points.contains(double) ? double : single
    var result: [UInt32] = [quote]
    result.reserveCapacity(points.count + 2)
    for point in points {
      switch point {
      case quote, 92: result += [92, point]
      case 9: result += [92, 116]
      case 10: result += [92, 110]
      case 13: result += [92, 114]
      case 32..<127: result.append(point)
      default:
        if !asciiOnly && point > 127 && isPrintable(point) {
          result.append(point)
        } else {
          let (letter, width): (Character, Int) =
            point < 256 ? ("x", 2) : point < 65_536 ? ("u", 4) : ("U", 8)
          let digits = String(point, radix: 16)
          let text = "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
          result += text.unicodeScalars.map(\.value)
        }
      }
    }
    result.append(quote)
    return Str.make(result)
  }

  /// What `str.isprintable` says of one character: no control, format, surrogate, private, unassigned one, no space but ' '.
  static func isPrintable(_ point: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(point) else { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    case .spaceSeparator: return point == 32
    default: return true
    }
  }
}

/// `ascii(value)`; owned.
func ascii(_ value: Value) throws(Raised) -> Value {
  let text = try repr(value)
  if Str(text).isASCII { return text }
  defer { text.release() }
  var result: [UInt32] = []
  for point in Str(text).codePoints {
    if point < 128 {
      result.append(point)
      continue
    }
    let (letter, width): (Character, Int) =
      point < 256 ? ("x", 2) : point < 65_536 ? ("u", 4) : ("U", 8)
    let digits = String(point, radix: 16)
    let escape = "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    result += escape.unicodeScalars.map(\.value)
  }
  return Str.make(result).value
}
