// SPDX-License-Identifier: Apache-2.0
// Where in a script an array operation was written, so that a warning found later names that line.
import Weft

/// A place in a script as the engine keeps it with each pending operation: 64 bits.
///
/// Bits 0–27 are the instruction, 28–59 the number of the code, 60–63 the conditions ignored as it was written.
enum Origins {
  /// The codes that have a number, by it; nil for those that have ended.
  ///
  /// Numbers are not given twice.
  nonisolated(unsafe) private static var codes: [Unmanaged<Code>?] = [nil]

  /// Where the machine is; 0 outside of scripts.
  static var current: UInt64 {
    let frame = machine.pointee.frame
    guard frame > machine.pointee.frames else { return 0 }
    let code = frame.pointee.code
    var number = code._withUnsafeGuaranteedRef { $0.originNumber }
    if number == 0 { number = register(code) }
    let index = frame.pointee.pc - code._withUnsafeGuaranteedRef { $0.instructions } - 1
    return FloatWarnings.ignored << 60 | UInt64(number) << 28 | UInt64(max(0, index)) & 0xFFF_FFFF
  }

  @inline(never)
  private static func register(_ code: Unmanaged<Code>) -> UInt32 {
    let number = UInt32(codes.count)
    codes.append(code)
    code.takeUnretainedValue().originNumber = number
    return number
  }

  static func forget(_ number: UInt32) { codes[Int(number)] = nil }

  /// What `FloatWarnings.ignored` was as the operation was written.
  static func ignored(_ origin: UInt64) -> UInt64 { origin >> 60 }

  /// The code and the line; nil if there is none, or it has ended.
  static func place(_ origin: UInt64) -> (code: Code, line: Int)? {
    guard let code = codes[Int(origin >> 28 & 0xFFFF_FFFF)]?.takeUnretainedValue() else {
      return nil
    }
    let index = Int(origin & 0xFFF_FFFF)
    return index < code.positions.count ? (code, Int(code.positions[index].line)) : nil
  }

  /// The namespace of the module that code belongs to: of a frame that runs it, else of the module of that file.
  static func globals(of code: Code) -> Dict? {
    var frame = machine.pointee.frame
    while frame > machine.pointee.frames {
      if frame.pointee.code.takeUnretainedValue().fileName == code.fileName {
        return frame.pointee.globals
      }
      frame -= 1
    }
    let modules = Dict(machine.pointee.modules)
    for index in 0..<modules.used {
      let entry = modules.entries[index]
      guard !entry.key.isUnbound, entry.value.has(.module) else { continue }
      let file = Module(entry.value).namespace.get("__file__")
      if file.isStr, Str(file).text == code.fileName { return Module(entry.value).namespace }
    }
    return nil
  }
}
