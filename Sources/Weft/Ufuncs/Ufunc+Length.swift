// SPDX-License-Identifier: Apache-2.0
// How long the code of an operation is, so that regions stay within what the backend can hold.

import JIT

extension Ufunc {
  /// Lengths by ufunc and loop, 0 before they are first asked for; guarded by `Engine.lock`.
  nonisolated(unsafe) private static var lengths = [Int32](
    repeating: 0, count: Ufunc.table.count * DType.allCases.count)

  /// The number of IR instructions that one element takes in the loop `loop`, without loads and stores.
  func length(in loop: DType) -> Int {
    let index = Int(rawValue) * DType.allCases.count + Int(loop.rawValue)
    if Self.lengths[index] == 0 { Self.lengths[index] = Int32(measured(loop)) }
    return Int(Self.lengths[index])
  }

  /// A call: its arguments to memory, the words of its frame.
  private static let callLength = 24

  private func measured(_ loop: DType) -> Int {
    if self == .foreign { return Self.callLength }
    var builder = Builder(name: name)
    let body = builder.declareLoop()
    let exit = builder.declareBlock()
    builder.loop(builder.constant(0, .i64), body, exit: exit)
    let dtypes = (0..<operandCount).map { operandDType($0, loop: loop) }
    let parts = dtypes.flatMap { Array(repeating: $0.element, count: $0.isComplex ? 2 : 1) }
    var values = builder.begin(body, parts)[...]
    let before = builder.program.code.count
    let operands = dtypes.map { dtype in
      Lanes(values.removeFirst(), dtype.isComplex ? values.removeFirst() : nil)
    }
    _ = facts.expand(&builder, loop, operands)
    return max(builder.program.code.count - before, 1)
  }
}
