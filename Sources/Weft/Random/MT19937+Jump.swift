// SPDX-License-Identifier: Apache-2.0
// Far ahead in the stream of the Mersenne Twister.

extension MT19937 {
  /// A generator that is `jumps` times 2¹²⁸ words ahead.
  ///
  /// A step is linear over bits, so that many are a polynomial of one, evaluated by Horner's rule (Haramoto, Matsumoto, Nishimura,
  /// Panneton, L'Ecuyer, Efficient Jump Ahead for F₂-Linear Random Number Generators, 2008).
  public func jumped(_ jumps: Int = 1) -> MT19937 {
    var ahead = self
    for _ in 0..<max(jumps, 0) { ahead.jump() }
    ahead.seedSequence = nil
    return ahead
  }

  private mutating func jump() {
    let origin = Window(words: key, start: position >= Self.length ? 0 : position)
    var bits = Self.jumpPolynomial.enumerated().flatMap { index, word in
      (0..<32).filter { word >> UInt32($0) & 1 == 1 }.map { index * 32 + $0 }
    }
    var window = origin
    var power = bits.popLast() ?? 0
    while power > 0 {
      window.step()
      power -= 1
      if bits.last == power {
        bits.removeLast()
        window.add(origin)
      }
    }
    self = MT19937(words: window.words, at: window.start)
  }

  /// The 624 words of state as a ring; the next to be replaced is at `start`.
  private struct Window {
    var words: [UInt32]
    var start: Int

    mutating func step() {
      let length = MT19937.length
      words.withUnsafeMutableBufferPointer { words in
        let next = start + 1 == length ? 0 : start + 1
        let middle = start + 397 < length ? start + 397 : start + 397 - length
        let bits = words[start] & 0x8000_0000 | words[next] & 0x7fff_ffff
        words[start] = words[middle] ^ (bits >> 1) ^ (0 &- (bits & 1)) & 0x9908_b0df
        start = next
      }
    }

    mutating func add(_ other: Window) {
      let length = MT19937.length
      let shift = other.start - start
      words.withUnsafeMutableBufferPointer { words in
        other.words.withUnsafeBufferPointer { others in
          for place in 0..<length {
            var from = place + shift
            if from < 0 { from += length }
            if from >= length { from -= length }
            words[place] ^= others[from]
          }
        }
      }
    }
  }
}
