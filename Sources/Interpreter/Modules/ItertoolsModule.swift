// SPDX-License-Identifier: Apache-2.0
// itertools: iterators made of iterators.

enum ItertoolsModule {
  static var module: NativeModule {
    NativeModule("itertools") { module throws(Raised) in
      for type in types() { module.add(type) }
      module.add(rows)
    }
  }

  /// A type of iterators.
  static func makeType(
    _ name: String, flags: TypeFlags = [], classMethods: [Builtin] = [], methods: [Builtin] = [],
    repr: ((Value) throws(Raised) -> Value)? = nil,
    _ new: @escaping (TypeRef, CallArguments) throws(Raised) -> Value
  ) -> TypeRef {
    TypeMaking.make(
      name, module: "itertools", flags: flags, methods: methods, classMethods: classMethods
    ) { slots in
      ComposedIterator.configure(&slots)
      if let repr { slots.repr = repr }
      slots.new = new
    }
  }

  /// What an iterator gives to `pickle` and `copy`: nothing, how it is made, or its state too.
  private enum Pickling { case none, reduces, hasState }

  /// A type whose instances `make` builds from the arguments of its call.
  private static func iteratorType(
    _ name: String, _ pickling: Pickling, classMethods: [Builtin] = [], methods: [Builtin] = [],
    repr: ((Value) throws(Raised) -> Value)? = nil, positionalOnly: Bool = false,
    _ make: @escaping (CallArguments) throws(Raised) -> ItertoolsIterator
  ) -> TypeRef {
    let rows =
      pickling == .none
      ? []
      : pickling == .reduces
        ? [ItertoolsIterator.reduction]
        : [ItertoolsIterator.reduction, ItertoolsIterator.restoration]
    return makeType(
      name, flags: [.basetype], classMethods: classMethods, methods: methods + rows, repr: repr
    ) { type, arguments throws(Raised) in
      var given = arguments
      if positionalOnly && arguments.nameCount > 0 {
        // Only for the `__init__` of a subclass.
        guard lookupInType(type, Name.initialize.str).has(.function) else {
          throw raise(.typeError, "\(name)() takes no keyword arguments")
        }
        given = CallArguments(arguments.base, arguments.positionalCount)
      }
      let own = try make(given)
      let box = Value.native(own, type)
      own.box = box
      return box
    }
  }

