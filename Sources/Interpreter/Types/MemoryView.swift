// SPDX-License-Identifier: Apache-2.0
// What a memoryview holds: a layout over the memory of another object; its elements, casts and comparisons.

final class MemoryView: NativeObject, BufferExporter {
  private(set) var owner: Value
  let layout: BufferLayout
  /// Nil once the view is released; views of parts share it.
  private var lease: BufferLease?
  /// Those that look at the memory through this view.
  var exports = 0
  /// Kept once it was asked for, even after the release.
  var hash: Int?

  var isReleased: Bool { lease == nil }
  /// The memory that `layout` has its offsets into.
  var memory: UnsafeMutableRawBufferPointer {
    lease?.memory ?? UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  /// A view of an object, borrowed, which has lent its memory.
  init(_ owner: Value, _ lease: BufferLease, _ layout: BufferLayout? = nil) {
    self.owner = owner.retained()
    self.lease = lease
    self.layout = layout ?? lease.layout
  }
  deinit { close() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(owner) }
  override func clearReferences() { close() }

  func close() {
    guard !isReleased else { return }
    lease = nil
    let old = owner
    owner = .none
    old.release()
  }

  /// Ends the loan, unless others look at the memory through this view.
  func release() throws(Raised) {
    if exports > 0 && !isReleased {
      throw raise(
        .bufferError, "memoryview has \(exports) exported buffer\(exports == 1 ? "" : "s")")
    }
    close()
  }

  /// Another view of the same loan; nil if it has ended.
  func sibling(_ layout: BufferLayout) -> MemoryView? {
    lease.map { MemoryView(owner, $0, layout) }
  }

  var bufferFormat: (letter: String, itemSize: Int) { (layout.format, layout.itemSize) }
  var bufferLayout: BufferLayout? { layout }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R { body(memory) }

  var contents: [UInt8] { isReleased ? [] : layout.contents(memory) }

  // MARK: Elements

  /// The letter of the elements' format, or the error that they cannot be taken apart.
  func letter() throws(Raised) -> UInt8 {
    guard let letter = layout.letter else {
      throw raise(.notImplementedError, "memoryview: unsupported format \(layout.format)")
    }
    guard NativeElement.size(letter) != nil else {
      throw raise(.notImplementedError, "memoryview: format \(layout.format) not supported")
    }
    return letter
  }

  var endOfLending: String? {
    isReleased ? "operation forbidden on released memoryview object" : nil
  }

  /// What reading an index or a value ran may have released the view.
  func check() throws(Raised) {
    if let words = endOfLending { throw raise(.valueError, words) }
  }

  /// The element at a place in the memory; owned.
  func element(at place: Int) throws(Raised) -> Value {
    let letter = try letter()
    try check()
    return NativeElement.load(letter, memory.baseAddress! + place)
  }

  func set(_ value: Value, at place: Int) throws(Raised) {
    let letter = try letter()
    let bytes = try encode(value, letter)
    try check()
    for (step, byte) in bytes.enumerated() { memory[place + step] = byte }
  }

  private func encode(_ value: Value, _ letter: UInt8) throws(Raised) -> [UInt8] {
    let wrongType = {
      raise(.typeError, "memoryview: invalid type for format '\(self.layout.format)'")
    }
    let wrongValue = {
      raise(.valueError, "memoryview: invalid value for format '\(self.layout.format)'")
    }
    func raw(_ bits: UInt64) -> [UInt8] {
      (0..<layout.itemSize).map { UInt8(truncatingIfNeeded: bits >> UInt64($0 * 8)) }
    }
    switch Unicode.Scalar(letter) {
    case "?": return [try isTrue(value) ? 1 : 0]
    case "c":
      guard value.has(.bytes) else { throw wrongType() }
      guard Bytes(value).count == 1 else { throw wrongValue() }
      return [Bytes(value).start[0]]
    case "e", "f", "d":
      guard value.isInteger || value.type.slots.float != nil || value.type.slots.index != nil,
        !value.isStr
      else { throw wrongType() }
      let float = try call(machine.pointee.types.float.value, value)
      defer { float.release() }
      let number = float.unboxed.asFloat
      if letter == UInt8(ascii: "d") { return raw(number.bitPattern) }
      if letter == UInt8(ascii: "f") { return raw(UInt64(Float(number).bitPattern)) }
      guard let half = HalfFloat.bits(number) else { throw wrongValue() }
      return raw(UInt64(half))
    default:
      guard value.isInteger || value.type.slots.index != nil else { throw wrongType() }
      let integer = try index(value)
      defer { integer.release() }
      let number = IntMath.big(integer.unboxed)
      guard var (low, high) = NativeElement.limits(letter) else { throw wrongType() }
      // Addresses may be given as negative numbers too.
      if letter == UInt8(ascii: "P") { low = -(BigInt(1) << 63) }
      guard number >= low, number <= high else { throw wrongValue() }
      high = BigInt(1) << 64
      return raw(UInt64(truncatingIfNeeded: number < 0 ? number + high : number))
    }
  }

  /// Nested lists of the elements; owned.
  func list() throws(Raised) -> Value {
    let letter = try letter()
    return list(memory, letter, axis: 0, place: layout.offset)
  }

  private func list(
    _ memory: UnsafeMutableRawBufferPointer, _ letter: UInt8, axis: Int, place: Int
  ) -> Value {
    if axis == layout.shape.count {
      return NativeElement.load(letter, memory.baseAddress! + place)
    }
    let result = List.make(capacity: layout.shape[axis])
    for index in 0..<layout.shape[axis] {
      result.append(
        consuming: list(memory, letter, axis: axis + 1, place: place + index * layout.strides[axis])
      )
    }
    return result.value
  }

  // MARK: Views

  /// Bytes as elements of another format, or the reverse.
  func cast(_ format: String, _ shape: [Int]?) throws(Raised) -> BufferLayout {
    guard layout.isContiguous else {
      throw raise(.typeError, "memoryview: casts are restricted to C-contiguous views")
    }
    if shape != nil || layout.shape.count != 1, layout.shape.contains(0) {
      throw raise(.typeError, "memoryview: cannot cast view with zeros in shape or strides")
    }
    if let shape, layout.shape.count != 1, shape.count != 1 {
      throw raise(.typeError, "memoryview: cast must be 1D -> ND or ND -> 1D")
    }
    var result = layout
    result.format = format
    guard let letter = result.letter, let size = NativeElement.size(letter) else {
      throw raise(
        .valueError,
        "memoryview: destination format must be a native single character format prefixed with an optional '@'"
      )
    }
    func isByte(_ letter: UInt8?) -> Bool {
      letter == UInt8(ascii: "B") || letter == UInt8(ascii: "b") || letter == UInt8(ascii: "c")
    }
    guard isByte(letter) || isByte(layout.letter) else {
      throw raise(.typeError, "memoryview: cannot cast between two non-byte formats")
    }
    guard layout.byteCount % size == 0 else {
      throw raise(.typeError, "memoryview: length is not a multiple of itemsize")
    }
    result.itemSize = size
    result.shape = shape ?? [layout.byteCount / size]
    var total = size
    for dimension in result.shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      total = overflow ? -1 : product
      if overflow { break }
    }
    guard total == layout.byteCount else {
      throw raise(.typeError, "memoryview: product(shape) * itemsize != buffer size")
    }
    result.strides = BufferLayout.plainStrides(result.shape, size)
    return result
  }

