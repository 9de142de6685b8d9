// SPDX-License-Identifier: Apache-2.0
// The functions of CPython that are called: all of the stable ABI of 3.11, bound by name when the host is loaded.

import Glibc

/// The address of a Python object.
package typealias PyObject = UnsafeMutableRawPointer

/// One row for each function; all but the first few want the global lock held.
///
/// Names are CPython's, so that its manual explains each. `nil` or -1 means that an exception is pending.
struct HostSymbols {
  typealias Unary = @convention(c) (PyObject) -> PyObject?
  typealias Binary = @convention(c) (PyObject, PyObject) -> PyObject?
  typealias Ternary = @convention(c) (PyObject, PyObject, PyObject?) -> PyObject?
  typealias Test = @convention(c) (PyObject) -> Int32
  typealias Count = @convention(c) (PyObject) -> Int
  typealias Name = UnsafePointer<CChar>

  // The runtime and its lock.
  let Py_GetVersion: @convention(c) () -> Name = bind("Py_GetVersion")
  let Py_IsInitialized: @convention(c) () -> Int32 = bind("Py_IsInitialized")
  let Py_SetProgramName: @convention(c) (UnsafePointer<wchar_t>) -> Void = bind("Py_SetProgramName")
  let Py_InitializeEx: @convention(c) (Int32) -> Void = bind("Py_InitializeEx")
  let PyEval_SaveThread: @convention(c) () -> PyObject? = bind("PyEval_SaveThread")
  let PyInterpreterState_Get: @convention(c) () -> PyObject? = bind("PyInterpreterState_Get")
  let PyThreadState_New: @convention(c) (PyObject) -> PyObject? = bind("PyThreadState_New")
  let PyGILState_GetThisThreadState: @convention(c) () -> PyObject? =
    bind("PyGILState_GetThisThreadState")
  let PyGILState_Ensure: @convention(c) () -> Int32 = bind("PyGILState_Ensure")
  let PyGILState_Release: @convention(c) (Int32) -> Void = bind("PyGILState_Release")
  let PyOS_BeforeFork: @convention(c) () -> Void = bind("PyOS_BeforeFork")
  let PyOS_AfterFork_Parent: @convention(c) () -> Void = bind("PyOS_AfterFork_Parent")
  let PyOS_AfterFork_Child: @convention(c) () -> Void = bind("PyOS_AfterFork_Child")

  // Objects.
  let Py_IncRef: @convention(c) (PyObject) -> Void = bind("Py_IncRef")
  let Py_DecRef: @convention(c) (PyObject) -> Void = bind("Py_DecRef")
  let PyObject_Call: Ternary = bind("PyObject_Call")
  let PyObject_GetAttr: Binary = bind("PyObject_GetAttr")
  /// With no value, deletes.
  let PyObject_SetAttr: @convention(c) (PyObject, PyObject, PyObject?) -> Int32 =
    bind("PyObject_SetAttr")
  let PyObject_GetItem: Binary = bind("PyObject_GetItem")
  let PyObject_SetItem: @convention(c) (PyObject, PyObject, PyObject) -> Int32 =
    bind("PyObject_SetItem")
  let PyObject_DelItem: @convention(c) (PyObject, PyObject) -> Int32 = bind("PyObject_DelItem")
  let PyObject_GetIter: Unary = bind("PyObject_GetIter")
  /// -1 with an exception, 0 with the value of the end, 1 with an element.
  let PyIter_Send: @convention(c) (PyObject, PyObject, UnsafeMutablePointer<PyObject?>) -> Int32 =
    bind("PyIter_Send")
  let PyObject_Size: Count = bind("PyObject_Size")
  let PyObject_Str: Unary = bind("PyObject_Str")
  let PyObject_Repr: Unary = bind("PyObject_Repr")
  let PyObject_Dir: Unary = bind("PyObject_Dir")
  let PyObject_Hash: Count = bind("PyObject_Hash")
  let PyObject_IsTrue: Test = bind("PyObject_IsTrue")
  let PyObject_IsInstance: @convention(c) (PyObject, PyObject) -> Int32 =
    bind("PyObject_IsInstance")
  let PyObject_RichCompare: @convention(c) (PyObject, PyObject, Int32) -> PyObject? =
    bind("PyObject_RichCompare")
  let PySequence_Contains: @convention(c) (PyObject, PyObject) -> Int32 =
    bind("PySequence_Contains")
  let PyCallable_Check: Test = bind("PyCallable_Check")

