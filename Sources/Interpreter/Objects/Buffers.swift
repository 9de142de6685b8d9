// SPDX-License-Identifier: Apache-2.0
// Python's buffer protocol: objects that lend their memory, how it is divided into elements, and single elements in it.
import Weft

/// Objects whose memory views may look at and write to (bytearray, array.array, mmap.mmap).
protocol BufferExporter: NativeObject {
  /// Views of it that forbid a change of size.
  var exports: Int { get set }
  /// The format of an element in struct's letters.
  var bufferFormat: (letter: String, itemSize: Int) { get }
  /// How the memory is divided where that is more than a row of elements.
  var bufferLayout: BufferLayout? { get }
  /// What to say of an object that had memory to lend, and has given it up; nil for others.
  var endOfLending: String? { get }
  /// Runs `body` with the memory, which `body` may not resize.
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R
}

extension BufferExporter {
  var bufferLayout: BufferLayout? { nil }
  var endOfLending: String? { nil }
}

/// Throws if an object had memory to lend and has given it up.
func checkLends(_ value: Value) throws(Raised) {
  if let exporter = value.native(NativeObject.self) as? BufferExporter,
    let words = exporter.endOfLending
  {
    throw raise(.valueError, words)
  }
}

extension Value {
  /// The object that lends the value's memory; nil if none does.
  var bufferExporter: BufferExporter? {
    cData?.extras ?? native(NativeObject.self) as? BufferExporter
  }
}

/// Where the elements of an object, or of a view of it, lie in its memory.
struct BufferLayout {
  var offset = 0
  var format = "B"
  var itemSize = 1
  var shape: [Int]
  /// In bytes, an axis each.
  var strides: [Int]
  var isReadOnly = true

  init(format: String, itemSize: Int, shape: [Int], isReadOnly: Bool) {
    (self.format, self.itemSize, self.shape, self.isReadOnly) = (
      format, itemSize, shape, isReadOnly
    )
    strides = BufferLayout.plainStrides(shape, itemSize)
  }

  /// The layout of any object with a buffer; nil for others.
  init?(of value: Value) {
    if value.has(.bytes) {
      self.init(format: "B", itemSize: 1, shape: [Bytes(value).count], isReadOnly: true)
    } else if let foreign = value.foreign {
      guard let (layout, _, _) = foreign.lend() else { return nil }
      self = layout
    } else if let exporter = value.bufferExporter {
      if exporter.endOfLending != nil { return nil }
      if let layout = exporter.bufferLayout {
        self = layout
        return
      }
      let (letter, itemSize) = exporter.bufferFormat
      let count = exporter.withBuffer { $0.count } / itemSize
      self.init(format: letter, itemSize: itemSize, shape: [count], isReadOnly: false)
    } else if value.isArray {
      self.init(ArrayRef(value))
    } else {
      return nil
    }
  }

  /// Where the elements of an array lie, from the first byte that belongs to one.
  init(_ array: ArrayRef) {
    let current = array.current
    self.init(
      format: array.dtype.bufferLetter, itemSize: array.dtype.itemSize, shape: current.shape,
      isReadOnly: array.cell.pointee.isReadOnly)
    strides = current.strides
    // Axes of one element, and those of nothing, may have any stride: NumPy shows those of the order that it is in.
    if isContiguous {
      strides = BufferLayout.plainStrides(shape, itemSize)
    } else if isFortran {
      strides = BufferLayout.plainStrides(shape.reversed(), itemSize).reversed()
    }
    for (length, stride) in zip(shape, strides) where stride < 0 && count > 0 {
      offset -= (length - 1) * stride
    }
  }

  /// Bytes from the first that belongs to an element to the end of the last.
  var reach: Int {
    count == 0
      ? 0 : zip(shape, strides).reduce(itemSize) { $0 + ($1.0 - 1) * abs($1.1) }
  }

