// SPDX-License-Identifier: Apache-2.0
// What this machine can do: bandwidth of each level of memory and speed of arithmetic, measured at start.

import Foundation
import Probes

/// Nanoseconds on a clock: the CPU time of this thread, or wall time.
func nanoseconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The limits that a workload is held against.
struct Machine: Sendable {
  /// Bytes per nanosecond, with one thread and with all.
  struct Bandwidth: Sendable {
    var read: [Double]
    /// d = a*b + c, by ordinary or streaming stores, whichever is faster.
    var triad: [Double]
  }

  /// A working set of so many bytes per thread stands for the level.
  static let levels: [(name: String, bytes: Int)] = [
    ("L1", 16 << 10), ("L2", 512 << 10), ("DRAM", 512 << 20),
  ]

  private(set) var bandwidth: [Bandwidth] = []
  /// Nanoseconds per double of one core: fused multiply-add, division, square root.
  private(set) var fma = 0.0
  private(set) var divide = 0.0
  private(set) var root = 0.0
  let cores = ProcessInfo.processInfo.activeProcessorCount

  /// Measures everything; takes about two seconds.
  init() {
    for level in Self.levels {
      bandwidth.append(
        Bandwidth(
          read: [1, cores].map { Self.read(level.bytes, threads: $0) },
          triad: [1, cores].map { Self.triad(level.bytes, threads: $0) }))
    }
    fma = Self.perDouble(probe_fma)
    divide = Self.perDouble(probe_divide)
    root = Self.perDouble(probe_root)
  }

  /// The least nanoseconds that `work` on `elements` elements of `itemSize` bytes can take.
  ///
  /// Memory and arithmetic overlap, and so do the dividers and the multipliers: the slowest of them is the bound. A float32
  /// operation costs half a float64's.
  func bound(_ work: Work, elements: Int, itemSize: Int, allCores: Bool) -> Double {
    let bytes = Double(work.bytes(itemSize) * elements)
    let level =
      Self.levels.firstIndex { bytes <= Double($0.bytes * 3 / 2) } ?? Self.levels.count - 1
    let speeds = work.writes ? bandwidth[level].triad : bandwidth[level].read
    let memory = bytes / speeds[allCores ? 1 : 0]
    let share = Double(elements) * Double(itemSize) / 8 / Double(allCores ? cores : 1)
    let pipes = work.operations * fma * share
    let dividers = (work.divisions * divide + work.roots * root) * share
    return max(memory, pipes, dividers)
  }

  var description: String {
    var lines = ["limits of this machine, one thread / \(cores) threads:"]
    for (level, speed) in zip(Self.levels, bandwidth) {
      let read = speed.read.map { String(format: "%.1f", $0) }.joined(separator: " / ")
      let triad = speed.triad.map { String(format: "%.1f", $0) }.joined(separator: " / ")
      lines.append("  \(level.name): read \(read) GB/s, a*b+c \(triad) GB/s")
    }
    lines.append(
      String(
        format:
          "  one core, ns per float64: multiply-add %.3f (%.1f GFLOP/s), divide %.3f, root %.3f",
        fma, 2 / fma, divide, root))
    return lines.joined(separator: "\n")
  }
}

// MARK: Probing

extension Machine {
  /// The best of several trials of about 10 ms each, in nanoseconds per repetition.
  private static func best(_ body: (_ times: Int64) -> Void) -> Double {
    body(1)
    var times: Int64 = 1
    var spent = 0.0
    while true {
      let start = nanoseconds(CLOCK_MONOTONIC)
      body(times)
      spent = nanoseconds(CLOCK_MONOTONIC) - start
      if spent > 5e6 { break }
      times *= 4
    }
    for _ in 0..<5 {
      let start = nanoseconds(CLOCK_MONOTONIC)
      body(times)
      spent = min(spent, nanoseconds(CLOCK_MONOTONIC) - start)
    }
    return spent / Double(times)
  }

  private static func perDouble(_ probe: (Int64) -> Double) -> Double {
    best { times in blackHole(probe(times * 1000)) } / 64_000
  }

  /// Runs `body` on each thread's own share of an array of doubles that all share.
  private static func onThreads(_ threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads, execute: body)
    }
  }

  private static func read(_ bytes: Int, threads: Int) -> Double {
    let count = bytes / 8
    let arrays = (0..<threads).map { _ in Doubles(count) }
    let spent = best { times in
      onThreads(threads) { blackHole(probe_read(arrays[$0].start, Int64(count), times)) }
    }
    return Double(threads * count * 8) / spent
  }

  private static func triad(_ bytes: Int, threads: Int) -> Double {
    let count = bytes / 4 / 8
    let arrays = (0..<threads).map { _ in (0..<4).map { _ in Doubles(count) } }
    let speeds = [probe_triad, probe_triad_streaming].map { probe in
      let spent = best { times in
        onThreads(threads) { thread in
          let a = arrays[thread]
          probe(a[0].start, a[1].start, a[2].start, a[3].start, Int64(count), times)
        }
      }
      return Double(threads * count * 4 * 8) / spent
    }
    return speeds.max()!
  }
}

/// Keeps the compiler from removing a computation.
@inline(never) func blackHole<T>(_ value: T) {}

/// Memory for a probe, touched, aligned to 64 bytes.
private final class Doubles: @unchecked Sendable {
  let start: UnsafeMutablePointer<Double>

  init(_ count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: 64)
    start = memory.bindMemory(to: Double.self, capacity: count)
    start.initialize(repeating: 1, count: count)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }
}
