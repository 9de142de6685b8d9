// SPDX-License-Identifier: Apache-2.0
// Values on their way between scripts and the hosted CPython: numbers, text and plain containers are copied, all else is passed by reference.
import ArrayExchange
import Weft

enum ForeignValues {
  /// Containers deeper than this are passed by reference.
  private static let depthLimit = 200

  // MARK: To scripts

  /// The value of an object, to which it takes a reference over; owned.
  static func value(_ gil: CPython.GIL, owned object: ForeignPointer, depth: Int = 0) throws(Raised)
    -> Value
  {
    switch gil.exactKind(of: object) {
    case .other:
      if let scalar = try ForeignScalars.value(gil, object) {
        gil.release(object)
        return scalar
      }
      return ForeignTypes.value(gil, owned: object)
    case .list, .dictionary, .tuple:
      if depth > depthLimit { return ForeignObject.value(gil, owned: object) }
    default: break
    }
    defer { gil.release(object) }
    switch gil.exactKind(of: object) {
    case .none: return .none
    case .bool: return Value(gil.exactBool(object) ?? false)
    case .int:
      let small = try gil.script { () throws(CPython.Pending) in try gil.int(object) }
      if let small { return Value(small) }
      let digits = Value.string(
        try gil.script { () throws(CPython.Pending) in try gil.hexadecimal(object) })
      defer { digits.release() }
      return try call(machine.pointee.types.int.value, digits, Value(16))
    case .float:
      return Value(try gil.script { () throws(CPython.Pending) in try gil.double(object) })
    case .complex:
      let (real, imaginary) = try gil.script { () throws(CPython.Pending) in
        try gil.complex(object)
      }
      return .complex(real, imaginary)
    case .string: return try string(gil, object)
    case .bytes:
      return .bytes(try gil.script { () throws(CPython.Pending) in try gil.bytes(of: object) })
    case .tuple:
      var elements: [Value] = []
      try collect(&elements) { (elements: inout [Value]) throws(Raised) in
        for index in 0..<gil.tupleCount(object) {
          elements.append(
            try value(gil, owned: gil.retain(gil.tupleElement(object, index)), depth: depth + 1))
        }
      }
      return Tuple.make(consuming: elements).value
    case .list:
      var elements: [Value] = []
      try collect(&elements) { (elements: inout [Value]) throws(Raised) in
        var index = 0
        while index < gil.listCount(object) {
          elements.append(
            try value(gil, owned: gil.retain(gil.listElement(object, index)), depth: depth + 1))
          index += 1
        }
      }
      return List.make(consuming: elements).value
    case .dictionary: return try dictionary(gil, object, depth)
    case .other: return .none
    }
  }

  /// Fills a list of owned values, and lets them go if that fails.
  private static func collect(
    _ elements: inout [Value], _ body: (inout [Value]) throws(Raised) -> Void
  ) throws(Raised) {
    do throws(Raised) { try body(&elements) } catch {
      for element in elements { element.release() }
      throw error
    }
  }

  private static func string(_ gil: CPython.GIL, _ object: ForeignPointer) throws(Raised) -> Value {
    let copied = try gil.script { () throws(CPython.Pending) in
      try gil.withGeneralizedUTF8(object) { bytes -> [UInt8]? in
        // Surrogates begin with 0xED 0xA0 and up.
        for index in bytes.indices.dropLast() where bytes[index] == 0xed && bytes[index + 1] >= 0xa0
        {
          return Array(bytes)
        }
        return nil
      }
    }
    if let copied { return try Codecs.decode(copied, encoding: "utf-8", errors: "surrogatepass") }
    return .string(try gil.script { () throws(CPython.Pending) in try gil.string(object) })
  }

  private static func dictionary(_ gil: CPython.GIL, _ object: ForeignPointer, _ depth: Int)
    throws(Raised) -> Value
  {
    // The dictionary may change while keys of the script's own types are hashed.
    var pairs: [(ForeignPointer, ForeignPointer)] = []
    try gil.script { () throws(CPython.Pending) in
      try gil.forEach(inDictionary: object) { key, value throws(CPython.Pending) in
        pairs.append((gil.retain(key), gil.retain(value)))
      }
    }
    let result = Dict.make()
    var done = 0
    defer {
      for (key, value) in pairs[done...] {
        gil.release(key)
        gil.release(value)
      }
    }
    do throws(Raised) {
      while done < pairs.count {
        let (foreignKey, foreignValue) = pairs[done]
        done += 1
        let key: Value
        do throws(Raised) { key = try value(gil, owned: foreignKey, depth: depth + 1) } catch {
          gil.release(foreignValue)
          throw error
        }
        defer { key.release() }
        let element = try value(gil, owned: foreignValue, depth: depth + 1)
        defer { element.release() }
        try result.set(key, element)
      }
    } catch {
      result.value.release()
      throw error
    }
    return result.value
  }

