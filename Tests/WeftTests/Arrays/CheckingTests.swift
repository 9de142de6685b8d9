// SPDX-License-Identifier: Apache-2.0
// Mistakes of functions that return arrays: thrown by `checking`, with NumPy's messages.
import Testing
import Weft

@Suite("Checking") struct CheckingTests {
  @Test func creation() throws {
    var session = ArraySession()
    let huge = 1 << 40
    session.expect("np.arange(0, 5, 0)") { NDArray.arange(0, 5, by: 0) }
    session.expect("np.arange(0.0, 5.0, 0.0)") { NDArray.arange(0.0, 5.0, by: 0.0) }
    session.expect("np.arange(np.nan)") { NDArray.arange(0.0, Double.nan) }
    session.expect("np.arange(-2**63, 2**63 - 1)") { NDArray.arange(Int.min, Int.max) }
    session.expect("np.arange(2**63 - 3, 2**63 - 1, 2**62)") {
      NDArray.arange(Int.max - 2, Int.max, by: 1 << 62)
    }
    session.expect("np.linspace(0, 1, -1)") { NDArray.linspace(0, 1, count: -1) }
    session.expect("np.eye(-1)") { NDArray.eye(-1) }
    session.expect("np.eye(3, -2)") { NDArray.eye(3, -2) }
    for offset in [-4, -3, 2, 4, Int.max, Int.min] {
      session.expect("np.eye(3, 4, k=max(min(\(offset), 9), -9))") {
        NDArray.eye(3, 4, offset: offset)
      }
    }
    session.expect("np.zeros((2, -1))") { NDArray.zeros([2, -1]) }
    session.expect("np.empty((-1,))") { NDArray.empty([-1]) }
    session.expect("np.zeros((\(huge), \(huge)))") { NDArray.zeros([huge, huge]) }
    session.expect("np.zeros((\(huge), 0, \(huge)))") { NDArray.zeros([huge, 0, huge]) }
    session.expect("np.empty((\(huge), 2**10, 3))") { NDArray.empty([huge, 1 << 10, 3]) }
    session.expect("np.ones((2**57, 3), np.float32)") { NDArray.ones([1 << 57, 3], .float32) }
    session.expect("np.zeros((1,) * 65)") { NDArray.zeros(Array(repeating: 1, count: 65)) }
    session.expect("np.arange(3).reshape((4,))") { NDArray([0, 1, 2], shape: [4]) }
    try session.run()
  }

  @Test func partsAndProducts() throws {
    var session = ArraySession()
    let x = NDArray.arange(6)
    session.expectAll("tuple(np.split(x[0], 4))", [x]) { x.split(4) }
    session.expectAll("tuple(np.array_split(x[0], 0))", [x]) { x.arraySplit(0) }
    for count in [-4, -1, 0] {
      session.expectAll("tuple(np.split(x[0], \(count)))", [x]) { x.split(count) }
    }
    session.expect("np.matmul(x[0], np.arange(4))", [x]) { matmul(x, NDArray.arange(4)) }
    session.expect("np.dot(x[0], np.arange(4))", [x]) { dot(x, NDArray.arange(4)) }
    session.expect("np.inner(x[0], np.arange(4))", [x]) { inner(x, NDArray.arange(4)) }
    try session.run()
    #expect(throws: ArrayError.self) { try NDArray.checking { x.split(2, axis: 3)[1] } }
    #expect(throws: ArrayError.self) { try NDArray.checking { x.split(at: [1, 2], axis: 1)[2] } }
  }

  /// The first mistake is told, whatever is then done with what it left.
  @Test func whatFollowsAMistake() throws {
    let message = "operands could not be broadcast together with shapes (2,) (3,) "
    #expect(throws: ArrayError(.value, message)) {
      try NDArray.checking { (NDArray([1, 2]) + NDArray([1, 2, 3])).scalar(Int.self) }
    }
    #expect(throws: ArrayError(.value, "can only convert an array of size 1 to a Python scalar")) {
      try NDArray.checking { NDArray([1.5, 2]).scalar(Double.self) }
    }
  }

  @Test func sharedAssignmentsBroadcast() throws {
    for shape in [[3], [2, 1], [1, 1, 2, 3], [], [1]] as [[Int]] {
      let target = SharedArray(NDArray.zeros([2, 3]))
      let source = NDArray.linspace(1, 6, count: shape.reduce(1, *)).reshaped(shape)
      var session = ArraySession()
      session.expect("(x[0].__setitem__(..., x[1]), x[0])[1]", [target.value, source]) {
        target.assign(source)
        return target.value
      }
      session.expect("(x[0].T.__setitem__(..., x[1]), x[0])[1]", [NDArray.zeros([3, 2]), source]) {
        let whole = SharedArray(NDArray.zeros([3, 2]))
        whole.view { $0.T }!.assign(source)
        return whole.value
      }
      try session.run()
    }
    var session = ArraySession()
    for shape in [[4], [2, 2, 3], [0]] as [[Int]] {
      let source = NDArray.ones(shape)
      session.expect("(x[0].__setitem__(..., x[1]), x[0])[1]", [NDArray.zeros([2, 3]), source]) {
        let target = SharedArray(NDArray.zeros([2, 3]))
        target.assign(source)
        return target.value
      }
    }
    try session.run()
  }
}