  static func plainStrides(_ shape: [Int], _ itemSize: Int) -> [Int] {
    var (strides, step) = (shape, itemSize)
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  var count: Int { shape.reduce(1, *) }
  var byteCount: Int { count * itemSize }

  var isContiguous: Bool {
    count == 0
      || zip(shape, zip(strides, Self.plainStrides(shape, itemSize))).allSatisfy {
        $0 == 1 || $1.0 == $1.1
      }
  }

  var isFortran: Bool {
    var step = itemSize
    for (size, stride) in zip(shape, strides) {
      if size != 1 && stride != step { return count == 0 }
      step *= size
    }
    return true
  }

  /// The letter of an element whose format is one of C's own types, after an optional `@`.
  var letter: UInt8? {
    let letters = format.utf8.drop { $0 == 64 }
    guard letters.count == 1, format.utf8.count - letters.count <= 1 else { return nil }
    return letters.first
  }

  /// The places of all elements in the order of their indices, the last changing fastest or, `fortran`, the first.
  func forEachOffset(fortran: Bool = false, _ body: (Int) -> Void) {
    if count == 0 { return }
    let axes = fortran ? Array(shape.indices) : shape.indices.reversed()
    var index = [Int](repeating: 0, count: shape.count)
    var place = offset
    while true {
      body(place)
      var isDone = true
      for axis in axes {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] {
          isDone = false
          break
        }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      if isDone { return }
    }
  }

  /// All elements' bytes one after the other.
  func contents(_ memory: UnsafeMutableRawBufferPointer, fortran: Bool = false) -> [UInt8] {
    if isContiguous && !fortran {
      return Array(UnsafeRawBufferPointer(rebasing: memory[offset..<offset + byteCount]))
    }
    var result: [UInt8] = []
    result.reserveCapacity(byteCount)
    forEachOffset(fortran: fortran) { place in
      result += UnsafeRawBufferPointer(rebasing: memory[place..<place + itemSize])
    }
    return result
  }

  /// Writes bytes over the first elements.
  func store(_ bytes: UnsafeRawBufferPointer, in memory: UnsafeMutableRawBufferPointer) {
    if isContiguous {
      memory.baseAddress?.advanced(by: offset).copyMemory(
        from: bytes.baseAddress ?? UnsafeRawPointer(memory.baseAddress!), byteCount: bytes.count)
      return
    }
    var next = 0
    forEachOffset { place in
      for step in 0..<itemSize where next < bytes.count {
        memory[place + step] = bytes[next]
        next += 1
      }
    }
  }

  /// Runs `body` with the memory of an object that has a buffer; what it writes to the memory of an array goes there.
  static func withMemory<R>(of value: Value, _ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    if value.has(.bytes) {
      return body(
        UnsafeMutableRawBufferPointer(start: Bytes(value).start, count: Bytes(value).count))
    }
    if let view = value.native(MemoryView.self) { return body(view.memory) }
    if value.foreign != nil, let lease = BufferLease(value) {
      return withExtendedLifetime(lease) { body(lease.memory) }
    }
    if let exporter = value.bufferExporter {
      return exporter.withBuffer(body)
    }
    guard value.isArray, let lease = BufferLease(value) else {
      return body(UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }
    return withExtendedLifetime(lease) { body(lease.memory) }
  }
}

extension DType {
  /// The letter that NumPy's arrays show in their buffers.
  var bufferLetter: String {
    switch self {
    case .bool: "?"
    case .int8: "b"
    case .uint8: "B"
    case .int16: "h"
    case .uint16: "H"
    case .int32: "i"
    case .uint32: "I"
    case .int64: "l"
    case .uint64: "L"
    case .float16: "e"
    case .float32: "f"
    case .float64: "d"
    case .complex64: "Zf"
    case .complex128: "Zd"
    }
  }
}

/// One number of C's own types in memory, named by struct's letter.
enum NativeElement {
  /// Bytes; nil for letters that name no such type.
  static func size(_ letter: UInt8) -> Int? {
    switch Unicode.Scalar(letter) {
    case "b", "B", "c", "?": 1
    case "h", "H", "e": 2
    case "i", "I", "f": 4
    case "l", "L", "q", "Q", "n", "N", "P", "d": 8
    default: nil
    }
  }

  /// The least and the greatest of an integer type; nil for other letters.
  static func limits(_ letter: UInt8) -> (BigInt, BigInt)? {
    guard let size = size(letter) else { return nil }
    switch Unicode.Scalar(letter) {
    case "b", "h", "i", "l", "q", "n":
      return (-(BigInt(1) << (size * 8 - 1)), (BigInt(1) << (size * 8 - 1)) - 1)
    case "B", "H", "I", "L", "Q", "N", "P": return (0, (BigInt(1) << (size * 8)) - 1)
    default: return nil
    }
  }

  /// The number at an address; owned, unbound for letters that name no such type.
  static func load(_ letter: UInt8, _ address: UnsafeRawPointer) -> Value {
    switch Unicode.Scalar(letter) {
    case "b": Value(Int(address.load(as: Int8.self)))
    case "B": Value(Int(address.load(as: UInt8.self)))
    case "c": .bytes([address.load(as: UInt8.self)])
    case "?": Value(address.load(as: UInt8.self) != 0)
    case "h": Value(Int(address.loadUnaligned(as: Int16.self)))
    case "H": Value(Int(address.loadUnaligned(as: UInt16.self)))
    case "i": Value(Int(address.loadUnaligned(as: Int32.self)))
    case "I": Value(Int(address.loadUnaligned(as: UInt32.self)))
    case "l", "q", "n": Value(address.loadUnaligned(as: Int.self))
    case "L", "Q", "N", "P": .unsigned(address.loadUnaligned(as: UInt.self))
    case "e": Value(HalfFloat.double(address.loadUnaligned(as: UInt16.self)))
    case "f": Value(Double(address.loadUnaligned(as: Float.self)))
    case "d": Value(address.loadUnaligned(as: Double.self))
    default: .unbound
    }
  }
}
