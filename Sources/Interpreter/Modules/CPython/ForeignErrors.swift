// SPDX-License-Identifier: Apache-2.0
// Exceptions on their way between scripts and the hosted CPython.
import ArrayExchange

enum ForeignErrors {
  /// Takes CPython's pending exception and raises it in the script.
  static func raised(_ gil: CPython.GIL) -> Raised {
    let object = gil.takeException()
    if let original = ForeignTypes.original(gil, object, of: mark) {
      // It comes from a call by CPython: the places there stand before those of the script's that it called.
      let cell = ExceptionRef(original).cell
      let known = held(gil, object, places)
      cell.pointee.traceback = traceback(
        gil, object, before: cell.pointee.traceback, until: known)
      if let known {
        gil.release(known)
        turn(gil, object, from: original)
      }
      gil.release(object)
      return raiseAgain(original)
    }
    return raise(exception(gil, owned: object))
  }

  /// Takes the script's exception and makes it pending in CPython.
  static func pending(_ gil: CPython.GIL) -> CPython.Pending {
    let exception = takeRaised()
    defer { exception.release() }
    do throws(Raised) {
      let object = try object(gil, exception)
      defer { gil.release(object) }
      try lend(gil, object, to: exception)
      return gil.raise(object)
    } catch {
      takeRaised().release()
      return gil.raise("RuntimeError", "a script raised an exception that CPython has no words for")
    }
  }

  /// The attribute by which an exception of one side knows the other's.
  private static let mark = "__weft__"
  static let foreignMark = "__foreign__"

  // MARK: Exceptions of CPython's that scripts pass on

  /// The attribute with the traceback that an exception of CPython's had when a script passed it on.
  private static let places = "__weft_places__"

  /// Turns who knows whom: on its way through CPython its exception keeps the script's, so that the same one comes back.
  ///
  /// Never do both hold each other: no collector sees a circle through both heaps.
  private static func lend(_ gil: CPython.GIL, _ object: ForeignPointer, to exception: Value)
    throws(Raised)
  {
    guard let proxy = try getOptionalAttribute(exception, foreignMark) else { return }
    proxy.release()
    try setAttribute(exception, foreignMark, .unbound)
    try gil.script { () throws(CPython.Pending) in
      try hold(gil, object, exception)
      let known = gil.traceback(of: object) ?? gil.retain(gil.none)
      defer { gil.release(known) }
      try gil.setAttribute(object, places, known)
    }
  }

  /// Turns it back when it has come to a script, which is given `object`.
  private static func turn(_ gil: CPython.GIL, _ object: ForeignPointer, from original: Value) {
    do throws(Raised) {
      try gil.script { () throws(CPython.Pending) in
        try gil.setAttribute(object, mark, nil)
        try gil.setAttribute(object, places, nil)
      }
      let proxy = ForeignObject.value(gil, owned: gil.retain(object))
      defer { proxy.release() }
      try setAttribute(original, foreignMark, proxy)
    } catch {
      takeRaised().release()
    }
  }

  /// Lets an exception of CPython's hold the script's.
  private static func hold(_ gil: CPython.GIL, _ object: ForeignPointer, _ exception: Value)
    throws(CPython.Pending)
  {
    let kept = ForeignCalls.Kept(exception)
    let holder = try gil.callable("exception", payload: kept) { gil, _, _ in gil.retain(gil.none) }
    defer { gil.release(holder) }
    try gil.setAttribute(object, mark, holder)
  }

  /// An attribute of an exception if it has it; the caller owns it.
  private static func held(_ gil: CPython.GIL, _ object: ForeignPointer, _ name: String)
    -> ForeignPointer?
  {
    do throws(CPython.Pending) { return try gil.attributeIfPresent(object, name) } catch {
      gil.release(gil.takeException())
      return nil
    }
  }

  // MARK: To scripts

  /// The script's exception for one of CPython's, to which it takes a reference over; owned.
  static func exception(_ gil: CPython.GIL, owned object: ForeignPointer, depth: Int = 0) -> Value {
    if let original = ForeignTypes.original(gil, object, of: mark) {
      gil.release(object)
      return original
    }
    let type = ForeignTypes.exceptionType(gil, gil.type(of: object))
    let message = gil.text(object)
    var result = instance(gil, object, type)
    let proxy = ForeignObject.value(gil, owned: gil.retain(object))
    defer { proxy.release() }
    know(proxy, gil, by: result)
    let text = try? strText(result)
    if text == nil { takeRaised().release() }
    if text != message {
      // Its class makes the message in a way of its own.
      result.release()
      let arguments = Tuple.make(consuming: [.string(message)])
      result = Exceptions.make(type, arguments: arguments.value)
      know(proxy, gil, by: result)
    }
    let cell = ExceptionRef(result).cell
    let place = traceback(gil, object)
    cell.pointee.traceback.release()
    cell.pointee.traceback = place
    if depth < 16 {
      if let cause = gil.cause(of: object) {
        cell.pointee.cause.release()
        cell.pointee.cause = exception(gil, owned: cause, depth: depth + 1)
      }
      if let context = gil.context(of: object) {
        cell.pointee.context.release()
        cell.pointee.context = exception(gil, owned: context, depth: depth + 1)
      }
    }
    copy("__suppress_context__", gil, object, to: result)
    copyAttributes(gil, object, to: result)
    gil.release(object)
    return result
  }

