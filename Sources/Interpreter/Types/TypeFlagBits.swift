// SPDX-License-Identifier: Apache-2.0
// `type.__flags__`: what a type is like, in the bits of CPython's tp_flags.

enum TypeFlagBits {
  private static let plain: [(TypeFlags, Int)] = [
    (.sequencePattern, 5), (.mappingPattern, 6), (.heapType, 9), (.basetype, 10), (.isAbstract, 20),
    (.matchesSelf, 22), (.isException, 30),
  ]

  /// Types whose subtypes have a bit of their own.
  private static var families: [(TypeRef, Int)] {
    let types = machine.pointee.types
    return [
      (types.int, 24), (types.list, 25), (types.tuple, 26), (types.bytes, 27), (types.str, 28),
      (types.dict, 29), (types.type, 31),
    ]
  }

  private static let immutable = 1 << 8
  private static let ready = 1 << 12
  private static let collected = 1 << 14

  static func bits(of type: TypeRef) -> Int {
    var bits = ready
    for (flag, place) in plain where type.flags.contains(flag) { bits |= 1 << place }
    for (family, place) in families where type.isSubtype(of: family) { bits |= 1 << place }
    if type.flags.contains(.heapType) { bits |= collected } else { bits |= immutable }
    return bits
  }
}
