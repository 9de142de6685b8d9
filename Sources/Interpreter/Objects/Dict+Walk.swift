// SPDX-License-Identifier: Apache-2.0
// Walks over the items of dictionaries that what is called meanwhile may change.

extension Dict {
  /// Calls with each item, held meanwhile, until the answer is false: by position, as the table then is.
  func forEachEntry(_ body: (Entry) throws(Raised) -> Bool) throws(Raised) {
    var position = 0
    while position < used {
      let entry = entries[position]
      position += 1
      if entry.key.isUnbound { continue }
      entry.key.retained()
      entry.value.retained()
      defer {
        entry.key.release()
        entry.value.release()
      }
      if try !body(entry) { return }
    }
  }

  func forEachItem(_ body: (Value, Value) throws(Raised) -> Bool) throws(Raised) {
    try forEachEntry { entry throws(Raised) in try body(entry.key, entry.value) }
  }

  /// Sets all items of another dict; RuntimeError if comparing keys changes its size.
  func merge(_ other: Dict) throws(Raised) {
    let count = other.count
    try other.forEachEntry { entry throws(Raised) in
      try set(entry.key, hash: entry.hash, entry.value)
      if other.count != count {
        throw raise(.runtimeError, "dict mutated during update")
      }
      return true
    }
  }
}
