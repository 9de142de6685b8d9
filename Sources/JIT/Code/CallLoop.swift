// SPDX-License-Identifier: Apache-2.0
// The loop in C that calls a function for many elements.

import CShims

enum CallLoop {
  /// The address of `weft_call_each`, which machine code calls.
  static let address: Int = {
    let function: @convention(c) (UnsafePointer<weft_call_frame>?, UInt64) -> Void = weft_call_each
    return Int(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self))
  }()
}
