// SPDX-License-Identifier: Apache-2.0
// Which functions two compilers call alike.

import ForeignFunctions

enum CompilerAgreement {
  private typealias Caller = @convention(c) (UnsafeRawPointer, UInt64) -> UInt64

  /// One compiler's function in the hands of one compiler's caller.
  private struct Pair {
    let caller: Caller
    let function: UnsafeRawPointer
    let seen: UnsafePointer<UInt64>
    let seed: UInt64
  }

  /// For each exercise, whether every compiler's caller and every compiler's function work together, and which compilers' own do.
  static func find(_ exercises: [Exercise], _ libraries: [CLibrary]) throws
    -> [(all: Bool, own: [Bool])]
  {
    var pairs: [Pair] = []
    for exercise in exercises {
      for callee in libraries {
        let function = UnsafeRawPointer(try callee.symbol("f\(exercise.number)"))
        let seen = UnsafePointer(try callee.symbol("seen").assumingMemoryBound(to: UInt64.self))
        for library in libraries {
          let caller = unsafeBitCast(
            try library.symbol("c\(exercise.number)"), to: Caller.self)
          pairs.append(
            Pair(caller: caller, function: function, seen: seen, seed: exercise.seed))
        }
      }
    }
    let memory = SharedMemory(bytes: 16 * pairs.count)
    let outcome = memory.address.assumingMemoryBound(to: UInt64.self)
    let done = Children.run(pairs.count) { index in
      let pair = pairs[index]
      outcome[2 * index] = pair.caller(pair.function, pair.seed)
      outcome[2 * index + 1] = pair.seen.pointee
    }
    let each = libraries.count * libraries.count
    return exercises.enumerated().map { position, exercise in
      let works = (each * position..<each * (position + 1)).map {
        done[$0] && outcome[2 * $0] == exercise.resultHash && outcome[2 * $0 + 1] == exercise.seen
      }
      let own = libraries.indices.map { works[$0 * libraries.count + $0] }
      return (works.allSatisfy { $0 }, own)
    }
  }
}
