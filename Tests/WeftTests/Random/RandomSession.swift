// SPDX-License-Identifier: Apache-2.0
// Questions about random numbers, collected and asked in one process.
import Testing
import Weft

/// What is drawn here beside what NumPy draws from the same seed; bits are compared.
///
/// A Python expression sees the generator as `r`, and arrays as `x[0]`, `x[1]`, …. After it one number more is drawn on both sides, so
/// that the streams are known to be at the same place.
struct RandomSession {
  private static let asTuple = "(lambda v: v if type(v) is tuple else (v,))"
  private var questions: [NumPyQuestion] = []
  private var checks: [(NumPyAnswer, String) -> Void] = []

  /// Compares arrays that do not come from a generator.
  mutating func expect(
    _ expression: String, _ arrays: [NDArray] = [], tolerance: Double = 0,
    _ body: () throws -> [NDArray]
  ) {
    let result = Result { try body() }
    questions.append(NumPyQuestion(expression: expression, arrays: arrays))
    checks.append { answer, label in
      switch (result, answer) {
      case (.success(let actual), .arrays(let expected)):
        #expect(actual.count == expected.count, "\(label)")
        for (x, y) in zip(actual, expected) { expectClose(x, y, tolerance: tolerance, label) }
      case (.failure(let error), .error(let type, let message)):
        #expect("\(error)" == message, "\(label)")
        #expect(pythonName(error) == type, "\(label)")
      default: Issue.record("\(label): \(result) instead of \(answer)")
      }
    }
  }

  /// Compares what both draw with `Generator`.
  mutating func expect(
    _ expression: String, _ kind: GeneratorKind, _ seed: Int, _ arrays: [NDArray] = [],
    tolerance: Double = 0, _ body: (inout Generator) throws -> [NDArray]
  ) {
    expect(
      "(lambda r: (*\(Self.asTuple)(\(expression)), r.random()))(np.random.Generator(np.random.\(kind.name)(\(seed))))",
      arrays, tolerance: tolerance
    ) {
      var rng = kind.make(seed)
      return try body(&rng) + [NDArray(rng.random())]
    }
  }

  /// Compares what both draw with `RandomState`.
  mutating func expect(
    state expression: String, _ seed: UInt32, _ arrays: [NDArray] = [], tolerance: Double = 0,
    _ body: (inout RandomState) throws -> [NDArray]
  ) {
    expect(
      "(lambda r: (*\(Self.asTuple)(\(expression)), r.random(), r.standard_normal()))(np.random.RandomState(\(seed)))",
      arrays, tolerance: tolerance
    ) {
      var rng = RandomState(seed: seed)
      return try body(&rng) + [NDArray(rng.randomSample()), NDArray(rng.standardNormal())]
    }
  }

  func run() throws {
    let answers = try askNumPy(questions)
    try #require(answers.count == questions.count)
    for ((question, answer), check) in zip(zip(questions, answers), checks) {
      check(answer, question.expression)
    }
  }
}

/// The bit generators, by NumPy's names.
enum GeneratorKind: CaseIterable {
  case pcg64, pcg64DXSM, mt19937, philox, sfc64

  func make(_ seed: Int) -> Generator {
    switch self {
    case .pcg64: Generator(PCG64(seed: seed))
    case .pcg64DXSM: Generator(PCG64DXSM(seed: seed))
    case .mt19937: Generator(MT19937(seed: seed))
    case .philox: Generator(Philox(seed: seed))
    case .sfc64: Generator(SFC64(seed: seed))
    }
  }

  var name: String { type(of: make(0).bitGenerator).name }
}

private func pythonName(_ error: any Error) -> String {
  switch error {
  case let error as ArrayError:
    switch error.kind {
    case .value: "ValueError"
    case .type: "TypeError"
    case .index: "IndexError"
    case .axis: "AxisError"
    case .overflow: "OverflowError"
    case .zeroDivision: "ZeroDivisionError"
    case .memory: "MemoryError"
    case .runtime: "RuntimeError"
    }
  case is LinearAlgebraError: "LinAlgError"
  default: "\(type(of: error))"
  }
}

/// A list as Python writes it.
func pythonList(_ shape: [Int]?) -> String { shape.map { "\($0)" } ?? "None" }
