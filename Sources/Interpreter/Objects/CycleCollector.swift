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

  /// Runs a collection; the number of objects that ended.
  @discardableResult static func collect() -> Int {
    guard !machine.pointee.isCollecting, !machine.pointee.isEnding else { return 0 }
    machine.pointee.isCollecting = true
    machine.pointee.collectionDue = false
    defer { machine.pointee.isCollecting = false }
    collections += 1

    // Counts of all containers, less the references from containers.
    var counts: [UnsafeMutablePointer<Header>: Int] = [:]
    forEachContainer { counts[$0] = Int($0.pointee.references) }
    for header in counts.keys {
      Layouts.forEachReference(of: header) { value in
        guard value.isObject, counts[value.header] != nil else { return }
        counts[value.header]! -= 1
      }
    }
    // What has references from outside lives, and what it reaches.
    var work = counts.filter { $0.value > 0 }.map(\.key)
    var reachable = Set(work)
    while let header = work.popLast() {
      Layouts.forEachReference(of: header) { value in
        guard value.isObject, counts[value.header] != nil,
          reachable.insert(value.header).inserted
        else { return }
        work.append(value.header)
      }
    }
    // In the order of their addresses, about that of their making: finalizers run in it.
    let garbage = counts.keys.filter { !reachable.contains($0) }.sorted()
    let ended = end(garbage)
    machine.pointee.youngContainers = 0
    machine.pointee.collectAt = max(10_000, reachable.count / 2)
    return ended
  }

  /// Ends garbage: weak references first, then finalizers, then the references within it.
  private static func end(_ garbage: [UnsafeMutablePointer<Header>]) -> Int {
    // Held while their references to each other go.
    for header in garbage { Value(header).retained() }
    for header in garbage where header.pointee.flags.contains(.hasWeakReferences) {
      SideTables.clearWeakReferences(to: header)
    }
    for header in garbage
    where Finalizers.has(header) && !header.pointee.flags.contains(.finalized) {
      header.pointee.flags.insert(.finalized)
      Finalizers.run(Value(header))
    }
    // A finalizer may have made some of them reachable again: those with a reference from outside of the garbage stay.
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
    var ended = 0
    for header in garbage where !alive.contains(header) {
      ended += 1
      Layouts.clear(header)
    }
    for header in garbage { Value(header).release() }
    return ended
  }

  /// Calls `visit` with each container that lives.
  static func forEachContainer(_ visit: (UnsafeMutablePointer<Header>) -> Void) {
    for block in Heap.blocks {
      let start = UnsafeMutableRawPointer(block) + Heap.Block.firstCell
      for index in 0..<block.pointee.cellCount {
        let cell = start + index * block.pointee.cellSize
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
      let instance = Instance(value)
      let dict = instance.makeDictionary()
      dict.removeAll()
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
    case .type: TypeRef(value).dict.removeAll()
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
