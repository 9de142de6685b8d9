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
  static func utf8(_ s: Str) throws(Raised) -> [UInt8] { Array(s.text.utf8) }
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
enum InterimPrint {
  static var rows: [Builtin] {
    [
      Builtin("print(*args)") { a throws(Raised) in
        var parts: [String] = []
        for v in Tuple(a[0]).buffer { parts.append(try strText(v)) }
        print(parts.joined(separator: " "))
        return .none
      }
    ]
  }
}
