// SPDX-License-Identifier: Apache-2.0
// Runs the Python texts of many programs in one process and reads back every variable.
import Foundation
import Weft

/// What a program did in NumPy.
struct TwinOutcome {
  /// One per statement: nil, or the exception.
  var errors: [StatementError?] = []
  /// One per variable that was set.
  var variables: [TwinArray?] = []
}

/// An exception of either side.
struct StatementError: Equatable, CustomStringConvertible {
  var kind: String
  var message: String
  var description: String { "\(kind): \(message)" }
}

/// An array of NumPy.
struct TwinArray {
  var dtype: DType
  var shape: [Int]
  /// The elements in C order.
  var bytes: Data
}

/// Runs `programs`, each a list of statements.
func runTwins(_ programs: [[String]]) throws -> [TwinOutcome] {
  let text = programs.map { $0.joined(separator: "\u{1f}") }.joined(separator: "\u{1e}")
  var reader = TwinReader(try runPython(twinScript, input: Data(text.utf8)))
  return programs.map { program in
    var outcome = TwinOutcome()
    for _ in program { outcome.errors.append(reader.error()) }
    for _ in 0..<Statement.variableCount { outcome.variables.append(reader.array()) }
    return outcome
  }
}

/// Reads the script's answer: little-endian words and bytes.
private struct TwinReader {
  private let data: Data
  private var position = 0

  init(_ data: Data) { self.data = data }

  private mutating func word() -> Int {
    defer { position += 4 }
    return data.withUnsafeBytes {
      Int($0.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }
  }

  private mutating func bytes(_ count: Int) -> Data {
    defer { position += count }
    return data.subdata(in: position..<(position + count))
  }

  mutating func error() -> StatementError? {
    let length = word()
    if length == 0 { return nil }
    let lines = String(decoding: bytes(length), as: UTF8.self).split(
      separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return StatementError(kind: String(lines[0]), message: String(lines[1]))
  }

  mutating func array() -> TwinArray? {
    let code = word()
    if code == 0 { return nil }
    let dtype = DType(rawValue: UInt8(code - 1))!
    let rank = word()
    let shape = (0..<rank).map { _ in word() }
    return TwinArray(dtype: dtype, shape: shape, bytes: bytes(shape.reduce(dtype.itemSize, *)))
  }
}

private let twinScript = """
  import struct, sys, warnings
  import numpy as np
  from numpy import nan, inf
  np.seterr(all="ignore")
  warnings.simplefilter("ignore")
  names = "\(DType.allCases.map(\.name).joined(separator: " "))".split()
  codes = {np.dtype(name): index + 1 for index, name in enumerate(names)}
  kinds = [
      ("AxisError", np.exceptions.AxisError), ("IndexError", IndexError),
      ("OverflowError", OverflowError), ("TypeError", TypeError), ("ValueError", ValueError),
  ]
  # Which of two zeros with different signs is the larger depends on the width of NumPy's vectors.
  def positive_zeros(x):
      return x + x.dtype.type(0) if x.dtype.kind in "fc" else x
  # So does which of a zero and a bound remains, unless both bounds are numbers, on the order its iterator finds.
  def clip(x, low, high):
      result = np.clip(x, low, high)
      return positive_zeros(result) if np.ndim(low) or np.ndim(high) else result
  # NumPy's power is a square root where its iterator's exponent stands still at 0.5, C's power where it moves.
  def power(x, y):
      result = np.asarray(x ** y)
      if isinstance(y, np.ndarray) and result.dtype.kind == "f":
          result[np.isneginf(np.asarray(x, result.dtype)) & (y == 0.5)] = inf
      return result
  out = []
  for program in sys.stdin.buffer.read().decode().split("\\x1e"):
      scope = {"np": np, "nan": nan, "inf": inf, "positive_zeros": positive_zeros, "clip": clip,
               "power": power}
      for statement in program.split("\\x1f"):
          try:
              exec(statement, scope)
              out.append(struct.pack("<I", 0))
          except Exception as error:
              name = type(error).__name__
              kind = next((k for k, c in kinds if isinstance(error, c)), name)
              text = (kind + "\\n" + str(error)).encode()
              out += [struct.pack("<I", len(text)), text]
      for name in "abcdefgh"[:\(Statement.variableCount)]:
          if name not in scope:
              out.append(struct.pack("<I", 0))
              continue
          x = scope[name]
          out.append(struct.pack(f"<II{x.ndim}I", codes[x.dtype], x.ndim, *x.shape))
          out.append(x.tobytes())
  sys.stdout.buffer.write(b"".join(out))
  """
