// SPDX-License-Identifier: Apache-2.0
// The layer of plain addresses: capsules, in which tensors and structures of arrays travel.

/// What a capsule of ours holds, as its context.
private final class CapsuleContent {
  let owner: AnyObject
  /// Whether it is a tensor that the capsule's end frees unless somebody has taken it.
  let isTensor: Bool
  let isVersioned: Bool
  let name: UnsafeMutablePointer<CChar>?

  init(owner: AnyObject, name: String?, isTensor: Bool, isVersioned: Bool) {
    self.owner = owner
    self.isTensor = isTensor
    self.isVersioned = isVersioned
    self.name = name.map { text in
      let bytes = Array(text.utf8CString)
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      copy.initialize(from: bytes, count: bytes.count)
      return copy
    }
  }
  deinit { name?.deallocate() }
}

/// A tensor that was taken from a capsule of CPython's.
private final class HeldTensor: @unchecked Sendable {
  private let tensor: UnsafeMutableRawPointer
  private let isVersioned: Bool

  init(_ tensor: UnsafeMutableRawPointer, _ isVersioned: Bool) {
    self.tensor = tensor
    self.isVersioned = isVersioned
  }
  deinit { DeadReferences.add(tensor: tensor, isVersioned: isVersioned) }
}

extension CPython.GIL {
  /// Names that live as long as the process: capsules keep the pointer.
  nonisolated(unsafe) private static let usedTensor: UnsafePointer<CChar> = permanent(
    DLPack.usedName)
  nonisolated(unsafe) private static let usedVersioned: UnsafePointer<CChar> = permanent(
    DLPack.usedVersionedName)

  private static func permanent(_ text: String) -> UnsafePointer<CChar> {
    let bytes = Array(text.utf8CString)
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    return UnsafePointer(copy)
  }

  /// A capsule around a pointer; `owner` lives as long as it.
  ///
  /// A capsule with a tensor's name owns the tensor, which ends with it unless it is taken.
  package func capsule(_ pointer: UnsafeMutableRawPointer, name: String?, owner: AnyObject)
    throws(Pending) -> PyObject
  {
    let isVersioned = name == DLPack.versionedName
    let content = CapsuleContent(
      owner: owner, name: name, isTensor: isVersioned || name == DLPack.name,
      isVersioned: isVersioned)
    let destructor: @convention(c) (PyObject) -> Void = { capsule in
      guard let context = py.PyCapsule_GetContext(capsule) else { return }
      let content = Unmanaged<CapsuleContent>.fromOpaque(context).takeRetainedValue()
      guard content.isTensor else { return }
      // A consumer has renamed it.
      let name = content.isVersioned ? DLPack.versionedName : DLPack.name
      guard py.PyCapsule_IsValid(capsule, name) != 0,
        let tensor = py.PyCapsule_GetPointer(capsule, name)
      else { return }
      DLPack.release(tensor, isVersioned: content.isVersioned)
    }
    let object = try check(py.PyCapsule_New(pointer, content.name, destructor))
    _ = py.PyCapsule_SetContext(object, Unmanaged.passRetained(content).toOpaque())
    return object
  }

  /// Takes the tensor out of a capsule of CPython's; it is given back with the next call into Python after `owner` has ended.
  ///
  /// - Throws: `ValueError` with NumPy's words for other objects and tensors that are taken; `BufferError` for what is not understood.
  package func takeTensor(_ object: PyObject) throws(Pending) -> (
    memory: ArrayMemory, owner: AnyObject
  ) {
    guard let (tensor, isVersioned) = tensor(in: object) else {
      throw raise(
        "ValueError",
        typeName(of: object) == "PyCapsule"
          ? "PyCapsule_GetPointer called with incorrect name"
          : "PyCapsule_GetPointer called with invalid PyCapsule object")
    }
    let memory: ArrayMemory
    do throws(ExchangeError) {
      memory = try DLPack.Content(tensor, isVersioned: isVersioned).memory
    } catch {
      throw raise(error)
    }
    try check(
      py.PyCapsule_SetName(object, isVersioned ? Self.usedVersioned : Self.usedTensor))
    return (memory, HeldTensor(tensor, isVersioned))
  }

  /// The tensor in a capsule that nobody has taken yet; nil for other objects.
  private func tensor(in object: PyObject) -> (pointer: UnsafeMutableRawPointer, isVersioned: Bool)?
  {
    for (name, isVersioned) in [(DLPack.versionedName, true), (DLPack.name, false)]
    where py.PyCapsule_IsValid(object, name) != 0 {
      return py.PyCapsule_GetPointer(object, name).map { ($0, isVersioned) }
    }
    return nil
  }
}
