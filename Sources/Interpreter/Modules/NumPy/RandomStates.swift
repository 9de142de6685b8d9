// SPDX-License-Identifier: Apache-2.0
// get_state and set_state of RandomState.
import Weft

enum RandomStates {
  static var rows: [Builtin] {
    [
      Builtin("get_state(self, legacy=True)") { a throws(Raised) in
        let state = try legacy(a[0])
        guard let bits = state.bitGenerator as? MT19937 else {
          throw raise(
            .valueError, "legacy can only be True when the underlying bitgenerator is MT19937")
        }
        let name = Value.string(MT19937.name)
        let key = ArrayRef.make(NDArray(bits.key, shape: [bits.key.count]))
        let spare = (Value(state.spareNormal == nil ? 0 : 1), Value(state.spareNormal ?? 0.0))
        let place = Value(bits.position)
        if try isTrue(a[1]) {
          return Tuple.make(consuming: [name, key, place, spare.0, spare.1]).value
        }
        let (inner, outer) = (Dict.make(), Dict.make())
        inner.set("key", consuming: key)
        inner.set("pos", consuming: place)
        outer.set("bit_generator", consuming: name)
        outer.set("state", consuming: inner.value)
        outer.set("has_gauss", consuming: spare.0)
        outer.set("gauss", consuming: spare.1)
        return outer.value
      },
      Builtin("set_state(self, state)") { a throws(Raised) in
        let parts = try parts(a[1])
        defer { for part in parts { part.release() } }
        guard let own = a[0].native(RandomObject.self) else { return .none }
        guard parts[0].isStr, Str(parts[0]).text == MT19937.name else {
          throw raise(
            .valueError,
            "set_state can only be used with legacy MT19937 state instances.")
        }
        let key = try ArrayConversion.array(parts[1])
        let position = try indexValue(parts[2])
        let words = key.array(of: UInt32.self)
        var spare: Double?
        if parts.count > 4, try isTrue(parts[3]) { spare = try FloatMath.convert(parts[4]) }
        var state = RandomState(
          try engine { () throws(ArrayError) in try MT19937(key: words, position: position) })
        state.spareNormal = spare
        own.source = .legacy(state)
        return .none
      },
      Builtin("tomaxint(self, size=None)") { a throws(Raised) in
        guard let own = a[0].native(RandomObject.self) else { return .none }
        var state = try legacy(a[0])
        let size = try NumPyRandom.size(a[1])
        let result = try engine { () throws(ArrayError) in try state.tomaxint(size: size ?? []) }
        own.source = .legacy(state)
        return size == nil ? NumPyScalars.item(result) : ArrayRef.make(result)
      },
    ]
  }

  private static func legacy(_ v: Value) throws(Raised) -> RandomState {
    guard let own = v.native(RandomObject.self), case .legacy(let state) = own.source else {
      throw raise(.typeError, "not a RandomState")
    }
    return state
  }

  /// Name, key, position, and what is known of the spare normal number; owned.
  private static func parts(_ value: Value) throws(Raised) -> [Value] {
    if value.has(.dict) {
      let dict = Dict(value)
      let inner = dict.get("state")
      guard inner.has(.dict) else { throw raise(.valueError, "state dictionary is not valid.") }
      let all = [
        dict.get("bit_generator"), Dict(inner).get("key"), Dict(inner).get("pos"),
        dict.get("has_gauss"), dict.get("gauss"),
      ]
      guard all.prefix(3).allSatisfy({ !$0.isUnbound }) else {
        throw raise(.valueError, "state dictionary is not valid.")
      }
      return all.map { $0.isUnbound ? Value(0) : $0.retained() }
    }
    guard value.has(.tuple) || value.has(.list) else {
      throw raise(.typeError, "state must be a dict or a tuple.")
    }
    let all = try StatisticsArguments.elements(value)
    guard all.count == 3 || all.count == 5 else {
      for part in all { part.release() }
      throw raise(.valueError, "state must have 3 or 5 parts")
    }
    return all
  }
}
