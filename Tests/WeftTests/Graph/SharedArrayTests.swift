// SPDX-License-Identifier: Apache-2.0
// The aliasing front: views that see each other's writes, also where they overlap.
import Testing
import Weft

@Suite("Shared arrays") struct SharedArrayTests {
  private func numbers(_ array: SharedArray) -> [Int] { array.value.array(of: Int.self) }

  @Test func viewsSeeWrites() throws {
    let a = SharedArray(NDArray.arange(6))
    let tail = try #require(a.view { $0[2...] })
    let backwards = try #require(tail.view { $0[.by(-2)] })
    #expect(numbers(backwards) == [5, 3])
    backwards.assign(NDArray([50, 30]))
    #expect(numbers(a) == [0, 1, 2, 30, 4, 50])
    #expect(numbers(tail) == [2, 30, 4, 50])
    a.assign(NDArray.arange(10, 16))
    #expect(numbers(backwards) == [15, 13])
    let grid = try #require(a.view { $0.reshaped(2, 3).T })
    grid.assign(NDArray.zeros([3, 2], .int64) + NDArray([7, 8]))
    #expect(numbers(a) == [7, 7, 7, 8, 8, 8])
  }

  @Test func originalsAndEarlierValuesStay() throws {
    let original = NDArray([1.0, 2, 3])
    let a = SharedArray(original)
    let before = a.value
    let pending = a.value * 10
    let part = try #require(a.view { $0[1...] })
    part.assign(NDArray([20.0, 30]))
    a.assign(a.value + 1)
    #expect(original.array(of: Double.self) == [1, 2, 3])
    #expect(before.array(of: Double.self) == [1, 2, 3])
    #expect(pending.array(of: Double.self) == [10, 20, 30])
    #expect(part.value.array(of: Double.self) == [21, 31])
  }

  /// As if the right side were copied first, whatever overlaps and in whichever direction.
  @Test(arguments: [3, 40, 5000]) func overlaps(_ count: Int) throws {
    let start = (0..<count).map { $0 * $0 % 97 }
    func check(
      _ target: (NDArray) -> NDArray, _ source: (NDArray) -> NDArray,
      _ expected: ([Int]) -> [Int], _ label: String
    ) throws {
      let a = SharedArray(NDArray(start))
      let found = a.view(target)
      let view = try #require(found)
      view.assign(source(a.value))
      #expect(numbers(a) == expected(start), "\(label)")
    }
    try check({ $0[1...] }, { $0[.slice(nil, -1)] }, { [$0[0]] + $0.dropLast() }, "forwards")
    try check({ $0[.slice(nil, -1)] }, { $0[1...] }, { $0.dropFirst() + [$0.last!] }, "backwards")
    try check({ $0[.all] }, { $0[.by(-1)] }, { $0.reversed() }, "reversed")
    try check(
      { $0[1...] }, { $0[1...] + $0[.slice(nil, -1)] },
      { [$0[0]] + zip($0, $0.dropFirst()).map { $0 + $1 } }, "sum with the neighbour")
    try check(
      { $0[.slice(nil, -1)] }, { $0[.slice(nil, -1)] * $0[-1] },
      { line in line.dropLast().map { $0 * line.last! } + [line.last!] }, "product with the last")
    try check(
      { $0[.all] }, { $0[0].broadcast(to: $0.shape) },
      { line in line.map { _ in line[0] } }, "the first everywhere")
  }

  @Test func whatIsNoView() {
    let a = SharedArray(NDArray.arange(6).reshaped(2, 3))
    #expect(a.view { $0.T.ravel() } === nil)
    #expect(a.view { $0[[0, 1]] } === nil)
    #expect(a.view { $0 + 1 } === nil)
    #expect(a.view { $0.asType(.float32) } === nil)
    #expect(a.view { $0.ravel() } !== nil)
  }

  /// Views of other dtypes and of parts see writes, and their writes are seen, as NumPy's.
  @Test func viewsOfOtherDTypes() throws {
    let numbers = SharedArray(NDArray([1.0, 2, 3]))
    let bits = try numbers.viewed(as: .int64)
    let before = bits.value
    numbers.assign(NDArray([-1.0, 0.5, 8]) * 2)
    #expect(before.array(of: Int.self) == [1.0, 2, 3].map { Int($0.bitPattern) })
    #expect(
      bits.value.array(of: Int.self) == [-2.0, 1, 16].map { Int(Int64(bitPattern: $0.bitPattern)) })
    bits.assign(NDArray(Int(4.0.bitPattern)).broadcast(to: [3]))
    #expect(numbers.value.array(of: Double.self) == [4, 4, 4])
    let halves = try numbers.viewed(as: .int32)
    #expect(halves.value.shape == [6])
    let inner = try #require(halves.view { $0[.slice(1, nil, by: 2)] })
    inner.assign(NDArray.zeros([3], .int32))
    #expect(numbers.value.array(of: Double.self) == [0, 0, 0])
    let turned = try #require(SharedArray(NDArray([[1, 2], [3, 4]])).view { $0.T })
    #expect(throws: ArrayError.self) { try turned.viewed(as: .int8) }

    let complex = SharedArray(NDArray([Complex128(1, 2), Complex128(3, 4)]))
    let imaginary = try #require(complex.part(imaginary: true))
    #expect(imaginary.value.array(of: Double.self) == [2, 4])
    imaginary.assign(imaginary.value * 10)
    #expect(complex.value.array(of: Complex128.self) == [Complex128(1, 20), Complex128(3, 40)])
    complex.assign(complex.value + 1)
    #expect(complex.part(imaginary: false)?.value.array(of: Double.self) == [2, 4])
    #expect(numbers.part(imaginary: true) === nil)
  }
}
