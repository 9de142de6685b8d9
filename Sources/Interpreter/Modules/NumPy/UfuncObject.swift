// SPDX-License-Identifier: Apache-2.0
// numpy.ufunc: universal functions as objects of scripts.
import Weft

/// One ufunc.
///
/// Most are the engine's; `implementation` computes those that are compositions or have several results.
final class UfuncObject: NativeObject {
  typealias Implementation = ([ArrayOperand]) throws(Raised) -> [NDArray]

  let name: String
  let inputCount: Int
  let outputCount: Int
  let ufunc: Ufunc?
  /// What reduces, accumulates and tabulates; nil unless it has two operands and one result.
  let binary: BinaryFunction?
  let implementation: Implementation

  init(_ ufunc: Ufunc, name: String? = nil) {
    self.name = name ?? ufunc.name
    self.ufunc = ufunc
    inputCount = ufunc.operandCount
    outputCount = 1
    binary = ufunc.binary
    implementation = { operands throws(Raised) in
      if operands.count == 2 { return [try ArrayOperators.apply(ufunc, operands[0], operands[1])] }
      if operands.count == 1, case .array(let array) = operands[0] {
        return [try engine { () throws(ArrayError) in try ufunc.record(array) }]
      }
      return [try engine { () throws(ArrayError) in try ufunc.record(operands) }]
    }
  }

  init(_ binary: BinaryFunction) {
    name = binary.name
    ufunc = nil
    inputCount = 2
    outputCount = 1
    self.binary = binary
    implementation = { operands throws(Raised) in
      [try engine { () throws(ArrayError) in try binary(operands[0], operands[1]) }]
    }
  }

  init(
    _ name: String, inputs: Int, outputs: Int = 1, _ implementation: @escaping Implementation
  ) {
    self.name = name
    ufunc = nil
    binary = nil
    inputCount = inputs
    outputCount = outputs
    self.implementation = implementation
  }

  static func value(_ object: UfuncObject) -> Value { .native(object, type) }

  static func own(_ v: Value) throws(Raised) -> UfuncObject {
    guard let own = v.native(UfuncObject.self) else { throw raise(.typeError, "not a ufunc") }
    return own
  }

  func operand(_ value: Value) throws(Raised) -> ArrayOperand {
    guard let operand = try ArrayConversion.operand(value) else {
      throw raise(
        .typeError,
        "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''"
      )
    }
    return operand
  }

  /// Throws NumPy's error for two operands one of which is a string.
  private func refuseTexts(_ arguments: CallArguments) throws(Raised) {
    guard inputCount == 2, arguments[0].isStr || arguments[1].isStr else { return }
    throw try Self.missingLoop(name, [arguments[0], arguments[1]])
  }

  /// NumPy's error for operands that are strings: it has a dtype for them, but no loop.
  static func missingLoop(_ name: String, _ operands: [Value]) throws(Raised) -> Raised {
    var dtypes: [String] = []
    for operand in operands {
      dtypes.append(
        operand.isStr
          ? "dtype('<U\(max(1, Str(operand).count))')"
          : "dtype('\(try ArrayConversion.array(operand).dtype)')")
    }
    return raise(
      .typeError,
      "ufunc '\(name)' did not contain a loop with signature matching types (\(dtypes.joined(separator: ", "))) -> None",
      of: NumPyErrors.noLoop)
  }

  /// What the keywords of a call say.
  struct Options {
    /// Borrowed; as many as there are results, or none.
    var out: [Value] = []
    var isOutGiven = false
    var mask: Value = .true
    var dtype: DType?
    var casting = DType.Casting.sameKind
    var order = ElementOrder.keep
    /// The dtypes of operands and results that a loop must have; nil where any will do.
    var signature: [DType?] = []

    var hasMask: Bool { !(mask.tag == .bool && mask.asBool) }
  }

  private func setOut(_ value: Value, _ options: inout Options) throws(Raised) {
    if value.isNone { return }
    if value.has(.tuple) {
      guard Tuple(value).count == outputCount else {
        throw raise(
          .valueError, "The 'out' tuple must have exactly one entry per ufunc output")
      }
      try setOuts(Array(Tuple(value).buffer), &options)
    } else if outputCount > 1 {
      throw raise(.typeError, "'out' must be a tuple of arrays")
    } else {
      try setOuts([value], &options)
    }
  }

  private func setOuts(_ outs: [Value], _ options: inout Options) throws(Raised) {
    options.out = outs
    for out in options.out where !out.isNone {
      guard out.isArray else { throw raise(.typeError, "return arrays must be of ArrayType") }
      try ArrayRef(out).requireWritable("output array is read-only")
    }
    if options.out.allSatisfy(\.isNone) { options.out = [] }
  }

