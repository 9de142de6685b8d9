// SPDX-License-Identifier: Apache-2.0
// Evenly spaced numbers, computed as NumPy computes them.

extension NDArray {
  /// Integers 0 ..< stop.
  public static func arange(_ stop: Int, _ dtype: DType = .int64) -> NDArray {
    arange(0, stop, dtype: dtype)
  }

  /// Integers from `start` up to `stop`, which is left out, in steps of `step`.
  public static func arange(_ start: Int, _ stop: Int, by step: Int = 1, dtype: DType = .int64)
    -> NDArray
  {
    checked { () throws(ArrayError) in
      guard step != 0 else { throw ArrayError(.zeroDivision, "division by zero") }
      let (distance, overflows) = stop.subtractingReportingOverflow(start)
      guard !overflows else { throw ArrayError(.value, "Maximum allowed size exceeded") }
      let isForward = (distance > 0) == (step > 0)
      let count =
        distance == 0 || !isForward ? 0 : Int((distance.magnitude - 1) / step.magnitude + 1)
      try Layout.check([count], .int64)
      let integers = NDArray(dtype: .int64, shape: [count]) { bytes in
        let numbers = bytes.bindMemory(to: Int.self)
        for index in 0..<count { numbers[index] = start &+ index &* step }
      }
      return integers.asType(dtype)
    }
  }

  /// Numbers from `start` up to `stop`, which is left out, in steps of `step`.
  ///
  /// As NumPy: ⌈(stop - start) / step⌉ numbers; number i is start + i·δ with δ the rounded difference of the first two.
  public static func arange(
    _ start: Double, _ stop: Double, by step: Double = 1, dtype: DType = .float64
  ) -> NDArray {
    checked { () throws(ArrayError) in
      guard step != 0 else { throw ArrayError(.zeroDivision, "float division by zero") }
      let length = ((stop - start) / step).rounded(.up)
      guard !length.isNaN else { throw ArrayError(.value, "arange: cannot compute length") }
      guard length.magnitude < 0x1p62 else {
        throw ArrayError(.value, "Maximum allowed size exceeded")
      }
      let count = Swift.max(0, Int(length))
      try Layout.check([count], dtype)
      return progression(start, step, count, dtype)
    }
  }

  /// Number i is start + i·δ, in the arithmetic of `dtype`.
  private static func progression(
    _ start: Double, _ step: Double, _ count: Int, _ dtype: DType
  ) -> NDArray {
    // The first two numbers are rounded to the dtype; the rest follows from them, in its arithmetic.
    func fill(_ number: (Int) -> some ArrayElement) -> NDArray {
      NDArray((0..<count).map(number), shape: [count])
    }
    switch dtype.kind {
    case .bool, .signed, .unsigned:
      let (first, second) = (whole(start), whole(start + step))
      return fill { first &+ $0 &* (second &- first) }.asType(dtype)
    case _ where dtype.realPart == .float32:
      let (first, second) = (Float(start), Float(start + step))
      return fill { $0 == 1 ? second : first + Float($0) * (second - first) }.asType(dtype)
    case .float where dtype == .float16:
      let (first, second) = (Float(Float16(start)), Float(Float16(start + step)))
      return fill { $0 == 1 ? second : first + Float($0) * (second - first) }.asType(dtype)
    default:
      let second = start + step
      return fill { $0 == 1 ? second : start + Double($0) * (second - start) }.asType(dtype)
    }
  }

  /// `count` numbers from `start` to `stop`, which is the last one unless `endpoint` is false.
  public static func linspace(
    _ start: Double, _ stop: Double, count: Int = 50, endpoint: Bool = true,
    dtype: DType = .float64
  ) -> NDArray {
    checked { () throws(ArrayError) in
      guard count >= 0 else {
        throw ArrayError(.value, "Number of samples, \(count), must be non-negative.")
      }
      try Layout.check([count], .float64)
      return samples(start, stop, count, endpoint, dtype)
    }
  }

  /// `number` without its fraction; the least integer where there is none, as the processor converts.
  private static func whole(_ number: Double) -> Int {
    Int(exactly: number.rounded(.towardZero)) ?? .min
  }

  private static func samples(
    _ start: Double, _ stop: Double, _ count: Int, _ endpoint: Bool, _ dtype: DType
  ) -> NDArray {
    let intervals = endpoint ? count - 1 : count
    let delta = stop - start
    let step = delta / Double(intervals)
    let numbers = NDArray(dtype: .float64, shape: [count]) { bytes in
      let numbers = bytes.bindMemory(to: Double.self)
      for index in 0..<count {
        let position = Double(index)
        // A step that underflows to zero would lose the distance: divide first, as NumPy does.
        let offset =
          intervals > 0
          ? (step == 0 ? position / Double(intervals) * delta : position * step) : position * delta
        numbers[index] = offset + start
      }
      if endpoint && count > 1 { numbers[count - 1] = stop }
    }
    // Integers round down in NumPy, not toward zero.
    return dtype.isInteger ? Weft.floor(numbers).asType(dtype) : numbers.asType(dtype)
  }
}
