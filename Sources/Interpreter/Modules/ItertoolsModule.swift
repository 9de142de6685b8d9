// SPDX-License-Identifier: Apache-2.0
// itertools: iterators made of iterators.

enum ItertoolsModule {
  static var module: NativeModule {
    NativeModule("itertools") { module throws(Raised) in
      for type in types() { module.add(type) }
      module.add(rows)
    }
  }

  /// A type whose instances `make` builds from the arguments of its call.
  static func iteratorType(
    _ name: String, classMethods: [Builtin] = [], methods: [Builtin] = [],
    repr: ((Value) throws(Raised) -> Value)? = nil,
    _ make: @escaping (CallArguments) throws(Raised) -> ComposedIterator
  ) -> TypeRef {
    TypeMaking.make(
      name, module: "itertools", flags: [.basetype], methods: methods, classMethods: classMethods
    ) { slots in
      ComposedIterator.configure(&slots)
      if let repr { slots.repr = repr }
      slots.new = { type, arguments throws(Raised) in .native(try make(arguments), type) }
    }
  }

  /// Binds a call's arguments to named parameters; missing ones are unbound.
  static func bind(
    _ arguments: CallArguments, _ name: String, _ parameters: [String], required: Int
  )
    throws(Raised) -> [Value]
  {
    var values = [Value](repeating: .unbound, count: parameters.count)
    guard arguments.positionalCount <= parameters.count else {
      throw raise(
        .typeError,
        "\(name)() takes at most \(parameters.count) argument\(parameters.count == 1 ? "" : "s") (\(arguments.count) given)"
      )
    }
    for index in 0..<arguments.positionalCount { values[index] = arguments[index] }
    for index in 0..<arguments.nameCount {
      let keyword = Str(Tuple(arguments.names)[index]).text
      guard let position = parameters.firstIndex(of: keyword) else {
        throw raise(
          .typeError, "'\(keyword)' is an invalid keyword argument for \(name)()")
      }
      values[position] = arguments[arguments.positionalCount + index]
    }
    for index in 0..<required where values[index].isUnbound {
      throw raise(
        .typeError,
        "\(name)() missing required argument '\(parameters[index])' (pos \(index + 1))")
    }
    return values
  }

  private static func iterators(_ arguments: CallArguments, from first: Int = 0) throws(Raised)
    -> [Value]
  {
    var result: [Value] = []
    do throws(Raised) {
      for index in first..<max(first, arguments.positionalCount) {
        result.append(try iterate(arguments[index]))
      }
    } catch {
      for value in result { value.release() }
      throw error
    }
    return result
  }

