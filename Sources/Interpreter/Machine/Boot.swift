// SPDX-License-Identifier: Apache-2.0
// The machine's start: names, types, built-in functions, sys.modules, the stack.
import CShims
import Glibc

public enum Boot {
  /// Starts the machine of this process, once.
  public static func start() {
    guard !machine.pointee.isStarted else { return }
    machine.pointee.isStarted = true
    makeStack()
    makeTypes()
    makeNames()
    fillTypes()
    makeBuiltins()
  }

  /// Stack of values and frames: address space that is backed when it is used.
  private static func makeStack() {
    let valueBytes = 1 << 30
    let frameCapacity = 2_000_000
    func reserve(_ bytes: Int) -> UnsafeMutableRawPointer {
      let memory = mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let memory, memory != MAP_FAILED else { fatalError("no memory for the script stack") }
      return memory
    }
    let values = reserve(valueBytes).bindMemory(
      to: Value.self, capacity: valueBytes / MemoryLayout<Value>.stride)
    machine.pointee.stackTop = values
    machine.pointee.stackBase = values
    machine.pointee.stackRoom = UInt(valueBytes - 512 * MemoryLayout<Value>.stride)
    machine.pointee.stackEnd = values + valueBytes / MemoryLayout<Value>.stride
    let frames = reserve(frameCapacity * MemoryLayout<Frame>.stride)
      .bindMemory(to: Frame.self, capacity: frameCapacity)
    machine.pointee.frames = frames
    machine.pointee.frame = frames
    machine.pointee.framesEnd = frames + frameCapacity
    machine.pointee.recursionLimit = 1000
    machine.pointee.collectAt = 10_000
    machine.pointee.nextVersion = 1
    let lowest = UInt(bitPattern: weft_stack_limit())
    machine.pointee.stackLimit = lowest + 192 * 1024
  }

