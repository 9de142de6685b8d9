// SPDX-License-Identifier: Apache-2.0
// What an mmap.mmap holds: pages of a file, or of nothing, mapped into memory; and a position in them.
import Glibc

final class MappedMemory: NativeObject, BufferExporter {
  /// What the memory may be used for, in the numbers of the module's constants.
  enum Access: Int {
    case standard, read, write, copy

    var name: String { ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"][rawValue] }
    /// Both have copies of their own of what they write, or write nothing.
    var changesFile: Bool { self == .standard || self == .write }
  }

  let access: Access
  /// Where in the file the memory begins.
  let offset: Int
  /// Nil once it is closed.
  private(set) var address: UnsafeMutableRawPointer?
  private(set) var count: Int
  var position = 0
  var exports = 0
  /// A descriptor of our own for the file; -1 for memory without one.
  private(set) var descriptor: Int32

  /// Takes over a descriptor and mapped memory.
  init(
    _ address: UnsafeMutableRawPointer, _ count: Int, _ access: Access, offset: Int,
    descriptor: Int32
  ) {
    self.address = address
    self.count = count
    self.access = access
    self.offset = offset
    self.descriptor = descriptor
  }

  deinit { close() }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
    if let address { munmap(address, count) }
    address = nil
  }

  private static let closed = "mmap closed or invalid"

  /// The memory, or the error that it is closed.
  ///
  /// Whatever runs code of scripts can close it: it must be asked for afterwards.
  func memory() throws(Raised) -> UnsafeMutableRawBufferPointer {
    guard let address else { throw raise(.valueError, Self.closed) }
    return UnsafeMutableRawBufferPointer(start: address, count: count)
  }

  func checkWritable() throws(Raised) {
    if access == .read {
      throw raise(.typeError, "mmap can't modify a readonly memory map.")
    }
  }

  /// The bytes from the position to a place, and the position behind them.
  func take(to end: Int) throws(Raised) -> Value {
    let memory = try memory()
    guard position < end else { return .bytes([]) }
    defer { position = end }
    return .bytes(Array(memory[position..<end]))
  }

  /// Gives the file another length, and the memory with it.
  func resize(to size: Int) throws(Raised) {
    if descriptor >= 0, ftruncate(descriptor, off_t(offset + size)) != 0 {
      throw raiseOSError(errno)
    }
    let moved = Self.remap(address, count, size, 1)
    guard let moved, moved != MAP_FAILED else { throw raiseOSError(errno) }
    (address, count) = (moved, size)
  }

  /// mremap(2), which Swift does not import as it takes more arguments at will.
  private static let remap:
    @convention(c) (UnsafeMutableRawPointer?, Int, Int, Int32) -> UnsafeMutableRawPointer? =
      unsafeBitCast(
        dlsym(nil, "mremap"),
        to: (@convention(c) (UnsafeMutableRawPointer?, Int, Int, Int32) -> UnsafeMutableRawPointer?)
          .self)

  // MARK: BufferExporter

  var bufferFormat: (letter: String, itemSize: Int) { ("B", 1) }
  var bufferLayout: BufferLayout? {
    BufferLayout(format: "B", itemSize: 1, shape: [count], isReadOnly: access == .read)
  }
  var endOfLending: String? { address == nil ? Self.closed : nil }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    body(UnsafeMutableRawBufferPointer(start: address, count: address == nil ? 0 : count))
  }
}

/// Iterates over an mmap.mmap: unlike its items these are bytes objects, one byte each.
final class MappedMemoryIterator: SequenceIterator {
  override func element(_ sequence: Value, _ index: Int) throws(Raised) -> Value {
    guard let memory = try sequence.native(MappedMemory.self)?.memory(), index < memory.count else {
      throw raise(.indexError, "mmap index out of range")
    }
    return .bytes([memory[index]])
  }
}
