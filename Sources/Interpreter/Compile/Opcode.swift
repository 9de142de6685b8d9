// SPDX-License-Identifier: Apache-2.0
// The one table of bytecodes: names, operands and meaning. Compiler, machine, disassembler and verifier derive from it.

/// One instruction of the machine: 8 bytes, read in place.
///
/// `a`, `b`, `c` name registers of the current window unless the opcode's row says otherwise. `bc` is a signed 32-bit operand
/// in the place of `b` and `c`; a jump's offset counts instructions from the *next* instruction.
public struct Instruction: BitwiseCopyable, Sendable {
  public var opcode: Opcode
  public var flags: Flags
  public var a: UInt16
  public var b: UInt16
  public var c: UInt16

  /// What an instruction does with its operands.
  ///
  /// An instruction *borrows* locals and *consumes* temporaries: the compiler knows the single use of each temporary. A consumed
  /// register is dead (unbound, or a number that nobody reads). A dead register never holds a counted reference, so that writing a
  /// temporary needs no release and an exception can release whatever the temporaries of its frame still hold.
  public struct Flags: OptionSet, BitwiseCopyable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// `b` is a temporary, consumed.
    public static let consumesB = Flags(rawValue: 1)
    /// `c` is a temporary, consumed.
    public static let consumesC = Flags(rawValue: 2)
    /// `a`, which the row reads, is a temporary, consumed.
    public static let consumesA = Flags(rawValue: 4)
    /// `b` is the number of a constant.
    public static let constantB = Flags(rawValue: 8)
    /// `c` is the number of a constant.
    public static let constantC = Flags(rawValue: 16)
    /// An arithmetic instruction is an augmented assignment (`+=`).
    public static let inPlace = Flags(rawValue: 32)
    /// A fused comparison jumps when it is false.
    public static let negated = Flags(rawValue: 32)
    /// `R[a+1]` of a call holds self or is unbound; without it that register is dead and not read.
    public static let hasSelf = Flags(rawValue: 32)
    /// What the four registers from `R[b]` of `makeFunction` hold; without the flag a register is dead.
    public static let hasDefaults = Flags(rawValue: 1)
    public static let hasKeywordDefaults = Flags(rawValue: 2)
    public static let hasAnnotations = Flags(rawValue: 4)
    public static let hasClosure = Flags(rawValue: 8)
  }

  public init(
    _ opcode: Opcode, a: Int = 0, b: Int = 0, c: Int = 0, flags: Flags = []
  ) {
    self.opcode = opcode
    self.flags = flags
    self.a = UInt16(truncatingIfNeeded: a)
    self.b = UInt16(truncatingIfNeeded: b)
    self.c = UInt16(truncatingIfNeeded: c)
  }

  /// The signed 32-bit operand in the place of `b` and `c`.
  @inline(__always) public var bc: Int {
    get { Int(Int32(truncatingIfNeeded: UInt32(b) | UInt32(c) << 16)) }
    set {
      b = UInt16(truncatingIfNeeded: newValue)
      c = UInt16(truncatingIfNeeded: newValue >> 16)
    }
  }

  /// `c` as a signed jump offset.
  @inline(__always) public var offset: Int { Int(Int16(bitPattern: c)) }
}

