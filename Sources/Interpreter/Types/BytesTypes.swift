// SPDX-License-Identifier: Apache-2.0
// bytes and bytearray: slots. Methods stand in BytesMethods.

enum BytesTypes {
  static func fill() {
    fill(machine.pointee.types.bytes, isMutable: false)
    fill(machine.pointee.types.byteArray, isMutable: true)
    MemoryViewType.fill()
    TypeMaking.fill(machine.pointee.types.bytesIterator, methods: PositionedIterator.rows) {
      PositionedIterator.configure(&$0)
    }
  }

  /// The bytes of an instance of bytes or bytearray.
  static func contents(_ v: Value) -> [UInt8] { ByteArray.anyBytes(of: v) ?? [] }

  /// A value of the same kind, mutable or not; owned.
  static func make(_ bytes: [UInt8], like v: Value) -> Value {
    v.has(.bytes) ? .bytes(bytes) : ByteArray.make(bytes)
  }

  /// `repr` of bytes without a prefix's type.
  static func literal(_ bytes: [UInt8]) -> String {
    let quote: UInt8 = bytes.contains(39) && !bytes.contains(34) ? 34 : 39
    var result: [UInt8] = [98, quote]
    for byte in bytes {
      switch byte {
      case quote, 92: result += [92, byte]
      case 9: result += [92, 116]
      case 10: result += [92, 110]
      case 13: result += [92, 114]
      case 32..<127: result.append(byte)
      default:
        let digits = String(byte, radix: 16)
        result += Array(("\\x" + (digits.count < 2 ? "0" : "") + digits).utf8)
      }
    }
    result.append(quote)
    return String(decoding: result, as: UTF8.self)
  }

  static func byte(_ value: Value, _ name: String) throws(Raised) -> UInt8 {
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(
        .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
    }
    let number: Int
    do throws(Raised) { number = try indexValue(value) } catch {
      try swallow(.indexError, error)
      throw raise(.valueError, "\(name) must be in range(0, 256)")
    }
    guard (0..<256).contains(number) else {
      throw raise(.valueError, "\(name) must be in range(0, 256)")
    }
    return UInt8(number)
  }

