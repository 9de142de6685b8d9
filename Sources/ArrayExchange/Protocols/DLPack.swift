// SPDX-License-Identifier: Apache-2.0
// DLPack: tensors in a C structure that its consumer frees.

import Weft

#if canImport(Glibc)
  import Glibc
#endif

/// The structures of DLPack 1.x, laid out as in its header `dlpack.h`, and their constants.
public enum DLPack {
  /// The version that is written.
  public static let version: (major: UInt32, minor: UInt32) = (1, 1)
  /// `kDLCPU`, the one kind of device whose memory arrays can look at.
  public static let cpu: Int32 = 1

  /// `DLTensor`; shape and strides are counted in elements.
  public struct Tensor {
    public var data: UnsafeMutableRawPointer?
    public var deviceType: Int32
    public var deviceID: Int32
    public var ndim: Int32
    public var typeCode: UInt8
    public var bits: UInt8
    public var lanes: UInt16
    public var shape: UnsafeMutablePointer<Int64>?
    /// Null for C order.
    public var strides: UnsafeMutablePointer<Int64>?
    public var byteOffset: UInt64
  }

  /// `DLManagedTensor`: version 0, which knows no flags.
  public struct Managed {
    public var tensor: Tensor
    public var context: UnsafeMutableRawPointer?
    public var deleter: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
  }

  /// `DLManagedTensorVersioned`.
  public struct Versioned {
    public var major: UInt32
    public var minor: UInt32
    public var context: UnsafeMutableRawPointer?
    public var deleter: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
    public var flags: UInt64
    public var tensor: Tensor
  }

  public static let readOnlyFlag: UInt64 = 1
  public static let copiedFlag: UInt64 = 2

  /// The names of capsules, before their tensor is taken and after.
  public static let name = "dltensor"
  public static let usedName = "used_dltensor"
  public static let versionedName = "dltensor_versioned"
  public static let usedVersionedName = "used_dltensor_versioned"
}

// MARK: Types

extension ElementFormat {
  /// `kDLInt`, `kDLUInt`, `kDLFloat`, `kDLComplex`, `kDLBool`, by the kinds of types.
  private static let codes: [(kind: Kind, code: UInt8)] = [
    (.signed, 0), (.unsigned, 1), (.float, 2), (.complex, 5), (.bool, 6),
  ]

  /// The type of a tensor's elements.
  ///
  /// - Throws: `BufferError` for vectors, and for types that have no place in an array: bfloat16, float8, opaque handles.
  public init(typeCode: UInt8, bits: UInt8, lanes: UInt16) throws(ExchangeError) {
    guard lanes == 1, bits % 8 == 0, let row = Self.codes.first(where: { $0.code == typeCode })
    else {
      throw ExchangeError(
        .buffer, "unsupported DLPack dtype: code \(typeCode), \(bits) bits, \(lanes) lanes")
    }
    self.init(row.kind, Int(bits / 8))
    guard dtype != nil else {
      throw ExchangeError(
        .buffer, "unsupported DLPack dtype: code \(typeCode), \(bits) bits, \(lanes) lanes")
    }
  }

  /// The code of the kind of type.
  ///
  /// - Throws: `BufferError` with NumPy's words.
  func dlpackCode() throws(ExchangeError) -> UInt8 {
    if isBigEndian { throw ExchangeError(.buffer, "DLPack only supports native byte order.") }
    guard dtype != nil, shape.isEmpty, let row = Self.codes.first(where: { $0.kind == kind }) else {
      throw ExchangeError(
        .buffer, "DLPack only supports signed/unsigned integers, float and complex dtypes.")
    }
    return row.code
  }
}

// MARK: Export

extension DLPack {
  /// What a tensor that was handed out holds until its consumer, or its capsule, frees it.
  private final class Context {
    let owner: AnyObject
    let numbers: UnsafeMutablePointer<Int64>
    let count: Int
    init(_ owner: AnyObject, _ memory: ArrayMemory) {
      self.owner = owner
      count = 2 * memory.shape.count
      numbers = .allocate(capacity: max(count, 1))
      let size = memory.format.itemSize
      for axis in memory.shape.indices {
        numbers[axis] = Int64(memory.shape[axis])
        numbers[memory.shape.count + axis] = Int64(memory.strides[axis] / size)
      }
    }
    deinit { numbers.deallocate() }
  }

