// SPDX-License-Identifier: Apache-2.0
// The cycle collector: trial deletion over all containers, as CPython's gc.

/// Finds containers that only refer to each other, and ends them.
///
/// For each container a copy of its count loses one for each reference that another container holds; what is left comes from outside.
/// Whatever is reached from those lives; the rest is garbage. Bacon and Rajan, "Concurrent cycle collection in reference counted systems",
/// ECOOP 2001, section 3 (synchronous), without their candidates: all containers are looked at.
enum CycleCollector {
  /// Collections so far, for gc.get_stats.
  nonisolated(unsafe) static var collections = 0
  nonisolated(unsafe) static var isEnabled = true

  /// Runs a collection that is due.
  static func collectIfEnabled() {
    if isEnabled && !machine.pointee.isCollecting && !machine.pointee.isEnding {
      collect()
    } else {
      // Asks again when as many have been made.
      machine.pointee.collectionDue = false
      machine.pointee.youngContainers = 0
    }
  }

  /// Runs a collection; the number of objects that ended.
  @discardableResult static func collect() -> Int {
    guard !machine.pointee.isCollecting, !machine.pointee.isEnding else { return 0 }
    machine.pointee.isCollecting = true
    machine.pointee.collectionDue = false
    defer { machine.pointee.isCollecting = false }
    collections += 1

    for block in Heap.blocks {
      block.pointee.counts = .allocate(capacity: block.pointee.cellCount)
    }
    defer {
      for block in Heap.blocks {
        block.pointee.counts?.deallocate()
        block.pointee.counts = nil
      }
    }
    // Counts of all containers, less the references from containers.
    forEachContainer { header in
      count(of: header).pointee = Int32(truncatingIfNeeded: header.pointee.references)
      header.pointee.flags.remove(.reachable)
    }
    forEachContainer { header in
      Layouts.visitReferences(of: header) { value in
        if isContainer(value) { count(of: value.header).pointee &-= 1 }
      }
    }
    // What has references from outside lives, and what it reaches.
    var work = RawList<UnsafeMutablePointer<Header>>()
    defer { work.deallocate() }
    var reachable = 0
    forEachContainer { header in
      if count(of: header).pointee <= 0 || header.pointee.flags.contains(.reachable) { return }
      header.pointee.flags.insert(.reachable)
      work.append(header)
      while let next = work.popLast() {
        reachable += 1
        Layouts.visitReferences(of: next) { value in
          if isContainer(value) && !value.header.pointee.flags.contains(.reachable) {
            value.header.pointee.flags.insert(.reachable)
            work.append(value.header)
          }
        }
      }
    }
    var garbage: [UnsafeMutablePointer<Header>] = []
    forEachContainer { if !$0.pointee.flags.contains(.reachable) { garbage.append($0) } }
    let ended = end(garbage)
    machine.pointee.youngContainers = 0
    machine.pointee.collectAt = max(10_000, reachable / 2)
    return ended
  }

  @inline(__always) private static func isContainer(_ value: Value) -> Bool {
    value.tag == .object && value.header.pointee.flags.contains(.container)
  }

  /// Where a container's count stands during a collection.
  @inline(__always) private static func count(of header: UnsafeMutablePointer<Header>)
    -> UnsafeMutablePointer<Int32>
  {
    let cell = UnsafeMutableRawPointer(header)
    if header.pointee.flags.contains(.large) {
      return Heap.prefix(of: cell).pointer(to: \.count).unsafelyUnwrapped
    }
    let block = Heap.block(of: cell)
    let offset = cell - UnsafeMutableRawPointer(block) - Heap.Block.firstCell
    return block.pointee.counts.unsafelyUnwrapped + block.pointee.index(of: offset)
  }

  /// Ends garbage: weak references first, then finalizers, then the references within it.
  private static func end(_ garbage: [UnsafeMutablePointer<Header>]) -> Int {
    // Held while their references to each other go.
    for header in garbage { Value(header).retained() }
    var hasRunCode = false
    for header in garbage where header.pointee.flags.contains(.hasWeakReferences) {
      SideTables.clearWeakReferences(to: header)
      hasRunCode = true
    }
    for header in garbage
    where Finalizers.has(header) && !header.pointee.flags.contains(.finalized) {
      header.pointee.flags.insert(.finalized)
      Finalizers.run(Value(header))
      hasRunCode = true
    }
    let alive = hasRunCode ? revived(garbage) : []
    var ended = 0
    for header in garbage where alive.isEmpty || !alive.contains(header) {
      ended += 1
      Layouts.clear(header)
    }
    for header in garbage { Value(header).release() }
    return ended
  }