/// The bytecodes.
///
/// R is a register, K a constant, N the text of a constant that is a name. Rows marked `+1` are followed by one more word: an
/// `extra` instruction that holds the number of an inline cache (in `bc`) or more operands.
public enum Opcode: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  // Moving values
  case loadConstant  // R[a] := K[bc]
  case move  // R[a] := R[b]; an unbound local raises UnboundLocalError
  case clear  // releases R[a], a temporary or a local, which may be unbound
  case deleteLocal  // unbinds R[a], which must be bound
  case makeCell  // R[a] := a new cell that holds R[a], or nothing if it is unbound
  case loadCell  // R[a] := contents of the cell in R[b]; NameError if empty
  case storeCell  // contents of the cell in R[a] := R[b]
  case deleteCell  // empties the cell in R[a], which must not be empty
  case loadFree  // R[a] := contents of cell b of the function's closure
  case storeFree  // contents of cell a of the closure := R[b]
  case deleteFree  // empties cell a of the closure
  case loadClosure  // R[a] := cell b of the closure itself
  case loadGlobal  // R[a] := global or built-in N[bc] (+1 cache)
  case storeGlobal  // global N[c] := R[b] (+1 cache)
  case deleteGlobal  // deletes the global N[bc]
  case loadName  // R[a] := local of a class body or exec, else global, else built-in N[bc]
  case loadClassFree  // R[a] := class-body local N[c], else the contents of closure cell b
  case storeName  // local of the class body N[c] := R[b]
  case deleteName  // deletes the class body's N[bc]
  // Arithmetic: R[a] := R[b] op R[c]; `inPlace` for augmented assignment
  case add, subtract, multiply, trueDivide, floorDivide, modulo, power, matrixMultiply
  case leftShift, rightShift, bitAnd, bitOr, bitXor
  // R[a] := op R[b]
  case negative, positive, invert, not
  // Comparisons: R[a] := R[b] op R[c]
  case less, lessEqual, equal, notEqual, greater, greaterEqual
  case identical, notIdentical, contains, notContains  // `b in c`
  // Jumps. Fused comparisons: if R[a] op R[b] (`negated`: if not) jump by c. Here `consumesA` and `consumesB` apply, and
  // `constantB`.
  case jump  // jump by bc
  // jump by bc, backwards: the place where signals, the cycle collector and counters look in
  case loop
  // if R[a] is true jump by bc; consumes a temporary only with `consumesA` (b, c are the offset)
  case jumpIfTrue
  case jumpIfFalse  // if R[a] is false jump by bc
  case jumpIfNone  // if R[a] is None jump by bc
  case jumpIfNotNone  // if R[a] is not None jump by bc
  case jumpIfLess, jumpIfLessEqual, jumpIfEqual, jumpIfNotEqual, jumpIfGreater
  case jumpIfGreaterEqual, jumpIfIdentical, jumpIfContains
  // Attributes and items
  case getAttribute  // R[a] := R[b].N[c] (+1 cache)
  case setAttribute  // R[a].N[c] := R[b]; consumesA for the object, constantB (+1 cache)
  case deleteAttribute  // deletes R[a].N[bc]; consumesA
  // R[a], R[a+1] := function and self, or callable and unbound, of R[b].N[c] (+1 cache)
  case loadMethod
  // R[a] := super(R[b], R[b+1]).N[c]: zero-argument super with __class__ in R[b] and self in R[b+1]
  case loadSuper
  // R[a], R[a+1] := special method c of R[b], found in its type: 0 __enter__, 1 __exit__, 2 __aenter__, 3 __aexit__
  case loadSpecial
  case getItem  // R[a] := R[b][R[c]]
  case setItem  // R[a][R[b]] := R[c]; consumesA, B, C, constantB, constantC
  case deleteItem  // deletes R[a][R[b]]; consumesA, B
  // Builders. Elements are consecutive temporaries from R[b], consumed.
  case buildSlice  // R[a] := slice(R[b], R[b+1], R[b+2])
  case buildTuple  // R[a] := (R[b], …), c of them
  case buildList  // R[a] := [R[b], …], c of them
  case buildSet  // R[a] := {R[b], …}, c of them
  case buildMap  // R[a] := {R[b]: R[b+1], …}, c pairs
  case buildString  // R[a] := the strings R[b], … joined, c of them
  case listAppend  // R[a].append(R[b]), a list under construction: a is borrowed
  case listExtend  // R[a].extend(R[b]) for `[*b]`
  case listToTuple  // R[a] := tuple(R[b]), a list under construction, consumed
  case setAdd  // R[a].add(R[b])
  case setUpdate  // R[a].update(R[b])
  case mapAdd  // R[a][R[b]] := R[c], a dict under construction
  case mapUpdate  // R[a].update(R[b]) for `{**b}`
  // as mapUpdate for `f(**b)`: a repeated key raises TypeError that names the function R[c]
  case mapMerge
  // R[a] := format(R[b], R[c]); c may be dead (flag constantC with a None constant: no format spec); (+1 conversion: bc is 0, or
  // "s" "r" "a" as ASCII)
  case format
  // Unpacking and iteration
  case unpack  // R[a], …, R[a+c-1] := the c elements of R[b], exactly
  case unpackStarred  // as unpack with a list in the middle (+1: b before, c after the star)
  case iterate  // R[a] := iter(R[b])
  // R[a] := next(R[b]), an iterator that stays; at the end releases R[b] and jumps by c (consumesB is not set)
  case forEach
  // Calls. R[a] is the callee, R[a+1] self or unbound with `hasSelf` and else dead, then the arguments, all consumed; the
  // result goes to R[c].
  case call  // b positional arguments in R[a+2], …
  // b arguments in all; the last are keywords whose names are the tuple K[bc of the extra word] (+1)
  case callKeywords
  // R[a+2] a tuple or list of positional arguments, or the iterable of a lone `*x`; R[a+3] a dict of keywords if b is 1
  case callSpread
  case returnValue  // returns R[a] (consumesA) or, with constantB, K[bc]
  case yieldValue  // yields R[b]; when resumed R[a] := the value sent
  // R[a] := result of delegating to the iterator R[b], which stays until then; R[a] holds the value to send
  case yieldFrom
  case getYieldFromIterator  // R[a] := the iterator that `yield from R[b]` delegates to
  case getAwaitable  // R[a] := the iterator that `await R[b]` delegates to
  case getAsyncIterator  // R[a] := aiter(R[b])
  case getAsyncNext  // R[a] := the awaitable of anext(R[b]), which stays
  // R[a] is an exception: StopAsyncIteration is swallowed and consumed, others raised again
  case endAsyncFor
  // Functions, classes, modules
  // R[a] := function of code K[c]; R[b…b+3] defaults tuple, keyword defaults dict, annotations dict, closure tuple, those that the
  // flags name
  case makeFunction
  case loadBuildClass  // R[a] := builtins.__build_class__
  case loadCommon  // R[a] := well-known object b: 0 AssertionError, 1 NotImplementedError
  case importName  // R[a] := __import__(N[c], fromlist R[b], level R[b+1]), both consumed
  case importFrom  // R[a] := attribute or submodule N[c] of the module R[b], which stays
  case importStar  // binds all public names of the module R[a], consumed
  case setupAnnotations  // makes __annotations__ of the module or class body if there is none
  // Exceptions
  // raises R[a] (consumed) from R[b] if c is 1; c 2: with nothing, the handled exception again
  case raise
  // handler entry: R[a] := the exception handled so far, R[a+1] := the one raised, which is now handled
  case pushHandled
  case popHandled  // the exception handled so far is R[a] again, consumed
  case reraise  // raises R[a], an exception, as it stands, with its traceback; consumed
  // R[a] := whether exception R[b] (stays) matches the class or tuple R[c] (consumed)
  case matchException
  // R[a], R[a+1] := rest and matching part (or None) of the group R[b] by R[c]; a part becomes the handled exception
  case matchExceptionGroup
  // R[a] := the exception to raise after except* clauses: original R[b], list R[c] of those raised, last the rest or None; or None
  case prepareReraiseStar
  // R[a], R[a+1], R[a+2] := type, value, traceback of exception R[b] (stays), for __exit__
  case exceptionArguments
  // Patterns
  case matchSequence  // R[a] := whether R[b] (stays) is a sequence pattern's subject
  case matchMapping  // R[a] := whether R[b] (stays) is a mapping
  // R[a] := tuple of values of the keys R[c] (a tuple, stays) in R[b] (stays), or None
  case matchKeys
  // R[a] := tuple of attributes, or None; subject R[b], class R[b+1], names tuple R[b+2], all consumed; c positional
  case matchClass
  case length  // R[a] := len(R[b]), which stays
  case copyMap  // R[a] := dict(R[b]) without the keys of the tuple R[c]; both stay
  // Others
  case printExpression  // hands R[a] to sys.displayhook (REPL)
  case setTypeParameters  // R[a].__type_params__ := R[b]; a stays, b consumed
  // stands for another instruction while somebody follows the steps of code: see `Tracing`
  case traced
  case extra  // second word of the instruction before
}

extension Opcode {
  /// Whether one more word, an `extra`, follows.
  public var hasExtraWord: Bool {
    switch self {
    case .loadGlobal, .storeGlobal, .getAttribute, .setAttribute, .loadMethod, .format,
      .unpackStarred, .callKeywords:
      return true
    default: return false
    }
  }

  /// Whether the extra word's `bc` is the number of an inline cache.
  public var hasCache: Bool {
    switch self {
    case .loadGlobal, .storeGlobal, .getAttribute, .setAttribute, .loadMethod:
      return true
    default: return false
    }
  }
}
