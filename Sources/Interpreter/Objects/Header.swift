// SPDX-License-Identifier: Apache-2.0
// What each cell of the heap begins with, and the layouts that cells have.

/// What the memory of a cell looks like after its header.
///
/// Everything that is not hot is `native`: a Swift object in a box.
enum Layout: UInt8 {
  /// Not a built-in layout: `exactLayout` of every instance of a class that scripts made.
  case none
  case str, bytes, bigInt, boxedInt, boxedFloat, complex
  case tuple, list, dict, set, frozenSet, slice, range
  case function, builtin, boundMethod, cell, code
  case type, instance, module, exception, generator
  case listIterator, tupleIterator, strIterator, rangeIterator, dictIterator
  case array, cData
  case native
}

/// The first 16 bytes of each cell.
struct Header: BitwiseCopyable {
  /// Counted references.
  ///
  /// Immortal cells have a large number that never gets to 0.
  var references: UInt32
  /// What the memory looks like.
  var layout: Layout
  /// The same if the type is the built-in one of this layout, else `none`: one compare tells that no subclass is in the way.
  var exactLayout: Layout
  var flags: Flags
  /// Layouts' own: the width of a string, the inline slots of an instance.
  var detail: UInt8
  var type: TypeRef

  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// Attributes stand in the table of `SideTables`: instances of subclasses of built-in layouts.
    static let hasSideAttributes = Flags(rawValue: 1)
    static let hasWeakReferences = Flags(rawValue: 2)
    /// `__del__` has run.
    static let finalized = Flags(rawValue: 4)
    /// Holds references to other cells: the cycle collector looks into it.
    static let container = Flags(rawValue: 8)
    /// Memory of its own from malloc, not of a block.
    static let large = Flags(rawValue: 16)
    /// Marks of the cycle collector.
    static let reachable = Flags(rawValue: 32)
    /// A string in the table of interned strings.
    static let interned = Flags(rawValue: 64)
    /// The owner has entered its repr: `[...]`.
    static let inRepr = Flags(rawValue: 128)
  }

  static let immortal: UInt32 = 1 << 30
}
