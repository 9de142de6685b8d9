// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// Settings of every Swift target of ours: warnings are errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// The engine's graph is guarded by one lock; checking every access to a class's property for overlap as well costs a fifth of
/// the time it takes to record an operation.
let engine =
  strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// Loading Swift's shared libraries took a third of the time of a short script.
let startsFast: LinkerSetting =
  .unsafeFlags(["-static-stdlib"], .when(configuration: .release))

let package = Package(
  name: "weft",
  products: [
    .library(name: "Weft", targets: ["Weft"]),
    .library(name: "ForeignFunctions", targets: ["ForeignFunctions"]),
    .library(name: "ArrayExchange", targets: ["ArrayExchange"]),
    .executable(name: "weft", targets: ["WeftCommand"]),
  ],
  targets: [
    // The few lines of C that Swift cannot say.
    .target(name: "CShims"),
    // The system's OpenBLAS: CBLAS and the Fortran symbols of LAPACK.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // The system's zlib, for compressed archives.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // The system's libedit, for the prompt.
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    // The system's PCRE2, for regular expressions.
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(
      name: "JIT", dependencies: ["CShims"], exclude: ["IR/README.md", "Math/Coefficients"],
      swiftSettings: engine),
    .target(
      name: "ForeignFunctions", dependencies: ["JIT", "CShims"], swiftSettings: engine),
    .target(
      name: "Weft", dependencies: ["JIT", "ForeignFunctions", "COpenBLAS", "CZlib", "CShims"],
      swiftSettings: engine),
    // Arrays shared with other programs' libraries, and a CPython in process.
    .target(name: "ArrayExchange", dependencies: ["Weft", "CShims"], swiftSettings: engine),
    .target(name: "Syntax", swiftSettings: strict),
    // Between fork and exec: what Swift cannot promise to do safely.
    .target(name: "CFork"),
    // The standard modules written in Python and tables of Unicode, as bytes in the program.
    .target(name: "CLibraryText"),
    .target(
      name: "Interpreter",
      dependencies: [
        "Weft", "ForeignFunctions", "ArrayExchange", "Syntax", "CShims", "CFork", "CLibraryText",
        "CPCRE2", "CZlib",
      ], exclude: ["Library", "Modules/Unicode/Tables"], swiftSettings: engine),
    .executableTarget(
      name: "WeftCommand",
      dependencies: [
        "Weft", "Interpreter", "ArrayExchange", "CEdit",
      ], swiftSettings: strict, linkerSettings: [startsFast]),
    .executableTarget(name: "Digits", dependencies: ["Weft"], swiftSettings: strict),
    .testTarget(name: "SyntaxTests", dependencies: ["Syntax"], swiftSettings: strict),
    // Among them scripts and CPython's own tests, run by the built `weft`.
    .testTarget(
      name: "InterpreterTests", dependencies: ["Interpreter", "Syntax"],
      exclude: [
        "Compile/Golden.txt", "leaks.py", "Conformance/driver.py",
        "Conformance/expected-failures.txt", "Random/generate.py", "Random/maker.py",
        "Random/values.py", "Random/holes.py", "Random/calls.py", "Random/prelude.py",
      ],
      swiftSettings: strict),
    // What tests of random programs say when they crash.
    .target(name: "CrashReport", path: "Tests/CrashReport", swiftSettings: strict),
    .testTarget(
      name: "JITTests", dependencies: ["JIT", "CShims", "CrashReport"], swiftSettings: strict),
    .testTarget(
      name: "ForeignFunctionsTests", dependencies: ["ForeignFunctions", "JIT", "CShims"],
      swiftSettings: strict),
    .testTarget(
      name: "ArrayExchangeTests", dependencies: ["ArrayExchange", "Weft", "CShims"],
      swiftSettings: strict),
    .testTarget(
      name: "WeftTests",
      dependencies: ["Weft", "ForeignFunctions", "JIT", "CShims", "CrashReport"],
      exclude: ["Listings/Golden"], swiftSettings: strict),
  ]
)
