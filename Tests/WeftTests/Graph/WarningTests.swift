// SPDX-License-Identifier: Apache-2.0
// Floating-point warnings beside NumPy's: every ufunc on single corner cases, so that no flag hides behind another.
import Testing
import Weft

@Suite("Warnings of every ufunc", .serialized) struct UfuncWarningTests {
  @Test(arguments: DType.allCases)
  func unary(_ dtype: DType) throws {
    var session = WarningSession()
    for ufunc in Ufunc.allCases where ufunc.operandCount == 1 {
      let x = elements(dtype)
      if (try? ufunc.record([.array(x)])) == nil { continue }
      session.expectEach(ufunc, [x])
    }
    try session.run()
  }

  @Test(arguments: DType.allCases)
  func binary(_ dtype: DType) throws {
    var session = WarningSession()
    for ufunc in Ufunc.allCases where ufunc.operandCount == 2 {
      let isPower = ufunc == .power || ufunc == .floatPower
      let (x, y) = pairs(elements(dtype), isPower ? exponents(dtype) : elements(dtype))
      if (try? ufunc.record([.array(x), .array(y)])) == nil { continue }
      session.expectEach(ufunc, [x.ravel(), y.ravel()])
    }
    try session.run()
  }

  /// Without those for which NumPy's flags depend on how it computes: infinite ones, and large ones of complex numbers.
  private func exponents(_ dtype: DType) -> NDArray {
    let x = elements(dtype)
    return x[dtype.kind < .float ? x .>= 0 : dtype.isComplex ? absolute(x) .< 40 : ~isInf(x)]
  }

  /// A few values of which at least one is trouble for each ufunc.
  private func elements(_ dtype: DType) -> NDArray {
    let floats: [Double] = [0, -0.0, 1, -1, 0.5, 2.5, -3, 50, .infinity, -.infinity, .nan]
    switch dtype.kind {
    case .float:
      let huge = dtype == .float16 ? 65504 : dtype == .float32 ? 3.4e38 : 1.7e308
      return NDArray(floats + [huge, -huge, 1000, 0.9 * huge]).asType(dtype)
    case .complex:
      // With NaN or infinite parts NumPy's flags are those of the C library's formulas.
      let numbers: [Complex128] = [0, 1, -1, 2.5, 50, 1000].flatMap { re in
        [0.0, 1, -1.5].map { Complex128(re, $0) }
      }
      return NDArray(numbers).asType(dtype)
    default: return cornerCases(dtype)
    }
  }
}

/// Questions to NumPy about warnings, each with our own.
struct WarningSession {
  private var questions: [NumPyQuestion] = []
  private var answers: [[String]] = []

  /// Expects that `ufunc` warns of each element as NumPy does.
  mutating func expectEach(_ ufunc: Ufunc, _ operands: [NDArray]) {
    questions.append(
      NumPyQuestion(expression: "warned_each(np.\(ufunc.name), *x)", arrays: operands))
    answers.append(
      (0..<operands[0].size).map { index in
        let parts = operands.map { $0[index..<(index + 1)] }
        return Self.warnings { try ufunc.record(parts.map { .array($0) }) }.joined(separator: "\n")
      })
  }

  /// The texts of what computing what `body` writes warns of.
  private static func warnings(_ body: () throws -> NDArray) -> [String] {
    let caught = Warnings.collecting { try? body() }
    return caught.warnings.map(\.description)
  }

  func run() throws {
    let theirs = try askNumPy(questions)
    for ((question, ours), answer) in zip(zip(questions, answers), theirs) {
      guard case .arrays(let arrays) = answer else {
        Issue.record("\(question.expression): \(answer)")
        continue
      }
      let text = String(decoding: arrays[0].array(of: UInt8.self), as: UTF8.self)
      let lines = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      for (index, (mine, wanted)) in zip(ours, lines).enumerated() where mine != wanted {
        let operands = question.arrays.map { "\($0[index])" }.joined(separator: ", ")
        Issue.record(
          "\(question.expression) of \(question.arrays[0].dtype) \(operands): \(mine) instead of \(wanted)"
        )
      }
    }
  }
}
