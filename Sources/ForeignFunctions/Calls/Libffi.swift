// SPDX-License-Identifier: Apache-2.0
// Calls and callbacks by the system's libffi, where executable memory is refused.
//
// Names, layouts and numbers are those of libffi's ffi.h, which have not changed since version 3.0.

import CShims
import Glibc
import Synchronization

/// libffi, loaded when first needed.
package struct Libffi: @unchecked Sendable {
  /// `ffi_type`.
  struct TypeDescription {
    var size = 0
    var alignment: UInt16 = 0
    var kind: UInt16 = Self.structure
    var elements: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    static let structure: UInt16 = 13
  }

  /// `FFI_DEFAULT_ABI`: `FFI_UNIX64` of x86-64, `FFI_SYSV` of AArch64.
  #if arch(x86_64)
    static let abi: Int32 = 2
  #else
    static let abi: Int32 = 1
  #endif
  /// Bytes that hold an `ffi_cif` on every machine.
  static let cifBytes = 128
  /// Bytes that hold an `ffi_closure` with its trampoline on every machine.
  static let closureBytes = 128

  typealias Prepare =
    @convention(c) (
      UnsafeMutableRawPointer, Int32, UInt32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Int32
  typealias PrepareVariadic =
    @convention(c) (
      UnsafeMutableRawPointer, Int32, UInt32, UInt32, UnsafeMutableRawPointer?,
      UnsafeMutableRawPointer?
    ) -> Int32
  typealias Allocate =
    @convention(c) (Int, UnsafeMutablePointer<UnsafeMutableRawPointer?>) ->
    UnsafeMutableRawPointer?
  typealias PrepareClosure =
    @convention(c) (
      UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer
    ) -> Int32

  let handle: UnsafeMutableRawPointer
  let call: UnsafeMutableRawPointer
  let prepare: Prepare
  let prepareVariadic: PrepareVariadic
  let allocate: Allocate
  let prepareClosure: PrepareClosure

  /// nil where the system has none.
  package static let shared = Libffi()

  private init?() {
    let names = ["libffi.so.8", "libffi.so.7", "libffi.so.6", "libffi.so"]
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else { return nil }
    guard let call = dlsym(handle, "ffi_call"), let prepare = dlsym(handle, "ffi_prep_cif"),
      let variadic = dlsym(handle, "ffi_prep_cif_var"),
      let allocate = dlsym(handle, "ffi_closure_alloc"),
      let closure = dlsym(handle, "ffi_prep_closure_loc")
    else { return nil }
    self.handle = handle
    self.call = call
    self.prepare = unsafeBitCast(prepare, to: Prepare.self)
    prepareVariadic = unsafeBitCast(variadic, to: PrepareVariadic.self)
    self.allocate = unsafeBitCast(allocate, to: Allocate.self)
    prepareClosure = unsafeBitCast(closure, to: PrepareClosure.self)
  }
}

extension Libffi {
  /// libffi's own names of the scalar types.
  private static func symbol(_ type: CType) -> String? {
    switch type {
    case .void: "ffi_type_void"
    case .bool, .uint8: "ffi_type_uint8"
    case .int8: "ffi_type_sint8"
    case .uint16: "ffi_type_uint16"
    case .int16: "ffi_type_sint16"
    case .uint32: "ffi_type_uint32"
    case .int32: "ffi_type_sint32"
    case .uint64: "ffi_type_uint64"
    case .int64: "ffi_type_sint64"
    case .float: "ffi_type_float"
    case .double: "ffi_type_double"
    case .longDouble: "ffi_type_longdouble"
    case .complexFloat: "ffi_type_complex_float"
    case .complexDouble: "ffi_type_complex_double"
    case .complexLongDouble: "ffi_type_complex_longdouble"
    case .pointer: "ffi_type_pointer"
    case .array, .record: nil
    }
  }

  /// A description of `type` that lives for ever; structures must be laid out as C does by itself.
  func describe(_ type: CType) throws(FFIError) -> UnsafeMutableRawPointer {
    if let name = Self.symbol(type) {
      guard let known = dlsym(handle, name) else {
        throw .notSupportedByLibffi(type.description)
      }
      return known
    }
    var elements: [CType] = []
    switch type {
    case .array(let element, let count): elements = Array(repeating: element, count: count)
    case .record(let layout):
      let types = layout.fields.map(\.type)
      let natural = layout.isUnion ? CStructLayout.union(types) : CStructLayout(types)
      let agrees =
        natural.size == layout.size && natural.alignment == layout.alignment
        && zip(natural.fields, layout.fields).allSatisfy { $0.offset == $1.offset }
      // A union has no description of its own; nor has a structure without fields.
      if !agrees || layout.isUnion || types.isEmpty {
        throw .notSupportedByLibffi(type.description)
      }
      elements = types
    default: break
    }
    let list = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
      capacity: elements.count + 1)
    for (index, element) in elements.enumerated() { list[index] = try describe(element) }
    list[elements.count] = nil
    let description = UnsafeMutablePointer<TypeDescription>.allocate(capacity: 1)
    description.initialize(to: TypeDescription(elements: list))
    return UnsafeMutableRawPointer(description)
  }

  /// An `ffi_cif` for `signature` that lives for ever.
  func interface(_ signature: CSignature) throws(FFIError) -> UnsafeMutableRawPointer {
    let count = signature.arguments.count
    let types = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: count + 1)
    for (index, type) in signature.arguments.enumerated() { types[index] = try describe(type) }
    let result = try describe(signature.result)
    let interface = UnsafeMutableRawPointer.allocate(byteCount: Self.cifBytes, alignment: 16)
    let status =
      if let fixed = signature.fixedCount, fixed < count {
        prepareVariadic(interface, Self.abi, UInt32(fixed), UInt32(count), result, types)
      } else {
        prepare(interface, Self.abi, UInt32(count), result, types)
      }
    if status != 0 { throw .notSupportedByLibffi(signature.description) }
    return interface
  }
}

