// SPDX-License-Identifier: Apache-2.0
// The code by which C calls back: from argument registers to an array of pointers to the arguments.
//
// A callback's own code, its thunk, puts the address of its record into r10 and jumps to where the record's first word points: to the
// entry of its signature, or to the code that complains when it was freed. So callbacks are made and freed by plain writes to memory.
//
//   r10                   the record
//   [rsp]                 pointers to the arguments
//   ...                   arguments that came in registers
//   [rsp + resultOffset]  the result, zero at first; or the address that the caller gave for it
//   [rbp + 16]            arguments that came on the stack

/// What C's calls find behind a thunk; read by machine code.
package struct CallbackRecord {
  /// Where the thunk jumps.
  package var entry: UnsafeRawPointer?
  /// A C function of (context, pointers to the arguments, result).
  package var handler: UnsafeRawPointer?
  package var context: UnsafeMutableRawPointer?
  /// The callback's name, a C string that lives for ever.
  package var name: UnsafePointer<CChar>?

  package init() {}
}

extension CallShape {
  /// Machine code that thunks of this shape's callbacks lead to.
  package func callbackEntry() -> [UInt8] {
    var emitter = CallbackEmitter(shape: self)
    emitter.emit()
    return emitter.asm.finish()
  }
}

/// Code that callbacks need whatever their shape.
package enum CallbackCode {
  /// Bytes from one thunk to the next.
  package static let thunkBytes = 16

  /// The thunks of records that lie one after the other from `records` on.
  package static func thunks(_ records: UnsafePointer<CallbackRecord>, count: Int) -> [UInt8] {
    var asm = Assembler()
    for number in 0..<count {
      asm.mov(.r10, imm: Int64(Int(bitPattern: records + number)))
      asm.m(.jmp, .q, Address(base: .r10))
      asm.align(thunkBytes)
    }
    return asm.finish()
  }

  /// Code that calls the C function at `complain` with the record's name; it must not return.
  package static func poison(_ complain: UnsafeRawPointer) -> [UInt8] {
    var asm = Assembler()
    asm.ri(.and, .q, .rsp, -16)
    asm.rm(.mov, .q, .rdi, Address(base: .r10, displacement: 24))
    asm.mov(.rax, imm: Int64(Int(bitPattern: complain)))
    asm.r(.call, .q, .rax)
    asm.plain(.ud2)
    return asm.finish()
  }
}

private struct CallbackEmitter: ~Copyable {
  var asm = Assembler(capacity: 1024)
  let shape: CallShape
  let places: ArgumentPlaces
  /// Where arguments that come in registers are put, from rsp.
  private var areas: [Int] = []
  private var resultOffset = 0
  private var frame = 0

  init(shape: CallShape) {
    self.shape = shape
    places = ArgumentPlaces(shape)
    var end = 8 * shape.arguments.count
    for argument in shape.arguments {
      end = (end + argument.alignment - 1) & -argument.alignment
      areas.append(end)
      end += 8 * argument.eightbytes
    }
    resultOffset = (end + 15) & ~15
    frame = resultOffset + 32
  }

  private var result: Address { Address(base: .rsp, displacement: Int32(resultOffset)) }

  mutating func emit() {
    asm.push(.rbp)
    asm.rr(.mov, .q, .rbp, .rsp)
    asm.ri(.sub, .q, .rsp, Int32(frame))
    for number in shape.arguments.indices { storeRegisters(number) }
    let isInMemory = shape.result.way == .memory
    if isInMemory {
      asm.mr(.mov, .q, result, .rdi)
    } else if shape.result.way != .nothing {
      asm.rr(.xor, .d, .rax, .rax)
      for offset in stride(from: 0, to: shape.result.room, by: 8) {
        asm.mr(.mov, .q, result.advanced(by: Int32(offset)), .rax)
      }
    }
    for number in shape.arguments.indices { storePointer(number) }
    asm.rm(isInMemory ? .mov : .lea, .q, .rdx, result)
    asm.rm(.mov, .q, .rdi, Address(base: .r10, displacement: 16))
    asm.rr(.mov, .q, .rsi, .rsp)
    asm.m(.call, .q, Address(base: .r10, displacement: 8))
    loadResult()
    asm.plain(.leave)
    asm.plain(.ret)
  }

  private mutating func storeRegisters(_ number: Int) {
    guard case .registers(var general, var vector) = places.places[number] else { return }
    let argument = shape.arguments[number]
    for index in 0..<argument.eightbytes where !argument.isPadding(index) {
      let target = Address(base: .rsp, displacement: Int32(areas[number] + 8 * index))
      if argument.isVector(index) {
        asm.store(target, Vec(Int(vector)), bytes: 8)
        vector += 1
      } else {
        asm.mr(.mov, .q, target, ArgumentPlaces.general[Int(general)])
        general += 1
      }
    }
  }

  private mutating func storePointer(_ number: Int) {
    let address =
      if case .stack(let offset) = places.places[number] {
        Address(base: .rbp, displacement: Int32(16 + offset))
      } else {
        Address(base: .rsp, displacement: Int32(areas[number]))
      }
    asm.rm(.lea, .q, .rax, address)
    asm.mr(.mov, .q, Address(base: .rsp, displacement: Int32(8 * number)), .rax)
  }

  private mutating func loadResult() {
    let passing = shape.result
    switch passing.way {
    case .nothing: break
    case .memory: asm.rm(.mov, .q, .rax, result)
    case .x87: asm.m(.fld, .d, result)
    case .complexX87:
      asm.m(.fld, .d, result.advanced(by: 16))
      asm.m(.fld, .d, result)
    case .registers:
      var (general, vector) = (0, 0)
      for index in 0..<passing.eightbytes where !passing.isPadding(index) {
        let source = result.advanced(by: Int32(8 * index))
        if passing.isVector(index) {
          asm.load(
            Vec(vector), source, bytes: 8, passing.parts.ranges(ofEightbyte: index),
            scratch: .init(15))
          vector += 1
        } else {
          let register: Gpr = general == 0 ? .rax : .rdx
          if passing.widening != .none {
            asm.load(register, source, passing.size == 1 ? .b : .w, passing.widening)
          } else {
            asm.load(register, source, passing.parts.ranges(ofEightbyte: index), scratch: .r11)
          }
          general += 1
        }
      }
    }
  }
}
