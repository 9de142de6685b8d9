// SPDX-License-Identifier: Apache-2.0
// numpy's arrays and numbers as text, and the options of printing.
import Weft

enum NumPyPrinting {
  private typealias Arguments = NumPyArguments

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
    dict.set("formatter", consuming: .none)
    dict.set("legacy", consuming: .false)
    dict.set("override_repr", consuming: .none)
    return dict.value
  }

  private static func text(_ a: BoundArguments, asRepr: Bool) throws(Raised) -> Value {
    let options = try changed(
      NDArray.printOptions, [a[2], .none, .none, a[1], a[3], .none, .none, .none, .none])
    guard a[0].isArray else {
      let array = try Arguments.array(a[0])
      return .string(asRepr ? array.repr(options) : array.formatted(options))
    }
    let own = ArrayRef(a[0]).current
    return .string(asRepr ? own.repr(options) : own.formatted(options))
  }

  static var rows: [Builtin] {
    [
      Builtin(
        "set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None)"
      ) { a throws(Raised) in
        NDArray.printOptions = try changed(
          NDArray.printOptions, [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[8], a[9]])
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
