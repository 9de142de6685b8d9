// SPDX-License-Identifier: Apache-2.0
// Random programs against NumPy: `WEFT_FUZZ=n` runs n of them, `WEFT_SEED=s` begins with number s.
import CrashReport
import Foundation
import Testing
import Weft

@Suite(.serialized) struct ProgramTests {
  static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }
  #if DEBUG
    static let usual: UInt64 = 300
  #else
    static let usual: UInt64 = 5000
  #endif

  /// Every variable of every program has NumPy's dtype, shape and elements, and every error is NumPy's.
  @Test func programsDoWhatNumPyDoes() throws {
    let first = Self.setting("WEFT_SEED") ?? UInt64.random(in: 0..<1_000_000_000)
    let count = Self.setting("WEFT_FUZZ") ?? Self.usual
    print("random programs: WEFT_SEED=\(first) WEFT_FUZZ=\(count)")
    var seeds = first..<(first + count)
    var faults = 0
    while !seeds.isEmpty && faults < 10 {
      let batch = seeds.prefix(1000)
      seeds = seeds.dropFirst(1000)
      let programs = batch.map { seed in
        CrashReport.note(.arrays, seed)
        return ProgramMaker.make(seed: seed)
      }
      let twins = try runTwins(programs.map(\.python))
      for (seed, (program, twin)) in zip(batch, zip(programs, twins)) where faults < 10 {
        CrashReport.note(.arrays, seed)
        guard difference(program, twin) != nil else { continue }
        faults += 1
        let (smallest, text) = try minimized(program)
        Issue.record(
          """
          WEFT_SEED=\(seed) WEFT_FUZZ=1\(program.isShared ? " (shared)" : "")
          \(smallest.python.joined(separator: "\n"))
          \(text)
          """)
      }
    }
  }
}

// MARK: Comparison

/// What differs between Weft's and NumPy's run of a program, or nil.
func difference(_ program: ArrayProgram, _ twin: TwinOutcome) -> String? {
  var evaluator = Evaluator(isShared: program.isShared)
  for (index, statement) in program.statements.enumerated() {
    var error: StatementError?
    do { try evaluator.run(statement) } catch let found { error = StatementError(found) }
    let expected = twin.errors[index]
    if error == nil && expected == nil { continue }
    // The aliasing front has no messages of its own yet for what does not broadcast; a variable that is missing in a
    // simplified program raises nothing worth comparing.
    let isKindOnly = program.isShared || error?.kind == "NameError"
    let isSame = isKindOnly ? error?.kind == expected?.kind : error == expected
    if !isSame {
      return "statement \(index + 1): \(error?.description ?? "no error") instead of "
        + (expected?.description ?? "no error")
    }
  }
  for number in 0..<Statement.variableCount {
    let value = try? evaluator.variable(number)
    guard let value, let expected = twin.variables[number] else {
      if (value == nil) == (twin.variables[number] == nil) { continue }
      return "\(variableName(number)) is set on one side only"
    }
    if let text = difference(value, expected) { return "\(variableName(number)): \(text)" }
  }
  return nil
}

extension StatementError {
  init(_ error: any Error) {
    guard let error = error as? ArrayError else {
      self.init(kind: "NameError", message: "")
      return
    }
    let kind =
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
    self.init(kind: kind, message: error.message)
  }
}

private func difference(_ actual: Valued, _ expected: TwinArray) -> String? {
  let array = actual.array
  guard array.dtype == expected.dtype, array.shape == expected.shape else {
    return "\(array.dtype) \(array.shape) instead of \(expected.dtype) \(expected.shape)"
  }
  guard actual.bounds.isKnown else { return nil }
  let bytes = elementBytes(array)
  if bytes == expected.bytes { return nil }
  let wanted = NDArray(dtype: expected.dtype, shape: expected.shape) {
    $0.copyBytes(from: expected.bytes)
  }
  if array.dtype.isInteger || array.dtype == .bool {
    let size = array.dtype.itemSize
    let place = stride(from: 0, to: bytes.count, by: size).first {
      bytes[$0..<$0 + size] != expected.bytes[$0..<$0 + size]
    }!
    return "element \(place / size) of \(array.dtype)\(array.shape): "
      + "\(array.ravel()[place / size].item()) instead of \(wanted.ravel()[place / size].item())"
  }
  let (error, relative) = (actual.bounds.error, actual.bounds.relative)
  let unit = array.dtype.isComplex ? 2 : 1
  let (got, reference) = (parts(array), parts(wanted))
  let tiny = relative == 0 && error == 0 ? 0 : array.dtype.leastNonzero * 4
  for (index, (x, y)) in zip(got, reference).enumerated() {
    let isExact = x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN)
    let size = unit == 1 ? abs(y) : abs(reference[index]) + abs(reference[index ^ 1])
    let isNear = tiny > 0 && (x == y || y.isFinite && abs(x - y) <= error + relative * size + tiny)
    let isTurned = actual.bounds.isTurned && x.isInfinite && y.isInfinite
    if !isExact && !isNear && !isTurned {
      return "part \(index) of \(array.dtype)\(array.shape): \(x) instead of \(y), "
        + "allowed: \(error) and relative \(relative)"
    }
  }
  return nil
}

extension DType {
  fileprivate var leastNonzero: Double {
    switch self {
    case .float16: 0x1p-24
    case .float32, .complex64: 0x1p-149
    default: .leastNonzeroMagnitude
    }
  }
}

// MARK: Minimising

/// The smallest program found that still differs, and how it differs.
func minimized(_ program: ArrayProgram) throws -> (ArrayProgram, String) {
  var smallest = program
  var text = "differs no longer when run again"
  while true {
    let candidates = [smallest] + smallest.simplifications.filter { !$0.statements.isEmpty }
    let twins = try runTwins(candidates.map(\.python))
    var next: ArrayProgram?
    for (index, (candidate, twin)) in zip(candidates, twins).enumerated() {
      guard let found = difference(candidate, twin) else { continue }
      text = found
      if index > 0 {
        next = candidate
        break
      }
    }
    guard let next else { return (smallest, text) }
    smallest = next
  }
}

extension ArrayProgram {
  /// Programs with one statement less, or with an operand in place of an operation.
  fileprivate var simplifications: [ArrayProgram] {
    var result: [ArrayProgram] = []
    for index in statements.indices.reversed() {
      var copy = self
      copy.statements.remove(at: index)
      result.append(copy)
    }
    for (index, statement) in statements.enumerated() {
      guard case .assign(let target, let expression) = statement else { continue }
      for simpler in expression.simplifications {
        var copy = self
        copy.statements[index] = .assign(target, simpler)
        result.append(copy)
      }
    }
    return result
  }
}

extension Expression {
  fileprivate var simplifications: [Expression] {
    var result = operands.filter { !$0.isNumber }
    for (index, operand) in operands.enumerated() {
      for simpler in operand.simplifications {
        var copy = self
        copy.operands[index] = simpler
        result.append(copy)
      }
    }
    return result
  }
}
