// SPDX-License-Identifier: Apache-2.0
// posix: what is done to files by their names.
import Glibc

enum PosixFiles {
  private static func flag(_ follow: Value) throws(Raised) -> Int32 {
    try isTrue(follow) ? 0 : AT_SYMLINK_NOFOLLOW
  }

  /// The status of a file; the error names it.
  static func status(
    _ value: Value, _ folder: Value, _ flags: Int32, _ function: String, descriptors: Bool = true
  ) throws(Raised) -> stat {
    let path = try PathArgument(value, function, descriptors: descriptors)
    var result = stat()
    if let descriptor = path.descriptor {
      if !folder.isNone {
        throw raise(.valueError, "\(function): can't specify dir_fd without matching path")
      }
      if fstat(descriptor, &result) != 0 { throw path.error() }
    } else if fstatat(try Posix.folder(folder), path.path, &result, flags) != 0 {
      throw path.error()
    }
    return result
  }

  private static func remove(_ name: String) -> Builtin {
    Builtin("\(name)(path, *, dir_fd=None)") { a throws(Raised) in
      let path = try PathArgument(a[0], name)
      if unlinkat(try Posix.folder(a[1]), path.path, 0) != 0 { throw path.error() }
      return .none
    }
  }

  private static func rename(_ name: String) -> Builtin {
    Builtin("\(name)(src, dst, *, src_dir_fd=None, dst_dir_fd=None)") { a throws(Raised) in
      let (from, to) = (try PathArgument(a[0], name), try PathArgument(a[1], name))
      if renameat(try Posix.folder(a[2]), from.path, try Posix.folder(a[3]), to.path) != 0 {
        throw Posix.error(from, to)
      }
      return .none
    }
  }

  static var rows: [Builtin] {
    [
      Builtin("stat(path, *, dir_fd=None, follow_symlinks=True)") { a throws(Raised) in
        Posix.result(try status(a[0], a[1], flag(a[2]), "stat"))
      },
      Builtin("lstat(path, *, dir_fd=None)") { a throws(Raised) in
        Posix.result(
          try status(a[0], a[1], AT_SYMLINK_NOFOLLOW, "lstat", descriptors: false))
      },
      Builtin("fstat(fd)") { a throws(Raised) in
        var result = Glibc.stat()
        if Glibc.fstat(try Posix.int32(a[0]), &result) != 0 { throw raiseOSError(errno) }
        return Posix.result(result)
      },
      Builtin("statvfs(path)") { a throws(Raised) in
        let path = try PathArgument(a[0], "statvfs", descriptors: true)
        return try filesystem(path)
      },
      Builtin("fstatvfs(fd)") { a throws(Raised) in
        try filesystem(try PathArgument(a[0], "fstatvfs", descriptors: true))
      },
      remove("remove"), remove("unlink"), rename("rename"), rename("replace"),
      Builtin("access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)") {
        a throws(Raised) in
        let path = try PathArgument(a[0], "access")
        var flags = try flag(a[4])
        if try isTrue(a[3]) { flags |= AT_EACCESS }
        return Value(
          faccessat(try Posix.folder(a[2]), path.path, try Posix.int32(a[1]), flags) == 0)
      },
      Builtin("chmod(path, mode, *, dir_fd=None, follow_symlinks=True)") { a throws(Raised) in
        let path = try PathArgument(a[0], "chmod", descriptors: true)
        let mode = mode_t(truncatingIfNeeded: try indexValue(a[1]))
        let failed =
          if let descriptor = path.descriptor {
            fchmod(descriptor, mode) != 0
          } else { fchmodat(try Posix.folder(a[2]), path.path, mode, try flag(a[3])) != 0 }
        if failed { throw path.error() }
        return .none
      },
      Builtin("fchmod(fd, mode)") { a throws(Raised) in
        try Posix.check(
          Glibc.fchmod(Posix.int32(a[0]), mode_t(truncatingIfNeeded: indexValue(a[1]))))
      },
      Builtin("chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)") {
        a throws(Raised) in
        let path = try PathArgument(a[0], "chown", descriptors: true)
        let (user, group) = (
          uid_t(truncatingIfNeeded: try indexValue(a[1])),
          gid_t(truncatingIfNeeded: try indexValue(a[2]))
        )
        let failed =
          if let descriptor = path.descriptor {
            fchown(descriptor, user, group) != 0
          } else { fchownat(try Posix.folder(a[3]), path.path, user, group, try flag(a[4])) != 0 }
        if failed { throw path.error() }
        return .none
      },
      Builtin("lchown(path, uid, gid)") { a throws(Raised) in
        let path = try PathArgument(a[0], "lchown")
        let (user, group) = (
          uid_t(truncatingIfNeeded: try indexValue(a[1])),
          gid_t(truncatingIfNeeded: try indexValue(a[2]))
        )
        if Glibc.lchown(path.path, user, group) != 0 { throw path.error() }
        return .none
      },
      Builtin("fchown(fd, uid, gid)") { a throws(Raised) in
        try Posix.check(
          Glibc.fchown(
            Posix.int32(a[0]), uid_t(truncatingIfNeeded: indexValue(a[1])),
            gid_t(truncatingIfNeeded: indexValue(a[2]))))
      },
      Builtin("link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)") {
        a throws(Raised) in
        let (from, to) = (try PathArgument(a[0], "link"), try PathArgument(a[1], "link"))
        let flags = try isTrue(a[4]) ? AT_SYMLINK_FOLLOW : 0
        if linkat(try Posix.folder(a[2]), from.path, try Posix.folder(a[3]), to.path, flags) != 0 {
          throw Posix.error(from, to)
        }
        return .none
      },
      Builtin("symlink(src, dst, target_is_directory=False, *, dir_fd=None)") {
        a throws(Raised) in
        let (from, to) = (try PathArgument(a[0], "symlink"), try PathArgument(a[1], "symlink"))
        if symlinkat(from.path, try Posix.folder(a[3]), to.path) != 0 {
          throw Posix.error(from, to)
        }
        return .none
      },
      Builtin("readlink(path, *, dir_fd=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "readlink")
        var buffer = [CChar](repeating: 0, count: 4097)
        let count = readlinkat(try Posix.folder(a[1]), path.path, &buffer, 4096)
        if count < 0 { throw path.error() }
        let bytes = buffer[..<count].map(UInt8.init(bitPattern:))
        return path.isBytes ? .bytes(bytes) : try OSPath.string(bytes)
      },
      Builtin("truncate(path, length)") { a throws(Raised) in
        let path = try PathArgument(a[0], "truncate", descriptors: true)
        let length = try indexValue(a[1])
        let failed =
          if let descriptor = path.descriptor { Glibc.ftruncate(descriptor, length) != 0 } else {
            Glibc.truncate(path.path, length) != 0
          }
        if failed { throw path.error() }
        return .none
      },
      Builtin("utime(path, times=None, *, ns=..., dir_fd=None, follow_symlinks=True)") {
        a throws(Raised) in
        let path = try PathArgument(a[0], "utime", descriptors: true)
        let times = try modificationTimes(a[1], a[2])
        let failed =
          if let descriptor = path.descriptor { futimens(descriptor, times) != 0 } else {
            utimensat(try Posix.folder(a[3]), path.path, times, try flag(a[4])) != 0
          }
        if failed { throw path.error() }
        return .none
      },
      Builtin("mkfifo(path, mode=438, *, dir_fd=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "mkfifo")
        let mode = mode_t(truncatingIfNeeded: try indexValue(a[1]))
        if mkfifoat(try Posix.folder(a[2]), path.path, mode) != 0 { throw path.error() }
        return .none
      },
      Builtin("fspath(path)") { a throws(Raised) in try OSPath.fspath(a[0]) },
      Builtin("_path_normpath(path)") { a throws(Raised) in
        let plain = try OSPath.fspath(a[0])
        defer { plain.release() }
        let result = normalized(try OSPath.raw(plain))
        return plain.isStr ? try OSPath.string(result) : .bytes(result)
      },
    ]
  }