  // MARK: To CPython

  /// The object of a value, borrowed; the caller owns the result.
  ///
  /// `lendsArrays` is for the call of `numpy.asarray`: only there arrays are passed, as objects that show their memory.
  static func object(
    _ gil: CPython.GIL, _ value: Value, lendsArrays: Bool = false, depth: Int = 0
  ) throws(Raised) -> ForeignPointer {
    if depth > depthLimit {
      throw raise(
        .recursionError, "maximum recursion depth exceeded while passing a value to CPython")
    }
    switch value.tag {
    case .none, .unbound: return gil.retain(gil.none)
    case .bool: return gil.retain(gil.bool(value.asBool))
    case .int:
      return try gil.script { () throws(CPython.Pending) in try gil.int(value.asInt) }
    case .float:
      return try gil.script { () throws(CPython.Pending) in try gil.float(value.asFloat) }
    case .ellipsis: return try named(gil, "Ellipsis")
    case .notImplemented: return try named(gil, "NotImplemented")
    case .object: break
    default:
      return try ForeignScalars.object(gil, value)
    }
    switch value.header.pointee.layout {
    case .str: return try string(gil, Str(value))
    case .bytes:
      return try gil.script { () throws(CPython.Pending) in try gil.bytes(Bytes(value).buffer) }
    case .bigInt, .boxedInt: return try integer(gil, value)
    case .boxedFloat:
      return try gil.script { () throws(CPython.Pending) in
        try gil.float(value.unboxed.asFloat)
      }
    case .complex:
      if NumPyScalars.dtype(of: value) != nil { return try ForeignScalars.object(gil, value) }
      let cell = value.cell(as: ComplexCell.self).pointee
      return try gil.script { () throws(CPython.Pending) in
        try gil.complex(cell.real, cell.imaginary)
      }
    case .tuple where value.isExactly(.tuple):
      return try container(gil, Tuple(value).buffer.map { $0 }, lendsArrays, depth) {
        elements throws(CPython.Pending) in try gil.tuple(elements)
      }
    case .list where value.isExactly(.list):
      let elements = List(value).elements
      return try container(gil, elements, lendsArrays, depth) { elements throws(CPython.Pending) in
        try gil.list(elements)
      }
    case .dict where value.isExactly(.dict): return try dictionary(gil, Dict(value), depth)
    case .set, .frozenSet:
      var elements: [Value] = []
      SetRef(value).forEachReference { elements.append($0) }
      let list = try container(gil, elements, false, depth) { elements throws(CPython.Pending) in
        try gil.list(elements)
      }
      defer { gil.release(list) }
      let type = try named(gil, value.has(.set) ? "set" : "frozenset")
      defer { gil.release(type) }
      return try gil.script { () throws(CPython.Pending) in try gil.call(type, list) }
    case .slice:
      let cell = value.cell(as: SliceCell.self).pointee
      return try container(gil, [cell.start, cell.stop, cell.step], false, depth) {
        parts throws(CPython.Pending) in try gil.slice(parts[0], parts[1], parts[2])
      }
    case .range:
      let cell = value.cell(as: RangeCell.self).pointee
      let type = try named(gil, "range")
      defer { gil.release(type) }
      let parts = try container(gil, [cell.start, cell.stop, cell.step], false, depth) {
        parts throws(CPython.Pending) in try gil.tuple(parts)
      }
      defer { gil.release(parts) }
      return try gil.script { () throws(CPython.Pending) in
        try gil.call(type, tuple: parts, keywords: nil)
      }
    case .array:
      if lendsArrays { return try exporter(gil, value.retained()) }
      throw raise(
        .typeError,
        "an array of Weft is not passed to CPython by itself: cpython.numpy.asarray(a) makes an array of the original NumPy that shares its memory"
      )
    default: return try reference(gil, value, lendsArrays)
    }
  }

  /// What is passed by reference.
  private static func reference(_ gil: CPython.GIL, _ value: Value, _ lendsArrays: Bool)
    throws(Raised) -> ForeignPointer
  {
    if let foreign = value.foreign { return gil.retain(foreign.pointer) }
    if let capsule = value.native(Capsule.self) { return try self.capsule(gil, value, capsule) }
    if let dtype = value.native(DTypeObject.self)?.dtype { return try self.dtype(gil, dtype) }
    if value.has(.type) {
      if let dtype = NumPyScalars.dtype(of: TypeRef(value)) { return try self.dtype(gil, dtype) }
      if let known = ForeignTypes.object(gil, of: TypeRef(value)) { return known }
    }
    if value.has(.exception) { return try ForeignErrors.object(gil, value) }
    // Memory of other objects is shown as memory.
    if value.has(.native) || value.has(.cData), BufferLayout(of: value) != nil {
      let memory = try exporter(gil, value.retained())
      if lendsArrays { return memory }
      defer { gil.release(memory) }
      let type = try named(gil, "memoryview")
      defer { gil.release(type) }
      return try gil.script { () throws(CPython.Pending) in try gil.call(type, memory) }
    }
    return try ForeignCalls.object(gil, value)
  }

