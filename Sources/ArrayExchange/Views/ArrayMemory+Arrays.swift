// SPDX-License-Identifier: Apache-2.0
// From the engine's arrays to described memory, and back.

import Weft

/// What to do where memory cannot be shared as it is: NumPy's `copy=`.
public enum CopyPolicy: Sendable {
  /// Share the memory if that is possible; `copy=None`.
  case ifNeeded
  /// Share the memory, or throw; `copy=False`.
  case never
  /// `copy=True`.
  case always
}

extension NDArray {
  /// The elements in memory that belongs to `owner`, which lives as long as anything looks at them.
  ///
  /// Nothing is copied, unless the bytes are in the other order than this machine's. Operations read the elements when they are
  /// written; a change to this array is made in memory of its own.
  ///
  /// - Throws: `TypeError` for elements that no dtype describes; `ValueError` where only a copy would do and `copy` is `.never`.
  public init(_ memory: ArrayMemory, owner: AnyObject, copy: CopyPolicy = .ifNeeded)
    throws(ExchangeError)
  {
    let dtype = try memory.format.requireDType()
    let (shape, strides) = memory.itemLayout
    let array = NDArray(
      borrowing: memory.address, dtype, shape: shape, strides: strides, owner: owner)
    if memory.format.isBigEndian {
      if copy == .never {
        throw .needsCopy("the bytes of '\(memory.format.typeString)' are in the other order")
      }
      self = array.byteSwapped()
    } else {
      self = copy == .always ? array.copy() : array
    }
  }

  /// The elements as other programs may read them, computed first; `owner` keeps them where they are, and nobody may write to them.
  public func memory() -> (ArrayMemory, owner: AnyObject) {
    let (address, owner) = pinned()
    return (ArrayMemory(address, self), owner)
  }
}

extension SharedArray {
  /// An array that sees what others write to `memory`, and they what is written to it; `owner` lives as long as it and its views.
  ///
  /// Where a copy is made, because the bytes are in the other order or `copy` asks for it, nothing is shared.
  ///
  /// - Throws: As `NDArray.init(_:owner:copy:)`.
  public convenience init(_ memory: ArrayMemory, owner: AnyObject, copy: CopyPolicy = .ifNeeded)
    throws(ExchangeError)
  {
    if memory.format.isBigEndian || copy == .always {
      self.init(try NDArray(memory, owner: owner, copy: copy))
      return
    }
    let (shape, strides) = memory.itemLayout
    self.init(
      borrowing: memory.address, try memory.format.requireDType(), shape: shape, strides: strides,
      owner: owner)
  }

  /// The elements as others may read and write them, until `export` is gone.
  public func memory() -> (ArrayMemory, export: ArrayExport) {
    let export = export()
    return (ArrayMemory(export.address, value), export)
  }
}

extension ArrayMemory {
  fileprivate init(_ address: UnsafeMutableRawPointer, _ array: NDArray) {
    self.address = address
    format = ElementFormat(array.dtype)
    shape = array.shape
    strides = array.strides
    isReadOnly = false
  }

  /// Shape and strides down to the items of sub-arrays, which are axes of their own.
  var itemLayout: (shape: [Int], strides: [Int]) {
    if format.shape.isEmpty { return (shape, strides) }
    return (
      shape + format.shape, strides + Self.plainStrides(format.shape, format.itemSize)
    )
  }
}

extension ExchangeError {
  /// NumPy's words for a copy that was forbidden.
  static func needsCopy(_ reason: String) -> ExchangeError {
    ExchangeError(.value, "Unable to avoid copy while creating an array as requested: \(reason)")
  }
}