  /// What finalizers have made reachable again: objects with a reference from outside of the garbage, and what they reach.
  private static func revived(_ garbage: [UnsafeMutablePointer<Header>])
    -> Set<UnsafeMutablePointer<Header>>
  {
    let set = Set(garbage)
    var counts: [UnsafeMutablePointer<Header>: Int] = [:]
    for header in garbage { counts[header] = Int(header.pointee.references) - 1 }
    for header in garbage {
      Layouts.forEachReference(of: header) { value in
        if value.isObject, set.contains(value.header) { counts[value.header]! -= 1 }
      }
    }
    var work = garbage.filter { counts[$0]! > 0 }
    var alive = Set(work)
    while let header = work.popLast() {
      Layouts.forEachReference(of: header) { value in
        if value.isObject, set.contains(value.header), alive.insert(value.header).inserted {
          work.append(value.header)
        }
      }
    }
    return alive
  }

  /// Calls `visit` with each container that lives.
  @inline(__always)
  static func forEachContainer(_ visit: (UnsafeMutablePointer<Header>) -> Void) {
    for block in Heap.blocks {
      let start = UnsafeMutableRawPointer(block) + Heap.Block.firstCell
      let size = block.pointee.cellSize
      var cell = start - size
      for _ in 0..<block.pointee.cellCount {
        cell += size
        if cell.load(fromByteOffset: 8, as: UInt64.self) == 0 { continue }
        let header = cell.assumingMemoryBound(to: Header.self)
        if header.pointee.flags.contains(.container) && header.pointee.references > 0 {
          visit(header)
        }
      }
    }
    for cell in Heap.largeCells {
      let header = cell.assumingMemoryBound(to: Header.self)
      if header.pointee.flags.contains(.container) && header.pointee.references > 0 {
        visit(header)
      }
    }
  }
}

extension Layouts {
  /// Drops the references a container holds, so that a cycle through it comes apart.
  static func clear(_ header: UnsafeMutablePointer<Header>) {
    let value = Value(header)
    switch header.pointee.layout {
    case .list: List(value).removeAll()
    case .dict: Dict(value).removeAll()
    case .set: SetRef(value).removeAll(reset: true)
    case .cell:
      let cell = value.cell(as: CellCell.self)
      let old = cell.pointee.contents
      cell.pointee.contents = .unbound
      old.release()
    case .instance:
      Instance(value).removeAll()
    case .function:
      let cell = value.cell(as: FunctionCell.self)
      let parts = [cell.pointee.closure, cell.pointee.defaults, cell.pointee.attributes]
      cell.pointee.closure = .unbound
      cell.pointee.defaults = .unbound
      cell.pointee.attributes = .unbound
      for part in parts { part.release() }
    case .module: Module(value).namespace.removeAll()
    case .exception:
      let cell = value.cell(as: ExceptionCell.self)
      let parts = [
        cell.pointee.cause, cell.pointee.context, cell.pointee.traceback, cell.pointee.attributes,
        cell.pointee.extras,
      ]
      cell.pointee.cause = .none
      cell.pointee.context = .none
      cell.pointee.traceback = .none
      cell.pointee.attributes = .unbound
      cell.pointee.extras = .unbound
      for part in parts { part.release() }
    case .generator: Generator(value).finish()
    case .type:
      TypeRef(value).dict.removeAll()
      TypeRef(value).cell.pointee.facts?.clearReferences()
    case .cData: CDataObject(value).clearReferences()
    case .native:
      value.cell(as: NativeCell.self).pointee.object._withUnsafeGuaranteedRef {
        $0.clearReferences()
      }
    default: break
    }
    if header.pointee.flags.contains(.hasSideAttributes) {
      SideTables.attributes(of: value)?.removeAll()
    }
  }
}
