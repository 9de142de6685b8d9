// SPDX-License-Identifier: Apache-2.0
// The compiler: from a tree and its scopes to code objects. This file has what all its parts use.
import Glibc
import Syntax

/// How a text is to be compiled.
public struct CompileOptions: Sendable {
  /// Names of the module are looked up in a namespace of its own first: `exec` and `eval` with locals.
  public var usesNamespace = false
  /// `from __future__ import annotations` is in force from the start.
  public var futureAnnotations = false

  public init(usesNamespace: Bool = false, futureAnnotations: Bool = false) {
    self.usesNamespace = usesNamespace
    self.futureAnnotations = futureAnnotations
  }
}

/// Compiles a tree.
///
/// Expressions leave their value where they are told to (`value(of:into:)`): a local, or a temporary that is dead. Temporaries are a
/// stack; `unit.top` is the first free one, and it is usually there that a value is put before it is pushed. Operands that are locals
/// or constants are not moved at all (`operand(of:)`).
///
/// Errors do not stop the compilation: the first one is kept and thrown in the end.
final class Compiler {
  let tree: SyntaxTree
  let scopes: NamePlaces
  let fileName: String
  let options: CompileOptions
  var names: NameTable
  var unit: Unit
  var outerUnits: [Unit] = []
  var error: SyntaxError?
  var futureAnnotations: Bool
  var isInteractive = false
  /// The line of the last import from `__future__` that stands where these may stand.
  var lastFuture: Int32 = 0
  /// The lowest address that the stack may reach; recursion stops there.
  let stackLimit: UInt

  init(
    _ tree: SyntaxTree, table: ScopeTable, fileName: String, options: CompileOptions
  ) {
    self.tree = tree
    scopes = NamePlaces(table)
    self.fileName = fileName
    self.options = options
    names = table.names
    unit = Unit(
      scope: .root, kind: .module, name: "<module>", qualifiedName: "<module>", firstLine: 1)
    futureAnnotations = options.futureAnnotations || table.hasLazyAnnotations
    stackLimit = Self.lowestStackAddress()
  }

  // MARK: Errors

  func fail(_ message: String, at location: Location, kind: SyntaxError.Kind = .syntax) {
    guard error == nil else { return }
    error = SyntaxError(
      kind: kind, message: message, line: Int(location.line), column: Int(location.column) + 1,
      endLine: Int(location.endLine), endColumn: Int(location.endColumn) + 1)
  }

  /// Whether there is stack left to go one level deeper; if not, that is the error.
  func canNest(_ location: Location) -> Bool {
    if error != nil { return false }
    var here = 0
    let address = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    if address > stackLimit { return true }
    fail("maximum recursion depth exceeded during compilation", at: location, kind: .recursion)
    return false
  }

  /// Half of what a thread may have is for the compiler, counted from where it begins.
  private static func lowestStackAddress() -> UInt {
    var limits = rlimit()
    let size =
      getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limits) == 0 ? limits.rlim_cur : 0
    var here = 0
    let address = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    return address - UInt(min(size, 8 << 20)) / 2
  }

  // MARK: Instructions

  func emit(
    _ opcode: Opcode, a: Int = 0, b: Int = 0, c: Int = 0, flags: Instruction.Flags = [],
    at location: Location
  ) {
    unit.code.position = Position(location)
    unit.code.emit(opcode, a: a, b: b, c: c, flags: flags)
  }

  func emit(_ opcode: Opcode, a: Int = 0, wide: Int, at location: Location) {
    unit.code.position = Position(location)
    unit.code.emit(opcode, a: a, wide: wide)
  }

  func jump(
    _ opcode: Opcode = .jump, a: Int = 0, b: Int = 0, flags: Instruction.Flags = [],
    to label: Label, at location: Location
  ) {
    unit.code.position = Position(location)
    unit.code.jump(opcode, a: a, b: b, flags: flags, to: label)
  }

  func makeLabel() -> Label { unit.code.makeLabel() }
  func place(_ label: Label) { unit.code.place(label) }

  func load(_ literal: Literal, into register: Int, at location: Location) {
    unit.code.position = Position(location)
    unit.code.loadConstant(literal, into: register)
  }

  func clear(_ register: Int, at location: Location) { emit(.clear, a: register, at: location) }

  func move(_ operand: Operand, into register: Int, at location: Location) {
    emit(.move, a: register, b: operand.number, flags: operand.flagsB, at: location)
  }

  // MARK: Temporaries

  /// Takes a temporary, dead so far.
  func push() -> Int {
    unit.top += 1
    return unit.top - 1
  }

  /// Runs `body` and frees the temporaries that it took.
  func temporarily<Result>(_ body: () -> Result) -> Result {
    let top = unit.top
    defer { unit.top = top }
    return body()
  }

  /// A temporary in which a value is built step by step: the target itself unless that is a local, which must not show half a value.
  func builder(for target: Int) -> Int {
    guard unit.isTemporary(target) else { return push() }
    if target == unit.top { unit.top += 1 }
    return target
  }

  /// Moves what was built to where it belongs.
  func finish(_ builder: Int, into target: Int, at location: Location) {
    if builder != target { move(.temporary(builder), into: target, at: location) }
  }

  // MARK: Constants

  /// The number of the constant that is the text of a name.
  func number(of name: Identifier) -> Int {
    if let number = unit.nameNumbers[name] { return number }
    let number = number(of: .string(Text(utf8: Array(names.utf8(name)))))
    unit.nameNumbers[name] = number
    return number
  }

  func number(of literal: Literal) -> Int {
    if let number = unit.code.narrowConstant(literal) { return number }
    fail("too many names and constants", at: noLocation)
    return 0
  }

  func mangled(_ name: Identifier) -> Identifier { names.mangle(name, in: unit.className) }

  func literal(_ name: Identifier) -> Literal { .string(Text(utf8: Array(names.utf8(name)))) }
}

/// For instructions that stand for nothing in the source.
package let noLocation = Location(line: 0, column: 0, endLine: 0, endColumn: 0)

extension Position {
  package init(_ location: Location) {
    self.init(
      line: location.line, endLine: location.endLine, column: location.column,
      endColumn: location.endColumn)
  }
}
