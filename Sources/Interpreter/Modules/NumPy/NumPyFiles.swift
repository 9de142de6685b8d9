// SPDX-License-Identifier: Apache-2.0
// numpy._native: bytes and text to arrays and back, for the file functions that Library's parts define.
import Weft

/// An archive of arrays in memory.
private final class ArchiveObject: NativeObject {
  let archive: NPZArchive
  init(_ archive: NPZArchive) { self.archive = archive }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "Archive", module: "numpy._native",
    methods: [
      Builtin("array(self, name, /)") { a throws(Raised) in
        guard let own = a[0].native(ArchiveObject.self) else {
          throw raise(.typeError, "not an archive")
        }
        return ArrayRef.make(
          try checkedEngine { try own.archive.array(NumPyArguments.text(a[1])) })
      }
    ],
    properties: [
      Property("names") { v throws(Raised) in
        List.make(
          consuming: (v.native(ArchiveObject.self)?.archive.names ?? []).map { .string($0) }
        ).value
      }
    ])
}

enum NumPyFiles {
  private typealias Arguments = NumPyArguments

  static var module: NativeModule {
    NativeModule("numpy._native") { module throws(Raised) in
      module.add(CArrays.rows)
      module.add(rows)
      module.add(NumPyErrors.axisError)
    }
  }

