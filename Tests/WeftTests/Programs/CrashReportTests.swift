// SPDX-License-Identifier: Apache-2.0
// A crash must name the random program that ran, and must still look like a crash to whoever watches.
import CrashReport
import Foundation
import Testing

@Suite("Crash reports") struct CrashReportTests {
  @Test func faultsAreReportedAndPassedOn() async throws {
    let result = await #expect(
      processExitsWith: .signal(SIGSEGV), observing: [\.standardErrorContent]
    ) {
      signal(SIGSEGV) { number in
        write(STDERR_FILENO, "handler before\n", 15)
        signal(number, SIG_DFL)
      }
      CrashReport.note(.arrays, 12_345)
      UnsafeMutablePointer<Int>(bitPattern: 8)!.pointee = 1
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let report = try #require(text.range(of: "this thread ran or had run WEFT_SEED=12345\n"))
    let handler = try #require(text.range(of: "handler before\n"))
    #expect(report.upperBound <= handler.lowerBound)
  }

  @Test func sentSignalsArePassedOn() async throws {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      CrashReport.note(.kernels, 678)
      abort()
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("WEFT_FUZZ_SEED=678\n"))
  }
}
