// SPDX-License-Identifier: Apache-2.0
// Parts that other files are about to bring.
import Glibc

enum ComplexMath {
  static func power(_ a: Double, _ b: Double, _ c: Double, _ d: Double) throws(Raised) -> Value {
    throw raise(.notImplementedError, "complex")
  }
}
enum Pickling {
  static func reduce(_ v: Value, protocol: Int) throws(Raised) -> Value {
    throw raise(.notImplementedError, "reduce")
  }
  static func state(of v: Value) throws(Raised) -> Value { .none }
}
enum EmbeddedLibrary { static let modules: [String: String] = [:] }
