// SPDX-License-Identifier: Apache-2.0
// One code object while it is compiled: its registers, names and the blocks around the current statement.
import Syntax

/// Where a name lives, seen from one place of the program.
enum Place {
  case local(Int)
  /// A cell in a local register.
  case cell(Int)
  /// A cell of the closure.
  case free(Int)
  /// In a class body: the namespace first, then a cell of the closure.
  case classFree(Int)
  case global
  /// The namespace of a class body or of `exec`, then globals.
  case namespace
}

/// What an instruction reads: a local in place, a temporary that dies, or a constant.
struct Operand {
  enum Kind { case local, temporary, constant }
  var kind: Kind
  var number: Int

  static func local(_ register: Int) -> Operand { Operand(kind: .local, number: register) }
  static func temporary(_ register: Int) -> Operand { Operand(kind: .temporary, number: register) }

  /// The same register, left alive by whoever reads it.
  var borrowed: Operand { kind == .temporary ? .local(number) : self }

  var flagsA: Instruction.Flags { kind == .temporary ? .consumesA : [] }
  var flagsB: Instruction.Flags {
    kind == .temporary ? .consumesB : kind == .constant ? .constantB : []
  }
  var flagsC: Instruction.Flags {
    kind == .temporary ? .consumesC : kind == .constant ? .constantC : []
  }
}

/// A statement around the current one that has something to do when control leaves it.
enum Block {
  /// `iterator` is the register of a `for` loop's iterator.
  case loop(iterator: Int?, head: Label, exit: Label)
  /// The body of a `try` with handlers.
  case tryBody(Region)
  /// What a `finally` protects, and its statements.
  case finally(Region, [Stmt])
  /// A handler: R[depth] is the exception handled before. `region` protects its body, `nameRegion` the one that unbinds `name`.
  case handler(depth: Int, region: Region, name: Identifier?, nameRegion: Region?)
  /// The statements of a `finally` while an exception is on its way: R[depth] as in `handler`, R[depth + 1] the exception.
  case finallyHandler(depth: Int, region: Region)
  /// R[base + 2] and the next are the manager's exit method.
  case with(base: Int, region: Region, isAsync: Bool, location: Location)
  /// The statements of a `finally` on the way out with a value to return, in this register.
  case pendingValue(Int)
  /// A handler of `except*`, which nothing may leave.
  case starHandler
}

/// The state of one code object under compilation.
final class Unit {
  var code = Assembler()
  let scope: ScopeID
  let kind: Kind
  var name: String
  var qualifiedName: String
  var firstLine: Int
  var flags: Code.Flags = []

  enum Kind { case module, classBody, function, lambda, comprehension, typeParameters }

  /// The class around it, whose name private names get.
  var className: Identifier?

  /// Names of parameters and other locals, by register.
  var localNames: [String] = []
  var parameterCounts = (positionalOnly: 0, positional: 0, keywordOnly: 0)
  var cellRegisters: [Int] = []
  /// Variables of inlined comprehensions that are cells; made where the comprehension begins.
  var inlinedCells: [Int] = []
  /// In a class body, the register of the cell of `__class__`.
  var classCell: Int?
  var freeNames: [String] = []
  /// Where the names of this scope, and of the comprehensions inlined in it, live.
  var places: [ScopeID: [Identifier: Place]] = [:]
  /// Scopes of the inlined comprehensions around the current place, innermost last.
  var inlined: [ScopeID] = []

  /// The first free temporary: temporaries are a stack above the locals.
  var top = 0 {
    didSet { if top > highest { highest = top } }
  }
  var highest = 0
  var blocks: [Block] = []
  /// Numbers of the constants that are names.
  var nameNumbers: [Identifier: Int] = [:]

  init(scope: ScopeID, kind: Kind, name: String, qualifiedName: String, firstLine: Int) {
    self.scope = scope
    self.kind = kind
    self.name = name
    self.qualifiedName = qualifiedName
    self.firstLine = firstLine
  }

  /// Where names live that the scope does not bind.
  var elsewhere: Place {
    kind == .classBody || flags.contains(.usesNamespace) ? .namespace : .global
  }

  var isFunction: Bool { kind != .module && kind != .classBody }
  var localCount: Int { localNames.count }

  func isTemporary(_ register: Int) -> Bool { register >= localNames.count }
}
