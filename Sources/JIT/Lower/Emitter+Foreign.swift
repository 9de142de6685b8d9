// SPDX-License-Identifier: Apache-2.0
// Emission of calls of C functions: arguments from buffers to registers, and what the callee may change kept on the stack.
//
//   [callOffset]        the function
//   [callOffset + 8]    the number of lanes that are elements, in the masked rest of a loop
//   [callOffset + 16]   MXCSR before the calls, and after them
//   [callOffset + 24]   rdi, rsi, r8 to r11
//   [callOffset + 80]   mask registers
//   [callOffset + 144]  arguments of a run over elements in memory
//   [callOffset + 184]  registers of its own that others may be using: rbx, r12 to r15
//   [callOffset + 256]  vector registers

extension Emitter {
  static let callOffset: Int32 = bufferOffset + 192

  /// Bytes of the frame that calls need.
  static func callBytes(_ tier: Tier) -> Int32 {
    256 + (tier == .avx512 ? 32 * 64 : tier == .avx2 ? 16 * 32 : 16 * 16)
  }

  /// General registers that hold values and that callees may change.
  private static let callerSaved: [Gpr] = [.rdi, .rsi, .r8, .r9, .r10, .r11]

  private func callSlot(_ offset: Int32) -> Address { frameAddress(Self.callOffset + offset) }

  mutating func foreign(_ inst: MInst) {
    let elements = ForeignElements(bits: inst.disp)
    func width(_ element: Element) -> VectorWidth {
      let bytes = Int(inst.imm) << element.log
      return bytes <= 16 ? .x : bytes <= 32 ? .y : .z
    }
    save(inst.a, 0, width(elements.x))
    if !inst.b.isNone { save(inst.b, 64, width(elements.y)) }
    asm.mr(.mov, .q, callSlot(0), gpr(inst.base))
    if !inst.index.isNone { asm.mr(.mov, .q, callSlot(8), gpr(inst.index)) }
    asm.m(.stmxcsr, .d, callSlot(16))
    keep(inst, isAfter: false)
    // Code of the SSE kind is slow while upper halves are in use.
    if tier != .sse2 { asm.plain(.vzeroupper) }
    let done = asm.newLabel()
    for lane in 0..<Int(inst.imm) {
      if !inst.index.isNone && lane > 0 {
        asm.mi(.cmp, .q, callSlot(8), Int32(lane))
        asm.jcc(.be, done)
      }
      func place(_ offset: Int32, _ element: Element) -> Address {
        frameAddress(Self.bufferOffset + offset + Int32(lane << element.log))
      }
      var (vectors, generals) = (0, 0)
      argument(&vectors, &generals, place(0, elements.x), elements.x)
      if !inst.b.isNone { argument(&vectors, &generals, place(64, elements.y), elements.y) }
      asm.m(.call, .q, callSlot(0))
      storeResult(place(128, elements.result), elements.result)
    }
    asm.bind(done)
    let isCollected = collect(inst)
    keepFlags()
    keep(inst, isAfter: true)
    if !inst.d.isNone && !isCollected { loadLanes(inst) }
  }

  /// Puts the results together in registers; loading what many stores have just written would wait for them.
  private mutating func collect(_ inst: MInst) -> Bool {
    let size = Int(inst.shift)
    let parts = Int(inst.imm) << size / 16
    guard !inst.d.isNone, !inst.flags.contains(.broadcast), parts > 0,
      size == 3 || size == 2 && tier != .sse2
    else { return false }
    let isSSE = tier == .sse2
    for part in 0..<parts {
      let memory = frameAddress(Self.bufferOffset + 128 + Int32(16 * part))
      let v = Vec(part)
      if size == 3 {
        asm.vm(isSSE ? .movq : .vmovq, .x, v, memory)
        let upper = memory.advanced(by: 8)
        if isSSE { asm.vm(.movhps, .x, v, upper) } else { asm.vvm(.vmovhps, .x, v, v, upper) }
      } else {
        asm.vm(.vmovd, .x, v, memory)
        for lane in 1..<4 {
          asm.vvmi(.vpinsrd, .x, v, v, memory.advanced(by: Int32(4 * lane)), UInt8(lane))
        }
      }
    }
    let d = vec(inst.d)
    let half: VectorOpcode = tier == .avx512 ? .vinserti64x2 : .vinserti128
    switch parts {
    case 1: asm.vv(isSSE ? .movaps : .vmovaps, .x, d, Vec(0))
    case 2: asm.vvvi(half, .y, d, Vec(0), Vec(1), 1)
    default:
      asm.vvvi(half, .y, Vec(0), Vec(0), Vec(1), 1)
      asm.vvvi(half, .y, Vec(2), Vec(2), Vec(3), 1)
      asm.vvvi(.vinserti64x4, .z, d, Vec(0), Vec(2), 1)
    }
    return true
  }

  /// Loads the next argument into the next register of its kind.
  private mutating func argument(
    _ vectors: inout Int, _ generals: inout Int, _ memory: Address, _ element: Element
  ) {
    if element.isFloat {
      asm.load(Vec(vectors), memory, bytes: element.size)
      vectors += 1
    } else {
      asm.load(
        ArgumentPlaces.general[generals], memory, OperandSize(rawValue: UInt8(element.log))!,
        element.isSigned ? .sign : .zero)
      generals += 1
    }
  }

