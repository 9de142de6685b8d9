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
  /// Rows that are in one loop together, each with strips of its own.
  let copies: Int
  /// Lanes of accumulators in memory.
  private let lanes: Int

  init(_ region: Region, _ form: KernelForm) {
    copies =
      switch form.kind {
      case .column: ColumnKernel.blockRows
      case .short: form.extent
      case .row, .scan, .position: 1
      }
    let isThere = region.steps.contains { $0.isCall }
    var places: [Place] = []
    for (index, step) in region.steps.enumerated() where isThere && step.rate == .full {
      guard case .map(let ufunc) = step.node.operation, ufunc.facts.isExpensive else { continue }
      let arguments = step.isCall ? region.operands(of: step).dropFirst().map(region.dtype) : []
      places.append(Place(step: index, dtypes: [step.node.dtype] + arguments))
    }
    self.places = places
    let reductions = form.kind == .row ? region.steps.count { $0.reduction != nil } : 0
    lanes = reductions * RowKernel.freeWidth
  }

  /// Whether the loop of calls can pass what a function takes: all in registers.
  static func canCall(_ arguments: [DType], returns dtype: DType) -> Bool {
    CallTypes(arguments.map(\.memoryElement), returns: dtype.memoryElement).isValid
  }

  var isEmpty: Bool { places.isEmpty }

  /// Bytes that all strips take, with the frame of a call and accumulators before them.
  var bytes: Int {
    if isEmpty { return 0 }
    let strips = places.reduce(0) { sum, place in
      sum + place.dtypes.reduce(0) { $0 + $1.itemSize * Self.length }
    }
    return copies * strips + Self.frameBytes + accumulatorBytes
  }

  /// A frame, and what is missing to a whole line of the cache.
  static let frameBytes = (CallFrame.bytes + 63) & ~63
  var accumulatorBytes: Int { 8 * lanes }
}

extension StepEmitter {
  /// Gives memory from `start` on to the steps that may run ahead.
  mutating func openStrips(_ strips: CallStrips, _ start: Value) {
    if strips.isEmpty { return }
    callFrame = start
    laneMemory = builder.moved(start, by: CallStrips.frameBytes)
    var offset = builder.moved(laneMemory!, by: strips.accumulatorBytes)
    for _ in 0..<strips.copies {
      var firstPorts = Array(repeating: -1, count: region.steps.count)
      for place in strips.places {
        firstPorts[place.step] = ports.count
        for dtype in place.dtypes {
          let size = builder.constant(dtype.itemSize, .i64)
          ports.append(PortValues(dtype: dtype, strideClass: .unit, pointer: offset, stride: size))
          offset = builder.moved(offset, by: dtype.itemSize * CallStrips.length)
        }
      }
      stripPorts.append(firstPorts)
    }
  }

  /// What runs ahead of the loop of a pass, operands first: its calls, and what is dear and not of one loop alone.
  func steps(aheadOf pass: Int, _ reductions: [Int], _ stores: [Int]) -> [Int] {
    if stripPorts.isEmpty { return [] }
    var loops = Array(repeating: 0, count: region.steps.count)
    var calls: [Int] = []
    var seen: Set<Int> = []
    func visit(_ index: Int) {
      let step = region.steps[index]
      let isLoaded = stored[index] >= 0 && Int(step.level) < pass
      if step.rate == .row || isLoaded || !seen.insert(index).inserted { return }
      loops[index] += 1
      if step.isCall {
        if loops[index] == 1 { calls.append(index) }
      } else {
        visitOperands(index)
      }
    }
    func visitOperands(_ index: Int) {
      for reference in region.operands(of: region.steps[index]) where reference.source == .step {
        visit(Int(reference.index))
      }
    }
    for index in stores { visit(index) }
    for index in reductions { visitOperands(index) }
    while let call = calls.popLast() {
      seen = []
      visitOperands(call)
    }
    return loops.indices.filter { index in
      loops[index] > 0 && region.steps[index].isCall
        || loops[index] > 1 && stripPorts[0][index] >= 0
    }
  }

  /// Writes the loops of `steps` over `count` elements, with the operands where the ports are, into strips that are loaded from now on.
  mutating func writeAhead(_ count: Value, _ pass: Int, _ steps: [Int], copy: Int = 0) {
    for index in steps {
      let place = stripPorts[copy][index]
      if region.steps[index].isCall {
        writeCall(count, pass, index, place)
      } else {
        writeMap(count) { emitter in
          emitter.store(place, emitter.value(full: index, pass: pass))
        }
      }
      strips[index] = place
    }
  }

  /// Has the loop being written load `steps` from strips.
  mutating func loadStrips(_ steps: [Int], copy: Int) {
    for index in steps { strips[index] = stripPorts[copy][index] }
  }

  /// The strips are not of the next elements.
  mutating func forgetStrips() {
    for index in strips.indices { strips[index] = -1 }
  }

  /// A loop without reductions; `body` stores.
  mutating func writeMap(_ count: Value, _ body: (inout StepEmitter) -> Void) {
    let loop = builder.declareLoop()
    let exit = builder.declareBlock()
    builder.loop(count, loop, exit: exit)
    builder.begin(loop)
    beginLoop()
    body(&self)
    builder.next()
    builder.begin(exit)
  }

  /// The loop that prepares what a function takes, and the calls.
  private mutating func writeCall(_ count: Value, _ pass: Int, _ index: Int, _ place: Int) {
    let operands = region.operands(of: region.steps[index])
    var sources: [Int] = []
    var prepared: [(port: Int, operand: Region.Reference)] = []
    for (number, operand) in operands.dropFirst().enumerated() {
      let known = plainSource(operand, pass)
      if known == nil { prepared.append((place + 1 + number, operand)) }
      sources.append(known ?? place + 1 + number)
    }
    if !prepared.isEmpty {
      writeMap(count) { emitter in
        for (port, operand) in prepared {
          emitter.store(port, emitter.value(operand, pass: pass))
        }
      }
    }
    let frame = callFrame!
    let function = value(operands.first!, pass: pass).re
    builder.storeUniform(frame, at: Int(CallFrame.function), function)
    builder.storeUniform(frame, at: Int(CallFrame.count), count)
    builder.storeUniform(frame, at: Int(CallFrame.result), ports[place].pointer)
    for (number, source) in sources.enumerated() {
      builder.storeUniform(frame, at: Int(CallFrame.argument(number)), ports[source].pointer)
    }
    builder.callEach(
      frame,
      CallTypes(
        sources.map { ports[$0].dtype.memoryElement }, returns: ports[place].dtype.memoryElement))
  }

  /// The port from which a function can take its argument as it is, if there is one.
  ///
  /// Truth values in a user's memory may be any byte, which C must not see.
  private func plainSource(_ operand: Region.Reference, _ pass: Int) -> Int? {
    let index = Int(operand.index)
    var port = -1
    switch operand.source {
    case .scalar: break
    case .port:
      if region.ports[index].rate == .full && region.ports[index].dtype != .bool { port = index }
    case .step:
      if strips[index] >= 0 {
        port = strips[index]
      } else if region.steps[index].rate == .full, Int(region.steps[index].level) < pass {
        port = Int(stored[index])
      }
    }
    return port >= 0 && ports[port].strideClass == .unit ? port : nil
  }
}
