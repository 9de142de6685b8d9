// SPDX-License-Identifier: Apache-2.0
// First kernels on every tier.

import Testing
import JIT

@Suite struct FirstTests {
  static func triad() -> Program {
    var b = Builder(name: "triad")
    let (x, y, z, r) = (
      b.argument(0, .ptr), b.argument(1, .ptr), b.argument(2, .ptr), b.argument(3, .ptr)
    )
    let n = b.argument(4, .i64)
    let body = b.declareLoop()
    let exit = b.declareBlock()
    b.loop(n, body, exit: exit)
    b.begin(body)
    b.store(r, b.add(b.mul(b.load(x, .f64), b.load(y, .f64)), b.load(z, .f64)))
    b.next()
    b.begin(exit)
    b.ret()
    return b.finish()
  }

  static func sum() -> Program {
    var b = Builder(name: "sum")
    let (x, r) = (b.argument(0, .ptr), b.argument(1, .ptr))
    let n = b.argument(2, .i64)
    let zero = b.constant(0.0, .f64)
    let body = b.declareLoop(width: 32, combine: [.add])
    let exit = b.declareBlock()
    b.loop(n, body, initial: [zero], exit: exit)
    let acc = b.begin(body, [.f64])
    b.next([b.add(acc[0], b.load(x, .f64))])
    let total = b.begin(exit, [.f64])
    b.storeUniform(r, total[0])
    b.ret()
    return b.finish()
  }

  @Test(arguments: Tier.allCases) func triadRuns(tier: Tier) {
    let backend = X64Backend(tier: tier)
    print(backend.listing(Self.triad()))
    let code = backend.compile(Self.triad())!
    for n in 0...70 {
      let x = (0..<n).map { Double($0) + 0.5 }
      let y = (0..<n).map { 3 - Double($0) }
      let z = (0..<n).map { Double($0 * $0) }
      var r = [Double](repeating: -1, count: n + 1)
      var slots = [UInt](repeating: 0, count: 8)
      x.withUnsafeBufferPointer { px in
        y.withUnsafeBufferPointer { py in
          z.withUnsafeBufferPointer { pz in
            r.withUnsafeMutableBufferPointer { pr in
              slots[0] = UInt(bitPattern: px.baseAddress)
              slots[1] = UInt(bitPattern: py.baseAddress)
              slots[2] = UInt(bitPattern: pz.baseAddress)
              slots[3] = UInt(bitPattern: pr.baseAddress)
              slots[4] = UInt(n)
              _ = code.run(&slots)
            }
          }
        }
      }
      for i in 0..<n { #expect(r[i] == x[i] * y[i] + z[i]) }
      #expect(r[n] == -1)
    }
  }

  @Test(arguments: Tier.allCases) func sumRuns(tier: Tier) {
    let backend = X64Backend(tier: tier)
    print(backend.listing(Self.sum()))
    let code = backend.compile(Self.sum())!
    for n in 0...130 {
      let x = (0..<n).map { Double($0) + 0.5 }
      var r = [Double](repeating: -1, count: 1)
      var slots = [UInt](repeating: 0, count: 8)
      x.withUnsafeBufferPointer { px in
        r.withUnsafeMutableBufferPointer { pr in
          slots[0] = UInt(bitPattern: px.baseAddress)
          slots[1] = UInt(bitPattern: pr.baseAddress)
          slots[2] = UInt(n)
          _ = code.run(&slots)
        }
      }
      #expect(r[0] == x.reduce(0, +))
    }
  }
}
