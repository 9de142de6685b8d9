// SPDX-License-Identifier: Apache-2.0
// How values travel between C functions: what remains of a type once it has been classified.

/// The way of one value of a C type into a function, or out of it.
///
/// Two types that are passed alike are equal here, so that functions of like signatures share their code. Source: System V
/// Application Binary Interface, AMD64 supplement 1.0, section 3.2.3.
package struct Passing: Hashable, Sendable {
  package enum Way: UInt8, Sendable {
    /// A value of no bytes, or no value.
    case nothing
    /// One or two eightbytes, each in a general or a vector register, or all on the stack when these do not suffice.
    case registers
    /// On the stack; a result where the caller says.
    case memory
    /// A long double: as an argument on the stack, as a result in st(0).
    case x87
    /// A complex long double: as an argument on the stack, as a result in st(0) and st(1).
    case complexX87
  }

  /// What a small integer becomes in its register: callees compiled by clang rely on 32 bits.
  package enum Widening: UInt8, Sendable { case none, zero, sign }

  package let way: Way
  package let widening: Widening
  /// Bit i: eightbyte i goes to a general register.
  package let generals: UInt8
  /// Bit i: eightbyte i goes to a vector register.
  ///
  /// One that is nothing but padding goes nowhere.
  package let vectors: UInt8
  /// What its address on the stack is a multiple of, at least 8.
  package let alignment: Int
  /// Bytes of the value.
  package let size: Int
  /// What it consists of, when it goes by registers.
  package let parts: Parts

  package init(
    _ way: Way, size: Int = 0, alignment: Int = 8, generals: UInt8 = 0, vectors: UInt8 = 0,
    widening: Widening = .none, parts: Parts? = nil
  ) {
    self.way = way
    self.size = size
    self.alignment = max(alignment, 8)
    self.generals = generals
    self.vectors = vectors
    self.widening = widening
    self.parts = parts ?? Parts(eightbytes: way == .registers ? size : 0)
  }

  /// Bytes on the stack or in a buffer of ours, a multiple of eight.
  package var room: Int { (size + 7) & ~7 }

  /// The eightbytes, when it goes by registers.
  package var eightbytes: Int { way == .registers ? room / 8 : 0 }

  /// Bytes of eightbyte `index` that belong to the value.
  func bytes(_ index: Int) -> Int { min(8, size - 8 * index) }

  func isVector(_ index: Int) -> Bool { vectors >> UInt8(index) & 1 != 0 }

  func isPadding(_ index: Int) -> Bool { (generals | vectors) >> UInt8(index) & 1 == 0 }
}

extension Passing {
  /// The numbers in a value of at most sixteen bytes.
  ///
  /// Whoever fills a structure writes them one by one. Reading two of them at once right after that would wait until both writes have
  /// left the processor's store buffer: about twelve cycles.
  package struct Parts: Hashable, Sendable {
    /// Bit i: a number begins at byte i.
    private var starts: UInt16 = 0
    /// Bit i: byte i belongs to a number, and is no padding.
    private var covered: UInt16 = 0

    package init() {}

    /// Numbers of eight bytes, the last of what is left of `size`.
    init(eightbytes size: Int) {
      for offset in stride(from: 0, to: min(size, 16), by: 8) {
        add(at: offset, size: min(8, size - offset))
      }
    }

    /// Adds a number that lies within the first sixteen bytes.
    package mutating func add(at offset: Int, size: Int) {
      starts |= 1 << UInt16(offset)
      covered |= ((1 << UInt16(size)) - 1) << UInt16(offset)
    }

    package mutating func formUnion(_ other: Parts) {
      starts |= other.starts
      covered |= other.covered
    }

    /// The ranges of bytes of one eightbyte that are read in one, from its start.
    func ranges(ofEightbyte index: Int) -> [Range<Int>] {
      var ranges: [Range<Int>] = []
      for byte in 0..<8 where covered >> UInt16(8 * index + byte) & 1 != 0 {
        let isStart = starts >> UInt16(8 * index + byte) & 1 != 0
        if let last = ranges.last, last.upperBound == byte, !isStart {
          ranges[ranges.count - 1] = last.lowerBound..<byte + 1
        } else {
          ranges.append(byte..<byte + 1)
        }
      }
      return ranges
    }
  }
}

/// How the arguments and the result of a function are passed.
package struct CallShape: Hashable, Sendable {
  package var arguments: [Passing]
  package var result: Passing

  package init(arguments: [Passing], result: Passing) {
    self.arguments = arguments
    self.result = result
  }
}
