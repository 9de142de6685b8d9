// SPDX-License-Identifier: Apache-2.0
// The loop in C that calls a function for many elements.

import CShims

enum CallLoop {
  /// The address of `weft_call_foreign`, which machine code calls.
  static let address: Int = {
    let function:
      @convention(c) (
        Int32, UInt, UnsafeMutableRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, Int
      ) -> Void = weft_call_foreign
    return Int(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self))
  }()
}
