// SPDX-License-Identifier: Apache-2.0
// A pattern compiled by PCRE2, for each width of text and way of matching that was asked for.
import CPCRE2

final class RegexProgram {
  enum Mode: Int { case search, match, full }

  /// The spans of the whole and of each group; -1 for a group that took no part.
  typealias Spans = [Int]

  let source: String
  let flags: RegexFlags
  let groupCount: Int
  let names: [(name: String, number: Int)]
  /// The place of each group in the order of closing brackets.
  private let closing: [Int]
  private var narrow: [OpaquePointer?] = [nil, nil, nil]
  private var wide: [OpaquePointer?] = [nil, nil, nil]
  /// The pattern holds characters that narrow text cannot.
  private var isWideOnly = false
  private var narrowData: OpaquePointer?
  private var wideData: OpaquePointer?

  init(_ parser: RegexParser, _ source: String) {
    self.source = source
    flags = parser.flags
    groupCount = parser.groupCount
    names = parser.names
    var closing = [Int](repeating: 0, count: parser.groupCount + 1)
    for (place, group) in parser.closingOrder.enumerated() { closing[group] = place }
    self.closing = closing
  }

  deinit {
    for code in narrow { pcre2_code_free_8(code) }
    for code in wide { pcre2_code_free_32(code) }
    pcre2_match_data_free_8(narrowData)
    pcre2_match_data_free_32(wideData)
  }

  private func options(_ mode: Mode) -> UInt32 {
    var options = PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_UTF
    if flags.contains(.unicode) { options |= PCRE2_UCP }
    if mode != .search { options |= PCRE2_ANCHORED }
    if mode == .full { options |= PCRE2_ENDANCHORED }
    return options
  }

  /// Compiles for one way of matching; nil, or PCRE2's own message.
  func prepare(_ mode: Mode, wide isWide: Bool) -> String? {
    let isWide = isWide || isWideOnly
    if (isWide ? wide : narrow)[mode.rawValue] != nil { return nil }
    var (number, offset): (Int32, Int) = (0, 0)
    if isWide {
      let text = source.unicodeScalars.map(\.value)
      let context = pcre2_compile_context_create_32(nil)
      defer { pcre2_compile_context_free_32(context) }
      pcre2_set_newline_32(context, UInt32(PCRE2_NEWLINE_LF))
      guard
        let code = pcre2_compile_32(text, text.count, options(mode), &number, &offset, context)
      else { return message(number) }
      pcre2_jit_compile_32(code, PCRE2_JIT_COMPLETE)
      wide[mode.rawValue] = code
      if wideData == nil { wideData = pcre2_match_data_create_from_pattern_32(code, nil) }
      return nil
    }
    let text = Array(source.utf8)
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    guard let code = pcre2_compile_8(text, text.count, options(mode), &number, &offset, context)
    else {
      isWideOnly = true
      return prepare(mode, wide: true)
    }
    pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
    narrow[mode.rawValue] = code
    if narrowData == nil { narrowData = pcre2_match_data_create_from_pattern_8(code, nil) }
    return nil
  }