  func set(_ keyword: String, _ value: Value, _ options: inout Options) throws(Raised) {
    switch keyword {
    case "out":
      options.isOutGiven = true
      try setOut(value, &options)
    case "where": options.mask = value
    case "dtype": options.dtype = try DTypeObject.optional(value)
    case "casting": options.casting = try NumPyArguments.casting(value)
    case "order": options.order = try NumPyArguments.order(value)
    case "signature", "sig": options.signature = try signature(value)
    // There are no subclasses of arrays that results could be of.
    case "subok": _ = try isTrue(value)
    default:
      throw raise(.typeError, "\(name)() got an unexpected keyword argument '\(keyword)'")
    }
  }

  /// `ufunc(x1[, x2][, out], *, where, dtype, casting)`.
  func call(_ arguments: CallArguments) throws(Raised) -> Value {
    let given = arguments.positionalCount
    guard given >= inputCount && given <= inputCount + outputCount else {
      let range = "from \(inputCount) to \(inputCount + outputCount)"
      throw raise(
        .typeError,
        "\(name)() takes \(range) positional arguments but \(given) \(given == 1 ? "was" : "were") given"
      )
    }
    if given == inputCount, arguments.nameCount == 0, let plain = try plainCall(arguments) {
      return plain
    }
    var options = Options()
    if given > inputCount {
      if outputCount == 1 {
        try setOut(arguments[inputCount], &options)
      } else {
        try setOuts(
          (0..<outputCount).map {
            inputCount + $0 < given ? arguments[inputCount + $0] : .none
          }, &options)
      }
    }
    for index in 0..<arguments.nameCount {
      let keyword = Str(Tuple(arguments.names)[index]).text
      if keyword == "out", given > inputCount {
        throw raise(
          .typeError, "cannot specify 'out' as both a positional and keyword argument")
      }
      try set(keyword, arguments[given + index], &options)
    }
    if let taken = try takenOver(arguments) { return taken }
    if options.hasMask, !options.isOutGiven, given == inputCount {
      try FloatWarnings.warn(
        "'where' used without 'out', expect unitialized memory in output. If this is intentional, use out=None.",
        .userWarning)
    }
    var operands: [ArrayOperand] = []
    for index in 0..<inputCount { operands.append(try operand(arguments[index])) }
    return try apply(operands, options)
  }

  /// A call without options of numbers and arrays; nil if a class of the script may want it.
  private func plainCall(_ arguments: CallArguments) throws(Raised) -> Value? {
    var operands: [ArrayOperand] = []
    try refuseTexts(arguments)
    for index in 0..<inputCount {
      if arguments[index].has(.instance) { return nil }
      operands.append(try operand(arguments[index]))
    }
    let results = try implementation(operands)
    try settle(results)
    return result(results.map { ArrayOperators.result($0) })
  }

  /// What a class of a script with `__array_ufunc__` makes of the call.
  private func takenOver(_ arguments: CallArguments) throws(Raised) -> Value? {
    for index in 0..<inputCount where arguments[index].has(.instance) {
      if let method = try specialMethod(arguments[index], .arrayUfunc), !method.isNone {
        defer { method.release() }
        let callName = Value.interned("__call__")
        defer { callName.release() }
        let own = Value.native(self, UfuncObject.type)
        defer { own.release() }
        let list = Tuple.make(
          copying: [own, callName] + (0..<inputCount).map { arguments[$0] })
        defer { list.value.release() }
        return try Interpreter.call(method, spreading: list, nil)
      }
    }
    return nil
  }

  private func settle(_ results: [NDArray]) throws(Raised) {
    if FloatWarnings.isEager { for array in results { try FloatWarnings.settle(array) } }
  }

  private func result(_ values: [Value]) -> Value {
    values.count == 1 ? values[0] : Tuple.make(consuming: values).value
  }

  func apply(_ given: [ArrayOperand], _ asked: Options) throws(Raised) -> Value {
    let (operands, options) =
      asked.signature.isEmpty ? (given, asked) : try matched(given, asked)
    if let ufunc, options.hasMask, let out = options.out.first {
      let mask = try ArrayConversion.array(options.mask)
      try NumPyArguments.update(out) {
        try ufunc.call(
          operands, into: &$0, where: mask, dtype: options.dtype, casting: options.casting)
      }
      return out.retained()
    }
    var results: [NDArray]
    if let ufunc, options.dtype != nil || options.casting != .sameKind {
      results = [
        try engine { () throws(ArrayError) in
          try ufunc.call(operands, dtype: options.dtype, casting: options.casting)
        }
      ]
    } else {
      results = try implementation(try converted(operands, options))
      if let dtype = options.dtype, results.contains(where: { $0.dtype != dtype }) { throw noLoop }
    }
    try settle(results)
    if options.out.isEmpty, !options.hasMask {
      let isLaid = options.order == .c || options.order == .fortran
      return result(
        results.map { ArrayOperators.result(isLaid ? $0.copy(order: options.order) : $0) })
    }
    let mask = options.hasMask ? try ArrayConversion.array(options.mask) : nil
    if mask != nil {
      // What the mask leaves is read as the result's dtype.
      for (out, array) in zip(options.out, results) where out.isArray {
        if ArrayRef(out).dtype.isComplex, !array.dtype.isComplex, array.dtype != .bool {
          try FloatWarnings.warnOfComplex()
        }
      }
    }
    var values: [Value] = []
    for (index, array) in results.enumerated() {
      if index < options.out.count, !options.out[index].isNone {
        values.append(
          try store(array, options.out[index], mask, options.casting, operands.map(Self.shape)))
      } else if let mask {
        // Elements that are not selected are not initialised in NumPy; here they are zero.
        values.append(
          ArrayOperators.result(
            try checkedEngine { `where`(mask, array, NDArray.zeros([], array.dtype)) }))
      } else {
        values.append(ArrayOperators.result(array))
      }
    }
    return result(values)
  }

