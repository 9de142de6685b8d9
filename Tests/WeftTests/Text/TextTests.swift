// SPDX-License-Identifier: Apache-2.0
// Tables of numbers as text, read and written beside NumPy.
import Foundation
import Testing
import Weft

@Suite("Text") struct TextTests {
  /// A Python literal of a text.
  private static func literal(_ text: String) -> String {
    "bytes(" + Array(text.utf8).description + ").decode()"
  }

  @Test func loads() throws {
    var session = ArraySession()
    typealias Load = (String) throws -> NDArray
    let cases: [(String, String, Load)] = [
      ("1 2\n3 4", "", { try .loadText($0) }), ("1 2 3", "", { try .loadText($0) }),
      ("5", "", { try .loadText($0) }),
      ("", "", { try .loadText($0) }), ("# a\n\n", "", { try .loadText($0) }),
      ("1 2\n3", "", { try .loadText($0) }),
      ("1,2\n3,x", "delimiter=','", { try .loadText($0, delimiter: ",") }),
      ("1,2\n3,", "delimiter=','", { try .loadText($0, delimiter: ",") }),
      (" 1 , 2 \n3,4", "delimiter=','", { try .loadText($0, delimiter: ",") }),
      (" \n1", "delimiter=','", { try .loadText($0, delimiter: ",") }),
      ("\n1", "delimiter=','", { try .loadText($0, delimiter: ",") }),
      ("1\t2\n3  4", "", { try .loadText($0) }), ("1_0", "", { try .loadText($0) }),
      ("0x10", "", { try .loadText($0) }),
      ("1.5e", "", { try .loadText($0) }), ("--1", "", { try .loadText($0) }),
      ("nan inf -Infinity 1e400 1e-400 .5 5.", "", { try .loadText($0) }),
      ("1 2 3\n4 5 6", "usecols=(0, 2)", { try .loadText($0, useColumns: [0, 2]) }),
      ("1 2 3\n4 5 6", "usecols=-1", { try .loadText($0, useColumns: [-1]) }),
      ("1 2 3\n4 5 6", "usecols=(0, 5)", { try .loadText($0, useColumns: [0, 5]) }),
      ("1 2\n3 4 5", "usecols=(0, 0)", { try .loadText($0, useColumns: [0, 0]) }),
      ("1 2\n3", "usecols=1", { try .loadText($0, useColumns: [1]) }),
      ("1 2 3\n4 5 6", "unpack=True", { try .loadText($0, unpack: true) }),
      ("1", "ndmin=2", { try .loadText($0, minimumDimensions: 2) }),
      ("1\n2", "ndmin=2", { try .loadText($0, minimumDimensions: 2) }),
      ("1 2", "ndmin=1", { try .loadText($0, minimumDimensions: 1) }),
      ("1", "ndmin=1", { try .loadText($0, minimumDimensions: 1) }),
      ("1", "ndmin=3", { try .loadText($0, minimumDimensions: 3) }),
      ("1 2\n3 4\n5 6", "skiprows=1, max_rows=1", { try .loadText($0, skipRows: 1, maxRows: 1) }),
      ("1;2#c\n#x\n3;4", "delimiter=';'", { try .loadText($0, delimiter: ";") }),
      ("1 2 % c\n3 4 // d", "comments=['%', '//']", { try .loadText($0, comments: ["%", "//"]) }),
      ("1 2", "delimiter='ab'", { try .loadText($0, delimiter: "ab") }),
      ("1 2", "comments=''", { try .loadText($0, comments: [""]) }),
      ("1 2 # x", "comments=None", { try .loadText($0, comments: []) }),
      ("1 2", "skiprows=-1", { try .loadText($0, skipRows: -1) }),
      (
        "1,2", "delimiter=',', comments=','", { try .loadText($0, comments: [","], delimiter: ",") }
      ),
      (
        "\"1\",\"2\"\n\"3\",4", "delimiter=',', quotechar='\"'",
        { try .loadText($0, delimiter: ",", quote: "\"") }
      ),
      (
        "1 2\n3 4", "converters={0: lambda s: float(s) * 2}",
        { try .loadText($0, converters: [0: { (Double($0)! * 2).scalar }]) }
      ),
      (
        "1 2\n3 4", "converters=lambda s: float(s) + 1",
        { try .loadText($0, converter: { (Double($0)! + 1).scalar }) }
      ),
      (
        "1 2\n3 4", "converters={5: float}",
        { try .loadText($0, converters: [5: { Double($0)!.scalar }]) }
      ),
      (
        "1 2", "converters={1: lambda s: 1 / 0}",
        { try .loadText($0, converters: [1: { _ in throw ArrayError(.value, "") }]) }
      ),
      ("1 2", "max_rows=0", { try .loadText($0, maxRows: 0) }),
      ("1 2\n\n3 4", "max_rows=2", { try .loadText($0, maxRows: 2) }),
    ]
    for (text, options, load) in cases {
      session.expect("np.loadtxt(__import__('io').StringIO(\(Self.literal(text))), \(options))") {
        try load(text)
      }
    }
    let fields = [
      "1", "0", "-1", "+5", "127", "128", "300", "65536", "-129", "1.0", "1e3", "True",
      "9223372036854775807", "9223372036854775808", "18446744073709551615", "99999999999999999999",
      "0.1", "1e39", "65520", "1+2j", "(3-4j)", "2j", "1+2i", "-inf", "nan+1j", "x",
    ]
    for dtype in DType.allCases {
      for field in fields {
        session.expect("np.loadtxt(['\(field)'], dtype='\(dtype)')") {
          try .loadText(field, dtype: dtype)
        }
      }
    }
    try session.run()
  }

