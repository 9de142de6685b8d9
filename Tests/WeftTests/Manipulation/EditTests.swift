// SPDX-License-Identifier: Apache-2.0
// Choosing, putting, deleting, inserting, padding, beside NumPy.
import Testing
import Weft

@Suite("Manipulation: changes") struct EditTests {
  private static let shapes = [[], [0], [1], [5], [2, 3], [2, 3, 4]]

  @Test func choices() throws {
    var generator = TestGenerator(for: "choices")
    var session = ArraySession()
    for dtype in DType.allCases {
      let other = generator.pick(DType.allCases)
      let (a, b, c) = (
        generator.array(dtype, [3, 4]), generator.array(other, [4]), generator.array(dtype, [3, 1])
      )
      let places = NDArray([[0, 2, 1, 1], [2, 2, 0, 0], [1, 0, 1, 2]])
      let far = places * 3 - 4
      for mode in IndexMode.allCases {
        for index in [
          places, far, places.asType(.uint8), places.asType(.float32), places.asType(.uint64),
          places .> 0,
        ] {
          session.expect(
            "np.choose(x[0], [x[1], x[2], x[3]], mode='\(mode.rawValue)')", [index, a, b, c]
          ) {
            try index.choosing([a, b, c], mode: mode)
          }
          session.expect("np.take(x[0], x[1], mode='\(mode.rawValue)')", [a, index]) {
            try a.taking(index, mode: mode)
          }
          session.expect("np.take(x[0], x[1], 1, mode='\(mode.rawValue)')", [a, index]) {
            try a.taking(index, axis: 1, mode: mode)
          }
        }
      }
      let (p, q) = (generator.array(.bool, [3, 4]), generator.array(.bool, [4]))
      session.expect("np.select([x[0], x[1]], [x[2], x[3]])", [p, q, a, b]) {
        try .select([p, q], [.array(a), .array(b)])
      }
      session.expect("np.select([x[0], x[1]], [x[2], 7], default=2.5)", [p, q, a]) {
        try .select([p, q], [.array(a), 7], default: 2.5)
      }
      session.expect("np.select([x[0]], [x[1]], x[2])", [p, a, c]) {
        try .select([p], [.array(a)], default: .array(c))
      }
      session.expect("np.select([x[0]], [x[1]])", [a, a]) { try .select([a], [.array(a)]) }
      session.expect("np.extract(x[0], x[1])", [p, a]) { try a.extracting(p) }
      session.expect("np.extract(x[0], x[1])", [a, a]) { try a.extracting(a) }
      session.expect("np.compress(x[0], x[1], axis=1)", [q, a]) { try a.compressed(q, axis: 1) }
      session.expect("np.compress(x[0], x[1])", [q, a]) { try a.compressed(q) }
      session.expect("np.compress(x[0], x[1])", [p, a]) { try a.compressed(p) }
      session.expect("np.compress(x[0], x[1], 0)", [q, a]) { try a.compressed(q, axis: 0) }
    }
    session.expect("np.choose([0, 1], [])") { try NDArray([0, 1]).choosing([]) }
    session.expect("np.select([], [])") { try .select([], []) }
    session.expect("np.select([np.array([True])], [])") { try .select([NDArray([true])], []) }
    session.expect("np.choose(np.arange(3), [np.arange(2), np.arange(3)])") {
      try NDArray.arange(3).choosing([.arange(2), .arange(3)])
    }
    try session.run()
  }

