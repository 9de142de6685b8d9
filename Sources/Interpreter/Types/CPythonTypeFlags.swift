// SPDX-License-Identifier: Apache-2.0
// type.__flags__: what CPython's headers call Py_TPFLAGS, as far as it is true here.

enum CPythonTypeFlags {
  static func value(of type: TypeRef) -> Int {
    // Ready, and types that the collector looks into.
    var result = 1 << 12 | 1 << 14
    // Made by a class statement; else immutable.
    result |= type.flags.contains(.heapType) ? 1 << 9 : 1 << 8
    if type.flags.contains(.basetype) || type.flags.contains(.heapType) { result |= 1 << 10 }
    if type.flags.contains(.isAbstract) { result |= 1 << 20 }
    let types = machine.pointee.types
    for (base, bit) in [
      (types.int, 24), (types.list, 25), (types.tuple, 26), (types.bytes, 27), (types.str, 28),
      (types.dict, 29), (ExceptionKind.baseException.type, 30), (types.type, 31),
    ] where type.isSubtype(of: base) { result |= 1 << bit }
    return result
  }
}