  @Test func readsWithGaps() throws {
    var session = ArraySession()
    typealias Read = (String) throws -> NDArray
    let cases: [(String, String, Read)] = [
      ("1 2\n3 4", "", { try .readText($0) }),
      ("1,,3\n4,5,", "delimiter=','", { try .readText($0, fields: .delimiter(",")) }),
      ("1,x,3\n4,5,6", "delimiter=','", { try .readText($0, fields: .delimiter(",")) }),
      (
        "1,x,3\n4,5,6", "delimiter=',', dtype=int",
        { try .readText($0, dtype: .int64, fields: .delimiter(",")) }
      ),
      (
        "1,,3", "delimiter=',', filling_values=9",
        { try .readText($0, fields: .delimiter(","), filling: [9]) }
      ),
      (
        "1,,", "delimiter=',', filling_values=[7, 8]",
        { try .readText($0, fields: .delimiter(","), filling: [7, 8]) }
      ),
      ("1 2\n3", "", { try .readText($0) }),
      (
        "1,2\n3,4,5", "delimiter=',', invalid_raise=False",
        { try .readText($0, fields: .delimiter(","), refusesInvalid: false) }
      ),
      ("1 2\n3 4", "dtype=None", { try .readText($0, dtype: nil) }),
      ("1 2.5\n3 4", "dtype=None, usecols=1", { try .readText($0, dtype: nil, useColumns: [1]) }),
      ("1e3 99999999999999999999", "dtype=None", { try .readText($0, dtype: nil) }),
      ("True False", "dtype=None", { try .readText($0, dtype: nil) }),
      (
        "a\n1 2\n3 4\n5 6\nz", "skip_header=1, skip_footer=1",
        { try .readText($0, skipHeader: 1, skipFooter: 1) }
      ),
      ("1 2\n3 4\n5 6\n7 8", "skip_footer=2", { try .readText($0, skipFooter: 2) }),
      ("12345\n67890", "delimiter=[1, 3, 1]", { try .readText($0, fields: .widths([1, 3, 1])) }),
      ("123456\n678901", "delimiter=2", { try .readText($0, fields: .width(2)) }),
      ("1 2 3\n4 5 6", "unpack=True", { try .readText($0, unpack: true) }),
      ("1 2 3\n4 5 6", "usecols=(0, -1)", { try .readText($0, useColumns: [0, -1]) }),
      ("1 2", "max_rows=1, skip_footer=1", { try .readText($0, skipFooter: 1, maxRows: 1) }),
      ("1 2\n3 4", "max_rows=1", { try .readText($0, maxRows: 1) }),
      ("", "", { try .readText($0) }), ("1", "", { try .readText($0) }),
      ("1", "ndmin=2", { try .readText($0, minimumDimensions: 2) }),
      (
        "1 2\n3 4", "converters={0: lambda s: float(s) * 2}",
        { try .readText($0, converters: [0: { (Double($0)! * 2).scalar }]) }
      ),
      ("True False 1", "dtype=bool", { try .readText($0, dtype: .bool) }),
      ("1+2j x", "dtype=complex", { try .readText($0, dtype: .complex128) }),
      ("#c\n1 2#d\n\n3 4", "", { try .readText($0) }),
      ("1 2\n3 4", "usecols=5", { try .readText($0, useColumns: [5]) }),
      (
        "1, 2", "delimiter=',', autostrip=True",
        { try .readText($0, fields: .delimiter(","), stripsFields: true) }
      ), ("1.5 2", "dtype=int", { try .readText($0, dtype: .int64) }),
      ("3.7 1", "dtype='i1'", { try .readText($0, dtype: .int8) }),
      ("300 1", "dtype='i1'", { try .readText($0, dtype: .int8) }),
      ("1 2 ", "delimiter=' '", { try .readText($0, fields: .delimiter(" ")) }),
      ("x", "loose=False", { try .readText($0, isLoose: false) }),
      ("1 2", "max_rows=0", { try .readText($0, maxRows: 0) }),
      ("1 2\n3 4", "dtype='f4'", { try .readText($0, dtype: .float32) }),
      (
        "1,,3", "delimiter=',', dtype=None",
        { try .readText($0, dtype: nil, fields: .delimiter(",")) }
      ),
    ]
    for (text, options, read) in cases {
      session.expect("np.genfromtxt(__import__('io').StringIO(\(Self.literal(text))), \(options))")
      { try read(text) }
    }
    try session.run()
    #expect(throws: ArrayError.self) { try NDArray.readText("1 2", names: ["a", "b"]) }
    #expect(throws: ArrayError.self) { try NDArray.readText("1 a", dtype: nil) }
  }

