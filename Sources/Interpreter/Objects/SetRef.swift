// SPDX-License-Identifier: Apache-2.0
// Sets: open addressing with runs of linear probes, in CPython's order, since scripts print sets of small numbers.

struct SetCell: BitwiseCopyable {
  var header: Header
  /// Elements, and those plus the removed ones that still take a place.
  var count: Int
  var filled: Int
  var mask: Int
  var entries: UnsafeMutablePointer<SetRef.Entry>?
  /// Where `pop` looks next.
  var finger: Int
  /// Of a frozenset; -1 until asked for.
  var hash: Int
}

/// A reference to a set or frozenset; does not count.
///
/// The probing (a run of nine neighbours, then a jump by the perturbed hash) and the growth (four times the elements, twice
/// beyond 50,000) are those of CPython's Objects/setobject.c, so that elements with equal hashes iterate in the same order.
struct SetRef: BitwiseCopyable {
  let cell: UnsafeMutablePointer<SetCell>

  struct Entry: BitwiseCopyable {
    var hash: Int
    /// Unbound: free, or removed if the hash is -1.
    var key: Value
  }
  private static let run = 9

  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  /// Positions run from 0 to `mask`; free ones have an unbound key.
  var mask: Int { cell.pointee.mask }
  var entries: UnsafeMutablePointer<Entry> { cell.pointee.entries.unsafelyUnwrapped }

  /// An empty set, or frozenset; owned.
  static func make(frozen: Bool = false, type: TypeRef? = nil) -> SetRef {
    let own = frozen ? machine.pointee.types.frozenSet : machine.pointee.types.set
    let type = type ?? own
    let cell = Heap.make(
      SetCell.self, frozen ? .frozenSet : .set, type, exact: type == own, container: true)
    cell.pointee.count = 0
    cell.pointee.filled = 0
    cell.pointee.mask = 7
    cell.pointee.finger = 0
    cell.pointee.hash = -1
    cell.pointee.entries = .allocate(capacity: 8)
    cell.pointee.entries?.initialize(repeating: Entry(hash: 0, key: .unbound), count: 8)
    return SetRef(Value(cell))
  }

  /// The position of a key, or -1.
  ///
  /// May run scripts' code, which may change the set; then it looks again.
  func position(of key: Value, hash: Int) throws(Raised) -> Int {
    search: while true {
      let (mask, memory) = (cell.pointee.mask, cell.pointee.entries)
      var index = hash & mask
      var perturb = UInt(bitPattern: hash)
      while true {
        let last = index + SetRef.run <= mask ? index + SetRef.run : index
        for position in index...last {
          let entry = entries[position]
          if entry.key.isUnbound {
            if entry.hash == 0 { return -1 }
            continue
          }
          guard entry.hash == hash else { continue }
          if entry.key.isIdentical(to: key) { return position }
          if entry.key.tag == .int && key.tag == .int { continue }
          if entry.key.isExactly(.str) && key.isExactly(.str) {
            if Str(entry.key) == Str(key) { return position }
            continue
          }
          entry.key.retained()
          defer { entry.key.release() }
          let same = try isEqual(entry.key, key)
          if cell.pointee.entries != memory || cell.pointee.mask != mask
            || !entries[position].key.isIdentical(to: entry.key)
          {
            continue search
          }
          if same { return position }
        }
        perturb >>= 5
        index = (index &* 5 &+ 1 &+ Int(truncatingIfNeeded: perturb)) & mask
      }
    }
  }

  func contains(_ key: Value) throws(Raised) -> Bool {
    try position(of: key, hash: hash(of: key)) >= 0
  }

  /// Adds a borrowed key; whether it was new.
  @discardableResult func add(_ key: Value) throws(Raised) -> Bool {
    try add(key, hash: hash(of: key))
  }

  @discardableResult func add(_ key: Value, hash: Int) throws(Raised) -> Bool {
    if try position(of: key, hash: hash) >= 0 { return false }
    insert(key, hash: hash)
    return true
  }

