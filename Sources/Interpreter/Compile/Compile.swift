// SPDX-License-Identifier: Apache-2.0
// From source text to code: parser, scopes, compiler; syntax errors become exceptions.
import Syntax

/// What a source is compiled for.
public enum CompileMode { case exec, eval, single }

/// Compiles a source; raises SyntaxError and its kind.
///
/// `usesNamespace`: names are looked up in locals of their own first. `warns`: of what looks like a mistake.
func compile(
  _ source: [UInt8], fileName: String, mode: CompileMode, usesNamespace: Bool = false,
  futureAnnotations: Bool = false, warns: Bool = false
) throws(Raised) -> Code {
  let tree = try parse(source, fileName: fileName, mode: mode)
  if warns { try warn(of: tree, fileName: fileName, source: source) }
  return try compile(
    tree, fileName: fileName,
    options: CompileOptions(usesNamespace: usesNamespace, futureAnnotations: futureAnnotations),
    source: source)
}

/// Parses a source; `allowsIncomplete`: the error says no more than that the text is not all there, where that is so.
func parse(
  _ source: [UInt8], fileName: String, mode: CompileMode, allowsIncomplete: Bool = false
) throws(Raised) -> SyntaxTree {
  let modes: SyntaxTree.Mode = mode == .exec ? .exec : mode == .eval ? .eval : .single
  do throws(SyntaxError) {
    return try SyntaxTree.parse(source, mode: modes)
  } catch {
    var error = error.showing(source, fileName)
    if allowsIncomplete, error.isIncomplete {
      (error.kind, error.message) = (.syntax, "incomplete input")
    }
    throw raise(error, fileName)
  }
}

/// Tells the module warnings what the compiler would warn of; where a filter makes an error of it that is a SyntaxError.
func warn(of tree: SyntaxTree, fileName: String, source: [UInt8]) throws(Raised) {
  guard let table = try? ScopeTable.analyze(tree) else { return }
  for warning in table.warnings {
    let kind: ExceptionKind =
      warning.category == .syntax ? .syntaxWarning : .deprecationWarning
    do throws(Raised) {
      try PythonWarnings.warn(kind, warning.message, fileName: fileName, line: warning.line)
    } catch {
      guard raisedIs(kind) else { throw error }
      takeRaised().release()
      let mistake = SyntaxError(message: warning.message, line: warning.line, column: 1)
      throw raise(mistake.showing(source, fileName), fileName)
    }
  }
}

/// Compiles a tree; `source` is what error messages show of it.
func compile(
  _ tree: SyntaxTree, fileName: String, options: CompileOptions, source: [UInt8] = []
) throws(Raised) -> Code {
  do throws(SyntaxError) {
    return try compileTree(tree, fileName: fileName, options: options)
  } catch {
    throw raise(error.showing(source, fileName), fileName)
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
    error.text.map { .string($0.hasSuffix("\n") ? $0 : $0 + "\n") } ?? .none,
    Value(error.endLine), Value(error.endColumn),
  ])
  let arguments = Tuple.make(consuming: [.string(error.message), details.value])
  defer { arguments.value.release() }
  do throws(Raised) {
    return raise(try call(kind.type.value, spreading: arguments, nil))
  } catch {
    return error
  }
}

extension SyntaxError {
  /// With the line of the source, where only the compiler found the mistake; CPython looks for it in the file.
  fileprivate func showing(_ source: [UInt8], _ fileName: String) -> SyntaxError {
    guard text == nil, line > 0, !fileName.hasPrefix("<") else { return self }
    var error = self
    var lines = source[...]
    for _ in 1..<line {
      guard let end = lines.firstIndex(of: UInt8(ascii: "\n")) else { return self }
      lines = lines[(end + 1)...]
    }
    let end = lines.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? lines.endIndex
    error.text = String(decoding: lines[..<end], as: UTF8.self)
    return error
  }
}
