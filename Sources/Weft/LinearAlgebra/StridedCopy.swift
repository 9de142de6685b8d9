// SPDX-License-Identifier: Apache-2.0
// Copies of strided memory into C order, with the casts that promotion asks for.

/// Copies the elements of `view` in C order to `destination`, as elements of `dtype`.
///
/// `dtype` is the view's own or one it promotes to, or a narrower one of the same kind; a complex
/// view has a complex destination. `destination` is aligned for `dtype`.
func copyElements(
  of view: StridedView, as dtype: DType, to destination: UnsafeMutableRawPointer
) {
  if view.count == 0 { return }
  if view.dtype == dtype && view.isContiguous {
    destination.copyMemory(from: view.base, byteCount: view.count * dtype.itemSize)
    return
  }
  let (shape, strides) = mergedAxes(shape: view.shape, strides: view.strides)
  let rank = shape.count
  let columns = rank > 0 ? shape[rank - 1] : 1
  let columnStride = rank > 0 ? strides[rank - 1] : 0
  let rows = rank > 1 ? shape[rank - 2] : 1
  let rowStride = rank > 1 ? strides[rank - 2] : 0
  // A transposed plane is read in strips, so that a cache line serves several of its rows.
  let strip = abs(columnStride) > abs(rowStride) && rows > 1 ? 16 : columns
  let size = dtype.itemSize
  let copier = RowCopier(from: view.dtype, to: dtype)
  var plane = destination
  forEachOffset(shape: Array(shape.dropLast(2)), strides: Array(strides.dropLast(2))) { offset in
    let source = view.base + offset
    for column in stride(from: 0, to: columns, by: strip) {
      let width = min(strip, columns - column)
      for row in 0..<rows {
        copier.copy(
          source + row * rowStride + column * columnStride, stride: columnStride, count: width,
          to: plane + (row * columns + column) * size)
      }
    }
    plane += rows * columns * size
  }
  withExtendedLifetime(copier.carrier) {}
}

/// Calls `body` with the byte offset of every index of `shape`, in C order.
@inline(__always)
func forEachOffset(shape: [Int], strides: [Int], _ body: (Int) -> Void) {
  forEachOffsets(shape: shape, strides, strides) { offset, _ in body(offset) }
}

/// Calls `body` with two byte offsets for every index of `shape`, in C order.
@inline(__always)
func forEachOffsets(shape: [Int], _ first: [Int], _ second: [Int], _ body: (Int, Int) -> Void) {
  if shape.contains(0) { return }
  var index = [Int](repeating: 0, count: shape.count)
  var offsets = (0, 0)
  while true {
    body(offsets.0, offsets.1)
    var axis = shape.count - 1
    while axis >= 0 {
      index[axis] += 1
      offsets.0 += first[axis]
      offsets.1 += second[axis]
      if index[axis] < shape[axis] { break }
      offsets.0 -= first[axis] * shape[axis]
      offsets.1 -= second[axis] * shape[axis]
      index[axis] = 0
      axis -= 1
    }
    if axis < 0 { return }
  }
}

/// The same elements in the same order, with as few axes as possible.
func mergedAxes(shape: [Int], strides: [Int]) -> (shape: [Int], strides: [Int]) {
  var merged: (shape: [Int], strides: [Int]) = ([], [])
  for (size, stride) in zip(shape, strides) where size != 1 {
    if let last = merged.strides.last, last == size * stride {
      merged.shape[merged.shape.count - 1] *= size
      merged.strides[merged.strides.count - 1] = stride
    } else {
      merged.shape.append(size)
      merged.strides.append(stride)
    }
  }
  return merged
}

/// Copies rows of one dtype to packed rows of another, through `Int64` or `Double`.
///
/// Every cast that promotion makes survives the detour: integers widen modulo 2⁶⁴, and no real
/// dtype promotes to a float that `Double` would round twice.
private struct RowCopier {
  let source: DType
  let target: DType
  let carrier: PackedMemory

  init(from source: DType, to target: DType) {
    self.source = source
    self.target = target
    carrier = PackedMemory(Double.self, count: source == target ? 0 : Self.chunk * 2)
  }

  private static let chunk = 256

  func copy(
    _ row: UnsafeRawPointer, stride: Int, count: Int, to destination: UnsafeMutableRawPointer
  ) {
    if source == target {
      copySame(row, stride: stride, count: count, to: destination)
      return
    }
    for start in Swift.stride(from: 0, to: count, by: Self.chunk) {
      let width = min(Self.chunk, count - start)
      let from = row + start * stride
      let to = destination + start * target.itemSize
      switch target.kind {
      case .bool, .unsigned, .signed:
        let wide = carrier.elements(Int64.self)
        loadIntegers(from, stride: stride, count: width, to: wide)
        storeIntegers(wide, count: width, to: to)
      case .float:
        let wide = carrier.elements(Double.self)
        loadReals(from, stride: stride, count: width, to: wide, step: 1)
        storeReals(wide, count: width, to: to)
      case .complex:
        let wide = carrier.elements(Double.self)
        loadReals(from, stride: stride, count: width, to: wide, step: 2)
        storeReals(wide, count: width * 2, to: to)
      }
    }
  }

