// SPDX-License-Identifier: Apache-2.0
// SHA-3 and SHAKE (FIPS 202).

final class Keccak: HashObject {
  private var lanes = [UInt64](repeating: 0, count: 25)
  /// What ends the message: it tells the functions apart.
  private let suffix: UInt8

  /// `strength` is half of the bits that messages do not reach.
  init(_ name: String, size: Int, strength: Int, suffix: UInt8) {
    self.suffix = suffix
    super.init(name, size: size, blockSize: 200 - strength / 4)
  }

  override func copy() -> HashObject {
    let other = Keccak(name, size: size, strength: (200 - blockSize) * 4, suffix: suffix)
    other.lanes = lanes
    other.copyState(from: self)
    return other
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    for (index, byte) in block.enumerated() {
      lanes[index / 8] ^= UInt64(byte) << UInt64(index % 8 * 8)
    }
    permute()
  }

  override func finish() -> [UInt8] { squeeze(size) }

  /// The first bytes of the hash; spoils the object.
  func squeeze(_ count: Int) -> [UInt8] {
    var block = pending + [suffix] + [UInt8](repeating: 0, count: blockSize - pending.count - 1)
    block[blockSize - 1] |= 0x80
    pending = []
    compress(block[...])
    var result: [UInt8] = []
    while true {
      result += (0..<blockSize).map {
        UInt8(truncatingIfNeeded: lanes[$0 / 8] >> UInt64($0 % 8 * 8))
      }
      if result.count >= count { return Array(result.prefix(count)) }
      permute()
    }
  }

  /// The constants of the rounds, from a shift register: FIPS 202, algorithm 5.
  private static let constants: [UInt64] = {
    var register: UInt16 = 1
    return (0..<24).map { _ in
      var constant: UInt64 = 0
      for power in 0..<7 {
        if register & 1 == 1 { constant |= 1 << UInt64((1 << power) - 1) }
        register = register << 1 ^ (register & 0x80 == 0 ? 0 : 0x171)
      }
      return constant
    }
  }()

  /// The lanes in the order in which they move, and by how much they turn on the way: steps ρ and π.
  private static let path: [(place: Int, turn: UInt64)] = {
    var (x, y) = (1, 0)
    return (0..<24).map { t in
      (x, y) = (y, (2 * x + 3 * y) % 5)
      return (x + 5 * y, UInt64((t + 1) * (t + 2) / 2 % 64))
    }
  }()

  private func permute() {
    var a = lanes
    func turn(_ x: UInt64, _ count: UInt64) -> UInt64 {
      count == 0 ? x : x << count | x >> (64 - count)
    }
    for constant in Self.constants {
      let columns = (0..<5).map { x in
        stride(from: x, to: 25, by: 5).reduce(UInt64(0)) { $0 ^ a[$1] }
      }
      for place in 0..<25 {
        let x = place % 5
        a[place] ^= columns[(x + 4) % 5] ^ turn(columns[(x + 1) % 5], 1)
      }
      var moving = a[1]
      for (place, count) in Self.path { (a[place], moving) = (turn(moving, count), a[place]) }
      for row in stride(from: 0, to: 25, by: 5) {
        let old = Array(a[row..<row + 5])
        for x in 0..<5 {
          let (next, after): (UInt64, UInt64) = (old[(x + 1) % 5], old[(x + 2) % 5])
          a[row + x] = old[x] ^ (~next & after)
        }
      }
      a[0] ^= constant
    }
    lanes = a
  }
}
