// SPDX-License-Identifier: Apache-2.0
// Files: a buffered descriptor with text or bytes on top; sys.stdout and what open() gives.
import Glibc

/// An open file.
///
/// Text files encode as UTF-8 and translate line ends as `newline` says.
final class FileObject: NativeObject {
  let descriptor: Int32
  let name: Value
  let mode: String
  let isText: Bool
  let canRead, canWrite: Bool
  /// `newline`: nil translates "\r\n" and "\r" on reading; others as open() defines.
  let newline: String?
  let encoding: String
  let errors: String
  let closesDescriptor: Bool
  var isClosed = false
  var isLineBuffered = false
  /// Bytes read but not yet taken, from `readPosition`; and bytes to be written.
  private var readBuffer: [UInt8] = []
  private var readPosition = 0
  private var writeBuffer: [UInt8] = []
  private var atEnd = false

  init(
    _ descriptor: Int32, name: Value, mode: String, isText: Bool, canRead: Bool, canWrite: Bool,
    newline: String? = nil, encoding: String = "utf-8", errors: String = "strict",
    closesDescriptor: Bool = true
  ) {
    self.descriptor = descriptor
    self.name = name.retained()
    self.mode = mode
    self.isText = isText
    self.canRead = canRead
    self.canWrite = canWrite
    self.newline = newline
    self.encoding = encoding
    self.errors = errors
    self.closesDescriptor = closesDescriptor
  }

  deinit {
    if !isClosed {
      try? flush()
      if closesDescriptor { Glibc.close(descriptor) }
    }
    name.release()
  }

  // MARK: Writing

  func write(_ bytes: some Collection<UInt8>) throws(Raised) {
    writeBuffer.append(contentsOf: bytes)
    if writeBuffer.count > 8192 || (isLineBuffered && bytes.contains(10)) { try flush() }
  }

  func flush() throws(Raised) {
    var start = 0
    defer { writeBuffer.removeAll(keepingCapacity: true) }
    while start < writeBuffer.count {
      let count = writeBuffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw raiseOSError(errno)
      }
      start += count
    }
  }

  func close() throws(Raised) {
    guard !isClosed else { return }
    defer {
      isClosed = true
      if closesDescriptor { Glibc.close(descriptor) }
    }
    try flush()
  }

  // MARK: Reading

  /// Reads more bytes into the buffer; false at the end of the file.
  private func fill() throws(Raised) -> Bool {
    if atEnd { return false }
    if readPosition > 0 {
      readBuffer.removeFirst(readPosition)
      readPosition = 0
    }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR {
          if machine.pointee.interrupted { try Machine.attend() }
          continue
        }
        throw raiseOSError(errno)
      }
      if count == 0 {
        atEnd = true
        return false
      }
      readBuffer.append(contentsOf: chunk[..<count])
      return true
    }
  }

  /// Up to `count` bytes, all for a negative count.
  func read(_ count: Int) throws(Raised) -> [UInt8] {
    while count < 0 || readBuffer.count - readPosition < count {
      if try !fill() { break }
    }
    let end = count < 0 ? readBuffer.count : min(readBuffer.count, readPosition + count)
    defer { readPosition = end }
    return Array(readBuffer[readPosition..<end])
  }

  /// Up to `count` characters of UTF-8, all for a negative count.
  func readCharacters(_ count: Int) throws(Raised) -> [UInt8] {
    if count < 0 { return try read(-1) }
    var (end, characters) = (readPosition, 0)
    while characters < count {
      if end >= readBuffer.count {
        let offset = end - readPosition
        if try !fill() { break }
        end = readPosition + offset
        continue
      }
      let lead = readBuffer[end]
      let width = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      while readBuffer.count < end + width {
        let offset = end - readPosition
        if try !fill() { break }
        end = readPosition + offset
      }
      end = min(end + width, readBuffer.count)
      characters += 1
    }
    defer { readPosition = end }
    return Array(readBuffer[readPosition..<end])
  }

  /// One line with its end; empty at the end of the file.
  func readLine(_ limit: Int = -1) throws(Raised) -> [UInt8] {
    var searched = readPosition
    while true {
      var index = searched
      while index < readBuffer.count {
        let byte = readBuffer[index]
        if byte == 10 && newline != "\r" { return takeLine(to: index + 1, limit) }
        if byte == 13 && isText && (newline == nil || newline == "" || newline == "\r") {
          if newline == "\r" { return takeLine(to: index + 1, limit) }
          if index + 1 == readBuffer.count {
            let offset = index - readPosition
            if try fill() {
              index = readPosition + offset
            } else {
              index = readPosition + offset
              return takeLine(to: index + 1, limit)
            }
          }
          return takeLine(to: readBuffer[index + 1] == 10 ? index + 2 : index + 1, limit)
        }
        index += 1
      }
      let offset = index - readPosition
      if try !fill() { return takeLine(to: readBuffer.count, limit) }
      searched = readPosition + offset
    }
  }

  private func takeLine(to end: Int, _ limit: Int) -> [UInt8] {
    let end = limit >= 0 ? min(end, readPosition + limit) : end
    defer { readPosition = end }
    return Array(readBuffer[readPosition..<end])
  }

  func seek(_ offset: Int, _ whence: Int) throws(Raised) -> Int {
    try flush()
    var offset = offset
    // What was read ahead counts as not read.
    if whence == 1 { offset -= readBuffer.count - readPosition }
    let position = lseek(descriptor, offset, Int32(whence))
    if position < 0 { throw raiseOSError(errno) }
    readBuffer = []
    readPosition = 0
    atEnd = false
    return position
  }

  func tell() throws(Raised) -> Int {
    let position = lseek(descriptor, 0, SEEK_CUR)
    if position < 0 { throw raiseOSError(errno) }
    return position - (readBuffer.count - readPosition) + writeBuffer.count
  }
}

/// OSError with the system's message, and a file name if there is one.
func raiseOSError(_ number: Int32, _ file: Value = .unbound) -> Raised {
  let text = Value.string(String(cString: strerror(number)))
  defer { text.release() }
  let arguments =
    file.isUnbound
    ? Tuple.make(copying: [Value(Int(number)), text])
    : Tuple.make(copying: [Value(Int(number)), text, file])
  defer { arguments.value.release() }
  do throws(Raised) {
    return raise(try call(ExceptionKind.osError.type.value, spreading: arguments, nil))
  } catch {
    return error
  }
}
