// SPDX-License-Identifier: Apache-2.0
// The addresses that C calls back: machine code with a record each, made many at a time and used again late.

import CShims
import Glibc
import JIT
import Synchronization

/// Hands out thunks.
///
/// A freed thunk leads to code that names the callback and ends the process; it is used for another callback only when
/// `generation` others have been freed since, so that a pointer C still holds is far more likely to be found out than to call
/// the wrong function.
package enum ThunkPool {
  /// A thunk and its record; both live as long as the process.
  struct Thunk {
    let address: UnsafeRawPointer
    let record: UnsafeMutablePointer<CallbackRecord>
  }

  package static let generation = 1024
  private static let batch = 64

  private struct State: ~Copyable {
    var fresh: [Thunk] = []
    var freed: [Thunk] = []
    /// The first of `freed` that has not been used again.
    var oldest = 0
    var code: [CompiledCode] = []
    var poison: UnsafeRawPointer?
  }

  nonisolated(unsafe) private static var state = State()
  private static let lock = Mutex<Void>(())

  /// A thunk that nobody has; nil where the system refuses executable memory.
  static func take() -> Thunk? {
    lock.withLock { _ in
      if state.freed.count - state.oldest > generation {
        let thunk = state.freed[state.oldest]
        state.oldest += 1
        if state.oldest >= generation {
          state.freed.removeFirst(state.oldest)
          state.oldest = 0
        }
        return thunk
      }
      if state.fresh.isEmpty && !makeMore() { return nil }
      return state.fresh.removeLast()
    }
  }

  /// Takes back a thunk; whoever calls it from now on is told that `name` was freed.
  static func give(_ thunk: Thunk) {
    lock.withLock { _ in
      thunk.record.pointee.entry = state.poison
      thunk.record.pointee.context = nil
      state.freed.append(thunk)
    }
  }

  private static func makeMore() -> Bool {
    if state.poison == nil {
      let complain: @convention(c) (UnsafePointer<CChar>?) -> Void = weft_freed_callback
      let bytes = CallbackCode.poison(unsafeBitCast(complain, to: UnsafeRawPointer.self))
      guard let code = CodeArena.shared.install(bytes, name: "freed_callback") else {
        return false
      }
      state.poison = code.entryPoint
      state.code.append(code)
    }
    let records = UnsafeMutablePointer<CallbackRecord>.allocate(capacity: batch)
    let bytes = CallbackCode.thunks(UnsafePointer(records), count: batch)
    guard let code = CodeArena.shared.install(bytes, name: "thunks") else {
      records.deallocate()
      return false
    }
    state.code.append(code)
    for number in (0..<batch).reversed() {
      (records + number).initialize(to: CallbackRecord())
      state.fresh.append(
        Thunk(
          address: code.entryPoint! + number * CallbackCode.thunkBytes, record: records + number))
    }
    return true
  }
}
