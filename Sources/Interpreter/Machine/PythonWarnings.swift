// SPDX-License-Identifier: Apache-2.0
// Warnings of built-in functions, through the module warnings as scripts have set it.

enum PythonWarnings {
  /// Warns of the line that called the built-in function; raises the warning where a filter says so.
  static func warn(_ kind: ExceptionKind, _ message: String) throws(Raised) {
    let module = try Import.load("warnings")
    defer { module.release() }
    let function = try getAttribute(module, "warn")
    defer { function.release() }
    let text = Value.string(message)
    defer { text.release() }
    try call(function, text, kind.type.value).release()
  }

  /// Warns of a line of a file.
  static func warn(
    _ kind: ExceptionKind, _ message: String, fileName: String, line: Int
  ) throws(Raised) {
    let module = try Import.load("warnings")
    defer { module.release() }
    let function = try getAttribute(module, "warn_explicit")
    defer { function.release() }
    let arguments = Tuple.make(consuming: [
      .string(message), kind.type.value.retained(), .string(fileName), Value(line),
    ])
    defer { arguments.value.release() }
    try call(function, spreading: arguments, nil).release()
  }
}
