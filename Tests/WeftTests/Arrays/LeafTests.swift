// SPDX-License-Identifier: Apache-2.0
// Sums of rows around the length of one leaf of NumPy's pairwise tree.
import Testing
import Weft

@Suite("Leaves", .serialized) struct LeafTests {
  private static let dtypes: [DType] = [.float16, .float32, .float64, .complex64, .complex128]

  /// Numbers whose sums round.
  private static func matrix(_ dtype: DType, _ rows: Int, _ columns: Int) -> NDArray {
    let numbers = NDArray.arange(rows * columns).asType(.float64) * 7919.0 % 1009.0 / 37.0 - 11.0
    return numbers.asType(dtype).reshaped(rows, columns)
  }

  /// Lengths change back and forth: a kernel for one leaf must not serve rows of several, nor the reverse.
  @Test(arguments: dtypes) func sumsOfRowsOfAnyLength(_ dtype: DType) throws {
    var session = ArraySession()
    for columns in [100, 200, 0, 1, 63, 64, 65, 66, 127, 128, 129, 130, 136, 99, 300, 128] {
      let x = Self.matrix(dtype, 5, columns)
      session.expect("x[0].sum(1)", [x]) { x.sum(axis: 1) }
      session.expect("(x[0] * x[0] + x[0]).sum(1)", [x]) { (x * x + x).sum(axis: 1) }
      session.expect("x[0][:, ::-1].sum(1)", [x]) { x[0..., .by(-1)].sum(axis: 1) }
      if columns > 0 && !dtype.isComplex {
        session.expect("x[0] - x[0].sum(1, keepdims=True)", [x]) {
          x - x.sum(axis: 1, keepDims: true)
        }
        session.expect("x[0].sum(1) + x[0].max(1)", [x]) { x.sum(axis: 1) + x.max(axis: 1) }
      }
    }
    try session.run()
  }

  /// A sum over more than the caches hold runs in narrower vectors: its bits are those of its quarters' sums, joined by the tree.
  @Test(.enabled(if: EngineInfo.tierName != "oracle"))
  func sumsFromBeyondTheCaches() {
    let count = 1 << 23
    let a = NDArray(dtype: .float64, shape: [count]) { bytes in
      let elements = bytes.bindMemory(to: Double.self)
      for index in 0..<count { elements[index] = 1 / Double(index + 1) - 0.3 }
    }
    let quarters = (0..<4).map { quarter in
      a[(quarter * count / 4)..<((quarter + 1) * count / 4)].sum().scalar(Double.self)
    }
    let expected = (quarters[0] + quarters[1]) + (quarters[2] + quarters[3])
    #expect(a.sum().scalar(Double.self) == expected)
  }

  /// Rows so long that they run in parts, of truth values.
  @Test func longTruths() throws {
    var session = ArraySession()
    let x = NDArray.arange(140_002).reshaped(2, 70_001) .== 70_000
    session.expect("x[0].any(axis=1)", [x]) { x.any(axis: 1) }
    session.expect("x[0].all(axis=1)", [x]) { x.all(axis: 1) }
    session.expect("(~x[0]).all(axis=1)", [x]) { (~x).all(axis: 1) }
    try session.run()
  }
}
