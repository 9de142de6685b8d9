// SPDX-License-Identifier: Apache-2.0
// fcntl: flags and locks of descriptors.
import Glibc

enum FileControlModule {
  static var module: NativeModule {
    NativeModule("fcntl") { module throws(Raised) in
      for (name, number) in constants { module.add(name, consuming: Value(number)) }
      module.add(rows)
    }
  }

  private static let constants: [(String, Int)] = [
    ("F_DUPFD", 0), ("F_GETFD", 1), ("F_SETFD", 2), ("F_GETFL", 3), ("F_SETFL", 4),
    ("F_GETLK", 5), ("F_SETLK", 6), ("F_SETLKW", 7), ("F_SETOWN", 8), ("F_GETOWN", 9),
    ("F_DUPFD_CLOEXEC", 1030), ("F_SETPIPE_SZ", 1031), ("F_GETPIPE_SZ", 1032),
    ("F_RDLCK", 0), ("F_WRLCK", 1), ("F_UNLCK", 2), ("FD_CLOEXEC", 1), ("LOCK_SH", 1),
    ("LOCK_EX", 2), ("LOCK_NB", 4), ("LOCK_UN", 8), ("FASYNC", 0o20000),
  ]

  /// flock(2), which Swift cannot name: a structure has its name too.
  private static let lock: @convention(c) (Int32, Int32) -> Int32 = unsafeBitCast(
    dlsym(nil, "flock"), to: (@convention(c) (Int32, Int32) -> Int32).self)

  private static var rows: [Builtin] {
    [
      Builtin("fcntl(fd, cmd, arg=0, /)") { a throws(Raised) in
        let (descriptor, command) = (try SelectModule.descriptor(a[0]), try Posix.int32(a[1]))
        if let bytes = ByteArray.anyBytes(of: a[2]) {
          guard bytes.count <= 1024 else {
            throw raise(.valueError, "fcntl string arg too long")
          }
          var buffer = bytes + [UInt8](repeating: 0, count: 1025 - bytes.count)
          let result = try Posix.retrying {
            buffer.withUnsafeMutableBytes { Int(Glibc.fcntl(descriptor, command, $0.baseAddress!)) }
          }
          if result < 0 { throw raiseOSError(errno) }
          return .bytes(buffer[..<bytes.count])
        }
        let argument = try Posix.int32(a[2])
        return try Posix.checkedInt(
          Posix.retrying { Int(Glibc.fcntl(descriptor, command, argument)) })
      },
      Builtin("flock(fd, operation, /)") { a throws(Raised) in
        let (descriptor, operation) = (try SelectModule.descriptor(a[0]), try Posix.int32(a[1]))
        return try Posix.check(
          Int32(try Posix.retrying { Int(lock(descriptor, operation)) }))
      },
      Builtin("lockf(fd, cmd, len=0, start=0, whence=0, /)") { a throws(Raised) in
        let (descriptor, kind) = (try SelectModule.descriptor(a[0]), try Posix.int32(a[1]))
        var region = Glibc.flock()
        switch kind & ~4 {
        case 8: region.l_type = 2
        case 1: region.l_type = 0
        case 2: region.l_type = 1
        default: throw raise(.valueError, "unrecognized lockf argument")
        }
        (region.l_len, region.l_start) = (try indexValue(a[2]), try indexValue(a[3]))
        region.l_whence = Int16(truncatingIfNeeded: try indexValue(a[4]))
        let command: Int32 = kind & 4 != 0 ? 6 : 7
        let result = try Posix.retrying {
          withUnsafeMutablePointer(to: &region) { Int(Glibc.fcntl(descriptor, command, $0)) }
        }
        return try Posix.check(Int32(result))
      },
    ]
  }
}