  // Numbers.
  let PyLong_FromLongLong: @convention(c) (Int64) -> PyObject? = bind("PyLong_FromLongLong")
  let PyLong_FromString: @convention(c) (Name, UnsafeMutableRawPointer?, Int32) -> PyObject? =
    bind("PyLong_FromString")
  let PyLong_AsLongLongAndOverflow:
    @convention(c) (PyObject, UnsafeMutablePointer<Int32>) -> Int64 =
      bind("PyLong_AsLongLongAndOverflow")
  let PyFloat_FromDouble: @convention(c) (Double) -> PyObject? = bind("PyFloat_FromDouble")
  let PyFloat_AsDouble: @convention(c) (PyObject) -> Double = bind("PyFloat_AsDouble")
  let PyComplex_FromDoubles: @convention(c) (Double, Double) -> PyObject? =
    bind("PyComplex_FromDoubles")
  let PyComplex_RealAsDouble: @convention(c) (PyObject) -> Double = bind("PyComplex_RealAsDouble")
  let PyComplex_ImagAsDouble: @convention(c) (PyObject) -> Double = bind("PyComplex_ImagAsDouble")
  let PyNumber_Index: Unary = bind("PyNumber_Index")
  let PyNumber_ToBase: @convention(c) (PyObject, Int32) -> PyObject? = bind("PyNumber_ToBase")
  let PyNumber_Negative: Unary = bind("PyNumber_Negative")
  let PyNumber_Positive: Unary = bind("PyNumber_Positive")
  let PyNumber_Absolute: Unary = bind("PyNumber_Absolute")
  let PyNumber_Invert: Unary = bind("PyNumber_Invert")
  let PyNumber_Add: Binary = bind("PyNumber_Add")
  let PyNumber_Subtract: Binary = bind("PyNumber_Subtract")
  let PyNumber_Multiply: Binary = bind("PyNumber_Multiply")
  let PyNumber_MatrixMultiply: Binary = bind("PyNumber_MatrixMultiply")
  let PyNumber_TrueDivide: Binary = bind("PyNumber_TrueDivide")
  let PyNumber_FloorDivide: Binary = bind("PyNumber_FloorDivide")
  let PyNumber_Remainder: Binary = bind("PyNumber_Remainder")
  let PyNumber_Divmod: Binary = bind("PyNumber_Divmod")
  let PyNumber_Power: @convention(c) (PyObject, PyObject, PyObject) -> PyObject? =
    bind("PyNumber_Power")
  let PyNumber_Lshift: Binary = bind("PyNumber_Lshift")
  let PyNumber_Rshift: Binary = bind("PyNumber_Rshift")
  let PyNumber_And: Binary = bind("PyNumber_And")
  let PyNumber_Or: Binary = bind("PyNumber_Or")
  let PyNumber_Xor: Binary = bind("PyNumber_Xor")
  let PyNumber_InPlaceAdd: Binary = bind("PyNumber_InPlaceAdd")
  let PyNumber_InPlaceSubtract: Binary = bind("PyNumber_InPlaceSubtract")
  let PyNumber_InPlaceMultiply: Binary = bind("PyNumber_InPlaceMultiply")
  let PyNumber_InPlaceMatrixMultiply: Binary = bind("PyNumber_InPlaceMatrixMultiply")
  let PyNumber_InPlaceTrueDivide: Binary = bind("PyNumber_InPlaceTrueDivide")
  let PyNumber_InPlaceFloorDivide: Binary = bind("PyNumber_InPlaceFloorDivide")
  let PyNumber_InPlaceRemainder: Binary = bind("PyNumber_InPlaceRemainder")
  let PyNumber_InPlacePower: @convention(c) (PyObject, PyObject, PyObject) -> PyObject? =
    bind("PyNumber_InPlacePower")
  let PyNumber_InPlaceLshift: Binary = bind("PyNumber_InPlaceLshift")
  let PyNumber_InPlaceRshift: Binary = bind("PyNumber_InPlaceRshift")
  let PyNumber_InPlaceAnd: Binary = bind("PyNumber_InPlaceAnd")
  let PyNumber_InPlaceOr: Binary = bind("PyNumber_InPlaceOr")
  let PyNumber_InPlaceXor: Binary = bind("PyNumber_InPlaceXor")

