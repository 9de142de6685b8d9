// SPDX-License-Identifier: Apache-2.0
// The few functions of the host that are easiest said in Python.

enum HostPrelude {
  /// Functions of the text below, for good.
  struct Functions {
    let importModule, format, swiftError, finish: PyObject
  }

  /// Set once, before anybody sees the host.
  nonisolated(unsafe) private static var installed: Functions?

  static var functions: Functions { installed.unsafelyUnwrapped }

  static let text = """
    import importlib, sys

    class SwiftError(RuntimeError):
        'An error that a Swift function threw.'
        error = None

    SwiftError.__module__ = 'weft'

    def import_module(name):
        try:
            return importlib.import_module(name)
        except ImportError as error:
            text = built_for_another(error)
            if text is None:
                raise
            raise ImportError(text, name=error.name) from error

    def built_for_another(error):
        'What to say of an extension module that is there, but for another version of Python.'
        import os, re
        here = 'cpython-%d%d-' % sys.version_info[:2]
        while error is not None:
            package, _, module = (getattr(error, 'name', None) or '').rpartition('.')
            for folder in folders(package, error.__traceback__):
                try:
                    files = os.listdir(folder)
                except OSError:
                    continue
                found = [re.match(re.escape(module) + r'\\.(cpython-(\\d)(\\d+)\\w*-).*\\.so$', file) for file in files]
                if any(file and file[1] == here for file in found):
                    continue
                for file in filter(None, found):
                    return '%s in %s was built for CPython %s.%s, and this is CPython %d.%d.%d (%s)' % (
                        package.partition('.')[0], folder, file[2], file[3], *sys.version_info[:3], sys.executable)
            error = error.__cause__ or error.__context__
        return None

    def folders(package, traceback):
        'Where a package is that could not be imported: no longer in sys.modules, but what failed was its code.'
        while traceback is not None:
            names = traceback.tb_frame.f_globals
            if names.get('__name__') == package:
                yield from names.get('__path__', ())
            traceback = traceback.tb_next

    def format(error):
        import traceback
        return ''.join(traceback.format_exception(error))

    def finish():
        import atexit
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass

    # What the process writes by itself must not come before what Python wrote earlier.
    try:
        sys.stdout.reconfigure(line_buffering=True)
    except Exception:
        pass
    """

  /// Runs the text; that it fails is a fault of it or of the Python found, of which there is nobody to tell.
  static func install(_ gil: CPython.GIL) {
    do throws(CPython.Pending) {
      let names = try gil.dictionary()
      for (key, value) in [("__name__", "weft")] {
        let (key, value) = (try gil.string(key), try gil.string(value))
        try gil.setItem(names, key, value)
      }
      gil.release(try gil.run(text, as: .file, file: "<weft>", globals: names))
      func function(_ name: String) throws(CPython.Pending) -> PyObject {
        let key = try gil.string(name)
        defer { gil.release(key) }
        return try gil.item(names, key)
      }
      installed = Functions(
        importModule: try function("import_module"), format: try function("format"),
        swiftError: try function("SwiftError"), finish: try function("finish"))
    } catch {
      fatalError("CPython cannot run Weft's own functions: \(gil.text(gil.takeException()))")
    }
  }

  /// What the end of the process needs: functions that wait for it, and text that is not yet written.
  static func finish(_ gil: CPython.GIL) {
    do throws(CPython.Pending) { gil.release(try gil.call(functions.finish)) } catch {
      py.PyErr_WriteUnraisable(functions.finish)
    }
  }
}
