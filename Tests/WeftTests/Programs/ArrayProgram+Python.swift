// SPDX-License-Identifier: Apache-2.0
// Programs as the statements of Python that do the same with NumPy.
import Weft

extension ArrayProgram {
  /// One text per statement.
  var python: [String] { statements.map { $0.python(isShared: isShared) } }
}

func variableName(_ number: Int) -> String { String(Array("abcdefgh")[number]) }

extension Statement {
  /// With value semantics, what is about to be written is copied first: others may look at it.
  func python(isShared: Bool) -> String {
    let name = variableName(target)
    let prelude = isShared ? "" : "\(name) = np.copy(\(name)); "
    switch self {
    case .assign(_, let value):
      return "\(name) = np.asarray(\(value.python))"
    case .store(_, let indices, let value):
      return "\(prelude)\(name)\(indices.python) = \(value.python)"
    case .storeMasked(_, let mask, let value):
      return "\(prelude)\(name)[\(mask.python)] = \(value.python)"
    case .update(let row, _, let indices, let value):
      let symbol = functions[row].symbol!
      return "\(prelude)\(name)\(indices?.python ?? "") \(symbol)= \(value.python)"
    }
  }
}

extension Expression {
  var python: String {
    let texts = operands.map(\.python)
    switch node {
    case .variable(let number): return variableName(number)
    case .literal(let literal): return literal.python
    case .number(let number): return number.python
    case .call(let row):
      let name = functions[row].name
      // The operator has shortcuts for arrays; a plain number stays weak.
      if name == "power" {
        return operands[0].isNumber
          ? "np.asarray(power((\(texts[0])), \(texts[1])))"
          : "np.asarray(power(np.asarray(\(texts[0])), \(texts[1])))"
      }
      if name == "clip" { return "np.asarray(clip(\(texts.joined(separator: ", "))))" }
      // Results without axes are arrays here, where NumPy gives scalars, which it stores by other rules.
      let text = "np.asarray(np.\(name)(\(texts.joined(separator: ", "))))"
      return functions[row].leavesZerosOpen([]) ? "positive_zeros(\(text))" : text
    case .cast(let dtype): return "\(texts[0]).astype(np.\(dtype.pythonName))"
    case .index(let indices): return texts[0] + indices.python
    case .masked: return "\(texts[0])[\(texts[1])]"
    case .view(let step): return step.python(texts[0])
    case .copy: return "np.copy(\(texts[0]))"
    case .take(let places, let axis):
      return "np.take(\(texts[0]), \(places), \(axis?.description ?? "None"))"
    case .reduce(let reducer, let axes, let keepDims):
      let text = "np.asarray(np.\(reducer.rawValue)(\(texts[0])\(axisText(axes, keepDims))))"
      return reducer == .min || reducer == .max ? "positive_zeros(\(text))" : text
    case .scan(let isProduct, let axis):
      return "np.\(isProduct ? "cumprod" : "cumsum")(\(texts[0])"
        + axisText(axis.map { [$0] }, false) + ")"
    case .position(let isMaximum, let axis, let keepDims):
      return "np.asarray(np.\(isMaximum ? "argmax" : "argmin")(\(texts[0])"
        + axisText(axis.map { [$0] }, keepDims) + "))"
    case .join(let axis, let isStack):
      let list = texts.joined(separator: ", ")
      return "np.\(isStack ? "stack" : "concatenate")([\(list)], axis=\(axis))"
    }
  }

  private func axisText(_ axes: [Int]?, _ keepDims: Bool) -> String {
    var text = ""
    if let axes {
      text += ", axis=" + (axes.count == 1 ? "\(axes[0])" : tuple(axes))
    }
    return keepDims ? text + ", keepdims=True" : text
  }
}

private func tuple(_ numbers: [Int]) -> String {
  numbers.count == 1
    ? "(\(numbers[0]),)" : "(" + numbers.map(\.description).joined(separator: ", ") + ")"
}

extension ViewStep {
  fileprivate func python(_ operand: String) -> String {
    switch self {
    case .transpose(let axes): "np.transpose(\(operand), \(tuple(axes)))"
    case .swapAxes(let first, let second): "np.swapaxes(\(operand), \(first), \(second))"
    case .moveAxis(let source, let place): "np.moveaxis(\(operand), \(source), \(place))"
    case .reshape(let shape): "np.reshape(\(operand), \(tuple(shape)))"
    case .ravel: "np.ravel(\(operand))"
    case .broadcast(let shape): "np.broadcast_to(\(operand), \(tuple(shape)))"
    case .flip(nil): "np.flip(\(operand))"
    case .flip(let axes?): "np.flip(\(operand), \(tuple(axes)))"
    case .squeeze: "np.squeeze(\(operand))"
    case .expand(let axis): "np.expand_dims(\(operand), \(axis))"
    }
  }
}

extension Array where Element == Subscript {
  /// The brackets; an ellipsis keeps NumPy from turning a single element into a number.
  fileprivate var python: String {
    let isElement = allSatisfy { if case .at = $0 { true } else { false } }
    let texts = map(\.python) + (isElement ? ["..."] : [])
    return "[" + texts.joined(separator: ", ") + "]"
  }
}

extension Subscript {
  fileprivate var python: String {
    switch self {
    case .at(let place): return "\(place)"
    case .slice(let start, let stop, let step):
      let texts = [start, stop].map { $0?.description ?? "" }
      return texts.joined(separator: ":") + (step.map { ":\($0)" } ?? "")
    case .newAxis: return "None"
    case .ellipsis: return "..."
    case .places(let places, let shape):
      let array = "np.array(\(places), np.int64)"
      return shape.count == 1 ? array : array + ".reshape(\(tuple(shape)))"
    }
  }
}

extension Literal {
  fileprivate var python: String {
    let texts = values.map { value -> String in
      if dtype == .bool, case .integer(let bit) = value { return bit == 0 ? "False" : "True" }
      return value.python
    }
    let list = texts.joined(separator: ", ")
    return "np.resize(np.array([\(list)], np.\(dtype.pythonName)), \(tuple(shape)))"
  }
}

extension Number {
  fileprivate var python: String {
    switch self {
    case .integer(let value): "\(value)"
    case .natural(let value): "\(value)"
    case .float(let value): "\(value)"
    case .complex(let re, let im): "complex(\(re), \(im))"
    case .strong(let dtype, let value): "np.\(dtype.pythonName)(\(value.python))"
    }
  }
}

extension DType {
  fileprivate var pythonName: String { self == .bool ? "bool_" : name }
}