  /// Lets an exception of a script's know the one of CPython's that it stands for, and what that knows besides its arguments.
  private static func know(_ proxy: Value, _ gil: CPython.GIL, by exception: Value) {
    do throws(Raised) { try setAttribute(exception, foreignMark, proxy) } catch {
      takeRaised().release()
    }
    guard let object = proxy.foreign?.pointer else { return }
    for name in ["name", "path", "filename", "filename2"] {
      copy(name, gil, object, to: exception)
    }
  }

  /// Copies the attributes that code there gave an exception: its `__dict__`.
  private static func copyAttributes(
    _ gil: CPython.GIL, _ object: ForeignPointer, to exception: Value
  ) {
    guard let names = held(gil, object, "__dict__") else { return }
    do throws(Raised) {
      let attributes = try ForeignValues.value(gil, owned: names)
      defer { attributes.release() }
      guard attributes.has(.dict) else { return }
      try Dict(attributes).forEachItem { name, value throws(Raised) in
        if name.isStr { try setAttribute(exception, Str(name), value) }
        return true
      }
    } catch {
      takeRaised().release()
    }
  }

  /// Copies what an exception knows besides its arguments, if it does.
  private static func copy(
    _ name: String, _ gil: CPython.GIL, _ object: ForeignPointer, to exception: Value
  ) {
    do throws(Raised) {
      guard
        let found = try gil.script({ () throws(CPython.Pending) in
          try gil.attributeIfPresent(object, name)
        })
      else { return }
      let value = try ForeignValues.value(gil, owned: found)
      defer { value.release() }
      if !value.isNone { try setAttribute(exception, name, value) }
    } catch {
      takeRaised().release()
    }
  }

  /// An instance of a type with an exception's arguments; owned.
  private static func instance(_ gil: CPython.GIL, _ object: ForeignPointer, _ type: TypeRef)
    -> Value
  {
    do throws(Raised) {
      let arguments = try gil.script { () throws(CPython.Pending) in
        try gil.attribute(object, "args")
      }
      let tuple = try ForeignValues.value(gil, owned: arguments)
      defer { tuple.release() }
      guard tuple.has(.tuple) else {
        return Exceptions.make(type, arguments: Tuple.make(consuming: []).value)
      }
      let made = try call(type.value, spreading: Tuple(tuple), nil)
      if made.has(.exception) { return made }
      made.release()
    } catch {
      takeRaised().release()
    }
    return Exceptions.make(type, arguments: Tuple.make(consuming: []).value)
  }

  /// The places where an exception passed in CPython, up to one, as a traceback of ours before another, which it takes over; owned.
  private static func traceback(
    _ gil: CPython.GIL, _ object: ForeignPointer, before inner: Value = .none,
    until known: ForeignPointer? = nil
  ) -> Value {
    var places: [(file: String, name: String, line: Int)] = []
    var link = gil.traceback(of: object)
    func attribute(_ object: ForeignPointer, _ name: String) -> ForeignPointer? {
      do throws(CPython.Pending) { return try gil.attribute(object, name) } catch {
        gil.release(gil.takeException())
        return nil
      }
    }
    while let entry = link {
      if entry == known {
        gil.release(entry)
        break
      }
      let frame = attribute(entry, "tb_frame")
      let code = frame.flatMap { attribute($0, "f_code") }
      let file = code.flatMap { attribute($0, "co_filename") }
      let name = code.flatMap { attribute($0, "co_name") }
      let line = attribute(entry, "tb_lineno")
      let number = line.flatMap { line in
        do throws(CPython.Pending) { return try gil.int(line) } catch {
          gil.release(gil.takeException())
          return nil
        }
      }
      // Our own functions there say nothing to anybody.
      if let file, let name, gil.text(file) != "<weft>" {
        places.append((gil.text(file), gil.text(name), number ?? 0))
      }
      for object in [frame, code, file, name, line] { if let object { gil.release(object) } }
      let next = attribute(entry, "tb_next")
      gil.release(entry)
      link = next.flatMap { next in
        if !gil.isNone(next) { return next }
        gil.release(next)
        return nil
      }
    }
    var result = inner
    for place in places.reversed() {
      var parts = Code.Parts()
      parts.name = place.name
      parts.qualifiedName = place.name
      parts.fileName = place.file
      let line = Int32(clamping: place.line)
      let position = Position(line: line, endLine: line, column: 0, endColumn: 0)
      let code = Code(parts)
      let entry = TracebackEntry(
        next: result, code: code, position: position, instructionIndex: 0,
        frame: FrameObject.make(elsewhere: code, position))
      result = .native(entry, machine.pointee.types.traceback)
    }
    return result
  }

  // MARK: To CPython

  /// The object of a script's exception, which knows it and is known by it; the caller owns the result.
  static func object(_ gil: CPython.GIL, _ exception: Value) throws(Raised) -> ForeignPointer {
    if let proxy = try getOptionalAttribute(exception, foreignMark) {
      defer { proxy.release() }
      if let foreign = proxy.foreign { return gil.retain(foreign.pointer) }
    }
    let type = ForeignTypes.foreignExceptionType(gil, exception.type)
    let tuple = try ForeignValues.object(gil, ExceptionRef(exception).cell.pointee.arguments)
    defer { gil.release(tuple) }
    let made: ForeignPointer
    do throws(CPython.Pending) { made = try gil.call(type, tuple: tuple, keywords: nil) } catch {
      gil.release(gil.takeException())
      let text = try strText(exception)
      made = try gil.script { () throws(CPython.Pending) in
        let message = try gil.string(text)
        defer { gil.release(message) }
        return try gil.call(gil.builtin("RuntimeError") ?? type, message)
      }
    }
    try gil.script { () throws(CPython.Pending) in try hold(gil, made, exception) }
    return made
  }
}
