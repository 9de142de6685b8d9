// SPDX-License-Identifier: Apache-2.0
// Values stay what they were whatever runs together.
import Testing
import Weft

@Suite("Values") struct ValueTests {
  /// A kernel in which a float16 is spilled before it is converted back and stored.
  @Test func halfThatIsSpilled() {
    var a = NDArray(Float16(2.5))
    let b = NDArray([7 as UInt64, 7, 7, 7])
    var e = exp(b - b.max(axis: -1, keepDims: true))
    a[...] = a
    e[...] *= a
    e[-1, .ellipsis] = a
    #expect(a.array(of: Double.self) == [2.5])
    #expect(e.array(of: Double.self) == [2.5, 2.5, 2.5, 2.5])
  }
}
