// SPDX-License-Identifier: Apache-2.0
// Methods of list and tuple.

enum ListMethods {
  static var listRows: [Builtin] {
    [
      Builtin("append(self, object, /)") { a throws(Raised) in
        List(a[0]).append(a[1])
        return .none
      },
      Builtin("extend(self, iterable, /)") { a throws(Raised) in
        try List(a[0]).extend(a[1])
        return .none
      },
      Builtin("clear(self, /)") { a throws(Raised) in
        List(a[0]).removeAll()
        return .none
      },
      Builtin("copy(self, /)") { a throws(Raised) in
        let result = List.make()
        try result.extend(a[0])
        return result.value
      },
      Builtin("insert(self, index, object, /)") { a throws(Raised) in
        let list = List(a[0])
        var index = try sizeValue(a[1])
        if index < 0 { index = max(0, index + list.count) }
        list.insert(a[2], at: min(index, list.count))
        return .none
      },
      Builtin("pop(self, index=-1, /)") { a throws(Raised) in
        let list = List(a[0])
        if list.count == 0 { throw raise(.indexError, "pop from empty list") }
        var index = try sizeValue(a[1])
        if index < 0 { index += list.count }
        guard index >= 0 && index < list.count else {
          throw raise(.indexError, "pop index out of range")
        }
        return list.remove(at: index)
      },
      Builtin("remove(self, value, /)") { a throws(Raised) in
        let position = try position(
          of: a[1], from: 0, count: { List(a[0]).count }, element: { List(a[0]).element($0) })
        guard let position else { throw raise(.valueError, "list.remove(x): x not in list") }
        if position < List(a[0]).count { List(a[0]).remove(at: position).release() }
        return .none
      },
      Builtin("reverse(self, /)") { a throws(Raised) in
        let list = List(a[0])
        if list.storage == .values {
          var elements = UnsafeMutableBufferPointer(start: list.values, count: list.count)
          elements.reverse()
        } else if list.count > 0 {
          var elements = UnsafeMutableBufferPointer(start: list.words, count: list.count)
          elements.reverse()
        }
        return .none
      },
      Builtin("sort(self, /, *, key=None, reverse=False)") { a throws(Raised) in
        try Sorting.sort(List(a[0]), key: a[1], reverse: isTrue(a[2]))
        return .none
      },
      Builtin("index(self, value, start=0, stop=None, /)") { a throws(Raised) in
        let list = List(a[0])
        let (start, stop) = try StrMethods.bounds(a[2], a[3], list.count)
        let found = try position(
          of: a[1], from: start, count: { min(stop, list.count) }, element: { list.element($0) })
        guard let found else { throw raise(.valueError, "\(try reprText(a[1])) is not in list") }
        return Value(found)
      },
      Builtin("count(self, value, /)") { a throws(Raised) in
        Value(
          try count(of: a[1], count: { List(a[0]).count }, element: { List(a[0]).element($0) }))
      },
      Builtin("__reversed__(self, /)") { a throws(Raised) in
        IteratorFunctions.reversed(a[0], count: List(a[0]).count)
      },
      Builtin("__sizeof__(self, /)") { a throws(Raised) in Value(Sizes.size(of: a[0])) },
    ]
  }

  static var tupleRows: [Builtin] {
    [
      Builtin("index(self, value, start=0, stop=None, /)") { a throws(Raised) in
        let tuple = Tuple(a[0])
        let (start, stop) = try StrMethods.bounds(a[2], a[3], tuple.count)
        let found = try position(
          of: a[1], from: start, count: { stop }, element: { tuple[$0].retained() })
        guard let found else {
          throw raise(.valueError, "tuple.index(x): x not in tuple")
        }
        return Value(found)
      },
      Builtin("count(self, value, /)") { a throws(Raised) in
        Value(
          try count(
            of: a[1], count: { Tuple(a[0]).count }, element: { Tuple(a[0])[$0].retained() }))
      },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in
        let plain = Tuple.make(copying: Array(Tuple(a[0]).buffer))
        defer { plain.value.release() }
        return .tuple(plain.value)
      },
    ]
  }

  /// The first position of an equal element; the sequence may change while it is compared.
  private static func position(
    of value: Value, from start: Int, count: () -> Int, element: (Int) -> Value
  ) throws(Raised) -> Int? {
    var index = start
    while index < count() {
      let other = element(index)
      defer { other.release() }
      if try isEqual(other, value) { return index }
      index += 1
    }
    return nil
  }

  private static func count(of value: Value, count: () -> Int, element: (Int) -> Value)
    throws(Raised) -> Int
  {
    var (index, found) = (0, 0)
    while index < count() {
      let other = element(index)
      defer { other.release() }
      if try isEqual(other, value) { found += 1 }
      index += 1
    }
    return found
  }
}
