// SPDX-License-Identifier: Apache-2.0
// posix: the system's calls, which the os module builds on.
import CShims
import Glibc

enum Posix {
  static var module: NativeModule {
    NativeModule("posix") { module throws(Raised) in
      try addEnvironment(module)
      addConstants(module)
      module.namespace.set("error", ExceptionKind.osError.type.value)
      for (name, type) in structures { module.namespace.set(name, type.value) }
      module.namespace.set("DirEntry", DirectoryEntry.type.value)
      module.add(PosixFiles.rows)
      module.add(PosixDirectories.rows)
      module.add(PosixDescriptors.rows)
      module.add(PosixProcesses.rows)
      let have = [
        "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN",
        "HAVE_FDOPENDIR", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE",
        "HAVE_FUTIMENS", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_LUTIMES",
        "HAVE_MKDIRAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT",
        "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
      ]
      module.add("_have_functions", consuming: List.make(consuming: have.map(Value.string)).value)
    }
  }

  // MARK: Arguments

  static func int32(_ value: Value) throws(Raised) -> Int32 {
    if value.tag == .float { _ = try index(value) }
    let integer = try index(value)
    defer { integer.release() }
    guard integer.tag == .int, let result = Int32(exactly: integer.asInt) else {
      let negative = integer.tag == .int ? integer.asInt < 0 : IntMath.big(integer) < 0
      throw raise(
        .overflowError,
        negative
          ? "signed integer is less than minimum" : "signed integer is greater than maximum")
    }
    return result
  }

