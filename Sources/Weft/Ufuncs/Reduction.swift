// SPDX-License-Identifier: Apache-2.0
// The reductions the engine knows.

/// A reduction that kernels carry out; means and variances are expressions over these.
package enum Reduction: UInt8, Sendable, CaseIterable {
  case sum, product, minimum, maximum, any, all, argMinimum, argMaximum

  /// What it is of truths, which add as "or" and multiply as "and".
  var ofTruths: Reduction {
    switch self {
    case .sum: .any
    case .product: .all
    default: self
    }
  }

  /// The case's name; asking the run time for it would make it look through every conformance of the process.
  var name: String {
    switch self {
    case .sum: "sum"
    case .product: "product"
    case .minimum: "minimum"
    case .maximum: "maximum"
    case .any: "any"
    case .all: "all"
    case .argMinimum: "argMinimum"
    case .argMaximum: "argMaximum"
    }
  }
}
