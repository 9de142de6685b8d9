// SPDX-License-Identifier: Apache-2.0
// The code of README and of the documentation pages, line for line, so that it compiles and runs.
import ForeignFunctions
import Foundation
import Testing
import Weft

@Suite("Documentation") struct SnippetTests {
  @Test func overview() {
    let x = NDArray.linspace(-3, 3, count: 1_000_000)
    let density = exp(-(x ** 2) / 2.0) / Double(2 * Double.pi).squareRoot()
    print(density.max(), density.sum() * 6e-6)
    let image = NDArray.arange(12).reshaped(3, 4)
    print(image[1..., .by(2)])
    #expect(abs(density.sum().scalar(Double.self) * 6e-6 - 0.9973) < 1e-4)
    #expect(image[1..., .by(2)].array(of: Int.self) == [4, 6, 8, 10])
  }

  @Test func gettingStarted() {
    let a = NDArray([[1.0, 2, 3], [4, 5, 6]])
    let grid = NDArray.arange(12).reshaped(3, 4)
    let zeros = NDArray.zeros([2, 3], .float32)
    print(a.shape, grid.dtype, zeros.size)

    let scaled = (a - a.mean(axis: 0)) / 2
    let large = a .> 2.5
    print(scaled, `where`(large, a, 0))

    let rows = a.sum(axis: 1, keepDims: true)
    print(a / rows, a.max(axis: [0, 1]))

    let total: Double = a.sum().scalar()
    let numbers = a.array(of: Float.self)
    let largest = a.withSpan(of: Double.self) { span in
      span.indices.reduce(-Double.infinity) { max($0, span[$1]) }
    }
    print(total, numbers, largest)

    var b = a
    b[0, 0] = 100
    b[1] *= 2
    print(a[0, 0], b)
    #expect(a.array(of: Double.self) == [1, 2, 3, 4, 5, 6])
    #expect(b.array(of: Double.self) == [100, 2, 3, 8, 10, 12])
    #expect(total == 21 && numbers.count == 6 && largest == 6)
    #expect(scaled.shape == [2, 3] && rows.shape == [2, 1])
  }

  @Test func foreignFunctions() throws {
    let libm = try CLibrary("libm.so.6")
    let cbrt: CFunction<(Double), Double> = try libm.function("cbrt")
    let ldexp: CFunction<(Double, Int32), Double> = try libm.function("ldexp")
    print(cbrt(8), ldexp(0.75, 4))

    let qsort: CFunction<(UnsafeMutableRawPointer, Int, Int, UnsafeRawPointer), Void> =
      try CLibrary.program.function("qsort")
    let ascending = try CCallback { (x: UnsafePointer<Int32>, y: UnsafePointer<Int32>) -> Int32 in
      x.pointee < y.pointee ? -1 : x.pointee > y.pointee ? 1 : 0
    }
    var numbers: [Int32] = [3, 1, 2]
    numbers.withUnsafeMutableBytes { qsort($0.baseAddress!, 3, 4, ascending.address) }
    withExtendedLifetime(ascending) {}

    struct NotANumber: Error {}
    let careful = try CCallback {
      (x: UnsafePointer<Double>, y: UnsafePointer<Double>) throws -> Int32 in
      if x.pointee.isNaN || y.pointee.isNaN { throw NotANumber() }
      return x.pointee < y.pointee ? -1 : x.pointee > y.pointee ? 1 : 0
    }
    var reals = [2.0, .nan, 1]
    do {
      try reals.withUnsafeMutableBytes { bytes in
        try careful.rethrowing { qsort(bytes.baseAddress!, 3, 8, $0) }
      }
      Issue.record("sorted")
    } catch { print("not sorted:", error) }

    let blas = try CLibrary("libopenblas.so.0")
    let dscal: CFunction<(Int32, Double, CMutableArray<Double>, Int32), Void> =
      try blas.function("cblas_dscal")
    let dnrm2: CFunction<(Int32, CArray<Double>, Int32), Double> = try blas.function("cblas_dnrm2")
    let (scale, norm) = (dscal.checked(), dnrm2.checked())
    var v = NDArray([3.0, 4])
    let old = v
    try scale(2, 10, &v, 1)
    print(try norm(2, v, 1), old)
    #expect(try norm(2, v, 1) == 50 && old.array(of: Double.self) == [3, 4])

    let gamma = try NDArray.elementwise(libm.function("tgamma") as CFunction<(Double), Double>)
    let x = NDArray.linspace(1, 5, count: 100)
    let y = try gamma(x + 1) * 2.0
    let fma = try NDArray.elementwise(
      libm.function("fma") as CFunction<(Double, Double, Double), Double>)
    let z = try fma(x, y, -x).max()
    #expect(z.scalar(Double.self) == Glibc.fma(5, y.max().scalar(Double.self), -5))
    #expect(cbrt(8) == 2 && numbers == [1, 2, 3])
    #expect(abs(y.array(of: Double.self)[99] - 240) < 1e-9)
  }