  /// Memory of all types that the machine knows by name: they refer to each other, so all must be there before any is filled.
  private static func makeTypes() {
    let count =
      (MemoryLayout<WellKnownTypes>.size - MemoryLayout<UnsafeMutableRawPointer>.size)
      / MemoryLayout<TypeRef>.size
    let cells = UnsafeMutablePointer<TypeCell>.allocate(capacity: count)
    withUnsafeMutableBytes(of: &machine.pointee.types) { memory in
      let slots = memory.bindMemory(to: TypeRef.self)
      for index in 0..<count { slots[index] = TypeRef(cells + index) }
    }
    let types = machine.pointee.types
    // A tuple needs `tuple`, a dict `dict`: only their addresses.
    machine.pointee.emptyTuple = Tuple.allocate(0).value
    TypeMaking.initialize(types.object, "object", base: nil, layout: .instance, flags: [.basetype])
    func make(
      _ type: TypeRef, _ name: String, _ layout: Layout, _ flags: TypeFlags = [],
      base: TypeRef? = nil
    ) {
      TypeMaking.initialize(type, name, base: base ?? types.object, layout: layout, flags: flags)
    }
    make(types.type, "type", .type, [.basetype, .hasDict, .weakReferable])
    make(types.none, "NoneType", .none)
    make(types.notImplemented, "NotImplementedType", .none)
    make(types.ellipsis, "ellipsis", .none)
    make(types.int, "int", .boxedInt, [.basetype, .matchesSelf])
    make(types.bool, "bool", .boxedInt, [.matchesSelf], base: types.int)
    make(types.float, "float", .boxedFloat, [.basetype, .matchesSelf])
    make(types.complex, "complex", .complex, [.basetype])
    make(types.str, "str", .str, [.basetype, .matchesSelf])
    make(types.bytes, "bytes", .bytes, [.basetype, .matchesSelf])
    make(types.byteArray, "bytearray", .native, [.basetype, .matchesSelf])
    make(types.memoryView, "memoryview", .native, [.sequencePattern, .weakReferable])
    make(types.tuple, "tuple", .tuple, [.basetype, .matchesSelf, .sequencePattern])
    make(types.list, "list", .list, [.basetype, .matchesSelf, .sequencePattern])
    make(types.dict, "dict", .dict, [.basetype, .matchesSelf, .mappingPattern])
    make(types.set, "set", .set, [.basetype, .matchesSelf, .weakReferable])
    make(types.frozenSet, "frozenset", .frozenSet, [.basetype, .matchesSelf, .weakReferable])
    make(types.slice, "slice", .slice)
    make(types.range, "range", .range, [.sequencePattern])
    make(types.function, "function", .function, [.hasDict, .weakReferable])
    make(types.builtin, "builtin_function_or_method", .builtin, [.weakReferable])
    make(types.methodDescriptor, "method_descriptor", .builtin)
    make(types.slotWrapper, "wrapper_descriptor", .builtin)
    make(types.boundMethod, "method", .boundMethod, [.weakReferable])
    make(types.cell, "cell", .cell)
    make(types.code, "code", .code, [.weakReferable])
    make(types.frame, "frame", .native)
    make(types.traceback, "traceback", .native)
    make(types.module, "module", .module, [.basetype, .hasDict, .weakReferable])
    make(types.generator, "generator", .generator, [.weakReferable])
    make(types.coroutine, "coroutine", .generator, [.weakReferable])
    make(types.asyncGenerator, "async_generator", .generator, [.weakReferable])
    make(types.property, "property", .native, [.basetype])
    make(types.staticMethod, "staticmethod", .native, [.basetype, .hasDict])
    make(types.classMethod, "classmethod", .native, [.basetype, .hasDict])
    make(types.memberDescriptor, "member_descriptor", .native)
    make(types.getSetDescriptor, "getset_descriptor", .native)
    make(types.superType, "super", .native, [.basetype])
    make(types.mappingProxy, "mappingproxy", .native, [.mappingPattern])
    make(types.genericAlias, "GenericAlias", .native, [.basetype, .weakReferable])
    make(types.unionType, "UnionType", .native)
    make(types.listIterator, "list_iterator", .listIterator)
    make(types.tupleIterator, "tuple_iterator", .tupleIterator)
    make(types.rangeIterator, "range_iterator", .rangeIterator)
    make(types.strIterator, "str_ascii_iterator", .strIterator)
    make(types.bytesIterator, "bytes_iterator", .native)
    make(types.dictKeys, "dict_keys", .native)
    make(types.dictValues, "dict_values", .native)
    make(types.dictItems, "dict_items", .native)
    make(types.dictKeyIterator, "dict_keyiterator", .dictIterator)
    make(types.dictValueIterator, "dict_valueiterator", .dictIterator)
    make(types.dictItemIterator, "dict_itemiterator", .dictIterator)
    make(types.setIterator, "set_iterator", .native)
    make(types.callableIterator, "callable_iterator", .native)
    make(types.sequenceIterator, "iterator", .native)
    make(types.enumerate, "enumerate", .native, [.basetype])
    make(types.zip, "zip", .native, [.basetype])
    make(types.map, "map", .native, [.basetype])
    make(types.filter, "filter", .native, [.basetype])
    make(types.reversed, "reversed", .native, [.basetype])
    make(types.array, "numpy.ndarray", .array, [.basetype, .weakReferable])
  }

  private static func makeNames() {
    machine.pointee.characters = .allocate(capacity: 256)
    for code in 0..<256 {
      let string = Str.allocate(narrow: 1, ascii: code < 128)
      string.bytes[0] = UInt8(code)
      machine.pointee.characters[code] = string.value
    }
    machine.pointee.emptyString = Str.allocate(narrow: 0, ascii: true).value
    for code in 0..<256 { Str(machine.pointee.characters[code]).interned().value.release() }
    Str(machine.pointee.emptyString).interned().value.release()
    machine.pointee.names = .allocate(capacity: Name.allCases.count)
    for (index, name) in Name.allCases.enumerated() {
      machine.pointee.names[index] = .interned(name.rawValue)
    }
  }

  private static func fillTypes() {
    ObjectType.fill()
    TypeType.fill()
    FunctionTypes.fill()
    DescriptorTypes.fill()
    Unions.fill()
    GenericAlias.fill()
    MappingProxy.fill()
    GeneratorTypes.fill()
    NumberTypes.fill()
    ComplexType.fill()
    StrType.fill()
    BytesTypes.fill()
    TupleType.fill()
    ListType.fill()
    DictType.fill()
    SetTypes.fill()
    RangeTypes.fill()
    IteratorTypes.fill()
    DictViews.fill()
    IteratorFunctions.fill()
    ExceptionTypes.fill()
  }

  private static func makeBuiltins() {
    machine.pointee.modules = Dict.make().value
    let module = Module.make("builtins")
    module.isImported()
    machine.pointee.builtins = module.namespace.value
    Dict(machine.pointee.modules).set("builtins", module.value)
    Builtins.fill(module)
    NativeModules.register()
  }
}
