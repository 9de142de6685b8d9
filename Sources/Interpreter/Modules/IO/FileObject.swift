// SPDX-License-Identifier: Apache-2.0
// Buffered files: bytes or text on top of a descriptor or of another file.
import Glibc

/// A file with buffers: of io's buffered types, or TextIOWrapper.
///
/// It works on a descriptor directly where it can; else on `device`, another file, through its methods.
final class FileObject: IOBaseObject {
  /// -1 where `device` does the work.
  var descriptor: Int32 = -1
  /// The file below; unbound until a script asks for the one that a descriptor stands for.
  var device = Value.unbound
  var name = Value.unbound
  var mode = Value.unbound
  let isText: Bool
  var canRead = false
  var canWrite = false
  /// `newline`: nil translates "\r\n" and "\r" on reading; others as open() defines.
  var newline: String?
  /// As the script named it, and as the codecs know it.
  var encoding = "utf-8"
  var errors = "strict"
  var closesDescriptor = true
  var isLineBuffered = false
  /// What is written goes on to the buffer at once: there is no other here, so that nothing changes.
  var writesThrough = false
  /// Nothing that is written waits in the buffer.
  var isUnbuffered = false
  var isDetached = false
  var lineEnds = LineEnds()
  /// Bytes read but not yet taken, from `readPosition`; and bytes to be written.
  var readBuffer: [UInt8] = []
  var readPosition = 0
  private var writeBuffer: [UInt8] = []
  /// Text in an encoding in which bytes are no characters is decoded as a whole, and kept as UTF-8.
  private var isTranscoded = false
  private var hasWritten = false
  private var hasRead = false

  init(isText: Bool) { self.isText = isText }

  init(
    _ descriptor: Int32, name: Value, mode: String, isText: Bool, canRead: Bool, canWrite: Bool,
    newline: String? = nil, encoding: String = "utf-8", errors: String = "strict",
    closesDescriptor: Bool = true
  ) {
    self.descriptor = descriptor
    self.name = name.retained()
    self.mode = .string(mode)
    self.isText = isText
    self.canRead = canRead
    self.canWrite = canWrite
    self.newline = newline
    self.encoding = encoding
    self.errors = errors
    self.closesDescriptor = closesDescriptor
  }

  deinit {
    if !isClosed, !isDetached, descriptor >= 0 || !device.isUnbound {
      // What goes wrong here has nobody to tell; what was on its way stays so.
      let raised = machine.pointee.raised
      machine.pointee.raised = .unbound
      if (try? close()) == nil { takeRaised().release() }
      machine.pointee.raised = raised
    }
    for value in [device, name, mode] { value.release() }
  }

  override func visitReferences(_ visit: (Value) -> Void) { visit(device) }

  // MARK: Encodings

  private var codec: String { Codecs.canonical(encoding) ?? encoding }
  /// Whether each byte below 128 is that character, wherever it stands.
  private var isByteWise: Bool { ["utf-8", "ascii", "iso8859-1"].contains(codec) }
  private var isUTF8: Bool { codec == "utf-8" || isTranscoded }

  /// Bytes of text as the file has them, with its line ends; a mark of the byte order only at its start.
  func encode(_ string: Str) throws(Raised) -> [UInt8] {
    var bytes: [UInt8]
    let translates = newline == "\r" || newline == "\r\n"
    if translates {
      let ends = (newline ?? "").unicodeScalars.map(\.value)
      let text = Str.make(string.codePoints.flatMap { $0 == 10 ? ends : [$0] })
      defer { text.value.release() }
      bytes = try Codecs.encode(text, encoding: encoding, errors: errors)
    } else {
      bytes = try Codecs.encode(string, encoding: encoding, errors: errors)
    }
    if hasWritten {
      let mark = ["utf-16": 2, "utf-32": 4, "utf-8-sig": 3][codec] ?? 0
      bytes.removeFirst(min(mark, bytes.count))
    }
    hasWritten = true
    return bytes
  }