  /// A path without empty parts, "." and what ".." takes back.
  private static func normalized(_ path: [UInt8]) -> [UInt8] {
    if path.isEmpty { return [46] }
    let slashes = path.prefix { $0 == 47 }.count
    // POSIX leaves the meaning of exactly two slashes at the start to the system.
    let start = slashes == 2 ? 2 : min(slashes, 1)
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: 47) {
      if part == [46] { continue }
      if part == [46, 46], start > 0 || (!parts.isEmpty && parts.last != [46, 46]) {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    let result = [UInt8](repeating: 47, count: start) + Array(parts.joined(separator: [47]))
    return result.isEmpty ? [46] : result
  }

  private static func filesystem(_ path: PathArgument) throws(Raised) -> Value {
    var s = statvfs()
    let failed =
      if let descriptor = path.descriptor { fstatvfs(descriptor, &s) != 0 } else {
        statvfs(path.path, &s) != 0
      }
    if failed { throw path.error() }
    let numbers = [
      s.f_bsize, s.f_frsize, UInt(s.f_blocks), UInt(s.f_bfree), UInt(s.f_bavail), UInt(s.f_files),
      UInt(s.f_ffree), UInt(s.f_favail), s.f_flag, s.f_namemax,
    ]
    return StructSequence.make(
      Posix.filesystemResult, numbers.map { Value(Int(bitPattern: $0)) },
      hidden: [("f_fsid", Value(Int(bitPattern: s.f_fsid)))])
  }

  /// Access and modification times of `utime`: seconds as numbers, or nanoseconds.
  private static func modificationTimes(_ times: Value, _ nanoseconds: Value) throws(Raised)
    -> [timespec]
  {
    if !nanoseconds.isUnbound {
      guard times.isNone else {
        throw raise(.valueError, "utime: you may specify either 'times' or 'ns' but not both")
      }
      guard nanoseconds.has(.tuple), Tuple(nanoseconds).count == 2 else {
        throw raise(.typeError, "utime: 'ns' must be a tuple of two ints")
      }
      var result: [timespec] = []
      for value in Tuple(nanoseconds).buffer {
        let (seconds, rest) = try indexValue(value).quotientAndRemainder(dividingBy: 1_000_000_000)
        result.append(
          rest < 0
            ? timespec(tv_sec: seconds - 1, tv_nsec: rest + 1_000_000_000)
            : timespec(tv_sec: seconds, tv_nsec: rest))
      }
      return result
    }
    if times.isNone {
      let now = timespec(tv_sec: 0, tv_nsec: Int(UTIME_NOW))
      return [now, now]
    }
    guard times.has(.tuple), Tuple(times).count == 2 else {
      throw raise(
        .typeError, "utime: 'times' must be either a tuple of two ints or None")
    }
    var result: [timespec] = []
    for value in Tuple(times).buffer {
      if value.isInteger {
        result.append(timespec(tv_sec: try indexValue(value), tv_nsec: 0))
      } else {
        guard value.unboxed.tag == .float else {
          throw raise(
            .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
        }
        let seconds = value.unboxed.asFloat
        let whole = seconds.rounded(.down)
        result.append(
          timespec(tv_sec: Int(whole), tv_nsec: Int(((seconds - whole) * 1e9).rounded(.down))))
      }
    }
    return result
  }
}

/// `UTIME_NOW` of sys/stat.h, which Swift does not import.
private let UTIME_NOW = (1 << 30) - 1
