// SPDX-License-Identifier: Apache-2.0
// What the host does when the process forks and when it ends.

import CShims
import Glibc

enum HostProcess {
  /// What the thread that forks got from taking the lock, and whether CPython must be told of the fork.
  nonisolated(unsafe) private static var taken: (state: Int32, tells: Bool) = (0, false)

  static func follow() {
    weft_at_fork(
      {
        // The child has this thread only: it must be the one that holds the locks, or nobody ever gives them back.
        if !weft_python_keeps_thread() { HostThread.keep() }
        let state = py.PyGILState_Ensure()
        HostThread.lock()
        // A lock that was ours already: os.fork itself is at work, unless Python called Swift and that forked.
        let tells = state != PyGILState.locked.rawValue || weft_python_is_outside()
        HostProcess.taken = (state, tells)
        if tells { py.PyOS_BeforeFork() }
      },
      {
        let (state, tells) = HostProcess.taken
        if tells { py.PyOS_AfterFork_Parent() }
        HostThread.unlock()
        py.PyGILState_Release(state)
      },
      {
        let (state, tells) = HostProcess.taken
        if tells { py.PyOS_AfterFork_Child() }
        HostThread.unlock()
        py.PyGILState_Release(state)
      })
    // The interpreter is never ended, so that it must be told to write out what it holds.
    atexit { CPython.withGIL { gil in HostPrelude.finish(gil) } }
  }
}
