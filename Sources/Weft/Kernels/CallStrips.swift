// SPDX-License-Identifier: Apache-2.0
// Which steps of a region run ahead of the others, a strip of elements at a time: the calls of C functions.

import JIT

/// The steps of a region that may be computed ahead, and the memory for a strip of each.
///
/// A call between vector operations would have to save their registers and take its arguments out of them, for every few elements.
/// So a loop with calls runs in strips: what the function is to take is computed into memory, then the function is called for one element
/// after the other and nothing else happens, then the rest of the loop runs as if the results were an operand.
struct CallStrips {
  /// The most elements of a strip; a leaf of the pairwise tree is one.
  static let length = 128

  /// What may stand in memory: its own strip, and after it those of its arguments if it is a call.
  struct Place {
    var step: Int
    var dtypes: [DType]
  }

  let places: [Place]

  init(_ region: Region, _ form: KernelForm) {
    let isThere = form.kind == .row && region.steps.contains { $0.rate == .full && $0.isCall }
    var places: [Place] = []
    for (index, step) in region.steps.enumerated() where isThere && step.rate == .full {
      guard case .map(let ufunc) = step.node.operation, ufunc.facts.isExpensive else { continue }
      let arguments = step.isCall ? step.operands.dropFirst().map(region.dtype) : []
      places.append(Place(step: index, dtypes: [step.node.dtype] + arguments))
    }
    self.places = places
  }

  var isEmpty: Bool { places.isEmpty }

  var bytes: Int {
    places.reduce(0) { $0 + $1.dtypes.reduce(0) { $0 + $1.itemSize * Self.length } }
  }
}

extension Region.Step {
  /// Whether it calls a C function.
  var isCall: Bool {
    guard case .map(let ufunc) = node.operation else { return false }
    return ufunc == .foreign1 || ufunc == .foreign2
  }

  /// The sources of its operands.
  var operands: [Region.Reference] {
    guard case .map(let ufunc) = node.operation else { return [references.0] }
    return Array([references.0, references.1, references.2].prefix(ufunc.facts.operandCount))
  }
}

extension RowKernel {
  /// Gives places to the steps that may run ahead, after the scratch rows.
  mutating func openStrips(_ start: Value) {
    var offset = start
    for place in strips.places {
      stripPorts[place.step] = emitter.ports.count
      for dtype in place.dtypes {
        let size = emitter.builder.constant(dtype.itemSize, .i64)
        emitter.ports.append(
          PortValues(dtype: dtype, strideClass: .unit, pointer: offset, stride: size))
        scratch[0].append(offset)
        offset = emitter.builder.moved(offset, by: dtype.itemSize * CallStrips.length)
      }
    }
  }

  /// What runs ahead of the loop of a pass, operands first: its calls, and what is dear and not of one loop alone.
  func steps(aheadOf pass: Int, _ reductions: [Int], _ stores: [Int]) -> [Int] {
    if strips.isEmpty { return [] }
    if !reductions.allSatisfy(mayRunInStrips) { return [] }
    var loops = Array(repeating: 0, count: region.steps.count)
    var calls: [Int] = []
    var seen: Set<Int> = []
    func visit(_ index: Int) {
      let step = region.steps[index]
      let isLoaded = emitter.stored[index] >= 0 && Int(step.level) < pass
      if step.rate == .row || isLoaded || !seen.insert(index).inserted { return }
      loops[index] += 1
      if step.isCall {
        if loops[index] == 1 { calls.append(index) }
      } else {
        visit(step.operands)
      }
    }
    func visit(_ references: [Region.Reference]) {
      for reference in references where reference.source == .step { visit(Int(reference.index)) }
    }
    for index in stores { visit(index) }
    for index in reductions { visit(region.steps[index].operands) }
    while let call = calls.popLast() {
      seen = []
      visit(region.steps[call].operands)
    }
    return loops.indices.filter { index in
      loops[index] > 0 && region.steps[index].isCall
        || loops[index] > 1 && stripPorts[index] >= 0
    }
  }

