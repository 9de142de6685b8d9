// SPDX-License-Identifier: Apache-2.0
// Running what was recorded without looking at it.

extension NDArray {
  /// Computes the elements now if they are still pending, with all they need.
  ///
  /// Values that are read are computed anyway; this is for their side effects, the warnings.
  public func evaluate() {
    _ = Engine.force(node)
  }
}