  /// Operands in the dtype that is asked for, where the result is of one that they can be.
  private func converted(_ operands: [ArrayOperand], _ options: Options) throws(Raised)
    -> [ArrayOperand]
  {
    guard let dtype = options.dtype else { return operands }
    if dtype.isComplex { throw noLoop }
    return try operands.map { operand throws(Raised) in
      switch operand {
      case .array(let array):
        array.dtype.kind <= dtype.kind ? .array(array.asType(dtype)) : operand
      case .scalar:
        .array(try engine { () throws(ArrayError) in try operand.asArray(dtype) })
      }
    }
  }

  private var noLoop: Raised {
    raise(
      .typeError,
      "No loop matching the specified signature and casting was found for ufunc \(name)")
  }

  private func store(
    _ result: NDArray, _ out: Value, _ mask: NDArray?, _ casting: DType.Casting,
    _ operands: [[Int]]
  ) throws(Raised) -> Value {
    let target = ArrayRef(out)
    guard DType.canCast(result.dtype, to: target.dtype, casting: casting) else {
      throw raise(
        .typeError,
        "Cannot cast ufunc '\(name)' output from dtype('\(result.dtype.name)') to dtype('\(target.dtype.name)') with casting rule '\(casting.rawValue)'",
        of: NumPyErrors.castingError)
    }
    let shape = target.current.shape
    guard let common = try? NDArray.broadcastShapes([result.shape, shape]) else {
      throw Self.mismatch(operands + [shape])
    }
    guard common == shape else {
      throw raise(
        .valueError,
        "non-broadcastable output operand with shape \(Self.text(shape)) doesn't match the broadcast shape \(Self.text(common))"
      )
    }
    if let mask {
      try checkedEngine {
        target.shared.assign(`where`(mask, converted(result, target.dtype), target.current))
      }
    } else {
      try checkedEngine { target.shared.assign(converted(result, target.dtype)) }
    }
    return out.retained()
  }

  /// A result as elements of `dtype`; warnings of the conversion name the ufunc.
  private func converted(_ result: NDArray, _ dtype: DType) -> NDArray {
    if let ufunc { return result.asType(dtype, endOf: ufunc) }
    return result.asType(dtype)
  }

  private static func shape(_ operand: ArrayOperand) -> [Int] {
    if case .array(let array) = operand { return array.shape }
    return []
  }

  /// NumPy's error for operands, the one for the result among them, that do not broadcast.
  static func mismatch(_ shapes: [[Int]]) -> Raised {
    let texts = shapes.map { text($0) + " " }.joined()
    return raise(
      .valueError, "operands could not be broadcast together with shapes \(texts)")
  }

  /// A shape without spaces, as messages of ufuncs show it.
  private static func text(_ shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ",")))"
  }

  /// Identities that are no numbers of the engine's rows, by name.
  nonisolated(unsafe) private static let identities: [String: Value] = [
    "add": Value(0), "bitwise_or": Value(0), "bitwise_xor": Value(0), "hypot": Value(0),
    "gcd": Value(0), "multiply": Value(1), "bitwise_and": Value(-1), "logical_and": .true,
    "logical_or": .false, "logical_xor": .false, "logaddexp": Value(-Double.infinity),
    "logaddexp2": Value(-Double.infinity),
  ]

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "ufunc", module: "numpy",
    methods: UfuncMethods.rows,
    properties: [
      Property("__name__") { v throws(Raised) in .string(try own(v).name) },
      Property("__qualname__") { v throws(Raised) in .string(try own(v).name) },
      Property("nin") { v throws(Raised) in Value(try own(v).inputCount) },
      Property("nout") { v throws(Raised) in Value(try own(v).outputCount) },
      Property("nargs") { v throws(Raised) in
        Value(try own(v).inputCount + own(v).outputCount)
      },
      Property("signature") { _ throws(Raised) in .none },
      Property("identity") { v throws(Raised) in identities[try own(v).name] ?? .none },
    ]
  ) { slots in
    slots.call = { v, arguments throws(Raised) in try own(v).call(arguments) }
    slots.repr = { v throws(Raised) in .string("<ufunc '\(try own(v).name)'>") }
  }
}
