// SPDX-License-Identifier: Apache-2.0
// _random: the generator under the module random, whose numbers are CPython's for the same seed.
import Weft

/// A Mersenne Twister, and what is drawn from it.
private final class MersenneObject: NativeObject {
  var state = MT19937(legacySeed: 5489)
}

enum MersenneModule {
  static var module: NativeModule {
    NativeModule("_random") { module throws(Raised) in module.add(type) }
  }

  private static func own(_ value: Value) throws(Raised) -> MersenneObject {
    guard let own = value.native(MersenneObject.self) else {
      throw raise(.typeError, "not a random number generator")
    }
    return own
  }

  /// The words of a seed's absolute value, lowest first: the seed itself for integers, its hash for anything else.
  private static func words(of seed: Value) throws(Raised) -> [UInt32] {
    let number: BigInt
    if seed.isNone || seed.isUnbound {
      var system = SystemRandomNumberGenerator()
      return (0..<MT19937.length).map { _ in system.next() }
    } else if let integer = seed.unboxed.asBigInt {
      number = integer
    } else {
      number = BigInt(UInt(bitPattern: try hash(of: seed)))
    }
    return number.magnitude.halfWords
  }

  private static func number(_ words: [UInt32]) -> Value {
    if words.count == 1 { return Value(Int(words[0])) }
    let limbs = stride(from: 0, to: words.count, by: 2).map {
      UInt(words[$0]) | ($0 + 1 < words.count ? UInt(words[$0 + 1]) << 32 : 0)
    }
    return BigInt(limbs: limbs).value
  }

  private static func restore(_ own: MersenneObject, _ state: Value) throws(Raised) {
    guard state.has(.tuple) else { throw raise(.typeError, "state vector must be a tuple") }
    guard Tuple(state).count == MT19937.length + 1 else {
      throw raise(.valueError, "state vector is the wrong size")
    }
    var key: [UInt32] = []
    for element in Tuple(state).buffer.dropLast() {
      key.append(UInt32(truncatingIfNeeded: try indexValue(element)))
    }
    let position = try indexValue(Tuple(state)[MT19937.length])
    do {
      own.state = try MT19937(key: key, position: position)
    } catch {
      throw raise(.valueError, "invalid state")
    }
  }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "Random", module: "_random", flags: [.basetype],
    methods: [
      Builtin("seed(self, n=None, /)") { a throws(Raised) in
        try own(a[0]).state = MT19937(legacySeeds: try words(of: a[1]))
        return .none
      },
      Builtin("random(self, /)") { a throws(Raised) in Value(try own(a[0]).state.nextDouble()) },
      Builtin("getrandbits(self, k, /)") { a throws(Raised) in
        let count = try StrMethods.cInt(a[1])
        if count < 0 { throw raise(.valueError, "number of bits must be non-negative") }
        if count == 0 { return Value(0) }
        return number(try own(a[0]).state.nextBits(count))
      },
      Builtin("getstate(self, /)") { a throws(Raised) in
        let state = try own(a[0]).state
        return Tuple.make(
          consuming: state.key.map { Value(Int($0)) } + [Value(state.position)]
        ).value
      },
      Builtin("setstate(self, state, /)") { a throws(Raised) in
        try restore(try own(a[0]), a[1])
        return .none
      },
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let object = MersenneObject()
      // Subclasses are seeded by their initializers, from more kinds of things.
      let isSeeded = !type.flags.contains(.heapType) && arguments.positionalCount > 0
      let seed = isSeeded ? arguments[0] : Value.none
      object.state = MT19937(legacySeeds: try words(of: seed))
      return .native(object, type)
    }
    slots.initialize = { _, _ throws(Raised) in }
  }
}
