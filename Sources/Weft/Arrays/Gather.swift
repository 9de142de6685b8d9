// SPDX-License-Identifier: Apache-2.0
// Reading and writing at index arrays: typed loops over byte offsets.

extension IndexPlan {
  /// The shape that the index arrays broadcast to.
  var placesShape: [Int] {
    Layout.broadcastShape(advanced.map(\.places.shape)) ?? []
  }

  /// The view without the axes that index arrays select from.
  func rest(itemSize: Int) -> Layout {
    view.removing(advanced.compactMap(\.axis), itemSize: itemSize)
  }

  /// The shape of what is selected.
  var resultShape: [Int] {
    let rest = rest(itemSize: 1).shape
    return rest[..<place] + placesShape + rest[place...]
  }

  /// Bytes from the view's start for every combination of places, in C order; bounds are checked.
  func offsets() throws(ArrayError) -> [Int] {
    guard let shape = Layout.broadcastShape(advanced.map(\.places.shape)) else {
      let texts = advanced.map { describe(shape: $0.places.shape) + " " }.joined()
      throw ArrayError(
        .index,
        "shape mismatch: indexing arrays could not be broadcast together with shapes \(texts)")
    }
    var offsets = [Int](repeating: 0, count: shape.reduce(1, *))
    for index in advanced {
      guard let axis = index.axis else { continue }
      let (extent, stride) = (view.shape[axis], view.strides[axis])
      // Each array is checked on its own, before it is repeated.
      let places = index.places
      if let place = places.firstOutside(extent) {
        _ = try IndexPlan.bounded(place, extent, index.sourceAxis)
      }
      let stretched = places.shape == shape ? places : places.broadcast(to: shape)
      offsets.withUnsafeMutableBufferPointer { offsets in
        stretched.withUnsafeBuffer(of: Int.self) { places in
          for position in 0..<places.count {
            let place = places[position]
            offsets[position] &+= (place &+ (place >> 63 & extent)) &* stride
          }
        }
      }
    }
    return offsets
  }
}

extension NDArray {
  /// The first place that is none along an axis of `extent` elements.
  fileprivate func firstOutside(_ extent: Int) -> Int? {
    withUnsafeBuffer(of: Int.self) { places in
      // All at once first, so that the loop runs many lanes at a time.
      var isOutside = false
      for place in places {
        isOutside = isOutside || UInt(bitPattern: place &+ (place >> 63 & extent)) >= UInt(extent)
      }
      return isOutside ? places.first { $0 < -extent || $0 >= extent } : nil
    }
  }

  /// The elements at a plan's index arrays, as a new array.
  func gathered(_ plan: IndexPlan) throws(ArrayError) -> NDArray {
    let offsets = try plan.offsets()
    let size = dtype.itemSize
    let blocks = Blocks(plan, itemSize: size)
    let buffer = Engine.force(node)
    let result = NDArray(dtype: dtype, shape: plan.resultShape) { bytes in
      guard let target = bytes.baseAddress, !bytes.isEmpty else { return }
      let source = UnsafeRawPointer(buffer.address + plan.view.offset)
      if blocks.isElement {
        gatherElements(size, offsets, from: source, to: target)
        return
      }
      for (index, offset) in offsets.enumerated() {
        copyElements(
          shape: blocks.shape, itemSize: size, from: source + offset, blocks.viewStrides,
          to: target + index * blocks.step, blocks.resultStrides)
      }
    }
    return withExtendedLifetime(buffer) { result }
  }

  /// Writes `value`, of the selected shape, to a plan's index arrays; the last of equal places wins.
  mutating func scatter(_ value: NDArray, _ plan: IndexPlan) throws(ArrayError) {
    let offsets = try plan.offsets()
    let size = dtype.itemSize
    let blocks = Blocks(plan, itemSize: size)
    let source = value.asType(dtype).inCOrder()
    let from = Engine.force(source.node)
    let buffer = Engine.prepareToWrite(&self)
    if source.size == 0 { return }
    withExtendedLifetime((from, buffer)) {
      let start = UnsafeRawPointer(from.address + source.layout.offset)
      let target = buffer.address + plan.view.offset
      if blocks.isElement {
        scatterElements(size, offsets, from: start, to: target)
        return
      }
      for (index, offset) in offsets.enumerated() {
        copyElements(
          shape: blocks.shape, itemSize: size, from: start + index * blocks.step,
          blocks.resultStrides, to: target + offset, blocks.viewStrides)
      }
    }
  }
}

/// What one combination of places selects: the rest of the view's axes, here and in the C-ordered result.
private struct Blocks {
  let shape: [Int]
  let viewStrides: [Int]
  let resultStrides: [Int]
  /// Bytes from one combination to the next in the result.
  let step: Int
  var isElement: Bool { shape.isEmpty }

