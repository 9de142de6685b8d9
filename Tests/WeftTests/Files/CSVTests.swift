// SPDX-License-Identifier: Apache-2.0
// CSV files: types, quotes, errors, and the numbers against the real NumPy.

import Testing
import Weft

@Suite struct CSVTests {
  @Test func columnsHaveTheirTypes() throws {
    let table = try CSVTable(
      text: #"""
        id, height ,name,married,note
        1,1.5,"Smith, ""Jo""",True,
        -2,,Ng,false,x
        +3,2e3,"two
        lines",TRUE,
        """#)
    #expect(table.names == ["id", "height", "name", "married", "note"])
    #expect(table.rowCount == 3)
    #expect(try table.array("id").repr == "array([ 1, -2,  3])")
    #expect(try table.array("height").repr == "array([1.5e+00,     nan, 2.0e+03])")
    #expect(try table.array("married").repr == "array([ True, False,  True])")
    guard case .texts(let names) = table["name"] else {
      Issue.record("name is text")
      return
    }
    #expect(names == ["Smith, \"Jo\"", "Ng", "two\nlines"])
    #expect(table["nothing"] == nil)
    #expect(table.numericNames == ["id", "height"])
    #expect(
      table.matrix().repr
        == "array([[ 1.0e+00,  1.5e+00],\n       [-2.0e+00,      nan],\n       [ 3.0e+00,  2.0e+03]])"
    )
    #expect(try table.matrix(["height"]).shape == [3, 1])
  }

  @Test func typesWidenOnlyAsNeeded() throws {
    func text(_ fields: String...) throws -> String {
      let table = try CSVTable(text: "x,y\n" + fields.map { $0 + ",0\n" }.joined())
      return try table.array("x").repr
    }
    #expect(try text("9223372036854775807", "-9223372036854775808").contains("9223372036854775807"))
    #expect(try text("9223372036854775808") == "array([9.22337204e+18])")
    #expect(try text("", "") == "array([nan, nan])")
    #expect(try text(" 7 ", "\t8") == "array([7, 8])")
    #expect(try text("\"7\"", "\"8.5\"") == "array([7. , 8.5])")
    #expect(try text("nan", "-Inf", "infinity") == "array([ nan, -inf,  inf])")
    #expect(try text(".5", "5.", "-0") == "array([ 0.5,  5. , -0. ])")
    for word in ["0x10", "1_000", "1e", "e5", "--1", "+", ".", "1,5", "True1", "nano"] {
      #expect(throws: ArrayFileError.self) { try text("\"\(word)\"") }
    }
  }

  @Test func optionsChangeTheFormat() throws {
    let spaced = try CSVTable(
      text: "\u{feff}# made by hand\r\na\tb\r\n\r\n1\tNA\r\n2\t\r\n",
      CSVTable.Options(delimiter: "\t", comment: "#", missing: ["NA"]))
    #expect(spaced.names == ["a", "b"])
    #expect(try spaced.array("b").repr == "array([nan, nan])")
    let bare = try CSVTable(
      text: "1;2\r3;4", CSVTable.Options(delimiter: ";", hasHeader: false))
    #expect(bare.names == ["f0", "f1"])
    #expect(bare.matrix().repr == "array([[1., 2.],\n       [3., 4.]])")
    let empty = try CSVTable(text: "a,b\n")
    #expect(empty.matrix().repr == "array([], shape=(0, 2), dtype=float64)")
  }

  @Test func errorsNameTheLine() throws {
    let cases: [(text: String, description: String)] = [
      ("", "the file has no rows"),
      ("a,b\n1,2\n\n3\n", "line 4: 1 fields where the header has 2"),
      ("a,b\n\"1\n2\",3\n1,2,3\n", "line 4: 3 fields where the header has 2"),
      ("a,b\n1,\"2\n3,4\n", "line 2: a quoted field that does not end"),
      ("a,b\n1,\"2\"x\n", "line 2: text after a closing quote"),
    ]
    for (text, description) in cases {
      let error = #expect(throws: ArrayFileError.self) { try CSVTable(text: text) }
      #expect(error?.description == description)
    }
    let folder = try ReferenceFolder()
    try folder.write(Array("a,b\n1,2\n3,four\n".utf8), to: "t.csv")
    let path = folder.path("t.csv")
    let error = #expect(throws: ArrayFileError.self) { try NDArray(csv: path) }
    #expect(error?.description == "\(path): line 3: column 'b' is not numeric: it holds 'four'")
    let missing = #expect(throws: ArrayFileError.self) { try CSVTable(path).array("c") }
    #expect(missing?.description == "\(path): no column 'c'; there are: a, b")
  }

  /// Writes a number in one of many ways.
  private func spelled(_ random: inout CaseRandom) -> String {
    var value = NumberStyle(&random).float(&random)
    if random.chance(30) { value = Double(bitPattern: random.next()) }
    // Swift would also write the payload of a NaN.
    if value.isNaN { return random.chance(50) ? "nan" : "-NaN" }
    switch random.below(5) {
    case 0: return "\(Int64(random.below(100_000)) - 50_000)"
    case 1: return (0..<1 + random.below(25)).map { _ in "\(random.below(10))" }.joined() + ".5"
    case 2: return "0." + (0..<1 + random.below(25)).map { _ in "\(random.below(10))" }.joined()
    case 3: return "\(Float(value))"
    default: return "\(value)"
    }
  }

  @Test func numbersEqualNumPys() throws {
    var random = CaseRandom.announced("CSVTests.numbersEqualNumPys")
    let folder = try ReferenceFolder()
    var isGapped: [Bool] = []
    for file in 0..<40 {
      let (rows, columns) = (1 + random.below(60), 2 + random.below(6))
      isGapped.append(random.chance(50))
      let lineEnd = random.pick(["\n", "\r\n"])
      var text = (0..<columns).map { "c\($0)" }.joined(separator: ",") + lineEnd
      for _ in 0..<rows {
        let fields = (0..<columns).map { _ in
          isGapped[file] && random.chance(20) ? "" : spelled(&random)
        }
        text += fields.joined(separator: ",") + lineEnd
      }
      try folder.write(Array(text.utf8), to: "\(file).csv")
    }
    let gapped = isGapped.map { $0 ? "True" : "False" }.joined(separator: ", ")
    try folder.python(
      """
      for file, gapped in enumerate([\(gapped)]):
          if gapped:
              data = np.genfromtxt(f'{file}.csv', delimiter=',', skip_header=1)
          else:
              data = np.loadtxt(f'{file}.csv', delimiter=',', skiprows=1)
          names = np.genfromtxt(f'{file}.csv', delimiter=',', names=True).dtype.names
          np.save(f'{file}.npy', data.reshape(-1, len(names)))
      """)
    for file in isGapped.indices {
      let ours = try NDArray(csv: folder.path("\(file).csv"))
      let numPys = try NDArray(npy: folder.path("\(file).npy"))
      #expect(ours.shape == numPys.shape)
      let exact = PrintOptions(threshold: .max, floatMode: .unique)
      #expect(ours.repr(exact) == numPys.repr(exact), "file \(file)")
    }
  }
}
