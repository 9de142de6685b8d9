// SPDX-License-Identifier: Apache-2.0
// The heap: size classes of 16 bytes in 64 KB blocks, free lists, and the end of cells.
import CShims
import Glibc

/// The script heap.
///
/// Not for several threads at once: the machine's lock guards it.
///
/// Cells up to 512 bytes come from blocks of one size class each, aligned to their size, so that the block of a cell is found from its
/// address and the cycle collector can walk all cells. Larger cells are malloc's and stand in a list.
enum Heap {
  static let blockSize = 65_536
  static let largest = 512

  /// The start of a block; its cells follow at multiples of their size.
  struct Block {
    var cellSize: Int
    var cellCount: Int
    /// The cycle collector's counts, one per cell, during a collection.
    var counts: UnsafeMutablePointer<Int32>?
    static let firstCell = 64

    /// The number of a cell: its offset is a multiple of the size, so that a product by the rounded reciprocal is exact.
    var reciprocal: Int
    @inline(__always) func index(of offset: Int) -> Int { (offset &* reciprocal) >> 32 }
  }

  /// What stands before a large cell.
  struct LargePrefix {
    /// The place in `largeCells`.
    var index: Int
    /// The cycle collector's count.
    var count: Int32
    /// Bytes past the end of a string that grows.
    var spare: UInt32 = 0
  }

  /// A new cell with a reference count of 1.
  ///
  /// `bytes` includes the header; the rest is not initialised.
  @inline(__always) static func allocate(
    _ bytes: Int, _ layout: Layout, _ type: TypeRef, exact: Bool = true, container: Bool = false
  ) -> UnsafeMutableRawPointer {
    let memory: UnsafeMutableRawPointer
    // Instances of classes that scripts made have attributes.
    let container = container || !exact
    var flags: Header.Flags = container ? .container : []
    if bytes <= largest {
      let index = (bytes + 15) >> 4
      let lists = weft_heap_free_lists().unsafelyUnwrapped
      if let head = lists[index] {
        lists[index] = head.load(as: UnsafeMutableRawPointer?.self)
        memory = head
      } else {
        memory = refill(index)
      }
    } else {
      memory = allocateLarge(bytes)
      flags.insert(.large)
    }
    memory.bindMemory(to: Header.self, capacity: 1).initialize(
      to: Header(
        references: 1, layout: layout, exactLayout: exact ? layout : .none, flags: flags, detail: 0,
        type: type))
    machine.pointee.liveCells &+= 1
    if container {
      machine.pointee.youngContainers &+= 1
      if machine.pointee.youngContainers > machine.pointee.collectAt {
        machine.pointee.collectionDue = true
        machine.pointee.attention = true
      }
    }
    // A class that a script made lives as long as its instances.
    if !exact { Value(type.cell).retained() }
    return memory
  }

  /// A cell whose struct is known.
  @inline(__always) static func make<T: BitwiseCopyable>(
    _ type: T.Type = T.self, _ layout: Layout, _ pythonType: TypeRef, exact: Bool = true,
    container: Bool = false
  ) -> UnsafeMutablePointer<T> {
    allocate(MemoryLayout<T>.size, layout, pythonType, exact: exact, container: container)
      .bindMemory(to: T.self, capacity: 1)
  }

  /// Gives the memory of a cell back.
  @inline(__always) static func free(_ cell: UnsafeMutableRawPointer, flags: Header.Flags) {
    machine.pointee.liveCells &-= 1
    if flags.contains(.container) { machine.pointee.youngContainers &-= 1 }
    if flags.contains(.large) {
      freeLarge(cell)
      return
    }
    let block = block(of: cell)
    let index = block.pointee.cellSize >> 4
    let lists = weft_heap_free_lists().unsafelyUnwrapped
    // The collector recognises a free cell by its lack of a type.
    cell.storeBytes(of: lists[index], as: UnsafeMutableRawPointer?.self)
    cell.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
    lists[index] = cell
  }

  @inline(__always) static func block(of cell: UnsafeMutableRawPointer)
    -> UnsafeMutablePointer<Block>
  {
    let address = UInt(bitPattern: cell) & ~UInt(blockSize - 1)
    return UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
  }

  /// All blocks, and all large cells, for the cycle collector.
  nonisolated(unsafe) static var blocks: [UnsafeMutablePointer<Block>] = []
  nonisolated(unsafe) static var largeCells: [UnsafeMutableRawPointer] = []

