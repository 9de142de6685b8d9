// SPDX-License-Identifier: Apache-2.0
// Elements by place in C order, lanes along axes, bytes, dtypes, beside NumPy.
import Testing
import Weft

@Suite("Manipulation: flat, lanes, bytes") struct FlatTests {
  private static let shapes = [[], [0], [1], [5], [2, 3], [2, 3, 4]]

  @Test func flat() throws {
    var generator = TestGenerator(for: "flat")
    var session = ArraySession()
    let indices: [(String, any AxisIndex)] = [
      ("0", 0), ("-1", -1), ("7", 7), ("slice(1, 4)", 1..<4),
      ("slice(None, None, -2)", Slice.by(-2)),
      ("np.array([0, 2, -1])", [0, 2, -1]), ("np.array([[0], [4]])", [[0], [4]]),
      ("...", Ellipsis()),
      ("np.array([True, False])", [true, false]), ("np.array([[True]])", [[true]]),
      ("np.array([1.5])", [1.5]),
    ]
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        let values = generator.array(dtype, [2])
        for (text, index) in indices {
          session.expect("x[0].flat[\(text)]", [x]) { try x.flatElements(at: index) }
          session.expect("(x[0].flat.__setitem__(\(text), x[1]), x[0])[1]", [x, values]) {
            var changed = x
            try changed.setFlat(at: index, to: .array(values))
            return changed
          }
          session.expect("(x[0].flat.__setitem__(\(text), 1), x[0])[1]", [x]) {
            var changed = x
            try changed.setFlat(at: index, to: 1)
            return changed
          }
        }
        let mask = generator.array(.bool, [x.size])
        session.expect("x[0].flat[x[1]]", [x, mask]) { try x.flatElements(at: mask) }
        for order in [ElementOrder.c, .fortran] {
          let places = NDArray.arange(x.size)
          if x.ndim > 0 {
            session.expectAll(
              "np.unravel_index(x[0], \(pythonTuple(shape)), order='\(order.rawValue)')", [places]
            ) {
              try places.unraveledIndices(shape, order: order)
            }
          }
          guard x.ndim > 0, x.size > 0 else { continue }
          let axes = try places.unraveledIndices(shape, order: order)
          let far = axes.map { $0 * 2 - 1 }
          for mode in IndexMode.allCases {
            for list in [axes, far] {
              session.expect(
                "np.ravel_multi_index(tuple(x), \(pythonTuple(shape)), mode='\(mode.rawValue)', order='\(order.rawValue)')",
                list
              ) { try .raveledIndices(list, shape, modes: [mode], order: order) }
            }
          }
        }
      }
    }
    for shape in [[2, 3], []] {
      for place in [10, -1, 5] {
        session.expectAll("np.unravel_index(\(place), \(pythonTuple(shape)))") {
          try NDArray(place).unraveledIndices(shape)
        }
      }
    }
    session.expectAll("np.unravel_index(np.array([1.0]), (2, 3))") {
      try NDArray([1.0]).unraveledIndices([2, 3])
    }
    session.expect("np.ravel_multi_index((np.array([1]),), (2, 3))") {
      try .raveledIndices([NDArray([1])], [2, 3])
    }
    session.expect(
      "np.ravel_multi_index((np.array([4]), np.array([-1])), (2, 3), mode=('wrap', 'clip'))"
    ) {
      try .raveledIndices([NDArray([4]), NDArray([-1])], [2, 3], modes: [.wrap, .clip])
    }
    session.expect("np.ravel_multi_index((np.array([1.0]), np.array([1])), (2, 3))") {
      try .raveledIndices([NDArray([1.0]), NDArray([1])], [2, 3])
    }
    try session.run()
  }

  @Test func lanes() throws {
    var generator = TestGenerator(for: "lanes")
    var session = ArraySession()
    for dtype in DType.allCases {
      for shape in [[1], [5], [2, 3], [2, 3, 4]] {
        let x = generator.array(dtype, shape)
        for axis in 0..<x.ndim {
          let places = x.asType(.float64).argMax(axis: axis, keepDims: true)
          let narrow = generator.array(.uint8, shape) % UInt8(shape[axis])
          for index in [places, narrow, places - 1] {
            session.expect("np.take_along_axis(x[0], x[1], \(axis))", [x, index]) {
              try x.takingAlongAxis(index, axis: axis)
            }
          }
          session.expect(
            "(np.put_along_axis(x[0], x[1], 1, \(axis - x.ndim)), x[0])[1]", [x, places]
          ) {
            var changed = x
            try changed.putAlongAxis(places, 1, axis: axis - x.ndim)
            return changed
          }
          session.expect("np.apply_along_axis(lambda v: v[::-1], \(axis), x[0])", [x]) {
            try x.applyAlongAxis(axis) { $0[.by(-1)] }
          }
          session.expect("np.apply_along_axis(lambda v: v[0], \(axis), x[0])", [x]) {
            try x.applyAlongAxis(axis) { $0[0] }
          }
          session.expect(
            "np.apply_along_axis(lambda v: np.outer(v != 0, [1, 2]), \(axis), x[0])", [x]
          ) {
            try x.applyAlongAxis(axis) { outer(($0 .!= 0), NDArray([1, 2])) }
          }
          session.expect("np.apply_over_axes(np.max, x[0], [0, \(axis)])", [x]) {
            try x.applyOverAxes([0, axis]) { $0.max(axis: $1) }
          }
        }
        session.expect("np.take_along_axis(x[0], np.array([0, -1]), None)", [x]) {
          try x.takingAlongAxis(NDArray([0, -1]), axis: nil)
        }
        session.expect("np.take_along_axis(x[0], np.array([[[[0]]]]), 0)", [x]) {
          try x.takingAlongAxis(NDArray([[[[0]]]]), axis: 0)
        }
        session.expect("np.take_along_axis(x[0], np.array([[0.5]]), 0)", [x]) {
          try x.takingAlongAxis(NDArray([[0.5]]), axis: 0)
        }
        session.expect("np.take_along_axis(x[0], np.array([[0]]), None)", [x]) {
          try x.takingAlongAxis(NDArray([[0]]), axis: nil)
        }
      }
    }
    session.expect("np.apply_along_axis(lambda v: v, 0, np.ones((2, 0)))") {
      try NDArray.ones([2, 0]).applyAlongAxis(0) { $0 }
    }
    try session.run()
  }

  @Test func bytesAndDTypes() throws {
    var generator = TestGenerator(for: "bytesAndDTypes")
    var session = ArraySession()
    for dtype in DType.allCases where dtype != .bool {
      for shape in Self.shapes + [[3, 16], [2, 0]] {
        let x = generator.array(dtype, shape)
        session.expect("x[0].byteswap()", [x]) { x.byteSwapped() }
        for order in [ElementOrder.c, .fortran] {
          session.expect("np.frombuffer(x[0].tobytes('\(order.rawValue)'), np.uint8)", [x]) {
            let bytes = x.bytes(order: order)
            return NDArray(bytes, shape: [bytes.count])
          }
        }
        let line = generator.contiguous(dtype, shape)
        for other in DType.allCases where other != .bool && !other.isFloating && !other.isComplex {
          session.expect("x[0].view('\(other)')", [line]) { try line.viewed(as: other) }
          session.expect("x[0].T.view('\(other)')", [line]) { try line.T.viewed(as: other) }
        }
      }
      for bytes in [0, 1, 32, 48] {
        for (count, offset) in [(-1, 0), (1, 0), (2, 16), (-1, 16), (3, 99), (-1, -1), (9, 0)] {
          let text = "np.frombuffer(bytes(range(\(bytes))), '\(dtype)', \(count), \(offset))"
          if dtype.kind >= .float && dtype != .float64 { continue }
          // NumPy refuses a negative offset only by its conversion to unsigned.
          session.expect(text) {
            try NDArray(bytes: (0..<UInt8(bytes)), dtype, count: count, offset: offset)
          }
        }
      }
    }
    for a in DType.allCases {
      session.expect("np.zeros(0, np.min_scalar_type(x[0]))", [.zeros([2], a)]) {
        .zeros([0], try DType.minimum(for: .array(.zeros([2], a))))
      }
      let x = moderate(a)
      for place in 0..<x.size {
        session.expect("np.zeros(0, np.min_scalar_type(x[0]))", [x[place]]) {
          .zeros([0], try DType.minimum(for: .array(x[place])))
        }
      }
      for b in DType.allCases {
        for casting in DType.Casting.allCases {
          session.expect("np.array(np.can_cast('\(a)', '\(b)', '\(casting.rawValue)'))") {
            NDArray(DType.canCast(a, to: b, casting: casting))
          }
        }
        session.expect("np.zeros(0, np.result_type('\(a)', '\(b)', 1.5))") {
          .zeros([0], try DType.resultType([.array(.zeros([], a)), .array(.zeros([], b)), 1.5]))
        }
      }
    }
    for text in ["0", "255", "256", "-1", "-129", "70000", "2**40", "-2**40"] {
      session.expect("np.zeros(0, np.min_scalar_type(\(text)))") {
        let number = text.hasSuffix("40") ? (text.hasPrefix("-") ? -1 << 40 : 1 << 40) : Int(text)!
        return .zeros([0], try DType.minimum(for: .scalar(number.scalar)))
      }
    }
    for number in [0.0, 64999, 65001, 3.3e38, 3.5e38, .infinity] {
      let text = number.isFinite ? "\(number)" : "np.inf"
      session.expect("np.zeros(0, np.min_scalar_type(\(text)))") {
        .zeros([0], try DType.minimum(for: .scalar(number.scalar)))
      }
    }
    try session.run()
  }

  @Test func nestedNumbers() throws {
    let x = NDArray([[1, 2, 3], [4, 5, 6]])
    guard case .list(let rows) = x.nestedScalars(), rows.count == 2, case .list(let row) = rows[1],
      case .number(let last) = row[2]
    else {
      Issue.record("not two rows of numbers")
      return
    }
    #expect(last.description == "6")
    guard case .number(let single) = NDArray(2.5).nestedScalars() else {
      Issue.record("not a number")
      return
    }
    #expect(single.description == "2.5")
    guard case .list(let none) = NDArray.zeros([0, 3]).nestedScalars() else {
      Issue.record("not a list")
      return
    }
    #expect(none.isEmpty)
    #expect(x.T.scalars().map(\.description) == ["1", "4", "2", "5", "3", "6"])
  }
}
