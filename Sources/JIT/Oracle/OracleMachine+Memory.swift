// SPDX-License-Identifier: Apache-2.0
// Loads, stores and spreading. Bytes outside the elements asked for are never touched.

extension OracleMachine {
  /// The address in the slot at `slot`.
  @inline(__always)
  private func address(_ slot: UnsafeRawPointer) -> UInt { slot.load(as: UInt.self) }

  @inline(__always)
  func load(
    _ step: borrowing OraclePlan.Step, _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer,
    _ b: UnsafeRawPointer, element: Int, count: Int
  ) {
    let (base, size) = (address(a), Int(step.size))
    switch step.action {
    case .load:
      copy(to: d, from: base &+ UInt(bitPattern: element &* size), count * size)
    case .loadUniform:
      copy(to: d, from: base &+ UInt(bitPattern: step.immediate), size)
    case .loadStrided:
      let stride = b.load(as: Int.self)
      let first = base &+ UInt(bitPattern: element &* stride)
      switch size {
      case 1: strided(d, first, stride, count, UInt8.self)
      case 2: strided(d, first, stride, count, UInt16.self)
      case 4: strided(d, first, stride, count, UInt32.self)
      default: strided(d, first, stride, count, UInt64.self)
      }
    default:
      switch size {
      case 1: gather(d, base, b, count, UInt8.self)
      case 2: gather(d, base, b, count, UInt16.self)
      case 4: gather(d, base, b, count, UInt32.self)
      default: gather(d, base, b, count, UInt64.self)
      }
    }
  }

  @inline(__always)
  func store(
    _ step: borrowing OraclePlan.Step, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
    _ c: UnsafeRawPointer, element: Int, count: Int
  ) {
    let (base, size) = (address(a), Int(step.size))
    switch step.action {
    case .store:
      let first = base &+ UInt(bitPattern: element &* size)
      UnsafeMutableRawPointer(bitPattern: first)!.copyMemory(from: b, byteCount: count * size)
    case .storeUniform:
      let first = base &+ UInt(bitPattern: step.immediate)
      UnsafeMutableRawPointer(bitPattern: first)!.copyMemory(from: b, byteCount: size)
    case .storeStrided:
      let stride = b.load(as: Int.self)
      let first = base &+ UInt(bitPattern: element &* stride)
      switch size {
      case 1: strided(first, stride, c, count, UInt8.self)
      case 2: strided(first, stride, c, count, UInt16.self)
      case 4: strided(first, stride, c, count, UInt32.self)
      default: strided(first, stride, c, count, UInt64.self)
      }
    default:
      switch size {
      case 1: scatter(base, b, c, count, UInt8.self)
      case 2: scatter(base, b, c, count, UInt16.self)
      case 4: scatter(base, b, c, count, UInt32.self)
      default: scatter(base, b, c, count, UInt64.self)
      }
    }
  }

  @inline(__always)
  private func copy(to d: UnsafeMutableRawPointer, from address: UInt, _ bytes: Int) {
    d.copyMemory(from: UnsafeRawPointer(bitPattern: address)!, byteCount: bytes)
  }

  @inline(__always)
  private func strided<T: BitwiseCopyable>(
    _ d: UnsafeMutableRawPointer, _ first: UInt, _ stride: Int, _ count: Int, _: T.Type
  ) {
    let row = d.assumingMemoryBound(to: T.self)
    for i in 0..<count {
      let source = UnsafeRawPointer(bitPattern: first &+ UInt(bitPattern: i &* stride))!
      row[i] = source.loadUnaligned(as: T.self)
    }
  }

  @inline(__always)
  private func strided<T: BitwiseCopyable>(
    _ first: UInt, _ stride: Int, _ x: UnsafeRawPointer, _ count: Int, _: T.Type
  ) {
    let row = x.assumingMemoryBound(to: T.self)
    for i in 0..<count {
      let target = UnsafeMutableRawPointer(bitPattern: first &+ UInt(bitPattern: i &* stride))!
      target.storeBytes(of: row[i], as: T.self)
    }
  }

  @inline(__always)
  private func gather<T: BitwiseCopyable>(
    _ d: UnsafeMutableRawPointer, _ base: UInt, _ offsets: UnsafeRawPointer, _ count: Int,
    _: T.Type
  ) {
    let (row, offset) = (
      d.assumingMemoryBound(to: T.self), offsets.assumingMemoryBound(to: Int.self)
    )
    for i in 0..<count {
      let source = UnsafeRawPointer(bitPattern: base &+ UInt(bitPattern: offset[i]))!
      row[i] = source.loadUnaligned(as: T.self)
    }
  }

  @inline(__always)
  private func scatter<T: BitwiseCopyable>(
    _ base: UInt, _ offsets: UnsafeRawPointer, _ x: UnsafeRawPointer, _ count: Int, _: T.Type
  ) {
    let (row, offset) = (
      x.assumingMemoryBound(to: T.self), offsets.assumingMemoryBound(to: Int.self)
    )
    for i in 0..<count {
      let target = UnsafeMutableRawPointer(bitPattern: base &+ UInt(bitPattern: offset[i]))!
      target.storeBytes(of: row[i], as: T.self)
    }
  }

  /// Makes every non-zero byte 1.
  func makeTruths(_ d: UnsafeMutableRawPointer, _ count: Int) {
    let bytes = d.assumingMemoryBound(to: UInt8.self)
    for i in 0..<count { bytes[i] = bytes[i] != 0 ? 1 : 0 }
  }

  func isAnyTrue(_ row: UnsafeRawPointer, _ count: Int) -> Bool {
    let bytes = row.assumingMemoryBound(to: UInt8.self)
    var all: UInt8 = 0
    for i in 0..<count { all |= bytes[i] }
    return all != 0
  }

  /// Fills `count` elements of a row with the one at `a`.
  func spread(
    _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, size: Int, count: Int
  ) {
    switch size {
    case 1: d.initializeMemory(as: UInt8.self, repeating: a.load(as: UInt8.self), count: count)
    case 2: d.initializeMemory(as: UInt16.self, repeating: a.load(as: UInt16.self), count: count)
    case 4: d.initializeMemory(as: UInt32.self, repeating: a.load(as: UInt32.self), count: count)
    default: d.initializeMemory(as: UInt64.self, repeating: a.load(as: UInt64.self), count: count)
    }
  }
}
