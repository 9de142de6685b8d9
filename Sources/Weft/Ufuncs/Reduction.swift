// SPDX-License-Identifier: Apache-2.0
// The reductions the engine knows.

/// A reduction that kernels carry out; means and variances are expressions over these.
package enum Reduction: UInt8, Sendable, CaseIterable {
  case sum, product, minimum, maximum, any, all, argMinimum, argMaximum
}