  /// Whether what a reduction gives does not tell in which parts it was taken; the least of two zeros would.
  private func mayRunInStrips(_ index: Int) -> Bool {
    let loop = region.steps[index].node.loop
    guard let reduction = region.steps[index].reduction, !region.isScan(index) else { return false }
    switch reduction.order(in: loop) {
    case .pairwise, .pairwiseComplex: return true
    case .serial, .position: return false
    case .free: return !loop.isFloating || reduction != .minimum && reduction != .maximum
    }
  }

  /// The passes of `inner` elements in strips, for a pass that does not follow the pairwise tree.
  mutating func writeStrips(
    _ inner: Value, _ pass: Int, _ plan: Accumulators.Plan, _ reductions: [Int], _ stores: [Int]
  ) -> [Value] {
    let zero = emitter.builder.constant(0, .i64)
    let length = emitter.builder.constant(CallStrips.length, .i64)
    let head = emitter.builder.declareBlock()
    let strip = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(head, [zero] + plan.initial)
    let state = emitter.builder.begin(head, [.i64] + plan.elements)
    emitter.builder.branch(emitter.builder.lt(state[0], inner), strip, done)

    emitter.builder.begin(strip)
    let left = emitter.builder.sub(inner, state[0])
    let results = fromElement(state[0]) { kernel in
      let isLast = kernel.emitter.builder.lt(left, length)
      let count = kernel.emitter.builder.select(isLast, left, length)
      return kernel.writeLoop(count, pass, plan, reductions, stores)
    }
    var next = [emitter.builder.add(state[0], length)]
    for index in results.indices {
      next.append(emitter.builder.binary(plan.combine[index], state[index + 1], results[index]))
    }
    emitter.builder.jump(head, next)
    emitter.builder.begin(done)
    return Array(state.dropFirst())
  }

  /// Writes the loops of what runs ahead, over `count` elements.
  mutating func writeAhead(_ count: Value, _ pass: Int, _ steps: [Int]) {
    for index in steps {
      let place = stripPorts[index]
      if region.steps[index].isCall {
        writeCall(count, pass, index)
      } else {
        writeMap(count) { kernel in
          kernel.emitter.store(place, kernel.emitter.value(full: index, pass: pass))
        }
      }
      emitter.strips[index] = place
    }
  }

  /// The loop that prepares what a function takes, and the loop that does nothing but call it.
  private mutating func writeCall(_ count: Value, _ pass: Int, _ index: Int) {
    let (step, place) = (region.steps[index], stripPorts[index])
    let operands = step.operands
    var sources: [Int] = []
    var prepared: [(port: Int, operand: Region.Reference)] = []
    for (number, operand) in operands.dropFirst().enumerated() {
      let known = plainSource(operand, pass)
      if known == nil { prepared.append((place + 1 + number, operand)) }
      sources.append(known ?? place + 1 + number)
    }
    if !prepared.isEmpty {
      writeMap(count) { kernel in
        for (port, operand) in prepared {
          kernel.emitter.store(port, kernel.emitter.value(operand, pass: pass))
        }
      }
    }
    writeMap(count) { kernel in
      guard case .map(let ufunc) = step.node.operation else { return }
      let function = kernel.emitter.value(operands[0], pass: pass)
      let lanes = [function] + sources.map { kernel.emitter.load($0) }
      let result = ufunc.facts.expand(&kernel.emitter.builder, step.node.loop, lanes)
      kernel.emitter.store(place, result)
    }
  }

  /// The port from which a function can take its argument as it is, if there is one.
  private func plainSource(_ operand: Region.Reference, _ pass: Int) -> Int? {
    let index = Int(operand.index)
    var port = -1
    switch operand.source {
    case .scalar: break
    case .port: if region.ports[index].rate == .full { port = index }
    case .step:
      if emitter.strips[index] >= 0 {
        port = emitter.strips[index]
      } else if region.steps[index].rate == .full, Int(region.steps[index].level) < pass {
        port = Int(emitter.stored[index])
      }
    }
    return port >= 0 && emitter.ports[port].strideClass == .unit ? port : nil
  }
}
