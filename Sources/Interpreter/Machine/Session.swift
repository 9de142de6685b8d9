// SPDX-License-Identifier: Apache-2.0
// An interactive session: statements of one module, run one by one.
import Syntax

/// A module whose statements arrive one by one, as at a prompt.
public final class Session {
  /// What became of a piece of text.
  public enum Outcome: Equatable {
    /// More lines are needed to make a statement.
    case incomplete
    case done
    /// `sys.exit` was called.
    case exit(Int32)
  }

  private let main: Module

  /// A session of its own, or one that goes on with the names of the program that ran.
  public init(continuing: Bool = false) {
    if continuing {
      let known = Dict(machine.pointee.modules).get("__main__")
      if known.has(.module) {
        main = Module(known)
        return
      }
    }
    Script.prepare(arguments: [""], folder: "")
    do throws(Raised) { try Import.load("sys").release() } catch { takeRaised().release() }
    main = Module.make("__main__")
    main.namespace.set("__builtins__", machine.pointee.builtins)
    Dict(machine.pointee.modules).set("__main__", main.value)
  }

  /// Runs the text if it is a whole statement.
  ///
  /// `endsBlock`: an empty line was given, which ends a block.
  public func take(_ text: String, endsBlock: Bool) -> Outcome {
    if text.allSatisfy(\.isWhitespace) { return .done }
    do throws(SyntaxError) {
      let tree = try SyntaxTree.parse(text, mode: .single)
      if tree.isCompound && !endsBlock { return .incomplete }
    } catch {
      if error.isIncomplete && !endsBlock { return .incomplete }
    }
    do throws(Raised) {
      let code = try compile(Array(text.utf8), fileName: "<stdin>", mode: .single)
      try Machine.execute(code, globals: main.namespace).release()
    } catch {
      if raisedIs(.systemExit) { return .exit(Script.report()) }
      _ = Script.report()
    }
    SysModule.flush()
    return .done
  }

  /// Ends the session: what must run at the end runs; the exit status.
  public func end() -> Int32 { Script.status { () throws(Raised) in } }
}

extension SyntaxTree {
  /// Whether it is a statement with a block, which an empty line must end.
  fileprivate var isCompound: Bool {
    guard case .interactive(let body) = root, let first = body.first else { return false }
    return first.location.endLine > first.location.line || first.hasBlock
  }
}

extension Stmt {
  fileprivate var hasBlock: Bool {
    switch kind {
    case .functionDef, .classDef, .for, .while, .if, .with, .match, .try: true
    default: false
    }
  }
}
