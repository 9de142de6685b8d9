// SPDX-License-Identifier: Apache-2.0
// The short way to call a function whose arguments and result are plain: decided at its first call, until it is told otherwise.
import ForeignFunctions
import Glibc

/// How a function is called when its arguments are what they were the first time: numbers, addresses, strings.
///
/// Arguments are written where the stub reads them, without objects in between. Anything else takes the long way, which raises the
/// errors there are.
final class CCallPlan {
  /// What an argument must be.
  enum Kind: UInt8 {
    case byte, half, word, long, bool, float, double
    /// `c_char_p`: bytes or None. `c_void_p`: also ints and what has an address. Pointers to a type, functions of a type.
    case bytes, address, pointer, function
    /// Structures and unions by value.
    case record
    /// `py_object`, of functions of our own, which take it as it is.
    case object
  }
  enum Answer: UInt8 { case nothing, int, double, other, instance }

  let count: Int
  private let kinds: UnsafeMutablePointer<Kind>
  private let offsets: UnsafeMutablePointer<Int>
  /// What pointers point to, or the type of functions; borrowed from the function's types, which are held as long as the plan.
  private let targets: UnsafeMutablePointer<Value>
  private let buffer: UnsafeMutableRawPointer
  /// Lives as long as the process.
  private let stub: Unmanaged<CallStub>
  /// The type of a result that is an instance; borrowed likewise.
  private let resultType: Value
  private let answer: Answer
  private let code: SimpleCode
  private let usesErrno: Bool
  /// Which function of our own it is; nil for C's.
  private let native: NativeCalls.Kind?

  /// nil where something is not plain.
  init?(
    _ values: [Value], types: Value, converters: [Value], result: Value,
    native: NativeCalls.Kind?, usesErrno: Bool
  ) {
    var kinds: [Kind] = []
    var targets: [Value] = []
    for (index, value) in values.enumerated() {
      let type = index < converters.count ? Tuple(types)[index] : .unbound
      let kind =
        type.isUnbound
        ? CCallPlan.kind(of: value) : CCallPlan.kind(ofType: type, converters[index])
      guard let kind, kind != .object || native != nil else { return nil }
      kinds.append(kind)
      targets.append(
        kind == .pointer
          ? CTypeInfo.of(type: type)?.target ?? .unbound
          : kind == .function || kind == .record ? type : .unbound)
    }
    let info = CTypeInfo.of(type: result)
    guard result.isNone || result.isUnbound || info != nil, !(info?.isSwapped ?? false) else {
      return nil
    }
    code = info?.code ?? SimpleCode(letter: UInt8(ascii: "i"))
    let isPlain = info?.readsPlainly ?? true
    // Objects and wide characters may raise errors.
    if isPlain, native == nil, "OuZ".utf8.contains(code.letter) { return nil }
    // Those read an address and a number or two objects.
    if let native {
      guard kinds == (native == .cast ? [.address, .object, .object] : [.address, .word]) else {
        return nil
      }
    }
    let known: CallStub
    do throws(Raised) {
      var passed: [CType] = []
      for (kind, target) in zip(kinds, targets) {
        passed.append(
          kind == .record ? try CTypeInfo.of(type: target)?.callType() ?? .int8 : kind.callType)
      }
      known = try CCallTypes.stub(
        passed, returns: result.isNone ? .void : try info?.callType() ?? .int32)
    } catch {
      takeRaised().release()
      return nil
    }
    resultType = result
    answer =
      result.isNone
      ? .nothing
      : !isPlain
        ? .instance
        : code.letter == UInt8(ascii: "i")
          ? .int
          : code.letter == UInt8(ascii: "d") ? .double : .other
    stub = .passRetained(known)
    self.usesErrno = usesErrno
    self.native = native
    count = values.count
    self.kinds = .allocate(capacity: max(count, 1))
    self.targets = .allocate(capacity: max(count, 1))
    offsets = .allocate(capacity: max(count, 1))
    for index in 0..<count {
      (self.kinds + index).initialize(to: kinds[index])
      (self.targets + index).initialize(to: targets[index])
      (offsets + index).initialize(to: known.offsets[index])
    }
    buffer = .allocate(byteCount: max(known.bufferSize, 16), alignment: 16)
  }

  deinit {
    stub.release()
    kinds.deallocate()
    targets.deallocate()
    offsets.deallocate()
    buffer.deallocate()
  }

  /// Of an argument without a type.
  private static func kind(of value: Value) -> Kind? {
    value.tag == .int ? .word : value.has(.bytes) ? .bytes : nil
  }

  /// Of an argument of a type, whose `from_param` must be the type's own.
  private static func kind(ofType type: Value, _ converter: Value) -> Kind? {
    guard let info = CTypeInfo.of(type: type), converter.has(.builtin),
      converter.cell(as: BuiltinCell.self).pointee.instance.isIdentical(to: type)
    else { return nil }
    switch info.kind {
    case .pointer: return info.target.has(.type) ? .pointer : nil
    case .function: return .function
    case .structure, .union: return .record
    case .simple:
      if info.isSwapped { return nil }
      switch Unicode.Scalar(info.code.letter) {
      case "b", "B": return .byte
      case "h", "H": return .half
      case "i", "I": return .word
      case "l", "L", "q", "Q": return .long
      case "?": return .bool
      case "f": return .float
      case "d": return .double
      case "z": return .bytes
      case "P": return .address
      case "O": return .object
      default: return nil
      }
    default: return nil
    }
  }

  // MARK: Calls

