// SPDX-License-Identifier: Apache-2.0
// numpy's arrays and numbers as text, and the options of printing.
import Weft

enum NumPyPrinting {
  private typealias Arguments = NumPyArguments

  /// The options `formatter` and `override_repr`: a dict and a function, or None.
  nonisolated(unsafe) private static var (formatter, reprFunction) = (Value.none, Value.none)

  /// `repr(a)` and `str(a)`; owned.
  static func text(of array: Value, asRepr: Bool) throws(Raised) -> Value {
    if !formatter.isNone || !reprFunction.isNone {
      let shown = try own(array, .none, asRepr: asRepr)
      if !shown.isNone { return shown }
    }
    let current = ArrayRef(array).current
    return .string(asRepr ? current.repr : current.description)
  }

  /// The text that a script's own functions make of an array; None where they have nothing to say.
  private static func own(_ array: Value, _ width: Value, asRepr: Bool) throws(Raised) -> Value {
    let function = try NumPyLibrary.function("_shown")
    defer { function.release() }
    return try call(function, array, Value(asRepr), width)
  }

  private static func keep(_ value: Value, in place: inout Value) {
    let old = place
    place = value.isUnbound ? .none : value.retained()
    old.release()
  }

  /// The options with what was given changed, in the order precision, threshold, edgeitems, linewidth, suppress, nanstr, infstr, sign, floatmode.
  private static func changed(
    _ options: PrintOptions, _ values: [Value]
  ) throws(Raised) -> PrintOptions {
    var options = options
    func given(_ index: Int) -> Bool { !values[index].isNone && !values[index].isUnbound }
    if given(8) {
      guard let mode = PrintOptions.FloatMode(rawValue: Arguments.text(values[8])) else {
        throw raise(
          .valueError,
          "floatmode option must be one of \"fixed\", \"unique\", \"maxprec\", \"maxprec_equal\""
        )
      }
      options.floatMode = mode
    }
    if given(7) {
      guard let sign = PrintOptions.Sign(rawValue: Arguments.text(values[7])) else {
        throw raise(.valueError, "sign option must be one of ' ', '+', or '-'")
      }
      options.sign = sign
    }
    if given(0) {
      guard values[0].isInteger || values[0].type.slots.index != nil else {
        throw raise(.typeError, "precision must be an integer")
      }
      options.precision = max(0, try indexValue(values[0]))
    }
    if given(1) {
      if values[1].isInteger {
        options.threshold = try indexValue(values[1])
      } else {
        guard values[1].tag == .float || values[1].isNumPyScalar else {
          throw raise(.typeError, "threshold must be numeric")
        }
        let number = try FloatMath.convert(values[1])
        if number.isNaN {
          throw raise(
            .valueError, "threshold must be non-NAN, try sys.maxsize for untruncated representation"
          )
        }
        options.threshold = Int(exactly: number.rounded(.down)) ?? (number < 0 ? 0 : Int.max)
      }
    }
    if given(2) { options.edgeItems = try indexValue(values[2]) }
    if given(3) { options.lineWidth = try indexValue(values[3]) }
    if given(4) { options.suppress = try isTrue(values[4]) }
    if given(5) { options.nanString = Arguments.text(values[5]) }
    if given(6) { options.infString = Arguments.text(values[6]) }
    return options
  }

  private static let legacyNames: [(name: String, version: PrintOptions.Legacy)] = [
    ("1.21", .before1_22), ("1.25", .before2_0), ("2.1", .before2_2), ("2.2", .before2_3),
  ]

  /// The option `legacy`: a version of NumPy, or False.
  private static func legacy(_ value: Value) throws(Raised) -> PrintOptions.Legacy? {
    if value.tag == .bool, !value.asBool { return nil }
    if value.isStr {
      let name = Str(value).text
      if let known = legacyNames.first(where: { $0.name == name }) { return known.version }
      if name == "1.13" {
        throw raise(.notImplementedError, "Weft does not print as NumPy 1.13 did")
      }
    }
    try FloatWarnings.warn(
      "legacy printing option can currently only be '1.13', '1.21', '1.25', '2.1', '2.2' or `False`",
      .userWarning)
    return nil
  }

  private static func dictionary() -> Value {
    let options = NDArray.printOptions
    let dict = Dict.make()
    dict.set("edgeitems", consuming: Value(options.edgeItems))
    dict.set("threshold", consuming: Value(options.threshold))
    dict.set("floatmode", consuming: .string(options.floatMode.rawValue))
    dict.set("precision", consuming: Value(options.precision))
    dict.set("suppress", consuming: Value(options.suppress))
    dict.set("linewidth", consuming: Value(options.lineWidth))
    dict.set("nanstr", consuming: .string(options.nanString))
    dict.set("infstr", consuming: .string(options.infString))
    dict.set("sign", consuming: .string(options.sign.rawValue))
    dict.set("formatter", formatter)
    let version = legacyNames.first { $0.version == options.legacy }
    dict.set("legacy", consuming: version.map { .string($0.name) } ?? .false)
    dict.set("override_repr", reprFunction)
    return dict.value
  }

  private static func text(_ a: BoundArguments, asRepr: Bool) throws(Raised) -> Value {
    let options = try changed(
      NDArray.printOptions, [a[2], .none, .none, a[1], a[3], .none, .none, .none, .none])
    guard a[0].isArray else {
      let array = try Arguments.array(a[0])
      return .string(asRepr ? array.repr(options) : array.formatted(options))
    }
    if !formatter.isNone || !reprFunction.isNone {
      let shown = try Self.own(a[0], a[1], asRepr: asRepr)
      if !shown.isNone { return shown }
    }
    let own = ArrayRef(a[0]).current
    return .string(asRepr ? own.repr(options) : own.formatted(options))
  }

  static var rows: [Builtin] {
    [
      Builtin(
        "set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None)"
      ) { a throws(Raised) in
        var options = try changed(
          NDArray.printOptions, [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[8], a[9]])
        if !a[10].isNone { options.legacy = try legacy(a[10]) }
        NDArray.printOptions = options
        // These two are set anew by every call.
        keep(a[7], in: &formatter)
        keep(a[11], in: &reprFunction)
        return .none
      },
      Builtin("get_printoptions()") { _ throws(Raised) in dictionary() },
      Builtin("array_repr(arr, max_line_width=None, precision=None, suppress_small=None)") {
        a throws(Raised) in try text(a, asRepr: true)
      },
      Builtin("array_str(a, max_line_width=None, precision=None, suppress_small=None)") {
        a throws(Raised) in try text(a, asRepr: false)
      },
      Builtin(
        "_array2string(a, max_line_width=None, precision=None, suppress_small=None, threshold=None, edgeitems=None, sign=None, floatmode=None)"
      ) { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let options = try changed(
          NDArray.printOptions, [a[2], a[4], a[5], a[1], a[3], .none, .none, a[6], a[7]])
        return .string(own.formatted(options))
      },
    ]
  }
}
