// SPDX-License-Identifier: Apache-2.0
// Integers of a range, in every integer dtype, as NumPy's `integers` and `randint`.

/// The low or the high ends of ranges, in C order.
struct RangeEnds {
  let shape: [Int]
  /// The ends, floats cut off; what is no finite number is beyond all dtypes.
  let wholes: [Int128]
  /// The ends before they were cut off, if they are floats.
  let reals: [Double]?
  /// What NumPy would hold the ends in; nil for Python integers beyond 64 bits.
  let dtype: DType?

  init(_ parameter: Parameter) throws(ArrayError) {
    func cut(_ real: Double) -> Int128 { Int128(exactly: real.rounded(.towardZero)) ?? .max }
    switch parameter.value {
    case .whole(let value):
      (shape, wholes, reals) = ([], [value], nil)
      dtype = Int64(exactly: value) != nil ? .int64 : UInt64(exactly: value) != nil ? .uint64 : nil
    case .real(let value): (shape, wholes, reals, dtype) = ([], [cut(value)], [value], .float64)
    case .array(let array):
      shape = array.shape
      dtype = array.dtype
      switch array.dtype.kind {
      case .bool, .signed:
        reals = nil
        wholes = array.withUnsafeBuffer(of: Int64.self) { $0.map { Int128($0) } }
      case .unsigned:
        reals = nil
        wholes = array.withUnsafeBuffer(of: UInt64.self) { $0.map { Int128($0) } }
      case .float:
        let values = array.array(of: Double.self)
        reals = values
        wholes = values.map(cut)
      case .complex:
        throw ArrayError(.type, "int() argument must be a real number, not 'complex'")
      }
    }
  }

  /// True if NumPy converts the ends to `target` without looking at them.
  func converts(to target: DType) -> Bool {
    dtype.map { DType.canCast($0, to: target, casting: .safe) } ?? false
  }

  /// Python's `int(x)` of the end at `index` throws for what is not finite.
  func requireFinite(at index: Int) throws(ArrayError) {
    if let real = reals?[index], !real.isFinite { _ = try real.truncatedAsPython() }
  }

  /// True if an end, not cut off, meets `isOutside` as a float or as an integer.
  func contains(_ isOutside: (Double) -> Bool, _ isOutsideWhole: (Int128) -> Bool) -> Bool {
    reals?.contains(where: isOutside) ?? wholes.contains(where: isOutsideWhole)
  }
}

/// What the ends of ranges are checked against, with NumPy's messages.
private struct RangeCheck {
  let dtype: DType
  let isClosed: Bool
  let least: Int128
  let most: Int128
  /// 1 if the high end is outside of the range.
  let open: Int128

  init(_ dtype: DType, isClosed: Bool) {
    self.dtype = dtype
    self.isClosed = isClosed
    least = -Int128(dtype.depth)
    most = dtype == .bool ? 1 : Int128(dtype.height)
    open = isClosed ? 0 : 1
  }

  var lowOutside: ArrayError { ArrayError(.value, "low is out of bounds for \(dtype)") }
  var highOutside: ArrayError { ArrayError(.value, "high is out of bounds for \(dtype)") }

  /// Zero is what `low` is when it is not given.
  func empty(_ isLowZero: Bool) -> ArrayError {
    if isLowZero { return ArrayError(.value, isClosed ? "high < 0" : "high <= 0") }
    return ArrayError(.value, isClosed ? "low > high" : "low >= high")
  }

  func check(_ low: RangeEnds, _ high: RangeEnds) throws(ArrayError) {
    if low.shape.isEmpty && high.shape.isEmpty {
      try low.requireFinite(at: 0)
      try high.requireFinite(at: 0)
      let (first, last) = (low.wholes[0], high.wholes[0] - open)
      if first < least { throw lowOutside }
      if last > most { throw highOutside }
      if first > last { throw empty(first == 0) }
    } else if dtype.itemSize == 8 {
      try checkWide(low, high)
    } else {
      try checkNarrow(low, high)
    }
  }

  /// Element by element where NumPy must look at each.
  private func checkWide(_ low: RangeEnds, _ high: RangeEnds) throws(ArrayError) {
    if !low.converts(to: dtype) {
      for (index, first) in low.wholes.enumerated() {
        try low.requireFinite(at: index)
        if first < least || first > most { throw lowOutside }
      }
    }
    let isLowZero = low.wholes.allSatisfy { $0 == 0 }
    if !high.converts(to: dtype) {
      for (index, last) in high.wholes.enumerated() {
        try high.requireFinite(at: index)
        if last - open > most { throw highOutside }
        if last - open < least { throw empty(isLowZero) }
      }
    }
    try requireOrder(low, high, isLowZero) { low.wholes[$0] > high.wholes[$1] - open }
  }

  /// Small dtypes are checked before floats are cut off.
  private func checkNarrow(_ low: RangeEnds, _ high: RangeEnds) throws(ArrayError) {
    if low.contains({ $0 < Double(least) }, { $0 < least }) { throw lowOutside }
    if high.contains({ $0 > Double(most + open) }, { $0 > most + open }) { throw highOutside }
    let isLowZero = !low.contains({ $0 != 0 }, { $0 != 0 })
    try requireOrder(low, high, isLowZero) { first, last in
      if low.reals == nil && high.reals == nil {
        return low.wholes[first] > high.wholes[last] - open
      }
      let start = low.reals?[first] ?? Double(low.wholes[first])
      let end = high.reals?[last] ?? Double(high.wholes[last])
      return isClosed ? start > end : start >= end
    }
  }

