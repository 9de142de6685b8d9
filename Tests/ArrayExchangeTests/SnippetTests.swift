// SPDX-License-Identifier: Apache-2.0
// The code of the documentation page on array exchange, line for line: `Documentation` in WeftTests compares.
import ArrayExchange
import Testing
import Weft

extension HostTests {
  @Suite("Documentation of array exchange") struct SnippetTests {
    @Test(.enabled(if: Host.hasNumPy)) func page() throws {
      let numpy = try CPython.shared.import("numpy")
      let x = NDArray.linspace(0, 1, count: 5)
      let there = try x.foreign()
      let back = try NDArray(numpy.cumsum(there))
      print(try there.sum(), back)
      #expect(back.array(of: Double.self) == [0, 0.25, 0.75, 1.5, 2.5])
    }
  }
}
