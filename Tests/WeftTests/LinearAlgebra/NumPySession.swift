// SPDX-License-Identifier: Apache-2.0
// Questions about linear algebra, collected and asked in one process.
import Testing
import Weft

/// Questions to NumPy, each with what our answer must look like; asked in one process.
struct NumPySession {
  private var questions: [NumPyQuestion] = []
  private var checks: [(NumPyAnswer, String) -> Void] = []

  /// Expects the arrays `actual` where NumPy evaluates `expression`.
  mutating func expect(
    _ expression: String, _ arrays: [NDArray], tolerance: Double, floor: Double = 1e-300,
    _ body: () throws(LinearAlgebraError) -> [NDArray]
  ) {
    let result: Result<[NDArray], LinearAlgebraError>
    do {
      result = .success(try body())
    } catch {
      result = .failure(error)
    }
    questions.append(NumPyQuestion(expression: expression, arrays: arrays))
    checks.append { answer, label in
      switch (result, answer) {
      case (.success(let actual), .arrays(let expected)):
        #expect(actual.count == expected.count, "\(label)")
        for (x, y) in zip(actual, expected) {
          let limit = tolerance > 0 ? max(tolerance, roundings(8, of: y.dtype)) : tolerance
          expectClose(x, y, tolerance: y.dtype.isInteger ? 0 : limit, floor: floor, label)
        }
      case (.failure(let actual), .error(let type, let message)):
        #expect(actual.message == message, "\(label)")
        #expect(pythonName(actual.kind) == type, "\(label)")
      default:
        Issue.record("\(label): \(result) instead of \(answer)")
      }
    }
  }

  /// Expects that `expression`, which NumPy evaluates over our results, is nearly zero.
  mutating func expectZero(_ expression: String, _ arrays: [NDArray], within limit: Double) {
    questions.append(
      NumPyQuestion(expression: "np.abs(\(expression)).max(initial=0)", arrays: arrays))
    checks.append { answer, label in
      guard case .arrays(let residual) = answer else {
        Issue.record("\(label): \(answer)")
        return
      }
      #expect(parts(residual[0])[0] <= limit, "\(label)")
    }
  }

  func run() throws {
    let answers = try askNumPy(questions)
    try #require(answers.count == questions.count)
    for ((question, answer), check) in zip(zip(questions, answers), checks) {
      let shapes = question.arrays.map { "\($0.dtype) \($0.shape) by \($0.strides)" }
      check(answer, "\(question.expression) of \(shapes)")
    }
  }
}

private func pythonName(_ kind: LinearAlgebraError.Kind) -> String {
  switch kind {
  case .singular, .notPositiveDefinite, .notConverged, .matrix: "LinAlgError"
  case .value: "ValueError"
  case .type: "TypeError"
  case .axis: "AxisError"
  }
}
