// SPDX-License-Identifier: Apache-2.0
// The methods of ufuncs: calls with dtypes and places for results, reduce, accumulate, reduceat, outer, at, beside NumPy.
import Testing
import Weft

@Suite("Ufunc methods") struct UfuncMethodTests {
  private static let exact: [Ufunc] = [
    .add, .subtract, .multiply, .maximum, .minimum, .fmax, .fmin, .bitwiseAnd, .bitwiseOr,
    .bitwiseXor, .logicalAnd, .logicalOr, .logicalXor, .less, .equal, .leftShift,
  ]
  private static let shapes = [[], [0], [1], [5], [2, 3], [3, 0, 2], [3, 2, 4]]

  /// Small whole numbers: any order of adding and multiplying gives the same bits.
  private func values(_ dtype: DType, _ shape: [Int], _ generator: inout TestGenerator) -> NDArray {
    if dtype == .bool { return generator.array(.bool, shape) }
    let whole = generator.array(.int8, shape) % 5
    return (dtype.kind == .unsigned ? absolute(whole) : whole).asType(dtype)
  }

  private func python(_ axes: [Int]?) -> String {
    guard let axes else { return "None" }
    return axes.count == 1 ? "\(axes[0])" : pythonTuple(axes)
  }

  @Test(arguments: DType.allCases) func reductions(_ dtype: DType) throws {
    var generator = TestGenerator(for: "reductions \(dtype)")
    var session = ArraySession()
    for ufunc in Self.exact where !(ufunc == .subtract && dtype == .bool) {
      if [.bitwiseAnd, .bitwiseOr, .bitwiseXor, .leftShift].contains(ufunc), dtype.kind >= .float {
        continue
      }
      if ufunc == .leftShift && dtype == .bool { continue }
      for shape in Self.shapes {
        let x = values(dtype, shape, &generator)
        let mask = generator.array(.bool, shape)
        for axes in [nil, [0], [-1], [0, 1], [2, 0], []] as [[Int]?] {
          let keep = generator.chance(2)
          let text = "axis=\(python(axes)), keepdims=\(Self.truth(keep))"
          session.expect("np.\(ufunc.name).reduce(x[0], \(text))", [x]) {
            try ufunc.reduce(x, axes: axes, keepDims: keep)
          }
          guard ufunc != .leftShift, ufunc != .less, ufunc != .equal else { continue }
          session.expect("np.\(ufunc.name).reduce(x[0], \(text), initial=1)", [x]) {
            try ufunc.reduce(x, axes: axes, keepDims: keep, initial: 1)
          }
          session.expect("np.\(ufunc.name).reduce(x[0], \(text), where=x[1])", [x, mask]) {
            try ufunc.reduce(x, axes: axes, keepDims: keep, where: mask)
          }
          session.expect(
            "np.\(ufunc.name).reduce(x[0], \(text), where=x[1], initial=2)", [x, mask]
          ) {
            try ufunc.reduce(x, axes: axes, keepDims: keep, initial: 2, where: mask)
          }
        }
        for axis in [0, -1, 1] {
          session.expect("np.\(ufunc.name).accumulate(x[0], axis=\(axis))", [x]) {
            try ufunc.accumulate(x, axis: axis)
          }
          let starts = NDArray([0, 2, 1, 1, 0])
          session.expect("np.\(ufunc.name).reduceat(x[0], x[1], axis=\(axis))", [x, starts]) {
            try ufunc.reduceat(x, starts, axis: axis)
          }
        }
      }
      let (a, b) = (values(dtype, [2, 3], &generator), values(dtype, [4], &generator))
      if ufunc != .leftShift || dtype.kind == .unsigned {
        session.expect("np.\(ufunc.name).outer(x[0], x[1])", [a, b]) {
          try ufunc.outer(.array(a), .array(b))
        }
      }
    }
    let x = values(dtype, [3, 4], &generator)
    session.expect("np.add.reduce(x[0], dtype='float32')", [x]) {
      try Ufunc.add.reduce(x, dtype: .float32)
    }
    session.expect("np.add.accumulate(x[0], dtype='complex128')", [x]) {
      try Ufunc.add.accumulate(x, dtype: .complex128)
    }
    session.expect("np.divide.reduce(x[0] + 7, axis=1)", [x], tolerance: nearness(dtype)) {
      try Ufunc.divide.reduce(x + 7, axes: [1])
    }
    session.expect("np.add.reduce(x[0], axis=5)", [x]) { try Ufunc.add.reduce(x, axes: [5]) }
    session.expect("np.add.reduce(x[0], axis=(0, 0))", [x]) {
      try Ufunc.add.reduce(x, axes: [0, 0])
    }
    session.expect("np.sin.reduce(x[0])", [x]) { try Ufunc.sin.reduce(x) }
    session.expect("np.sin.outer(x[0], x[0])", [x]) { try Ufunc.sin.outer(.array(x), .array(x)) }
    session.expect("np.divide.reduce(x[0], axis=None)", [x]) {
      try Ufunc.divide.reduce(x, axes: nil)
    }
    session.expect("np.add.reduceat(x[0], np.array([9]))", [x]) {
      try Ufunc.add.reduceat(x, NDArray([9]))
    }
    session.expect("np.multiply.outer(x[0], 300)", [x]) { try Ufunc.multiply.outer(.array(x), 300) }
    try session.run()
  }

  private static func truth(_ value: Bool) -> String { value ? "True" : "False" }

