// SPDX-License-Identifier: Apache-2.0
// Memory as the buffer protocol says it, read and filled in.

import Weft

#if canImport(Glibc)
  import Glibc
#endif

extension ArrayMemory {
  /// What an exporter filled in.
  ///
  /// - Throws: `BufferError` for memory behind pointers; `ValueError` for formats and sizes that do not fit.
  public init(_ view: BufferView) throws(ExchangeError) {
    if let suboffsets = view.suboffsets {
      for axis in 0..<Int(view.ndim) where suboffsets[axis] >= 0 {
        throw ExchangeError(.buffer, "buffers with suboffsets are not supported")
      }
    }
    var format = ElementFormat(.unsigned, 1)
    if let text = view.format {
      // One letter needs no string.
      if text[0] != 0, text[1] == 0,
        let (kind, size) = FormatParser.native(UInt8(bitPattern: text[0])),
        kind != .void
      {
        format = ElementFormat(kind, size)
      } else {
        format = try ElementFormat(pep3118: String(cString: text))
      }
    }
    guard format.byteCount == view.itemsize else {
      throw ExchangeError(
        .value,
        "the buffer's items are of \(view.itemsize) bytes, its format '\(view.format.map { String(cString: $0) } ?? "B")' "
          + "of \(format.byteCount)")
    }
    let ndim = Int(view.ndim)
    var shape: [Int]
    if let lengths = view.shape {
      shape = Array(UnsafeBufferPointer(start: lengths, count: ndim))
    } else if ndim <= 1 {
      // Without a shape, elements lie one after the other.
      shape = ndim == 0 ? [] : [view.itemsize > 0 ? view.len / view.itemsize : 0]
    } else {
      throw ExchangeError(.value, "the buffer has \(ndim) axes and no shape")
    }
    try self.init(
      view.buf, format, shape: shape,
      strides: view.strides.map { Array(UnsafeBufferPointer(start: $0, count: ndim)) },
      isReadOnly: view.readonly != 0)
  }
}

/// Memory that is shown through the buffer protocol: the numbers and texts that a `BufferView` points to, and who keeps the elements.
///
/// One export serves any number of views, as long as it lives.
public final class BufferExport: @unchecked Sendable {
  public let memory: ArrayMemory
  private let owner: AnyObject?
  /// `ndim` lengths, then `ndim` strides.
  private let numbers: UnsafeMutablePointer<Int>
  private let format: UnsafeMutablePointer<CChar>
  private let ownsFormat: Bool

  /// - Throws: `ValueError` for elements that PEP 3118 has no format for.
  public init(_ memory: ArrayMemory, owner: AnyObject?) throws(ExchangeError) {
    if let plain = Self.plainFormat(memory) {
      (format, ownsFormat) = (plain, false)
    } else {
      let text = try memory.format.pep3118(isAligned: memory.isAligned)
      (format, ownsFormat) = (strdup(text), true)
    }
    self.memory = memory
    self.owner = owner
    let ndim = memory.shape.count
    numbers = .allocate(capacity: max(2 * ndim, 1))
    for axis in 0..<ndim {
      numbers[axis] = memory.shape[axis]
      numbers[ndim + axis] = memory.strides[axis]
    }
  }

  /// The formats of the engine's dtypes, by their numbers, for good.
  nonisolated(unsafe) private static let plainFormats: UnsafePointer<UnsafeMutablePointer<CChar>> =
    {
      let all = UnsafeMutablePointer<UnsafeMutablePointer<CChar>>.allocate(
        capacity: DType.allCases.count)
      for dtype in DType.allCases {
        let text = (try? ElementFormat(dtype).pep3118()) ?? "B"
        (all + Int(dtype.rawValue)).initialize(to: strdup(text))
      }
      return UnsafePointer(all)
    }()

  /// The format of aligned elements of a dtype, as nearly all are.
  private static func plainFormat(_ memory: ArrayMemory) -> UnsafeMutablePointer<CChar>? {
    guard !memory.format.isBigEndian, memory.format.shape.isEmpty, let dtype = memory.format.dtype,
      memory.isAligned
    else { return nil }
    return plainFormats[Int(dtype.rawValue)]
  }

  /// Where the lengths of the axes and the strides are.
  var lengths: UnsafeMutablePointer<Int> { numbers }
  var steps: UnsafeMutablePointer<Int> { numbers + memory.shape.count }

  deinit {
    numbers.deallocate()
    if ownsFormat { free(format) }
  }

  /// Fills in `view` except for `obj`, which is the caller's.
  ///
  /// - Throws: `BufferError` with NumPy's words, or CPython's, if the memory cannot be shown as `request` asks.
  public func fill(_ view: inout BufferView, _ request: BufferView.Request) throws(ExchangeError) {
    if request.contains(.writable) && memory.isReadOnly {
      throw ExchangeError(.value, "buffer source array is read-only")
    }
    func require(_ fits: Bool, _ order: String) throws(ExchangeError) {
      if !fits { throw ExchangeError(.value, "ndarray is not \(order)") }
    }
    if request.contains(.anyContiguous) {
      try require(memory.isContiguous || memory.isFortran, "contiguous")
    } else {
      if request.contains(.cContiguous) || !request.contains(.strides) {
        try require(memory.isContiguous, "C-contiguous")
      }
      if request.contains(.fContiguous) { try require(memory.isFortran, "Fortran contiguous") }
    }
    let ndim = memory.shape.count
    view.buf = memory.address
    view.itemsize = memory.format.byteCount
    view.len = memory.count * view.itemsize
    view.readonly = memory.isReadOnly ? 1 : 0
    // Who asks for no shape gets bytes in a row.
    view.ndim = request.contains(.shape) ? Int32(ndim) : 0
    view.format = request.contains(.format) ? format : nil
    view.shape = request.contains(.shape) && ndim > 0 ? lengths : nil
    view.strides = request.contains(.strides) && ndim > 0 ? steps : nil
    view.suboffsets = nil
    view.internal = nil
  }
}
