// SPDX-License-Identifier: Apache-2.0
// The oracle on programs whose results are known by hand.

import JIT
import Testing

struct OracleTests {
  private func run(_ program: Program, _ slots: [UInt64]) -> Status {
    var arguments = slots
    return arguments.withUnsafeMutableBytes { bytes in
      OracleBackend().compile(program)!.run(bytes.baseAddress!)
    }
  }

  private func address(_ p: UnsafeMutableRawPointer) -> UInt64 { UInt64(UInt(bitPattern: p)) }

  @Test(arguments: [0, 1, 7, 255, 256, 257, 1000])
  func mapsEveryElement(_ n: Int) {
    var b = Builder(name: "axpy")
    let (x, y) = (b.argument(0, .ptr), b.argument(1, .ptr))
    let (n1, a) = (b.argument(2, .i64), b.argument(3, .f64))
    let (body, exit) = (b.declareLoop(), b.declareBlock())
    b.loop(n1, body, exit: exit)
    b.begin(body)
    b.store(y, b.add(b.mul(b.load(x, .f64), a), b.convert(b.lane(), to: .f64)))
    b.next()
    b.begin(exit)
    b.ret()
    let program = b.finish()
    var source = (0..<n).map { Double($0) * 0.5 }
    var target = Array(repeating: -1.0, count: n + 1)
    source.append(0)
    let status = source.withUnsafeMutableBytes { x in
      target.withUnsafeMutableBytes { y in
        run(
          program,
          [address(x.baseAddress!), address(y.baseAddress!), UInt64(n), Double(3).bitPattern])
      }
    }
    for i in 0..<n { #expect(target[i] == Double(i) * 2.5) }
    #expect(target[n] == -1)
    #expect(status == [])
  }

  /// A sum in eight lanes, a tree and a serial rest, written out by hand.
  @Test(arguments: [0, 1, 7, 8, 9, 63, 64, 256, 300, 1031])
  func addsInLanes(_ n: Int) {
    var b = Builder(name: "sum")
    let (x, out) = (b.argument(0, .ptr), b.argument(1, .ptr))
    let count = b.argument(2, .i64)
    let (body, exit) = (b.declareLoop(width: 8, combine: [.add]), b.declareBlock())
    b.loop(count, body, initial: [b.constant(0.0, .f32)], exit: exit)
    let sum = b.begin(body, [.f32])[0]
    b.next([b.add(sum, b.load(x, .f32))])
    let result = b.begin(exit, [.f32])[0]
    b.storeUniform(out, result)
    b.ret()
    let program = b.finish()
    var source = (0..<n + 1).map { 1 / Float($0 + 3) }
    var lanes = Array(repeating: Float(0), count: 8)
    for i in 0..<n / 8 * 8 { lanes[i % 8] += source[i] }
    var expected: Float = 0
    if n >= 8 {
      let (p, q) = (lanes[0] + lanes[1], lanes[2] + lanes[3])
      let (r, s) = (lanes[4] + lanes[5], lanes[6] + lanes[7])
      expected = (p + q) + (r + s)
    }
    for i in n / 8 * 8..<n { expected += source[i] }
    var answer: Float = -1
    _ = source.withUnsafeMutableBytes { x in
      withUnsafeMutableBytes(of: &answer) { y in
        run(program, [address(x.baseAddress!), address(y.baseAddress!), UInt64(n)])
      }
    }
    #expect(answer == expected)
  }

  /// Running products: width 1, stores that depend on the accumulator.
  @Test func scansSerially() {
    let n = 600
    var b = Builder(name: "scan")
    let (x, out) = (b.argument(0, .ptr), b.argument(1, .ptr))
    let (body, exit) = (b.declareLoop(width: 1, combine: [.add]), b.declareBlock())
    b.loop(b.argument(2, .i64), body, initial: [b.constant(5, .i64)], exit: exit)
    let before = b.begin(body, [.i64])[0]
    let after = b.add(before, b.convert(b.load(x, .i16), to: .i64))
    b.store(out, after)
    b.next([after])
    b.begin(exit, [.i64])
    b.ret()
    let program = b.finish()
    var source = (0..<n).map { Int16($0 - 300) }
    var target = Array(repeating: 0, count: n)
    _ = source.withUnsafeMutableBytes { x in
      target.withUnsafeMutableBytes { y in
        run(program, [address(x.baseAddress!), address(y.baseAddress!), UInt64(n)])
      }
    }
    var total = 5
    for i in 0..<n {
      total += i - 300
      #expect(target[i] == total)
    }
  }

  /// Status: what operations raise, what `raise` adds, and quiet compares.
  @Test func reportsFlags() {
    func status(_ make: (inout Builder, Value, Value) -> Void) -> Status {
      var b = Builder(name: "flags")
      make(&b, b.argument(0, .f64), b.argument(1, .f64))
      b.ret()
      return run(b.finish(), [Double(1).bitPattern, 0, Double.nan.bitPattern])
        .intersection(.reported)
    }
    #expect(status { b, x, y in _ = b.div(x, y) } == .divideByZero)
    #expect(status { b, x, y in _ = b.div(y, y) } == .invalid)
    #expect(status { b, x, y in _ = b.div(y, x) } == [])
    #expect(status { b, x, _ in _ = b.lt(x, b.argument(2, .f64)) } == [])
    #expect(status { b, x, _ in _ = b.min(x, b.argument(2, .f64)) } == [])
    #expect(status { b, x, y in b.raise(.overflow, if: b.lt(y, x)) } == .overflow)
    #expect(status { b, x, y in b.raise(.overflow, if: b.gt(y, x)) } == [])
    let huge = status { b, x, _ in
      _ = b.convert(b.mul(b.constant(1e300, .f64), x), to: .i32)
    }
    #expect(huge == .invalid)
  }
}
