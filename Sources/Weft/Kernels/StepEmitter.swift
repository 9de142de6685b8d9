// SPDX-License-Identifier: Apache-2.0
// Writes the IR of a region's steps: loads, conversions, operations, stores.

import JIT

/// How one port's elements follow each other along a lane loop.
enum StrideClass: UInt8 {
  /// One value for the whole loop.
  case broadcast
  /// Without gaps.
  case unit
  /// At a run-time distance.
  case strided
  /// At the distance of a record of all elements of a short row.
  case record
}

/// A port inside the program being written.
struct PortValues {
  var dtype: DType
  var strideClass: StrideClass
  /// Where the loop's element 0 lies; changes from row to row.
  var pointer: Value
  /// Bytes between elements of a strided port.
  var stride: Value
}

/// Writes steps into a builder, each once per pass.
struct StepEmitter {
  var builder: Builder
  let region: Region
  var ports: [PortValues] = []
  var scalars: [Lanes] = []
  /// Values of full steps and ports in the lane loop being written.
  var full: [Lanes?]
  var loaded: [Lanes?]
  /// Values of row steps and row ports: uniform, valid for the rest of the row.
  var rows: [Lanes?]
  var rowLoaded: [Lanes?]
  /// Steps that later passes load instead of recomputing, and the port they are stored through (-1: none).
  var stored: [Int16]
  /// Steps that the loop being written loads from strips, and the port they are in (-1: none).
  var strips: [Int]
  /// For each row in work, the first port of each step's strips (-1: none); empty without calls.
  var stripPorts: [[Int]] = []
  /// Memory for the frame of a call, and for accumulators, if there are calls.
  var callFrame: Value?
  var laneMemory: Value?
  /// Where in its row the loop being written begins, if not at its start.
  var firstElement: Value?
  /// In column form the lanes run along a kept axis, so rows are varying like everything else.
  var isColumn = false

  init(_ region: Region, name: String) {
    builder = Builder(name: name)
    self.region = region
    full = Array(repeating: nil, count: region.steps.count)
    rows = full
    stored = region.steps.map(\.output)
    strips = Array(repeating: -1, count: region.steps.count)
    loaded = Array(repeating: nil, count: 0)
    rowLoaded = loaded
  }

  mutating func beginLoop() {
    beginElement()
    if isColumn { beginRow() }
  }

  /// Forgets the values of full steps: the next ones are of another element.
  mutating func beginElement() {
    for index in full.indices { full[index] = nil }
    loaded = Array(repeating: nil, count: ports.count)
  }

  mutating func beginRow() {
    for index in rows.indices { rows[index] = nil }
    rowLoaded = Array(repeating: nil, count: ports.count)
  }
}

// MARK: Values

extension StepEmitter {
  /// The value of a full step at `pass`, in its dtype.
  mutating func value(full index: Int, pass: Int) -> Lanes {
    if let known = full[index] { return known }
    let step = region.steps[index]
    let value: Lanes
    if strips[index] >= 0 {
      value = load(strips[index])
    } else if stored[index] >= 0, Int(step.level) < pass {
      value = load(Int(stored[index]))
    } else {
      value = compute(step) { emitter, reference in
        emitter.value(reference, pass: pass)
      }
    }
    full[index] = value
    return value
  }

  /// The value of a row step: reductions are put into `rows` as their pass ends; maps are computed here.
  mutating func value(row index: Int) -> Lanes {
    if let known = rows[index] { return known }
    let value = compute(region.steps[index]) { emitter, reference in
      emitter.rowValue(reference)
    }
    rows[index] = value
    return value
  }

  mutating func value(_ reference: Region.Reference, pass: Int) -> Lanes {
    let index = Int(reference.index)
    switch reference.source {
    case .scalar: return scalars[index]
    case .step:
      return region.steps[index].rate == .row ? value(row: index) : value(full: index, pass: pass)
    case .port:
      if region.ports[index].rate == .row { return rowPort(index) }
      if let known = loaded[index] { return known }
      let value = load(index)
      loaded[index] = value
      return value
    }
  }

  private mutating func rowValue(_ reference: Region.Reference) -> Lanes {
    let index = Int(reference.index)
    switch reference.source {
    case .scalar: return scalars[index]
    case .step: return value(row: index)
    case .port: return rowPort(index)
    }
  }

  private mutating func rowPort(_ index: Int) -> Lanes {
    if let known = rowLoaded[index] { return known }
    let value = load(index)
    rowLoaded[index] = value
    return value
  }

