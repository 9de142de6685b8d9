// SPDX-License-Identifier: Apache-2.0
// What each opcode does with its operands, as the disassembler and the verifier need it.

extension Opcode {
  /// What an operand field means.
  enum Role: UInt8 {
    case unused
    /// A register that is written.
    case write
    /// Two, three, or `c` registers that are written.
    case writePair, writeTriple, writeCount
    /// A register, or a constant with the flag, that is read: consumed with the flag.
    case read
    /// A register that is read and stays, whatever the flags say.
    case keep
    /// A register that is read, consumed if it is a temporary, and has no flag.
    case take
    /// The first of the consecutive registers that are consumed.
    case window
    /// A cell in a local register, or one of the closure's by number.
    case cell, free
    /// A number of a constant that is a name, or of one that is any value.
    case name, constant
    case number
    /// A signed jump offset.
    case jump
  }

  /// The fields of an instruction; `wide`: the second field is `bc`.
  struct Form {
    var a, b, c: Role
    var wide = false
    init(_ a: Role = .unused, _ b: Role = .unused, _ c: Role = .unused) {
      (self.a, self.b, self.c) = (a, b, c)
    }
    init(_ a: Role, wide bc: Role) {
      (self.a, b, c, wide) = (a, bc, .unused, true)
    }
  }

  var form: Form {
    switch self {
    case .loadConstant: Form(.write, wide: .constant)
    case .move: Form(.write, .read)
    case .clear, .deleteLocal, .makeCell: Form(.write)
    case .loadCell: Form(.write, .cell)
    case .storeCell: Form(.cell, .read)
    case .deleteCell: Form(.cell)
    case .loadFree, .loadClosure: Form(.write, .free)
    case .storeFree: Form(.free, .read)
    case .deleteFree: Form(.free)
    case .loadGlobal, .loadName: Form(.write, wide: .name)
    case .storeGlobal, .storeName: Form(.unused, .read, .name)
    case .deleteGlobal, .deleteName: Form(.unused, wide: .name)
    case .loadClassFree: Form(.write, .free, .name)
    case .add, .subtract, .multiply, .trueDivide, .floorDivide, .modulo, .power, .matrixMultiply,
      .leftShift, .rightShift, .bitAnd, .bitOr, .bitXor, .less, .lessEqual, .equal, .notEqual,
      .greater, .greaterEqual, .identical, .notIdentical, .contains, .notContains, .getItem,
      .format:
      Form(.write, .read, .read)
    case .negative, .positive, .invert, .not, .iterate, .getYieldFromIterator, .getAwaitable,
      .getAsyncIterator, .listToTuple, .yieldValue:
      Form(.write, .read)
    case .jump, .loop: Form(.unused, wide: .jump)
    case .jumpIfTrue, .jumpIfFalse, .jumpIfNone, .jumpIfNotNone: Form(.read, wide: .jump)
    case .jumpIfLess, .jumpIfLessEqual, .jumpIfEqual, .jumpIfNotEqual, .jumpIfGreater,
      .jumpIfGreaterEqual, .jumpIfIdentical, .jumpIfContains:
      Form(.read, .read, .jump)
    case .getAttribute: Form(.write, .read, .name)
    case .setAttribute: Form(.read, .read, .name)
    case .deleteAttribute: Form(.read, wide: .name)
    case .loadMethod: Form(.writePair, .read, .name)
    case .loadSuper: Form(.write, .window, .name)
    case .loadSpecial: Form(.writePair, .read, .number)
    case .setItem: Form(.read, .read, .read)
    case .deleteItem: Form(.read, .read)
    case .buildSlice: Form(.write, .window)
    case .buildTuple, .buildList, .buildSet, .buildMap, .buildString, .matchClass:
      Form(.write, .window, .number)
    case .listAppend, .listExtend, .setAdd, .setUpdate, .mapUpdate: Form(.keep, .read)
    case .mapAdd: Form(.keep, .read, .read)
    case .mapMerge: Form(.keep, .read, .keep)
    case .unpack, .unpackStarred: Form(.writeCount, .read, .number)
    case .forEach: Form(.write, .keep, .jump)
    case .call, .callKeywords: Form(.window, .number, .write)
    case .callSpread: Form(.window, .number, .write)
    case .returnValue: Form(.read, .unused)
    case .yieldFrom: Form(.write, .take)
    case .getAsyncNext, .length, .matchSequence, .matchMapping: Form(.write, .keep)
    case .endAsyncFor, .importStar, .popHandled, .reraise: Form(.take)
    case .makeFunction: Form(.write, .window, .constant)
    case .loadBuildClass: Form(.write)
    case .loadCommon: Form(.write, .number)
    case .importName: Form(.write, .window, .name)
    case .importFrom: Form(.write, .keep, .name)
    case .setupAnnotations, .traced, .extra: Form()
    case .raise: Form(.read, .read, .number)
    case .pushHandled: Form(.writePair)
    case .matchException: Form(.write, .keep, .read)
    case .matchExceptionGroup: Form(.writePair, .read, .read)
    case .prepareReraiseStar: Form(.write, .read, .read)
    case .exceptionArguments: Form(.writeTriple, .keep)
    case .matchKeys, .copyMap: Form(.write, .keep, .keep)
    case .printExpression: Form(.read)
    case .setTypeParameters: Form(.keep, .read)
    }
  }

  /// Whether the operands `b` and `c` may be constants.
  var takesConstants: (b: Bool, c: Bool) {
    switch self {
    case .add, .subtract, .multiply, .trueDivide, .floorDivide, .modulo, .power, .matrixMultiply,
      .leftShift, .rightShift, .bitAnd, .bitOr, .bitXor, .less, .lessEqual, .equal, .notEqual,
      .greater, .greaterEqual, .identical, .notIdentical, .contains, .notContains, .setItem,
      .mapAdd:
      (true, true)
    case .jumpIfLess, .jumpIfLessEqual, .jumpIfEqual, .jumpIfNotEqual, .jumpIfGreater,
      .jumpIfGreaterEqual, .jumpIfIdentical, .jumpIfContains, .setAttribute, .returnValue,
      .listAppend:
      (true, false)
    case .getItem, .format: (false, true)
    default: (false, false)
    }
  }

  /// Whether control never goes on to the next instruction.
  var endsBlock: Bool {
    switch self {
    case .jump, .loop, .returnValue, .raise, .reraise: true
    default: false
    }
  }
}
