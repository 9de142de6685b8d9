// SPDX-License-Identifier: Apache-2.0
// The x86-64 backend: lower, allocate, emit, install.

import Glibc

/// Compiles programs to machine code for one tier.
package struct X64Backend: Backend {
  /// The instructions that may be used.
  package let tier: Tier
  /// How registers are chosen; tests change it.
  package var allocation: AllocationMode
  /// Where accumulators pass through one body instead of copies of it; tests change it.
  package var longestCopies: Int
  /// Where the code goes; nil is the arena of the process.
  package var arena: CodeArena?

  package init(
    tier: Tier, allocation: AllocationMode = .normal, longestCopies: Int? = nil,
    arena: CodeArena? = nil
  ) {
    self.tier = tier
    self.allocation = allocation
    self.longestCopies = longestCopies ?? Lowering.longestCopies
    self.arena = arena
  }

  /// Spilled values may take this much of the caller's stack, which may be a thread's small one.
  private static let longestFrame = 1 << 17

  package func compile(_ program: Program) -> CompiledCode? {
    let function = Lowering.lower(program, tier: tier, longestCopies: longestCopies)
    if function.isTooLong { return nil }
    let allocated = Allocator.allocate(function, mode: allocation)
    if allocated.frameBytes > Self.longestFrame { return nil }
    #if DEBUG
      let faults = Checker.check(function, allocated)
      precondition(faults.isEmpty, "\(program.name): \(faults.joined(separator: "\n"))")
    #endif
    var emitter = Emitter(function, allocated, records: Self.dumps)
    let bytes = emitter.run()
    if Self.dumps { Self.dump(program.name, tier, emitter.asm.listingText) }
    return (arena ?? CodeArena.shared).install(bytes, name: program.name)
  }

  /// What the checker finds wrong with the allocation of `program`: nothing.
  package func allocationFaults(_ program: Program) -> [String] {
    let function = Lowering.lower(program, tier: tier)
    return Checker.check(function, Allocator.allocate(function, mode: allocation))
  }

  /// What the checker finds when one operand of the allocated code is another register than the allocator said.
  package func allocationFaults(_ program: Program, spoiling number: Int) -> [String] {
    let function = Lowering.lower(program, tier: tier)
    var allocated = Allocator.allocate(function, mode: allocation)
    let readers = allocated.code.indices.filter {
      allocated.origins[$0] >= 0 && !allocated.code[$0].a.isNone
    }
    let position = readers[number % readers.count]
    let other = (allocated.code[position].a.index + 1) % 8
    allocated.code[position].a = VReg(other)
    return Checker.check(function, allocated)
  }

  /// The code of `program` as text.
  package func listing(_ program: Program) -> String {
    let function = Lowering.lower(program, tier: tier)
    let allocated = Allocator.allocate(function, mode: allocation)
    var emitter = Emitter(function, allocated, records: true)
    _ = emitter.run()
    return emitter.asm.listingText
  }

  /// Microseconds of thread time that lowering, allocating and emitting `program` take, for the benchmark of compiling.
  package func stages(_ program: Program) -> [Double] {
    let start = Self.threadTime()
    let function = Lowering.lower(program, tier: tier)
    let lowered = Self.threadTime()
    let allocated = Allocator.allocate(function, mode: allocation)
    let placed = Self.threadTime()
    var emitter = Emitter(function, allocated, records: false)
    _ = emitter.run()
    return [lowered - start, placed - lowered, Self.threadTime() - placed]
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }

  /// True if `WEFT_DUMP` lists `asm`.
  private static let dumps: Bool = {
    guard let list = getenv("WEFT_DUMP") else { return false }
    return String(cString: list).split(separator: ",").contains("asm")
  }()

  private static func dump(_ name: String, _ tier: Tier, _ listing: String) {
    writeToStandardError("; \(name), \(tier.name)\n\(listing)\n")
  }
}
