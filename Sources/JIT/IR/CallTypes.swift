// SPDX-License-Identifier: Apache-2.0
// What the instruction `callEach` needs to know of a C function, and the frame in memory that tells it the rest.

/// The types of a C function's arguments and result.
///
/// As one number, the payload of `callEach`: in its low four bits how many arguments there are, then four bits for the result and for
/// each argument.
package struct CallTypes: Equatable {
  package let result: Element
  package let arguments: [Element]

  /// Arguments of each kind that travel in registers; there may be no others.
  static let mostGeneral = 6
  static let mostVector = 8

  package init(_ arguments: [Element], returns result: Element) {
    self.result = result
    self.arguments = arguments
  }

  package init(bits: UInt64) {
    func element(_ place: Int) -> Element {
      Element(rawValue: UInt8(truncatingIfNeeded: bits >> UInt64(4 * place) & 15)) ?? .ptr
    }
    result = element(1)
    arguments = (0..<Swift.min(Int(bits & 15), 14)).map { element(2 + $0) }
  }

  init(high: Int32, low: Int32) {
    self.init(bits: UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low)))
  }

  package var bits: UInt64 {
    var bits = UInt64(arguments.count)
    for (place, element) in ([result] + arguments).enumerated() {
      bits |= UInt64(element.rawValue) << UInt64(4 * place + 4)
    }
    return bits
  }

  /// Whether there are machine registers for all arguments, which are numbers or truth values.
  package var isValid: Bool {
    let vectors = arguments.count { $0 == .f32 || $0 == .f64 }
    return ([result] + arguments).allSatisfy {
      $0 == .bool || OpFacts.Domain.numbers.contains($0)
    } && vectors <= Self.mostVector && arguments.count - vectors <= Self.mostGeneral
  }

  /// Whether the loop in C has a copy for these types: one to three arguments of the result's type, a number.
  var areLoopedInC: Bool {
    (1...3).contains(arguments.count) && result != .bool && arguments.allSatisfy { $0 == result }
  }
}

/// Bytes from the start of a frame to its words.
///
/// ORDER: weft_call_frame.
package enum CallFrame {
  /// The function's address.
  package static let function: Int32 = 0
  /// How many elements it is called for.
  package static let count: Int32 = 8
  /// Where the results go, one after the other.
  package static let result: Int32 = 16
  /// Where argument `number` of the first element is; the others follow.
  package static func argument(_ number: Int) -> Int32 { 24 + 8 * Int32(number) }
  /// Bytes of a frame for the most arguments there can be.
  package static let bytes = 24 + 8 * (CallTypes.mostGeneral + CallTypes.mostVector)
}
