// SPDX-License-Identifier: Apache-2.0
// mmap: files as memory. The module, and how a mapping is made.
import Glibc

enum MmapModule {
  static var module: NativeModule {
    NativeModule("mmap") { module throws(Raised) in
      module.add(type)
      module.namespace.set("error", ExceptionKind.osError.type.value)
      for (name, number) in constants { module.add(name, consuming: Value(number)) }
      for name in ["PAGESIZE", "ALLOCATIONGRANULARITY"] {
        module.add(name, consuming: Value(pageSize))
      }
    }
  }

  static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  private static let constants: [(String, Int)] = [
    ("ACCESS_DEFAULT", 0), ("ACCESS_READ", 1), ("ACCESS_WRITE", 2), ("ACCESS_COPY", 3),
    ("PROT_READ", 1), ("PROT_WRITE", 2), ("PROT_EXEC", 4),
    ("MAP_SHARED", 1), ("MAP_PRIVATE", 2), ("MAP_ANON", 32), ("MAP_ANONYMOUS", 32),
    ("MAP_DENYWRITE", 0x800), ("MAP_EXECUTABLE", 0x1000), ("MAP_POPULATE", 0x8000),
    ("MAP_STACK", 0x20000),
    ("MADV_NORMAL", 0), ("MADV_RANDOM", 1), ("MADV_SEQUENTIAL", 2), ("MADV_WILLNEED", 3),
    ("MADV_DONTNEED", 4), ("MADV_FREE", 8), ("MADV_REMOVE", 9), ("MADV_DONTFORK", 10),
    ("MADV_DOFORK", 11), ("MADV_MERGEABLE", 12), ("MADV_UNMERGEABLE", 13),
    ("MADV_HUGEPAGE", 14), ("MADV_NOHUGEPAGE", 15), ("MADV_DONTDUMP", 16),
    ("MADV_DODUMP", 17), ("MADV_HWPOISON", 100),
  ]

  nonisolated(unsafe) private static let type: TypeRef = {
    let type = TypeMaking.make(
      "mmap.mmap", module: "mmap", flags: [.basetype, .weakReferable], methods: MmapMethods.rows,
      properties: [
        Property("closed") { v throws(Raised) in
          Value(v.native(MappedMemory.self)?.address == nil)
        }
      ]
    ) { slots in
      slots.new = { type, arguments throws(Raised) in
        .native(try make(arguments), type)
      }
      slots.initialize = { _, _ throws(Raised) in }
      slots.repr = { v throws(Raised) in
        guard let own = v.native(MappedMemory.self), own.address != nil else {
          return .string("<\(v.type.name) closed=True>")
        }
        return .string(
          "<\(v.type.name) closed=False, access=\(own.access.name), length=\(own.count), pos=\(own.position), offset=\(own.offset)>"
        )
      }
      slots.length = { v throws(Raised) in try MmapMethods.own(v).memory().count }
      slots.getItem = MmapMethods.getItem
      slots.setItem = MmapMethods.setItem
    }
    // It has no `__iter__`, but what iterates over it finds bytes.
    type.cell.pointee.slots.iterate = { v throws(Raised) in
      .native(MappedMemoryIterator(v), machine.pointee.types.sequenceIterator)
    }
    return type
  }()

  // MARK: Making

  private static let parameters = ["fileno", "length", "flags", "prot", "access", "offset"]

  /// The arguments by position; those that are not given are unbound.
  private static func bind(_ arguments: CallArguments) throws(Raised) -> [Value] {
    guard arguments.count <= parameters.count else {
      throw raise(
        .typeError,
        "function takes at most \(parameters.count) arguments (\(arguments.count) given)")
    }
    var values = [Value](repeating: .unbound, count: parameters.count)
    for index in 0..<arguments.positionalCount { values[index] = arguments[index] }
    for index in 0..<arguments.nameCount {
      let name = Str(Tuple(arguments.names)[index]).text
      guard let place = parameters.firstIndex(of: name) else {
        throw raise(.typeError, "'\(name)' is an invalid keyword argument for this function")
      }
      guard values[place].isUnbound else {
        throw raise(
          .typeError,
          "argument for function given by name ('\(name)') and position (\(place + 1))")
      }
      values[place] = arguments[arguments.positionalCount + index]
    }
    for index in 0..<2 where values[index].isUnbound {
      throw raise(
        .typeError,
        "function missing required argument '\(parameters[index])' (pos \(index + 1))")
    }
    return values
  }

  private static func make(_ arguments: CallArguments) throws(Raised) -> MappedMemory {
    let values = try bind(arguments)
    func number(_ index: Int, _ standard: Int32) throws(Raised) -> Int32 {
      values[index].isUnbound ? standard : try OldArguments.int(values[index])
    }
    let file = try OldArguments.int(values[0])
    var length = try sizeValue(values[1])
    var (flags, protection) = (try number(2, MAP_SHARED), try number(3, PROT_READ | PROT_WRITE))
    let wanted = try number(4, 0)
    let offset = values[5].isUnbound ? 0 : try sizeValue(values[5])
    guard length >= 0 else {
      throw raise(.overflowError, "memory mapped length must be positive")
    }
    guard offset >= 0 else {
      throw raise(.overflowError, "memory mapped offset must be positive")
    }
    if wanted != 0, flags != MAP_SHARED || protection != PROT_READ | PROT_WRITE {
      throw raise(.valueError, "mmap can't specify both access and flags, prot.")
    }
    guard var access = MappedMemory.Access(rawValue: Int(wanted)) else {
      throw raise(.valueError, "mmap invalid access parameter.")
    }
    switch access {
    case .read: protection = PROT_READ
    case .copy: flags = MAP_PRIVATE
    case .write: break
    case .standard:
      // The protection says it.
      if protection & (PROT_READ | PROT_WRITE) != PROT_READ | PROT_WRITE {
        access = protection & PROT_WRITE != 0 ? .write : .read
      }
    }
    try Audit.tell(
      "mmap.__new__", [Value(Int(file)), Value(length), Value(Int(wanted)), Value(offset)])
    var descriptor: Int32 = -1
    if file == -1 {
      flags |= Int32(MAP_ANONYMOUS)
    } else {
      length = try size(of: file, from: offset, wanted: length)
      descriptor = fcntl(file, F_DUPFD_CLOEXEC, 0)
      if descriptor < 0 { throw raiseOSError(errno) }
    }
    guard let address = mmap(nil, length, protection, flags, descriptor, off_t(offset)),
      address != MAP_FAILED
    else {
      let number = errno
      if descriptor >= 0 { close(descriptor) }
      throw raiseOSError(number)
    }
    return MappedMemory(address, length, access, offset: offset, descriptor: descriptor)
  }

  /// How many bytes of a file to map: as many as there are where nobody says how many.
  private static func size(of file: Int32, from offset: Int, wanted: Int) throws(Raised) -> Int {
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return wanted }
    let size = Int(facts.st_size)
    if wanted == 0 {
      if size == 0 { throw raise(.valueError, "cannot mmap an empty file") }
      if offset >= size { throw raise(.valueError, "mmap offset is greater than file size") }
      return size - offset
    }
    guard offset <= size, size - offset >= wanted else {
      throw raise(.valueError, "mmap length is greater than file size")
    }
    return wanted
  }
}