  @Test func puts() throws {
    var generator = TestGenerator(for: "puts")
    var session = ArraySession()
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        let values = generator.array(
          generator.pick(
            DType.allCases.filter { DType.canCast($0, to: dtype, casting: .sameKind) }), [3])
        let none = NDArray.zeros([0], dtype)
        let places = NDArray([0, 4, -3, 11, 0])
        for mode in IndexMode.allCases {
          for value in [values, none] {
            session.expect(
              "(np.put(x[0], x[1], x[2], mode='\(mode.rawValue)'), x[0])[1]", [x, places, value]
            ) {
              var changed = x
              try changed.put(places, .array(value), mode: mode)
              return changed
            }
          }
        }
        session.expect("(np.put(x[0], [], []), x[0])[1]", [x]) {
          var changed = x
          try changed.put(NDArray([Int]()), .array(none))
          return changed
        }
        let mask = generator.array(.bool, shape)
        for value in [values, none] {
          session.expect("(np.place(x[0], x[1], x[2]), x[0])[1]", [x, mask, value]) {
            var changed = x
            try changed.place(mask, .array(value))
            return changed
          }
          session.expect("(np.putmask(x[0], x[1], x[2]), x[0])[1]", [x, mask, value]) {
            var changed = x
            try changed.putMask(mask, .array(value))
            return changed
          }
        }
        session.expect("(np.copyto(x[0], 1), x[0])[1]", [x]) {
          var changed = x
          try changed.copy(from: 1)
          return changed
        }
        session.expect("(np.copyto(x[0], True), x[0])[1]", [x]) {
          var changed = x
          try changed.copy(from: true)
          return changed
        }
        session.expect("(np.copyto(x[0], 2.75, where=x[1]), x[0])[1]", [x, mask]) {
          var changed = x
          try changed.copy(from: 2.75, where: mask)
          return changed
        }
        session.expect("(np.copyto(x[0], 300, casting='unsafe'), x[0])[1]", [x]) {
          var changed = x
          try changed.copy(from: 300, casting: .unsafe)
          return changed
        }
        session.expect("(np.copyto(x[0], x[1].reshape(3, 1)), x[0])[1]", [x, values]) {
          var changed = x
          try changed.copy(from: .array(values.reshaped(3, 1)))
          return changed
        }
        let any = generator.array(generator.pick(DType.allCases), shape)
        for casting in DType.Casting.allCases {
          // Values beyond the range convert as the processor likes.
          guard DType.canCast(any.dtype, to: dtype, casting: .sameKind) || casting != .unsafe else {
            continue
          }
          session.expect(
            "(np.copyto(x[0], x[1], casting='\(casting.rawValue)', where=x[2]), x[0])[1]",
            [x, any, mask]
          ) {
            var changed = x
            try changed.copy(from: .array(any), casting: casting, where: mask)
            return changed
          }
        }
      }
    }
    let x = NDArray.arange(6).reshaped(2, 3)
    for text in ["where=x[1][:, :2]", "where=x[0]"] {
      session.expect("(np.copyto(x[0], 5, \(text)), x[0])[1]", [x, x .> 1]) {
        var changed = x
        try changed.copy(from: 5, where: text == "where=x[0]" ? x : (x .> 1)[.all, ..<2])
        return changed
      }
    }
    session.expect("(np.copyto(x[0].astype('u1'), 300), x[0])[1]", [x]) {
      var changed = x.asType(.uint8)
      try changed.copy(from: 300)
      return x
    }
    session.expect("(np.copyto(x[0], np.arange(4)), x[0])[1]", [x]) {
      var changed = x
      try changed.copy(from: .array(.arange(4)))
      return changed
    }
    session.expect("np.place(x[0], np.array([True]), [1])", [x]) {
      var changed = x
      try changed.place(NDArray([true]), .array(NDArray([1])))
      return changed
    }
    session.expect("np.putmask(x[0], np.array([True]), [1])", [x]) {
      var changed = x
      try changed.putMask(NDArray([true]), .array(NDArray([1])))
      return changed
    }
    try session.run()
  }

  @Test func deletions() throws {
    var generator = TestGenerator(for: "deletions")
    var session = ArraySession()
    let indices: [(String, any AxisIndex)] = [
      ("1", 1), ("-2", -2), ("9", 9), ("[0, 2]", [0, 2]), ("[1]", [1]), ("[-1, 0, 0]", [-1, 0, 0]),
      ("[]", [Int]()), ("slice(1, None)", 1...), ("slice(None, None, 2)", Slice.by(2)),
      ("slice(None, None, -2)", Slice.by(-2)), ("slice(9, 3)", Slice.slice(9, 3)),
      ("[7, 0]", [7, 0]), ("[7]", [7]),
      ("np.array([True, False, True])", [true, false, true]),
    ]
    for dtype in DType.allCases {
      for shape in Self.shapes {
        let x = generator.array(dtype, shape)
        for axis in [nil, 0, -1, 1, 4] {
          for (text, index) in indices {
            session.expect("np.delete(x[0], \(text), axis=\(python(axis)))", [x]) {
              try x.deleting(index, axis: axis)
            }
            if text.hasPrefix("np.array([T"), x.ndim == 0 || shape.contains(0) { continue }
            session.expect("np.insert(x[0], \(text), 1, axis=\(python(axis)))", [x]) {
              try x.inserting(1, at: index, axis: axis)
            }
          }
        }
      }
      let x = generator.array(dtype, [3, 4])
      let (row, column) = (generator.array(dtype, [4]), generator.array(.float32, [3]))
      let same = generator.array(dtype, [2, 4])
      session.expect("np.insert(x[0], 1, x[1], axis=0)", [x, row]) {
        try x.inserting(.array(row), at: 1, axis: 0)
      }
      session.expect("np.insert(x[0], [1], x[1], axis=0)", [x, row]) {
        try x.inserting(.array(row), at: [1], axis: 0)
      }
      session.expect("np.insert(x[0], [1, 3], x[1], axis=0)", [x, same]) {
        try x.inserting(.array(same), at: [1, 3], axis: 0)
      }
      session.expect("np.insert(x[0], [0, 0, 1], x[1], axis=0)", [x, same]) {
        try x.inserting(.array(same), at: [0, 0, 1], axis: 0)
      }
      if dtype.kind >= .float {
        session.expect("np.insert(x[0], 1, x[1], axis=1)", [x, column]) {
          try x.inserting(.array(column), at: 1, axis: 1)
        }
        session.expect("np.insert(x[0], [1], x[1], axis=1)", [x, column]) {
          try x.inserting(.array(column), at: [1], axis: 1)
        }
      }
      session.expect("np.insert(x[0], 2, x[1])", [x, row]) { try x.inserting(.array(row), at: 2) }
      session.expect("np.insert(x[0], [2, 5, -1, 0], x[1])", [x, row]) {
        try x.inserting(.array(row), at: [2, 5, -1, 0])
      }
      session.expect("np.append(x[0], x[1])", [x, column]) { try x.appending(column) }
      session.expect("np.append(x[0], x[1], axis=0)", [x, same]) { try x.appending(same, axis: 0) }
      session.expect("np.append(x[0], x[1], axis=0)", [x, row]) { try x.appending(row, axis: 0) }
      let sparse =
        (generator.array(.bool, [5, 6]).asType(.int8) - 0).asType(dtype)
        * generator.array(dtype, [1, 6])
      for text in ["fb", "F", "b", "bf", "x"] {
        session.expect("np.trim_zeros(x[0], '\(text)')", [sparse[0]]) {
          try sparse[0].trimmingZeros(text)
        }
        session.expect("np.trim_zeros(x[0], '\(text)')", [sparse]) {
          try sparse.trimmingZeros(text)
        }
        session.expect("np.trim_zeros(x[0], '\(text)', axis=-1)", [sparse]) {
          try sparse.trimmingZeros(text, axes: [-1])
        }
      }
      session.expect("np.trim_zeros(x[0])", [.zeros([4], dtype)]) {
        try NDArray.zeros([4], dtype).trimmingZeros()
      }
    }
    try session.run()
  }

  @Test func padding() throws {
    var generator = TestGenerator(for: "padding")
    var session = ArraySession()
    let widths: [(String, NDArray)] = [
      ("2", NDArray(2)), ("(1, 3)", NDArray([1, 3])),
      ("((0, 2), (3, 1))", NDArray([[0, 2], [3, 1]])),
      ("0", NDArray(0)), ("((4,), (9,))", NDArray([[4], [9]])), ("(1.5,)", NDArray([1.5])),
      ("(-1, 2)", NDArray([-1, 2])), ("((1, 2, 3),)", NDArray([[1, 2, 3]])),
    ]
    for dtype in DType.allCases {
      for shape in Self.shapes + [[1, 3], [0, 2]] {
        // Small whole numbers: means and medians come out the same in any order of adding.
        let whole = generator.array(.int8, shape) % 50
        let x = (dtype.kind == .unsigned ? absolute(whole) : whole).asType(dtype)
        for (text, width) in widths {
          for mode in PadMode.allCases where mode != .empty {
            if [.linearRamp, .mean, .median].contains(mode), dtype.isComplex || dtype == .bool {
              continue
            }
            // The ramps of float16 and integers hang on the last bit.
            session.expect(
              "np.pad(x[0], \(text), mode='\(mode.rawValue)')", [x], tolerance: nearness(dtype)
            ) {
              try x.padded(width, mode: mode)
            }
          }
          if dtype != .bool {
            for mode in [PadMode.reflect, .symmetric] {
              session.expect(
                "np.pad(x[0], \(text), mode='\(mode.rawValue)', reflect_type='odd')", [x]
              ) {
                try x.padded(width, mode: mode, reflection: .odd)
              }
            }
          }
          session.expect("np.pad(x[0], \(text), constant_values=(1, 7))", [x]) {
            try x.padded(width, constants: NDArray([1, 7]))
          }
          session.expect("np.pad(x[0], \(text), constant_values=3)", [x]) {
            try x.padded(width, constants: NDArray(3))
          }
          session.expect("np.array(np.pad(x[0], \(text), mode='empty').shape, int)", [x]) {
            let shape = try x.padded(width, mode: .empty).shape
            return NDArray(shape, shape: [shape.count])
          }
          if dtype == .bool || dtype.isComplex { continue }
          for mode in [PadMode.maximum, .minimum, .mean, .median] {
            session.expect("np.pad(x[0], \(text), '\(mode.rawValue)', stat_length=(2, 3))", [x]) {
              try x.padded(width, mode: mode, lengths: NDArray([2, 3]))
            }
          }
          session.expect(
            "np.pad(x[0], \(text), 'linear_ramp', end_values=(5, 9))", [x],
            tolerance: nearness(dtype)
          ) {
            try x.padded(width, mode: .linearRamp, endValues: NDArray([5, 9]))
          }
        }
      }
    }
    session.expect("np.pad(np.ones(2), 1, 'none')") {
      try NDArray.ones([2]).padded(NDArray(1), mode: PadMode(named: "none"))
    }
    session.expect("np.pad(np.ones(2), 1, 'maximum', stat_length=0)") {
      try NDArray.ones([2]).padded(NDArray(1), mode: .maximum, lengths: NDArray(0))
    }
    try session.run()
  }
}
