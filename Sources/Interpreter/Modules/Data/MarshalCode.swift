// SPDX-License-Identifier: Apache-2.0
// Code objects as bytes: our own instructions, so only the program that wrote them reads them.
import CZlib
import Glibc

/// The parts of a code object as a tuple in marshal's own format, behind a mark of this form and a checksum.
///
/// Bytes that were damaged are refused by the checksum, other programs' by the mark, and what is left by the verifier of code.
enum MarshalCode {
  /// Tells this form, and the numbers of its opcodes, from any other.
  private static let mark: [UInt8] = {
    let table = Opcode.allCases.map { "\($0)" }.joined(separator: " ")
    return Array("weft".utf8) + checksum(Array(table.utf8))
  }()

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    let sum = UInt32(crc32_z(0, bytes, bytes.count))
    return (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt32($0))) }
  }

  // MARK: To bytes

  static func bytes(of code: Code, version: Int) throws(Raised) -> [UInt8] {
    let bytes = try parts(of: code, fileName: code.fileName, version)
    return mark + checksum(bytes) + bytes
  }

  /// Whether two are the same code, from whatever file.
  static func areEqual(_ a: Code, _ b: Code) throws(Raised) -> Bool {
    guard a !== b else { return true }
    guard a.name == b.name, a.instructionCount == b.instructionCount else { return false }
    // Without the marks of version 3, which tell what values have in common with others.
    return try parts(of: a, fileName: "", 2) == parts(of: b, fileName: "", 2)
  }

  private static func parts(of code: Code, fileName: String, _ version: Int) throws(Raised)
    -> [UInt8]
  {
    let parts = Tuple.make(consuming: [
      .string(code.name), .string(code.qualifiedName), .string(fileName),
      Value(code.firstLine), Value(Int(code.flags.rawValue)), Value(code.positionalOnlyCount),
      Value(code.positionalCount), Value(code.keywordOnlyCount), strings(code.localNames),
      plain(code.cellRegisters), strings(code.freeNames), Value(code.registerCount - 2),
      plain((0..<code.instructionCount).map(code.original)),
      Tuple.make(copying: UnsafeBufferPointer(start: code.constants, count: code.constantCount))
        .value,
      Value(code.cacheCount), plain(code.positions), plain(code.handlers),
    ]).value
    defer { parts.release() }
    var writer = MarshalWriter(version: version)
    try writer.write(parts)
    return writer.bytes
  }

  private static func strings(_ names: [String]) -> Value {
    Tuple.make(consuming: names.map { Value.string($0) }).value
  }

  private static func plain<T: BitwiseCopyable>(_ elements: [T]) -> Value {
    elements.withUnsafeBytes { .bytes(Array($0)) }
  }

  // MARK: From bytes

  /// A code object; owned.
  static func code(from bytes: [UInt8]) throws(Raised) -> Value {
    let refused = "bad marshal data (code of another program)"
    guard bytes.count > 12, bytes.starts(with: mark),
      Array(bytes[8..<12]) == checksum(Array(bytes[12...]))
    else { throw raise(.valueError, refused) }
    var reader = MarshalReader(.bytes(bytes[12...]))
    defer { reader.releaseShared() }
    let value = try reader.readObject()
    defer { value.release() }
    guard let code = made(of: value), Verifier.problems(of: code).isEmpty else {
      throw raise(.valueError, refused)
    }
    return .code(code)
  }

  private static func made(of value: Value) -> Code? {
    guard value.isExactly(.tuple), Tuple(value).count == 17 else { return nil }
    let fields = Tuple(value)
    guard fields[0].isStr, fields[1].isStr, fields[2].isStr,
      [3, 4, 5, 6, 7, 11, 14].allSatisfy({ fields[$0].tag == .int && fields[$0].asInt >= 0 }),
      fields[13].isExactly(.tuple), let localNames = strings(fields[8]),
      let cellRegisters = plain(fields[9], of: Int.self), let freeNames = strings(fields[10]),
      let instructions = plain(fields[12], of: Instruction.self),
      let positions = plain(fields[15], of: Position.self),
      let handlers = plain(fields[16], of: Handler.self)
    else { return nil }
    var parts = Code.Parts()
    (parts.name, parts.qualifiedName) = (Str(fields[0]).text, Str(fields[1]).text)
    (parts.fileName, parts.firstLine) = (Str(fields[2]).text, fields[3].asInt)
    parts.flags = Code.Flags(rawValue: UInt16(truncatingIfNeeded: fields[4].asInt))
    parts.positionalOnlyCount = fields[5].asInt
    parts.positionalCount = fields[6].asInt
    parts.keywordOnlyCount = fields[7].asInt
    (parts.localNames, parts.cellRegisters, parts.freeNames) = (
      localNames, cellRegisters, freeNames
    )
    parts.registerCount = fields[11].asInt
    (parts.instructions, parts.positions, parts.handlers) = (instructions, positions, handlers)
    parts.constants = Tuple(fields[13]).buffer.map { $0.retained() }
    parts.cacheCount = fields[14].asInt
    return Code(parts)
  }

  private static func strings(_ value: Value) -> [String]? {
    guard value.isExactly(.tuple), Tuple(value).buffer.allSatisfy({ $0.isStr }) else { return nil }
    return Tuple(value).buffer.map { Str($0).text }
  }

  private static func plain<T: BitwiseCopyable>(_ value: Value, of type: T.Type) -> [T]? {
    let size = MemoryLayout<T>.stride
    guard value.isExactly(.bytes), Bytes(value).count % size == 0 else { return nil }
    let count = Bytes(value).count / size
    return (0..<count).map {
      UnsafeRawPointer(Bytes(value).start + $0 * size).loadUnaligned(as: T.self)
    }
  }
}
