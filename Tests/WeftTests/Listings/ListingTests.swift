// SPDX-License-Identifier: Apache-2.0
// The inner loops of typical kernels, as text in `Golden`: a worse loop shows as a difference in review.
import Foundation
import JIT
import Synchronization
import Testing
import Weft

@Suite("Listings") struct ListingTests {
  private static let folder = SourceFile.root.appending(path: "Tests/WeftTests/Listings/Golden")

  /// `WEFT_GOLDEN=write` writes the files instead of comparing with them.
  private static let writes = ProcessInfo.processInfo.environment["WEFT_GOLDEN"] == "write"

  @Test func innerLoopsAreAsTheyWere() async throws {
    // In a process of its own no kernel is known yet; there the oracle runs, so any machine can list any tier.
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      for (name, value) in [("WEFT_TIER", "oracle"), ("WEFT_EAGER", "0"), ("WEFT_THREADS", "1")] {
        setenv(name, value, 1)
      }
      for (name, body) in GoldenKernels.all {
        print("\u{1}" + name)
        for line in GoldenKernels.listing(body) { print(line) }
      }
      print("\u{1}end")
    }
    let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let parts = text.components(separatedBy: "\u{1}").dropFirst()
    #expect(parts.last?.hasPrefix("end") == true)
    var names: Set<String> = []
    for part in parts.dropLast() {
      let lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let name = lines[0] + ".txt"
      names.insert(name)
      try settle(name, lines.dropFirst().joined(separator: "\n"))
    }
    #expect(names.count == GoldenKernels.all.count)
    let known = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(known) == names, "run with WEFT_GOLDEN=write, and remove what is left over")
  }

  private func settle(_ name: String, _ text: String) throws {
    let file = Self.folder.appending(path: name)
    if Self.writes { return try text.write(to: file, atomically: true, encoding: .utf8) }
    let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if golden == text { return }
    let (old, new) = (golden.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    var changes: [(line: Int, text: String)] = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, let line, _): changes.append((offset, "- \(offset + 1): \(line)"))
      case .insert(let offset, let line, _): changes.append((offset, "+ \(offset + 1): \(line)"))
      }
    }
    let shown = changes.sorted { $0.line < $1.line }.map(\.text).joined(separator: "\n")
    Issue.record("\(name) differs; if it is better so, run with WEFT_GOLDEN=write\n\(shown)")
  }
}

/// Expressions, and the inner loops of what is compiled for them.
enum GoldenKernels {
  typealias Kernel = (name: String, body: @Sendable () -> NDArray)

  /// Computed arrays, which no kernel makes as it goes.
  private static func filled(_ dtype: DType, _ shape: [Int]) -> NDArray {
    NDArray(dtype: dtype, shape: shape) { $0.initializeMemory(as: UInt8.self, repeating: 1) }
  }
  private static func vector(_ dtype: DType = .float64) -> NDArray { filled(dtype, [1000]) }
  private static func matrix(_ dtype: DType = .float64) -> NDArray { filled(dtype, [200, 600]) }
  private static func rows(_ dtype: DType = .float64) -> NDArray { filled(dtype, [300, 8]) }

  static let all: [Kernel] = [
    ("add-float64", { vector() + vector() }),
    ("multiply-add-float32", { vector(.float32) * vector(.float32) + 2 }),
    ("divide-float64", { 1 / vector() }),
    ("add-float16", { vector(.float16) + vector(.float16) }),
    ("add-int8", { vector(.int8) + vector(.int8) }),
    ("multiply-int64", { vector(.int64) * vector(.int64) }),
    ("floor-divide-int32", { floorDivide(vector(.int32), vector(.int32)) }),
    ("multiply-complex128", { vector(.complex128) * vector(.complex128) }),
    (
      "polynomial-float64",
      {
        let x = vector(); return ((x * 3 + 2) * x - 1) * x
      }
    ),
    (
      "where-float64",
      {
        let x = vector(); return `where`(x .> 3, x, -x)
      }
    ),
    ("compare-float32", { vector(.float32) .> 3 }),
    (
      "mask-and",
      {
        let x = vector(); return (x .> 2) & (x .< 5)
      }
    ),
    ("cast-int32-float64", { vector(.int32).asType(.float64) }),
    ("cast-float64-float32", { vector().asType(.float32) }),
    ("strided-float64", { vector()[.by(2)] * 2 }),
    ("reversed-float32", { vector(.float32)[.by(-1)] * 2 }),
    ("broadcast-row", { matrix() - matrix()[0] }),
    ("clip-float32", { vector(.float32).clipped(Float(2), Float(5)) }),
    ("exp-float64", { exp(vector()) }),
    ("exp-float32", { exp(vector(.float32)) }),
    ("sum-float64", { vector().sum() }),
    ("sum-float32", { vector(.float32).sum() }),
    ("sum-int32", { vector(.int32).sum() }),
    ("maximum-float64", { vector().max() }),
    ("argmax-float64", { vector().argMax() }),
    (
      "dot-float64",
      {
        let x = vector(); return (x * vector()).sum()
      }
    ),
    ("sum-columns-float64", { matrix().sum(axis: 0) }),
    ("sum-short-rows-float64", { rows().sum(axis: 1) }),
    ("cumsum-float64", { vector().cumsum() }),
    ("std-rows-float64", { matrix().std(axis: 1) }),
    (
      "softmax-float32",
      {
        let x = matrix(.float32)
        let e = exp(x - x.max(axis: 1, keepDims: true))
        return e / e.sum(axis: 1, keepDims: true)
      }
    ),
    ("any-int16", { (vector(.int16) .== 9).any() }),
  ]

  /// The loops of the last kernel that computing `body` compiles, for both tiers.
  static func listing(_ body: @Sendable () -> NDArray) -> [String] {
    let programs = Mutex<[Program]>([])
    Compiler.observer = { program in programs.withLock { $0.append(program) } }
    let result = body()
    _ = result.asType(result.dtype).withStridedView { $0.count }
    Compiler.observer = nil
    guard let program = programs.withLock({ $0.last }) else { return ["nothing is compiled"] }
    var lines: [String] = []
    for tier in [Tier.avx2, .avx512] {
      let loops = ListingText(X64Backend(tier: tier).listing(program)).innerLoops
      for (number, loop) in loops.enumerated() {
        lines.append("; \(program.name), \(tier.name), inner loop \(number + 1)")
        lines += loop
      }
    }
    return lines
  }
}