  /// The positional arguments, exactly so many.
  private static func positional(_ arguments: CallArguments, _ name: String, _ count: Int)
    throws(Raised) -> CallArguments
  {
    if arguments.count != count {
      throw raise(
        .typeError,
        "\(name) expected \(count) argument\(count == 1 ? "" : "s"), got \(arguments.count)")
    }
    return arguments
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

  nonisolated(unsafe) static let chain = iteratorType(
    "chain", .hasState,
    classMethods: [
      Builtin("from_iterable(type, iterable, /)") { a throws(Raised) in
        .native(Chain([try iterate(a[1])]), TypeRef(a[0]))
      }, GenericAlias.classGetItem,
    ], positionalOnly: true
  ) { arguments throws(Raised) in
    let all = Tuple.make(copying: (0..<arguments.positionalCount).map { arguments[$0] })
    defer { all.value.release() }
    return Chain([try iterate(all.value)])
  }

  nonisolated(unsafe) static let repeatType = iteratorType(
    "repeat", .reduces, methods: [Repeat.lengthHint], repr: Repeat.text
  ) {
    arguments throws(Raised) in
    let a = try bind(arguments, "repeat", ["object", "times"], required: 1)
    let times = a[1].isUnbound ? -1 : max(0, try indexValue(a[1]))
    return Repeat(a[0].retained(), times)
  }

  nonisolated(unsafe) static let islice = iteratorType("islice", .hasState, positionalOnly: true) {
    arguments throws(Raised) in
    let count = arguments.positionalCount
    guard (2...4).contains(count) else {
      throw raise(
        .typeError, "islice expected at \(count < 2 ? "least 2" : "most 4") arguments, got \(count)"
      )
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
    let hasStart = count > 2
    let start = hasStart ? try bound(arguments[1], 0, "Indices") : 0
    let stop = try bound(
      arguments[hasStart ? 2 : 1], Int.max, hasStart ? "Indices" : "Stop argument")
    let step = count > 3 ? try bound(arguments[3], 1, "Step") : 1
    return ISlice(try iterate(arguments[0]), start, stop, step)
  }

  private static func types() -> [TypeRef] {
    [
      iteratorType("count", .reduces, repr: Count.text) { arguments throws(Raised) in
        let a = try bind(arguments, "count", ["start", "step"], required: 0)
        let start = a[0].isUnbound ? Value(0) : a[0]
        for value in a where !value.isUnbound && !isNumber(value) {
          throw raise(.typeError, "a number is required")
        }
        return Count(start.retained(), a[1].isUnbound ? Value(1) : a[1].retained())
      },
      iteratorType("cycle", .hasState, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "cycle", 1)
        return Cycle([try iterate(a[0])])
      },
      repeatType,
      chain,
      islice,
      iteratorType("takewhile", .hasState, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "takewhile", 2)
        return TakeWhile([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("dropwhile", .hasState, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "dropwhile", 2)
        return DropWhile([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("filterfalse", .reduces, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "filterfalse", 2)
        return FilterFalse([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("starmap", .reduces, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "starmap", 2)
        return StarMap([a[0].retained(), try iterate(a[1])])
      },
      iteratorType("compress", .reduces) { arguments throws(Raised) in
        let a = try bind(arguments, "compress", ["data", "selectors"], required: 2)
        let data = try iterate(a[0])
        return Compress([data, try iterate(a[1])])
      },
      iteratorType("accumulate", .hasState) { arguments throws(Raised) in
        if arguments.positionalCount > 2 {
          throw raise(
            .typeError,
            "accumulate() takes at most 2 positional arguments (\(arguments.positionalCount) given)"
          )
        }
        let a = try bind(arguments, "accumulate", ["iterable", "func", "initial"], required: 1)
        let function = a[1].isUnbound || a[1].isNone ? Value.none : a[1].retained()
        let initial = a[2].isUnbound || a[2].isNone ? Value.unbound : a[2].retained()
        return Accumulate([try iterate(a[0]), function], initial)
      },
      iteratorType("pairwise", .none, positionalOnly: true) { arguments throws(Raised) in
        let a = try positional(arguments, "pairwise", 1)
        return Pairwise([try iterate(a[0])])
      },
      iteratorType("batched", .none) { arguments throws(Raised) in
        let a = try bind(arguments, "batched", ["iterable", "n"], required: 2)
        let size = try indexValue(a[1])
        if size < 1 { throw raise(.valueError, "n must be at least one") }
        return Batched([try iterate(a[0])], size)
      },
      iteratorType("zip_longest", .hasState) { arguments throws(Raised) in
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
      iteratorType("product", .hasState) { arguments throws(Raised) in
        var times = 1
        if arguments.nameCount > 1 {
          throw raise(
            .typeError, "product() takes at most 1 keyword argument (\(arguments.nameCount) given)")
        }
        for index in 0..<arguments.nameCount {
          let name = Str(Tuple(arguments.names)[index])
          guard name == "repeat" else {
            throw raise(
              .typeError, "'\(name.text)' is an invalid keyword argument for product()")
          }
          times = try indexValue(arguments[arguments.positionalCount + index])
          if times < 0 { throw raise(.valueError, "repeat argument cannot be negative") }
        }
        let count = arguments.positionalCount
        if count.multipliedReportingOverflow(by: times).overflow {
          throw raise(.overflowError, "repeat argument too large")
        }
        try checkMemory(count, times, 64)
        var pools: [[Value]] = []
        if times > 0 {
          for index in 0..<count { pools.append(try collect(arguments[index])) }
        }
        return Product(pools, pools.isEmpty ? 0 : times)
      },
      iteratorType("permutations", .hasState) { arguments throws(Raised) in
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
      iteratorType("combinations", .hasState) { arguments throws(Raised) in
        let a = try bind(arguments, "combinations", ["iterable", "r"], required: 2)
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "r must be non-negative") }
        try checkMemory(count, 1, 64)
        return Combinations(try collect(a[0]), count, repeats: false)
      },
      iteratorType("combinations_with_replacement", .hasState) { arguments throws(Raised) in
        let a = try bind(
          arguments, "combinations_with_replacement", ["iterable", "r"], required: 2)
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "r must be non-negative") }
        try checkMemory(count, 1, 64)
        return Combinations(try collect(a[0]), count, repeats: true)
      },
      iteratorType("groupby", .hasState) { arguments throws(Raised) in
        let a = try bind(arguments, "groupby", ["iterable", "key"], required: 1)
        let key = a[1].isUnbound ? Value.none : a[1].retained()
        return GroupBy([try iterate(a[0]), key])
      },
      Grouper.type,
      Tee.type,
      TeeBlock.type,
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
        if count == 0 { return Tuple.empty.value.retained() }
        try checkMemory(count, 1, 128)
        let iterator = try iterate(a[0])
        defer { iterator.release() }
        // One that copies itself is the first; others are shared from here on.
        var first = iterator
        var copier = try getOptionalAttribute(iterator, "__copy__")
        if copier == nil {
          first = try Tee.make(iterator, Tee.type)
          copier = try getOptionalAttribute(first, "__copy__")
        } else {
          first.retained()
        }
        var result = [first]
        defer { copier?.release() }
        do throws(Raised) {
          for _ in 1..<count { result.append(try call(copier ?? .none)) }
        } catch {
          for value in result { value.release() }
          throw error
        }
        return Tuple.make(consuming: result).value
      }
    ]
  }
}
