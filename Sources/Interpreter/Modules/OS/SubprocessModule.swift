// SPDX-License-Identifier: Apache-2.0
// _posixsubprocess: the start of a child for subprocess.
import CFork
import Glibc

enum SubprocessModule {
  static var module: NativeModule {
    NativeModule("_posixsubprocess") { module throws(Raised) in
      module.add([Builtin("fork_exec(*args)") { a throws(Raised) in try forkExec(Tuple(a[0])) }])
    }
  }

  /// What a child runs last before it becomes another program; borrowed.
  nonisolated(unsafe) private static var preparation: Value = .none

  /// Strings for C, ended by null; each is to be freed.
  private static func strings(_ values: Value) throws(Raised) -> [UnsafeMutablePointer<CChar>?] {
    var result: [UnsafeMutablePointer<CChar>?] = []
    do throws(Raised) {
      try forEach(values) { value throws(Raised) in
        result.append(strdup(try OSPath.raw(value).map(CChar.init(bitPattern:)) + [0]))
        return true
      }
    } catch {
      for text in result { free(text) }
      throw error
    }
    return result + [nil]
  }

  private static func optional(_ value: Value) throws(Raised) -> Int? {
    value.isNone ? nil : try indexValue(value)
  }

  /// The arguments are those of CPython 3.11 and 3.12, in order.
  private static func forkExec(_ a: Tuple) throws(Raised) -> Value {
    guard a.count == 23 else {
      throw raise(.typeError, "fork_exec expected 23 arguments, got \(a.count)")
    }
    let (closes, kept) = (try isTrue(a[2]), try descriptors(a[3]))
    let report = try Posix.int32(a[13])
    if closes && report < 3 {
      throw raise(.valueError, "errpipe_write must be >= 3")
    }
    var texts: [[UnsafeMutablePointer<CChar>?]] = []
    defer { for list in texts { for text in list { free(text) } } }
    let arguments = try elements(a[0])
    defer { arguments.release() }
    texts.append(try strings(arguments))
    texts.append(try strings(a[1]))
    if !a[5].isNone { texts.append(try strings(a[5])) }
    let folder = a[4].isNone ? nil : strdup(try OSPath.bytes(a[4]))
    defer { free(folder) }
    var child = weft_child()
    child.folder = UnsafePointer(folder)
    (child.input_read, child.input_write) = (try Posix.int32(a[6]), try Posix.int32(a[7]))
    (child.output_read, child.output_write) = (try Posix.int32(a[8]), try Posix.int32(a[9]))
    (child.error_read, child.error_write) = (try Posix.int32(a[10]), try Posix.int32(a[11]))
    (child.report_read, child.report_write) = (try Posix.int32(a[12]), try Posix.int32(a[13]))
    child.closes = closes
    child.restores_signals = try isTrue(a[14])
    child.starts_session = try isTrue(a[15])
    child.process_group = try Posix.int32(a[16])
    if let group = try optional(a[17]) {
      child.sets_group = true
      child.group = gid_t(truncatingIfNeeded: group)
    }
    var groups: [gid_t] = []
    if !a[18].isNone {
      child.sets_groups = true
      try forEach(a[18]) { group throws(Raised) in
        groups.append(gid_t(truncatingIfNeeded: try indexValue(group)))
        return true
      }
    }
    if let user = try optional(a[19]) {
      child.sets_user = true
      child.user = uid_t(truncatingIfNeeded: user)
    }
    child.mask = try Posix.int32(a[20])
    preparation = a[21]
    defer { preparation = .none }
    if !a[21].isNone { child.prepare = { SubprocessModule.prepare() } }
    SysModule.flush()
    // CPython 3.12's subprocess tells the folder apart from other reasons.
    let words = StandardLibrary.folder?.hasSuffix("python3.11") == true ? "noexec" : "noexec:chdir"
    let result = words.withCString { words in
      kept.withUnsafeBufferPointer { kept in
        groups.withUnsafeBufferPointer { groups in
          texts[0].withUnsafeBufferPointer { arguments in
            texts[1].withUnsafeBufferPointer { programs in
              (texts.count > 2 ? texts[2] : []).withUnsafeBufferPointer { environment in
                child.folder_error = words
                (child.kept, child.kept_count) = (kept.baseAddress, kept.count)
                (child.groups, child.group_count) = (groups.baseAddress, groups.count)
                child.arguments = arguments.baseAddress
                child.programs = programs.baseAddress
                child.environment = texts.count > 2 ? environment.baseAddress : nil
                return weft_fork_exec(&child)
              }
            }
          }
        }
      }
    }
    if result < 0 { throw raiseOSError(errno) }
    return Value(Int(result))
  }

  /// The arguments of the program as a tuple; owned.
  private static func elements(_ value: Value) throws(Raised) -> Value {
    if value.has(.tuple) || value.has(.list) { return value.retained() }
    return Tuple.make(consuming: try collect(value)).value
  }

  private static func descriptors(_ value: Value) throws(Raised) -> [Int32] {
    guard value.has(.tuple) else {
      throw raise(
        .typeError, "fork_exec() argument 4 must be tuple, not \(value.type.name)")
    }
    var result: [Int32] = []
    for element in Tuple(value).buffer {
      guard element.isInteger, let number = Int32(exactly: try indexValue(element)), number >= 0,
        number > result.last ?? -1
      else { throw raise(.valueError, "bad value(s) in fds_to_keep") }
      result.append(number)
    }
    return result
  }

  /// Runs the script's function in the child; whether it may go on.
  private static func prepare() -> Bool {
    do throws(Raised) {
      try call(preparation).release()
      SysModule.flush()
      return true
    } catch {
      return false
    }
  }
}
