// SPDX-License-Identifier: Apache-2.0
// numpy's functions that repeat, roll, pad, stack and split.
import Weft

enum NumPyManipulation {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] { repeating + rolling + stacking + splitting + depth }

  private static var repeating: [Builtin] {
    [
      Arguments.making("tile(A, reps)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let counts = try ArrayConversion.shape(a[1])
        return { try own.tiled(counts) }
      },
      Arguments.making("repeat(a, repeats, axis=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let counts = try Arguments.array(a[1])
        let axis = try Arguments.optional(a[2])
        return {
          counts.ndim == 0 && counts.dtype.isInteger
            ? try own.repeated(counts.scalar(Int.self), axis: axis)
            : try own.repeated(counts, axis: axis)
        }
      },
      Arguments.making("resize(a, new_shape)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let shape = try ArrayConversion.shape(a[1])
        return { try own.resized(shape) }
      },
      Builtin("pad(array, pad_width, mode='constant', **kwargs)") { a throws(Raised) in
        try pad(a)
      },
    ]
  }

  private static func pad(_ a: BoundArguments) throws(Raised) -> Value {
    let own = try Arguments.array(a[0])
    let widths: NDArray
    if a[1].has(.dict) {
      var pairs = Array(repeating: 0, count: own.ndim * 2)
      try forEach(a[1]) { key throws(Raised) in
        let axis = try indexValue(key)
        guard axis >= -own.ndim && axis < own.ndim else {
          throw raise(
            .indexError, "index \(axis) is out of bounds for axis 0 with size \(own.ndim)")
        }
        let item = try getItem(a[1], key)
        defer { item.release() }
        let width = try ArrayConversion.array(item).broadcast(to: [2]).array(of: Int.self)
        let place = (axis + own.ndim) % max(own.ndim, 1)
        (pairs[place * 2], pairs[place * 2 + 1]) = (width[0], width[1])
        return true
      }
      widths = NDArray(pairs, shape: [own.ndim, 2])
    } else {
      widths = try Arguments.array(a[1])
    }
    if !a[2].isStr { return try NumPyFunctions.call("_pad_with", a[0], a[1], a[2], a[3]) }
    let name = Str(a[2]).text
    let mode = try engine { () throws(ArrayError) in try PadMode(named: name) }
    var constants = NDArray(0)
    var ends = NDArray(0)
    var lengths: NDArray?
    var reflection = PadReflection.even
    let allowed: [PadMode: [String]] = [
      .constant: ["constant_values"], .linearRamp: ["end_values"], .maximum: ["stat_length"],
      .mean: ["stat_length"], .median: ["stat_length"], .minimum: ["stat_length"],
      .reflect: ["reflect_type"], .symmetric: ["reflect_type"],
    ]
    var refused: [String] = []
    let options = Dict(a[3])
    try forEach(a[3]) { key throws(Raised) in
      let option = Arguments.text(key)
      guard allowed[mode]?.contains(option) ?? false else {
        refused.append(option)
        return true
      }
      let value = options.get(option)
      switch option {
      case "constant_values": constants = try Arguments.array(value)
      case "end_values": ends = try Arguments.array(value)
      case "stat_length": lengths = value.isNone ? nil : try Arguments.array(value)
      default: reflection = PadReflection(rawValue: Arguments.text(value)) ?? .even
      }
      return true
    }
    if !refused.isEmpty {
      let set = refused.map { "'\($0)'" }.joined(separator: ", ")
      throw raise(.valueError, "unsupported keyword arguments for mode '\(name)': {\(set)}")
    }
    let padded = try checkedEngine {
      try own.padded(
        widths, mode: mode, constants: constants, endValues: ends, lengths: lengths,
        reflection: reflection)
    }
    if constants.dtype.isComplex, !own.dtype.isComplex, own.dtype != .bool,
      padded.size > own.size
    {
      try FloatWarnings.warnOfComplex()
    }
    // What is in Fortran's order stays so.
    let (shape, strides, size) = (own.shape, own.strides, own.dtype.itemSize)
    let isFortran =
      ArrayFlags.isContiguous(shape.reversed(), strides.reversed(), size)
      && !ArrayFlags.isContiguous(shape, strides, size)
    return ArrayRef.make(isFortran ? try checkedEngine { padded.copy(order: .fortran) } : padded)
  }

  private static var rolling: [Builtin] {
    [
      Arguments.making("roll(a, shift, axis=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let shifts = try ArrayConversion.shape(a[1])
        let axes = try ArrayConversion.axes(a[2])
        return {
          if let axes { return try own.rolled(by: shifts, axes: axes) }
          return try own.rolled(by: shifts.reduce(0, +), axis: nil)
        }
      },
      Arguments.viewing("rot90(m, k=1, axes=...)") { a throws(Raised) in
        let count = try indexValue(a[1])
        let axes = a[2].isUnbound ? [0, 1] : try ArrayConversion.shape(a[2])
        guard axes.count == 2 else { throw raise(.valueError, "len(axes) must be 2.") }
        return { try $0.rotated90(count, axes: (axes[0], axes[1])) }
      },
      Arguments.viewing("rollaxis(a, axis, start=0)") { a throws(Raised) in
        let (axis, start) = (try indexValue(a[1]), try indexValue(a[2]))
        return { try $0.rollingAxis(axis, to: start) }
      },
      Arguments.viewing("matrix_transpose(x, /)") { a throws(Raised) in
        let count = try Arguments.array(a[0]).ndim
        guard count >= 2 else {
          throw raise(
            .valueError, "Input array must be at least 2-dimensional, but it is \(count)")
        }
        return { $0.swappingAxes(-1, -2) }
      },
      Arguments.viewing("permute_dims(a, axes=None)") { a throws(Raised) in
        if a[1].isNone { return { $0.T } }
        let axes = try ArrayConversion.shape(a[1])
        return { $0.transposed(axes) }
      },
    ]
  }

  // MARK: Stacking

  private static func atLeast(_ count: Int, _ lift: @escaping (NDArray) -> NDArray) -> Builtin {
    Builtin("atleast_\(count)d(*arys)") { a throws(Raised) in
      let results = try Arguments.map(a[0]) { value throws(Raised) in
        let own = try Arguments.object(value)
        if ArrayRef(own).current.ndim >= count { return own }
        defer { own.release() }
        return try ArrayType.view(own, lift)
      }
      return results.count == 1 ? results[0] : Tuple.make(consuming: results).value
    }
  }

  private static func stacked(
    _ text: String, _ axis: Int, _ lift: @escaping (NDArray) -> NDArray
  ) -> Builtin {
    Builtin(text) { a throws(Raised) in
      let parts = try Arguments.arrays(a[0])
      let hasOptions = text.contains("dtype")
      let dtype = hasOptions ? try DTypeObject.optional(a[1]) : nil
      let casting = hasOptions ? try Arguments.casting(a[2]) : .sameKind
      if parts.isEmpty { throw raise(.valueError, "need at least one array to concatenate") }
      return ArrayRef.make(
        try checkedEngine {
          let lifted = parts.map(lift)
          // Vectors are joined along their only axis.
          let along = axis == 1 && lifted[0].ndim == 1 ? 0 : axis
          return try NDArray.concatenate(lifted, axis: along, dtype: dtype, casting: casting)
        })
    }
  }

  private static var stacking: [Builtin] {
    [
      atLeast(1) { $0.atLeast1D() }, atLeast(2) { $0.atLeast2D() }, atLeast(3) { $0.atLeast3D() },
      stacked("vstack(tup, *, dtype=None, casting='same_kind')", 0) { $0.atLeast2D() },
      stacked("row_stack(tup, *, dtype=None, casting='same_kind')", 0) { $0.atLeast2D() },
      stacked("hstack(tup, *, dtype=None, casting='same_kind')", 1) { $0.atLeast1D() },
      stacked("dstack(tup)", 2) { $0.atLeast3D() },
      stacked("column_stack(tup)", 1) { $0.ndim < 2 ? $0.atLeast2D().T : $0 },
      Builtin("concatenate(arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind')") {
        a throws(Raised) in try concatenate(a)
      },
      Builtin("concat(arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind')") {
        a throws(Raised) in try concatenate(a)
      },
      Builtin("stack(arrays, axis=0, out=None, *, dtype=None, casting='same_kind')") {
        a throws(Raised) in
        let parts = try Arguments.arrays(a[0])
        guard let first = parts.first else {
          throw raise(.valueError, "need at least one array to stack")
        }
        if parts.contains(where: { $0.shape != first.shape }) {
          throw raise(.valueError, "all input arrays must have the same shape")
        }
        let axis = try indexValue(a[1])
        let (dtype, casting) = (try DTypeObject.optional(a[3]), try Arguments.casting(a[4]))
        return try ArrayMethods.finish(
          checkedEngine {
            try NDArray.concatenate(
              parts.map { $0.expandingDims(axis) }, axis: axis, dtype: dtype, casting: casting)
          }, out: a[2])
      },
      Builtin("block(arrays)") { a throws(Raised) in
        let blocks = try block(a[0])
        return ArrayRef.make(try checkedEngine { try NDArray.block(blocks) })
      },
    ]
  }

  private static func concatenate(_ a: BoundArguments) throws(Raised) -> Value {
    let parts = try Arguments.arrays(a[0])
    let axis = try Arguments.optional(a[1])
    if parts.isEmpty { throw raise(.valueError, "need at least one array to concatenate") }
    let (dtype, casting) = (try DTypeObject.optional(a[3]), try Arguments.casting(a[4]))
    return try ArrayMethods.finish(
      checkedEngine {
        try NDArray.concatenate(parts, axis: axis, dtype: dtype, casting: casting)
      }, out: a[2])
  }

  private static func block(_ value: Value) throws(Raised) -> Weft.Block {
    if value.has(.tuple) {
      throw raise(
        .typeError,
        "arrays is a tuple. Only lists can be used to arrange blocks, and np.block does not allow implicit conversion from tuple to ndarray."
      )
    }
    guard value.has(.list) else { return .array(try Arguments.array(value)) }
    return .list(try Arguments.map(value) { element throws(Raised) in try block(element) })
  }

  // MARK: Splitting

  private static func splitter(
    _ name: String, _ count: @escaping (NDArray, Int) throws -> [NDArray],
    _ places: @escaping (NDArray, [Int]) throws -> [NDArray]
  ) -> Builtin {
    Builtin("\(name)(ary, indices_or_sections)") { a throws(Raised) in
      let own = try Arguments.object(a[0])
      defer { own.release() }
      if a[1].isInteger {
        let parts = try indexValue(a[1])
        return List.make(consuming: try Arguments.views(own) { try count($0, parts) }).value
      }
      let bounds = try ArrayConversion.shape(a[1])
      return List.make(consuming: try Arguments.views(own) { try places($0, bounds) }).value
    }
  }

  private static func split(_ name: String, exactly: Bool) -> Builtin {
    Builtin("\(name)(ary, indices_or_sections, axis=0)") { a throws(Raised) in
      let own = try Arguments.object(a[0])
      defer { own.release() }
      let axis = try indexValue(a[2])
      guard a[1].isInteger else {
        let places = try ArrayConversion.shape(a[1])
        return List.make(
          consuming: try Arguments.views(own) { $0.split(at: places, axis: axis) }
        ).value
      }
      let count = try indexValue(a[1])
      let current = ArrayRef(own).current
      guard axis >= -current.ndim && axis < current.ndim else {
        throw raise(.indexError, "tuple index out of range")
      }
      if exactly, count == 0 {
        throw raise(.zeroDivisionError, "integer modulo by zero")
      }
      if exactly, current.shape[axis < 0 ? axis + current.ndim : axis] % count != 0 {
        throw raise(.valueError, "array split does not result in an equal division")
      }
      if count <= 0 { throw raise(.valueError, "number sections must be larger than 0.") }
      return List.make(
        consuming: try Arguments.views(own) { $0.arraySplit(count, axis: axis) }
      ).value
    }
  }

  private static var splitting: [Builtin] {
    [
      split("split", exactly: true), split("array_split", exactly: false),
      splitter("hsplit", { try $0.hsplit($1) }) { try $0.hsplit(at: $1) },
      splitter("vsplit", { try $0.vsplit($1) }) { try $0.vsplit(at: $1) },
      splitter("dsplit", { try $0.dsplit($1) }) { try $0.dsplit(at: $1) },
      Builtin("unstack(x, /, *, axis=0)") { a throws(Raised) in
        let own = try Arguments.object(a[0])
        defer { own.release() }
        let axis = try indexValue(a[1])
        if ArrayRef(own).current.ndim == 0 {
          throw raise(.valueError, "Input array must be at least 1-d.")
        }
        return Tuple.make(
          consuming: try Arguments.views(own) { current in
            let moved = current.movingAxis(axis, to: 0)
            return (0..<moved.shape[0]).map { moved[$0] as NDArray }
          }
        ).value
      },
    ]
  }

  private static var depth: [Builtin] {
    [
      Builtin("broadcast_arrays(*args, subok=False)") { a throws(Raised) in
        let objects = try Arguments.map(a[0]) { value throws(Raised) in try Arguments.object(value)
        }
        defer { for object in objects { object.release() } }
        let arrays = objects.map { ArrayRef($0).current }
        let shape = try checkedEngine { try NDArray.broadcastShapes(arrays.map(\.shape)) }
        var results: [Value] = []
        for object in objects {
          // Arrays that need no stretching are handed back themselves.
          if ArrayRef(object).current.shape == shape {
            results.append(object.retained())
            continue
          }
          let view = try ArrayType.view(object) { $0.broadcast(to: shape) }
          ArrayRef(view).cell.pointee.warnsOfWrites = !ArrayRef(view).cell.pointee.isReadOnly
          results.append(view)
        }
        return Tuple.make(consuming: results).value
      },
      Builtin("broadcast_shapes(*args)") { a throws(Raised) in
        let shapes = try Arguments.map(a[0]) { value throws(Raised) in
          try ArrayConversion.checkedShape(value)
        }
        return ArrayType.tuple(try checkedEngine { try NDArray.broadcastShapes(shapes) })
      },
    ]
  }
}
