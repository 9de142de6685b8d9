// SPDX-License-Identifier: Apache-2.0
// Shows compiled code to gdb, by gdb's JIT interface.

import CShims

/// The pieces of code gdb knows of, each with the symbol file that names it.
package struct GDBInterface: @unchecked Sendable {
  private struct Entry {
    let file: UnsafeMutableRawPointer
    let registration: UnsafeMutableRawPointer?
  }

  private var entries: [UInt: Entry] = [:]

  mutating func add(_ name: String, _ address: UInt, _ bytes: Int) {
    let content = SymbolFile.make(name: name, address: address, bytes: bytes)
    let file = UnsafeMutableRawPointer.allocate(byteCount: content.count, alignment: 8)
    content.withUnsafeBytes { file.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    let registration = weft_gdb_register(file, content.count)
    entries[address] = Entry(file: file, registration: registration)
  }

  mutating func remove(_ address: UInt) {
    guard let entry = entries.removeValue(forKey: address) else { return }
    weft_gdb_unregister(entry.registration)
    entry.file.deallocate()
  }

  /// Addresses of the code that gdb would find on attaching, read from the symbol files.
  package static func registeredAddresses() -> [UInt] {
    var addresses: [UInt] = []
    var file: UnsafeRawPointer?
    var entry = weft_gdb_next(nil, &file)
    while entry != nil {
      if let file { addresses.append(SymbolFile.address(in: file)) }
      entry = weft_gdb_next(entry, &file)
    }
    return addresses
  }
}