  // Text and bytes.
  let PyUnicode_DecodeUTF8: @convention(c) (UnsafePointer<UInt8>?, Int, Name?) -> PyObject? =
    bind("PyUnicode_DecodeUTF8")
  let PyUnicode_AsUTF8AndSize:
    @convention(c) (PyObject, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>? =
      bind("PyUnicode_AsUTF8AndSize")
  let PyUnicode_AsEncodedString: @convention(c) (PyObject, Name, Name) -> PyObject? =
    bind("PyUnicode_AsEncodedString")
  let PyUnicode_InternFromString: @convention(c) (Name) -> PyObject? =
    bind("PyUnicode_InternFromString")
  let PyBytes_FromStringAndSize: @convention(c) (UnsafePointer<UInt8>?, Int) -> PyObject? =
    bind("PyBytes_FromStringAndSize")
  let PyBytes_AsStringAndSize:
    @convention(c) (
      PyObject, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>
    ) -> Int32 = bind("PyBytes_AsStringAndSize")

  // Containers. What SetItem of a tuple or a list is given it takes over; what GetItem and Next give is borrowed.
  let PyTuple_New: @convention(c) (Int) -> PyObject? = bind("PyTuple_New")
  let PyTuple_SetItem: @convention(c) (PyObject, Int, PyObject) -> Int32 = bind("PyTuple_SetItem")
  let PyTuple_GetItem: @convention(c) (PyObject, Int) -> PyObject? = bind("PyTuple_GetItem")
  let PyTuple_Size: Count = bind("PyTuple_Size")
  let PyList_New: @convention(c) (Int) -> PyObject? = bind("PyList_New")
  let PyList_SetItem: @convention(c) (PyObject, Int, PyObject) -> Int32 = bind("PyList_SetItem")
  let PyList_GetItem: @convention(c) (PyObject, Int) -> PyObject? = bind("PyList_GetItem")
  let PyList_Size: Count = bind("PyList_Size")
  let PyDict_New: @convention(c) () -> PyObject? = bind("PyDict_New")
  let PyDict_SetItem: @convention(c) (PyObject, PyObject, PyObject) -> Int32 =
    bind("PyDict_SetItem")
  let PyDict_GetItemWithError: Binary = bind("PyDict_GetItemWithError")
  let PyDict_Next:
    @convention(c) (
      PyObject, UnsafeMutablePointer<Int>, UnsafeMutablePointer<PyObject?>,
      UnsafeMutablePointer<PyObject?>
    ) -> Int32 = bind("PyDict_Next")
  let PyDict_Size: Count = bind("PyDict_Size")
  let PySlice_New: @convention(c) (PyObject?, PyObject?, PyObject?) -> PyObject? =
    bind("PySlice_New")

  // Code. AddModule, GetDict and GetBuiltins give what is borrowed.
  let PyImport_ImportModule: @convention(c) (Name) -> PyObject? = bind("PyImport_ImportModule")
  let PyImport_AddModule: @convention(c) (Name) -> PyObject? = bind("PyImport_AddModule")
  let PyModule_GetDict: Unary = bind("PyModule_GetDict")
  let PyEval_GetBuiltins: @convention(c) () -> PyObject? = bind("PyEval_GetBuiltins")
  let Py_CompileString: @convention(c) (Name, Name, Int32) -> PyObject? = bind("Py_CompileString")
  let PyEval_EvalCode: @convention(c) (PyObject, PyObject, PyObject) -> PyObject? =
    bind("PyEval_EvalCode")

  // Exceptions.
  let PyErr_Occurred: @convention(c) () -> PyObject? = bind("PyErr_Occurred")
  let PyErr_Clear: @convention(c) () -> Void = bind("PyErr_Clear")
  let PyErr_Fetch:
    @convention(c) (
      UnsafeMutablePointer<PyObject?>, UnsafeMutablePointer<PyObject?>,
      UnsafeMutablePointer<PyObject?>
    ) -> Void = bind("PyErr_Fetch")
  let PyErr_NormalizeException:
    @convention(c) (
      UnsafeMutablePointer<PyObject?>, UnsafeMutablePointer<PyObject?>,
      UnsafeMutablePointer<PyObject?>
    ) -> Void = bind("PyErr_NormalizeException")
  /// Takes over what it is given.
  let PyErr_Restore: @convention(c) (PyObject?, PyObject?, PyObject?) -> Void =
    bind("PyErr_Restore")
  let PyErr_SetObject: @convention(c) (PyObject, PyObject) -> Void = bind("PyErr_SetObject")
  let PyErr_ExceptionMatches: Test = bind("PyErr_ExceptionMatches")
  let PyErr_GivenExceptionMatches: @convention(c) (PyObject, PyObject) -> Int32 =
    bind("PyErr_GivenExceptionMatches")
  let PyErr_WriteUnraisable: @convention(c) (PyObject?) -> Void = bind("PyErr_WriteUnraisable")
  let PyException_SetTraceback: @convention(c) (PyObject, PyObject) -> Int32 =
    bind("PyException_SetTraceback")
  let PyException_GetTraceback: Unary = bind("PyException_GetTraceback")
  let PyException_GetCause: Unary = bind("PyException_GetCause")
  let PyException_GetContext: Unary = bind("PyException_GetContext")

  // Types made here, and what they hold.
  let PyType_FromSpec: @convention(c) (UnsafeRawPointer) -> PyObject? = bind("PyType_FromSpec")
  let PyType_GetFlags: @convention(c) (PyObject) -> UInt = bind("PyType_GetFlags")
  let PyType_GenericAlloc: @convention(c) (PyObject, Int) -> PyObject? = bind("PyType_GenericAlloc")
  let PyObject_Free: @convention(c) (PyObject) -> Void = bind("PyObject_Free")
  let PyObject_ClearWeakRefs: @convention(c) (PyObject) -> Void = bind("PyObject_ClearWeakRefs")

  // Buffers.
  let PyObject_CheckBuffer: Test = bind("PyObject_CheckBuffer")
  let PyObject_GetBuffer: @convention(c) (PyObject, UnsafeMutableRawPointer, Int32) -> Int32 =
    bind("PyObject_GetBuffer")
  let PyBuffer_Release: @convention(c) (UnsafeMutableRawPointer) -> Void = bind("PyBuffer_Release")

  // Capsules.
  let PyCapsule_New:
    @convention(c) (
      UnsafeMutableRawPointer, Name?, @convention(c) (PyObject) -> Void
    ) -> PyObject? = bind("PyCapsule_New")
  let PyCapsule_IsValid: @convention(c) (PyObject, Name?) -> Int32 = bind("PyCapsule_IsValid")
  let PyCapsule_GetPointer: @convention(c) (PyObject, Name?) -> UnsafeMutableRawPointer? =
    bind("PyCapsule_GetPointer")
  let PyCapsule_SetName: @convention(c) (PyObject, Name?) -> Int32 = bind("PyCapsule_SetName")
  let PyCapsule_GetContext: @convention(c) (PyObject) -> UnsafeMutableRawPointer? =
    bind("PyCapsule_GetContext")
  let PyCapsule_SetContext: @convention(c) (PyObject, UnsafeMutableRawPointer?) -> Int32 =
    bind("PyCapsule_SetContext")

  // Objects that are variables of the library.
  let _Py_NoneStruct: PyObject = bind("_Py_NoneStruct")
  let _Py_TrueStruct: PyObject = bind("_Py_TrueStruct")
  let _Py_FalseStruct: PyObject = bind("_Py_FalseStruct")
  let PyBool_Type: PyObject = bind("PyBool_Type")
  let PyLong_Type: PyObject = bind("PyLong_Type")
  let PyFloat_Type: PyObject = bind("PyFloat_Type")
  let PyComplex_Type: PyObject = bind("PyComplex_Type")
  let PyUnicode_Type: PyObject = bind("PyUnicode_Type")
  let PyBytes_Type: PyObject = bind("PyBytes_Type")
  let PyTuple_Type: PyObject = bind("PyTuple_Type")
  let PyList_Type: PyObject = bind("PyList_Type")
  let PyDict_Type: PyObject = bind("PyDict_Type")

  /// Where names are looked up while a table is made, and what was not found: under the lock of `CPython.shared`.
  nonisolated(unsafe) private static var library: UnsafeMutableRawPointer?
  nonisolated(unsafe) private static var missing: [String] = []

  private static func bind<T>(_ name: String) -> T {
    if let address = dlsym(library, name) { return unsafeBitCast(address, to: T.self) }
    missing.append(name)
    // Nobody sees a table that lacks something.
    return unsafeBitCast(UnsafeRawPointer(bitPattern: 1)!, to: T.self)
  }

  /// Binds every row, or says which names the library lacks.
  static func bound(to library: UnsafeMutableRawPointer) -> Result<HostSymbols, HostFailure> {
    Self.library = library
    let symbols = HostSymbols()
    guard missing.isEmpty else {
      return .failure(HostFailure(words: "has no \(missing.joined(separator: ", "))"))
    }
    return .success(symbols)
  }
}

/// The table of the one host; `nil` until it is loaded: a constant, so that no access asks whether it was made.
nonisolated(unsafe) private var loaded: UnsafePointer<HostSymbols>?

/// CPython's functions: only what runs with the lock held may call them, and that there is a host follows from it.
var py: HostSymbols {
  @inline(__always) unsafeAddress { loaded.unsafelyUnwrapped }
}

extension HostSymbols {
  /// Makes this table the one that `py` names, for good.
  func install() {
    let table = UnsafeMutablePointer<HostSymbols>.allocate(capacity: 1)
    table.initialize(to: self)
    loaded = UnsafePointer(table)
  }
}
