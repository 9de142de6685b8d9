// SPDX-License-Identifier: Apache-2.0
// Arrays over the memory of other objects: buffers, __array_struct__, __array_interface__, DLPack.
import ArrayExchange
import Weft

enum ExchangeImport {
  /// An array over memory that `owner` keeps and that `base` is said to have: owned.
  static func array(_ memory: ArrayMemory, owner: AnyObject, base: Value, copy: CopyPolicy)
    throws(Raised) -> Value
  {
    let shared = try exchange { () throws(ExchangeError) in
      try SharedArray(memory, owner: owner, copy: copy)
    }
    if memory.format.isBigEndian || copy == .always { return ArrayRef.make(shared) }
    let array = ArrayRef.make(shared, parent: base)
    ArrayRef(array).cell.pointee.isReadOnly = memory.isReadOnly
    return array
  }

  /// A view of an object's memory, owned, and a loan of it; nil for objects without a buffer.
  ///
  /// As in NumPy the view is a new one: one that was given may be released before the array ends.
  private static func lend(_ value: Value) throws(Raised) -> (view: Value, owner: LentObject)? {
    try checkLends(value)
    var made = value.native(MemoryView.self).flatMap { $0.sibling($0.layout) }
    if made == nil, let lease = BufferLease(value) { made = MemoryView(value, lease) }
    guard let made else { return nil }
    let view = Value.native(made, machine.pointee.types.memoryView)
    guard let owner = LentObject(view) else {
      view.release()
      return nil
    }
    return (view, owner)
  }

  /// An array over the memory of any object that shows it; nil if it does not: owned.
  ///
  /// In NumPy's order: the buffer protocol, `__array_struct__`, `__array_interface__`.
  static func share(_ value: Value, copy: CopyPolicy = .ifNeeded) throws(Raised) -> Value? {
    guard value.has(.native) || value.has(.instance) || value.has(.cData) else { return nil }
    if value.foreign != nil, BufferLayout(of: value) == nil {
      return try fromForeign(value, copy)
    }
    if let (view, owner) = try lend(value) {
      defer { view.release() }
      return try array(try owner.lease.described(), owner: owner, base: view, copy: copy)
    }
    if let capsule = try attribute(value, "__array_struct__") {
      defer { capsule.release() }
      return try fromStruct(capsule, of: value, copy)
    }
    if let interface = try attribute(value, "__array_interface__") {
      defer { interface.release() }
      // Of a class it is the property itself.
      if value.has(.type) { return nil }
      return try fromInterface(interface, of: value, copy)
    }
    return nil
  }

  /// `np.asarray` and its kin: `value` itself if it is an array that fits, else an array over its memory, else one of its elements; owned.
  ///
  /// `copy` is NumPy's: none, true or false.
  static func asArray(_ value: Value, _ dtype: DType?, order: Value = .none, copy: Value = .none)
    throws(Raised) -> Value
  {
    let copies = try copyMode(copy)
    return try asArray(
      value, dtype, order.isNone ? .keep : try NumPyArguments.order(order), copies)
  }

  /// The same with arguments that have been read.
  static func asArray(_ value: Value, _ dtype: DType?, _ wanted: ElementOrder, _ copies: Bool?)
    throws(Raised) -> Value
  {
    guard
      let source = value.isArray
        ? value.retained() : try share(value, copy: copies == false ? .never : .ifNeeded)
    else {
      if copies == false { throw cannotShare() }
      let array = try ArrayConversion.array(value, dtype: dtype)
      return ArrayRef.make(
        try checkedEngine { wanted == .fortran ? array.copy(order: wanted) : array })
    }
    let own = ArrayRef(source)
    let current = own.current
    let (shape, strides, size) = (current.shape, current.strides, current.dtype.itemSize)
    let hasOrder =
      switch wanted {
      case .c: ArrayFlags.isContiguous(shape, strides, size)
      case .fortran: ArrayFlags.isContiguous(shape.reversed(), strides.reversed(), size)
      default: true
      }
    if hasOrder, dtype == nil || dtype == own.dtype, copies != true { return source }
    defer { source.release() }
    if copies == false { throw cannotShare() }
    return ArrayRef.make(
      try checkedEngine {
        let converted = dtype.map(current.asType) ?? current
        let isNew = converted.dtype != current.dtype
        return copies == true && !isNew || !hasOrder ? converted.copy(order: wanted) : converted
      })
  }

  /// `np.ascontiguousarray` and `np.asfortranarray`, whose results have an axis at least; owned.
  static func contiguous(_ value: Value, _ dtype: DType?, _ order: ElementOrder) throws(Raised)
    -> Value
  {
    let array = try asArray(value, dtype, order, nil)
    guard ArrayRef(array).current.ndim == 0 else { return array }
    defer { array.release() }
    return try ArrayType.view(array) { $0.reshaped([1]) }
  }