  private func requireOrder(
    _ low: RangeEnds, _ high: RangeEnds, _ isLowZero: Bool, _ isEmpty: (Int, Int) -> Bool
  ) throws(ArrayError) {
    let shape = try BroadcastWalk.operatorShape(low.shape, high.shape)
    var walk = BroadcastWalk(shape, [low.shape, high.shape])
    for _ in 0..<shape.reduce(1, *) {
      if isEmpty(walk.places[0], walk.places[1]) { throw empty(isLowZero) }
      walk.advance()
    }
  }
}

extension BitSource {
  /// Integers from `low` to `high`, which belongs to the range if `isClosed`.
  final func integers(
    _ low: Parameter, _ high: Parameter, _ size: [Int]?, _ dtype: DType, isClosed: Bool,
    _ method: RangeMethod, _ function: String
  ) throws(ArrayError) -> NDArray {
    guard dtype.kind <= .signed else {
      throw ArrayError(.type, "Unsupported dtype dtype('\(dtype)') for \(function)")
    }
    if let size, size.contains(0) {
      try Layout.check(size, dtype)
      return NDArray.empty(size, dtype)
    }
    let (low, high) = (try RangeEnds(low), try RangeEnds(high))
    try RangeCheck(dtype, isClosed: isClosed).check(low, high)
    let open: Int128 = isClosed ? 0 : 1
    if low.shape.isEmpty && high.shape.isEmpty {
      let offset = UInt64(truncatingIfNeeded: low.wholes[0])
      let range = UInt64(truncatingIfNeeded: high.wholes[0] - open - low.wholes[0])
      return try fill(size ?? [], dtype, offset, range, method)
    }
    if let size { try Layout.check(size, dtype) }
    // With a size there are as many as that, in the order of what all broadcast to.
    let all = try BroadcastWalk.shape([low.shape, high.shape] + (size.map { [$0] } ?? []))
    let shape = size ?? all
    var walk = BroadcastWalk(all, [low.shape, high.shape])
    let ranges = (0..<shape.reduce(1, *)).map { _ in
      defer { walk.advance() }
      let (first, last) = (low.wholes[walk.places[0]], high.wholes[walk.places[1]] - open)
      return (
        offset: UInt64(truncatingIfNeeded: first), range: UInt64(truncatingIfNeeded: last &- first)
      )
    }
    return try draw(shape, dtype, ranges, method)
  }

  private final func fill(
    _ shape: [Int], _ dtype: DType, _ offset: UInt64, _ range: UInt64, _ method: RangeMethod
  ) throws(ArrayError) -> NDArray {
    switch dtype.itemSize {
    case 8:
      try drawn(UInt64.self, as: dtype, shape) {
        run(.wide($0, offset: offset, range: range, method), $1)
      }
    case 4:
      try drawn(UInt32.self, as: dtype, shape) {
        let (offset, range) = (
          UInt32(truncatingIfNeeded: offset), UInt32(truncatingIfNeeded: range)
        )
        run(.words($0, offset: offset, range: range, method), $1)
      }
    case 2:
      try drawn(UInt16.self, as: dtype, shape) {
        let (offset, range) = (
          UInt16(truncatingIfNeeded: offset), UInt16(truncatingIfNeeded: range)
        )
        run(.halves($0, offset: offset, range: range, method), $1)
      }
    default:
      try drawn(UInt8.self, as: dtype, shape) {
        let (offset, range) = (UInt8(truncatingIfNeeded: offset), UInt8(truncatingIfNeeded: range))
        if dtype == .bool && range != 0 {
          run(.bits($0), $1)
        } else {
          run(.bytes($0, offset: offset, range: range, method), $1)
        }
      }
    }
  }

  /// One draw for each range; the pieces of 32 random bits serve neighbours too.
  private final func draw(
    _ shape: [Int], _ dtype: DType, _ ranges: [(offset: UInt64, range: UInt64)],
    _ method: RangeMethod
  ) throws(ArrayError) -> NDArray {
    func narrow<Word: FixedWidthInteger & UnsignedInteger & ArrayElement>(
      _ type: Word.Type
    ) throws(ArrayError) -> NDArray {
      try drawn(Word.self, as: dtype, shape) { out, _ in
        var stream = self
        var pieces = BitPieces()
        for (index, (offset, range)) in ranges.enumerated() {
          let range = Word(truncatingIfNeeded: range)
          if dtype == .bool && range != 0 {
            out[index] = Word(truncatingIfNeeded: pieces.next(1, &stream) & 1)
          } else {
            out[index] =
              Word(truncatingIfNeeded: offset) &+ stream.narrow(range, method, &pieces)
          }
        }
      }
    }
    switch dtype.itemSize {
    case 8:
      return try drawn(UInt64.self, as: dtype, shape) { out, _ in
        var stream = self
        for (index, (offset, range)) in ranges.enumerated() {
          out[index] = offset &+ stream.wide(range, method)
        }
      }
    case 4: return try narrow(UInt32.self)
    case 2: return try narrow(UInt16.self)
    default: return try narrow(UInt8.self)
    }
  }

  /// `count` random bytes, from words of 32 bits.
  final func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((count + 3) & ~3)
    // NumPy draws a word even for no bytes.
    for _ in 0..<max((count + 3) / 4, 1) {
      withUnsafeBytes(of: nextUInt32().littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