  /// Takes back the flags that the callee raised.
  private mutating func keepFlags() {
    asm.m(.stmxcsr, .d, callSlot(20))
    // Putting it back takes long, and nobody asks whether a result was inexact.
    let same = asm.newLabel()
    asm.rm(.mov, .d, .rax, callSlot(20))
    asm.rm(.xor, .d, .rax, callSlot(16))
    asm.ri(.test, .d, .rax, ~0x20)
    asm.jcc(.e, same)
    asm.m(.ldmxcsr, .d, callSlot(16))
    asm.bind(same)
  }

  /// Stores what the callee may change, or brings it back.
  private mutating func keep(_ inst: MInst, isAfter: Bool) {
    for (number, register) in Self.callerSaved.enumerated() {
      let isKept = register == .rdi || inst.kept.gpr >> UInt32(register.index) & 1 != 0
      guard isKept else { continue }
      let slot = callSlot(24 + 8 * Int32(number))
      if isAfter { asm.rm(.mov, .q, register, slot) } else { asm.mr(.mov, .q, slot, register) }
    }
    for number in 0..<8 where inst.kept.mask >> UInt32(number) & 1 != 0 {
      let slot = callSlot(80 + 8 * Int32(number))
      if isAfter {
        asm.km(.kmovq, Mask(number), slot)
      } else {
        asm.mk(.kmovq, slot, Mask(number))
      }
    }
    let full = VectorWidth(rawValue: UInt8(tier.rawValue))!
    let move: VectorOpcode = tier == .sse2 ? .movups : .vmovups
    for number in 0..<32 where inst.kept.vec >> UInt32(number) & 1 != 0 {
      let slot = callSlot(256 + Int32(number * full.bytes))
      if isAfter {
        asm.vm(move, full, Vec(number), slot)
      } else {
        asm.mv(move, full, slot, Vec(number))
      }
    }
  }

  // MARK: Runs over memory

  func argumentSlot(_ number: Int) -> Address { callSlot(144 + 8 * Int32(number)) }

  /// Calls the function of argument 0 for as many elements as argument 1 says: of memory at arguments 3 and 4, to memory at argument 2.
  mutating func foreignRun(_ inst: MInst) {
    let elements = ForeignElements(bits: inst.disp)
    asm.m(.stmxcsr, .d, callSlot(16))
    keep(inst, isAfter: false)
    if tier != .sse2 { asm.plain(.vzeroupper) }
    let isSame = elements.x == elements.result && (inst.imm == 1 || elements.y == elements.result)
    let (near, done) = (asm.newLabel(), asm.newLabel())
    if isSame {
      // A call across more than 2 GB takes three cycles longer (Zen 5): functions of the program itself are called from there.
      asm.mov(.rax, imm: Int64(CallLoop.address))
      asm.rr(.mov, .q, .rcx, .rax)
      asm.rm(.sub, .q, .rcx, argumentSlot(0))
      asm.mov(.rdx, imm: 1 << 31)
      asm.rr(.add, .q, .rcx, .rdx)
      asm.ri(.shr, .q, .rcx, 32)
      asm.jcc(.e, near)
    }
    runElements(elements, isBinary: inst.imm == 2)
    if isSame {
      asm.jmp(done)
      asm.bind(near)
      asm.mov(.rdi, imm: Int64(inst.disp))
      let registers: [Gpr] = [.rsi, .r9, .rdx, .rcx, .r8]
      for number in 0..<Int(inst.imm) + 3 {
        asm.rm(.mov, .q, registers[number], argumentSlot(number))
      }
      if inst.imm == 1 { asm.rr(.xor, .d, .r8, .r8) }
      asm.r(.call, .q, .rax)
      asm.bind(done)
    }
    keepFlags()
    keep(inst, isAfter: true)
  }

  private mutating func runElements(_ elements: ForeignElements, isBinary: Bool) {
    let (function, count, target): (Gpr, Gpr, Gpr) = (.rbx, .r12, .r13)
    let sources: [(Gpr, Element)] =
      isBinary ? [(.r14, elements.x), (.r15, elements.y)] : [(.r14, elements.x)]
    let own: [Gpr] = [function, count, target] + sources.map(\.0)
    for (number, register) in own.enumerated() {
      asm.mr(.mov, .q, callSlot(184 + 8 * Int32(number)), register)
    }
    for (number, register) in own.enumerated() {
      asm.rm(.mov, .q, register, argumentSlot(number))
    }
    let again = asm.newLabel()
    asm.align(32)
    asm.bind(again)
    var (vectors, generals) = (0, 0)
    for (register, element) in sources {
      argument(&vectors, &generals, Address(base: register), element)
    }
    asm.r(.call, .q, function)
    storeResult(Address(base: target), elements.result)
    for (register, element) in sources + [(target, elements.result)] {
      asm.ri(.add, .q, register, Int32(element.size))
    }
    asm.ri(.sub, .q, count, 1)
    asm.jcc(.ne, again)
    for (number, register) in own.enumerated() {
      asm.rm(.mov, .q, register, callSlot(184 + 8 * Int32(number)))
    }
  }

  private mutating func storeResult(_ target: Address, _ element: Element) {
    if element.isFloat {
      asm.store(target, Vec(0), bytes: element.size)
    } else {
      asm.mr(.mov, OperandSize(rawValue: UInt8(element.log))!, target, .rax)
    }
  }
}