  private mutating func compute(
    _ step: Region.Step, _ operand: (inout StepEmitter, Region.Reference) -> Lanes
  ) -> Lanes {
    guard case .map(let ufunc) = step.node.operation else {
      preconditionFailure("a reduction is not computed by its consumer")
    }
    let node = step.node
    var lanes: [Lanes] = []
    for (index, reference) in region.operands(of: step).enumerated() {
      let given = self.dtype(reference)
      let dtype = ufunc.operandDType(index, loop: node.loop)
      let value = operand(&self, reference)
      lanes.append(convert(value, from: given, to: dtype))
    }
    let result = ufunc.facts.expand(&builder, node.loop, lanes)
    return node.dtype == .float16 ? rounded(result) : result
  }

  func dtype(_ reference: Region.Reference) -> DType { region.dtype(reference) }

  /// Operand 0 of a reduction or scan, in the dtype it accumulates in.
  mutating func reduced(_ step: Region.Step, pass: Int) -> Lanes {
    let reference = region.operand(of: step)
    let lanes = value(reference, pass: pass)
    return convert(lanes, from: dtype(reference), to: step.node.loop)
  }
}

// MARK: Memory and conversions

extension StepEmitter {
  mutating func load(_ index: Int) -> Lanes {
    let port = ports[index]
    let element = port.dtype.memoryElement
    guard port.dtype.isComplex else { return carried(loadPart(port, element, 0)) }
    return Lanes(loadPart(port, element, 0), loadPart(port, element, element.size))
  }

  private mutating func loadPart(_ port: PortValues, _ element: Element, _ offset: Int) -> Value {
    if port.strideClass == .broadcast {
      return builder.loadUniform(port.pointer, at: offset, element)
    }
    let pointer = builder.moved(port.pointer, by: offset)
    if port.strideClass == .unit && !port.dtype.isComplex { return builder.load(pointer, element) }
    return builder.load(pointer, stride: port.stride, element)
  }

  /// Loads the value of a row port; uniform.
  mutating func loadRow(_ index: Int) {
    let port = ports[index]
    let element = port.dtype.memoryElement
    let re = builder.loadUniform(port.pointer, element)
    rowLoaded[index] =
      port.dtype.isComplex
      ? Lanes(re, builder.loadUniform(port.pointer, at: element.size, element)) : carried(re)
  }

  mutating func store(_ index: Int, _ lanes: Lanes) {
    let port = ports[index]
    storePart(port, inMemory(lanes.re, port.dtype), 0)
    if let im = lanes.im { storePart(port, im, port.dtype.itemSize / 2) }
  }

  private mutating func storePart(_ port: PortValues, _ value: Value, _ offset: Int) {
    let pointer = builder.moved(port.pointer, by: offset)
    if port.strideClass == .unit && !port.dtype.isComplex {
      builder.store(pointer, value)
    } else {
      builder.store(pointer, stride: port.stride, value)
    }
  }

  mutating func storeRow(_ index: Int, _ lanes: Lanes) {
    let port = ports[index]
    builder.storeUniform(port.pointer, inMemory(lanes.re, port.dtype))
    if let im = lanes.im {
      builder.storeUniform(port.pointer, at: port.dtype.itemSize / 2, im)
    }
  }

  /// A float16 in memory as the f32 it is carried in.
  mutating func carried(_ value: Value) -> Lanes {
    Lanes(builder.element(of: value) == .f16 ? builder.convert(value, to: .f32) : value)
  }

  private mutating func inMemory(_ value: Value, _ dtype: DType) -> Value {
    dtype == .float16 ? builder.convert(value, to: .f16) : value
  }

  /// Rounds an f32 to the nearest float16.
  mutating func rounded(_ lanes: Lanes) -> Lanes {
    let half = builder.convert(lanes.re, to: .f16)
    return Lanes(builder.convert(half, to: .f32))
  }

  /// Converts between dtypes as NumPy's `astype` does.
  mutating func convert(_ lanes: Lanes, from source: DType, to target: DType) -> Lanes {
    if source == target { return lanes }
    if source.isComplex && target == .bool {
      let re = builder.convert(lanes.re, to: .bool)
      let im = builder.convert(lanes.im!, to: .bool)
      return Lanes(builder.or(re, im))
    }
    if target == .float16 {
      let half = builder.convert(
        source.kind == .float || source.isComplex || builder.element(of: lanes.re) == .f32
          ? lanes.re : builder.convert(lanes.re, to: .f32), to: .f16)
      return Lanes(builder.convert(half, to: .f32))
    }
    let re = builder.convert(lanes.re, to: target.element)
    guard target.isComplex else { return Lanes(re) }
    if let im = lanes.im { return Lanes(re, builder.convert(im, to: target.element)) }
    return Lanes(re, builder.constant(0.0, target.element))
  }
}

extension Builder {
  /// `pointer` plus a known number of bytes.
  mutating func moved(_ pointer: Value, by bytes: Int) -> Value {
    bytes == 0 ? pointer : add(pointer, constant(bytes, .i64))
  }
}
