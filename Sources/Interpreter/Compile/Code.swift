// SPDX-License-Identifier: Apache-2.0
// A compiled block: instructions, constants, names, positions and handlers. What Python calls a code object.

/// Where in the source an instruction comes from: lines from 1, columns in UTF-8 bytes from 0; line 0 for none.
public struct Position: BitwiseCopyable, Sendable, Equatable {
  public var line, endLine, column, endColumn: Int32

  public init(line: Int32, endLine: Int32, column: Int32, endColumn: Int32) {
    self.line = line
    self.endLine = endLine
    self.column = column
    self.endColumn = endColumn
  }
}

/// Instructions that a handler protects: those in `start..<end`.
///
/// When one raises, the temporaries from register `depth` up are released and the machine goes on at `target`, whose first
/// instruction is `pushHandled`. Of several entries that cover an instruction the *first* in the table decides, so inner ones come first.
public struct Handler: BitwiseCopyable, Sendable {
  public var start, end, target: Int32
  public var depth: UInt16

  public init(start: Int, end: Int, target: Int, depth: Int) {
    (self.start, self.end, self.target) = (Int32(start), Int32(end), Int32(target))
    self.depth = UInt16(depth)
  }
}

/// A compiled block of code.
///
/// Immutable but for its inline caches, and for the opcodes while it is traced.
///
/// Registers of a window, in order: parameters (positional-only, positional, keyword-only, `*args`, `**kwargs`), other locals,
/// temporaries. A local captured by an inner function holds its cell, made by `makeCell` at the start. Constants are owned.
public final class Code {
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let variadic = Flags(rawValue: 1)  // has *args
    public static let variadicKeywords = Flags(rawValue: 2)  // has **kwargs
    public static let generator = Flags(rawValue: 4)
    /// With `generator` too: an asynchronous generator.
    public static let coroutine = Flags(rawValue: 8)
    /// Names are looked up in a namespace first: class bodies, and `exec` with locals of its own.
    public static let usesNamespace = Flags(rawValue: 16)
    public static let nested = Flags(rawValue: 32)
    /// `from __future__ import annotations` was in force.
    public static let futureAnnotations = Flags(rawValue: 64)
    /// Constant 0 is the documentation string.
    public static let documented = Flags(rawValue: 128)
  }

  public let name: String
  public let qualifiedName: String
  public let fileName: String
  public let firstLine: Int
  public let flags: Flags

  /// Numbers of parameters; `positionalCount` counts the positional-only ones too.
  public let positionalOnlyCount, positionalCount, keywordOnlyCount: Int
  /// Parameters with `*args` and `**kwargs`.
  public let parameterCount: Int
  /// Names of parameters and other locals, by register.
  public let localNames: [String]
  /// Locals that are cells, by register, and the names of the closure's cells.
  public let cellRegisters: [Int]
  public let freeNames: [String]
  /// All registers: locals and temporaries, with two to spare for calls.
  public let registerCount: Int
  /// Registers before the temporaries.
  public let localCount: Int

  /// Whether tracebacks leave it out: functions of the embedded modules that are C in CPython.
  let isHidden: Bool
  private static let hiddenFiles: Set<String> = [
    "<weft>/warnings.py", "<weft>/heapq.py", "<weft>/bisect.py", "<weft>/operator.py",
    "<weft>/datetime.py",
  ]

  /// Whether a call makes a generator, coroutine or asynchronous generator.
  var makesGenerator: Bool { !flags.isDisjoint(with: [.generator, .coroutine]) }
  /// Whether the globals are the locals.
  var isModule: Bool { name == "<module>" && !flags.contains(.usesNamespace) }

  /// What runs: as compiled, unless it is traced.
  let instructions: UnsafeMutablePointer<Instruction>
  /// The opcodes as compiled, while `traced` stands in their places; see `Tracing`.
  var originalOpcodes: UnsafeMutablePointer<Opcode>?
  public let instructionCount: Int
  package let constants: UnsafeMutablePointer<Value>
  public let constantCount: Int
  let caches: UnsafeMutablePointer<InlineCache>
  public let cacheCount: Int
  /// Its number in `Origins`; 0 before it was asked for.
  var originNumber: UInt32 = 0
  /// One per instruction.
  public let positions: [Position]
  public let handlers: [Handler]

  /// The parameters' and locals' names as interned strings, for keyword arguments.
  let localNameValues: UnsafeMutablePointer<Value>

  /// What a finished compilation hands over; `constants` come with a reference each.
  public struct Parts {
    public var name = ""
    public var qualifiedName = ""
    public var fileName = ""
    public var firstLine = 0
    public var flags: Flags = []
    public var positionalOnlyCount = 0
    public var positionalCount = 0
    public var keywordOnlyCount = 0
    public var localNames: [String] = []
    public var cellRegisters: [Int] = []
    public var freeNames: [String] = []
    public var registerCount = 0
    public var instructions: [Instruction] = []
    public var constants: [Value] = []
    public var cacheCount = 0
    public var positions: [Position] = []
    public var handlers: [Handler] = []
    public init() {}
  }

  public init(_ parts: Parts) {
    name = parts.name
    qualifiedName = parts.qualifiedName
    fileName = parts.fileName
    isHidden = Self.hiddenFiles.contains(fileName)
    firstLine = parts.firstLine
    flags = parts.flags
    positionalOnlyCount = parts.positionalOnlyCount
    positionalCount = parts.positionalCount
    keywordOnlyCount = parts.keywordOnlyCount
    parameterCount =
      parts.positionalCount + parts.keywordOnlyCount
      + (flags.contains(.variadic) ? 1 : 0) + (flags.contains(.variadicKeywords) ? 1 : 0)
    localNames = parts.localNames
    cellRegisters = parts.cellRegisters
    freeNames = parts.freeNames
    registerCount = parts.registerCount + 2
    localCount = parts.localNames.count
    instructionCount = parts.instructions.count
    instructions = .allocate(capacity: max(1, instructionCount))
    instructions.initialize(from: parts.instructions, count: instructionCount)
    constantCount = parts.constants.count
    constants = .allocate(capacity: max(1, constantCount))
    constants.initialize(from: parts.constants, count: constantCount)
    cacheCount = parts.cacheCount
    caches = .allocate(capacity: max(1, cacheCount))
    caches.initialize(repeating: InlineCache(), count: cacheCount)
    positions = parts.positions
    handlers = parts.handlers
    localNameValues = .allocate(capacity: max(1, localNames.count))
    for (index, name) in localNames.enumerated() {
      localNameValues[index] = Value.interned(name)
    }
    FollowedCodes.insert(self)
  }

  /// What a code object like this one is made of; its constants come with a reference each.
  var parts: Parts {
    var parts = Parts()
    (parts.name, parts.qualifiedName, parts.fileName) = (name, qualifiedName, fileName)
    (parts.firstLine, parts.flags) = (firstLine, flags)
    (parts.positionalOnlyCount, parts.positionalCount) = (positionalOnlyCount, positionalCount)
    parts.keywordOnlyCount = keywordOnlyCount
    (parts.localNames, parts.cellRegisters, parts.freeNames) = (
      localNames, cellRegisters, freeNames
    )
    parts.registerCount = registerCount - 2
    parts.instructions = (0..<instructionCount).map(original)
    parts.constants = (0..<constantCount).map { constants[$0].retained() }
    (parts.cacheCount, parts.positions, parts.handlers) = (cacheCount, positions, handlers)
    return parts
  }

  /// Runs of instructions of one line, 0 for none.
  var lines: [(range: Range<Int>, line: Int32)] {
    var runs: [(range: Range<Int>, line: Int32)] = []
    for (index, position) in positions.enumerated() {
      if let last = runs.last, last.line == position.line {
        runs[runs.count - 1].range = last.range.lowerBound..<index + 1
      } else {
        runs.append((index..<index + 1, position.line))
      }
    }
    return runs
  }

  deinit {
    FollowedCodes.remove(self)
    originalOpcodes?.deallocate()
    if originNumber != 0 { Origins.forget(originNumber) }
    for index in 0..<constantCount { constants[index].release() }
    for index in 0..<localNames.count { localNameValues[index].release() }
    instructions.deallocate()
    constants.deallocate()
    caches.deallocate()
    localNameValues.deallocate()
  }
}

/// What an instruction has learnt of the objects it met: 32 bytes.
///
/// Attribute and method caches: `version` is the type's version (0 for an empty cache), `shape` the instance's shape, `index` the
/// slot in the instance, `value` a borrowed method or class attribute (kept alive by the type as long as its version stands).
/// Global caches: `version` and `shape` (as a number) are the key versions of globals and built-ins, `index` the entry.
struct InlineCache: BitwiseCopyable {
  var version: UInt64 = 0
  var shape: UInt64 = 0
  var index: Int = 0
  var value: UInt64 = 0
}
