// SPDX-License-Identifier: Apache-2.0
// How other libraries see arrays of ours: __array_interface__, __array_struct__, __dlpack__.
import ArrayExchange
import Weft

enum ExchangeExport {
  /// An array's memory as others may read and write it, and who keeps it.
  static func lend(_ v: Value) throws(Raised) -> (memory: ArrayMemory, owner: LentObject) {
    guard let owner = LentObject(v) else { throw raise(.typeError, "not an array") }
    var memory = try owner.lease.described()
    memory.strides = ArrayRef(v).current.strides
    return (memory, owner)
  }

  static var properties: [Property] {
    [
      Property("__array_interface__") { v throws(Raised) in
        let array = ArrayRef(v)
        let address = array.shared.exportedAddress()
        let current = array.current
        let memory = try exchange { () throws(ExchangeError) in
          try ArrayMemory(
            address, ElementFormat(array.dtype), shape: current.shape, strides: current.strides,
            isReadOnly: array.cell.pointee.isReadOnly)
        }
        return dictionary(ArrayInterface(memory))
      },
      Property("__array_struct__") { v throws(Raised) in
        let (memory, owner) = try lend(v)
        let export = try exchange { () throws(ExchangeError) in
          try BufferExport(memory, owner: owner)
        }
        let structure = UnsafeMutablePointer<ArrayStruct>.allocate(capacity: 1)
        structure.initialize(to: export.arrayStruct())
        return Capsule(structure, name: nil) { _ in
          withExtendedLifetime(export) { structure.deallocate() }
        }.value
      },
    ]
  }

  /// The dictionary of `__array_interface__`, its keys in NumPy's order.
  private static func dictionary(_ interface: ArrayInterface) -> Value {
    func tuple(_ numbers: [Int]) -> Value {
      Tuple.make(consuming: numbers.map { Value($0) }).value
    }
    let result = Dict.make()
    let data = interface.data ?? (0, false)
    result.set(
      "data",
      consuming: Tuple.make(consuming: [.unsigned(data.address), Value(data.isReadOnly)]).value)
    result.set("strides", consuming: interface.strides.map(tuple) ?? .none)
    let field = Tuple.make(consuming: [.string(""), .string(interface.typeString)]).value
    let descr = List.make(consuming: [field])
    result.set("descr", consuming: descr.value)
    result.set("typestr", consuming: .string(interface.typeString))
    result.set("shape", consuming: tuple(interface.shape))
    result.set("version", consuming: Value(3))
    return result.value
  }

  static var methods: [Builtin] {
    [
      Builtin(
        "__dlpack__(self, /, *, stream=None, max_version=None, dl_device=None, copy=None)"
      ) { a throws(Raised) in
        let isVersioned = try checkVersion(a[2])
        if !a[1].isNone { throw raise(.runtimeError, "NumPy only supports stream=None.") }
        if !a[3].isNone {
          guard a[3].has(.tuple) else { throw raise(.typeError, "dl_device must be a tuple") }
          try OldArguments.check(Tuple(a[3]), 2...2, nil)
          let device = (try indexValue(Tuple(a[3])[0]), try indexValue(Tuple(a[3])[1]))
          guard device == (1, 0) else {
            throw raise(.bufferError, "unsupported device requested")
          }
        }
        let copies = try ExchangeImport.copyMode(a[4]) == true
        var array = a[0].retained()
        if copies {
          array.release()
          array = ArrayRef.make(
            try checkedEngine { ArrayRef(a[0]).current.copy(order: .keep) })
        }
        defer { array.release() }
        let (memory, owner) = try lend(array)
        let tensor = try exchange { () throws(ExchangeError) in
          try DLPack.export(memory, owner: owner, isVersioned: isVersioned, isCopied: copies)
        }
        return Capsule(tensor, name: isVersioned ? DLPack.versionedName : DLPack.name) {
          // Who takes the tensor renames the capsule.
          if $0.name == DLPack.versionedName || $0.name == DLPack.name {
            DLPack.release($0.pointer, isVersioned: isVersioned)
          }
        }.value
      },
      Builtin("__dlpack_device__(self, /)") { _ throws(Raised) in
        Tuple.make(consuming: [Value(1), Value(0)]).value
      },
    ]
  }

  /// Whether the consumer knows versions of DLPack: 1.0 and later.
  private static func checkVersion(_ value: Value) throws(Raised) -> Bool {
    if value.isNone { return false }
    guard value.has(.tuple), Tuple(value).count == 2 else {
      throw raise(.typeError, "max_version must be None or a tuple with two elements.")
    }
    return try indexValue(Tuple(value)[0]) >= 1
  }
}
