// SPDX-License-Identifier: Apache-2.0
// What CPython knows of a thread: made before its first call, kept until it ends.

import CShims
import Glibc

/// Threads of Swift's that call into Python.
///
/// Left to `PyGILState_Ensure` and `PyGILState_Release`, a thread would be forgotten with its last call: `threading.local` and contexts of
/// `decimal` and `contextvars` would begin anew with every call, and each would cost a microsecond. So a thread's state is made here,
/// and ends with the thread.
enum HostThread {
  /// Its destructor runs when a thread ends.
  ///
  /// Keys are destroyed in the order they were made, and CPython's own must still be there: this one is made before CPython is loaded.
  nonisolated(unsafe) private static var key = pthread_key_t()
  nonisolated(unsafe) private static var interpreter: PyObject?

  /// Held while a thread's state is made, and during a fork.
  ///
  /// States are listed under a lock of CPython's that is taken without the global one. CPython 3.11 does not make that lock anew in a
  /// child, which would wait for ever for a thread that it does not have. Nobody waits for anything else while he holds this one.
  nonisolated(unsafe) private static let making = {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    return mutex
  }()

  static func lock() { pthread_mutex_lock(making) }
  static func unlock() { pthread_mutex_unlock(making) }

  /// Before CPython is loaded.
  static func prepare() {
    pthread_key_create(&key) { _ in
      let state = py.PyGILState_Ensure()
      // One reference without letting go of the lock, and then the last one, which ends the state and lets go.
      py.PyGILState_Release(PyGILState.locked.rawValue)
      py.PyGILState_Release(state)
    }
  }

  /// On the thread that started CPython, with the lock held.
  static func begin() { interpreter = py.PyInterpreterState_Get() }

  /// Makes this thread known, without the global lock or with it.
  @inline(never) static func keep() {
    weft_python_keep_thread()
    // Python's own threads are known, and so is the one that started it.
    if py.PyGILState_GetThisThreadState() != nil { return }
    lock()
    let state = py.PyThreadState_New(interpreter!)
    unlock()
    guard state != nil else { fatalError("CPython has no memory for a thread") }
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
  }
}

/// What `PyGILState_Ensure` found: CPython's numbers.
enum PyGILState: Int32 {
  /// The thread had the lock.
  case locked = 0
  case unlocked = 1
}
