// SPDX-License-Identifier: Apache-2.0
// Random programs on a backend and on the oracle, compared bit for bit.

import CShims
import CrashReport
import Glibc
import JIT

/// What one run leaves behind.
struct Outcome: Equatable {
  var memory: [[UInt8]]
  var status: Status
}

/// Runs one generated case on several evaluators, each time in the same, freshly filled memory.
struct CaseRunner {
  private static let canary = 64
  let memory: GuardedMemory
  let test: GeneratedCase
  private let initial: [[UInt8]]

  init(_ test: GeneratedCase, seed: UInt64, memory: GuardedMemory) {
    self.memory = memory
    self.test = test
    var random = RandomSource(seed: ~seed)
    let values = ValueSource(nastiness: test.nastiness)
    initial = test.regions.map { region in
      var bytes: [UInt8] = []
      while bytes.count < region.bytes {
        let bits = values.bits(region.element, &random)
        withUnsafeBytes(of: bits) { bytes += $0.prefix(region.element.size) }
      }
      return Array(bytes.prefix(region.bytes))
    }
  }

  private func address(_ index: Int) -> UnsafeMutableRawPointer {
    let region = test.regions[index]
    return memory.place(index, bytes: region.bytes, slack: region.slack, atStart: region.atStart)
  }

  /// The free side of a region, which must stay as it is.
  private func margin(_ index: Int) -> UnsafeMutableRawBufferPointer {
    let region = test.regions[index]
    let room = GuardedMemory.bytes - region.bytes - region.slack
    let size = min(Self.canary, room)
    let start = region.atStart ? address(index) + region.bytes : address(index) - size
    return UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  /// Runs `body` on an argument block and returns what it did to memory; margins count as memory.
  func run(_ body: (UnsafeMutableRawPointer) -> Status) -> Outcome {
    for index in initial.indices {
      address(index).copyMemory(from: initial[index], byteCount: initial[index].count)
      for byte in margin(index).indices { margin(index)[byte] = 0xA5 }
    }
    var block: [UInt64] = test.slots.map { slot in
      switch slot {
      case .bits(let bits): return bits
      case .pointer(let region, let offset):
        return UInt64(UInt(bitPattern: address(region) + offset))
      }
    }
    block.append(0)
    let status = block.withUnsafeMutableBytes { body($0.baseAddress!) }
    let after = initial.indices.map { index in
      Array(UnsafeRawBufferPointer(start: address(index), count: initial[index].count))
        + Array(margin(index))
    }
    return Outcome(memory: after, status: status)
  }

  /// What differs between two outcomes, or nil.
  func difference(_ expected: Outcome, _ actual: Outcome, flags: Bool) -> String? {
    for index in initial.indices {
      let (x, y) = (expected.memory[index], actual.memory[index])
      if x == y { continue }
      let region = test.regions[index]
      for byte in initial[index].count..<x.count where x[byte] != y[byte] {
        return "region \(index): byte \(byte - initial[index].count) of its margin was written"
      }
      for byte in 0..<initial[index].count where x[byte] != y[byte] {
        if region.isFuzzy, isNaN(x, near: byte, region), isNaN(y, near: byte, region) { continue }
        let size = region.element.size
        let start = byte / size * size
        let (p, q) = (x[start...].prefix(size), y[start...].prefix(size))
        return """
          region \(index) (\(region.element)): element \(start / size) is \(hex(q)), not \(hex(p))
          """
      }
    }
    let mask: UInt32 = flags ? ~0x22 : ~0x3F
    if actual.status.rawValue >> 31 != 0 { return "the caller's flags changed" }
    let (x, y) = (expected.status.rawValue & mask, actual.status.rawValue & mask)
    return x == y ? nil : "the status is \(y), not \(x)"
  }

  private func hex(_ bytes: ArraySlice<UInt8>) -> String {
    "0x" + bytes.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// True if the byte belongs to a NaN, wherever elements begin (rows may be padded and strides odd).
  private func isNaN(_ bytes: [UInt8], near byte: Int, _ region: GeneratedCase.Region) -> Bool {
    let size = region.element.size
    for start in max(0, byte - size + 1)...byte where start + size <= region.bytes {
      var word: UInt64 = 0
      for i in 0..<size { word |= UInt64(bytes[start + i]) << UInt64(8 * i) }
      switch region.element {
      case .f16: if word & 0x7FFF > 0x7C00 { return true }
      case .f32: if word & 0x7FFF_FFFF > 0x7F80_0000 { return true }
      default: if word & (.max >> 1) > 0x7FF0_0000_0000_0000 { return true }
      }
    }
    return false
  }
}

/// Runs `programs` random programs on `backend` and on the oracle and reports how they differ, `limit` times at most.
///
/// Each program is optimised first; the oracle must give the same for the program as written.
func conform(
  backend: any Backend, programs: Int, seed: UInt64, limit: Int = 3
) -> [String] {
  let memory = GuardedMemory(areas: 32)
  var faults: [String] = []
  for number in 0..<UInt64(programs) where faults.count < limit {
    let seed = seed &+ number
    if let fault = conform(backend: backend, seed: seed, memory: memory) { faults.append(fault) }
  }
  return faults
}

private func conform(backend: any Backend, seed: UInt64, memory: GuardedMemory) -> String? {
  // Without the instruction, the lowest tier's fused multiply-add may differ in the last bit.
  let isExact = (backend as? X64Backend)?.tier != .sse2
  var generator = ProgramGenerator(seed: seed, without: isExact ? [] : [.fma])
  let test = generator.generate()
  let runner = CaseRunner(test, seed: seed, memory: memory)
  let optimized = optimize(test.program)
  CrashReport.note(.kernels, seed)

  func outcome(_ backend: any Backend, _ program: Program) -> Outcome? {
    guard let code = backend.compile(program) else { return nil }
    return runner.run { arguments in
      // The caller's flags are its own, and stay.
      let environment = weft_fp_begin()
      defer { _ = weft_fp_end(environment) }
      weft_fp_set_flags(0x10)
      let status = code.run(arguments)
      return weft_fp_flags() == 0x10 ? status : Status(rawValue: status.rawValue | 1 << 31)
    }
  }
  func difference(_ program: Program) -> String? {
    guard let expected = outcome(OracleBackend(), program) else { return "no oracle" }
    guard let actual = outcome(backend, program) else { return "it does not compile" }
    return runner.difference(expected, actual, flags: test.hasExactFlags)
  }

  let plain = outcome(OracleBackend(), test.program)!
  let improved = outcome(OracleBackend(), optimized)!
  if let fault = runner.difference(plain, improved, flags: false) {
    return "seed \(seed): optimised, \(fault)\n\(test.program)\n\(optimized)"
  }
  guard var fault = difference(optimized) else { return nil }
  let smallest = minimize(optimized) { candidate in
    guard let smaller = difference(candidate) else { return false }
    fault = smaller
    return true
  }
  return "seed \(seed): \(fault)\n\(smallest)"
}
