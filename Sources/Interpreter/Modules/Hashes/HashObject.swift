// SPDX-License-Identifier: Apache-2.0
// What all hash functions share: the object that scripts hold, and blocks.

/// A hash in the making.
class HashObject: NativeObject {
  let name: String
  let size: Int
  let blockSize: Int
  /// What does not fill a block yet.
  final var pending: [UInt8] = []
  /// Bytes so far.
  final var length = 0

  init(_ name: String, size: Int, blockSize: Int) {
    (self.name, self.size, self.blockSize) = (name, size, blockSize)
  }

  /// Takes one block in.
  func compress(_ block: ArraySlice<UInt8>) {}
  /// The hash of what came so far; may spoil the object.
  func finish() -> [UInt8] { [] }
  func copy() -> HashObject { self }
  /// Whether the last full block waits until it is known not to be the last.
  var holdsBack: Bool { false }

  final func update(_ bytes: [UInt8]) {
    length += bytes.count
    pending += bytes
    var place = 0
    while pending.count - place >= blockSize + (holdsBack ? 1 : 0) {
      compress(pending[place..<place + blockSize])
      place += blockSize
    }
    pending.removeFirst(place)
  }

  /// Adds the bit 1, zeros, and the length in bits: what MD5 and SHA end with.
  final func pad(lengthBytes: Int, littleEndian: Bool = false) {
    let bits = UInt64(length) * 8
    let zeros = (2 * blockSize - lengthBytes - 1 - pending.count % blockSize) % blockSize
    let count = (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    let wide = [UInt8](repeating: 0, count: lengthBytes - 8)
    update(
      [0x80] + [UInt8](repeating: 0, count: zeros)
        + (littleEndian ? count + wide : wide + count.reversed()))
  }

  final func copyState(from other: HashObject) {
    (pending, length) = (other.pending, other.length)
  }

  final func digest() -> [UInt8] { Array(copy().finish().prefix(size)) }
}

enum HashRows {
  static func bytes(_ value: Value) throws(Raised) -> [UInt8] {
    if value.isStr { throw raise(.typeError, "Strings must be encoded before hashing") }
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(.typeError, "object supporting the buffer API required")
    }
    return bytes
  }

  static func own(_ value: Value) throws(Raised) -> HashObject {
    guard let own = value.native(HashObject.self) else { throw raise(.typeError, "not a hash") }
    return own
  }

  static func hex(_ bytes: [UInt8]) -> Value {
    .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  /// A type of hashes whose digests have one size, or with `shake` as many bytes as are asked for.
  static func type(
    _ name: String, _ module: String, shake: Bool = false, flags: TypeFlags = [],
    _ configure: (inout Slots) -> Void = { _ in }
  ) -> TypeRef {
    let length = shake ? ", length, /" : ", /"
    return TypeMaking.make(
      "\(module).\(name)", module: module, flags: flags,
      methods: [
        Builtin("update(self, obj, /)") { a throws(Raised) in
          try own(a[0]).update(try bytes(a[1]))
          return .none
        },
        Builtin("digest(self\(length))") { a throws(Raised) in
          try digest(a, shake).map { .bytes($0) } ?? .none
        },
        Builtin("hexdigest(self\(length))") { a throws(Raised) in
          try digest(a, shake).map { hex($0) } ?? .none
        },
        Builtin("copy(self, /)") { a throws(Raised) in .native(try own(a[0]).copy(), a[0].type) },
      ],
      properties: [
        Property("digest_size") { v throws(Raised) in Value(try own(v).size) },
        Property("block_size") { v throws(Raised) in Value(try own(v).blockSize) },
        Property("name") { v throws(Raised) in .string(try own(v).name) },
      ], configure)
  }

  private static func digest(_ a: BoundArguments, _ shake: Bool) throws(Raised) -> [UInt8]? {
    guard shake else { return try own(a[0]).digest() }
    let length = try indexValue(a[1])
    if length < 0 { throw raise(.valueError, "value must be positive") }
    guard length < 1 << 29 else { throw raise(.valueError, "length is too large") }
    return (try own(a[0]).copy() as? Keccak)?.squeeze(length)
  }

  /// A function that makes a hash of a type.
  static func function(_ name: String, _ type: TypeRef, _ make: @escaping () -> HashObject)
    -> Builtin
  {
    Builtin("\(name)(string=..., *, usedforsecurity=True)") { a throws(Raised) in
      let data = a[0].isUnbound ? [] : try bytes(a[0])
      let hash = make()
      hash.update(data)
      return .native(hash, type)
    }
  }
}
