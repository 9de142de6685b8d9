// SPDX-License-Identifier: Apache-2.0
// The plain part of what a class of C data knows: what runs often reads it without counted references.

/// Where the facts of a class are; they live as long as its `CTypeInfo`.
typealias CFacts = UnsafeMutablePointer<CTypeFacts>

struct CTypeFacts: BitwiseCopyable {
  enum Kind: UInt8 { case simple, structure, union, array, pointer, function }

  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// A pointer itself, or with pointers somewhere inside: such objects cannot be pickled.
    static let isPointer = Flags(rawValue: 1)
    static let hasPointer = Flags(rawValue: 2)
    static let hasUnion = Flags(rawValue: 4)
    static let hasBitField = Flags(rawValue: 8)
    /// Instances or other types rely on the size: `_fields_` may not be set any more.
    static let isFinal = Flags(rawValue: 16)
    /// A simple type whose direct base is `_SimpleCData`: reading it gives a plain Python object.
    static let isPlain = Flags(rawValue: 32)
  }

  let kind: Kind
  var flags: Flags = []
  /// The code of a simple type, a letter of `SimpleCode`.
  var code = SimpleCode.none
  var isSwapped = false
  /// The code and the size of the target if it is read plainly, in this machine's order of bytes.
  var plainTarget = SimpleCode.none
  var targetSize = 0
  /// The element type of an array, the target of a pointer, owned by the `CTypeInfo`; unbound where there is none.
  var target: Value = .unbound
  var size = 0
  var alignment = 0
  /// Elements of an array, own fields of a structure, 1 for pointers and functions, 0 for simple types.
  var length = 0
  /// All that the class knows.
  var owner: Unmanaged<CTypeInfo>?

  init(_ kind: Kind) { self.kind = kind }

  /// Whether reading it makes a plain Python object instead of an instance.
  @inline(__always) var readsPlainly: Bool { kind == .simple && flags.contains(.isPlain) }
  var info: CTypeInfo { owner.unsafelyUnwrapped.takeUnretainedValue() }
  /// What is known of the target; nil if there is none.
  var targetFacts: CFacts? { CTypeFacts.of(type: target) }

  /// The facts of a class; nil for values that are no classes of C data.
  @inline(__always) static func of(type: Value) -> CFacts? {
    type.has(.type) ? TypeRef(type).cFacts : nil
  }
}

extension TypeRef {
  /// The facts of the class as one of C data.
  @inline(__always) var cFacts: CFacts? {
    cell.pointee.plainFacts?.assumingMemoryBound(to: CTypeFacts.self)
  }
}