  private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
    for (x, y) in zip(a, b) where x != y { return x < y ? -1 : 1 }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }

  private static func fill(_ type: TypeRef, isMutable: Bool) {
    TypeMaking.fill(
      type, methods: BytesMethods.rows + (isMutable ? BytesMethods.mutableRows : []),
      staticMethods: BytesMethods.staticRows, classMethods: BytesMethods.classRows
    ) { slots in
      slots.repr = { v throws(Raised) in
        .string(isMutable ? "\(v.type.name)(\(literal(contents(v))))" : literal(contents(v)))
      }
      if isMutable {
        slots.isUnhashable = true
      } else {
        slots.hash = { v throws(Raised) in
          let cell = Bytes(v).cell
          if cell.pointee.hash == 0 {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in Bytes(v).buffer { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash ^= hash >> 32
            let result = Int(Int64(bitPattern: hash))
            cell.pointee.hash = result == 0 || result == -1 ? -2 : result
          }
          return cell.pointee.hash
        }
      }
      slots.length = { v throws(Raised) in v.has(.bytes) ? Bytes(v).count : contents(v).count }
      slots.compare = { op, a, b throws(Raised) in
        guard isMutable || (a.has(.bytes) && b.has(.bytes)), let x = ByteArray.anyBytes(of: a),
          let y = ByteArray.anyBytes(of: b), !a.isArray, !b.isArray
        else { return .notImplemented }
        if op == .equal { return Value(x == y) }
        if op == .notEqual { return Value(x != y) }
        return Value(op.holds(order(x, y), 0))
      }
      slots.contains = { v, key throws(Raised) in
        if let other = ByteArray.anyBytes(of: key) {
          return BytesMethods.find(contents(v), other, 0, contents(v).count) >= 0
        }
        guard key.isInteger || key.type.slots.index != nil else {
          throw raise(
            .typeError, "a bytes-like object is required, not '\(key.type.name)'")
        }
        let wanted = try byte(key, "byte")
        return contents(v).contains(wanted)
      }
      slots.binary = { op, a, b throws(Raised) in
        switch op {
        case .add:
          guard let x = ByteArray.anyBytes(of: a), let y = ByteArray.anyBytes(of: b),
            !a.isArray, !b.isArray
          else { return .notImplemented }
          return make(x + y, like: a)
        case .multiply:
          let (sequence, count) = a.has(.bytes) || a.native(ByteArray.self) != nil ? (a, b) : (b, a)
          guard count.isInteger || count.type.slots.index != nil else { return .notImplemented }
          let times = max(0, try indexValue(count))
          let bytes = contents(sequence)
          try checkMemory(bytes.count, times, 2)
          let total = bytes.count * times
          var result: [UInt8] = []
          result.reserveCapacity(total)
          for _ in 0..<times { result += bytes }
          return make(result, like: sequence)
        case .modulo:
          guard let template = ByteArray.anyBytes(of: a), !a.isArray else { return .notImplemented }
          let points = try PercentFormat.expand(template.map(UInt32.init), b, isBytes: true)
          return make(points.map { UInt8(truncatingIfNeeded: $0) }, like: a)
        default: return .notImplemented
        }
      }
      slots.binaryMask =
        1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
        | 1 << BinaryOperation.modulo.rawValue
      slots.getItem = { v, key throws(Raised) in
        // The bytes are looked at after the key: what gives it its number may change them.
        if key.has(.slice) {
          let range = try SliceRange(key, count: contents(v).count)
          let bytes = contents(v)
          return make(range.map { bytes[$0] }, like: v)
        }
        let index = try Sequences.position(key, isMutable ? "bytearray" : "byte") {
          contents(v).count
        }
        let bytes = contents(v)
        guard index >= 0 && index < bytes.count else {
          throw raise(
            .indexError, isMutable ? "bytearray index out of range" : "index out of range")
        }
        return Value(Int(bytes[index]))
      }
      slots.iterate = { v throws(Raised) in
        .native(BytesIterator(v), machine.pointee.types.bytesIterator)
      }
      slots.new = { type, arguments throws(Raised) in
        isMutable ? ByteArray.make([], type: type) : try newBytes(type, arguments)
      }
      if isMutable { configureMutable(&slots) }
    }
  }

  private static func configureMutable(_ slots: inout Slots) {
    slots.initialize = { v, arguments throws(Raised) in
      guard let own = v.native(ByteArray.self) else { return }
      try own.checkSize()
      own.bytes = try source(arguments, "bytearray")
    }
    slots.setItem = { v, key, value throws(Raised) in
      guard let own = v.native(ByteArray.self) else { return }
      if key.has(.slice) {
        let new: [UInt8]
        if value.isUnbound {
          new = []
        } else if value.isInteger {
          throw raise(
            .typeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)")
        } else {
          new = try elements(value)
        }
        let range = try SliceRange(key, count: own.bytes.count)
        if range.step == 1 {
          if new.count != range.count { try own.checkSize() }
          let stop = max(range.start, range.stop)
          own.bytes.replaceSubrange(range.start..<stop, with: new)
        } else if value.isUnbound {
          try own.checkSize()
          for index in range.map({ $0 }).sorted(by: >) { own.bytes.remove(at: index) }
        } else {
          guard new.count == range.count else {
            throw raise(
              .valueError,
              "attempt to assign bytes of size \(new.count) to extended slice of size \(range.count)"
            )
          }
          for (index, byte) in zip(range.map { $0 }, new) { own.bytes[index] = byte }
        }
        return
      }
      let index = try Sequences.position(key, "bytearray") { own.bytes.count }
      let new = value.isUnbound ? 0 : try byte(value, "byte")
      guard index >= 0 && index < own.bytes.count else {
        throw raise(.indexError, "bytearray index out of range")
      }
      if value.isUnbound {
        try own.checkSize()
        own.bytes.remove(at: index)
      } else {
        own.bytes[index] = new
      }
    }
    slots.inPlace = { op, a, b throws(Raised) in
      guard let own = a.native(ByteArray.self) else { return .notImplemented }
      switch op {
      case .add:
        guard let bytes = ByteArray.anyBytes(of: b) else {
          throw raise(.typeError, "can't concat \(b.type.name) to bytearray")
        }
        if bytes.isEmpty { return a.retained() }
        try own.checkSize()
        own.bytes += bytes
        return a.retained()
      case .multiply:
        guard b.isInteger || b.type.slots.index != nil else { return .notImplemented }
        let times = max(0, try indexValue(b))
        if times == 1 || own.bytes.isEmpty { return a.retained() }
        try own.checkSize()
        let once = own.bytes
        try checkMemory(once.count, times, 2)
        own.bytes = []
        for _ in 0..<times { own.bytes += once }
        return a.retained()
      default: return .notImplemented
      }
    }
    slots.inPlaceMask =
      1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
  }

  // MARK: Making

  private static func newBytes(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value
  {
    if arguments.count == 1, arguments.names.isUnbound, arguments[0].isExactly(.bytes),
      type == machine.pointee.types.bytes
    {
      return arguments[0].retained()
    }
    let bytes = try source(arguments, "bytes")
    let result = Bytes.allocate(bytes.count, type: type)
    result.start.update(from: bytes, count: bytes.count)
    return result.value
  }

  /// The bytes that `bytes(source, encoding, errors)` makes.
  private static func source(_ arguments: CallArguments, _ name: String) throws(Raised) -> [UInt8] {
    let a = try ItertoolsModule.bind(
      arguments, name, ["source", "encoding", "errors"], required: 0)
    if a[0].isUnbound {
      if !a[1].isUnbound || !a[2].isUnbound {
        throw raise(
          .typeError, "\(a[1].isUnbound ? "errors" : "encoding") without a string argument")
      }
      return []
    }
    if a[0].isStr {
      guard a[1].isStr else { throw raise(.typeError, "string argument without an encoding") }
      return try Codecs.encode(
        Str(a[0]), encoding: Str(a[1]).text, errors: a[2].isStr ? Str(a[2]).text : "strict")
    }
    if !a[1].isUnbound || !a[2].isUnbound {
      throw raise(.typeError, "\(a[1].isUnbound ? "errors" : "encoding") without a string argument")
    }
    if name == "bytes", let method = try specialMethod(a[0], .bytes) {
      defer { method.release() }
      let result = try call(method)
      defer { result.release() }
      guard result.has(.bytes) else {
        throw raise(
          .typeError, "__bytes__ returned non-bytes (type \(result.type.name))")
      }
      return Array(Bytes(result).buffer)
    }
    if a[0].isInteger || a[0].type.slots.index != nil {
      let count: Int
      do throws(Raised) { count = try indexValue(a[0]) } catch {
        try swallow(.indexError, error)
        throw raise(
          .overflowError, "cannot fit '\(a[0].type.name)' into an index-sized integer")
      }
      if count < 0 { throw raise(.valueError, "negative count") }
      try checkMemory(count, 2)
      return [UInt8](repeating: 0, count: count)
    }
    return try elements(a[0])
  }

  /// The bytes of a buffer or an iterable of ints.
  static func elements(_ value: Value) throws(Raised) -> [UInt8] {
    try checkLends(value)
    if let bytes = ByteArray.anyBytes(of: value) { return bytes }
    guard value.type.slots.iterate != nil || value.type.slots.getItem != nil else {
      throw raise(
        .typeError, "cannot convert '\(value.type.name)' object to bytes")
    }
    var result: [UInt8] = []
    try forEach(value) { element throws(Raised) in
      result.append(try byte(element, "bytes"))
      return true
    }
    return result
  }
}

final class BytesIterator: PositionedIterator {
  override func next() throws(Raised) -> Value {
    guard !source.isUnbound else { return .unbound }
    if source.has(.bytes) {
      if index < Bytes(source).count {
        index += 1
        return Value(Int(Bytes(source).start[index - 1]))
      }
    } else if let own = source.native(ByteArray.self), index < own.bytes.count {
      index += 1
      return Value(Int(own.bytes[index - 1]))
    }
    clearReferences()
    return .unbound
  }

  override func count() throws(Raised) -> Int? {
    source.has(.bytes) ? Bytes(source).count : source.native(ByteArray.self)?.bytes.count
  }
}
