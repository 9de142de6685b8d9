// SPDX-License-Identifier: Apache-2.0
// posix: descriptors: opening, reading, writing, copying.
import Glibc

enum PosixDescriptors {
  private static func setInheritable(_ descriptor: Int32, _ inheritable: Bool) -> Int32 {
    let flags = fcntl(descriptor, F_GETFD)
    if flags < 0 { return -1 }
    return fcntl(
      descriptor, F_SETFD, inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC)
  }

  private static func bytes(_ value: Value) throws(Raised) -> [UInt8] {
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    return bytes
  }

  static var rows: [Builtin] {
    [
      Builtin("open(path, flags, mode=511, *, dir_fd=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "open")
        let flags = try Posix.int32(a[1]) | O_CLOEXEC
        let mode = mode_t(truncatingIfNeeded: try indexValue(a[2]))
        let folder = try Posix.folder(a[3])
        let result = try Posix.retrying { Int(openat(folder, path.path, flags, mode)) }
        if result < 0 { throw path.error() }
        return Value(result)
      },
      Builtin("close(fd)") { a throws(Raised) in
        try Posix.check(Glibc.close(Posix.int32(a[0])))
      },
      Builtin("closerange(fd_low, fd_high, /)") { a throws(Raised) in
        let (low, high) = (try Posix.int32(a[0]), try Posix.int32(a[1]))
        if low < high { for descriptor in low..<high { Glibc.close(descriptor) } }
        return .none
      },
      Builtin("read(fd, length, /)") { a throws(Raised) in
        let (descriptor, length) = (try Posix.int32(a[0]), try indexValue(a[1]))
        if length < 0 { throw raiseOSError(EINVAL) }
        try checkMemory(length, 2)
        var buffer = [UInt8](repeating: 0, count: max(length, 1))
        let count = try Posix.retrying { Glibc.read(descriptor, &buffer, length) }
        if count < 0 { throw raiseOSError(errno) }
        return .bytes(buffer[..<count])
      },
      Builtin("write(fd, data, /)") { a throws(Raised) in
        let (descriptor, data) = (try Posix.int32(a[0]), try bytes(a[1]))
        return try Posix.checkedInt(
          Posix.retrying { Glibc.write(descriptor, data, data.count) })
      },
      Builtin("pread(fd, length, offset, /)") { a throws(Raised) in
        let (descriptor, length) = (try Posix.int32(a[0]), try indexValue(a[1]))
        let offset = try indexValue(a[2])
        if length < 0 { throw raiseOSError(EINVAL) }
        var buffer = [UInt8](repeating: 0, count: max(length, 1))
        let count = try Posix.retrying { Glibc.pread(descriptor, &buffer, length, offset) }
        if count < 0 { throw raiseOSError(errno) }
        return .bytes(buffer[..<count])
      },
      Builtin("pwrite(fd, buffer, offset, /)") { a throws(Raised) in
        let (descriptor, data) = (try Posix.int32(a[0]), try bytes(a[1]))
        let offset = try indexValue(a[2])
        return try Posix.checkedInt(
          Posix.retrying { Glibc.pwrite(descriptor, data, data.count, offset) })
      },
      Builtin("lseek(fd, position, whence, /)") { a throws(Raised) in
        try Posix.checkedInt(
          Glibc.lseek(Posix.int32(a[0]), indexValue(a[1]), Posix.int32(a[2])))
      },
      Builtin("dup(fd, /)") { a throws(Raised) in
        try Posix.checkedInt(Int(fcntl(Posix.int32(a[0]), F_DUPFD_CLOEXEC, 0)))
      },
      Builtin("dup2(fd, fd2, inheritable=True)") { a throws(Raised) in
        let (from, to) = (try Posix.int32(a[0]), try Posix.int32(a[1]))
        if Glibc.dup2(from, to) < 0 { throw raiseOSError(errno) }
        if try !isTrue(a[2]) { _ = setInheritable(to, false) }
        return Value(Int(to))
      },
      Builtin("pipe()") { _ throws(Raised) in
        var ends: [Int32] = [0, 0]
        if Glibc.pipe(&ends) != 0 { throw raiseOSError(errno) }
        for end in ends { _ = setInheritable(end, false) }
        return .tuple(Value(Int(ends[0])), Value(Int(ends[1])))
      },
      Builtin("pipe2(flags, /)") { a throws(Raised) in
        let flags = try Posix.int32(a[0])
        var ends: [Int32] = [0, 0]
        if Glibc.pipe(&ends) != 0 { throw raiseOSError(errno) }
        for end in ends {
          _ = setInheritable(end, flags & O_CLOEXEC == 0)
          if flags & O_NONBLOCK != 0 {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
          }
        }
        return .tuple(Value(Int(ends[0])), Value(Int(ends[1])))
      },
      Builtin("isatty(fd, /)") { a throws(Raised) in
        Value(Glibc.isatty(try Posix.int32(a[0])) == 1)
      },
      Builtin("ttyname(fd, /)") { a throws(Raised) in
        guard let name = Glibc.ttyname(try Posix.int32(a[0])) else { throw raiseOSError(errno) }
        return try OSPath.string(name)
      },
      Builtin("ftruncate(fd, length, /)") { a throws(Raised) in
        try Posix.check(Glibc.ftruncate(Posix.int32(a[0]), indexValue(a[1])))
      },
      Builtin("fsync(fd)") { a throws(Raised) in
        try Posix.check(Glibc.fsync(Posix.descriptor(a[0])))
      },
      Builtin("fdatasync(fd)") { a throws(Raised) in
        try Posix.check(Glibc.fdatasync(Posix.descriptor(a[0])))
      },
      Builtin("sync()") { _ throws(Raised) in
        Glibc.sync()
        return .none
      },
      Builtin("get_inheritable(fd, /)") { a throws(Raised) in
        let flags = fcntl(try Posix.int32(a[0]), F_GETFD)
        if flags < 0 { throw raiseOSError(errno) }
        return Value(flags & FD_CLOEXEC == 0)
      },
      Builtin("set_inheritable(fd, inheritable, /)") { a throws(Raised) in
        try Posix.check(setInheritable(Posix.int32(a[0]), isTrue(a[1])))
      },
      Builtin("get_blocking(fd, /)") { a throws(Raised) in
        let flags = fcntl(try Posix.int32(a[0]), F_GETFL)
        if flags < 0 { throw raiseOSError(errno) }
        return Value(flags & O_NONBLOCK == 0)
      },
      Builtin("set_blocking(fd, blocking, /)") { a throws(Raised) in
        let descriptor = try Posix.int32(a[0])
        let flags = fcntl(descriptor, F_GETFL)
        if flags < 0 { throw raiseOSError(errno) }
        return try Posix.check(
          fcntl(
            descriptor, F_SETFL, isTrue(a[1]) ? flags & ~O_NONBLOCK : flags | O_NONBLOCK))
      },
      Builtin("device_encoding(fd)") { a throws(Raised) in
        Glibc.isatty(try Posix.int32(a[0])) == 1 ? .string("utf-8") : .none
      },
      Builtin("get_terminal_size(fd=1, /)") { a throws(Raised) in
        var size = winsize()
        if ioctl(try Posix.int32(a[0]), UInt(TIOCGWINSZ), &size) != 0 { throw raiseOSError(errno) }
        return StructSequence.make(
          Posix.terminalSize, [Value(Int(size.ws_col)), Value(Int(size.ws_row))])
      },
    ]
  }
}
