// SPDX-License-Identifier: Apache-2.0
// memoryview: rows and slots.

enum MemoryViewType {
  private static func own(_ v: Value) throws(Raised) -> MemoryView {
    guard let own = v.native(MemoryView.self) else { throw raise(.typeError, "not a memoryview") }
    try own.check()
    return own
  }

  private static func view(_ own: MemoryView, _ layout: BufferLayout, like v: Value) throws(Raised)
    -> Value
  {
    try own.check()
    return own.sibling(layout).map { .native($0, v.type) } ?? .none
  }

  private static func sizes(_ name: String, _ get: @escaping (BufferLayout) -> [Int]) -> Property {
    Property(name) { v throws(Raised) in
      Tuple.make(consuming: get(try own(v).layout).map { Value($0) }).value
    }
  }

  private static func fact(_ name: String, _ get: @escaping (BufferLayout) -> Value) -> Property {
    Property(name) { v throws(Raised) in get(try own(v).layout) }
  }

  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.memoryView, methods: rows,
      properties: [
        Property("obj") { v throws(Raised) in try own(v).owner.retained() },
        fact("nbytes") { Value($0.byteCount) }, fact("readonly") { Value($0.isReadOnly) },
        fact("format") { .string($0.format) }, fact("itemsize") { Value($0.itemSize) },
        fact("ndim") { Value($0.shape.count) }, sizes("shape") { $0.shape },
        sizes("strides") { $0.strides }, sizes("suboffsets") { _ in [] },
        fact("contiguous") { Value($0.isContiguous || $0.isFortran) },
        fact("c_contiguous") { Value($0.isContiguous) },
        fact("f_contiguous") { Value($0.isFortran) },
      ]
    ) { slots in
      slots.new = { type, arguments throws(Raised) in
        let a = try ItertoolsModule.bind(arguments, "memoryview", ["object"], required: 1)
        if a[0].has(.native), a[0].native(MemoryView.self) != nil {
          let other = try own(a[0])
          return try view(other, other.layout, like: a[0])
        }
        try checkLends(a[0])
        guard let lease = BufferLease(a[0]) else {
          throw raise(
            .typeError,
            "memoryview: a bytes-like object is required, not '\(a[0].type.name)'")
        }
        return .native(MemoryView(a[0], lease), type)
      }
      slots.repr = { v throws(Raised) in
        let released = v.native(MemoryView.self)?.isReleased ?? true
        return .string("<\(released ? "released memory" : "memory") at \(ObjectType.address(v))>")
      }
      slots.length = { v throws(Raised) in
        guard let first = try own(v).layout.shape.first else {
          throw raise(.typeError, "0-dim memory has no length")
        }
        return first
      }
      slots.hash = { v throws(Raised) in
        if let known = v.native(MemoryView.self)?.hash { return known }
        let own = try own(v)
        guard own.layout.isReadOnly else {
          throw raise(.valueError, "cannot hash writable memoryview object")
        }
        guard ["B", "b", "c", "@B", "@b", "@c"].contains(own.layout.format) else {
          throw raise(
            .valueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
        }
        let bytes = Value.bytes(own.contents)
        defer { bytes.release() }
        let result = try Interpreter.hash(of: bytes)
        own.hash = result
        return result
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual else { return .notImplemented }
        if a.isIdentical(to: b), a.native(MemoryView.self)?.isReleased == true {
          return Value(op == .equal)
        }
        if [a, b].contains(where: { $0.native(MemoryView.self)?.isReleased == true }) {
          return Value(op == .notEqual)
        }
        guard BufferLayout(of: a) != nil, BufferLayout(of: b) != nil else {
          return .notImplemented
        }
        return Value(try MemoryView.isEqual(a, b) == (op == .equal))
      }
      slots.getItem = getItem
      slots.setItem = setItem
      slots.iterate = { v throws(Raised) in
        guard !(try own(v).layout.shape.isEmpty) else {
          throw raise(.typeError, "invalid indexing of 0-dim memory")
        }
        return .native(MemoryViewIterator(v), MemoryViewIterator.type)
      }
    }
  }

  private static var rows: [Builtin] {
    [
      Builtin("tobytes(self, order='C')") { a throws(Raised) in
        let own = try own(a[0])
        let order = a[1].isStr ? Str(a[1]).text : "C"
        guard ["C", "F", "A"].contains(order) else {
          throw raise(.valueError, "order must be 'C', 'F' or 'A'")
        }
        let layout = own.layout
        let isFortran = order == "F" || (order == "A" && layout.isFortran && !layout.isContiguous)
        return .bytes(layout.contents(own.memory, fortran: isFortran))
      },
      Builtin("tolist(self, /)") { a throws(Raised) in try own(a[0]).list() },
      Builtin("hex(self, sep=..., bytes_per_sep=1)") { a throws(Raised) in
        try BytesMethods.hex(own(a[0]).contents, a[1], a[2])
      },
      Builtin("release(self, /)") { a throws(Raised) in
        try a[0].native(MemoryView.self)?.release()
        return .none
      },
      Builtin("toreadonly(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        var layout = own.layout
        layout.isReadOnly = true
        return try view(own, layout, like: a[0])
      },
      Builtin("cast(self, format, shape=...)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].isStr else {
          throw raise(
            .typeError, "cast() argument 'format' must be str, not \(a[1].type.name)")
        }
        let shape = try shape(a[2])
        try own.check()
        return try view(own, own.cast(Str(a[1]).text, shape), like: a[0])
      },
      Builtin("__enter__(self, /)") { a throws(Raised) in
        _ = try own(a[0])
        return a[0].retained()
      },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        try a[0].native(MemoryView.self)?.release()
        return .none
      },
    ]
  }

  private static func shape(_ value: Value) throws(Raised) -> [Int]? {
    if value.isUnbound { return nil }
    guard value.has(.list) || value.has(.tuple) else {
      throw raise(.typeError, "shape must be a list or a tuple")
    }
    var shape: [Int] = []
    try forEach(value) { element throws(Raised) in
      guard element.isInteger else {
        throw raise(.typeError, "memoryview.cast(): elements of shape must be integers")
      }
      let size = try indexValue(element)
      guard size > 0 else {
        throw raise(.valueError, "memoryview.cast(): elements of shape must be integers > 0")
      }
      shape.append(size)
      return true
    }
    if shape.count > 64 {
      throw raise(.valueError, "memoryview: number of dimensions must not exceed 64")
    }
    return shape
  }

  // MARK: Indices

  private static func isIndex(_ value: Value) -> Bool {
    value.isInteger || value.type.slots.index != nil
  }

  /// What a key chooses.
  private enum Choice {
    case place(Int)
    case part(BufferLayout)
    case all
    /// A tuple of slices.
    case parts
  }

  private static func choose(_ own: MemoryView, _ key: Value, isStore: Bool) throws(Raised)
    -> Choice
  {
    let layout = own.layout
    if layout.shape.isEmpty {
      if key.has(.tuple) && Tuple(key).count == 0 { return .place(layout.offset) }
      if key.tag == .ellipsis { return isStore ? .place(layout.offset) : .all }
      throw raise(.typeError, "invalid indexing of 0-dim memory")
    }
    if isIndex(key) {
      if layout.shape.count > 1 {
        throw raise(
          .notImplementedError,
          isStore
            ? "sub-views are not implemented"
            : "multi-dimensional sub-views are not implemented")
      }
      return .place(try place(key, axis: 0, layout))
    }
    if key.has(.slice) {
      let range = try SliceRange(key, count: layout.shape[0])
      var part = layout
      part.offset += range.count == 0 ? 0 : range.start * layout.strides[0]
      part.shape[0] = range.count
      part.strides[0] *= range.step
      return .part(part)
    }
    guard key.has(.tuple) else { throw raise(.typeError, "memoryview: invalid slice key") }
    let keys = Tuple(key)
    if keys.buffer.allSatisfy(isIndex) {
      if keys.count > layout.shape.count {
        throw raise(
          .typeError,
          "cannot index \(layout.shape.count)-dimension view with \(keys.count)-element tuple")
      }
      if keys.count < layout.shape.count {
        throw raise(.notImplementedError, "sub-views are not implemented")
      }
      var result = layout.offset
      for axis in 0..<keys.count {
        result += try place(keys[axis], axis: axis, layout) - layout.offset
      }
      return .place(result)
    }
    if keys.buffer.allSatisfy({ $0.has(.slice) }) { return .parts }
    throw raise(.typeError, "memoryview: invalid slice key")
  }

  private static func place(_ key: Value, axis: Int, _ layout: BufferLayout) throws(Raised) -> Int {
    var index = try indexValue(key)
    if index < 0 { index += layout.shape[axis] }
    guard index >= 0 && index < layout.shape[axis] else {
      throw raise(.indexError, "index out of bounds on dimension \(axis + 1)")
    }
    return layout.offset + index * layout.strides[axis]
  }

  private static func getItem(_ v: Value, _ key: Value) throws(Raised) -> Value {
    let own = try own(v)
    if isIndex(key) { _ = try own.letter() }
    // A view of a part outlives a release that happens while its bounds are read.
    let whole = own.sibling(own.layout)
    let choice = try choose(own, key, isStore: false)
    if case .part(let layout) = choice, let part = whole?.sibling(layout) {
      return .native(part, v.type)
    }
    try own.check()
    switch choice {
    case .place(let place): return try own.element(at: place)
    case .all: return v.retained()
    case .part, .parts:
      throw raise(.notImplementedError, "multi-dimensional slicing is not implemented")
    }
  }

  private static func setItem(_ v: Value, _ key: Value, _ value: Value) throws(Raised) {
    let own = try own(v)
    _ = try own.letter()
    if own.layout.isReadOnly { throw raise(.typeError, "cannot modify read-only memory") }
    if value.isUnbound { throw raise(.typeError, "cannot delete memory") }
    let choice = try choose(own, key, isStore: true)
    try own.check()
    switch choice {
    case .place(let place):
      try own.set(value, at: place)
    case .part(let target) where own.layout.shape.count == 1:
      guard let source = BufferLayout(of: value), let bytes = ByteArray.anyBytes(of: value) else {
        throw raise(
          .typeError, "a bytes-like object is required, not '\(value.type.name)'")
      }
      guard source.shape == target.shape, source.itemSize == target.itemSize,
        source.letter == target.letter
      else {
        throw raise(
          .valueError, "memoryview assignment: lvalue and rvalue have different structures")
      }
      bytes.withUnsafeBytes { new in
        target.store(new, in: own.memory)
      }
    default:
      throw raise(
        .notImplementedError,
        "memoryview slice assignments are currently restricted to ndim = 1")
    }
  }
}
