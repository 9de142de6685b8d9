// SPDX-License-Identifier: Apache-2.0
// The second argument of prototypes: names, defaults and directions of parameters, and how arguments are found by them.

enum ParameterFlags {
  static let input = 1, output = 2, zero = 4

  /// The parts of one entry: `(flag, name, default)`.
  private static func parts(_ entry: Value) -> (flag: Int, name: Value, value: Value)? {
    guard entry.has(.tuple) else { return nil }
    let parts = Tuple(entry)
    guard parts.count >= 1, parts.count <= 3, parts[0].isInteger, parts[0].unboxed.tag != .object,
      parts.count < 2 || parts[1].isNone || parts[1].isStr
    else { return nil }
    return (
      parts[0].unboxed.asInt, parts.count > 1 ? parts[1] : .none,
      parts.count > 2 ? parts[2] : .unbound
    )
  }

  static func validate(_ type: TypeRef, _ flags: Value) throws(Raised) {
    guard let types = type.cInfo?.prototype?.types, types.has(.tuple), !flags.isNone else { return }
    guard flags.has(.tuple) else {
      throw raise(.typeError, "paramflags must be a tuple or None")
    }
    guard Tuple(flags).count == Tuple(types).count else {
      throw raise(.valueError, "paramflags must have the same length as argtypes")
    }
    for (index, entry) in Tuple(flags).buffer.enumerated() {
      guard let (flag, _, _) = parts(entry) else {
        throw raise(
          .typeError, "paramflags must be a sequence of (int [,string [,value]]) tuples")
      }
      switch flag & 7 {
      case 0, input, input | zero, input | output: break
      case output:
        let info = CTypeInfo.of(type: Tuple(types)[index])
        guard
          info?.kind == .pointer || info?.kind == .array
            || (info?.kind == .simple && "PzZ".utf8.contains(info?.code.letter ?? 0))
        else {
          throw raise(
            .typeError,
            "'out' parameter \(index + 1) must be a pointer type, not \(typeName(Tuple(types)[index]))"
          )
        }
      default: throw raise(.typeError, "paramflag value \(flag) not supported")
      }
    }
  }

  private static func typeName(_ type: Value) -> String {
    type.has(.type) ? TypeRef(type).name : type.type.name
  }

  /// The arguments of a call as parameters take them, owned, and which of them are results (bits).
  static func arguments(
    _ flags: Value, _ types: Value, _ given: CallArguments
  ) throws(Raised) -> (values: [Value], outputs: UInt64, both: UInt64) {
    var values: [Value] = []
    var (outputs, both): (UInt64, UInt64) = (0, 0)
    var next = 0
    do throws(Raised) {
      for (index, entry) in Tuple(flags).buffer.enumerated() {
        guard let (flag, name, standard) = parts(entry) else { continue }
        switch flag & 7 {
        case input | zero: values.append(standard.isUnbound ? Value(0) : standard.retained())
        case output:
          values.append(try output(Tuple(types)[index], standard))
          outputs |= 1 << UInt64(index & 63)
        default:
          if flag & 3 == 3 { both |= 1 << UInt64(index & 63) }
          values.append(try argument(&next, name, standard, given))
        }
      }
      if given.count != next {
        throw raise(
          .typeError,
          "call takes exactly \(next) argument\(given.count == 1 ? "" : "s") (\(given.count) given)"
        )
      }
    } catch {
      for value in values { value.release() }
      throw error
    }
    return (values, outputs, both)
  }

  private static func argument(
    _ next: inout Int, _ name: Value, _ standard: Value, _ given: CallArguments
  ) throws(Raised) -> Value {
    if next < given.positionalCount {
      next += 1
      return given[next - 1].retained()
    }
    if name.isStr {
      let value = given.keyword(Str(name))
      if !value.isUnbound {
        next += 1
        return value.retained()
      }
    }
    if !standard.isUnbound { return standard.retained() }
    throw raise(
      .typeError,
      name.isStr ? "required argument '\(Str(name).text)' missing" : "not enough arguments")
  }

  /// A place for a result: the default, an array, or what the pointer type points to.
  private static func output(_ type: Value, _ standard: Value) throws(Raised) -> Value {
    if !standard.isUnbound { return standard.retained() }
    guard let info = CTypeInfo.of(type: type) else {
      throw raise(.runtimeError, "NULL stgdict unexpected")
    }
    if info.kind == .simple {
      throw raise(
        .typeError,
        "\(TypeRef(type).name) 'out' parameter must be passed as default value")
    }
    return try call(info.kind == .array ? type : info.target)
  }

  /// The result of a call: of those parameters that are results, if any.
  static func result(
    _ result: Value, _ values: [Value], outputs: UInt64, both: UInt64
  ) throws(Raised) -> Value {
    if outputs | both == 0 { return result }
    defer { result.release() }
    var results: [Value] = []
    let key = Value.interned("__ctypes_from_outparam__")
    defer { key.release() }
    do throws(Raised) {
      for (index, value) in values.enumerated() {
        let bit: UInt64 = 1 << UInt64(index & 63)
        if both & bit != 0 {
          results.append(value.retained())
        } else if outputs & bit != 0 {
          results.append(try callMethod(value, Str(key), []))
        }
      }
    } catch {
      for value in results { value.release() }
      throw error
    }
    return results.count == 1 ? results[0] : Tuple.make(consuming: results).value
  }
}