  @Test func saves() throws {
    var generator = TestGenerator(for: "saves")
    var session = ArraySession()
    func python(_ x: String, _ options: String) -> String {
      "(lambda f: (np.savetxt(f, \(x), \(options)), np.frombuffer(f.getvalue().encode(), np.uint8))[1])(__import__('io').StringIO())"
    }
    func expect(_ options: String, _ x: NDArray, _ body: (NDArray) throws(ArrayError) -> String) {
      session.expect(python("x[0]", options), [x]) {
        let bytes = Array(try body(x).utf8)
        return NDArray(bytes, shape: [bytes.count])
      }
    }
    let formats = [
      "%d", "%.2f", "%5d;", "%-8.3g|", "%+d", "%s", "%r", "%10.5e", "%08.3f", "% d", "%u", "%x",
      "%o", "%#x", "%c", "%q", "a%%%d", "", "%5.3d", "%e", "%G", "%.0f", "%#.0f", "%6s|", "%i",
    ]
    for dtype in DType.allCases {
      let any = generator.array(.int8, [3, 2]) % 50
      let x =
        dtype.kind >= .float
        ? any.asType(dtype) / 8
        : dtype.kind == .unsigned ? absolute(any).asType(dtype) : any.asType(dtype)
      for format in formats {
        expect("fmt='\(format)'", x) { (x) throws(ArrayError) in try x.text(format: format) }
      }
      expect("", x) { (x) throws(ArrayError) in try x.text() }
      expect("", x[0]) { (x) throws(ArrayError) in try x.text() }
      expect("delimiter=',', newline='\\r\\n', header='a\\nb', footer='c', comments='//'", x) {
        (x) throws(ArrayError) in
        try x.text(delimiter: ",", newline: "\r\n", header: "a\nb", footer: "c", comments: "//")
      }
      expect("fmt=['%s', '%5s']", x) { (x) throws(ArrayError) in try x.text(formats: ["%s", "%5s"])
      }
      expect("fmt='%s|%s'", x) { (x) throws(ArrayError) in try x.text(format: "%s|%s") }
      expect("fmt='%s %s %s %s'", x) { (x) throws(ArrayError) in try x.text(format: "%s %s %s %s") }
      expect("", x[0, 0]) { (x) throws(ArrayError) in try x.text() }
      expect("", x.reshaped(1, 3, 2)) { (x) throws(ArrayError) in try x.text() }
      expect("", x[..<0]) { (x) throws(ArrayError) in try x.text() }
    }
    let large = NDArray([1e20, -1e300, 0.5, 1e-7])
    for format in ["%d", "%s", "%g", "%.3f", "%25.18e"] {
      expect("fmt='\(format)'", large) { (x) throws(ArrayError) in try x.text(format: format) }
      expect("fmt='\(format)'", NDArray([Double.nan, 1])) { (x) throws(ArrayError) in
        try x.text(format: format)
      }
      expect("fmt='\(format)'", NDArray([Double.infinity])) { (x) throws(ArrayError) in
        try x.text(format: format)
      }
      expect("fmt='\(format)'", NDArray([UInt64.max])) { (x) throws(ArrayError) in
        try x.text(format: format)
      }
    }
    try session.run()
  }

