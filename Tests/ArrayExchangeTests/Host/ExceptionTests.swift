// SPDX-License-Identifier: Apache-2.0
// Exceptions from Python to Swift, errors from Swift to Python, and both ways and back.

import ArrayExchange
import Testing

extension HostTests {
  @Suite("Python exceptions", .enabled(if: Host.isThere, "no CPython")) struct ExceptionTests {
    let python: CPython
    init() throws { python = try CPython.shared }

    private func exception(of text: String) throws -> CPython.Exception {
      try Host.exception { () throws(CPythonError) in try python.exec(text, file: "test.py") }
    }

    @Test func saysWhatHappenedWhere() throws {
      let exception = try exception(of: "def f(x):\n  return 1 / x\nf(0)")
      #expect(exception.type == "ZeroDivisionError")
      #expect(exception.message == "division by zero")
      #expect(exception.description == "ZeroDivisionError: division by zero")
      #expect(exception.traceback.hasPrefix("Traceback (most recent call last):\n"))
      #expect(exception.traceback.contains("File \"test.py\", line 2, in f"))
      #expect(exception.traceback.hasSuffix("ZeroDivisionError: division by zero\n"))
      #expect(exception.is("ArithmeticError"))
      #expect(!exception.is("LookupError"))
      #expect(exception.underlying == nil)
      #expect(try exception.value.args.count() == 1)
    }

    @Test func causes() throws {
      let exception = try exception(
        of: "try:\n  {}['k']\nexcept KeyError as e:\n  raise ValueError('v') from e")
      #expect(exception.cause?.type == "KeyError")
      #expect(exception.cause?.message == "'k'")
      #expect(exception.cause?.cause == nil)
      #expect(exception.context?.type == "KeyError")
      #expect(exception.traceback.contains("direct cause"))
    }

    @Test func typesOfModules() throws {
      let decode = try exception(of: "import json\njson.loads('{')")
      #expect(decode.type == "json.decoder.JSONDecodeError")
      let exit = try exception(of: "raise SystemExit(3)")
      #expect(exit.type == "SystemExit")
      #expect(try Int(exit.value.code) == 3)
      let stop = try exception(of: "next(iter(()))")
      #expect(stop.type == "StopIteration")
      #expect(stop.description == "StopIteration")
      let broken = try exception(
        of: "class Broken(Exception):\n  def __str__(self): raise KeyError\nraise Broken")
      #expect(broken.message == "<__main__.Broken object>")
    }

    private struct Refused: Error, Equatable { let number: Int }

    @Test func swiftErrorsComeBack() throws {
      let refuse = try python.function("refuse") { throw Refused(number: try Int($0[0])) }
      let direct = try Host.exception { () throws(CPythonError) in try refuse(5) }
      #expect(direct.type == "weft.SwiftError")
      #expect(direct.message == "Refused(number: 5)")
      #expect(direct.underlying as? Refused == Refused(number: 5))
      // Through Python code, which may wrap it.
      let names = try python.object(["f": refuse])
      let wrapped = try Host.exception { () throws(CPythonError) in
        try python.exec(
          "try:\n  f(6)\nexcept RuntimeError as e:\n  raise ValueError('wrapped') from e",
          globals: names)
      }
      #expect(wrapped.type == "ValueError")
      #expect(wrapped.underlying as? Refused == Refused(number: 6))
      #expect(
        try Bool(
          python.eval(
            "issubclass(type(e), RuntimeError)", globals: python.object(["e": direct.value]))))
    }

    @Test func pythonErrorsPassThroughSwift() throws {
      let python = python
      let divide = try python.function("divide") { try $0[0] / $0[1] }
      let exception = try Host.exception { () throws(CPythonError) in try divide(1, 0) }
      #expect(exception.type == "ZeroDivisionError")
      // The same object on both sides: Python catches what Swift only passed on.
      let names = try python.object(["f": divide])
      try python.exec(
        "try:\n  f(1, 0)\nexcept ZeroDivisionError as e:\n  text = str(e)", globals: names)
      #expect(try String(names["text"]) == "division by zero")
    }

    @Test func contextManagers() throws {
      let names = try python.builtin("dict")()
      try python.exec(
        """
        class Manager:
          def __init__(self, swallows): self.swallows, self.log = swallows, []
          def __enter__(self): return self.log
          def __exit__(self, kind, value, traceback):
            self.log.append((kind and kind.__name__, value and str(value)))
            return self.swallows
        """, globals: names)
      let manager = try names["Manager"](false)
      #expect(
        try manager.with {
          try $0.append(1); return 5
        } == 5)
      #expect(throws: Refused(number: 3)) { try manager.with { _ in throw Refused(number: 3) } }
      #expect(
        try manager.log.representation
          == "[1, (None, None), ('SwiftError', 'Refused(number: 3)')]")
      let python = python
      let swallowing = try names["Manager"](true)
      #expect(try swallowing.with { _ in try Int(python.eval("1 // 0")) } == nil)
      #expect(
        try swallowing.log.representation
          == "[('ZeroDivisionError', 'integer division or modulo by zero')]")
    }

    @Test func packagesForOtherVersions() throws {
      let folder = try python.import("tempfile").mkdtemp()
      let names = try python.object(["folder": folder])
      try python.exec(
        """
        import os, sys
        package = os.path.join(folder, 'weft_other')
        os.mkdir(package)
        open(os.path.join(package, '__init__.py'), 'w').write('''
        try:
          import weft_other._core
        except ImportError as e:
          raise ImportError("long words") from e
        ''')
        open(os.path.join(package, '_core.cpython-38-x86_64-linux-gnu.so'), 'w').close()
        sys.path.insert(0, folder)
        """, globals: names)
      defer {
        try? python.exec(
          "import shutil; sys.path.remove(folder); shutil.rmtree(folder)", globals: names)
      }
      let exception = try Host.exception { () throws(CPythonError) in
        _ = try python.import("weft_other")
      }
      #expect(exception.type == "ImportError")
      #expect(exception.message.hasPrefix("weft_other in "))
      #expect(
        exception.message.contains(
          "was built for CPython 3.8, and this is CPython \(python.version)")
      )
      #expect(exception.cause?.message == "long words")
      let missing = try Host.exception { () throws(CPythonError) in
        _ = try python.import("weft_missing.part")
      }
      #expect(missing.type == "ModuleNotFoundError")
      #expect(missing.message == "No module named 'weft_missing'")
    }
  }
}