  init(_ plan: IndexPlan, itemSize: Int) {
    let rest = plan.rest(itemSize: itemSize)
    let result = Layout.strides(of: plan.resultShape, itemSize: itemSize)
    let added = plan.placesShape.count
    shape = rest.shape
    viewStrides = rest.strides
    resultStrides = Array(result[..<plan.place] + result[(plan.place + added)...])
    step = rest.shape[plan.place...].reduce(itemSize, *)
  }
}

private func gatherElements(
  _ size: Int, _ offsets: [Int], from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
) {
  func run<T: BitwiseCopyable>(_ type: T.Type) {
    offsets.withUnsafeBufferPointer { offsets in
      var place = target
      for offset in offsets {
        place.storeBytes(of: (source + offset).loadUnaligned(as: type), as: type)
        place += MemoryLayout<T>.size
      }
    }
  }
  forElements(of: size, run, run, run, run, run)
}

private func scatterElements(
  _ size: Int, _ offsets: [Int], from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
) {
  func run<T: BitwiseCopyable>(_ type: T.Type) {
    offsets.withUnsafeBufferPointer { offsets in
      var place = source
      for offset in offsets {
        (target + offset).storeBytes(of: place.loadUnaligned(as: type), as: type)
        place += MemoryLayout<T>.size
      }
    }
  }
  forElements(of: size, run, run, run, run, run)
}

/// Picks the instance of a loop for elements of `size` bytes.
private func forElements(
  of size: Int, _ one: (UInt8.Type) -> Void, _ two: (UInt16.Type) -> Void,
  _ four: (UInt32.Type) -> Void, _ eight: (UInt64.Type) -> Void,
  _ sixteen: (SIMD2<UInt64>.Type) -> Void
) {
  switch size {
  case 1: one(UInt8.self)
  case 2: two(UInt16.self)
  case 4: four(UInt32.self)
  case 8: eight(UInt64.self)
  default: sixteen(SIMD2<UInt64>.self)
  }
}

extension NDArray {
  /// The places of the elements that are not zero: one int64 array per axis, in C order.
  public func nonzero() -> [NDArray] {
    let line = ndim == 0 ? reshaped([1]) : self
    // Bytes of 0 and 1, to add up instead of to branch on.
    let truths = line.asType(.bool).asType(.uint8)
    let places = truths.withUnsafeBuffer(of: UInt8.self) { flags in
      var count = 0
      for flag in flags { count &+= Int(flag) }
      // The place after the last one takes what the rest, all false, writes.
      return [Int](unsafeUninitializedCapacity: count + 1) { places, filled in
        for index in 0..<flags.count {
          places[filled] = index
          filled &+= Int(flags[index])
        }
      }
    }
    if line.ndim == 1 { return [NDArray(places, shape: [places.count])] }
    var (result, rest): ([NDArray], Int) = ([], line.size)
    for extent in line.shape {
      rest = extent == 0 ? 0 : rest / extent
      let inner = Swift.max(rest, 1)
      let modulus = Swift.max(extent, 1)
      result.append(NDArray(places.map { $0 / inner % modulus }, shape: [places.count]))
    }
    return result
  }

  /// The elements at `indices` along `axis`; of all elements in C order without one.
  public func taking(_ indices: NDArray, axis: Int? = nil) -> NDArray {
    checked { () throws(ArrayError) in try took(indices, axis: axis) }
  }

  /// As `taking`, but throws.
  package func took(_ indices: NDArray, axis: Int?) throws(ArrayError) -> NDArray {
    // An array without axes is taken from as one with one.
    let source = axis == nil || ndim == 0 ? try reshaping([size]) : self
    let axis = try normalized(axis: axis ?? 0, ndim: source.ndim)
    let shape = source.shape[..<axis] + indices.shape + source.shape[(axis + 1)...]
    // Where there is nothing to take from, NumPy looks at no index.
    if source.shape[..<axis].contains(0) { return .zeros(Array(shape), dtype) }
    if source.shape[axis] == 0 && indices.size > 0 {
      if shape.contains(0) { return .zeros(Array(shape), dtype) }
      throw ArrayError(.index, "cannot do a non-empty take from an empty axes.")
    }
    let whole = [AxisSelection](repeating: .slice(.all), count: axis)
    let places = indices.dtype == .bool ? indices.asType(.int64) : indices
    return try source.selecting(whole + [.array(places)])
  }

  public func taking(_ indices: [Int], axis: Int? = nil) -> NDArray {
    taking(NDArray(indices, shape: [indices.count]), axis: axis)
  }
}
