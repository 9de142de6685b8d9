// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// The benchmarks: nobody who depends on Weft has to download or build them.
import PackageDescription

let package = Package(
  name: "Benchmarks",
  products: [
    .executable(name: "throughput", targets: ["throughput"]),
    .executable(name: "foreign", targets: ["foreign"]),
    .executable(name: "exchange", targets: ["exchange"]),
  ],
  dependencies: [.package(name: "weft", path: "..")],
  targets: [
    // What the machine can do, measured by C loops; for this machine only, so compiled for it.
    .target(name: "Probes", cSettings: [.unsafeFlags(["-O3", "-march=native"])]),
    .executableTarget(
      name: "throughput", dependencies: ["Probes", .product(name: "Weft", package: "weft")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "ForeignPeers", cSettings: [.unsafeFlags(["-O3", "-march=native"])]),
    .executableTarget(
      name: "foreign",
      dependencies: [
        "ForeignPeers", .product(name: "ForeignFunctions", package: "weft"),
        .product(name: "Weft", package: "weft"),
      ], swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "exchange",
      dependencies: [
        .product(name: "ArrayExchange", package: "weft"), .product(name: "Weft", package: "weft"),
      ], swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)
