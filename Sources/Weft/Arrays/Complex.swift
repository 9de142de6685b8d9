// SPDX-License-Identifier: Apache-2.0
// Complex numbers, laid out as C99's: the real part first.

/// A complex number with float64 parts: an element of a complex128 array, and a weak scalar as Python's complex.
public struct Complex128: Sendable, Hashable, BitwiseCopyable {
  public var re: Double
  public var im: Double

  public init(_ re: Double, _ im: Double = 0) {
    self.re = re
    self.im = im
  }
}

/// A complex number with float32 parts: an element of a complex64 array.
public struct Complex64: Sendable, Hashable, BitwiseCopyable {
  public var re: Float
  public var im: Float

  public init(_ re: Float, _ im: Float = 0) {
    self.re = re
    self.im = im
  }
}

extension Complex128: CustomStringConvertible {
  public var description: String { "(\(re)\(im < 0 ? "" : "+")\(im)j)" }
}

extension Complex64: CustomStringConvertible {
  public var description: String { "(\(re)\(im < 0 ? "" : "+")\(im)j)" }
}
