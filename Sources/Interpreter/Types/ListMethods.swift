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
        var index = try indexValue(a[1])
        if index < 0 { index = max(0, index + list.count) }
        list.insert(a[2], at: min(index, list.count))
        return .none
      },
      Builtin("pop(self, index=-1, /)") { a throws(Raised) in
        let list = List(a[0])
        if list.count == 0 { throw raise(.indexError, "pop from empty list") }
        var index = try indexValue(a[1])
        if index < 0 { index += list.count }
        guard index >= 0 && index < list.count else {
          throw raise(.indexError, "pop index out of range")
        }
        return list.remove(at: index)
      },
    ]
  }

  static var tupleRows: [Builtin] { [] }
}