  private static func bytes(_ value: Value) throws(Raised) -> [UInt8] {
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(.typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    return bytes
  }

  private static func texts(_ value: Value) throws(Raised) -> [String] {
    try Arguments.map(value) { part throws(Raised) in Arguments.text(part) }
  }

  /// A function of the script that turns a field into a number.
  private static func converter(_ function: Value) -> TextConverter {
    { text in
      let field = Value.string(text)
      defer { field.release() }
      let result = try call(function, field)
      defer { result.release() }
      switch try Arguments.operand(result) {
      case .scalar(let scalar): return scalar
      case .array(let array): return array.scalars()[0]
      }
    }
  }

  private static func converters(_ value: Value) throws(Raised) -> [Int: TextConverter] {
    guard value.has(.dict) else { return [:] }
    var result: [Int: TextConverter] = [:]
    try forEach(value) { key throws(Raised) in
      let function = try getItem(value, key)
      defer { function.release() }
      result[try indexValue(key)] = converter(function)
      return true
    }
    return result
  }

  private static var rows: [Builtin] { binary + text }

  private static var binary: [Builtin] {
    [
      Builtin("npy_bytes(array, /)") { a throws(Raised) in
        .bytes(try Arguments.array(a[0]).npyBytes)
      },
      Builtin("from_npy(data, /)") { a throws(Raised) in
        let data = try bytes(a[0])
        return ArrayRef.make(try checkedEngine { try NDArray(npyBytes: data) })
      },
      Builtin("npz_bytes(names, arrays, compressed, /)") { a throws(Raised) in
        let (names, arrays) = (try texts(a[0]), try Arguments.arrays(a[1]))
        let compressed = try isTrue(a[2])
        let members = zip(names, arrays).map { (name: $0, array: $1) }
        return .bytes(try checkedEngine { try NDArray.npzBytes(members, compressed: compressed) })
      },
      Builtin("npz(data, /)") { a throws(Raised) in
        let data = try bytes(a[0])
        let archive = try checkedEngine { try NPZArchive(bytes: data) }
        return .native(ArchiveObject(archive), ArchiveObject.type)
      },
      Builtin("from_bytes(data, dtype, count, offset, /)") { a throws(Raised) in
        let data = try bytes(a[0])
        let dtype = try a[1].isNone ? .float64 : DTypeObject.dtype(named: a[1])
        let (count, offset) = (try indexValue(a[2]), try indexValue(a[3]))
        return ArrayRef.make(
          try checkedEngine {
            try NDArray(bytes: data, dtype, count: count < 0 ? nil : count, offset: offset)
          })
      },
    ]
  }

  private static var text: [Builtin] {
    [
      Builtin("from_text(text, dtype, count, separator, /)") { a throws(Raised) in
        let text = Arguments.text(a[0])
        let dtype = try a[1].isNone ? .float64 : DTypeObject.dtype(named: a[1])
        let count = try indexValue(a[2])
        let separator = Arguments.text(a[3])
        return ArrayRef.make(
          try checkedEngine {
            try NDArray(
              text: text, dtype, count: count < 0 ? nil : count, separator: separator)
          })
      },
      Builtin(
        "load_text(text, dtype, comments, delimiter, converters, skiprows, usecols, unpack, ndmin, max_rows, quote, /)"
      ) { a throws(Raised) in
        let text = Arguments.text(a[0])
        let dtype = try DTypeObject.dtype(named: a[1])
        let comments = try texts(a[2])
        let delimiter = a[3].isNone ? nil : Arguments.text(a[3])
        let columns = try converters(a[4])
        let each = a[4].isNone || a[4].has(.dict) ? nil : converter(a[4])
        let skipped = try indexValue(a[5])
        let used = try ArrayConversion.axes(a[6])
        let (unpacks, dimensions) = (try isTrue(a[7]), try indexValue(a[8]))
        let most = try Arguments.optional(a[9])
        let quote = a[10].isNone ? nil : Arguments.text(a[10])
        return ArrayRef.make(
          try checkedEngine {
            try NDArray.loadText(
              text, dtype: dtype, comments: comments, delimiter: delimiter, converters: columns,
              converter: each, skipRows: skipped, useColumns: used, unpack: unpacks,
              minimumDimensions: dimensions, maxRows: most, quote: quote)
          })
      },
      Builtin(
        "read_text(text, dtype, comments, delimiter, skip_header, skip_footer, converters, missing, filling, usecols, names, autostrip, unpack, ndmin, max_rows, loose, invalid_raise, /)"
      ) { a throws(Raised) in try readText(a) },
      Builtin("save_text(array, fmt, delimiter, newline, header, footer, comments, /)") {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let formats = a[1].isStr ? nil : Optional(try texts(a[1]))
        let words = (2...6).map { Arguments.text(a[$0]) }
        let format = Arguments.text(a[1], "%.18e")
        return .string(
          try checkedEngine {
            try own.text(
              formats: formats, format: format, delimiter: words[0], newline: words[1],
              header: words[2], footer: words[3], comments: words[4])
          })
      },
    ]
  }

  private static func readText(_ a: BoundArguments) throws(Raised) -> Value {
    let text = Arguments.text(a[0])
    let dtype = try DTypeObject.optional(a[1])
    let comments = a[2].isNone ? nil : Arguments.text(a[2])
    let fields: NDArray.FieldRule
    switch a[3] {
    case let rule where rule.isNone: fields = .whiteSpace
    case let rule where rule.isStr: fields = .delimiter(Str(rule).text)
    case let rule where rule.isInteger: fields = .width(try indexValue(rule))
    default: fields = .widths(try ArrayConversion.shape(a[3]))
    }
    let (header, footer) = (try indexValue(a[4]), try indexValue(a[5]))
    let columns = try converters(a[6])
    let missing = try texts(a[7])
    let filling = try Arguments.map(a[8]) { value throws(Raised) -> Scalar? in
      if value.isNone { return nil }
      switch try Arguments.operand(value) {
      case .scalar(let scalar): return scalar
      case .array(let array): return array.scalars().first
      }
    }
    let used = try ArrayConversion.axes(a[9])
    let names = a[10].isNone ? nil : Optional([String]())
    let (strips, unpacks) = (try isTrue(a[11]), try isTrue(a[12]))
    let dimensions = try indexValue(a[13])
    let most = try Arguments.optional(a[14])
    let (loose, refuses) = (try isTrue(a[15]), try isTrue(a[16]))
    return ArrayRef.make(
      try checkedEngine {
        try NDArray.readText(
          text, dtype: dtype, comments: comments, fields: fields, skipHeader: header,
          skipFooter: footer, converters: columns, missing: missing, filling: filling,
          useColumns: used, names: names, stripsFields: strips, unpack: unpacks,
          minimumDimensions: dimensions, maxRows: most, isLoose: loose, refusesInvalid: refuses)
      })
  }
}
