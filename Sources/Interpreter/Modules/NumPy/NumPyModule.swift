// SPDX-License-Identifier: Apache-2.0
// The numpy module: constants, dtypes, ufuncs and functions, each a row over the engine's public API.
import Weft

enum NumPyModule {
  static var module: NativeModule {
    NativeModule("numpy") { module throws(Raised) in try fill(module) }
  }

  /// An attribute of the module; borrowed, nil if there is none or numpy is not imported.
  static func attribute(_ name: String) -> Value? {
    let numpy = Dict(machine.pointee.modules).get("numpy")
    guard numpy.has(.module) else { return nil }
    let value = Module(numpy).namespace.get(name)
    return value.isUnbound ? nil : value
  }

  private static func fill(_ module: Module) throws(Raised) {
    NumPyScalars.makeTypes()
    ArrayType.fill()
    module.namespace.set("__version__", consuming: .string("2.4.0"))
    let path = List.make()
    module.namespace.set("__path__", consuming: path.value)
    addConstants(module)
    addTypes(module)
    addUfuncs(module)
    module.add(NumPyFunctions.rows)
    module.add(FloatWarnings.rows)
    module.add(FloatWarnings.stateType)
    addStatistics(module)
    FloatWarnings.listen()
    for name in ["random", "linalg"] {
      let part = try Import.load("numpy.\(name)")
      module.add(name, consuming: part)
    }
    let missing = Builtin("__getattr__(name, /)") { a throws(Raised) in
      let name = a[0].isStr ? Str(a[0]).text : "?"
      if let value = try NumPyLibrary.attribute(name) { return value }
      throw raise(
        .attributeError,
        "module 'numpy' has no attribute '\(name)' in Weft; the original is cpython.numpy.\(name)")
    }
    module.namespace.set("__getattr__", consuming: .builtin(missing, module: "numpy"))
    let listing = Builtin("__dir__()") { _ throws(Raised) in
      var names = NumPyLibrary.names.map { Value.string($0) }
      let numpy = Dict(machine.pointee.modules).get("numpy")
      if numpy.has(.module) {
        try forEach(Module(numpy).namespace.value) { name throws(Raised) in
          let text = Str(name).text
          if !text.hasPrefix("_") || text.hasPrefix("__") { names.append(name.retained()) }
          return true
        }
      }
      return List.make(consuming: names).value
    }
    module.namespace.set("__dir__", consuming: .builtin(listing, module: "numpy"))
  }

  /// Sorting, sets and statistics.
  private static func addStatistics(_ module: Module) {
    for rows in [
      NumPySorting.rows, NumPySets.rows, NumPyStatistics.rows, NumPyNaNFunctions.rows,
      NumPyHistograms.rows, NumPyDifferences.rows, NumPyPolynomials.rows,
    ] { module.add(rows) }
  }

  private static func addConstants(_ module: Module) {
    module.add("pi", consuming: Value(Double.pi))
    module.add("e", consuming: Value(2.718281828459045))
    module.add("euler_gamma", consuming: Value(0.5772156649015329))
    module.add("inf", consuming: Value(Double.infinity))
    module.add("nan", consuming: Value(Double.nan))
    module.add("newaxis", consuming: .none)
    module.add("True_", consuming: Value(tag: .numpyBool, bits: 1))
    module.add("False_", consuming: Value(tag: .numpyBool, bits: 0))
    module.add("little_endian", consuming: .true)
  }

  private static func addTypes(_ module: Module) {
    module.add(machine.pointee.types.array)
    module.add(DTypeObject.type)
    module.add(UfuncObject.type)
    module.namespace.set("flatiter", FlatIterator.type.value)
    guard let types = NumPyScalars.types else { return }
    for dtype in DType.allCases { module.add(types[dtype]) }
    for (name, dtype) in [
      ("bool_", DType.bool), ("int_", .int64), ("uint", .uint64), ("intp", .int64),
      ("uintp", .uint64), ("byte", .int8), ("ubyte", .uint8), ("short", .int16),
      ("ushort", .uint16), ("intc", .int32), ("uintc", .uint32), ("long", .int64),
      ("ulong", .uint64), ("longlong", .int64), ("ulonglong", .uint64), ("half", .float16),
      ("single", .float32), ("double", .float64), ("csingle", .complex64),
      ("cdouble", .complex128),
    ] { module.namespace.set(name, types[dtype].value) }
    for type in [
      types.generic, types.number, types.integer, types.signedInteger, types.unsignedInteger,
      types.inexact, types.floating, types.complexFloating,
    ] { module.add(type) }
  }

  private static func addUfuncs(_ module: Module) {
    for ufunc in Ufunc.allCases where ![.select, .copy, .real, .imaginary, .clip].contains(ufunc) {
      module.add(ufunc.name, consuming: UfuncObject.value(UfuncObject(ufunc)))
    }
    for ufunc in UfuncMethods.others {
      module.add(ufunc.name, consuming: UfuncObject.value(ufunc))
    }
    for (alias, name) in [
      ("abs", "absolute"), ("mod", "remainder"), ("true_divide", "divide"), ("conj", "conjugate"),
      ("pow", "power"), ("acos", "arccos"), ("asin", "arcsin"), ("atan", "arctan"),
      ("atan2", "arctan2"), ("acosh", "arccosh"), ("asinh", "arcsinh"), ("atanh", "arctanh"),
      ("bitwise_not", "invert"), ("bitwise_invert", "invert"),
      ("bitwise_left_shift", "left_shift"), ("bitwise_right_shift", "right_shift"),
    ] {
      let value = module.namespace.get(name)
      if !value.isUnbound { module.namespace.set(alias, value) }
    }
  }
}
