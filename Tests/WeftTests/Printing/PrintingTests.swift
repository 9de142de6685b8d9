// SPDX-License-Identifier: Apache-2.0
// The text of arrays against the real NumPy, byte for byte.

import Testing
import Weft

@Suite struct PrintingTests {
  private static func randomOptions(_ random: inout CaseRandom) -> PrintOptions {
    var options = PrintOptions()
    if random.chance(50) { return options }
    if random.chance(60) { options.precision = random.below(20) }
    if random.chance(30) { options.threshold = random.pick([0, 3, 10, 20]) }
    if random.chance(30) { options.edgeItems = random.below(5) }
    if random.chance(30) { options.lineWidth = 1 + random.below(120) }
    options.suppress = random.chance(30)
    if random.chance(10) { options.nanString = random.pick(["NaN", "-", "missing value"]) }
    if random.chance(10) { options.infString = random.pick(["Infinity", "oo"]) }
    options.sign = random.pick([.minus, .minus, .plus, .space])
    options.floatMode = random.pick([.maxprec, .maxprec, .fixed, .unique, .maxprecEqual])
    return options
  }

  private static func python(_ options: PrintOptions) -> String {
    "dict(precision=\(options.precision), threshold=\(options.threshold), "
      + "edgeitems=\(options.edgeItems), linewidth=\(options.lineWidth), "
      + "suppress=\(options.suppress ? "True" : "False"), nanstr='\(options.nanString)', "
      + "infstr='\(options.infString)', sign='\(options.sign.rawValue)', "
      + "floatmode='\(options.floatMode.rawValue)')"
  }

  @Test func textEqualsNumPys() throws {
    var random = CaseRandom.announced("textEqualsNumPys")
    var cases: [(array: ArrayCase, options: PrintOptions)] = []
    var blob: [UInt8] = []
    var list = ""
    for _ in 0..<2400 {
      let array = ArrayCase.random(&random, summarised: 6)
      let options = Self.randomOptions(&random)
      list += "(\(array.python(memoryAt: blob.count)), \(Self.python(options))),\n"
      blob += array.memory
      cases.append((array, options))
    }
    let folder = try ReferenceFolder()
    try folder.write(blob, to: "blob")
    try folder.python(
      """
      blob = open('blob', 'rb').read()
      cases = [\(list)]
      with open('texts', 'wb') as out:
          for array, options in cases:
              with np.printoptions(**options):
                  for text in str(array), repr(array):
                      text = text.encode()
                      out.write(len(text).to_bytes(8, 'little') + text)
      """)
    let texts = lengthPrefixed(try folder.read("texts")).map { String(decoding: $0, as: UTF8.self) }
    try #require(texts.count == 2 * cases.count)
    for (index, (array, options)) in cases.enumerated() {
      let (str, repr) = array.withView { ($0.str(options), $0.repr(options)) }
      let facts: Comment = "\(array.dtype) \(array.shape) \(array.strides) \(options)"
      #expect(str == texts[2 * index], facts)
      #expect(repr == texts[2 * index + 1], facts)
    }
  }

  @Test func scalarTextEqualsNumPys() throws {
    var random = CaseRandom.announced("scalarTextEqualsNumPys")
    var scalars: [ArrayCase] = []
    var blob: [UInt8] = []
    var list = ""
    for _ in 0..<4000 {
      var scalar = ArrayCase.random(&random, summarised: 0)
      scalar.shape = []
      scalar.strides = []
      scalar.offset = 0
      list += "\(scalar.python(memoryAt: blob.count)),\n"
      blob += scalar.memory
      scalars.append(scalar)
    }
    let folder = try ReferenceFolder()
    try folder.write(blob, to: "blob")
    try folder.python(
      """
      blob = open('blob', 'rb').read()
      with open('texts', 'w') as out:
          for array in [\(list)]:
              print(array[()], file=out)
      """)
    let texts = String(decoding: try folder.read("texts"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    try #require(texts.count == scalars.count)
    for (scalar, text) in zip(scalars, texts) {
      let ours = scalar.withView { $0.str(PrintOptions()) }
      #expect(ours == text, "\(scalar.dtype) \(scalar.memory)")
    }
  }

  @Test func arraysShowTheirText() {
    let array = NDArray(dtype: .float32, shape: [2]) { bytes in
      bytes.storeBytes(of: 1.5, as: Float.self)
      bytes.storeBytes(of: -.infinity, toByteOffset: 4, as: Float.self)
    }
    #expect("\(array)" == "[ 1.5 -inf]")
    #expect(array.repr == "array([ 1.5, -inf], dtype=float32)")
    #expect(String(reflecting: array) == array.repr)
    let fixed = PrintOptions(precision: 2, infString: "oo", floatMode: .fixed)
    #expect(array.formatted(fixed) == "[1.50  -oo]")
    NDArray.withPrintOptions(fixed) {
      #expect(NDArray.printOptions == fixed)
      #expect("\(array)" == "[1.50  -oo]")
    }
    #expect(NDArray.printOptions == PrintOptions())
  }

  /// A summary of an array whose unseen memory cannot be read.
  @Test func summariesReadOnlyWhatTheyShow() {
    let memory = [Double](repeating: 2.5, count: 6)
    memory.withUnsafeBytes { bytes in
      // Six readable elements at the ends of an axis of 10^15 repetitions, shown through a stride
      // of zero on the long axis: copying or visiting all of it would never end.
      let view = StridedView(
        dtype: .float64, shape: [1_000_000_000_000, 6], strides: [0, 8], base: bytes.baseAddress!)
      let row = "[2.5 2.5 2.5 2.5 2.5 2.5]"
      let rows = [row, row, row, "...", row, row, row].joined(separator: "\n ")
      #expect(view.str(PrintOptions()) == "[\(rows)]")
    }
  }
}
