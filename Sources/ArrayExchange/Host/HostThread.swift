// SPDX-License-Identifier: Apache-2.0
// What CPython knows of a thread stays as long as the thread.

import CShims
import Glibc

/// Threads of Swift's that have called into Python.
///
/// `PyGILState_Release` forgets a thread with its last call: `threading.local` and contexts of `decimal` and `contextvars` would begin
/// anew with every call, and each would cost a microsecond. So one reference to what is known is kept until the thread ends.
enum HostThread {
  /// Its destructor runs when a thread ends.
  ///
  /// Keys are destroyed in the order they were made, and CPython's own must still be there: this
  /// one is made before CPython is loaded.
  nonisolated(unsafe) private static var key = pthread_key_t()

  static func prepare() {
    pthread_key_create(&key) { _ in
      let state = py.PyGILState_Ensure()
      // Without letting go of the lock, and then the reference that was kept, which lets go.
      py.PyGILState_Release(PyGILState.locked.rawValue)
      py.PyGILState_Release(state)
    }
  }

  /// Keeps what is known of this thread, which holds the lock.
  @inline(never) static func keep() {
    _ = py.PyGILState_Ensure()
    weft_python_keep_thread()
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
  }
}

/// What `PyGILState_Ensure` found: CPython's numbers.
enum PyGILState: Int32 {
  /// The thread had the lock.
  case locked = 0
  case unlocked = 1
}
