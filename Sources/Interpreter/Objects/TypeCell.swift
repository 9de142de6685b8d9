// SPDX-License-Identifier: Apache-2.0
// Types: name, bases, method resolution order, attributes, and the slots through which the machine works on instances.

/// A reference to a type; does not count.
struct TypeRef: BitwiseCopyable, Equatable {
  let cell: UnsafeMutablePointer<TypeCell>

  @inline(__always) init(_ cell: UnsafeMutablePointer<TypeCell>) { self.cell = cell }
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) static func == (a: TypeRef, b: TypeRef) -> Bool { a.cell == b.cell }

  var slots: Slots {
    @inline(__always) _read { yield cell.pointee.slots }
    nonmutating _modify { yield &cell.pointee.slots }
  }
  var name: String { cell.pointee.name }
  /// `__name__`: built-in types of modules may have the module's name before it, which messages show.
  var shortName: String {
    flags.contains(.heapType) ? name : cell.pointee.qualifiedName
  }
  var flags: TypeFlags { @inline(__always) get { cell.pointee.flags } }
  var dict: Dict { @inline(__always) get { cell.pointee.dict } }

  /// Whether it is `other` or inherits from it.
  @inline(__always) func isSubtype(of other: TypeRef) -> Bool {
    self == other || cell.pointee.linearization.contains(other)
  }
}

struct TypeFlags: OptionSet, BitwiseCopyable {
  let rawValue: UInt32
  /// Made by `class` or `type()`: instances count it, its attributes may change.
  static let heapType = TypeFlags(rawValue: 1)
  /// May be inherited from.
  static let basetype = TypeFlags(rawValue: 2)
  static let hasFinalizer = TypeFlags(rawValue: 4)
  /// Instances have a `__dict__`.
  static let hasDict = TypeFlags(rawValue: 8)
  /// A script class in the resolution order (other than the built-in bases) defines operators, so that the slots must look them up.
  static let overridesOperators = TypeFlags(rawValue: 16)
  /// `__getattribute__`, `__getattr__`, `__setattr__` or `__delattr__` of a script class.
  static let overridesGetAttribute = TypeFlags(rawValue: 32)
  static let overridesSetAttribute = TypeFlags(rawValue: 64)
  static let overridesNew = TypeFlags(rawValue: 128)
  static let overridesInit = TypeFlags(rawValue: 256)
  static let isException = TypeFlags(rawValue: 512)
  static let isAbstract = TypeFlags(rawValue: 1024)
  static let matchesSelf = TypeFlags(rawValue: 2048)
  static let sequencePattern = TypeFlags(rawValue: 4096)
  static let mappingPattern = TypeFlags(rawValue: 8192)
  /// Instances may be the target of weak references.
  static let weakReferable = TypeFlags(rawValue: 16384)
  /// The resolution order is the answer of a metatype's `mro`, here or in a base.
  static let hasOwnOrder = TypeFlags(rawValue: 32768)
  /// `__getitem__` of a script class.
  static let overridesGetItem = TypeFlags(rawValue: 65536)
}

/// A type's memory: not trivial, so made and ended by hand.
struct TypeCell {
  var header: Header
  /// Unique among all types and states of types; new whenever an attribute of the type or of one of its bases changes.
  ///
  /// 0 until asked for.
  var version: UInt64 = 0
  var flags: TypeFlags
  /// What instances look like.
  var layout: Layout
  var name: String
  var qualifiedName: String
  /// Attributes; owned.
  var dict: Dict
  var base: TypeRef?
  /// `__bases__`, a tuple; owned.
  var bases: Value
  /// `__mro__`: the type itself and its bases, which `bases` keep alive.
  var linearization: [TypeRef]
  var slots = Slots()
  /// Types that name this one as a base; each removes itself when it ends.
  var subtypes: [TypeRef] = []
  /// Instances' first shape, and how many attributes the last of them had.
  var rootShape: UnsafeMutablePointer<Shape>?
  var inlineSlotCount = 0
  /// What a module written in Swift knows of the type beside its attributes.
  var facts: NativeObject?
  /// The plain part of it, for what runs often.
  var plainFacts: UnsafeMutableRawPointer?
}

