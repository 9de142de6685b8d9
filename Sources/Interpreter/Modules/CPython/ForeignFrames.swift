// SPDX-License-Identifier: Apache-2.0
// Frames of the hosted CPython under what scripts do: code there may look at its caller's variables, as pandas does.
import ArrayExchange

struct ForeignFrames {
  let call, setItem, deleteItem: ForeignPointer

  private static let text = """
    def call(function, args, kwargs):
        return function(*args, **kwargs)

    def set_item(container, key, value):
        container[key] = value

    def delete_item(container, key):
        del container[key]
    """

  nonisolated(unsafe) private static var made: ForeignFrames?

  static func get(_ gil: CPython.GIL) throws(CPython.Pending) -> ForeignFrames {
    if let made { return made }
    let names = try gil.dictionary()
    defer { gil.release(names) }
    gil.release(try gil.run(text, as: .file, file: "<weft>", globals: names))
    func function(_ name: String) throws(CPython.Pending) -> ForeignPointer {
      let key = try gil.string(name)
      defer { gil.release(key) }
      return try gil.item(names, key)
    }
    let frames = ForeignFrames(
      call: try function("call"), setItem: try function("set_item"),
      deleteItem: try function("delete_item"))
    made = frames
    return frames
  }

  /// A call with arguments in a row, the last of which have the names.
  func call(
    _ gil: CPython.GIL, _ function: ForeignPointer, _ arguments: [ForeignPointer],
    names: [ForeignPointer]
  ) throws(CPython.Pending) -> ForeignPointer {
    let positional = arguments.count - names.count
    let tuple = try gil.tuple(Array(arguments[..<positional]))
    defer { gil.release(tuple) }
    let keywords = try gil.dictionary()
    defer { gil.release(keywords) }
    for (index, name) in names.enumerated() {
      try gil.setItem(keywords, name, arguments[positional + index])
    }
    return try gil.call(call, function, tuple, keywords)
  }
}
