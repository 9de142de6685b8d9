// SPDX-License-Identifier: Apache-2.0
// The cardinal sine, the Bessel function of order zero, constants of mathematics.

/// sin(πx) / (πx), 1 at zero.
public func sinc(_ x: NDArray) throws(ArrayError) -> NDArray {
  let y = try Ufunc.multiply.record(x, Double.pi.scalar)
  let small: Double
  switch y.dtype {
  case .float16: small = Double(Float16.ulpOfOne)
  case .float32: small = Double(Float.ulpOfOne)
  case .float64: small = Double.ulpOfOne
  default: small = 1e-20
  }
  let angles = try Ufunc.select.record([
    .array(y), .array(y), .scalar(Scalar(.float(small), y.dtype)),
  ])
  return try Ufunc.divide.record(Ufunc.sin.record(angles), angles)
}

/// The modified Bessel function of the first kind and order zero.
///
/// Chebyshev series of the Cephes library (S. Moshier), one up to 8 and one beyond, as NumPy has them.
public func i0(_ x: NDArray) throws(ArrayError) -> NDArray {
  if x.dtype.isComplex { throw ArrayError(.type, "i0 not supported for complex values") }
  let x = try Ufunc.absolute.record(x.dtype.isFloating ? x : x.asType(.float64))
  // Each series sees only what it converges for.
  let near = try Ufunc.minimum.record(x, 8.0.scalar)
  let far = try Ufunc.maximum.record(x, 8.0.scalar)
  let inner = try Ufunc.multiply.record(
    Ufunc.exp.record(near),
    Bessel.sum(Ufunc.subtract.record(Ufunc.divide.record(near, 2.0.scalar), 2.scalar), Bessel.near))
  let outer = try Ufunc.divide.record(
    Ufunc.multiply.record(
      Ufunc.exp.record(far),
      Bessel.sum(
        Ufunc.subtract.record(Ufunc.divide.record(32.0.scalar, far), 2.0.scalar), Bessel.far)),
    Ufunc.sqrt.record(far))
  return try Ufunc.select.record(Ufunc.lessEqual.record(x, 8.0.scalar), inner, outer)
}

private enum Bessel {
  static let near: [Double] = [
    -4.4153416464793395e-18, 3.3307945188222384e-17, -2.431279846547955e-16,
    1.715391285555133e-15, -1.1685332877993451e-14, 7.676185498604936e-14, -4.856446783111929e-13,
    2.95505266312964e-12, -1.726826291441556e-11, 9.675809035373237e-11, -5.189795601635263e-10,
    2.6598237246823866e-09, -1.300025009986248e-08, 6.046995022541919e-08, -2.670793853940612e-07,
    1.1173875391201037e-06, -4.4167383584587505e-06, 1.6448448070728896e-05,
    -5.754195010082104e-05, 0.00018850288509584165, -0.0005763755745385824, 0.0016394756169413357,
    -0.004324309995050576, 0.010546460394594998, -0.02373741480589947, 0.04930528423967071,
    -0.09490109704804764, 0.17162090152220877, -0.3046826723431984, 0.6767952744094761,
  ]

  static let far: [Double] = [
    -7.233180487874754e-18, -4.830504485944182e-18, 4.46562142029676e-17, 3.461222867697461e-17,
    -2.8276239805165836e-16, -3.425485619677219e-16, 1.7725601330565263e-15,
    3.8116806693526224e-15, -9.554846698828307e-15, -4.150569347287222e-14, 1.54008621752141e-14,
    3.8527783827421426e-13, 7.180124451383666e-13, -1.7941785315068062e-12,
    -1.3215811840447713e-11, -3.1499165279632416e-11, 1.1889147107846439e-11,
    4.94060238822497e-10, 3.3962320257083865e-09, 2.266668990498178e-08, 2.0489185894690638e-07,
    2.8913705208347567e-06, 6.889758346916825e-05, 0.0033691164782556943, 0.8044904110141088,
  ]

  /// A Chebyshev series by Clenshaw's recurrence.
  static func sum(_ x: NDArray, _ terms: [Double]) throws(ArrayError) -> NDArray {
    var newest = try NDArray.filled(x.shape, terms[0].scalar, x.dtype)
    var (older, oldest) = (NDArray.zerosLike(x), NDArray.zerosLike(x))
    for term in terms.dropFirst() {
      (oldest, older) = (older, newest)
      newest = try Ufunc.add.record(
        Ufunc.subtract.record(Ufunc.multiply.record(x, older), oldest), term.scalar)
    }
    return try Ufunc.multiply.record(Ufunc.subtract.record(newest, oldest), 0.5.scalar)
  }
}

/// The numbers that NumPy has names for.
public enum Constants {
  /// The ratio of a circle's circumference to its diameter.
  public static let pi = Double.pi
  /// The base of natural logarithms.
  public static let e = 2.718281828459045
  /// The limit of the harmonic series less the logarithm.
  public static let eulerGamma = 0.5772156649015329
  /// Infinity.
  public static let inf = Double.infinity
  /// Not a number.
  public static let nan = Double.nan
}