  /// Adds a borrowed key that is known not to be there.
  func insert(_ key: Value, hash: Int) {
    place(key.retained(), hash)
    cell.pointee.count += 1
    cell.pointee.filled += 1
    if cell.pointee.filled * 5 >= cell.pointee.mask * 3 {
      resize(atLeast: count > 50_000 ? count * 2 : count * 4)
    }
  }

  /// Puts an owned key at the first free place of its probes.
  private func place(_ key: Value, _ hash: Int) {
    let mask = cell.pointee.mask
    var index = hash & mask
    var perturb = UInt(bitPattern: hash)
    while true {
      let last = index + SetRef.run <= mask ? index + SetRef.run : index
      for position in index...last
      where entries[position].key.isUnbound && entries[position].hash == 0 {
        entries[position] = Entry(hash: hash, key: key)
        return
      }
      perturb >>= 5
      index = (index &* 5 &+ 1 &+ Int(truncatingIfNeeded: perturb)) & mask
    }
  }

  /// Makes the table larger than `minimum`, without the removed places.
  func resize(atLeast minimum: Int) {
    var size = 8
    while size <= minimum { size *= 2 }
    let (old, oldMask) = (entries, cell.pointee.mask)
    cell.pointee.entries = .allocate(capacity: size)
    entries.initialize(repeating: Entry(hash: 0, key: .unbound), count: size)
    cell.pointee.mask = size - 1
    cell.pointee.filled = count
    for position in 0...oldMask where !old[position].key.isUnbound {
      place(old[position].key, old[position].hash)
    }
    old.deallocate()
  }

  /// Takes a key out; whether it was there.
  func remove(_ key: Value) throws(Raised) -> Bool {
    let position = try position(of: key, hash: hash(of: key))
    if position < 0 { return false }
    remove(at: position).release()
    return true
  }

  /// Takes the key at a position out; owned.
  func remove(at position: Int) -> Value {
    let key = entries[position].key
    entries[position] = Entry(hash: -1, key: .unbound)
    cell.pointee.count -= 1
    return key
  }

  /// Calls with each element, held meanwhile, and its hash, until the answer is false.
  ///
  /// By position in the table as it then is, as CPython's set_next, so that what is called may change the set.
  func forEachElement(_ body: (Value, Int) throws(Raised) -> Bool) throws(Raised) {
    var position = 0
    while position <= mask {
      let entry = entries[position]
      position += 1
      if entry.key.isUnbound { continue }
      entry.key.retained()
      defer { entry.key.release() }
      if try !body(entry.key, entry.hash) { return }
    }
  }

  @inline(__always)
  func forEachReference(_ visit: (Value) -> Void) {
    guard let entries = cell.pointee.entries else { return }
    for position in 0...mask where !entries[position].key.isUnbound {
      visit(entries[position].key)
    }
  }

  /// Takes everything out; `reset` makes it an empty set again, else the table is gone.
  func removeAll(reset: Bool = false) {
    guard let old = cell.pointee.entries else { return }
    let oldMask = cell.pointee.mask
    cell.pointee.count = 0
    cell.pointee.filled = 0
    cell.pointee.finger = 0
    cell.pointee.entries = nil
    if reset {
      cell.pointee.mask = 7
      cell.pointee.entries = .allocate(capacity: 8)
      entries.initialize(repeating: Entry(hash: 0, key: .unbound), count: 8)
    }
    for position in 0...oldMask { old[position].key.release() }
    old.deallocate()
  }
}

extension Value {
  /// A frozenset of owned, hashable constants, as the compiler makes them; owned.
  static func frozenSet(consuming values: [Value]) -> Value {
    let set = SetRef.make(frozen: true)
    for value in values {
      // Constants hash and compare without running code.
      _ = try? set.add(value)
      value.release()
    }
    return set.value
  }
}
