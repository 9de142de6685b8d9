// SPDX-License-Identifier: Apache-2.0
// Questions about arrays, collected and asked in one process; answers compare bit for bit.
import Testing
import Weft

/// Questions to NumPy, each with our own answer or error.
struct ArraySession {
  private var questions: [NumPyQuestion] = []
  private var answers: [Result<[NDArray], ArrayError>] = []
  private var roundings: [Double] = []

  /// Expects what `body` returns where NumPy evaluates `expression` over `arrays`, within `tolerance` (0: the same bits).
  mutating func expect(
    _ expression: String, _ arrays: [NDArray] = [], tolerance: Double = 0,
    _ body: () throws -> NDArray
  ) {
    expectAll(expression, arrays, tolerance: tolerance) { [try body()] }
  }

  mutating func expectAll(
    _ expression: String, _ arrays: [NDArray] = [], tolerance: Double = 0,
    _ body: () throws -> [NDArray]
  ) {
    questions.append(NumPyQuestion(expression: expression, arrays: arrays))
    roundings.append(tolerance)
    do {
      answers.append(.success(try NDArray.checking(body)))
    } catch let error as ArrayError {
      answers.append(.failure(error))
    } catch {
      Issue.record("\(expression): \(error)")
      answers.append(.success([]))
    }
  }

  /// Asks all questions, and compares values, dtypes, shapes and errors.
  func run() throws {
    let theirs = try askNumPy(questions)
    try #require(theirs.count == questions.count)
    for (index, (ours, theirs)) in zip(answers, theirs).enumerated() {
      let question = questions[index]
      let label =
        question.expression + " of " + question.arrays.map { "\($0.dtype)\($0.shape)" }.description
      switch (ours, theirs) {
      case (.success(let actual), .arrays(let expected)):
        #expect(actual.count == expected.count, "\(label)")
        for (x, y) in zip(actual, expected) {
          expectSame(x, y, roundings[index], label)
        }
      case (.failure(let actual), .error(let type, let message)):
        #expect(actual.message == message, "\(label)")
        #expect(type.hasSuffix(pythonName(actual.kind)), "\(label): \(type)")
      default:
        Issue.record("\(label): \(ours) instead of \(theirs)")
      }
    }
  }
}

private func pythonName(_ kind: ArrayError.Kind) -> String {
  switch kind {
  case .value: "ValueError"
  case .type: "TypeError"
  case .index: "IndexError"
  case .axis: "AxisError"
  case .overflow: "OverflowError"
  case .zeroDivision: "ZeroDivisionError"
  case .memory: "MemoryError"
  case .runtime: "RuntimeError"
  }
}

/// Expects the same dtype, shape and bits, where any NaN equals any other; or values within `tolerance`, relative.
func expectSame(_ actual: NDArray, _ expected: NDArray, _ tolerance: Double, _ label: String) {
  guard actual.dtype == expected.dtype, actual.shape == expected.shape else {
    Issue.record(
      "\(label): \(actual.dtype) \(actual.shape) instead of \(expected.dtype) \(expected.shape)")
    return
  }
  if elementBytes(actual) == elementBytes(expected) { return }
  if actual.dtype.isInteger || actual.dtype == .bool {
    Issue.record("\(label): \(parts(actual)) instead of \(parts(expected))")
    return
  }
  for (index, (x, y)) in zip(parts(actual), parts(expected)).enumerated() {
    let isNear = tolerance > 0 && abs(x - y) <= tolerance * abs(y)
    if x.bitPattern != y.bitPattern && !(x.isNaN && y.isNaN) && !isNear {
      Issue.record("\(label): part \(index): \(x) instead of \(y)")
      return
    }
  }
}
