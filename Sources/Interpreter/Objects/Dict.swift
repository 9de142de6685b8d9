// SPDX-License-Identifier: Apache-2.0
// Dictionaries: compact and in the order of insertion, a table of indices beside an array of entries.

struct DictCell: BitwiseCopyable {
  var header: Header
  /// Entries in use; `used` counts the removed ones too, `capacity` those that may get used before the tables are made anew.
  var count: Int
  var used: Int
  var capacity: Int
  var entries: UnsafeMutablePointer<Dict.Entry>?
  /// A power of two of indices: -1 for free, -2 for removed.
  var indices: UnsafeMutablePointer<Int32>?
  var mask: Int
  /// Stands for the set of keys and their places: new whenever a key comes or goes, 0 until somebody asks (`keyVersion`).
  var version: UInt64
}

/// A reference to a dictionary; does not count.
///
/// Keys that are exact strings are found without running any script's code. Other keys may run `__hash__` and `__eq__`, which
/// may change the dictionary; a lookup notices and starts again.
struct Dict: BitwiseCopyable {
  let cell: UnsafeMutablePointer<DictCell>

  struct Entry: BitwiseCopyable {
    var hash: Int
    /// Unbound where an entry was removed.
    var key: Value
    var value: Value
  }

  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) init(cell: UnsafeMutablePointer<DictCell>) { self.cell = cell }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  /// One more than the position of the last entry; positions of removed entries have an unbound key.
  @inline(__always) var used: Int { cell.pointee.used }
  @inline(__always) var entries: UnsafeMutablePointer<Entry> {
    cell.pointee.entries.unsafelyUnwrapped
  }

  static func make(capacity: Int = 0, type: TypeRef? = nil) -> Dict {
    let own = machine.pointee.types.dict
    let type = type ?? own
    let cell = Heap.make(DictCell.self, .dict, type, exact: type == own, container: true)
    cell.pointee.count = 0
    cell.pointee.used = 0
    cell.pointee.capacity = 0
    cell.pointee.entries = nil
    cell.pointee.indices = nil
    cell.pointee.mask = 0
    cell.pointee.version = 0
    let dict = Dict(cell: cell)
    if capacity > 0 { dict.resize(capacity) }
    return dict
  }

  /// A number that changes when a key comes or goes.
  var keyVersion: UInt64 {
    if cell.pointee.version == 0 {
      machine.pointee.nextVersion += 1
      cell.pointee.version = machine.pointee.nextVersion
    }
    return cell.pointee.version
  }

  // MARK: Strings as keys

  /// The position of an entry whose key is an exact string, or -1.
  @inline(__always) func position(of key: Str) -> Int { max(-1, plainPosition(of: key, key.hash)) }

  /// As `position(of:)`; -2 where a key of another type has the hash, so that only a comparison can tell.
  func plainPosition(of key: Str, _ hash: Int) -> Int {
    guard let indices = cell.pointee.indices else { return -1 }
    let mask = cell.pointee.mask
    let entries = entries
    var index = hash & mask
    var perturb = UInt(bitPattern: hash)
    var isPlain = true
    while true {
      let position = Int(indices[index])
      if position == -1 { return isPlain ? -1 : -2 }
      if position >= 0 {
        let entry = entries + position
        if entry.pointee.key.bits == key.value.bits && entry.pointee.key.tag == .object {
          return position
        }
        if entry.pointee.hash == hash {
          if !entry.pointee.key.isExactly(.str) {
            isPlain = false
          } else if Str(entry.pointee.key) == key {
            return position
          }
        }
      }
      perturb >>= 5
      index = (index &* 5 &+ Int(truncatingIfNeeded: perturb) &+ 1) & mask
    }
  }

  /// The value of an exact string; borrowed, unbound if there is none.
  ///
  /// Keys of other types that equal a string are not found.
  @inline(__always) func get(_ key: Str) -> Value {
    let position = position(of: key)
    return position < 0 ? .unbound : entries[position].value
  }

  func get(_ key: StaticString) -> Value {
    let key = Str.make(key.description)
    defer { key.value.release() }
    return get(key)
  }

  func get(_ key: Name) -> Value { get(key.str) }

  /// Sets the value of an exact string; both borrowed.
  func set(_ key: Str, _ value: Value) {
    let position = position(of: key)
    if position >= 0 {
      withUnsafeMutablePointer(to: &entries[position].value) {
        $0.replace(with: value.retained())
      }
    } else {
      insert(key.value, hash: key.hash, value)
    }
  }

  func set(_ key: String, _ value: Value) {
    let key = Value.interned(key)
    defer { key.release() }
    set(Str(key), value)
  }

  func set(_ key: String, consuming value: Value) {
    set(key, value)
    value.release()
  }

  // MARK: Any key

  /// The position of a key, or -1.
  ///
  /// May run scripts' code.
  func position(of key: Value, hash: Int) throws(Raised) -> Int {
    if key.isExactly(.str) {
      let found = plainPosition(of: Str(key), hash)
      if found != -2 { return found }
    }
    search: while true {
      guard let indices = cell.pointee.indices else { return -1 }
      let (mask, memory) = (cell.pointee.mask, cell.pointee.entries)
      var index = hash & mask
      var perturb = UInt(bitPattern: hash)
      while true {
        let position = Int(indices[index])
        if position == -1 { return -1 }
        if position >= 0 {
          let entry = entries[position]
          if entry.key.isIdentical(to: key) { return position }
          if entry.hash == hash {
            if entry.key.tag == .int && key.tag == .int {
              if entry.key.bits == key.bits { return position }
            } else {
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
          }
        }
        perturb >>= 5
        index = (index &* 5 &+ Int(truncatingIfNeeded: perturb) &+ 1) & mask
      }
    }
  }

  /// The value of a key; borrowed, unbound if there is none.
  ///
  /// Raises if the key cannot be hashed.
  func get(_ key: Value) throws(Raised) -> Value {
    let position = try position(of: key, hash: hash(of: key))
    return position < 0 ? .unbound : entries[position].value
  }

  /// Sets the value of a key; both borrowed.
  func set(_ key: Value, _ value: Value) throws(Raised) {
    try set(key, hash: Interpreter.hash(of: key), value)
  }

  func set(_ key: Value, hash: Int, _ value: Value) throws(Raised) {
    let position = try position(of: key, hash: hash)
    if position >= 0 {
      withUnsafeMutablePointer(to: &entries[position].value) {
        $0.replace(with: value.retained())
      }
    } else {
      insert(key, hash: hash, value)
    }
  }

  /// Takes a key out; its value, owned, or unbound if there was none.
  func remove(_ key: Value) throws(Raised) -> Value {
    let position = try position(of: key, hash: hash(of: key))
    return position < 0 ? .unbound : remove(at: position)
  }

  func remove(_ key: Str) -> Value {
    let position = position(of: key)
    return position < 0 ? .unbound : remove(at: position)
  }

  /// Takes the entry at a position out; its value, owned.
  func remove(at position: Int) -> Value {
    let entry = entries[position]
    let mask = cell.pointee.mask
    let indices = cell.pointee.indices.unsafelyUnwrapped
    var index = entry.hash & mask
    var perturb = UInt(bitPattern: entry.hash)
    while Int(indices[index]) != position {
      perturb >>= 5
      index = (index &* 5 &+ Int(truncatingIfNeeded: perturb) &+ 1) & mask
    }
    indices[index] = -2
    entries[position] = Entry(hash: 0, key: .unbound, value: .unbound)
    cell.pointee.count -= 1
    cell.pointee.version = 0
    entry.key.release()
    return entry.value
  }

  /// Forgets removed entries at the end, so that popitem() stays cheap.
  ///
  /// Their places are not used again, since their indices are not free: a search must find a free one.
  func shrink() {
    while cell.pointee.used > 0 && entries[cell.pointee.used - 1].key.isUnbound {
      cell.pointee.used -= 1
      cell.pointee.capacity -= 1
    }
  }

  /// Adds an entry whose key is known not to be there; both borrowed.
  func insert(_ key: Value, hash: Int, _ value: Value) {
    if cell.pointee.used == cell.pointee.capacity { resize(cell.pointee.count * 2 + 5) }
    let mask = cell.pointee.mask
    let indices = cell.pointee.indices.unsafelyUnwrapped
    var index = hash & mask
    var perturb = UInt(bitPattern: hash)
    while indices[index] >= 0 {
      perturb >>= 5
      index = (index &* 5 &+ Int(truncatingIfNeeded: perturb) &+ 1) & mask
    }
    let position = cell.pointee.used
    indices[index] = Int32(truncatingIfNeeded: position)
    (entries + position).initialize(
      to: Entry(hash: hash, key: key.retained(), value: value.retained()))
    cell.pointee.used = position + 1
    cell.pointee.count += 1
    cell.pointee.version = 0
  }

  /// Memory for `capacity` entries, without the removed ones.
  func resize(_ capacity: Int) {
    let capacity = max(capacity, 5)
    var size = 8
    while size * 2 < capacity * 3 { size *= 2 }
    let room = size * 2 / 3
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: room)
    let indices = UnsafeMutablePointer<Int32>.allocate(capacity: size)
    indices.initialize(repeating: -1, count: size)
    var position = 0
    for old in 0..<cell.pointee.used {
      let entry = self.entries[old]
      if entry.key.isUnbound { continue }
      entries[position] = entry
      var index = entry.hash & (size - 1)
      var perturb = UInt(bitPattern: entry.hash)
      while indices[index] >= 0 {
        perturb >>= 5
        index = (index &* 5 &+ Int(truncatingIfNeeded: perturb) &+ 1) & (size - 1)
      }
      indices[index] = Int32(truncatingIfNeeded: position)
      position += 1
    }
    cell.pointee.entries?.deallocate()
    cell.pointee.indices?.deallocate()
    cell.pointee.entries = entries
    cell.pointee.indices = indices
    cell.pointee.mask = size - 1
    cell.pointee.capacity = room
    cell.pointee.used = position
    cell.pointee.version = 0
  }

  /// Empties the dictionary; keys and values end after it is empty.
  func removeAll() {
    let (entries, used) = (cell.pointee.entries, cell.pointee.used)
    cell.pointee.indices?.deallocate()
    cell.pointee.count = 0
    cell.pointee.used = 0
    cell.pointee.capacity = 0
    cell.pointee.entries = nil
    cell.pointee.indices = nil
    cell.pointee.mask = 0
    cell.pointee.version = 0
    guard let entries else { return }
    // As CPython's, the first ends first; what ends with the dictionary itself waits in a stack.
    if machine.pointee.isEnding {
      for position in (0..<used).reversed() {
        entries[position].value.release()
        entries[position].key.release()
      }
    } else {
      for position in 0..<used {
        entries[position].key.release()
        entries[position].value.release()
      }
    }
    entries.deallocate()
  }

  /// A copy with the same entries; owned.
  func copy() -> Dict {
    let result = Dict.make(capacity: count)
    for position in 0..<used where !entries[position].key.isUnbound {
      let entry = entries[position]
      result.insert(entry.key, hash: entry.hash, entry.value)
    }
    return result
  }
}
