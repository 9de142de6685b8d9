// SPDX-License-Identifier: Apache-2.0
// Random types and signatures, and how C spells them.

import ForeignFunctions

/// SplitMix64: the same numbers on every machine, and in the C that the fixtures are made of.
struct SplitMix {
  private(set) var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func once(in count: Int) -> Bool { below(count) == 0 }
}

/// Makes signatures, and the declarations of the structures in them.
struct SignatureMaker {
  private var random: SplitMix
  /// C's declarations of the structures made so far.
  private(set) var declarations: [String] = []
  private(set) var records: [(name: String, layout: CStructLayout)] = []
  private var names: [CStructLayout: String] = [:]

  init(seed: UInt64) { random = SplitMix(seed) }

  static let scalars: [CType] = [
    .bool, .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64, .float, .float,
    .double, .double, .longDouble, .complexFloat, .complexDouble, .complexLongDouble, .pointer,
  ]

  mutating func signature() -> CSignature {
    let count = random.once(in: 8) ? random.below(24) : random.below(8)
    var arguments: [CType] = []
    for _ in 0..<count { arguments.append(random.once(in: 2) ? scalar() : record(depth: 0)) }
    let result: CType =
      random.once(in: 12) ? .void : random.once(in: 2) ? scalar() : record(depth: 0)
    var fixed: Int?
    if count > 1 && random.once(in: 7) {
      let first = 1 + random.below(count - 1)
      fixed = first
      for index in first..<count { arguments[index] = Self.promoted(arguments[index]) }
    }
    return try! CSignature(arguments, returns: result, fixed: fixed)
  }

  private static func promoted(_ type: CType) -> CType {
    switch type {
    case .bool, .int8, .uint8, .int16, .uint16: .int32
    case .float: .double
    default: type
    }
  }

  private mutating func scalar() -> CType { Self.scalars[random.below(Self.scalars.count)] }

  /// A structure or union, new or one that was made before.
  private mutating func record(depth: Int) -> CType {
    if !records.isEmpty && random.once(in: 3) {
      return .record(records[random.below(records.count)].layout)
    }
    let isUnion = random.once(in: 6)
    let isPacked = random.once(in: 5)
    let alignment = random.once(in: 16) ? 1 << (3 + random.below(3)) : 1
    let count = random.once(in: 40) ? 0 : 1 + random.below(random.once(in: 4) ? 6 : 3)
    var fields: [(name: String, type: CType)] = []
    // Half of the structures have small fields of one or two kinds, so that many fit into registers.
    let palette = [scalar(), scalar()]
    let isSmall = random.once(in: 2)
    for number in 0..<count {
      var type = isSmall ? palette[random.below(2)] : scalar()
      if depth < 2 && random.once(in: 4) { type = record(depth: depth + 1) }
      if random.once(in: 4) { type = .array(type, count: 1 + random.below(4)) }
      fields.append(("f\(number)", type))
    }
    return .record(declare(fields, isUnion, isPacked, alignment))
  }

  private mutating func declare(
    _ fields: [(name: String, type: CType)], _ isUnion: Bool, _ isPacked: Bool, _ alignment: Int
  ) -> CStructLayout {
    let plain =
      isUnion
      ? CStructLayout.union(fields) : CStructLayout(fields, packing: isPacked ? 1 : nil)
    var own = max(isPacked ? 1 : plain.alignment, alignment)
    if count(fields) == 0 { own = alignment }
    let end = plain.fields.reduce(0) { max($0, $1.offset + $1.type.size) }
    let layout = CStructLayout(
      fields: plain.fields, size: (end + own - 1) & -own, alignment: own, isUnion: isUnion)
    if names[layout] != nil { return layout }
    let name = "S\(records.count)"
    names[layout] = name
    var attributes: [String] = []
    if isPacked { attributes.append("packed") }
    if alignment > 1 { attributes.append("aligned(\(alignment))") }
    let attribute =
      attributes.isEmpty ? "" : "__attribute__((\(attributes.joined(separator: ", ")))) "
    let body = fields.map { declaration($0.type, $0.name) + "; " }.joined()
    declarations.append(
      "typedef \(isUnion ? "union" : "struct") \(attribute){ \(body)} \(name);")
    records.append((name, layout))
    return layout
  }

  private func count(_ fields: [(name: String, type: CType)]) -> Int { fields.count }

  /// `type name` as C writes it.
  func declaration(_ type: CType, _ name: String) -> String {
    var (type, suffix) = (type, "")
    while case .array(let element, let count) = type {
      suffix += "[\(count)]"
      type = element
    }
    if case .record(let layout) = type { return "\(names[layout]!) \(name)\(suffix)" }
    return "\(type == .pointer ? "void *" : type.description) \(name)\(suffix)"
  }

  func spelling(_ type: CType) -> String {
    if case .record(let layout) = type { return names[layout]! }
    return type.description
  }
}
