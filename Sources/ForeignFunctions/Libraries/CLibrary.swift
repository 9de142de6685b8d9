// SPDX-License-Identifier: Apache-2.0
// Shared libraries and the symbols in them.

import Glibc

/// A shared library of C functions.
///
/// The library stays loaded as long as the object or a function from it lives.
public final class CLibrary: Sendable {
  /// How a library is loaded.
  public struct Options: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    /// Libraries loaded later find this one's symbols: `RTLD_GLOBAL`.
    public static let global = Options(rawValue: 1)
    /// Symbols are looked up when they are first called: `RTLD_LAZY`.
    public static let lazy = Options(rawValue: 2)
  }

  /// The name it was loaded by; empty for the program itself.
  public let name: String
  /// What dlopen returned.
  public let handle: UInt

  /// Loads a library.
  ///
  /// - Parameters:
  ///   - name: A path, if it has a slash; else a name that the dynamic linker looks up, such as `libm.so.6`.
  ///   - options: How it is loaded; nothing means at once and for itself.
  /// - Throws: `FFIError.libraryNotFound` with the dynamic linker's words.
  public init(_ name: String, _ options: Options = []) throws(FFIError) {
    var mode = options.contains(.lazy) ? RTLD_LAZY : RTLD_NOW
    if options.contains(.global) { mode |= RTLD_GLOBAL }
    guard let handle = dlopen(name, mode) else {
      throw .libraryNotFound(name, message: Self.message)
    }
    self.name = name
    self.handle = UInt(bitPattern: handle)
  }

  private init(program handle: UnsafeMutableRawPointer?) {
    name = ""
    self.handle = UInt(bitPattern: handle)
  }

  /// The program itself and the libraries it was linked with, C's among them.
  public static let program = CLibrary(program: dlopen(nil, RTLD_NOW))

  deinit { dlclose(UnsafeMutableRawPointer(bitPattern: handle)!) }

  /// The address of a function or a variable; valid while the library lives.
  ///
  /// - Throws: `FFIError.symbolNotFound` with the dynamic linker's words.
  public func symbol(_ symbol: String) throws(FFIError) -> UnsafeMutableRawPointer {
    _ = dlerror()
    guard let address = dlsym(UnsafeMutableRawPointer(bitPattern: handle)!, symbol) else {
      throw .symbolNotFound(symbol, message: Self.message)
    }
    return address
  }

  /// What dlerror says; a symbol may also be there with the address 0, and then it says nothing.
  private static var message: String {
    dlerror().map { String(cString: $0) } ?? "symbol at address 0"
  }
}