  @Test func laziness() {
    let x = NDArray.arange(1, 1_000_001).asType(.float64)
    let y = log(x) * 2 + sqrt(x)  // recorded
    let mean = y.mean()  // recorded
    print(mean)  // one loop: no array for log, sqrt, their sum
    #expect(mean.shape == [])
  }

  @Test func dtypes() {
    let small = NDArray([1, 2, 3], shape: [3]).asType(.float32)
    print((small * 2.5).dtype)  // float32
    print((small + NDArray.zeros([3], .float64)).dtype)  // float64
    print((small * Float(2)).dtype, (NDArray.arange(3) / 2).dtype)
    #expect((small * 2.5).dtype == .float32 && (NDArray.arange(3) / 2).dtype == .float64)

    print(NDArray([2.9, -2.9]).asType(.int32), NDArray([0, 3]).asType(.bool))
    print(DType.canCast(.int64, to: .float32, casting: .sameKind))
    #expect(NDArray([2.9, -2.9]).asType(.int32).array(of: Int.self) == [2, -2])
    #expect(DType.canCast(.int64, to: .float32, casting: .sameKind))
    #expect(throws: ArrayError.self) {
      try NDArray.checking { NDArray.zeros([1], .uint8) + 300 }
    }
  }

  @Test func indexing() {
    let a = NDArray.arange(24).reshaped(2, 3, 4)
    print(a[1], a[-1, 2], a[0, 1, 2])
    print(a[.all, 1...], a[..., 0])
    print(a[.all, (0..<3).by(2), .by(-1)])
    print(a[.slice(nil, -1), .newAxis])

    let x = NDArray([3.0, -1, 4, -1, 5])
    print(x[x .> 0], x[[4, 0]], x[NDArray([[0, 1], [2, 2]])])
    print(x.taking([1, 1]), (x .> 0).nonzero())

    var y = NDArray([3.0, -1, 4, -1, 5])
    y[y .< 0] = 0
    y[1...] += y[.slice(nil, -1)]
    y[[0, 4]] = NDArray([10.0, 20])
    print(y)
    #expect(y.array(of: Double.self) == [10, 3, 4, 4, 20])
    #expect(a[.slice(nil, -1), .newAxis].shape == [1, 1, 3, 4] && x[x .> 0].size == 3)
  }

  @Test func errorsAndWarnings() {
    let a = NDArray.zeros([2, 3])
    do {
      let sum = try NDArray.checking { a + NDArray.zeros([4]) }
      print(sum)
    } catch let error as ArrayError {
      print(error.kind, error.message)
    } catch {
      print(error)
    }

    let x = NDArray([0.0, 1, 2])
    let (y, warnings) = Warnings.collecting { log(x) - 1 / x }
    for warning in warnings { print(warning) }  // divide by zero encountered in log, …
    print(y)
    #expect(Set(warnings.map(\.operation)) == ["log", "divide"])

    let quiet = Warnings.ignoring([.divideByZero]) { 1 / x }
    print(quiet)
    #expect(quiet.shape == [3])
  }

  @Test func files() throws {
    let x = NDArray.linspace(0, 1, count: 5)
    let folder = FileManager.default.temporaryDirectory.path + "/"
    try x.write(npy: folder + "weft-x.npy")
    let back = try NDArray(npy: folder + "weft-x.npy")
    try NDArray.save(npz: folder + "weft-xy.npz", ["x": x, "y": x ** 2], compressed: true)
    let archive = try NPZArchive(folder + "weft-xy.npz")
    print(back, archive.names, try archive.array("y"))

    let table = try CSVTable(text: "city,height\nA,1.5\nB,2.5\n")
    print(table.names, try table.array("height").mean(), table.rowCount)
    #expect(back.isEqual(to: x) && archive.names == ["x", "y"] && table.rowCount == 2)
  }

  @Test func settings() async {
    // The number of threads belongs to the process: other tests shall keep theirs.
    await #expect(processExitsWith: .success) {
      EngineInfo.threads = 1
      for (name, value) in EngineInfo.facts { print(name, value) }
      exit(EngineInfo.threads == 1 ? 0 : 1)
    }
  }

  // MARK: The pages themselves

  @Test func everyLineOfCodeStandsInTests() throws {
    let own = URL(fileURLWithPath: #filePath)
    let exchange = SourceFile.root.appending(path: "Tests/ArrayExchangeTests/SnippetTests.swift")
    let lines = try [own, exchange].flatMap { file in
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(Self.normalized)
    }
    for page in try Self.pages() + [SourceFile.root.appending(path: "README.md")] {
      let text = try String(contentsOf: page, encoding: .utf8)
      for (number, block) in text.components(separatedBy: "```swift\n").dropFirst().enumerated() {
        let code = block.components(separatedBy: "```")[0].split(separator: "\n").map(
          Self.normalized)
        let wanted = code.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
        let first = wanted.first.flatMap { lines.firstIndex(of: $0) }
        #expect(
          first != nil, "\(page.lastPathComponent), block \(number + 1): \(wanted.first ?? "")")
        for line in wanted where !lines.contains(line) {
          Issue.record("\(page.lastPathComponent), block \(number + 1): \(line)")
        }
      }
    }
  }

  @Test func everyNameHasItsEquivalent() throws {
    let page = SourceFile.root.appending(path: "Sources/Weft/Weft.docc/NumPyNames.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    for ufunc in Ufunc.allCases { #expect(words.contains(ufunc.name), "\(ufunc.name)") }
    for name in try Self.publicFunctions() { #expect(words.contains(name), "\(name)") }
    for sign in ["+", "-", "*", "/", "%", "**", "&", "\\|", "^", "~", "<<", ">>"] {
      #expect(text.contains("`\(sign)`"), "\(sign)")
    }
  }

  /// Names of public functions, but for what conforming types need.
  private static func publicFunctions() throws -> Set<String> {
    let plumbing: Set<String> = ["collect", "by", "slice"]
    var names: Set<String> = []
    for file in try SourceFile.all(in: ["Sources/Weft"], ["swift"]) {
      for line in file.lines {
        let words = line.split(separator: " ")
        guard words.contains("public"), let place = words.firstIndex(of: "func"),
          place + 1 < words.count
        else { continue }
        let name = words[place + 1].prefix { $0.isLetter || $0.isNumber || $0 == "`" }
        names.insert(String(name.filter { $0 != "`" }))
      }
    }
    names.remove("")
    try #require(names.count > 100)
    return names.subtracting(plumbing)
  }

  private static func pages() throws -> [URL] {
    let folder = SourceFile.root.appending(path: "Sources/Weft/Weft.docc")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    try #require(names.count >= 9)
    return names.filter { $0.hasSuffix(".md") }.sorted().map { folder.appending(path: $0) }
  }

  /// A line without its indentation and without a comment at its end.
  private static func normalized(_ line: some StringProtocol) -> String {
    line.components(separatedBy: " //")[0].split(separator: " ").joined(separator: " ")
  }
}
