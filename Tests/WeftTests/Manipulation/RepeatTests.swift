// SPDX-License-Identifier: Apache-2.0
// Repeating, rolling, diagonals, windows and orders, beside NumPy, for every dtype in random layouts.
import Testing
import Weft

@Suite("Manipulation: repeating and turning") struct RepeatTests {
  private static let shapes = [[], [0], [1], [5], [2, 3], [3, 0, 2], [2, 3, 4], [1, 4]]

  @Test func repeatsAndTiles() throws {
    var generator = TestGenerator(for: "repeatsAndTiles")
    var session = ArraySession()
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        for axis in [nil, 0, -1, 1, 5] {
          let count = Int.random(in: 0...3, using: &generator)
          session.expect("np.repeat(x[0], \(count), axis=\(python(axis)))", [x]) {
            try x.repeated(count, axis: axis)
          }
          let extent =
            axis == nil
            ? x.size : axis! < x.ndim && x.ndim > 0 ? shape[(axis! + x.ndim) % x.ndim] : 1
          let counts = (0..<extent).map { _ in Int.random(in: 0...3, using: &generator) }
          let counted = NDArray(counts, shape: [extent])
          session.expect("np.repeat(x[0], x[1], axis=\(python(axis)))", [x, counted]) {
            try x.repeated(counted, axis: axis)
          }
        }
        for counts in [[2], [1], [0], [2, 1], [1, 3, 2], [2, 0], [1, 1, 1, 1]] {
          session.expect("np.tile(x[0], \(pythonTuple(counts)))", [x]) { try x.tiled(counts) }
        }
        for target in [[], [4], [3, 5], [0, 2], [2, -1]] {
          session.expect("np.resize(x[0], \(pythonTuple(target)))", [x]) { try x.resized(target) }
          session.expect("(x[0].resize(\(pythonTuple(target)), refcheck=False), x[0])[1]", [x]) {
            var changed = x
            try changed.resize(target)
            return changed
          }
        }
      }
    }
    let x = NDArray.arange(6).reshaped(2, 3)
    session.expect("np.repeat(x[0], [1, 2], axis=1)", [x]) {
      try x.repeated(NDArray([1, 2]), axis: 1)
    }
    session.expect("np.repeat(x[0], -1)", [x]) { try x.repeated(-1) }
    session.expect("np.repeat(x[0], np.array([1, -2, 1]), axis=1)", [x]) {
      try x.repeated(NDArray([1, -2, 1]), axis: 1)
    }
    session.expect("np.repeat(x[0], np.array([1.5]))", [x]) { try x.repeated(NDArray([1.5])) }
    session.expect("np.repeat(x[0], np.array([[1]]))", [x]) { try x.repeated(NDArray([[1]])) }
    try session.run()
  }

  @Test func rolls() throws {
    var generator = TestGenerator(for: "rolls")
    var session = ArraySession()
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        for axis in [nil, 0, -1, 2] {
          let shift = Int.random(in: -7...7, using: &generator)
          session.expect("np.roll(x[0], \(shift), axis=\(python(axis)))", [x]) {
            try x.rolled(by: shift, axis: axis)
          }
        }
        for (shifts, axes) in [
          ([1, 2], [0, 1]), ([3], [0, 1]), ([1, -2], [0]), ([1, 1], [1, 1]),
        ] {
          session.expect("np.roll(x[0], \(pythonTuple(shifts)), axis=\(pythonTuple(axes)))", [x]) {
            try x.rolled(by: shifts, axes: axes)
          }
        }
        for count in -1...4 {
          for axes in [(0, 1), (1, 0), (-1, 0), (0, 2), (1, 1)] {
            session.expect("np.rot90(x[0], \(count), axes=\(axes))", [x]) {
              try x.rotated90(count, axes: axes)
            }
          }
        }
        for axis in -1...2 {
          for start in -2...3 {
            session.expect("np.rollaxis(x[0], \(axis), \(start))", [x]) {
              try x.rollingAxis(axis, to: start)
            }
          }
        }
      }
    }
    try session.run()
  }

  @Test func diagonals() throws {
    var generator = TestGenerator(for: "diagonals")
    var session = ArraySession()
    for dtype in DType.allCases {
      let rough = dtype.isInteger || dtype == .bool ? 0 : 64 * nearness(dtype)
      for shape in Self.shapes + [[4, 4], [6, 2], [3, 3, 3]] {
        let x = generator.array(dtype, shape)
        for offset in [-9, -2, -1, 0, 1, 3, 9] {
          session.expect("np.diagonal(x[0], \(offset))", [x]) { try x.diagonal(offset: offset) }
          session.expect("np.diag(x[0], \(offset))", [x]) { try x.diag(offset: offset) }
          session.expect("np.diagflat(x[0], \(offset))", [x]) { try x.diagflat(offset: offset) }
          let steady = (absolute(x) + 1).asType(dtype)
          session.expect(
            "np.trace((abs(x[0]) + 1).astype(x[0].dtype), \(offset))", [x], tolerance: rough
          ) {
            try steady.trace(offset: offset)
          }
          if shape.count > 0 {
            session.expect("np.tril(x[0], \(offset))", [x]) { try x.tril(offset: offset) }
            session.expect("np.triu(x[0], \(offset))", [x]) { try x.triu(offset: offset) }
          }
        }
        for (a, b) in [(0, 2), (-1, 0), (1, 1), (0, 5), (2, 1)] {
          session.expect("np.diagonal(x[0], 1, \(a), \(b))", [x]) {
            try x.diagonal(offset: 1, axis1: a, axis2: b)
          }
        }
        let values = generator.array(dtype, [2])
        for wrap in [false, true] {
          session.expect(
            "(np.fill_diagonal(x[0], x[1], wrap=\(python(wrap))), x[0])[1]", [x, values]
          ) {
            var changed = x
            try changed.fillDiagonal(.array(values), wrap: wrap)
            return changed
          }
        }
        session.expect("(np.fill_diagonal(x[0], 1), x[0])[1]", [x]) {
          var changed = x
          try changed.fillDiagonal(1)
          return changed
        }
      }
      session.expect("np.tri(3, 5, -1, dtype='\(dtype)')") { try .tri(3, 5, offset: -1, dtype) }
      session.expect("np.tri(4, k=1, dtype='\(dtype)')") { try .tri(4, offset: 1, dtype) }
      session.expect("np.trace(np.ones((3, 3), '\(dtype)'), dtype='complex128')") {
        try NDArray.ones([3, 3], dtype).trace(dtype: .complex128)
      }
    }
    session.expectAll("np.tril_indices(4, 1)") { try NDArray.trilIndices(4, offset: 1) }
    session.expectAll("np.triu_indices(4, -1, 6)") { try NDArray.triuIndices(4, 6, offset: -1) }
    session.expectAll("np.diag_indices(4, 3)") { NDArray.diagIndices(4, ndim: 3) }
    session.expectAll("np.diag_indices_from(np.ones((3, 3)))") {
      try NDArray.ones([3, 3]).diagIndices()
    }
    session.expectAll("np.diag_indices_from(np.ones((3, 2)))") {
      try NDArray.ones([3, 2]).diagIndices()
    }
    session.expectAll("np.diag_indices_from(np.ones(3))") { try NDArray.ones([3]).diagIndices() }
    try session.run()
  }

  @Test func windowsAndOrders() throws {
    var generator = TestGenerator(for: "windowsAndOrders")
    var session = ArraySession()
    let windows = "np.lib.stride_tricks.sliding_window_view"
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        for window in [[2], [1, 2], [2, 2, 2], [0], [9], [-1], []] {
          session.expect("\(windows)(x[0], \(pythonTuple(window)))", [x]) {
            try x.slidingWindowView(window)
          }
          for axes in [[0], [-1, 0], [0, 0], [4]] {
            session.expect(
              "\(windows)(x[0], \(pythonTuple(window)), axis=\(pythonTuple(axes)))", [x]
            ) {
              try x.slidingWindowView(window, axes: axes)
            }
          }
        }
        for order in ElementOrder.allCases {
          session.expect(
            "np.ravel(x[0], '\(order == .keep ? "C" : order.rawValue)')", [x.copy(order: .c)]
          ) {
            x.copy(order: .c).ravel(order: order)
          }
          session.expect("x[0].flatten('\(order.rawValue)')", [x.copy(order: .c)]) {
            x.copy(order: .c).flattened(order: order)
          }
          if x.size > 0 {
            session.expect("x[0].copy('\(order.rawValue)')", [x]) { x.copy(order: order) }
            session.expect(
              "np.array(x[0].copy('\(order.rawValue)').strides, int)", [x.copy(order: .c)]
            ) {
              NDArray(x.copy(order: .c).copy(order: order).strides, shape: [x.ndim])
            }
          }
          for target in [[-1], [3, -1], [x.size], [2, 2]] where order != .keep {
            session.expect(
              "x[0].reshape(\(pythonTuple(target)), order='\(order.rawValue)')", [x.copy(order: .c)]
            ) {
              try x.copy(order: .c).reshaped(target, order: order)
            }
          }
        }
      }
      let x = generator.contiguous(dtype, [12])
      let size = dtype.itemSize
      session.expect("np.lib.stride_tricks.as_strided(x[0], (3, 4), (\(2 * size), \(size)))", [x]) {
        try x.asStrided(shape: [3, 4], strides: [2 * size, size])
      }
      #expect(throws: ArrayError.self) { try x.asStrided(shape: [13], strides: [size]) }
      #expect(throws: ArrayError.self) { try x.asStrided(shape: [2], strides: [-size]) }
    }
    for order in ["C", "F", "A", "K"] {
      let x = NDArray.arange(24).reshaped(2, 3, 4)
      session.expect("x[0].transpose(2, 0, 1).ravel('\(order)')", [x]) {
        x.transposed(2, 0, 1).ravel(order: ElementOrder(rawValue: order)!)
      }
      session.expect("x[0].T[:, ::-1].ravel('\(order)')", [x]) {
        x.T[.all, .by(-1)].ravel(order: ElementOrder(rawValue: order)!)
      }
      session.expect("x[0].T.reshape((4, 6), order='\(order)')", [x]) {
        try x.T.reshaped([4, 6], order: ElementOrder(rawValue: order)!)
      }
      session.expect("np.array(x[0].T.copy('\(order)').strides)", [x]) {
        NDArray(x.T.copy(order: ElementOrder(rawValue: order)!).strides)
      }
    }
    try session.run()
  }

  /// What NumPy gives as views of its argument are views here: they show the same memory.
  @Test func viewsAreViews() throws {
    let x = NDArray.arange(24).reshaped(2, 3, 4).copy()
    let shared = SharedArray(x)
    let views: [(NDArray) throws -> NDArray] = [
      { try $0.diagonal() }, { try $0.rotated90() }, { try $0.rollingAxis(2) },
      { try $0.slidingWindowView([2], axes: [1]) }, { $0.atLeast3D() },
      { try $0.selecting([.integer(0)]).trimmingZeros() }, { try $0.hsplit(3)[1] },
      { try $0.asStrided(shape: [4], strides: [8]) }, { try $0.reshaped([6, 4], order: .c) },
    ]
    for (index, view) in views.enumerated() {
      #expect(try shared.view(view) != nil, "view \(index)")
    }
    let copies: [(NDArray) throws -> NDArray] = [
      { try $0.tiled([1]) }, { try $0.repeated(1) }, { try $0.rolled(by: 0) },
      { try $0.padded(NDArray(0)) }, { try $0.padded(NDArray(0), mode: .edge) },
      { try $0.deleting([Int]()) }, { try $0.resized([2]) }, { try $0.resized([24]) },
      { $0.flattened(order: .c) }, { try NDArray.block(.array($0)) },
      { try $0.flatElements(at: Slice.all) },
      { try NDArray.meshgrid([$0[0, 0], $0[0, 1]])[0] },
    ]
    for (index, copy) in copies.enumerated() {
      #expect(try shared.view(copy) == nil, "copy \(index)")
    }
  }
}
