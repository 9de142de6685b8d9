// SPDX-License-Identifier: Apache-2.0
// The dtype in which two arrays of different dtypes meet.

/// The smallest dtype to which both `a` and `b` cast safely (NumPy's `promote_types`).
package func promotedType(_ a: DType, _ b: DType) -> DType {
  if a == b || b.kind == .bool { return a }
  if a.kind == .bool { return b }
  let kind = max(a.kind, b.kind)
  switch kind {
  case .bool, .unsigned, .signed:
    if a.kind == b.kind { return a.itemSize > b.itemSize ? a : b }
    let (signed, unsigned) = a.kind == .signed ? (a, b) : (b, a)
    if signed.itemSize > unsigned.itemSize { return signed }
    return [.int16, .int32, .int64, .float64][unsigned.itemSize.trailingZeroBitCount]
  case .float, .complex:
    let bytes = max(floatBytes(a), floatBytes(b))
    if kind == .complex { return bytes > 4 ? .complex128 : .complex64 }
    return bytes == 2 ? .float16 : bytes == 4 ? .float32 : .float64
  }
}

/// The size of the smallest float that holds every value of `dtype`, as NumPy counts it.
private func floatBytes(_ dtype: DType) -> Int {
  switch dtype.kind {
  case .bool, .unsigned, .signed: min(dtype.itemSize * 2, 8)
  case .float: dtype.itemSize
  case .complex: dtype.itemSize / 2
  }
}