  /// What `copy=` says: always, never, or, as None, if need be.
  static func copyMode(_ copy: Value) throws(Raised) -> Bool? {
    if copy.isNone || copy.isUnbound { return nil }
    if copy.isStr {
      throw raise(
        .valueError,
        "strings are not allowed for 'copy' keyword. Use True/False/None instead.")
    }
    return try isTrue(copy)
  }

  private static func cannotShare() -> Raised {
    raise(
      .valueError,
      """
      Unable to avoid copy while creating an array as requested.
      If using `np.array(obj, copy=False)` replace it with `np.asarray(obj)` to allow a copy when needed (no behavior change in NumPy 1.x).
      For more details, see https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.
      """)
  }

  /// `np.frombuffer`: one axis over the bytes of an object; owned.
  static func fromBuffer(_ value: Value, _ dtype: DType, count: Int, offset: Int) throws(Raised)
    -> Value
  {
    guard let (view, owner) = try lend(value) else {
      throw raise(.typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    defer { view.release() }
    let layout = owner.lease.layout
    guard layout.isContiguous else {
      throw value.isArray
        ? raise(.valueError, "ndarray is not C-contiguous")
        : raise(.bufferError, "memoryview: underlying buffer is not C-contiguous")
    }
    let (bytes, size) = (layout.byteCount, dtype.itemSize)
    guard offset >= 0, offset <= bytes else {
      throw raise(
        .valueError, "offset must be non-negative and no greater than buffer length (\(bytes))")
    }
    var count = count
    if count > Int.max / size {
      throw raise(
        .valueError,
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
      )
    }
    if count < 0 {
      guard (bytes - offset) % size == 0 else {
        throw raise(.valueError, "buffer size must be a multiple of element size")
      }
      count = (bytes - offset) / size
    } else if (bytes - offset) / size < count {
      throw raise(.valueError, "buffer is smaller than requested size")
    }
    let memory = try exchange { () throws(ExchangeError) in
      try ArrayMemory(
        owner.lease.memory.baseAddress.map { $0 + layout.offset + offset }, ElementFormat(dtype),
        shape: [count], strides: nil, isReadOnly: layout.isReadOnly)
    }
    // Objects that need not be told when a loan ends are the base themselves.
    if value.has(.bytes) || value.isArray || value.cData != nil {
      return try array(memory, owner: owner, base: value, copy: .ifNeeded)
    }
    return try array(memory, owner: owner, base: view, copy: .ifNeeded)
  }

  /// An array of an object of CPython's without a buffer: the original NumPy makes one of it first; owned.
  private static func fromForeign(_ value: Value, _ copy: CopyPolicy) throws(Raised) -> Value? {
    guard let foreign = value.foreign else { return nil }
    let (memory, owner) = try Foreign.run { gil throws(Raised) in
      try gil.script { () throws(CPython.Pending) in try gil.arrayMemory(of: foreign.pointer) }
    }
    return try array(memory, owner: owner, base: value, copy: copy)
  }

  /// The same as a value for reading, where nobody has asked for an array by name.
  static func read(_ value: Value) throws(Raised) -> NDArray? {
    if value.foreign != nil {
      throw raise(
        .typeError,
        "an object of CPython is not made an array by itself: np.asarray(x) makes one that shares its memory, float(x) a number"
      )
    }
    guard let array = try share(value) else { return nil }
    defer { array.release() }
    return ArrayRef(array).current
  }

  private static func attribute(_ value: Value, _ name: String) throws(Raised) -> Value? {
    do throws(Raised) {
      return try getAttribute(value, name)
    } catch {
      guard raisedIs(.attributeError) else { throw error }
      takeRaised().release()
      return nil
    }
  }

  // MARK: __array_struct__

  private static func fromStruct(_ capsule: Value, of value: Value, _ copy: CopyPolicy)
    throws(Raised) -> Value
  {
    guard let own = capsule.native(Capsule.self), own.name == nil else {
      throw raise(.valueError, "invalid __array_struct__")
    }
    let memory = try exchange { () throws(ExchangeError) in
      try ArrayMemory(own.pointer.assumingMemoryBound(to: ArrayStruct.self).pointee)
    }
    let base = Tuple.make(copying: [value, capsule])
    defer { base.value.release() }
    return try array(memory, owner: Kept(value, capsule), base: base.value, copy: copy)
  }

  /// Objects that keep memory.
  private final class Kept: @unchecked Sendable {
    private let values: (Value, Value)
    init(_ first: Value, _ second: Value) {
      DeadReferences.prepare()
      values = (first.retained(), second.retained())
    }
    deinit {
      DeadReferences.drop(values.0)
      DeadReferences.drop(values.1)
    }
  }

  // MARK: __array_interface__

  private static func fromInterface(_ interface: Value, of value: Value, _ copy: CopyPolicy)
    throws(Raised) -> Value
  {
    guard interface.has(.dict) else {
      throw raise(.valueError, "Invalid __array_interface__ value, must be a dict")
    }
    let entries = Dict(interface)
    func entry(_ name: String) -> Value? {
      let key = Str.make(name)
      defer { key.value.release() }
      let found = entries.get(key)
      return found.isUnbound ? nil : found
    }
    guard let typestr = entry("typestr") else {
      throw raise(.valueError, "Missing __array_interface__ typestr")
    }
    guard typestr.isStr || typestr.has(.bytes) else {
      throw raise(.typeError, "__array_interface__ typestr must be a string")
    }
    if typestr.has(.bytes), Bytes(typestr).buffer.contains(where: { $0 >= 128 }) {
      throw raise(.typeError, "data type not understood")
    }
    let text =
      typestr.isStr
      ? Str(typestr).text : String(decoding: Bytes(typestr).buffer, as: UTF8.self)
    guard let shapeEntry = entry("shape") else {
      throw raise(.valueError, "Missing __array_interface__ shape")
    }
    guard shapeEntry.has(.tuple) else { throw raise(.typeError, "shape must be a tuple") }
    // A record's fields are named in descr.
    if let fields = try fields(entry("descr"), text) { throw fields }
    var parts = ArrayInterface(
      shape: try numbers(shapeEntry), typeString: try canonical(text).typeString)
    if let strides = entry("strides"), !strides.isNone {
      guard strides.has(.tuple) else { throw raise(.typeError, "strides must be a tuple") }
      guard Tuple(strides).count == parts.shape.count else {
        throw raise(.valueError, "mismatch in length of strides and shape")
      }
      parts.strides = try numbers(strides)
    }
    if let data = entry("data"), data.has(.tuple) {
      let pair = Tuple(data)
      guard pair.count == 2 else {
        throw raise(
          .typeError,
          "__array_interface__ data must be a 2-tuple with (data pointer integer, read-only flag)")
      }
      guard pair[0].isInteger else {
        throw raise(
          .typeError, "first element of __array_interface__ data tuple must be an integer.")
      }
      let address = IntMath.big(pair[0].unboxed)
      guard address >= BigInt(Int.min), address <= BigInt(UInt.max) else {
        throw raise(
          .overflowError,
          address < 0
            ? "Python int too large to convert to C long"
            : "Python int too large to convert to C unsigned long")
      }
      parts.data = (UInt(truncatingIfNeeded: address), try isTrue(pair[1]))
      let memory = try exchange { () throws(ExchangeError) in try ArrayMemory(parts) }
      return try array(memory, owner: Kept(value, interface), base: value, copy: copy)
    }
    guard let data = entry("data") else { return try scalar(value, parts) }
    // The memory of a buffer, the object's own if no other is named.
    let source = data.isNone ? value : data
    var offset = 0
    if let given = entry("offset") {
      guard given.isInteger || given.type.slots.index != nil else {
        throw raise(.typeError, "__array_interface__ offset must be an integer")
      }
      offset = try indexValue(given)
    }
    try checkLends(source)
    guard let owner = LentObject(source) else {
      throw raise(.typeError, "a bytes-like object is required, not '\(source.type.name)'")
    }
    let buffer = try owner.lease.described()
    guard buffer.isContiguous else {
      throw raise(.bufferError, "\(source.type.name): underlying buffer is not C-contiguous")
    }
    let memory = try exchange { () throws(ExchangeError) in
      try ArrayMemory(parts, in: buffer, offset: offset)
    }
    return try array(memory, owner: owner, base: source, copy: copy)
  }

  /// Of an object that names no data the value is the only element.
  private static func scalar(_ value: Value, _ parts: ArrayInterface) throws(Raised) -> Value {
    let dtype = try exchange { () throws(ExchangeError) in
      try ElementFormat(typeString: parts.typeString).requireDType()
    }
    guard parts.shape.reduce(1, *) <= 1 else {
      throw raise(.valueError, "cannot coerce scalar to array with size > 1")
    }
    let types = machine.pointee.types
    let type =
      switch dtype.kind {
      case .bool: types.bool
      case .signed, .unsigned: types.int
      case .float: types.float
      case .complex: types.complex
      }
    let element = try call(type.value, value)
    defer { element.release() }
    let array = try ArrayConversion.array(element, dtype: dtype)
    return ArrayRef.make(
      try checkedEngine { array.broadcast(to: parts.shape).copy(order: .c) })
  }

  private static func numbers(_ tuple: Value) throws(Raised) -> [Int] {
    var result: [Int] = []
    for part in Tuple(tuple).buffer {
      if part.tag == .bool { throw raise(.typeError, "an integer is required") }
      do throws(Raised) { result.append(try indexValue(part)) } catch {
        try swallow(.indexError, error)
        throw raise(.overflowError, "Python int too large to convert to C long")
      }
    }
    return result
  }

  /// What a type string says: any name of a dtype, or one of the protocol's own.
  private static func canonical(_ text: String) throws(Raised) -> ElementFormat {
    let bare = "<>|=".contains(text.first ?? " ") ? String(text.dropFirst()) : text
    if let dtype = DTypeObject.names[text] ?? (bare.count == 1 ? DTypeObject.names[bare] : nil) {
      var format = ElementFormat(dtype)
      format.isBigEndian = text.first == ">" && dtype.itemSize > 1
      return format
    }
    return try exchange { () throws(ExchangeError) in try ElementFormat(typeString: text) }
  }

  /// The error that a record is refused with; nil if `descr` is no record's.
  private static func fields(_ descr: Value?, _ typestr: String) throws(Raised) -> Raised? {
    guard let descr, descr.has(.list), typestr.dropFirst().first == "V",
      let first = List(descr).elements.first, first.has(.tuple), Tuple(first).count >= 2,
      Tuple(first)[0].isStr
    else { return nil }
    return raise(
      .typeError,
      "cannot import records: field '\(Str(Tuple(first)[0]).text)' of '\(typestr)'; import one field at a time"
    )
  }

  // MARK: DLPack

  /// `np.from_dlpack`: the array of an object's tensor; owned.
  static func fromDLPack(_ value: Value, device: Value, copy: Value) throws(Raised) -> Value {
    if !device.isNone, NumPyArguments.text(device) != "cpu" {
      throw raise(
        .valueError,
        "Device not understood. Only \"cpu\" is allowed, but received: \(try strText(device))")
    }
    let method = try getAttribute(value, "__dlpack__")
    defer { method.release() }
    let keywords = Dict.make()
    defer { keywords.value.release() }
    let version = { Tuple.make(consuming: [Value(1), Value(0)]).value }
    keywords.set("dl_device", consuming: device.isNone ? .none : version())
    keywords.set("copy", copy)
    keywords.set("max_version", consuming: version())
    let empty = Tuple.make(consuming: [])
    defer { empty.value.release() }
    let capsule: Value
    do throws(Raised) {
      capsule = try call(method, spreading: empty, keywords)
    } catch {
      // Older exporters take no keywords.
      guard raisedIs(.typeError) else { throw error }
      if !device.isNone || !copy.isNone { throw error }
      takeRaised().release()
      capsule = try call(method)
    }
    defer { capsule.release() }
    if let foreign = capsule.foreign { return try fromDLPack(foreign, capsule) }
    guard let own = capsule.native(Capsule.self) else {
      throw raise(
        .valueError, "PyCapsule_GetPointer called with invalid PyCapsule object")
    }
    guard own.name == DLPack.name || own.name == DLPack.versionedName else {
      throw raise(.valueError, "PyCapsule_GetPointer called with incorrect name")
    }
    let isVersioned = own.name == DLPack.versionedName
    let taken = try exchange { () throws(ExchangeError) in
      try DLPack.Taken(own.pointer, isVersioned: isVersioned)
    }
    own.name = isVersioned ? DLPack.usedVersionedName : DLPack.usedName
    // The base is a capsule of our own, which is called as NumPy calls it.
    let base = Capsule(
      own.pointer, name: "numpy_\(isVersioned ? DLPack.versionedName : DLPack.name)"
    ) {
      _ in withExtendedLifetime(taken) {}
    }.value
    defer { base.release() }
    return try array(taken.memory, owner: taken, base: base, copy: .ifNeeded)
  }

  /// The array of a tensor in a capsule of CPython's; owned.
  private static func fromDLPack(_ foreign: ForeignObject, _ capsule: Value) throws(Raised) -> Value
  {
    let (memory, owner) = try Foreign.run { gil throws(Raised) in
      try gil.script { () throws(CPython.Pending) in try gil.takeTensor(foreign.pointer) }
    }
    return try array(memory, owner: owner, base: capsule, copy: .ifNeeded)
  }
}