extension TypeCell {
  init(
    header: Header, flags: TypeFlags, layout: Layout, name: String, dict: Dict, base: TypeRef?,
    bases: Value, linearization: [TypeRef]
  ) {
    self.header = header
    self.flags = flags
    self.layout = layout
    self.name = name
    qualifiedName =
      flags.contains(.heapType) ? name : String(name.split(separator: ".").last ?? "")
    self.dict = dict
    self.base = base
    self.bases = bases
    self.linearization = linearization
  }
}

/// The arithmetic operators. ORDER: Opcode.add…
enum BinaryOperation: UInt8, CaseIterable {
  case add, subtract, multiply, trueDivide, floorDivide, modulo, power, matrixMultiply
  case leftShift, rightShift, bitAnd, bitOr, bitXor, divmod
}

enum UnaryOperation: UInt8, CaseIterable { case negative, positive, invert, absolute }

/// The comparisons.
enum Comparison: UInt8, CaseIterable {
  case less, lessEqual, equal, notEqual, greater, greaterEqual
}

/// How the machine works on instances of a type: nil for what they cannot.
///
/// Built-in types fill them in; types inherit them; script classes that define the special method get one that calls it
/// (`ScriptSlots`). For each slot a built-in type fills, its dictionary gets the special methods (`SlotWrappers`). BoundArguments are borrowed,
/// results owned. `value` and `key` of setters are unbound for deletion.
struct Slots {
  var repr: ((Value) throws(Raised) -> Value)?
  var str: ((Value) throws(Raised) -> Value)?
  var hash: ((Value) throws(Raised) -> Int)?
  /// Set by `__hash__ = None`: the type says it is not hashable.
  var isUnhashable = false
  var truth: ((Value) throws(Raised) -> Bool)?
  /// Either operand may be the instance; NotImplemented if it cannot.
  ///
  /// The third argument of `pow` is not here.
  var binary: ((BinaryOperation, Value, Value) throws(Raised) -> Value)?
  /// Operators that `binary` knows, a bit each: the special methods that the type's dictionary shows.
  var binaryMask: UInt32 = 0
  /// Augmented assignment; NotImplemented falls back to `binary`.
  var inPlace: ((BinaryOperation, Value, Value) throws(Raised) -> Value)?
  var inPlaceMask: UInt32 = 0
  var unary: ((UnaryOperation, Value) throws(Raised) -> Value)?
  var unaryMask: UInt32 = 0
  var compare: ((Comparison, Value, Value) throws(Raised) -> Value)?
  var index: ((Value) throws(Raised) -> Value)?
  var int: ((Value) throws(Raised) -> Value)?
  var float: ((Value) throws(Raised) -> Value)?
  var length: ((Value) throws(Raised) -> Int)?
  var getItem: ((Value, Value) throws(Raised) -> Value)?
  var setItem: ((Value, Value, Value) throws(Raised) -> Void)?
  var contains: ((Value, Value) throws(Raised) -> Bool)?
  var iterate: ((Value) throws(Raised) -> Value)?
  /// The next element, unbound at the end.
  var next: ((Value) throws(Raised) -> Value)?
  var call: ((Value, CallArguments) throws(Raised) -> Value)?
  var getAttribute: ((Value, Str) throws(Raised) -> Value)?
  var setAttribute: ((Value, Str, Value) throws(Raised) -> Void)?
  /// `__get__`: descriptor, instance or unbound, owner.
  var descriptorGet: ((Value, Value, Value) throws(Raised) -> Value)?
  var descriptorSet: ((Value, Value, Value) throws(Raised) -> Void)?
  /// `__new__`: makes an instance of the type given, which is this one or a subtype.
  var new: ((TypeRef, CallArguments) throws(Raised) -> Value)?
  var initialize: ((Value, CallArguments) throws(Raised) -> Void)?
}
