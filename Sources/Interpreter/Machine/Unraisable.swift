// SPDX-License-Identifier: Apache-2.0
// Exceptions that nobody can handle: where an object ends, or C has called.

/// Reports an exception that nobody can handle to `sys.unraisablehook`, and ends it.
///
/// `text` says what was done, `value` with what.
func reportUnraisable(_ text: String, _ value: Value) {
  let exception = takeRaised()
  let report = Unraisable.report(exception, text, value)
  defer {
    exception.release()
    report.release()
  }
  let hook = SysModule.attribute("unraisablehook")
  if hook.isUnbound || hook.isNone { return }
  hook.retained()
  defer { hook.release() }
  do throws(Raised) {
    try call(hook, report).release()
  } catch {
    // As the last resort the hook's own exception is printed.
    let failure = takeRaised()
    let report = Unraisable.report(failure, "Exception ignored in sys.unraisablehook", hook)
    defer {
      failure.release()
      report.release()
    }
    Unraisable.print(report)
  }
}

enum Unraisable {
  nonisolated(unsafe) private static let type = StructSequence.makeType(
    "UnraisableHookArgs", ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"])

  /// What the hook is given; owned.
  static func report(_ exception: Value, _ text: String, _ value: Value) -> Value {
    StructSequence.make(
      type,
      [
        exception.type.value.retained(), exception.retained(),
        ExceptionRef(exception).cell.pointee.traceback.retained(),
        text == "Exception ignored in" ? .none : .string(text), value.retained(),
      ])
  }

  /// What the hook does if no script has put another in its place.
  static func print(_ report: Value) {
    let parts = Tuple(report)
    guard report.type == type, parts[1].has(.exception) else { return }
    do throws(Raised) {
      let file = SysModule.attribute("stderr")
      if file.isUnbound || file.isNone { return }
      let text = parts[3].isStr ? Str(parts[3]).text : "Exception ignored in"
      var seen: [UInt64] = []
      let message = Value.string(
        "\(text): \(try reprText(parts[4]))\n\(try TracebackPrinter.chain(parts[1], &seen))")
      defer { message.release() }
      try callMethod(file, .write, message).release()
      try callMethod(file, .flush).release()
    } catch {
      takeRaised().release()
    }
  }
}
