// SPDX-License-Identifier: Apache-2.0
// Proxies: objects of the hosted CPython as scripts see them.
import ArrayExchange

typealias ForeignPointer = UnsafeMutableRawPointer

/// A reference to an object of the hosted CPython.
final class ForeignObject: NativeObject {
  let object: CPython.Object
  var pointer: ForeignPointer { object.pointer }
  /// Whether it is the original `numpy.asarray`, the one function that takes arrays of ours; nil until somebody asked.
  private var isAsArray: Bool?

  /// Of an iterator that has ended, the value of its StopIteration until somebody takes it; owned.
  var stopValue = Value.none

  private init(_ object: CPython.Object) { self.object = object }
  deinit { stopValue.release() }

  /// The proxies there are, by the address of their object: one each, so that `is` says what it says in CPython.
  ///
  /// Borrowed; a proxy takes itself out when it ends.
  nonisolated(unsafe) private static var proxies: [ForeignPointer: Value] = [:]

  override func end(_ cell: UnsafeMutablePointer<NativeCell>) {
    Self.proxies[pointer] = nil
    super.end(cell)
  }

  /// The proxy of an object, to which it takes a reference over; owned.
  static func value(_ gil: CPython.GIL, owned pointer: ForeignPointer) -> Value {
    if let known = proxies[pointer] {
      gil.release(pointer)
      return known.retained()
    }
    let type = gil.isCallable(pointer) ? ForeignType.callable : ForeignType.object
    let proxy = Value.native(ForeignObject(CPython.Object(owned: pointer)), type)
    proxies[pointer] = proxy
    return proxy
  }

  /// Its memory, and where the elements are, if it has the buffer protocol.
  func lend() -> (BufferLayout, UnsafeMutableRawBufferPointer, owner: AnyObject)? {
    CPython.withGIL { gil in
      do throws(CPython.Pending) {
        let (memory, format, owner) = try gil.lent(pointer)
        var layout = BufferLayout(
          format: format, itemSize: memory.format.byteCount, shape: memory.shape,
          isReadOnly: memory.isReadOnly)
        layout.strides = memory.strides
        for (length, stride) in zip(memory.shape, memory.strides)
        where stride < 0 && memory.count > 0 {
          layout.offset -= (length - 1) * stride
        }
        return (
          layout,
          UnsafeMutableRawBufferPointer(
            start: memory.address - layout.offset, count: layout.reach), owner
        )
      } catch {
        gil.release(gil.takeException())
        return nil
      }
    }
  }

  /// Whether calls of it turn arrays of ours into the original NumPy's.
  func takesArrays(_ gil: CPython.GIL) -> Bool {
    if let isAsArray { return isAsArray }
    var result = false
    do throws(CPython.Pending) {
      if let name = try gil.attributeIfPresent(pointer, "__name__") {
        defer { gil.release(name) }
        if gil.exactKind(of: name) == .string, try gil.string(name) == "asarray" {
          let numpy = try gil.importModule("numpy")
          defer { gil.release(numpy) }
          let function = try gil.attribute(numpy, "asarray")
          defer { gil.release(function) }
          result = function == pointer
        }
      }
    } catch {
      gil.release(gil.takeException())
    }
    isAsArray = result
    return result
  }
}

extension Value {
  /// The foreign object of a proxy; nil for other values.
  var foreign: ForeignObject? {
    has(.native) ? native(ForeignObject.self) : nil
  }
}

/// How scripts call into CPython.
enum Foreign {
  /// Runs `body` with CPython's lock held; there must be a host, which whoever has a proxy knows.
  static func run<R>(_ body: (CPython.GIL) throws(Raised) -> R) throws(Raised) -> R {
    try CPython.withGIL(body)
  }

  /// The host, started if need be; ImportError without one.
  static func start() throws(Raised) -> CPython {
    do throws(CPythonError) {
      return try CPython.shared
    } catch {
      throw raise(.importError, "\(error)")
    }
  }
}

extension CPython.GIL {
  /// Runs `body`; an exception of CPython's becomes one of the script's.
  @inline(__always)
  func script<R>(_ body: () throws(CPython.Pending) -> R) throws(Raised) -> R {
    do throws(CPython.Pending) {
      return try body()
    } catch {
      throw ForeignErrors.raised(self)
    }
  }

  /// Runs the script's code in a call from CPython; its exception becomes one of CPython's.
  func foreign<R>(_ body: () throws(Raised) -> R) throws(CPython.Pending) -> R {
    do throws(Raised) {
      return try body()
    } catch {
      throw ForeignErrors.pending(self)
    }
  }
}
