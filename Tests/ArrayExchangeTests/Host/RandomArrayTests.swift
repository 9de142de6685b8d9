// SPDX-License-Identifier: Apache-2.0
// Random arrays of the original NumPy, there and back, with writes on both sides.

import ArrayExchange
import Testing
import Weft

extension HostTests {
  @Suite("Random arrays shared with NumPy", .enabled(if: Host.hasNumPy, "no NumPy"))
  struct RandomArrayTests {
    /// Python makes the arrays: it knows more layouts than we do.
    private static let maker = """
      import random
      import numpy as np
      dtypes = '? b B h H i I q Q l L e f d F D >i2 >f4 >f8 >c16 >u8'.split()

      def make(seed):
          r = random.Random(seed)
          dtype = np.dtype(r.choice(dtypes))
          shape = [r.choice((0, 1, 2, 3, 3, 4, 5)) for _ in range(r.randrange(5))]
          count = int(np.prod(shape))
          values = np.array([r.randrange(-100, 100) for _ in range(count)])
          if dtype.kind in 'ub':
              values = abs(values)
          a = values.astype(dtype).reshape(shape)
          if dtype.kind == 'c':
              a = a * np.array(1 - 0.5j, dtype)
          a = np.array(a, dtype, order=r.choice('CF'))
          if r.random() < 0.2:
              # At an odd address.
              memory = np.zeros(a.nbytes + 1, 'u1')
              view = memory[1:].view(dtype).reshape(a.shape)
              view[...] = a
              a = view
          if r.random() < 0.5:
              a = a.transpose(r.sample(range(a.ndim), a.ndim))
          if r.random() < 0.5:
              steps = [slice(None, None, r.choice((1, 2, -1, -2, 3))) for _ in range(a.ndim)]
              # Without axes this would be a scalar.
              a = a[(...,) + tuple(steps)]
          if a.ndim and r.random() < 0.2:
              a = np.broadcast_to(a, (r.randrange(3),) + a.shape)
          elif a.ndim and r.random() < 0.2:
              a = a[..., np.newaxis]
          if r.random() < 0.1:
              a.flags.writeable = False
          return a

      def same(a, b):
          return a.shape == b.shape and a.dtype.newbyteorder('=') == b.dtype and a.tolist() == b.tolist()

      def shares(a, b):
          walked = [i for i in range(a.ndim) if a.shape[i] > 1]
          strides = [(a.strides[i], b.strides[i]) for i in walked]
          return a.size == 0 or (all(x == y for x, y in strides) and a.ctypes.data == b.ctypes.data)

      def write(a, seed):
          index = tuple(random.Random(seed).randrange(n) for n in a.shape)
          a[index] = 0 if a[index] else 1
          return a
      """

    @Test func thereAndBack() throws {
      let python = try CPython.shared
      let names = try python.builtin("dict")()
      try python.exec(Self.maker, globals: names)
      let (make, same, shares, write) = (
        try names["make"], try names["same"], try names["shares"], try names["write"]
      )
      let first = Int(UInt32.random(in: 0...UInt32.max))
      print("seed \(first)")
      for seed in first..<first + 2000 {
        let foreign = try make(seed)
        let swapped = try Bool(foreign.dtype.isnative) == false
        let writable = try Bool(foreign.flags.writeable)
        #expect(try foreign.isReadOnly() != writable)
        let array = try NDArray(foreign)
        // A view of a view, and what our own code makes of its elements.
        let back = try array.foreign()
        let copy = try array.copy().foreign(writable: true)
        #expect(try Bool(same(foreign, back)) && Bool(same(foreign, copy)), "seed \(seed)")
        #expect(try swapped || Bool(shares(foreign, back)), "seed \(seed)")
        guard writable, !swapped, array.size > 0 else { continue }
        let shared = try SharedArray(foreign)
        try write(foreign, seed)
        #expect(try Bool(same(foreign, shared.foreign())), "seed \(seed): Python wrote")
        #expect(
          try Bool(same(foreign, shared.value.copy().foreign())), "seed \(seed): Python wrote")
        try write(shared.foreign(), seed + 1)
        #expect(try Bool(same(foreign, shared.value.copy().foreign())), "seed \(seed): through us")
        shared.assign(NDArray.zeros(shared.value.shape, shared.value.dtype))
        #expect(try !Bool(foreign.any()), "seed \(seed): Swift wrote")
      }
    }
  }
}
