// SPDX-License-Identifier: Apache-2.0
// What the engine found on this machine.

import JIT

/// Facts about this build of Weft and the machine it runs on, and the settings users may change.
public enum EngineInfo {
  /// Weft's version.
  public static let version = "0.1.0"

  /// Each fact and its value, in a fixed order: version, processor, tier, threads, memory hierarchy, BLAS.
  public static var facts: [(name: String, value: String)] {
    let caches = Processor.caches
    let kibibytes = { (bytes: Int) in bytes == 0 ? "unknown" : "\(bytes >> 10) KiB" }
    return [
      ("weft", version),
      ("processor", Processor.brand.isEmpty ? "unknown" : Processor.brand),
      ("features", Features.current.names.joined(separator: " ")),
      ("tier", isRefused ? "oracle, as the system refuses executable memory" : tierName),
      ("threads", "\(threads)"),
      ("level 1 cache", kibibytes(caches.level1)),
      ("level 2 cache", kibibytes(caches.level2)),
      ("level 3 cache", kibibytes(caches.level3)),
      ("BLAS", "OpenBLAS \(BLAS.version), \(BLAS.coreName) kernels, \(BLAS.threadCount) threads"),
      ("mode", Engine.isEager ? "eager" : "lazy"),
    ]
  }

  /// The instruction set kernels are compiled for, or `oracle` when programs are interpreted.
  public static var tierName: String { Compiler.usedTier?.name ?? "oracle" }

  private static var isRefused: Bool { Compiler.tier != nil && Compiler.usedTier == nil }

  /// Number of threads that large kernels use; results do not depend on it.
  public static var threads: Int {
    get { Threads.count }
    set {
      precondition(newValue >= 1, "the number of threads must be positive, not \(newValue)")
      Engine.lock.withLock { Threads.count = newValue }
    }
  }
}
