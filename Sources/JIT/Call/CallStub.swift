// SPDX-License-Identifier: Apache-2.0
// The code that calls a C function with arguments from memory.
//
//   rdi          the function, then [rbp - 8]
//   rsi          the arguments, then r10
//   rdx          where the result goes, then [rbp - 16]
//   rax, r11     scratch until the call; xmm15 too
//   [rsp]        arguments on the stack
//
// The result is errno after the call: the caller's own runtime may change it before anyone could ask.

/// Where a stub finds its arguments.
package enum ArgumentSource: Hashable, Sendable {
  /// An array of pointers to the values.
  case pointers
  /// One buffer with the values at these offsets.
  case buffer([Int])
}

extension CallShape {
  /// Where each argument is in a buffer in which they follow each other, each at a multiple of its alignment and of 8, and how
  /// long this is.
  package var bufferOffsets: (offsets: [Int], bytes: Int) {
    var offsets: [Int] = []
    var end = 0
    for argument in arguments {
      end = (end + argument.alignment - 1) & -argument.alignment
      offsets.append(end)
      end += argument.room
    }
    return (offsets, end)
  }

  /// Machine code of `errno = stub(function, arguments, result)`.
  ///
  /// `errnoOffset` is where the C library keeps errno, in bytes from the thread's pointer.
  package func callStub(_ source: ArgumentSource, errnoOffset: Int32) -> [UInt8] {
    var emitter = CallStubEmitter(shape: self, source: source)
    emitter.emit(errnoOffset: errnoOffset)
    return emitter.asm.finish()
  }
}

private struct CallStubEmitter: ~Copyable {
  var asm = Assembler(capacity: 1024)
  let shape: CallShape
  let places: ArgumentPlaces
  /// Where arguments are in their buffer; nil if there are pointers to them.
  let offsets: [Int]?

  static let function = Address(base: .rbp, displacement: -8)
  static let result = Address(base: .rbp, displacement: -16)

  init(shape: CallShape, source: ArgumentSource) {
    self.shape = shape
    places = ArgumentPlaces(shape)
    offsets = if case .buffer(let offsets) = source { offsets } else { nil }
  }

  mutating func emit(errnoOffset: Int32) {
    asm.push(.rbp)
    asm.rr(.mov, .q, .rbp, .rsp)
    asm.ri(.sub, .q, .rsp, Int32(16 + (places.stackBytes + 15) & ~15))
    if places.stackAlignment > 16 { asm.ri(.and, .q, .rsp, Int32(-places.stackAlignment)) }
    asm.mr(.mov, .q, Self.function, .rdi)
    asm.mr(.mov, .q, Self.result, .rdx)
    asm.rr(.mov, .q, .r10, .rsi)
    for number in shape.arguments.indices { storeOnStack(number) }
    for number in shape.arguments.indices { loadRegisters(number) }
    if shape.result.way == .memory { asm.rm(.mov, .q, .rdi, Self.result) }
    asm.mov(.rax, imm: Int64(places.vectors))
    asm.m(.call, .q, Self.function)
    storeResult()
    asm.movFromThread(.rax, errnoOffset)
    asm.plain(.leave)
    asm.plain(.ret)
  }

  /// The address of an argument's value; rax may be lost.
  private mutating func address(_ number: Int) -> Address {
    if let offsets { return Address(base: .r10, displacement: Int32(offsets[number])) }
    asm.rm(.mov, .q, .rax, Address(base: .r10, displacement: Int32(8 * number)))
    return Address(base: .rax)
  }

  private mutating func storeOnStack(_ number: Int) {
    guard case .stack(let offset) = places.places[number] else { return }
    let argument = shape.arguments[number]
    let source = address(number)
    let target = Address(base: .rsp, displacement: Int32(offset))
    if argument.widening != .none {
      let size: OperandSize = argument.size == 1 ? .b : .w
      asm.load(.r11, source, size, argument.widening)
      asm.mr(.mov, .q, target, .r11)
    } else {
      asm.copy(target, source, bytes: argument.size, scratch: .r11)
    }
  }

  private mutating func loadRegisters(_ number: Int) {
    guard case .registers(var general, var vector) = places.places[number] else { return }
    let argument = shape.arguments[number]
    let source = address(number)
    for index in 0..<argument.eightbytes where !argument.isPadding(index) {
      let from = source.advanced(by: Int32(8 * index))
      let bytes = argument.bytes(index)
      if argument.isVector(index) {
        asm.load(
          Vec(Int(vector)), from, bytes: bytes, argument.parts.ranges(ofEightbyte: index),
          scratch: .init(15))
        vector += 1
      } else {
        let register = ArgumentPlaces.general[Int(general)]
        if argument.widening != .none {
          asm.load(register, from, bytes == 1 ? .b : .w, argument.widening)
        } else {
          asm.load(register, from, argument.parts.ranges(ofEightbyte: index), scratch: .r11)
        }
        general += 1
      }
    }
  }

  private mutating func storeResult() {
    let result = shape.result
    if result.way == .nothing || result.way == .memory { return }
    asm.rm(.mov, .q, .rcx, Self.result)
    if result.way != .registers {
      asm.m(.fstp, .d, Address(base: .rcx))
      if result.way == .complexX87 { asm.m(.fstp, .d, Address(base: .rcx, displacement: 16)) }
      return
    }
    var (general, vector) = (0, 0)
    for index in 0..<result.eightbytes where !result.isPadding(index) {
      let target = Address(base: .rcx, displacement: Int32(8 * index))
      if result.isVector(index) {
        asm.store(target, Vec(vector), bytes: result.bytes(index))
        vector += 1
      } else {
        asm.store(target, general == 0 ? .rax : .rdx, bytes: result.bytes(index))
        general += 1
      }
    }
  }
}
