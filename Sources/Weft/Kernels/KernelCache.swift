// SPDX-License-Identifier: Apache-2.0
// Compiled kernels by the structure of what they compute.

import JIT

/// Kernels by structure: operations, dtypes, which operands are the same, stride classes.
///
/// Sizes, strides, offsets, pointers and scalar values are arguments, so a loop over changing sizes or constants compiles
/// once. Guarded by `Engine.lock`.
enum KernelCache {
  /// A full cache is emptied: kernels are cheap to compile again.
  static let capacity = 4096

  nonisolated(unsafe) private static var kernels: [KernelKey: CompiledCode] = [:]
  nonisolated(unsafe) private static var key = KernelKey()
  /// Kernels compiled since the start, for benchmarks and tests.
  nonisolated(unsafe) static var compiledCount = 0

  static func kernel(for region: Region, _ form: KernelForm) -> CompiledCode {
    key.write(region, form)
    if let known = kernels[key] { return known }
    if kernels.count >= capacity { kernels.removeAll(keepingCapacity: true) }
    let program =
      switch form.kind {
      case .row, .scan: RowKernel.program(region, form)
      case .column: ColumnKernel.program(region, form)
      case .short: ShortKernel.program(region, form)
      case .position: PositionKernel.program(region, form)
      }
    let code = Compiler.compile(program, narrow: form.streamsSums(region))
    compiledCount += 1
    kernels[key] = code
    return code
  }

  /// The kernel that joins the partial results of a region's reductions.
  static func join(for region: Region, _ outputs: [Int]) -> CompiledCode {
    key.write(joining: region, outputs)
    if let known = kernels[key] { return known }
    let code = Compiler.compile(JoinKernel.program(region, outputs))
    compiledCount += 1
    kernels[key] = code
    return code
  }

  static func removeAll() { kernels.removeAll() }
}

/// The structure of a region and its form, as bytes.
struct KernelKey: Hashable {
  private var bytes: [UInt8] = []

  mutating func write(_ region: Region, _ form: KernelForm) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(form.kind.rawValue)
    bytes.append(UInt8(region.passes) | (region.isPartial ? 0x80 : 0))
    let variant = form.kind == .short ? form.extent : form.hasOneLeaf(region) ? 1 : 0
    bytes.append(UInt8(truncatingIfNeeded: variant))
    bytes.append(form.streamsSums(region) ? 1 : 0)
    bytes.append(UInt8(form.rowsTogether))
    for step in region.steps {
      switch step.node.operation {
      case .map(let ufunc): append(0, ufunc.index)
      case .reduce(let reduction, _): append(1, reduction.rawValue)
      case .scan(let reduction, _): append(2, reduction.rawValue)
      case .value: break
      }
      append(step.node.loop.rawValue, step.node.dtype.rawValue)
      append(step.rate.rawValue, UInt8(truncatingIfNeeded: step.output))
      bytes.append(UInt8(step.operands.count))
      for reference in region.operands(of: step) { append(reference) }
    }
    bytes.append(0xFF)
    for (index, port) in region.ports.enumerated() {
      append(port.dtype.rawValue, port.rate.rawValue | (port.isOutput ? 2 : 0))
      bytes.append(form.classes[index].rawValue)
      if form.kind == .short { bytes.append(form.shortClasses[index].rawValue) }
      if form.rowsTogether > 1 { bytes.append(form.isSharedByRows(index, region) ? 1 : 0) }
    }
    for scalar in region.scalars { bytes.append(0x80 | scalar.dtype.rawValue) }
  }

  mutating func write(joining region: Region, _ outputs: [Int]) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(0xFE)
    for output in outputs {
      let node = region.steps[output].node
      append(region.steps[output].reduction!.rawValue, node.loop.rawValue)
      bytes.append(node.dtype.rawValue)
    }
  }

  private mutating func append(_ a: UInt8, _ b: UInt8) {
    bytes.append(a)
    bytes.append(b)
  }

  private mutating func append(_ reference: Region.Reference) {
    append(reference.source.rawValue, UInt8(truncatingIfNeeded: reference.index))
  }
}