/// What `CallStub` has instead of machine code.
package struct LibffiCall {
  package let entry: UInt
  package let bufferEntry: UInt
  package let context: UInt

  package init(_ signature: CSignature, offsets: [Int]) throws(FFIError) {
    guard let libffi = Libffi.shared else { throw .noExecutableMemory }
    let context = UnsafeMutablePointer<weft_libffi_call>.allocate(capacity: 1)
    let places = UnsafeMutablePointer<Int>.allocate(capacity: offsets.count + 1)
    places.initialize(from: offsets, count: offsets.count)
    context.initialize(
      to: weft_libffi_call(
        call: libffi.call, interface: try libffi.interface(signature),
        result_size: signature.result.size, count: offsets.count, offsets: places))
    entry = UInt(bitPattern: weft_libffi_entry())
    bufferEntry = UInt(bitPattern: weft_libffi_buffer_entry())
    self.context = UInt(bitPattern: context)
  }
}

/// What `CCallback` has instead of a thunk.
struct LibffiClosure {
  let address: UnsafeRawPointer
  let record: UnsafeMutablePointer<weft_libffi_record>

  /// A function pointer of `signature` that has no handler and context yet.
  init(_ signature: CSignature, name: String) throws(FFIError) {
    guard let libffi = Libffi.shared else { throw .noExecutableMemory }
    let interface = try libffi.interface(signature)
    var code: UnsafeMutableRawPointer?
    guard let closure = libffi.allocate(Libffi.closureBytes, &code), let code else {
      throw .noExecutableMemory
    }
    let result = signature.result.passing
    let isSigned: Int32 = result.widening == .none ? -1 : result.widening == .sign ? 1 : 0
    record = .allocate(capacity: 1)
    record.initialize(
      to: weft_libffi_record(
        handler: nil, context: nil, name: CallbackName.pointer(name),
        result_size: signature.result.size,
        is_signed: signature.result.isWord ? (signature.result == .int32 ? 1 : 0) : isSigned))
    let handler = weft_libffi_callback()!
    if libffi.prepareClosure(closure, interface, handler, record, code) != 0 {
      throw .notSupportedByLibffi(signature.description)
    }
    address = UnsafeRawPointer(code)
  }
}

extension CType {
  /// Whether it is an integer of 32 bits, which libffi widens and the ABI does not.
  fileprivate var isWord: Bool { self == .int32 || self == .uint32 }
}