  @Test func updatesAtPlaces() throws {
    var generator = TestGenerator(for: "updatesAtPlaces")
    var session = ArraySession()
    let indices: [(String, [AxisSelection])] = [
      ("[0, 0, 1]", [.array(NDArray([0, 0, 1]))]),
      ("(0, [1, 1, 2])", [.integer(0), .array(NDArray([1, 1, 2]))]),
      ("slice(0, 2)", [(0..<2).selection]), ("x[0] != 0", []), ("[7]", [.array(NDArray([7]))]),
      ("([0, 0], [1, 1])", [.array(NDArray([0, 0])), .array(NDArray([1, 1]))]),
    ]
    for dtype in DType.allCases {
      for ufunc in [
        Ufunc.add, .subtract, .multiply, .maximum, .minimum, .divide, .power, .bitwiseOr,
      ] {
        if ufunc == .subtract && dtype == .bool || dtype == .bool && ufunc == .power { continue }
        let x = values(dtype, [3, 4], &generator)
        for (text, index) in indices {
          let index = index.isEmpty ? [.array(x .!= 0)] : index
          let b = absolute(values(dtype, [], &generator)) + (dtype == .bool ? 0 : 1)
          session.expect(
            "(np.\(ufunc.name).at(x[0], \(text), x[1]), x[0])[1]", [x, b.asType(dtype)],
            tolerance: nearness(dtype)
          ) {
            var changed = x
            try ufunc.at(&changed, index, .array(b.asType(dtype)))
            return changed
          }
        }
      }
      let x = values(dtype, [3, 4], &generator)
      session.expect("(np.add.at(x[0], [0, 0], [1.5, 2.5]), x[0])[1]", [x]) {
        var changed = x
        try Ufunc.add.at(&changed, [.array(NDArray([0, 0]))], .array(NDArray([1.5, 2.5])))
        return changed
      }
      session.expect("(np.add.at(x[0], ([0, 0], [1, 1]), [[1], [2]]), x[0])[1]", [x]) {
        var changed = x
        try Ufunc.add.at(
          &changed, [.array(NDArray([0, 0])), .array(NDArray([1, 1]))], .array(NDArray([[1], [2]])))
        return changed
      }
      if dtype != .bool {
        session.expect("(np.negative.at(x[0], [0, 0, 2]), x[0])[1]", [x]) {
          var changed = x
          try Ufunc.negative.at(&changed, [.array(NDArray([0, 0, 2]))])
          return changed
        }
      }
    }
    try session.run()
  }

  @Test func callsWithPlaces() throws {
    var generator = TestGenerator(for: "callsWithPlaces")
    var session = ArraySession()
    for a in DType.allCases {
      let x = values(a, [2, 3], &generator)
      for b in DType.allCases {
        let y = values(b, [3], &generator)
        let mask = generator.array(.bool, [2, 1])
        let out = generator.array(generator.pick(DType.allCases), [2, 3])
        for ufunc in [Ufunc.add, .divide, .less, .hypot, .bitwiseAnd] {
          // Comparisons of uint64 with signed integers have loops of their own.
          let isMixed = ufunc == .less && DType.promoted(a, b) == .float64
          let casting: DType.Casting =
            isMixed ? .sameKind : generator.pick(DType.Casting.allCases.filter { $0 != .unsafe })
          session.expect(
            "(np.\(ufunc.name)(x[0], x[1], out=x[2], casting='\(casting.rawValue)'), x[2])[1]",
            [x, y, out],
            tolerance: nearness(.float32)
          ) {
            var changed = out
            try ufunc.call([.array(x), .array(y)], into: &changed, casting: casting)
            return changed
          }
          session.expect(
            "(np.\(ufunc.name)(x[0], x[1], out=x[2], where=x[3]), x[2])[1]", [x, y, out, mask],
            tolerance: nearness(.float32)
          ) {
            var changed = out
            try ufunc.call([.array(x), .array(y)], into: &changed, where: mask)
            return changed
          }
        }
        session.expect("np.add(x[0], x[1], dtype='\(out.dtype)')", [x, y]) {
          try Ufunc.add(.array(x), .array(y), dtype: out.dtype)
        }
      }
      session.expect("np.sin(x[0], dtype='float32')", [x], tolerance: nearness(.float32)) {
        try Ufunc.sin(.array(x), dtype: .float32)
      }
      session.expect("np.sin(x[0], dtype='int32')", [x]) { try Ufunc.sin(.array(x), dtype: .int32) }
      session.expect("np.add(x[0], 1.5, dtype='int32')", [x]) {
        try Ufunc.add(.array(x), 1.5, dtype: .int32)
      }
      session.expect("np.less(x[0], 2, dtype=bool)", [x]) {
        try Ufunc.less(.array(x), 2, dtype: .bool)
      }
      session.expect("np.add(x[0], 1, out=np.zeros((2, 4)))", [x]) {
        var out = NDArray.zeros([2, 4])
        try Ufunc.add.call([.array(x), 1], into: &out)
        return out
      }
      session.expect("np.add(x[0], 1, out=np.zeros(3))", [x]) {
        var out = NDArray.zeros([3])
        try Ufunc.add.call([.array(x), 1], into: &out)
        return out
      }
      session.expect("np.add(x[0], x[0], out=np.zeros((2, 2, 3), complex))", [x]) {
        var out = NDArray.zeros([2, 2, 3], .complex128)
        try Ufunc.add.call([.array(x), .array(x)], into: &out)
        return out
      }
    }
    try session.run()
  }
}