  /// The descriptor of a folder that paths are relative to.
  static func folder(_ value: Value) throws(Raised) -> Int32 {
    if value.isNone || value.isUnbound { return AT_FDCWD }
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(
        .typeError, "argument should be integer or None, not \(value.type.name)")
    }
    return try int32(value)
  }

  /// A descriptor, or an object with fileno().
  static func descriptor(_ value: Value) throws(Raised) -> Int32 {
    if value.isInteger { return try int32(value) }
    guard let method = try getOptionalAttribute(value, "fileno") else {
      throw raise(.typeError, "argument must be an int, or have a fileno() method.")
    }
    defer { method.release() }
    let number = try call(method)
    defer { number.release() }
    guard number.isInteger else {
      throw raise(.typeError, "fileno() returned a non-integer")
    }
    return try int32(number)
  }

  /// None, after a call that gives -1 when it fails.
  static func check(_ result: Int32) throws(Raised) -> Value {
    if result < 0 { throw raiseOSError(errno) }
    return .none
  }

  static func checkedInt(_ result: Int) throws(Raised) -> Value {
    if result < 0 { throw raiseOSError(errno) }
    return Value(result)
  }

  /// Repeats a call that a signal interrupted, after the script's handlers have run.
  static func retrying(_ body: () -> Int) throws(Raised) -> Int {
    while true {
      let result = body()
      if result >= 0 || errno != EINTR { return result }
      if machine.pointee.interrupted { try Machine.attend() }
    }
  }

  /// OSError about two files, as rename's.
  static func error(_ first: PathArgument, _ second: PathArgument) -> Raised {
    let number = errno
    let text = Value.string(String(cString: strerror(number)))
    defer { text.release() }
    let arguments = Tuple.make(copying: [
      Value(Int(number)), text, first.value, .none, second.value,
    ])
    defer { arguments.value.release() }
    do throws(Raised) {
      return raise(try call(ExceptionKind.osError.type.value, spreading: arguments, nil))
    } catch {
      return error
    }
  }

  // MARK: Structures

  nonisolated(unsafe) static let statResult = StructSequence.makeType(
    "os.stat_result",
    [
      "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime",
      "st_mtime", "st_ctime",
    ],
    hidden: [
      "st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns",
      "st_blksize", "st_blocks", "st_rdev",
    ])
  nonisolated(unsafe) static let filesystemResult = StructSequence.makeType(
    "os.statvfs_result",
    [
      "f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail",
      "f_flag", "f_namemax",
    ], hidden: ["f_fsid"])
  nonisolated(unsafe) static let terminalSize = StructSequence.makeType(
    "os.terminal_size", ["columns", "lines"])
  nonisolated(unsafe) static let timesResult = StructSequence.makeType(
    "posix.times_result", ["user", "system", "children_user", "children_system", "elapsed"])
  nonisolated(unsafe) static let unameResult = StructSequence.makeType(
    "posix.uname_result", ["sysname", "nodename", "release", "version", "machine"])

  private static var structures: [(String, TypeRef)] {
    [
      ("stat_result", statResult), ("statvfs_result", filesystemResult),
      ("terminal_size", terminalSize), ("times_result", timesResult),
      ("uname_result", unameResult),
    ]
  }

  /// os.stat_result; owned.
  static func result(_ s: stat) -> Value {
    func seconds(_ t: timespec) -> Value {
      Value(Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec))
    }
    func nanoseconds(_ t: timespec) -> Value { Value(t.tv_sec * 1_000_000_000 + t.tv_nsec) }
    return StructSequence.make(
      statResult,
      [
        Value(Int(s.st_mode)), Value(Int(bitPattern: s.st_ino)), Value(Int(bitPattern: s.st_dev)),
        Value(Int(bitPattern: s.st_nlink)), Value(Int(s.st_uid)), Value(Int(s.st_gid)),
        Value(s.st_size), Value(s.st_atim.tv_sec), Value(s.st_mtim.tv_sec),
        Value(s.st_ctim.tv_sec),
      ],
      hidden: [
        ("st_atime", seconds(s.st_atim)), ("st_mtime", seconds(s.st_mtim)),
        ("st_ctime", seconds(s.st_ctim)), ("st_atime_ns", nanoseconds(s.st_atim)),
        ("st_mtime_ns", nanoseconds(s.st_mtim)), ("st_ctime_ns", nanoseconds(s.st_ctim)),
        ("st_blksize", Value(Int(s.st_blksize))), ("st_blocks", Value(Int(s.st_blocks))),
        ("st_rdev", Value(Int(bitPattern: s.st_rdev))),
      ])
  }

  // MARK: Contents

  /// `environ` in bytes, as the os module expects it.
  private static func addEnvironment(_ module: Module) throws(Raised) {
    let result = Dict.make()
    var entry = environ
    while let text = entry.pointee {
      let bytes = UnsafeBufferPointer(start: text, count: strlen(text)).map {
        UInt8(bitPattern: $0)
      }
      if let equals = bytes.firstIndex(of: 61) {
        let (key, value) = (Value.bytes(bytes[..<equals]), Value.bytes(bytes[(equals + 1)...]))
        defer {
          key.release()
          value.release()
        }
        if try result.get(key).isUnbound { try result.set(key, value) }
      }
      entry += 1
    }
    module.add("environ", consuming: result.value)
  }

  private static func addConstants(_ module: Module) {
    let names: [(String, Int32)] = [
      ("F_OK", F_OK), ("R_OK", R_OK), ("W_OK", W_OK), ("X_OK", X_OK),
      ("O_RDONLY", O_RDONLY), ("O_WRONLY", O_WRONLY), ("O_RDWR", O_RDWR),
      ("O_ACCMODE", O_ACCMODE), ("O_APPEND", O_APPEND), ("O_ASYNC", O_ASYNC),
      ("O_CLOEXEC", O_CLOEXEC), ("O_CREAT", O_CREAT), ("O_DIRECT", 0o40000),
      ("O_DIRECTORY", O_DIRECTORY), ("O_DSYNC", O_DSYNC), ("O_EXCL", O_EXCL),
      ("O_FSYNC", O_SYNC), ("O_LARGEFILE", 0), ("O_NDELAY", O_NONBLOCK),
      ("O_NOATIME", 0o1000000), ("O_NOCTTY", O_NOCTTY), ("O_NOFOLLOW", O_NOFOLLOW),
      ("O_NONBLOCK", O_NONBLOCK), ("O_PATH", 0o10000000), ("O_RSYNC", O_SYNC),
      ("O_SYNC", O_SYNC), ("O_TMPFILE", 0o20200000), ("O_TRUNC", O_TRUNC),
      ("SEEK_DATA", 3), ("SEEK_HOLE", 4), ("WNOHANG", WNOHANG), ("WUNTRACED", WUNTRACED),
      ("WCONTINUED", 8), ("WEXITED", 4), ("WSTOPPED", 2), ("WNOWAIT", 0x1000000),
      ("EX_OK", 0), ("EX_USAGE", 64), ("EX_DATAERR", 65), ("EX_NOINPUT", 66), ("EX_NOUSER", 67),
      ("EX_NOHOST", 68), ("EX_UNAVAILABLE", 69), ("EX_SOFTWARE", 70), ("EX_OSERR", 71),
      ("EX_OSFILE", 72), ("EX_CANTCREAT", 73), ("EX_IOERR", 74), ("EX_TEMPFAIL", 75),
      ("EX_PROTOCOL", 76), ("EX_NOPERM", 77), ("EX_CONFIG", 78),
      ("F_LOCK", 1), ("F_TEST", 3), ("F_TLOCK", 2), ("F_ULOCK", 0), ("TMP_MAX", 238_328),
      ("NGROUPS_MAX", 65_536), ("P_ALL", 0), ("P_PID", 1), ("P_PGID", 2), ("P_PIDFD", 3),
      ("PRIO_PROCESS", 0), ("PRIO_PGRP", 1), ("PRIO_USER", 2),
      ("RTLD_LAZY", RTLD_LAZY), ("RTLD_NOW", RTLD_NOW), ("RTLD_GLOBAL", RTLD_GLOBAL),
      ("RTLD_LOCAL", RTLD_LOCAL), ("SCHED_OTHER", 0), ("SCHED_FIFO", 1), ("SCHED_RR", 2),
      ("SCHED_BATCH", 3), ("SCHED_IDLE", 5), ("GRND_NONBLOCK", 1), ("GRND_RANDOM", 2),
      ("ST_RDONLY", 1), ("ST_NOSUID", 2), ("ST_NODEV", 4), ("ST_NOEXEC", 8),
      ("CLD_EXITED", 1), ("CLD_KILLED", 2), ("CLD_DUMPED", 3), ("CLD_TRAPPED", 4),
      ("CLD_STOPPED", 5), ("CLD_CONTINUED", 6), ("POSIX_FADV_NORMAL", 0),
      ("POSIX_FADV_RANDOM", 1), ("POSIX_FADV_SEQUENTIAL", 2), ("POSIX_FADV_WILLNEED", 3),
      ("POSIX_FADV_DONTNEED", 4), ("POSIX_FADV_NOREUSE", 5),
    ]
    for (name, number) in names { module.add(name, consuming: Value(Int(number))) }
  }
}
