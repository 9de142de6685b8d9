// SPDX-License-Identifier: Apache-2.0
// The smallest object file that tells a debugger the name of a piece of code.

/// Writes an ELF file with one function symbol, for code that is already in memory.
///
/// Five sections: the empty one, `.text` (NOBITS: it has an address and a size, but the bytes are in memory), `.symtab`,
/// `.strtab`, `.shstrtab`. Sizes and values are those of the System V ABI, "Object Files", and its x86-64 supplement.
package enum SymbolFile {
  private static let headerBytes = 64
  private static let sectionHeaderBytes = 64
  private static let symbolBytes = 24

  package static func make(name: String, address: UInt, bytes: Int) -> [UInt8] {
    let symbolStrings: [UInt8] = [0] + Array(name.utf8.filter { $0 != 0 }) + [0]
    var sectionStrings: [UInt8] = [0]
    func offset(of section: String) -> UInt32 {
      let start = UInt32(sectionStrings.count)
      sectionStrings += Array(section.utf8) + [0]
      return start
    }
    let textName = offset(of: ".text")
    let symbolsName = offset(of: ".symtab")
    let stringsName = offset(of: ".strtab")
    let sectionsName = offset(of: ".shstrtab")

    let symbolsStart = headerBytes
    let stringsStart = symbolsStart + 2 * symbolBytes
    let sectionStringsStart = stringsStart + symbolStrings.count
    let end = sectionStringsStart + sectionStrings.count
    let sectionsStart = (end + 7) & ~7

    var file = Bytes()
    file.header(sections: UInt64(sectionsStart), count: 5, names: 4)
    file.symbol(name: 0, info: 0, section: 0, value: 0, size: 0)
    // Global function in section 1; the value is an offset in a relocatable file, an address in an executable one.
    file.symbol(name: 1, info: 0x12, section: 1, value: UInt64(address), size: UInt64(bytes))
    file.append(symbolStrings)
    file.append(sectionStrings)
    file.pad(to: sectionsStart)
    file.section(Section())
    file.section(
      Section(
        name: textName, type: 8, flags: 6, address: UInt64(address),
        offset: UInt64(headerBytes), size: UInt64(bytes), alignment: 64))
    file.section(
      Section(
        name: symbolsName, type: 2, offset: UInt64(symbolsStart), size: UInt64(2 * symbolBytes),
        link: 3, info: 1, alignment: 8, entry: UInt64(symbolBytes)))
    file.section(
      Section(
        name: stringsName, type: 3, offset: UInt64(stringsStart),
        size: UInt64(symbolStrings.count), alignment: 1))
    file.section(
      Section(
        name: sectionsName, type: 3, offset: UInt64(sectionStringsStart),
        size: UInt64(sectionStrings.count), alignment: 1))
    return file.content
  }

  /// The address that a file made by `make` names: the value of its second symbol.
  static func address(in file: UnsafeRawPointer) -> UInt {
    UInt(file.loadUnaligned(fromByteOffset: headerBytes + symbolBytes + 8, as: UInt64.self))
  }

  /// The fields of Elf64_Shdr.
  private struct Section {
    var name: UInt32 = 0
    var type: UInt32 = 0
    var flags: UInt64 = 0
    var address: UInt64 = 0
    var offset: UInt64 = 0
    var size: UInt64 = 0
    var link: UInt32 = 0
    var info: UInt32 = 0
    var alignment: UInt64 = 0
    var entry: UInt64 = 0
  }

  private struct Bytes {
    var content: [UInt8] = []

    mutating func append(_ bytes: [UInt8]) { content += bytes }

    mutating func append<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { content.append(contentsOf: $0) }
    }

    mutating func pad(to offset: Int) {
      content += [UInt8](repeating: 0, count: offset - content.count)
    }

    /// Elf64_Ehdr: 64-bit, little endian, System V, executable (2), x86-64 (62), no program headers.
    mutating func header(sections: UInt64, count: UInt16, names: UInt16) {
      append([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8))
      append(UInt16(2))
      append(UInt16(62))
      append(UInt32(1))
      append(UInt64(0))
      append(UInt64(0))
      append(sections)
      append(UInt32(0))
      append(UInt16(headerBytes))
      append(UInt16(0))
      append(UInt16(0))
      append(UInt16(sectionHeaderBytes))
      append(count)
      append(names)
    }

    /// Elf64_Sym.
    mutating func symbol(name: UInt32, info: UInt8, section: UInt16, value: UInt64, size: UInt64) {
      append(name)
      append(info)
      append(UInt8(0))
      append(section)
      append(value)
      append(size)
    }

    mutating func section(_ section: Section) {
      append(section.name)
      append(section.type)
      append(section.flags)
      append(section.address)
      append(section.offset)
      append(section.size)
      append(section.link)
      append(section.info)
      append(section.alignment)
      append(section.entry)
    }
  }
}
