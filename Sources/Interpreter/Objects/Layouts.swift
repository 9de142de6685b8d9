// SPDX-License-Identifier: Apache-2.0
// What each layout refers to: how cells end, and what the cycle collector follows.

enum Layouts {
  /// Calls `visit` with each value that the cell refers to and counts.
  static func forEachReference(of header: UnsafeMutablePointer<Header>, _ visit: (Value) -> Void) {
    visitReferences(of: header, visit)
  }

  /// As `forEachReference`, for the collector's loops, into which it is compiled.
  @inline(__always)
  static func visitReferences(of header: UnsafeMutablePointer<Header>, _ visit: (Value) -> Void) {
    let value = Value(header)
    switch header.pointee.layout {
    case .tuple:
      let tuple = Tuple(value)
      for index in 0..<tuple.count { visit(tuple[index]) }
    case .list:
      let list = List(value)
      if list.storage == .values { for index in 0..<list.count { visit(list.values[index]) } }
    case .dict:
      let dict = Dict(value)
      for position in 0..<dict.used {
        visit(dict.entries[position].key)
        visit(dict.entries[position].value)
      }
    case .set, .frozenSet: SetRef(value).forEachReference(visit)
    case .slice:
      let cell = value.cell(as: SliceCell.self).pointee
      visit(cell.start)
      visit(cell.stop)
      visit(cell.step)
    case .range:
      let cell = value.cell(as: RangeCell.self).pointee
      visit(cell.start)
      visit(cell.stop)
      visit(cell.step)
      visit(cell.length)
    case .function:
      let cell = value.cell(as: FunctionCell.self).pointee
      visit(cell.globals)
      visit(cell.closure)
      visit(cell.defaults)
      visit(cell.keywordDefaults)
      visit(cell.name)
      visit(cell.qualifiedName)
      visit(cell.module)
      visit(cell.documentation)
      visit(cell.annotations)
      visit(cell.attributes)
      visit(cell.typeParameters)
    case .builtin: visit(value.cell(as: BuiltinCell.self).pointee.instance)
    case .boundMethod:
      let cell = value.cell(as: BoundMethodCell.self).pointee
      visit(cell.function)
      visit(cell.instance)
    case .cell: visit(value.cell(as: CellCell.self).pointee.contents)
    case .type:
      let type = TypeRef(value)
      visit(type.dict.value)
      visit(type.cell.pointee.bases)
      type.cell.pointee.facts?.visitReferences(visit)
    case .instance: Instance(value).forEachReference(visit)
    case .module: visit(Module(value).namespace.value)
    case .exception:
      let cell = value.cell(as: ExceptionCell.self).pointee
      visit(cell.arguments)
      visit(cell.cause)
      visit(cell.context)
      visit(cell.traceback)
      visit(cell.attributes)
      visit(cell.extras)
    case .generator: Generator(value).forEachReference(visit)
    case .listIterator, .tupleIterator, .strIterator, .dictIterator:
      visit(value.cell(as: IteratorCell.self).pointee.container)
    case .boxedInt, .boxedFloat: visit(value.cell(as: BoxedNumberCell.self).pointee.number)
    case .native:
      value.cell(as: NativeCell.self).pointee.object._withUnsafeGuaranteedRef {
        $0.visitReferences(visit)
      }
    case .none, .str, .bytes, .bigInt, .complex, .code, .rangeIterator: break
    case .array: visit(value.cell(as: ArrayCell.self).pointee.parent)
    case .cData: CDataObject(value).visitReferences(visit)
    }
    if header.pointee.flags.contains(.hasSideAttributes) {
      visit(SideTables.attributes(of: value)?.value ?? .unbound)
    }
    // Instances of script classes count their type.
    if header.pointee.exactLayout == .none { visit(header.pointee.type.value) }
  }

  /// Releases what a cell that ends refers to, and memory of its own outside the heap.
  @inline(__always) static func destroy(_ header: UnsafeMutablePointer<Header>) {
    let value = Value(header)
    switch header.pointee.layout {
    case .str:
      if header.pointee.flags.contains(.interned) { Str.forget(value.cell()) }
    case .tuple: for element in Tuple(value).buffer { element.release() }
    case .list: List(value).removeAll()
    case .dict: Dict(value).removeAll()
    case .set, .frozenSet: SetRef(value).removeAll()
    case .function:
      forEachReference(of: header) { $0.release() }
      value.cell(as: FunctionCell.self).pointee.code.release()
    case .code: value.cell(as: CodeCell.self).pointee.code.release()
    case .instance: Instance(value).destroy()
    case .generator: Generator(value).destroy()
    case .type: TypeRef(value).destroy()
    case .builtin:
      let cell = value.cell(as: BuiltinCell.self).pointee
      cell.instance.release()
      cell.info.release()
    case .array:
      let cell = value.cell(as: ArrayCell.self).pointee
      cell.parent.release()
      cell.array.release()
    case .cData: CDataObject(value).end()
    case .native:
      let cell = value.cell(as: NativeCell.self)
      cell.pointee.object._withUnsafeGuaranteedRef { $0.end(cell) }
    case .none, .bytes, .bigInt, .complex, .rangeIterator: break
    case .slice, .range, .boundMethod, .cell, .module, .exception, .listIterator, .tupleIterator,
      .strIterator, .dictIterator, .boxedInt, .boxedFloat:
      forEachOwnReference(of: header)
    }
  }

  /// The references without those of side tables and type, which `Heap.end` gives back itself.
  private static func forEachOwnReference(of header: UnsafeMutablePointer<Header>) {
    let (flags, exact) = (header.pointee.flags, header.pointee.exactLayout)
    header.pointee.flags.remove(.hasSideAttributes)
    header.pointee.exactLayout = header.pointee.layout
    forEachReference(of: header) { $0.release() }
    header.pointee.flags = flags
    header.pointee.exactLayout = exact
  }
}
