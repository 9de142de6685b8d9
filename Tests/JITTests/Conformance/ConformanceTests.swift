// SPDX-License-Identifier: Apache-2.0
// The conformance suite: every backend on random programs; `WEFT_FUZZ=N` runs N, `WEFT_FUZZ_SEED=S` begins at S.

import CrashReport
import Foundation
import JIT
import Testing

@Suite(.serialized) struct ConformanceTests {
  static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }
  #if DEBUG
    static let usual: UInt64 = 400
  #else
    static let usual: UInt64 = 10_000
  #endif
  static let programs = Int(setting("WEFT_FUZZ") ?? usual)
  static let seed = setting("WEFT_FUZZ_SEED") ?? 1

  /// The oracle against the evaluator that knows nothing of blocks, rows and phases.
  @Test func oracleAgreesWithScalarReference() {
    let memory = GuardedMemory(areas: 32)
    var faults = 0
    for seed in Self.seed..<Self.seed + UInt64(Self.programs) / 4 where faults < 3 {
      CrashReport.note(.kernels, seed)
      var generator = ProgramGenerator(seed: seed)
      let test = generator.generate()
      let runner = CaseRunner(test, seed: seed, memory: memory)
      let code = OracleBackend().compile(test.program)!
      let expected = runner.run { ScalarReference.run(test.program, $0) }
      let actual = runner.run { code.run($0) }
      let fault = runner.difference(expected, actual, flags: false)
      #expect(fault == nil, "seed \(seed)\n\(test.program)")
      if fault != nil { faults += 1 }
    }
  }

  /// What the generator makes is valid, and survives printing and parsing.
  @Test func programsSurviveTheirText() throws {
    for seed in 0..<UInt64(Self.programs / 20) {
      var generator = ProgramGenerator(seed: seed)
      let program = generator.generate().program
      #expect(program.verify() == [])
      let text = program.description
      let again = try Program(text: text)
      #expect(again == program)
      #expect(again.description == text)
      let optimized = optimize(program)
      #expect(optimized.verify() == [])
      #expect(optimize(optimized) == optimized, "\(optimized)")
    }
  }

  /// Every operation, and every element type it is defined for, is reached.
  @Test func generatorReachesTheTable() {
    var reached: Set<String> = []
    for seed in 0..<2000 as Range<UInt64> {
      var generator = ProgramGenerator(seed: seed)
      for instruction in generator.generate().program.code {
        reached.insert("\(instruction.op.name) \(instruction.type.element)")
      }
    }
    for op in Op.allCases where op.facts.result == .same || op.facts.effect == .write {
      for element in ProgramGenerator.data
      where op.facts.domain.contains(element) && op != .raise {
        #expect(reached.contains("\(op.name) \(element)"))
      }
    }
  }

  @Test func oracleAgreesWithItselfOptimized() {
    let faults = conform(
      backend: OracleBackend(), programs: Self.programs / 10, seed: Self.seed)
    #expect(faults == [])
  }

  /// A backend that takes one operation for another, to see that the suite would notice.
  private struct MistakenBackend: Backend {
    let wrong: Op
    let taken: Op

    func compile(_ program: Program) -> CompiledCode? {
      var program = program
      for position in program.code.indices where program.code[position].op == wrong {
        // Addresses and the ends of loops are uniform, and better left alone.
        if program.code[position].type.isVarying { program.code[position].op = taken }
      }
      return OracleBackend().compile(program)
    }
  }

  @Test(arguments: [(Op.lt, Op.le), (.add, .sub), (.shr, .shl), (.minNaN, .min), (.floor, .trunc)])
  func findsPlantedMistakes(_ wrong: Op, _ taken: Op) {
    let faults = conform(
      backend: MistakenBackend(wrong: wrong, taken: taken), programs: 2000, seed: 1, limit: 1)
    #expect(faults.count == 1)
    #expect(faults.allSatisfy { $0.contains(wrong.name) })
  }
}
