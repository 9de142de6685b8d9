// SPDX-License-Identifier: Apache-2.0
// The option `signature` of ufuncs: the loop is chosen by dtypes for operands and results.
import Weft

extension UfuncObject {
  /// What `signature=` says: a text like `'dd->d'`, or a tuple of dtypes and None.
  func signature(_ value: Value) throws(Raised) -> [DType?] {
    let count = inputCount + outputCount
    var dtypes: [DType?] = []
    if value.isStr {
      let text = Str(value).text
      if text.utf8.count == 1 { throw single }
      let letters = Array(text.unicodeScalars)
      guard letters.count == count + 2, letters[inputCount] == "-", letters[inputCount + 1] == ">"
      else {
        throw raise(
          .valueError,
          "a type-string for \(name), \(inputCount) typecode(s) before and \(outputCount) after the -> sign"
        )
      }
      for (index, letter) in letters.enumerated()
      where !(inputCount...inputCount + 1).contains(index) {
        let dtype = DType.allCases.first { DTypeObject.letter($0) == String(letter) }
        guard let dtype else { throw raise(.valueError, "Invalid data-type for array") }
        dtypes.append(dtype)
      }
    } else if value.has(.tuple) {
      let parts = Tuple(value)
      if parts.count == 1 { throw single }
      guard parts.count == count else {
        throw raise(
          .valueError,
          "a type-tuple must be specified of length \(count) for ufunc '\(name)'")
      }
      for index in 0..<parts.count {
        dtypes.append(parts[index].isNone ? nil : try DTypeObject.dtype(named: parts[index]))
      }
    } else {
      throw raise(
        .typeError, "the signature object to ufunc must be a string or a tuple.")
    }
    return dtypes
  }

  private var single: Raised {
    raise(.typeError, "Use `dtype` or  fill the tuple with more than one 'None'.")
  }

  /// The operands and options of a call whose loop has the dtypes of `options.signature`.
  func matched(_ operands: [ArrayOperand], _ options: Options) throws(Raised) -> (
    [ArrayOperand], Options
  ) {
    var (operands, options) = (operands, options)
    let wanted = options.signature
    if options.dtype != nil {
      throw raise(.typeError, "cannot specify both 'signature' and 'dtype'")
    }
    options.signature = []
    for index in 0..<inputCount {
      guard let dtype = wanted[index] else { continue }
      let own = operands[index]
      let array = try engine { () throws(ArrayError) in try own.asArray() }
      if case .scalar(let number) = own, number.isWeak {
        operands[index] = .array(array.asType(dtype))
        continue
      }
      guard DType.canCast(array.dtype, to: dtype, casting: options.casting) else {
        throw raise(
          .typeError,
          "Cannot cast ufunc '\(name)' input \(inputCount == 1 ? "" : "\(index) ")from dtype('\(array.dtype.name)') to dtype('\(dtype.name)') with casting rule '\(options.casting.rawValue)'",
          of: NumPyErrors.castingError)
      }
      operands[index] = .array(array.asType(dtype))
    }
    if wanted.prefix(inputCount).allSatisfy({ $0 == nil }) { options.dtype = wanted[inputCount] }
    return (operands, options)
  }
}
