// SPDX-License-Identifier: Apache-2.0
// Which set of instructions kernels are compiled for.

import Glibc

/// A level of the x86-64 that code is generated for; each includes the ones before it.
package enum Tier: Int, Comparable, CaseIterable, Sendable {
  /// What every x86-64 has.
  case sse2
  /// AVX2 with FMA, F16C, BMI1, BMI2 and LZCNT, as found together since 2013.
  case avx2
  /// AVX-512 F, VL, DQ, BW and CD, as found together since 2017.
  case avx512

  package static func < (a: Tier, b: Tier) -> Bool { a.rawValue < b.rawValue }

  /// What the processor and the system must offer.
  package var features: Features {
    switch self {
    case .sse2: [.sse2]
    case .avx2: [.sse2, .avx, .avx2, .fma, .f16c, .bmi1, .bmi2, .lzcnt]
    case .avx512:
      Tier.avx2.features.union([.avx512f, .avx512vl, .avx512dq, .avx512bw, .avx512cd])
    }
  }

  package var name: String {
    switch self {
    case .sse2: "sse2"
    case .avx2: "avx2"
    case .avx512: "avx512"
    }
  }
}

extension Tier {
  /// The highest tier of this machine, or nil where it is not an x86-64.
  package static let best: Tier? = highest(Features.current)

  /// The tier to compile for: `best`, or what `WEFT_TIER` asks for below it.
  ///
  /// Nil: run everything on the oracle.
  package static let selected: Tier? = {
    let request = getenv("WEFT_TIER").map { String(cString: $0) }
    let (tier, complaint) = select(request, best: best)
    if let complaint { writeToStandardError(complaint + "\n") }
    return tier
  }()

  package static func highest(_ features: Features) -> Tier? {
    allCases.last { features.isSuperset(of: $0.features) }
  }

  /// What a request gives on a machine whose highest tier is `best`, and what to tell the user about it.
  package static func select(
    _ request: String?, best: Tier?
  ) -> (tier: Tier?, complaint: String?) {
    guard let request, !request.isEmpty else { return (best, nil) }
    if request == "oracle" { return (nil, nil) }
    guard let wanted = allCases.first(where: { $0.name == request }) else {
      let known = (allCases.map(\.name) + ["oracle"]).joined(separator: ", ")
      return (best, "weft: WEFT_TIER=\(request) is unknown and ignored; known are \(known)")
    }
    guard let best, wanted <= best else {
      let offered = best?.name ?? "oracle"
      return (best, "weft: WEFT_TIER=\(request) is beyond this machine; \(offered) is used")
    }
    return (wanted, nil)
  }
}