  /// A tensor for a capsule named `versionedName`, or `name` if not `isVersioned`; whoever has it must call its deleter once.
  ///
  /// - Throws: `BufferError` for elements that DLPack has no type for, for strides that are no multiple of an element's size, for memory that is
  ///   not aligned, and for read-only memory in a tensor without version, which cannot say so.
  public static func export(
    _ memory: ArrayMemory, owner: AnyObject, isVersioned: Bool, isCopied: Bool = false
  ) throws(ExchangeError) -> UnsafeMutableRawPointer {
    if memory.isReadOnly && !isVersioned {
      throw ExchangeError(
        .buffer,
        "Cannot export readonly array since signalling readonly is unsupported by DLPack (supported by newer DLPack version)."
      )
    }
    let code = try memory.format.dlpackCode()
    let size = memory.format.itemSize
    for axis in memory.shape.indices where memory.count > 1 && memory.shape[axis] > 1 {
      if memory.strides[axis] % size != 0 {
        throw ExchangeError(
          .buffer, "DLPack only supports strides which are a multiple of itemsize.")
      }
    }
    guard memory.isAligned || memory.count == 0 else {
      throw ExchangeError(.buffer, "DLPack only supports aligned memory.")
    }
    let context = Context(owner, memory)
    let tensor = Tensor(
      data: memory.address, deviceType: cpu, deviceID: 0, ndim: Int32(memory.shape.count),
      typeCode: code, bits: UInt8(size * 8), lanes: 1, shape: context.numbers,
      strides: context.numbers + memory.shape.count, byteOffset: 0)
    let opaque = Unmanaged.passRetained(context).toOpaque()
    if isVersioned {
      let flags = (memory.isReadOnly ? readOnlyFlag : 0) | (isCopied ? copiedFlag : 0)
      let managed = UnsafeMutablePointer<Versioned>.allocate(capacity: 1)
      managed.initialize(
        to: Versioned(
          major: version.major, minor: version.minor, context: opaque,
          deleter: { pointer in
            guard let pointer else { return }
            let managed = pointer.assumingMemoryBound(to: Versioned.self)
            managed.pointee.context.map { Unmanaged<Context>.fromOpaque($0).release() }
            managed.deallocate()
          }, flags: flags, tensor: tensor))
      return UnsafeMutableRawPointer(managed)
    }
    let managed = UnsafeMutablePointer<Managed>.allocate(capacity: 1)
    managed.initialize(
      to: Managed(
        tensor: tensor, context: opaque,
        deleter: { pointer in
          guard let pointer else { return }
          let managed = pointer.assumingMemoryBound(to: Managed.self)
          managed.pointee.context.map { Unmanaged<Context>.fromOpaque($0).release() }
          managed.deallocate()
        }))
    return UnsafeMutableRawPointer(managed)
  }

  /// Frees a tensor that nobody has taken: what a capsule's destructor does.
  public static func release(_ managed: UnsafeMutableRawPointer, isVersioned: Bool) {
    let deleter =
      isVersioned
      ? managed.assumingMemoryBound(to: Versioned.self).pointee.deleter
      : managed.assumingMemoryBound(to: Managed.self).pointee.deleter
    deleter?(managed)
  }
}

// MARK: Import

extension DLPack {
  /// What a tensor says of its memory, read and checked.
  struct Content {
    let memory: ArrayMemory
    let isCopied: Bool

    /// - Throws: `BufferError` for a version, device or type that is not understood.
    init(_ managed: UnsafeMutableRawPointer, isVersioned: Bool) throws(ExchangeError) {
      let tensor: Tensor
      var isReadOnly = false
      var isCopied = false
      if isVersioned {
        let head = managed.assumingMemoryBound(to: Versioned.self)
        guard head.pointee.major <= DLPack.version.major else {
          throw ExchangeError(
            .buffer,
            "from_dlpack(): the exported DLPack major version is too high to be imported by this version of Weft."
          )
        }
        isReadOnly = head.pointee.flags & DLPack.readOnlyFlag != 0
        isCopied = head.pointee.flags & DLPack.copiedFlag != 0
        tensor = head.pointee.tensor
      } else {
        // Without a version nobody says whether the memory may be written.
        tensor = managed.assumingMemoryBound(to: Managed.self).pointee.tensor
        isReadOnly = true
      }
      // Also memory of CUDA and ROCm that the processor sees.
      guard [DLPack.cpu, 3, 11, 13].contains(tensor.deviceType) else {
        throw ExchangeError(.runtime, "Unsupported device in DLTensor.")
      }
      guard tensor.ndim >= 0, tensor.ndim <= 64, tensor.ndim == 0 || tensor.shape != nil else {
        throw ExchangeError(
          .runtime, "maxdims of DLPack tensor is higher than the supported maxdims.")
      }
      let format = try ElementFormat(
        typeCode: tensor.typeCode, bits: tensor.bits, lanes: tensor.lanes)
      let ndim = Int(tensor.ndim)
      let shape = (0..<ndim).map { Int(tensor.shape![$0]) }
      let strides = tensor.strides.map { strides in
        (0..<ndim).map {
          Int(strides[$0]).multipliedReportingOverflow(by: format.itemSize).partialValue
        }
      }
      let address = tensor.data.map { $0 + Int(tensor.byteOffset) }
      memory = try ArrayMemory(
        address, format, shape: shape, strides: strides, isReadOnly: isReadOnly)
      self.isCopied = isCopied
    }
  }

  /// A tensor that was taken from its capsule; frees it in the end.
  public final class Taken: @unchecked Sendable {
    public let memory: ArrayMemory
    /// Whether its producer says that nobody else has this memory.
    public let isCopied: Bool
    private let managed: UnsafeMutableRawPointer
    private let isVersioned: Bool

    /// Reads the tensor of a capsule that is named `versionedName`, or `name` if not `isVersioned`.
    ///
    /// The caller renames the capsule if this succeeds; if it throws, the tensor is still the capsule's.
    ///
    /// - Throws: `BufferError` for a version, device or type that is not understood.
    public init(_ managed: UnsafeMutableRawPointer, isVersioned: Bool) throws(ExchangeError) {
      let content = try Content(managed, isVersioned: isVersioned)
      memory = content.memory
      isCopied = content.isCopied
      self.managed = managed
      self.isVersioned = isVersioned
    }

    deinit { DLPack.release(managed, isVersioned: isVersioned) }
  }
}