  /// Whether two objects with buffers have equal elements in the same shape.
  static func isEqual(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    guard let x = BufferLayout(of: a), let y = BufferLayout(of: b), x.shape == y.shape,
      let left = x.letter, let right = y.letter, NativeElement.size(left) != nil,
      NativeElement.size(right) != nil
    else { return false }
    let (first, second) = (ByteArray.anyBytes(of: a) ?? [], ByteArray.anyBytes(of: b) ?? [])
    if left == right, NativeElement.limits(left) != nil { return first == second }
    guard first.count == x.byteCount, second.count == y.byteCount else { return false }
    for index in 0..<x.count {
      let one = first.withUnsafeBytes {
        NativeElement.load(left, $0.baseAddress! + index * x.itemSize)
      }
      let two = second.withUnsafeBytes {
        NativeElement.load(right, $0.baseAddress! + index * y.itemSize)
      }
      defer {
        one.release()
        two.release()
      }
      let answer = try compare(.equal, one, two)
      defer { answer.release() }
      if try !isTrue(answer) { return false }
    }
    return true
  }
}

/// Iterates over the elements of a view.
final class MemoryViewIterator: NativeObject {
  private var view: Value
  private var index = 0
  init(_ view: Value) { self.view = view.retained() }
  deinit { view.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(view) }

  func next() throws(Raised) -> Value {
    guard let own = view.native(MemoryView.self), index < own.layout.shape[0] else {
      let old = view
      view = .none
      old.release()
      return .unbound
    }
    index += 1
    return try getItem(view, Value(index - 1))
  }

  nonisolated(unsafe) static let type = TypeMaking.make("memory_iterator") { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      try v.native(MemoryViewIterator.self)?.next() ?? .unbound
    }
  }
}
