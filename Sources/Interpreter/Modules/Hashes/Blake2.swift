// SPDX-License-Identifier: Apache-2.0
// BLAKE2b and BLAKE2s (RFC 7693), with the parameters of the original paper.

/// What both have in one: `isWide` is BLAKE2b, of words of 64 bits.
final class Blake2: HashObject {
  private let isWide: Bool
  private var state: [UInt64]
  private let isLastNode: Bool
  private var counted = 0

  /// `parameters` is the block of parameters in bytes.
  init(wide: Bool, size: Int, parameters: [UInt8], lastNode: Bool) {
    isWide = wide
    isLastNode = lastNode
    let width = wide ? 8 : 4
    state = Self.start(wide)
    for (index, byte) in parameters.enumerated() {
      state[index / width] ^= UInt64(byte) << UInt64(index % width * 8)
    }
    super.init(wide ? "blake2b" : "blake2s", size: size, blockSize: wide ? 128 : 64)
  }

  private static func start(_ wide: Bool) -> [UInt64] {
    wide ? SHA512.start : SHA256.start.map(UInt64.init)
  }

  override var holdsBack: Bool { true }

  override func copy() -> HashObject {
    let other = Blake2(wide: isWide, size: size, parameters: [], lastNode: isLastNode)
    (other.state, other.counted) = (state, counted)
    other.copyState(from: self)
    return other
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    counted += block.count
    mix(Array(block), isLast: false)
  }

  override func finish() -> [UInt8] {
    counted += pending.count
    mix(pending + [UInt8](repeating: 0, count: blockSize - pending.count), isLast: true)
    let width = isWide ? 8 : 4
    return state.flatMap { word in
      (0..<width).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
  }

  private static let permutations: [[Int]] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
  ]
  /// The four columns and the four diagonals.
  private static let quarters: [(Int, Int, Int, Int)] = [
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
  ]

  private func mix(_ block: [UInt8], isLast: Bool) {
    let width = isWide ? 8 : 4
    let bits = UInt64(width * 8)
    let mask = isWide ? UInt64.max : 0xffff_ffff
    let words = (0..<16).map { i in
      (0..<width).reduce(UInt64(0)) { $0 | UInt64(block[i * width + $1]) << UInt64(8 * $1) }
    }
    let turns: [UInt64] = isWide ? [32, 24, 16, 63] : [16, 12, 8, 7]
    func turn(_ x: UInt64, _ count: UInt64) -> UInt64 {
      (x >> count | x << (bits - count)) & mask
    }
    var v = state + Self.start(isWide)
    v[12] ^= UInt64(counted) & mask
    if !isWide { v[13] ^= UInt64(counted) >> 32 }
    if isLast { v[14] ^= mask }
    if isLast && isLastNode { v[15] ^= mask }
    for round in 0..<(isWide ? 12 : 10) {
      let order = Self.permutations[round % 10]
      for (index, (a, b, c, d)) in Self.quarters.enumerated() {
        v[a] = (v[a] &+ v[b] &+ words[order[2 * index]]) & mask
        v[d] = turn(v[d] ^ v[a], turns[0])
        v[c] = (v[c] &+ v[d]) & mask
        v[b] = turn(v[b] ^ v[c], turns[1])
        v[a] = (v[a] &+ v[b] &+ words[order[2 * index + 1]]) & mask
        v[d] = turn(v[d] ^ v[a], turns[2])
        v[c] = (v[c] &+ v[d]) & mask
        v[b] = turn(v[b] ^ v[c], turns[3])
      }
    }
    for index in 0..<8 { state[index] ^= v[index] ^ v[index + 8] }
  }

  // MARK: The types

  static func type(wide: Bool) -> TypeRef {
    let name = wide ? "blake2b" : "blake2s"
    let most = wide ? 64 : 32
    let type = HashRows.type(name, "_blake2", flags: [.basetype]) { slots in
      slots.new = { type, arguments throws(Raised) in
        .native(try make(wide, arguments, name), type)
      }
      slots.initialize = { _, _ throws(Raised) in }
    }
    for (constant, value) in [
      ("SALT_SIZE", most / 4), ("PERSON_SIZE", most / 4), ("MAX_KEY_SIZE", most),
      ("MAX_DIGEST_SIZE", most),
    ] { type.dict.set(constant, Value(value)) }
    type.touch()
    return type
  }

  private static func make(_ wide: Bool, _ arguments: CallArguments, _ name: String) throws(Raised)
    -> Blake2
  {
    let a = try ItertoolsModule.bind(
      arguments, name,
      [
        "data", "digest_size", "key", "salt", "person", "fanout", "depth", "leaf_size",
        "node_offset", "node_depth", "inner_size", "last_node", "usedforsecurity",
      ], required: 0)
    let most = wide ? 64 : 32
    func number(_ index: Int, _ standard: Int, _ range: ClosedRange<Int>, _ words: String)
      throws(Raised) -> Int
    {
      let value = a[index].isUnbound ? standard : try indexValue(a[index])
      guard range.contains(value) else { throw raise(.valueError, words) }
      return value
    }
    func text(_ index: Int, _ limit: Int, _ what: String) throws(Raised) -> [UInt8] {
      let bytes = a[index].isUnbound ? [] : try HashRows.bytes(a[index])
      guard bytes.count <= limit else {
        throw raise(.valueError, "maximum \(what) length is \(limit) bytes")
      }
      return bytes
    }
    let data = a[0].isUnbound ? [] : try HashRows.bytes(a[0])
    let size = try number(1, most, 1...most, "digest_size must be between 1 and \(most) bytes")
    let (key, salt) = (try text(2, most, "key"), try text(3, most / 4, "salt"))
    let person = try text(4, most / 4, "person")
    let fanout = try number(5, 1, 0...255, "fanout must be between 0 and 255")
    let depth = try number(6, 1, 1...255, "depth must be between 1 and 255")
    let leaf = try number(7, 0, 0...0xffff_ffff, "leaf_size is too large")
    let offset = try number(
      8, 0, 0...(wide ? Int.max : 0xffff_ffff_ffff), "node_offset is too large")
    let level = try number(9, 0, 0...255, "node_depth must be between 0 and 255")
    let inner = try number(
      10, 0, 0...most, "inner_size must be between 0 and is \(most)")
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func padded(_ text: [UInt8], _ count: Int) -> [UInt8] {
      text + [UInt8](repeating: 0, count: count - text.count)
    }
    let parameters =
      [UInt8(size), UInt8(key.count), UInt8(fanout), UInt8(depth)] + bytes(leaf, 4)
      + bytes(offset, wide ? 8 : 6) + [UInt8(level), UInt8(inner)]
      + [UInt8](repeating: 0, count: wide ? 14 : 0) + padded(salt, most / 4)
      + padded(person, most / 4)
    let hash = Blake2(
      wide: wide, size: size, parameters: parameters,
      lastNode: a[11].isUnbound ? false : try isTrue(a[11]))
    if !key.isEmpty { hash.update(padded(key, hash.blockSize)) }
    hash.update(data)
    return hash
  }
}
