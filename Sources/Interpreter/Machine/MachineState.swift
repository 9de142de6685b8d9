// SPDX-License-Identifier: Apache-2.0
// The state of the one machine of a process, in memory that is there from the start.
import CShims

/// The machine's state.
///
/// Trivial, so that no access counts or asks whether it has been made.
struct MachineState: BitwiseCopyable {
  var isStarted: Bool

  // Heap
  /// Cells that live: back to where it was when a test has ended.
  var liveCells: Int
  /// Containers made since the last collection, less those that ended; `collectionDue` asks for a collection at the next `loop`.
  var youngContainers: Int
  var collectAt: Int
  var collectionDue: Bool
  var isEnding: Bool
  var isCollecting: Bool
  var dying: RawList<UnsafeMutablePointer<Header>>

  // Types and names that the machine itself needs; made by `Boot`.
  var types: WellKnownTypes
  /// Interned strings of `Name`, by its raw value.
  var names: UnsafeMutablePointer<Value>
  /// Strings of one Latin-1 character, and the empty one.
  var characters: UnsafeMutablePointer<Value>
  var emptyString: Value
  var emptyTuple: Value
  var builtins: Value
  /// sys.modules, a dict.
  var modules: Value
  var nextVersion: UInt64

  // The running thread
  /// The exception on its way, owned; only while `Raised` is thrown.
  var raised: Value
  /// The exception being handled, what `sys.exc_info()` says; unbound for none.
  var handled: Value
  /// What an entry frame has returned, on its way out of the loop.
  var returned: Value
  /// The next unwinding is of an exception raised again: its traceback has the frame already.
  var reraises: Bool
  /// First free register of the value stack.
  var stackTop: UnsafeMutablePointer<Value>
  var stackBase: UnsafeMutablePointer<Value>
  var stackEnd: UnsafeMutablePointer<Value>
  /// Bytes of the stack, but for a reserve.
  var stackRoom: UInt
  /// Frames of calls in progress, and the innermost.
  var frames: UnsafeMutablePointer<Frame>
  var frame: UnsafeMutablePointer<Frame>
  var framesEnd: UnsafeMutablePointer<Frame>
  var depth: Int
  var recursionLimit: Int
  /// The lowest address that nested runs of the machine may get to.
  var stackLimit: UInt
  /// A signal arrived, a collection is due, …: looked at by `loop` and calls.
  var attention: Bool
  var interrupted: Bool

  mutating func takeReturned() -> Value {
    let value = returned
    returned = .unbound
    return value
  }
}

/// The machine: at a constant address, so that reading a field is one load.
@inline(__always) var machine: UnsafeMutablePointer<MachineState> {
  weft_machine_state().unsafelyUnwrapped.assumingMemoryBound(to: MachineState.self)
}

/// Types that the machine's own code names.
///
/// ORDER: Boot.
struct WellKnownTypes: BitwiseCopyable {
  var object, type, none, notImplemented, ellipsis, bool, int, float, complex: TypeRef
  var str, bytes, byteArray, memoryView: TypeRef
  var tuple, list, dict, set, frozenSet, slice, range: TypeRef
  var function, builtin, methodDescriptor, slotWrapper, boundMethod, cell, code, frame,
    traceback: TypeRef
  var module, generator, coroutine, asyncGenerator, property, staticMethod, classMethod: TypeRef
  var memberDescriptor, getSetDescriptor, superType, mappingProxy, genericAlias, unionType: TypeRef
  var listIterator, tupleIterator, rangeIterator, strIterator, bytesIterator: TypeRef
  var dictKeys, dictValues, dictItems: TypeRef
  var dictKeyIterator, dictValueIterator, dictItemIterator, setIterator: TypeRef
  var callableIterator, sequenceIterator: TypeRef
  var enumerate, zip, map, filter, reversed: TypeRef
  var array: TypeRef
  /// The NumPy scalar types in the order of their tags, from `Tag.numpyBool`; made with the numpy module.
  var numpyScalars: UnsafeMutablePointer<TypeRef>
}