  private func copySame(
    _ row: UnsafeRawPointer, stride: Int, count: Int, to destination: UnsafeMutableRawPointer
  ) {
    switch source.itemSize {
    case _ where stride == source.itemSize:
      destination.copyMemory(from: row, byteCount: count * stride)
    case 1: gather(UInt8.self, row, stride, count, destination)
    case 2: gather(UInt16.self, row, stride, count, destination)
    case 4: gather(UInt32.self, row, stride, count, destination)
    case 8: gather(UInt64.self, row, stride, count, destination)
    default: gather(ComplexElement<Double>.self, row, stride, count, destination)
    }
  }

  private func loadIntegers(
    _ row: UnsafeRawPointer, stride: Int, count: Int, to wide: UnsafeMutablePointer<Int64>
  ) {
    switch source {
    case .bool: load(UInt8.self, row, stride, count, wide, 1) { $0 == 0 ? 0 : 1 }
    case .int8: load(Int8.self, row, stride, count, wide, 1) { Int64($0) }
    case .uint8: load(UInt8.self, row, stride, count, wide, 1) { Int64($0) }
    case .int16: load(Int16.self, row, stride, count, wide, 1) { Int64($0) }
    case .uint16: load(UInt16.self, row, stride, count, wide, 1) { Int64($0) }
    case .int32: load(Int32.self, row, stride, count, wide, 1) { Int64($0) }
    case .uint32: load(UInt32.self, row, stride, count, wide, 1) { Int64($0) }
    default: load(Int64.self, row, stride, count, wide, 1) { $0 }
    }
  }

  private func storeIntegers(
    _ wide: UnsafeMutablePointer<Int64>, count: Int, to destination: UnsafeMutableRawPointer
  ) {
    switch target.itemSize {
    case 1: store(wide, count, destination) { UInt8(truncatingIfNeeded: $0) }
    case 2: store(wide, count, destination) { UInt16(truncatingIfNeeded: $0) }
    case 4: store(wide, count, destination) { UInt32(truncatingIfNeeded: $0) }
    default: store(wide, count, destination) { UInt64(truncatingIfNeeded: $0) }
    }
  }

  /// Loads real numbers, or complex ones when `step` is 2, the imaginary part after the real.
  private func loadReals(
    _ row: UnsafeRawPointer, stride: Int, count: Int, to wide: UnsafeMutablePointer<Double>,
    step: Int
  ) {
    if step == 2 {
      for index in 0..<count { wide[2 * index + 1] = 0 }
    }
    switch source {
    case .bool: load(UInt8.self, row, stride, count, wide, step) { $0 == 0 ? 0 : 1 }
    case .int8: load(Int8.self, row, stride, count, wide, step) { Double($0) }
    case .uint8: load(UInt8.self, row, stride, count, wide, step) { Double($0) }
    case .int16: load(Int16.self, row, stride, count, wide, step) { Double($0) }
    case .uint16: load(UInt16.self, row, stride, count, wide, step) { Double($0) }
    case .int32: load(Int32.self, row, stride, count, wide, step) { Double($0) }
    case .uint32: load(UInt32.self, row, stride, count, wide, step) { Double($0) }
    case .int64: load(Int64.self, row, stride, count, wide, step) { Double($0) }
    case .uint64: load(UInt64.self, row, stride, count, wide, step) { Double($0) }
    case .float16: load(Float16.self, row, stride, count, wide, step) { Double($0) }
    case .float32: load(Float.self, row, stride, count, wide, step) { Double($0) }
    case .float64: load(Double.self, row, stride, count, wide, step) { $0 }
    case .complex64:
      load(Float.self, row, stride, count, wide, 2) { Double($0) }
      load(Float.self, row + 4, stride, count, wide + 1, 2) { Double($0) }
    case .complex128:
      load(Double.self, row, stride, count, wide, 2) { $0 }
      load(Double.self, row + 8, stride, count, wide + 1, 2) { $0 }
    }
  }

  private func storeReals(
    _ wide: UnsafeMutablePointer<Double>, count: Int, to destination: UnsafeMutableRawPointer
  ) {
    switch target {
    case .float16: store(wide, count, destination) { Float16($0) }
    case .float32, .complex64: store(wide, count, destination) { Float($0) }
    default: store(wide, count, destination) { $0 }
    }
  }
}

@inline(__always)
private func gather<Element: BitwiseCopyable>(
  _ type: Element.Type, _ row: UnsafeRawPointer, _ stride: Int, _ count: Int,
  _ destination: UnsafeMutableRawPointer
) {
  let elements = destination.assumingMemoryBound(to: type)
  for index in 0..<count {
    elements[index] = (row + index * stride).loadUnaligned(as: type)
  }
}

@inline(__always)
private func load<Element: BitwiseCopyable, Wide>(
  _ type: Element.Type, _ row: UnsafeRawPointer, _ stride: Int, _ count: Int,
  _ wide: UnsafeMutablePointer<Wide>, _ step: Int, _ widen: (Element) -> Wide
) {
  for index in 0..<count {
    wide[index * step] = widen((row + index * stride).loadUnaligned(as: type))
  }
}

@inline(__always)
private func store<Wide, Element: BitwiseCopyable>(
  _ wide: UnsafeMutablePointer<Wide>, _ count: Int, _ destination: UnsafeMutableRawPointer,
  _ narrow: (Wide) -> Element
) {
  let elements = destination.assumingMemoryBound(to: Element.self)
  for index in 0..<count { elements[index] = narrow(wide[index]) }
}