  private func message(_ number: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(number, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  // MARK: Matching

  /// Deep patterns need room: the stacks of PCRE2's compiled code grow up to this.
  private static let stackLimit = 64 << 20
  nonisolated(unsafe) private static let narrowContext: OpaquePointer? = {
    let context = pcre2_match_context_create_8(nil)
    pcre2_jit_stack_assign_8(
      context, nil,
      UnsafeMutableRawPointer(
        pcre2_jit_stack_create_8(32 << 10, stackLimit, nil)))
    pcre2_set_match_limit_8(context, .max)
    pcre2_set_depth_limit_8(context, .max)
    pcre2_set_heap_limit_8(context, .max)
    return context
  }()
  nonisolated(unsafe) private static let wideContext: OpaquePointer? = {
    let context = pcre2_match_context_create_32(nil)
    pcre2_jit_stack_assign_32(
      context, nil,
      UnsafeMutableRawPointer(
        pcre2_jit_stack_create_32(32 << 10, stackLimit, nil)))
    pcre2_set_match_limit_32(context, .max)
    pcre2_set_depth_limit_32(context, .max)
    pcre2_set_heap_limit_32(context, .max)
    return context
  }()

  /// Matches in text that begins at position 0 and ends at `end`, from `start`; nil if it does not match.
  ///
  /// `notEmpty` refuses an empty match at `start`.
  func run(_ subject: RegexSubject, _ mode: Mode, from start: Int, to end: Int, notEmpty: Bool)
    throws(Raised) -> Spans?
  {
    let isWide = subject.isWide || isWideOnly
    if let message = prepare(mode, wide: isWide) { throw raise(.runtimeError, message) }
    let options = notEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
    let result: Int32
    let vector: UnsafeMutablePointer<Int>?
    if isWide || isWideOnly {
      result = subject.withWide {
        pcre2_match_32(
          wide[mode.rawValue], $0, end, start, options, wideData, Self.wideContext)
      }
      vector = pcre2_get_ovector_pointer_32(wideData)
    } else {
      result = subject.withNarrow {
        pcre2_match_8(
          narrow[mode.rawValue], $0, end, start, options, narrowData, Self.narrowContext)
      }
      vector = pcre2_get_ovector_pointer_8(narrowData)
    }
    if result == PCRE2_ERROR_NOMATCH { return nil }
    guard result >= 0, let vector else {
      if result == PCRE2_ERROR_NOMEMORY || result == PCRE2_ERROR_JIT_STACKLIMIT {
        throw raise(.memoryError, "regular expression needs too much memory")
      }
      throw raise(.runtimeError, message(result))
    }
    // Groups after the last that took part are not written by the interpreter of PCRE2.
    var spans = Spans(repeating: -1, count: (groupCount + 1) * 2)
    let written = result == 0 ? groupCount + 1 : Int(result)
    for index in 0..<min(written, groupCount + 1) * 2 { spans[index] = vector[index] }
    return spans
  }

  /// The group that closed last, as Python counts it: of those that end last, the outermost.
  func lastGroup(_ spans: Spans) -> Int? {
    var best: Int?
    for group in 1..<max(1, groupCount + 1) where spans[group * 2] >= 0 {
      guard let known = best else {
        best = group
        continue
      }
      let (a, b) = (spans[group * 2 + 1], spans[known * 2 + 1])
      if a > b || (a == b && closing[group] > closing[known]) { best = group }
    }
    return best
  }
}

/// What is searched: a string or bytes; held as long as the match needs it.
final class RegexSubject {
  /// Owned.
  let value: Value
  let isBytes: Bool
  let count: Int
  /// Bytes of what is neither a string nor bytes; wide copies of narrow strings.
  private var copy: [UInt8] = []
  private var widened: [UInt32]?

  init(_ value: Value) throws(Raised) {
    if value.isStr {
      (isBytes, count) = (false, Str(value).count)
    } else {
      isBytes = true
      if value.has(.bytes) {
        count = Bytes(value).count
      } else {
        guard let bytes = ByteArray.anyBytes(of: value) else {
          throw raise(
            .typeError, "expected string or bytes-like object, got '\(value.type.name)'")
        }
        copy = bytes
        count = bytes.count
      }
    }
    self.value = value.retained()
  }
  deinit { value.release() }

  var isWide: Bool { !isBytes && Str(value).isWide }

  func withNarrow<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
    if !isBytes { return body(Str(value).bytes) }
    if value.has(.bytes) { return body(Bytes(value).start) }
    return (copy + [0]).withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
  }

  func withWide<R>(_ body: (UnsafePointer<UInt32>) -> R) -> R {
    if isWide { return body(Str(value).words) }
    if widened == nil {
      widened = withNarrow { start in (0..<count).map { UInt32(start[$0]) } + [0] }
    }
    return (widened ?? [0]).withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
  }

  /// A part of it, of the same type; owned.
  func slice(_ start: Int, _ end: Int) -> Value {
    if start == 0, end == count, value.isExactly(.str) || value.isExactly(.bytes) {
      return value.retained()
    }
    let end = max(start, end)
    if isBytes {
      return withNarrow { .bytes(UnsafeBufferPointer(start: $0 + start, count: end - start)) }
    }
    let string = Str(value)
    if string.isWide {
      return Str.make(UnsafeBufferPointer(start: string.words + start, count: end - start)).value
    }
    if end - start < 2 || !string.isASCII {
      return Str.make(
        UnsafeBufferPointer(start: string.bytes + start, count: end - start).map(UInt32.init)
      ).value
    }
    let result = Str.allocate(narrow: end - start, ascii: true)
    result.bytes.update(from: string.bytes + start, count: end - start)
    return result.value
  }
}
