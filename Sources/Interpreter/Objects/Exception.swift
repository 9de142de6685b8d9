// SPDX-License-Identifier: Apache-2.0
// Exception objects and the built-in exception types.

struct ExceptionCell: BitwiseCopyable {
  var header: Header
  /// A tuple.
  var arguments: Value
  var cause: Value
  var context: Value
  /// The innermost entry of the traceback, or none.
  var traceback: Value
  /// `__dict__`, or unbound until asked for.
  var attributes: Value
  /// A dict of the attributes of its kind (errno, name, value …), or unbound.
  var extras: Value
  var suppressesContext: Bool
}

/// A reference to an exception; does not count.
struct ExceptionRef: BitwiseCopyable {
  let cell: UnsafeMutablePointer<ExceptionCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var arguments: Tuple { Tuple(cell.pointee.arguments) }

  /// The dictionary of attributes, made if there is none; borrowed.
  var attributes: Dict {
    if cell.pointee.attributes.isUnbound { cell.pointee.attributes = Dict.make().value }
    return Dict(cell.pointee.attributes)
  }

  /// The attributes of its kind, made if there are none; borrowed.
  var extras: Dict {
    if cell.pointee.extras.isUnbound { cell.pointee.extras = Dict.make().value }
    return Dict(cell.pointee.extras)
  }

  /// An attribute of its kind; borrowed, unbound if it was not set.
  func extra(_ name: String) -> Value {
    cell.pointee.extras.isUnbound ? .unbound : Dict(cell.pointee.extras).get(name)
  }
}

/// The built-in exceptions: name and base, in an order where bases come first.
enum ExceptionKind: Int, CaseIterable {
  case baseException, baseExceptionGroup, exception, exceptionGroup
  case generatorExit, keyboardInterrupt, systemExit
  case arithmeticError, floatingPointError, overflowError, zeroDivisionError
  case assertionError, attributeError, bufferError, eofError
  case importError, moduleNotFoundError
  case lookupError, indexError, keyError
  case memoryError, nameError, unboundLocalError
  case osError, blockingIOError, childProcessError, connectionError, brokenPipeError
  case connectionAbortedError, connectionRefusedError, connectionResetError
  case fileExistsError, fileNotFoundError, interruptedError, isADirectoryError
  case notADirectoryError, permissionError, processLookupError, timeoutError
  case referenceError, runtimeError, notImplementedError, recursionError
  case stopIteration, stopAsyncIteration
  case syntaxError, indentationError, tabError
  case systemError, typeError
  case valueError, unicodeError, unicodeDecodeError, unicodeEncodeError, unicodeTranslateError
  case warning, bytesWarning, deprecationWarning, encodingWarning, futureWarning, importWarning
  case pendingDeprecationWarning, resourceWarning, runtimeWarning, syntaxWarning
  case unicodeWarning, userWarning

  /// The name that scripts see.
  var name: String {
    switch self {
    case .osError: "OSError"
    case .eofError: "EOFError"
    case .blockingIOError: "BlockingIOError"
    default: "\(self)".prefix(1).uppercased() + "\(self)".dropFirst()
    }
  }

  var base: ExceptionKind? {
    switch self {
    case .baseException: nil
    case .baseExceptionGroup, .exception, .generatorExit, .keyboardInterrupt, .systemExit:
      .baseException
    case .exceptionGroup: .baseExceptionGroup
    case .floatingPointError, .overflowError, .zeroDivisionError: .arithmeticError
    case .moduleNotFoundError: .importError
    case .indexError, .keyError: .lookupError
    case .unboundLocalError: .nameError
    case .blockingIOError, .childProcessError, .connectionError, .fileExistsError,
      .fileNotFoundError, .interruptedError, .isADirectoryError, .notADirectoryError,
      .permissionError, .processLookupError, .timeoutError:
      .osError
    case .brokenPipeError, .connectionAbortedError, .connectionRefusedError,
      .connectionResetError:
      .connectionError
    case .notImplementedError, .recursionError: .runtimeError
    case .indentationError: .syntaxError
    case .tabError: .indentationError
    case .unicodeError: .valueError
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError: .unicodeError
    case .bytesWarning, .deprecationWarning, .encodingWarning, .futureWarning, .importWarning,
      .pendingDeprecationWarning, .resourceWarning, .runtimeWarning, .syntaxWarning,
      .unicodeWarning, .userWarning:
      .warning
    default: .exception
    }
  }

  /// The type object.
  var type: TypeRef { Exceptions.types.unsafelyUnwrapped[rawValue] }
}

enum Exceptions {
  /// The type objects by `ExceptionKind`; made by `Boot`.
  nonisolated(unsafe) static var types: UnsafeMutablePointer<TypeRef>? = nil

  /// A new exception with a tuple of arguments, owned (consumed); owned.
  static func make(_ type: TypeRef, arguments: Value) -> Value {
    let exact = !type.flags.contains(.heapType)
    let cell = Heap.make(ExceptionCell.self, .exception, type, exact: exact, container: true)
    cell.pointee.arguments = arguments
    cell.pointee.cause = .none
    cell.pointee.context = .none
    cell.pointee.traceback = .none
    cell.pointee.attributes = .unbound
    cell.pointee.extras = .unbound
    cell.pointee.suppressesContext = false
    return Value(cell)
  }

  /// Sets `__context__` of an exception about to be raised: the one being handled, without making a cycle.
  static func setContext(of exception: Value) {
    let handled = machine.pointee.handled
    guard handled.tag == .object, !handled.isIdentical(to: exception) else { return }
    // An exception that is raised while one of its own descendants in the chain is handled must be cut out of that chain.
    var link = handled
    // A script may have made a cycle of them: a second walk at half the speed meets the first (Floyd).
    var (slow, isSlowTurn) = (handled, false)
    while true {
      let next = ExceptionRef(link).cell.pointee.context
      if next.isNone { break }
      if next.isIdentical(to: exception) {
        ExceptionRef(link).cell.pointee.context = .none
        next.release()
        break
      }
      link = next
      if link.isIdentical(to: slow) { break }
      if isSlowTurn { slow = ExceptionRef(slow).cell.pointee.context }
      isSlowTurn.toggle()
    }
    let cell = ExceptionRef(exception).cell
    let old = cell.pointee.context
    cell.pointee.context = handled.retained()
    old.release()
  }
}
