// SPDX-License-Identifier: Apache-2.0
// The function `compile`: of a source or a tree, to code or a tree.
import Syntax

enum CompileFunction {
  static var row: Builtin {
    Builtin(
      "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
      "Compile source into a code object that can be executed by exec() or eval().",
      run)
  }

  // Flags beside those of `ASTModule`.
  private static let noImpliedDedent = 0x200
  private static let allowsIncomplete = 0x4000
  private static let annotations = 0x100_0000
  /// All that the __future__ module has, and the one of nested scopes.
  private static let future = 0x1FE_0010

  private static func run(_ a: BoundArguments) throws(Raised) -> Value {
    let path = try OSPath.fspath(a[1])
    defer { path.release() }
    let fileName = path.isStr ? Str(path).text : try OSPath.bytes(path)
    guard a[2].isStr else {
      throw raise(.typeError, "compile() argument 'mode' must be str, not \(a[2].type.name)")
    }
    let flags = try indexValue(a[3])
    let known =
      future | ASTModule.onlyTree | ASTModule.typeComments | ASTModule.topLevelAwait
      | noImpliedDedent | allowsIncomplete
    if flags & ~known != 0 { throw raise(.valueError, "compile(): unrecognised flags") }
    if !(-1...2).contains(try indexValue(a[5])) {
      throw raise(.valueError, "compile(): invalid optimize value")
    }
    let onlyTree = flags & ASTModule.onlyTree != 0
    let mode = try mode(Str(a[2]).text, onlyTree)
    if ASTModule.isNode(a[0]) {
      try Audit.tell("compile", [.none, path.retained()])
      if onlyTree { return a[0].retained() }
      return .code(
        try compile(
          ObjectTrees.tree(a[0], mode), fileName: fileName,
          options: try options(flags, dontInherit: a[4])))
    }
    let source = try Builtins.source(
      a[0], "compile", wanted: "a string, bytes or AST object")
    try Audit.tell("compile", [.bytes(source), path.retained()])
    let tree = try parse(
      source, fileName: fileName, mode: mode, allowsIncomplete: flags & allowsIncomplete != 0)
    try warn(of: tree, fileName: fileName, source: source)
    if onlyTree { return try TreeObjects.make(tree) }
    return .code(
      try compile(
        tree, fileName: fileName, options: try options(flags, dontInherit: a[4]), source: source))
  }

  private static func mode(_ text: String, _ onlyTree: Bool) throws(Raised) -> CompileMode {
    let modes: [String: CompileMode] = ["exec": .exec, "eval": .eval, "single": .single]
    if let mode = modes[text] { return mode }
    throw raise(
      .valueError,
      onlyTree
        ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
        : text == "func_type"
          ? "compile() mode 'func_type' requires flag PyCF_ONLY_AST"
          : "compile() mode must be 'exec', 'eval' or 'single'")
  }

  /// Whoever runs the code may give it locals of its own.
  private static func options(_ flags: Int, dontInherit: Value) throws(Raised) -> CompileOptions {
    let inherits = try !isTrue(dontInherit)
    return CompileOptions(
      usesNamespace: true,
      futureAnnotations: flags & annotations != 0 || (inherits && inheritsAnnotations))
  }

  /// Whether the code that runs was compiled under `from __future__ import annotations`.
  static var inheritsAnnotations: Bool {
    machine.pointee.frame.pointee.code.takeUnretainedValue().flags.contains(.futureAnnotations)
  }
}
