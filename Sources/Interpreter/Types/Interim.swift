// SPDX-License-Identifier: Apache-2.0
// Parts that other files are about to bring.
import Glibc

enum StrMethods { static var rows: [Builtin] { [] } }
enum BytesTypes { static func fill() {} }
enum ByteArray { static func bytes(of value: Value) -> [UInt8]? { nil } }
enum ComplexMath {
  static func power(_ a: Double, _ b: Double, _ c: Double, _ d: Double) throws(Raised) -> Value {
    throw raise(.notImplementedError, "complex")
  }
}
enum PercentFormat {
  static func format(_ s: Str, _ v: Value) throws(Raised) -> Value {
    throw raise(.notImplementedError, "%")
  }
}
enum Codecs {
  static func decode(_ v: Value, encoding: Value, errors: Value) throws(Raised) -> Value {
    throw raise(.notImplementedError, "decode")
  }
}
enum Pickling {
  static func reduce(_ v: Value, protocol: Int) throws(Raised) -> Value {
    throw raise(.notImplementedError, "reduce")
  }
  static func state(of v: Value) throws(Raised) -> Value { .none }
}
func formatted(_ value: Value, _ spec: Str) throws(Raised) -> Value {
  try callMethod(value, .format, spec.value)
}
enum EmbeddedLibrary { static let modules: [String: String] = [:] }
enum NativeModules { static func register() {} }
func reportUnraisable(_ text: String, _ value: Value) {
  let error = takeRaised()
  print(text, (try? reprText(value)) ?? "?", (try? reprText(error)) ?? "?")
  error.release()
}
func displayHook(_ value: Value) throws(Raised) { print(try reprText(value)) }
struct ArrayCell: BitwiseCopyable {
  var header: Header
  var array: Unmanaged<NativeObject>
}
enum Builtins {
  static func fill(_ module: Module) {
    let types = machine.pointee.types
    for type in [
      types.object, types.type, types.int, types.bool, types.float, types.str, types.tuple,
      types.list, types.dict, types.set, types.frozenSet, types.slice, types.range, types.property,
      types.staticMethod, types.classMethod, types.superType,
    ] {
      module.add(type)
    }
    for kind in ExceptionKind.allCases { module.add(kind.type) }
    module.add("True", consuming: .true)
    module.add("False", consuming: .false)
    module.add("None", consuming: .none)
    module.add("__debug__", consuming: .true)
    module.add([
      Builtin("print(*args)") { a throws(Raised) in
        var parts: [String] = []
        for v in Tuple(a[0]).buffer { parts.append(try strText(v)) }
        print(parts.joined(separator: " "))
        return .none
      },
      Builtin("len(obj, /)") { a throws(Raised) in Value(try length(a[0])) },
      Builtin("repr(obj, /)") { a throws(Raised) in try repr(a[0]) },
      Builtin("isinstance(obj, class_or_tuple, /)") { a throws(Raised) in
        Value(try isInstanceChecked(a[0], a[1]))
      },
      Builtin("__build_class__(func, name, /, *bases, **kwds)") { a throws(Raised) in
        try TypeType.buildClass(a)
      },
    ])
  }
}

func compile(_ source: [UInt8], fileName: String, mode: CompileMode) throws(Raised) -> Code {
  throw raise(.syntaxError, "no compiler yet")
}