  private static func types() -> [TypeRef] {
    [
      iteratorType("count", repr: Count.text) { arguments throws(Raised) in
        let a = try bind(arguments, "count", ["start", "step"], required: 0)
        let start = a[0].isUnbound ? Value(0) : a[0]
        for value in a where !value.isUnbound && !isNumber(value) {
          throw raise(.typeError, "a number is required")
        }
        return Count(start.retained(), a[1].isUnbound ? Value(1) : a[1].retained())
      },
      iteratorType("cycle") { arguments throws(Raised) in
        let a = try bind(arguments, "cycle", ["iterable"], required: 1)
        return Cycle([try iterate(a[0])])
      },
      iteratorType("repeat", repr: Repeat.text) { arguments throws(Raised) in
        let a = try bind(arguments, "repeat", ["object", "times"], required: 1)
        let times = a[1].isUnbound ? -1 : max(0, try indexValue(a[1]))
        return Repeat(a[0].retained(), times)
      },
      iteratorType(
        "chain",
        classMethods: [
          Builtin("from_iterable(type, iterable, /)") { a throws(Raised) in
            .native(Chain([try iterate(a[1])]), TypeRef(a[0]))
          }, GenericAlias.classGetItem,
        ]
      ) { arguments throws(Raised) in
        let all = Tuple.make(copying: (0..<arguments.positionalCount).map { arguments[$0] })
        defer { all.value.release() }
        return Chain([try iterate(all.value)])
      },
      iteratorType("islice") { arguments throws(Raised) in
        guard (2...4).contains(arguments.positionalCount) else {
          throw raise(
            .typeError,
            "islice expected at least 2 arguments, got \(arguments.positionalCount)")
        }
        func bound(_ value: Value, _ otherwise: Int, _ what: String) throws(Raised) -> Int {
          if value.isNone { return otherwise }
          let message =
            "\(what) for islice() must be \(what == "Step" ? "a positive integer or None." : "None or an integer: 0 <= x <= sys.maxsize.")"
          guard value.isInteger || value.type.slots.index != nil else {
            throw raise(.valueError, message)
          }
          let number: Int
          do throws(Raised) { number = try indexValue(value) } catch {
            try swallow(.indexError, error)
            throw raise(.valueError, message)
          }
          if number < (what == "Step" ? 1 : 0) { throw raise(.valueError, message) }
          return number
        }
        let hasStart = arguments.positionalCount > 2
        let start = hasStart ? try bound(arguments[1], 0, "Indices") : 0
        let stop = try bound(
          arguments[hasStart ? 2 : 1], Int.max, hasStart ? "Indices" : "Stop argument")
        let step = arguments.positionalCount > 3 ? try bound(arguments[3], 1, "Step") : 1
        return ISlice(try iterate(arguments[0]), start, stop, step)
      },
      iteratorType("takewhile") { arguments throws(Raised) in
        let a = try bind(arguments, "takewhile", ["predicate", "iterable"], required: 2)
        return TakeWhile([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("dropwhile") { arguments throws(Raised) in
        let a = try bind(arguments, "dropwhile", ["predicate", "iterable"], required: 2)
        return DropWhile([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("filterfalse") { arguments throws(Raised) in
        let a = try bind(arguments, "filterfalse", ["function", "iterable"], required: 2)
        return FilterFalse([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("starmap") { arguments throws(Raised) in
        let a = try bind(arguments, "starmap", ["function", "iterable"], required: 2)
        return StarMap([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("compress") { arguments throws(Raised) in
        let a = try bind(arguments, "compress", ["data", "selectors"], required: 2)
        let data = try iterate(a[0])
        return Compress([data, try iterate(a[1])])
      },
      iteratorType("accumulate") { arguments throws(Raised) in
        let a = try bind(arguments, "accumulate", ["iterable", "func", "initial"], required: 1)
        let function = a[1].isUnbound || a[1].isNone ? Value.none : a[1].retained()
        let initial = a[2].isUnbound || a[2].isNone ? Value.unbound : a[2].retained()
        return Accumulate([try iterate(a[0]), function], initial)
      },
      iteratorType("pairwise") { arguments throws(Raised) in
        let a = try bind(arguments, "pairwise", ["iterable"], required: 1)
        return Pairwise([try iterate(a[0])])
      },
      iteratorType("batched") { arguments throws(Raised) in
        let a = try bind(arguments, "batched", ["iterable", "n", "strict"], required: 2)
        let size = try indexValue(a[1])
        if size < 1 { throw raise(.valueError, "n must be at least one") }
        return Batched(
          [try iterate(a[0])], size, strict: a[2].isUnbound ? false : try isTrue(a[2]))
      },
      iteratorType("zip_longest") { arguments throws(Raised) in
        var fill = Value.none
        for index in 0..<arguments.nameCount {
          guard Str(Tuple(arguments.names)[index]) == "fillvalue" else {
            throw raise(
              .typeError, "zip_longest() got an unexpected keyword argument")
          }
          fill = arguments[arguments.positionalCount + index]
        }
        return ZipLongest(try iterators(arguments), fill.retained())
      },
      iteratorType("product") { arguments throws(Raised) in
        var times = 1
        for index in 0..<arguments.nameCount {
          guard Str(Tuple(arguments.names)[index]) == "repeat" else {
            throw raise(
              .typeError, "product() got an unexpected keyword argument")
          }
          times = try indexValue(arguments[arguments.positionalCount + index])
          if times < 0 { throw raise(.valueError, "repeat argument cannot be negative") }
        }
        var pools: [[Value]] = []
        for index in 0..<arguments.positionalCount { pools.append(try collect(arguments[index])) }
        return Product(pools, times)
      },
      iteratorType("permutations") { arguments throws(Raised) in
        let a = try bind(arguments, "permutations", ["iterable", "r"], required: 1)
        let pool = try collect(a[0])
        let count: Int
        if a[1].isUnbound || a[1].isNone {
          count = pool.count
        } else {
          guard a[1].isInteger else { throw raise(.typeError, "Expected int as r") }
          count = try indexValue(a[1])
        }
        if count < 0 { throw raise(.valueError, "r must be non-negative") }
        return Permutations(pool, count)
      },
      iteratorType("combinations") { arguments throws(Raised) in
        let a = try bind(arguments, "combinations", ["iterable", "r"], required: 2)
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "r must be non-negative") }
        return Combinations(try collect(a[0]), count, repeats: false)
      },
      iteratorType("combinations_with_replacement") { arguments throws(Raised) in
        let a = try bind(
          arguments, "combinations_with_replacement", ["iterable", "r"], required: 2)
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "r must be non-negative") }
        return Combinations(try collect(a[0]), count, repeats: true)
      },
      iteratorType("groupby") { arguments throws(Raised) in
        let a = try bind(arguments, "groupby", ["iterable", "key"], required: 1)
        let key = a[1].isUnbound ? Value.none : a[1].retained()
        return GroupBy([try iterate(a[0]), key])
      },
      Grouper.type,
      Tee.type,
    ]
  }

  static func isNumber(_ value: Value) -> Bool {
    value.tag == .float || value.isInteger || value.type.slots.index != nil
      || value.type.slots.float != nil || value.has(.complex)
  }

  private static var rows: [Builtin] {
    [
      Builtin("tee(iterable, n=2, /)") { a throws(Raised) in
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "n must be >= 0") }
        let first: Tee
        if let own = a[0].native(Tee.self) {
          first = own
        } else {
          first = Tee(TeeSource(try iterate(a[0])), 0)
        }
        return Tuple.make(
          consuming: (0..<count).map { _ in .native(Tee(first.source, first.position), Tee.type) }
        ).value
      }
    ]
  }
}
