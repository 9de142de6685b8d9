// SPDX-License-Identifier: Apache-2.0
// From source text to code: parser, scopes, compiler; syntax errors become exceptions.
import Syntax

/// What a source is compiled for.
public enum CompileMode { case exec, eval, single }

/// Compiles a source; raises SyntaxError and its kind.
///
/// `usesNamespace`: names are looked up in locals of their own first.
func compile(
  _ source: [UInt8], fileName: String, mode: CompileMode, usesNamespace: Bool = false
) throws(Raised) -> Code {
  let modes: SyntaxTree.Mode = mode == .exec ? .exec : mode == .eval ? .eval : .single
  do throws(SyntaxError) {
    let tree = try SyntaxTree.parse(source, mode: modes)
    return try compileTree(
      tree, fileName: fileName, options: CompileOptions(usesNamespace: usesNamespace))
  } catch {
    throw raise(error, fileName)
  }
}

/// Raises the exception that a syntax error stands for.
private func raise(_ error: SyntaxError, _ fileName: String) -> Raised {
  let kind: ExceptionKind
  switch error.kind {
  case .syntax: kind = .syntaxError
  case .indentation: kind = .indentationError
  case .tab: kind = .tabError
  case .recursion: return raise(.recursionError, error.message)
  case .value: return raise(.valueError, error.message)
  }
  let details = Tuple.make(consuming: [
    .string(fileName), Value(error.line), Value(error.column),
    error.text.map(Value.string) ?? .none, Value(error.endLine), Value(error.endColumn),
  ])
  let arguments = Tuple.make(consuming: [.string(error.message), details.value])
  defer { arguments.value.release() }
  do throws(Raised) {
    return raise(try call(kind.type.value, spreading: arguments, nil))
  } catch {
    return error
  }
}
