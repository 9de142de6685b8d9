// SPDX-License-Identifier: Apache-2.0
// The memory of an object with a buffer while it is lent: it stays where it is and keeps its size.
import ArrayExchange
import Weft

/// A loan of an object's memory, which ends with this.
///
/// Whoever has a lease also has a reference to the object, and gives it back later than the lease.
final class BufferLease {
  /// Where the memory begins that `layout` has its offsets into.
  let memory: UnsafeMutableRawBufferPointer
  let layout: BufferLayout
  private let exporter: BufferExporter?
  private let export: ArrayExport?
  /// Who keeps memory of CPython's.
  private let owner: AnyObject?

  /// The memory of `value`; nil if it has no buffer.
  init?(_ value: Value) {
    if let array = value.isArray ? ArrayRef(value) : nil {
      let export = array.shared.export()
      let layout = BufferLayout(array)
      self.export = export
      exporter = nil
      owner = nil
      self.layout = layout
      memory = UnsafeMutableRawBufferPointer(
        start: export.address - layout.offset, count: layout.reach)
      return
    }
    if let foreign = value.foreign {
      guard let (layout, memory, owner) = foreign.lend() else { return nil }
      self.layout = layout
      self.memory = memory
      self.owner = owner
      export = nil
      exporter = nil
      return
    }
    guard let layout = BufferLayout(of: value) else { return nil }
    self.layout = layout
    export = nil
    owner = nil
    if value.has(.bytes) {
      exporter = nil
      memory = UnsafeMutableRawBufferPointer(start: Bytes(value).start, count: Bytes(value).count)
    } else if let view = value.native(MemoryView.self) {
      exporter = view
      memory = view.memory
    } else {
      exporter = value.bufferExporter
      memory = exporter?.withBuffer { $0 } ?? UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
    exporter?.exports += 1
  }

  deinit { exporter?.exports -= 1 }

  /// What is lent, as other programs describe memory.
  ///
  /// Throws for formats that are none.
  func described() throws(Raised) -> ArrayMemory {
    try exchange { () throws(ExchangeError) in
      try ArrayMemory(
        memory.baseAddress.map { $0 + layout.offset }, ElementFormat(pep3118: layout.format),
        shape: layout.shape, strides: layout.strides, isReadOnly: layout.isReadOnly)
    }
  }
}

/// A lease with the object itself, for those who cannot show the collector what they hold: arrays, and other programs.
final class LentObject: @unchecked Sendable {
  private let value: Value
  let lease: BufferLease

  /// Nil for objects without a buffer.
  init?(_ value: Value) {
    guard let lease = BufferLease(value) else { return nil }
    self.lease = lease
    DeadReferences.prepare()
    self.value = value.retained()
  }

  deinit { DeadReferences.drop(value) }
}

/// Runs code of ArrayExchange; its errors become exceptions.
func exchange<R>(_ body: () throws(ExchangeError) -> R) throws(Raised) -> R {
  do throws(ExchangeError) {
    return try body()
  } catch {
    throw raise(error)
  }
}

func raise(_ error: ExchangeError) -> Raised {
  switch error.kind {
  case .buffer: raise(.bufferError, error.message)
  case .type: raise(.typeError, error.message)
  case .value: raise(.valueError, error.message)
  case .runtime: raise(.runtimeError, error.message)
  case .notImplemented: raise(.notImplementedError, error.message)
  case .attribute: raise(.attributeError, error.message)
  }
}
