// SPDX-License-Identifier: Apache-2.0
// The CPython of this process: loaded when it is first asked for, never ended.

import CShims
import Glibc

/// A CPython hosted in this process, in which NumPy, SciPy and every other extension run unmodified.
///
///     let numpy = try CPython.shared.import("numpy")
///     let x = try numpy.linspace(0, 1, 5)
///     print(try x.sum(), try Double(x.mean()))
///
/// Any thread may call in at any time. CPython runs one thread at a time; what waits or computes in C lets others proceed,
/// as in any Python program.
public final class CPython: Sendable {
  /// The CPython of this process; the first use finds and starts it, which takes some 50 ms.
  ///
  /// - Throws: `CPythonError.unavailable` with what was tried; always the same.
  public static var shared: CPython { get throws(CPythonError) { try outcome.get() } }

  /// The CPython of this process if something has started it.
  package static var running: CPython? { isStarted ? try? outcome.get() : nil }

  private static let outcome = start()
  /// Written once, by the thread that makes `outcome`.
  nonisolated(unsafe) private static var isStarted = false

  /// Such as `3.11.7`.
  public let version: String
  /// The file of the library.
  public let library: String
  /// The python whose prefix and packages are used.
  public let executable: String

  private init(version: String, library: String, executable: String) {
    self.version = version
    self.library = library
    self.executable = executable
  }

  private static func start() -> Result<CPython, CPythonError> {
    let search = HostLocator()
    guard let location = search.location else { return .failure(.unavailable(search.attempts)) }
    func failure(_ words: String) -> Result<CPython, CPythonError> {
      .failure(
        .unavailable(search.attempts + [HostAttempt(place: location.library, failure: words)]))
    }
    HostThread.prepare()
    // Extension modules do not name libpython: its symbols must be everyone's.
    guard let handle = dlopen(location.library, RTLD_NOW | RTLD_GLOBAL) else {
      return failure(String(cString: dlerror()))
    }
    switch HostSymbols.bound(to: handle) {
    case .failure(let lack): return failure(lack.words)
    case .success(let symbols): symbols.install()
    }
    if search.wantsUTF8 {
      // Not of the stable ABI, which has no word for it; where it is missing, text is what the locale says.
      dlsym(handle, "Py_UTF8Mode")?.storeBytes(of: 1, as: Int32.self)
    }
    startRuntime(location)
    let host = withGIL { gil in
      HostPrelude.install(gil)
      return CPython(
        version: String(String(cString: py.Py_GetVersion()).prefix { $0 != " " }),
        library: path(of: handle) ?? location.library, executable: location.executable)
    }
    HostProcess.follow()
    isStarted = true
    return .success(host)
  }

  /// Starts the interpreter without signal handlers, as the python that was found would be; the lock is free afterwards.
  private static func startRuntime(_ location: HostLocation) {
    // CPython keeps the pointer. From a python's path it finds its prefix, a virtual environment included.
    let wide = location.executable.unicodeScalars.map { wchar_t(bitPattern: $0.value) } + [0]
    let name = UnsafeMutableBufferPointer<wchar_t>.allocate(capacity: wide.count)
    _ = name.initialize(from: wide)
    py.Py_SetProgramName(name.baseAddress!)
    py.Py_InitializeEx(0)
    HostThread.begin()
    _ = py.PyEval_SaveThread()
  }

  private static func path(of handle: UnsafeMutableRawPointer) -> String? {
    weft_library_with(dlsym(handle, "Py_GetVersion")).map { String(cString: $0) }
  }
}

extension CPython {
  /// Proof that this thread holds CPython's lock: its methods are the layer of plain addresses.
  ///
  /// Only `withGIL` and functions that Python calls have one. Addresses that methods take are borrowed; what they return is a
  /// reference of the caller's, who gives it back by `release`, unless they say otherwise.
  public struct GIL {
    init() {}
  }

  /// An exception is pending in CPython: `GIL.takeException` takes it.
  public struct Pending: Error {
    package init() {}
  }

  /// Runs `body` with the lock held; inside itself, too, at some 20 ns; only for when there is a host.
  package static func withGIL<R, E>(_ body: (GIL) throws(E) -> R) throws(E) -> R {
    if !weft_python_keeps_thread() { HostThread.keep() }
    let state = py.PyGILState_Ensure()
    let caller = weft_python_enters(0)
    defer {
      _ = weft_python_enters(caller)
      py.PyGILState_Release(state)
    }
    let gil = GIL()
    DeadReferences.drain(gil)
    return try body(gil)
  }

  /// Runs `body` with the lock held; a pending exception is taken and thrown.
  static func run<R>(_ body: (GIL) throws(Pending) -> R) throws(CPythonError) -> R {
    try withGIL { gil throws(CPythonError) in
      do throws(Pending) {
        return try body(gil)
      } catch {
        throw .exception(Exception(gil, gil.takeException()))
      }
    }
  }

  /// Gives back what Swift no longer refers to; every call into Python does so, too.
  public func releaseDeadReferences() {
    Self.withGIL { _ in }
  }
}