  @inline(never) private static func refill(_ index: Int) -> UnsafeMutableRawPointer {
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, blockSize, blockSize) == 0, let start = memory else {
      fatalError("out of memory")
    }
    let block = start.bindMemory(to: Block.self, capacity: 1)
    let size = index << 4
    let count = (blockSize - Block.firstCell) / size
    block.initialize(
      to: Block(
        cellSize: size, cellCount: count, counts: nil, reciprocal: (1 << 32 + size - 1) / size))
    blocks.append(block)
    var next: UnsafeMutableRawPointer?
    for position in stride(from: count - 1, through: 0, by: -1) {
      let cell = start + Block.firstCell + position * size
      cell.storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
      cell.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
      next = cell
    }
    let first = next.unsafelyUnwrapped
    weft_heap_free_lists()[index] = first.load(as: UnsafeMutableRawPointer?.self)
    return first
  }

  @inline(never) private static func allocateLarge(_ bytes: Int) -> UnsafeMutableRawPointer {
    let cell = largeMemory(bytes)
    register(cell)
    return cell
  }

  /// Memory for a cell, with a prefix before it.
  static func largeMemory(_ bytes: Int) -> UnsafeMutableRawPointer {
    let offset = MemoryLayout<LargePrefix>.stride
    guard let memory = malloc(bytes + offset) else { fatalError("out of memory: \(bytes) bytes") }
    return memory + offset
  }

  @inline(__always) static func prefix(of cell: UnsafeMutableRawPointer)
    -> UnsafeMutablePointer<LargePrefix>
  {
    (cell - MemoryLayout<LargePrefix>.stride).assumingMemoryBound(to: LargePrefix.self)
  }

  /// Adds a large cell to the list of them.
  static func register(_ cell: UnsafeMutableRawPointer) {
    prefix(of: cell).initialize(to: LargePrefix(index: largeCells.count, count: 0))
    largeCells.append(cell)
  }

  /// Moves a large cell to larger memory; where it is then.
  static func resizeLarge(_ cell: UnsafeMutableRawPointer, _ bytes: Int) -> UnsafeMutableRawPointer
  {
    let offset = MemoryLayout<LargePrefix>.stride
    guard let memory = realloc(prefix(of: cell), bytes + offset) else {
      fatalError("out of memory: \(bytes) bytes")
    }
    let moved = memory + offset
    largeCells[prefix(of: moved).pointee.index] = moved
    return moved
  }

  @inline(never) private static func freeLarge(_ cell: UnsafeMutableRawPointer) {
    // The last of the list takes its place.
    let index = prefix(of: cell).pointee.index
    let last = largeCells.removeLast()
    if last != cell {
      largeCells[index] = last
      prefix(of: last).pointee.index = index
    }
    Glibc.free(prefix(of: cell))
  }

  // MARK: The end of cells

  /// Ends a cell whose last reference is gone.
  ///
  /// Cells that end because another one did wait in a list, so that a chain of a million objects needs no stack.
  @inline(never) static func end(_ header: UnsafeMutablePointer<Header>) {
    if machine.pointee.isEnding {
      machine.pointee.dying.append(header)
      return
    }
    machine.pointee.isEnding = true
    endNow(header)
    while let next = machine.pointee.dying.popLast() { endNow(next) }
    machine.pointee.isEnding = false
  }

  private static func endNow(_ header: UnsafeMutablePointer<Header>) {
    let flags = header.pointee.flags
    let type = header.pointee.type
    if Finalizers.has(header) && !flags.contains(.finalized) {
      // `__del__` sees the object alive, may keep it, and runs once.
      header.pointee.references = 1
      header.pointee.flags.insert(.finalized)
      machine.pointee.isEnding = false
      Finalizers.run(Value(header))
      machine.pointee.isEnding = true
      header.pointee.references -= 1
      if header.pointee.references > 0 { return }
    }
    if flags.contains(.hasWeakReferences) { SideTables.clearWeakReferences(to: header) }
    if header.pointee.references > 0 { return }
    if flags.contains(.hasSideAttributes) { SideTables.removeAttributes(of: header) }
    let exact = header.pointee.exactLayout != .none
    Layouts.destroy(header)
    free(UnsafeMutableRawPointer(header), flags: header.pointee.flags)
    if !exact { Value(type.cell).release() }
  }
}