  /// An object that shows the memory of a value, owned (consumed), through the buffer protocol.
  static func exporter(_ gil: CPython.GIL, _ value: Value) throws(Raised) -> ForeignPointer {
    defer { value.release() }
    guard let owner = LentObject(value) else {
      throw raise(.typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    var memory = try owner.lease.described()
    if value.isArray { memory.strides = ArrayRef(value).current.strides }
    return try gil.script { () throws(CPython.Pending) in try gil.exporter(memory, owner: owner) }
  }

  /// A capsule of CPython's for one of ours; a tensor goes over to it.
  private static func capsule(_ gil: CPython.GIL, _ value: Value, _ own: Capsule) throws(Raised)
    -> ForeignPointer
  {
    let kept = ForeignCalls.Kept(value)
    let object = try gil.script { () throws(CPython.Pending) in
      try gil.capsule(own.pointer, name: own.name, owner: kept)
    }
    if own.name == DLPack.name { own.name = DLPack.usedName }
    if own.name == DLPack.versionedName { own.name = DLPack.usedVersionedName }
    return object
  }

  /// A dtype of the original NumPy.
  private static func dtype(_ gil: CPython.GIL, _ dtype: DType) throws(Raised) -> ForeignPointer {
    try gil.script { () throws(CPython.Pending) in
      let numpy = try gil.importModule("numpy")
      defer { gil.release(numpy) }
      let type = try gil.attribute(numpy, "dtype")
      defer { gil.release(type) }
      let name = try gil.string(dtype.name)
      defer { gil.release(name) }
      return try gil.call(type, name)
    }
  }

  /// What CPython's builtins have by a name.
  private static func named(_ gil: CPython.GIL, _ name: String) throws(Raised) -> ForeignPointer {
    guard let object = gil.builtin(name) else {
      throw raise(.nameError, "name '\(name)' is not defined")
    }
    return gil.retain(object)
  }

  private static func string(_ gil: CPython.GIL, _ text: Str) throws(Raised) -> ForeignPointer {
    if text.isASCII {
      return try gil.script { () throws(CPython.Pending) in
        try gil.string(
          generalizedUTF8: UnsafeBufferPointer(start: text.bytes, count: text.count))
      }
    }
    let encoded = try Codecs.encode(text, encoding: "utf-8", errors: "surrogatepass")
    return try gil.script { () throws(CPython.Pending) in
      try encoded.withUnsafeBufferPointer { bytes throws(CPython.Pending) in
        try gil.string(generalizedUTF8: bytes)
      }
    }
  }

  private static func integer(_ gil: CPython.GIL, _ value: Value) throws(Raised) -> ForeignPointer {
    let function = Dict(machine.pointee.builtins).get("hex")
    let digits = try call(function, value)
    defer { digits.release() }
    return try gil.script { () throws(CPython.Pending) in
      try gil.int(digits: Str(digits).text, base: 16)
    }
  }

  /// A container of the objects of some values, borrowed.
  private static func container(
    _ gil: CPython.GIL, _ elements: [Value], _ lendsArrays: Bool, _ depth: Int,
    _ make: ([ForeignPointer]) throws(CPython.Pending) -> ForeignPointer
  ) throws(Raised) -> ForeignPointer {
    var objects: [ForeignPointer] = []
    objects.reserveCapacity(elements.count)
    defer { gil.release(objects) }
    for element in elements {
      objects.append(
        try object(gil, element, lendsArrays: lendsArrays, depth: depth + 1))
    }
    return try gil.script { () throws(CPython.Pending) in try make(objects) }
  }

  private static func dictionary(_ gil: CPython.GIL, _ dict: Dict, _ depth: Int) throws(Raised)
    -> ForeignPointer
  {
    let result = try gil.script { () throws(CPython.Pending) in try gil.dictionary() }
    do throws(Raised) {
      try dict.forEachItem { key, value throws(Raised) in
        let key = try object(gil, key, depth: depth + 1)
        defer { gil.release(key) }
        let value = try object(gil, value, depth: depth + 1)
        defer { gil.release(value) }
        try gil.script { () throws(CPython.Pending) in try gil.setItem(result, key, value) }
        return true
      }
    } catch {
      gil.release(result)
      throw error
    }
    return result
  }
}
