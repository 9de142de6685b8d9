// SPDX-License-Identifier: Apache-2.0
// Walks over the items of dictionaries that what is called meanwhile may change.

extension Dict {
  /// Calls with each item, held meanwhile, until the answer is false: by position, as the table then is.
  func forEachItem(_ body: (Value, Value) throws(Raised) -> Bool) throws(Raised) {
    var position = 0
    while position < used {
      let (key, value) = (entries[position].key, entries[position].value)
      position += 1
      if key.isUnbound { continue }
      key.retained()
      value.retained()
      defer {
        key.release()
        value.release()
      }
      if try !body(key, value) { return }
    }
  }

  /// Sets all items of another dict; RuntimeError if comparing keys changes its size.
  func merge(_ other: Dict) throws(Raised) {
    let count = other.count
    try other.forEachItem { key, value throws(Raised) in
      try set(key, value)
      if other.count != count {
        throw raise(.runtimeError, "dict mutated during update")
      }
      return true
    }
  }
}