  /// What was read, as the script sees it; owned.
  func result(_ bytes: [UInt8]) throws(Raised) -> Value {
    guard isText else { return .bytes(bytes) }
    var bytes = bytes
    if newline == nil {
      lineEnds.note(bytes)
      if bytes.contains(13) {
        var translated: [UInt8] = []
        translated.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
          if byte == 13 {
            translated.append(10)
          } else if byte != 10 || index == 0 || bytes[index - 1] != 13 {
            translated.append(byte)
          }
        }
        bytes = translated
      }
    } else if newline == "" {
      lineEnds.note(bytes)
    }
    return try Codecs.decode(
      bytes, encoding: isTranscoded ? "utf-8" : encoding,
      errors: isTranscoded ? "surrogateescape" : errors)
  }

  // MARK: Writing

  func write(_ bytes: some Collection<UInt8>) throws(Raised) {
    if readPosition < readBuffer.count || !readBuffer.isEmpty { try dropReadAhead() }
    writeBuffer.append(contentsOf: bytes)
    if isUnbuffered || (isLineBuffered && bytes.contains(10)) {
      try flush()
    } else if writeBuffer.count > IOModule.bufferSize {
      try drain()
    }
  }

  /// Hands pending bytes to what is below.
  func drain() throws(Raised) {
    guard !writeBuffer.isEmpty else { return }
    var start = 0
    let pending = writeBuffer
    writeBuffer.removeAll(keepingCapacity: true)
    while start < pending.count {
      if descriptor >= 0 {
        let count = pending.withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start)
        }
        if count < 0 {
          if errno == EINTR {
            if machine.pointee.interrupted { try Machine.attend() }
            continue
          }
          throw raiseOSError(errno)
        }
        start += count
      } else {
        let data = Value.bytes(pending[start...])
        defer { data.release() }
        let written = try IOBase.invoke(device, "write", data)
        defer { written.release() }
        if isText { return }
        guard written.isInteger else {
          throw raise(.blockingIOError, "write could not complete without blocking")
        }
        let count = try indexValue(written)
        guard count > 0, count <= pending.count - start else {
          throw raise(
            .osError,
            "raw write() returned invalid length \(count) (should have been between 0 and \(pending.count - start))"
          )
        }
        start += count
      }
    }
  }

  func flush() throws(Raised) {
    try drain()
    if isText, !device.isUnbound { try IOBase.invoke(device, "flush").release() }
  }

  func close() throws(Raised) {
    guard !isClosed else { return }
    defer { isClosed = true }
    do throws(Raised) {
      try flush()
    } catch {
      let first = takeRaised()
      if (try? closeBelow()) == nil { takeRaised().release() }
      throw raiseAgain(first)
    }
    try closeBelow()
  }

  private func closeBelow() throws(Raised) {
    if !device.isUnbound {
      try IOBase.invoke(device, "close").release()
    } else if closesDescriptor, Glibc.close(descriptor) != 0 {
      throw raiseOSError(errno)
    }
  }

  // MARK: Reading

  /// Reads more bytes into the buffer; false at the end of the file.
  func fill(_ wanted: Int = 0) throws(Raised) -> Bool {
    if !writeBuffer.isEmpty { try drain() }
    if readPosition > 0 {
      readBuffer.removeFirst(readPosition)
      readPosition = 0
    }
    if isText, !hasRead, !isByteWise { return try fillTranscoded() }
    hasRead = true
    if descriptor < 0 {
      let chunk = try readDevice(max(wanted, IOModule.bufferSize))
      readBuffer += chunk
      return !chunk.isEmpty
    }
    let chunkSize = max(wanted, 65_536)
    let old = readBuffer.count
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
        let read = Glibc.read(descriptor, buffer.baseAddress, chunkSize)
        if read < 0 { failure = errno }
        count = max(0, read)
      }
      if failure == EINTR {
        if machine.pointee.interrupted { try Machine.attend() }
        continue
      }
      if failure != 0 { throw raiseOSError(failure) }
      readBuffer += chunk
      return readBuffer.count > old
    }
  }

  /// One piece from the file below.
  private func readDevice(_ count: Int) throws(Raised) -> [UInt8] {
    if isText {
      let quick = try getOptionalAttribute(device, "read1")
      defer { quick?.release() }
      let data: Value
      if let quick {
        data = try call(quick, Value(count))
      } else {
        data = try IOBase.invoke(device, "read", Value(count))
      }
      defer { data.release() }
      guard let bytes = ByteArray.anyBytes(of: data) else {
        throw raise(
          .typeError,
          "underlying \(quick == nil ? "read" : "read1")() should have returned a bytes-like object, not '\(data.type.name)'"
        )
      }
      return bytes
    }
    let buffer = ByteArray.make([UInt8](repeating: 0, count: count))
    defer { buffer.release() }
    let read = try IOBase.invoke(device, "readinto", buffer)
    defer { read.release() }
    if read.isNone { return [] }
    let number = try indexValue(read)
    guard (0...count).contains(number), let array = buffer.native(ByteArray.self) else {
      throw raise(
        .osError,
        "raw readinto() returned invalid length \(number) (should have been between 0 and \(count))"
      )
    }
    return Array(array.bytes.prefix(number))
  }

  /// Reads and decodes all that is left.
  private func fillTranscoded() throws(Raised) -> Bool {
    hasRead = true
    var all: [UInt8] = []
    while try fill() {}
    swap(&all, &readBuffer)
    let text = try Codecs.decode(all, encoding: encoding, errors: errors)
    defer { text.release() }
    isTranscoded = true
    readBuffer = try Codecs.encode(Str(text), encoding: "utf-8", errors: "surrogateescape")
    return !readBuffer.isEmpty
  }

  /// Up to `count` bytes, all for a negative count.
  func read(_ count: Int) throws(Raised) -> [UInt8] {
    while count < 0 || readBuffer.count - readPosition < count {
      if try !fill(count - (readBuffer.count - readPosition)) { break }
    }
    let end = count < 0 ? readBuffer.count : min(readBuffer.count, readPosition + count)
    defer { readPosition = end }
    return Array(readBuffer[readPosition..<end])
  }

  /// What is in the buffer, or what one read gives.
  func readOnce(_ count: Int) throws(Raised) -> [UInt8] {
    if readPosition == readBuffer.count, try !fill() { return [] }
    let end = count < 0 ? readBuffer.count : min(readBuffer.count, readPosition + count)
    defer { readPosition = end }
    return Array(readBuffer[readPosition..<end])
  }

  /// The bytes in the buffer, at least one unless the file has ended.
  func peek() throws(Raised) -> [UInt8] {
    if readPosition == readBuffer.count, try !fill() { return [] }
    return Array(readBuffer[readPosition...])
  }

  /// Makes sure that the byte at an offset from the read position is there; false at the end.
  private func has(_ offset: Int) throws(Raised) -> Bool {
    while readPosition + offset >= readBuffer.count { if try !fill() { return false } }
    return true
  }

  /// Up to `count` characters as bytes, all for a negative count.
  func readCharacters(_ count: Int) throws(Raised) -> [UInt8] {
    if count < 0 { return try read(-1) }
    var (offset, characters) = (0, 0)
    while characters < count, try has(offset) {
      let lead = readBuffer[readPosition + offset]
      let width = !isUTF8 || lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      _ = try has(offset + width - 1)
      offset = min(offset + width, readBuffer.count - readPosition)
      // A pair of return and newline will be one character.
      if lead == 13, newline == nil, try has(offset), readBuffer[readPosition + offset] == 10 {
        offset += 1
      }
      characters += 1
    }
    return take(offset)
  }

  private func take(_ count: Int) -> [UInt8] {
    defer { readPosition += count }
    return Array(readBuffer[readPosition..<readPosition + count])
  }

  /// One line with its end; empty at the end of the file.
  func readLine(_ limit: Int = -1) throws(Raised) -> [UInt8] {
    let count = try lineLength(limit)
    if limit < 0 { return take(count) }
    if !isText || !isUTF8 { return take(min(count, limit)) }
    var (offset, characters) = (0, 0)
    while offset < count, characters < limit {
      let lead = readBuffer[readPosition + offset]
      offset += lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      characters += 1
    }
    return take(min(offset, count))
  }

  private func lineLength(_ limit: Int) throws(Raised) -> Int {
    let universal = isText && (newline == nil || newline == "")
    let plain = !isText || newline == nil || newline == "" || newline == "\n"
    var offset = 0
    while true {
      let found = readBuffer.withUnsafeBufferPointer { buffer in
        var index = readPosition + offset
        while index < buffer.count {
          let byte = buffer[index]
          if byte == 10 || byte == 13 { break }
          index += 1
        }
        return index
      }
      offset = found - readPosition
      if limit >= 0, offset >= limit * 4 { return offset }
      guard try has(offset) else { return readBuffer.count - readPosition }
      let byte = readBuffer[readPosition + offset]
      if byte != 10 && byte != 13 { continue }
      offset += 1
      if byte == 10 {
        if plain { return offset }
        if newline == "\r\n", offset > 1, readBuffer[readPosition + offset - 2] == 13 {
          return offset
        }
      } else if newline == "\r" && isText {
        return offset
      } else if universal {
        if try has(offset), readBuffer[readPosition + offset] == 10 { offset += 1 }
        return offset
      }
    }
  }

  // MARK: Positions

  private func seekBelow(_ offset: Int, _ whence: Int) throws(Raised) -> Int {
    if descriptor < 0 {
      let position = try IOBase.invoke(device, "seek", Value(offset), Value(whence))
      defer { position.release() }
      return try indexValue(position)
    }
    let position = lseek(descriptor, offset, Int32(whence))
    if position < 0 { throw raiseOSError(errno) }
    return position
  }

  /// What was read ahead counts as not read.
  private func dropReadAhead() throws(Raised) {
    let ahead = readBuffer.count - readPosition
    readBuffer = []
    readPosition = 0
    if ahead > 0 { _ = try seekBelow(-ahead, 1) }
  }

  func seek(_ offset: Int, _ whence: Int) throws(Raised) -> Int {
    try flush()
    var offset = offset
    if whence == 1 { offset -= readBuffer.count - readPosition }
    let position = try seekBelow(offset, whence)
    readBuffer = []
    readPosition = 0
    if position == 0 { (hasRead, hasWritten, isTranscoded) = (false, false, false) }
    return position
  }

  func tell() throws(Raised) -> Int {
    let position: Int
    if descriptor < 0 {
      let value = try IOBase.invoke(device, "tell")
      defer { value.release() }
      position = try indexValue(value)
    } else {
      position = lseek(descriptor, 0, SEEK_CUR)
      if position < 0 { throw raiseOSError(errno) }
    }
    return position - (readBuffer.count - readPosition) + writeBuffer.count
  }

  // MARK: The file below

  /// The file below as scripts see it: `buffer` of text, `raw` of bytes; made when it is first asked for.
  ///
  /// Borrowed.
  func below() throws(Raised) -> Value {
    if !device.isUnbound { return device }
    try drain()
    let label = name.isUnbound ? Value.none : name
    if isText {
      let buffer = FileObject(
        descriptor, name: label, mode: canRead ? (canWrite ? "rb+" : "rb") : "wb", isText: false,
        canRead: canRead, canWrite: canWrite, closesDescriptor: closesDescriptor)
      buffer.readBuffer = Array(readBuffer[readPosition...])
      readBuffer = []
      readPosition = 0
      device = .native(
        buffer,
        canRead && canWrite ? FileTypes.random : canRead ? FileTypes.reader : FileTypes.writer)
    } else {
      device = .native(
        RawFile(
          descriptor, name: label, canRead: canRead, canWrite: canWrite,
          closesDescriptor: closesDescriptor), RawFile.type)
      // Bytes still go to the descriptor at once; the raw file closes it.
      return device
    }
    descriptor = -1
    return device
  }

  func detach() throws(Raised) -> Value {
    try flush()
    let result = try below().retained()
    device.release()
    device = .unbound
    descriptor = -1
    isDetached = true
    return result
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