  @Test func plainFiles() throws {
    var generator = TestGenerator(for: "plainFiles")
    var session = ArraySession()
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "weft-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.bin").path
    let other = folder.appending(path: "b.txt").path
    for (text, separator) in [
      ("1 2 3", " "), ("1,2,3", ","), ("1, 2 ,3", ","), ("1 2 x", " "), ("1,,2", ","), ("", " "),
      ("1;2", ","), ("1\n2\t3", " "), ("1 2", ", "), ("nan inf -2.5e3", " "), ("1,2,", ","),
      ("1 , 2", " , "), ("  1 2  ", " "), ("x", " "), ("1 2", ""), ("300 -1", " "), ("1.5 2", " "),
    ] {
      for dtype in [DType.float64, .float32, .int64, .uint8, .complex128, .bool] {
        // NumPy leaves what it did not read undefined.
        for count in text.isEmpty ? [-1] : [-1, 2] {
          session.expect(
            "np.fromstring(\(Self.literal(text)), dtype='\(dtype)', sep='\(separator)', count=\(count))"
          ) {
            try NDArray(text: text, dtype, count: count, separator: separator)
          }
        }
      }
    }
    try session.run()
    for dtype in DType.allCases {
      let x = generator.array(dtype, [3, 4])
      try x.write(elements: path)
      #expect(elementBytes(try NDArray(contentsOf: path, dtype)) == elementBytes(x), "\(dtype)")
      #expect(
        try NDArray(contentsOf: path, dtype, count: 2, offset: dtype.itemSize).isEqual(
          to: x.ravel()[1..<3]) || dtype == .float16)
      try x.write(elements: other, separator: ", ")
      let answers = try askNumPy([
        NumPyQuestion(
          expression:
            "(x[0].tofile('\(other).np', sep=', '), np.fromfile('\(other).np', np.uint8), np.fromfile('\(other)', np.uint8))[1:]",
          arrays: [x])
      ])
      guard case .arrays(let files) = answers[0] else {
        Issue.record("\(answers[0])")
        continue
      }
      #expect(files[0].isEqual(to: files[1]), "\(dtype)")
    }
    #expect(throws: ArrayFileError.self) {
      try NDArray(contentsOf: folder.appending(path: "none").path)
    }
    let table = NDArray([[1.5, 2], [3, -4]])
    try table.saveText(path: other, format: "%.3f", delimiter: ",")
    #expect(try NDArray.loadText(path: other, delimiter: ",").isEqual(to: table))
    #expect(try NDArray.readText(path: other, fields: .delimiter(",")).isEqual(to: table))
  }
}
