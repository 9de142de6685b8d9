// SPDX-License-Identifier: Apache-2.0
// Integers of a range without bias, from as few random bits as NumPy takes.

/// 32 random bits given away in pieces, lowest first.
struct BitPieces {
  private var bits: UInt32 = 0
  private var remaining = 0

  /// The next `width` bits, which divides 32, as the low ones of the result.
  @inline(__always)
  mutating func next(_ width: Int, _ stream: inout some BitStream) -> UInt32 {
    if remaining == 0 {
      bits = stream.nextUInt32()
      remaining = 32 / width - 1
    } else {
      bits >>= UInt32(width)
      remaining -= 1
    }
    return bits
  }
}

/// How random bits become an integer in a range.
enum RangeMethod {
  /// A product's upper half (Lemire, Fast Random Integer Generation in an Interval, 2019): `Generator`'s.
  case product
  /// As many bits as the range has, until they are inside it: `RandomState`'s.
  case masked
}

extension BitStream {
  /// A number from 0 to `range`, for words of at most 32 bits.
  @inline(__always)
  mutating func narrow<Word: FixedWidthInteger & UnsignedInteger>(
    _ range: Word, _ method: RangeMethod, _ pieces: inout BitPieces
  ) -> Word {
    if range == 0 { return 0 }
    let width = Word.bitWidth
    if range == .max { return Word(truncatingIfNeeded: pieces.next(width, &self)) }
    switch method {
    case .masked:
      let mask = range.mask
      while true {
        let word = Word(truncatingIfNeeded: pieces.next(width, &self)) & mask
        if word <= range { return word }
      }
    case .product:
      let count = range &+ 1
      var word = Word(truncatingIfNeeded: pieces.next(width, &self))
      var product = word.multipliedFullWidth(by: count)
      if product.low < Word.Magnitude(count) {
        let threshold = Word.Magnitude((Word.max - range) % count)
        while product.low < threshold {
          word = Word(truncatingIfNeeded: pieces.next(width, &self))
          product = word.multipliedFullWidth(by: count)
        }
      }
      return product.high
    }
  }

  /// A number from 0 to `range`; ranges of at most 32 bits take 32 random bits.
  @inline(__always)
  mutating func wide(_ range: UInt64, _ method: RangeMethod) -> UInt64 {
    if let small = UInt32(exactly: range) {
      var pieces = BitPieces()
      return UInt64(narrow(small, method, &pieces))
    }
    if range == .max { return nextUInt64() }
    switch method {
    case .masked:
      let mask = range.mask
      while true {
        let word = nextUInt64() & mask
        if word <= range { return word }
      }
    case .product: return wideProduct(range)
    }
  }

  /// A number from 0 to `range`, which is less than the largest, by a product of 128 bits.
  @inline(__always)
  mutating func wideProduct(_ range: UInt64) -> UInt64 {
    let count = range + 1
    var product = nextUInt64().multipliedFullWidth(by: count)
    if product.low < count {
      let threshold = (UInt64.max - range) % count
      while product.low < threshold {
        product = nextUInt64().multipliedFullWidth(by: count)
      }
    }
    return product.high
  }

  /// A number from 0 to `limit` out of masked bits, for shuffles (NumPy's `random_interval`).
  @inline(__always)
  mutating func interval(_ limit: UInt64) -> UInt64 {
    if limit == 0 { return 0 }
    let mask = limit.mask
    while true {
      let word = (limit <= UInt64(UInt32.max) ? UInt64(nextUInt32()) : nextUInt64()) & mask
      if word <= limit { return word }
    }
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// Ones from the highest bit that is set down.
  @inline(__always)
  var mask: Self { self == 0 ? 0 : Self.max >> Self(truncatingIfNeeded: leadingZeroBitCount) }
}
