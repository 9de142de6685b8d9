// SPDX-License-Identifier: Apache-2.0
// Which registers and which bytes of the stack the arguments of a call go to.

/// Where the arguments of a function are while it is called; the one place that knows the order of registers.
package struct ArgumentPlaces {
  /// The place of one argument.
  enum Place {
    case nothing
    /// Eightbytes in general registers `Self.general[first]` … or in vector registers, as `Passing.vectors` says.
    case registers(general: UInt8, vector: UInt8)
    /// At this distance from the stack pointer when the call is made.
    case stack(Int)
  }

  static let general: [Gpr] = [.rdi, .rsi, .rdx, .rcx, .r8, .r9]
  static let vectorCount = 8

  private(set) var places: [Place] = []
  /// Vector registers in use: what a variadic function finds in al.
  private(set) var vectors = 0
  private(set) var generals = 0
  /// Bytes on the stack.
  private(set) var stackBytes = 0
  /// What the stack pointer must be a multiple of at the call.
  private(set) var stackAlignment = 16

  init(_ shape: CallShape) {
    places.reserveCapacity(shape.arguments.count)
    // The caller says where a large result goes by a first argument that is not written.
    if shape.result.way == .memory { generals = 1 }
    for argument in shape.arguments { places.append(place(argument)) }
  }

  private mutating func place(_ argument: Passing) -> Place {
    if argument.way == .nothing { return .nothing }
    if argument.way == .registers {
      let vector = argument.vectors.nonzeroBitCount
      let general = argument.generals.nonzeroBitCount
      if generals + general <= Self.general.count && vectors + vector <= Self.vectorCount {
        defer { (generals, vectors) = (generals + general, vectors + vector) }
        return .registers(general: UInt8(generals), vector: UInt8(vectors))
      }
    }
    let offset = (stackBytes + argument.alignment - 1) & -argument.alignment
    stackBytes = offset + argument.room
    stackAlignment = max(stackAlignment, argument.alignment)
    return .stack(offset)
  }
}