  /// Calls the function; unbound if an argument is not plain.
  @inline(__always)
  func run(_ address: UInt, _ arguments: CallArguments) throws(Raised) -> Value {
    guard let function = UnsafeRawPointer(bitPattern: address), arguments.count == count else {
      return .unbound
    }
    for index in 0..<count {
      if !store(arguments[index], kinds[index], buffer + offsets[index], index) { return .unbound }
    }
    if let native {
      return try NativeCalls.call(
        native, buffer.load(fromByteOffset: offsets[0], as: UInt.self),
        buffer.load(fromByteOffset: offsets[1], as: Int32.self)
      ) { arguments[$0] }
    }
    // After the call the function may have another plan.
    let (answer, code) = (answer, code)
    if answer == .instance { return instance(function) }
    var memory: (UInt64, UInt64) = (0, 0)
    return withUnsafeMutableBytes(of: &memory) { bytes in
      let place = bytes.baseAddress.unsafelyUnwrapped
      call(function, place)
      switch answer {
      case .int: return Value(Int(place.load(as: Int32.self)))
      case .double: return Value(place.load(as: Double.self))
      case .nothing, .instance: return .none
      case .other: return (try? code.load(place)) ?? .none
      }
    }
  }

  private func instance(_ function: UnsafeRawPointer) -> Value {
    guard let result = try? Value.newCData(TypeRef(resultType)), let data = result.cData else {
      takeRaised().release()
      return .unbound
    }
    call(function, data.memory)
    return result
  }

  @inline(__always)
  private func call(_ function: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    let (buffer, usesErrno) = (UnsafeRawPointer(buffer), usesErrno)
    stub._withUnsafeGuaranteedRef { stub in
      if usesErrno {
        CFunctionCall.savedErrno = stub.call(
          function: function, buffer: buffer, result: result, errno: CFunctionCall.savedErrno)
      } else {
        stub.call(function: function, buffer: buffer, result: result)
      }
    }
  }

  /// Writes an argument; false if it is not plain.
  @inline(__always)
  private func store(
    _ value: Value, _ kind: Kind, _ place: UnsafeMutableRawPointer, _ index: Int
  ) -> Bool {
    switch kind {
    case .word:
      guard value.tag == .int || value.tag == .bool else { return false }
      place.storeBytes(of: UInt32(truncatingIfNeeded: value.bits), as: UInt32.self)
    case .long:
      guard value.tag == .int || value.tag == .bool else { return false }
      place.storeBytes(of: value.bits, as: UInt64.self)
    case .double:
      guard value.tag == .float || value.tag == .int else { return false }
      let number = value.tag == .float ? value.asFloat : Double(value.asInt)
      place.storeBytes(of: number, as: Double.self)
    case .float:
      guard value.tag == .float || value.tag == .int else { return false }
      let number = value.tag == .float ? value.asFloat : Double(value.asInt)
      place.storeBytes(of: Float(number), as: Float.self)
    case .byte:
      guard value.tag == .int || value.tag == .bool else { return false }
      place.storeBytes(of: UInt8(truncatingIfNeeded: value.bits), as: UInt8.self)
    case .half:
      guard value.tag == .int || value.tag == .bool else { return false }
      place.storeBytes(of: UInt16(truncatingIfNeeded: value.bits), as: UInt16.self)
    case .bool:
      guard value.tag == .int || value.tag == .bool else { return false }
      place.storeBytes(of: value.bits != 0 ? 1 : 0, as: UInt8.self)
    case .bytes:
      if value.has(.bytes) {
        place.storeBytes(of: UInt(bitPattern: Bytes(value).start), as: UInt.self)
      } else if value.isNone {
        place.storeBytes(of: 0, as: UInt.self)
      } else {
        return false
      }
    case .record:
      guard value.isObject, value.type.value.isIdentical(to: targets[index]),
        let data = value.cData
      else { return false }
      place.copyMemory(from: data.memory, byteCount: data.facts.pointee.size)
    case .object: break
    case .address, .pointer, .function:
      guard let word = CCallPlan.address(value, kind, targets[index]) else { return false }
      place.storeBytes(of: word, as: UInt.self)
    }
    return true
  }

  /// The address that is passed for an argument; nil if it is not plain.
  private static func address(_ value: Value, _ kind: Kind, _ target: Value) -> UInt? {
    if value.isNone, kind != .function { return 0 }
    guard value.isObject else {
      return kind == .address && value.tag == .int ? UInt(value.bits) : nil
    }
    if let data = value.cData {
      let own = data.facts.pointee.target
      switch (kind, data.facts.pointee.kind) {
      case (.address, .pointer), (.address, .function): return data.address
      case (.address, .array): return UInt(bitPattern: data.memory)
      case (.pointer, .pointer) where own.isIdentical(to: target): return data.address
      case (.pointer, .array) where own.isIdentical(to: target):
        return UInt(bitPattern: data.memory)
      case (.pointer, _) where value.type.value.isIdentical(to: target):
        return UInt(bitPattern: data.memory)
      case (.function, .function) where value.type.value.isIdentical(to: target):
        return data.address
      default: return nil
      }
    }
    if value.header.pointee.type == CArgument.type {
      let argument = value.nativeKnown(CArgument.self)
      guard argument.letter == UInt8(ascii: "P") else { return nil }
      if kind == .address { return UInt(argument.low) }
      return kind == .pointer && argument.object.type.value.isIdentical(to: target)
        ? UInt(argument.low) : nil
    }
    if kind == .address, value.has(.bytes) { return UInt(bitPattern: Bytes(value).start) }
    return nil
  }
}

extension CCallPlan.Kind {
  /// The type that is passed.
  fileprivate var callType: CType {
    switch self {
    case .byte: .int8
    case .half: .int16
    case .word: .int32
    case .long: .int64
    case .bool: .bool
    case .float: .float
    case .double: .double
    case .bytes, .address, .pointer, .function, .record, .object: .pointer
    }
  }
}
