// SPDX-License-Identifier: Apache-2.0
// posix: this process and others: identity, environment, children, times.
import CShims
import Glibc

enum PosixProcesses {
  private static func strings(_ values: Value, _ what: String) throws(Raised)
    -> [UnsafeMutablePointer<CChar>?]
  {
    guard values.has(.list) || values.has(.tuple) else {
      throw raise(.typeError, "\(what): argument 2 must be a tuple or list")
    }
    var result: [UnsafeMutablePointer<CChar>?] = []
    try forEach(values) { value throws(Raised) in
      result.append(strdup(try OSPath.raw(value).map(CChar.init(bitPattern:)) + [0]))
      return true
    }
    return result + [nil]
  }

  private static func wait(_ process: pid_t, _ options: Int32) throws(Raised) -> Value {
    var status: Int32 = 0
    let result = try Posix.retrying { Int(Glibc.waitpid(process, &status, options)) }
    if result < 0 { throw raiseOSError(errno) }
    return .tuple(Value(result), Value(Int(status)))
  }

  /// What the bits of a wait status mean: see wait(2).
  private static var statusRows: [Builtin] {
    func row(_ name: String, _ body: @escaping (Int32) -> Value) -> Builtin {
      Builtin("\(name)(status)") { a throws(Raised) in body(try Posix.int32(a[0])) }
    }
    return [
      row("WIFEXITED") { Value($0 & 0x7f == 0) },
      row("WEXITSTATUS") { Value(Int($0 >> 8 & 0xff)) },
      row("WIFSIGNALED") { Value($0 & 0x7f != 0 && $0 & 0x7f != 0x7f) },
      row("WTERMSIG") { Value(Int($0 & 0x7f)) },
      row("WIFSTOPPED") { Value($0 & 0xff == 0x7f) },
      row("WSTOPSIG") { Value(Int($0 >> 8 & 0xff)) },
      row("WIFCONTINUED") { Value($0 == 0xffff) },
      row("WCOREDUMP") { Value($0 & 0x80 != 0) },
    ]
  }

  private static func number(_ name: String, _ body: @escaping () -> Int) -> Builtin {
    Builtin("\(name)()") { _ throws(Raised) in Value(body()) }
  }

  static var rows: [Builtin] {
    statusRows + [
      number("getpid") { Int(Glibc.getpid()) }, number("getppid") { Int(Glibc.getppid()) },
      number("getuid") { Int(Glibc.getuid()) }, number("geteuid") { Int(Glibc.geteuid()) },
      number("getgid") { Int(Glibc.getgid()) }, number("getegid") { Int(Glibc.getegid()) },
      number("getpgrp") { Int(Glibc.getpgrp()) },
      Builtin("getpgid(pid)") { a throws(Raised) in
        try Posix.checkedInt(Int(Glibc.getpgid(Posix.int32(a[0]))))
      },
      Builtin("getsid(pid, /)") { a throws(Raised) in
        try Posix.checkedInt(Int(Glibc.getsid(Posix.int32(a[0]))))
      },
      Builtin("setsid()") { _ throws(Raised) in try Posix.check(Glibc.setsid()) },
      Builtin("setpgid(pid, pgrp, /)") { a throws(Raised) in
        try Posix.check(Glibc.setpgid(Posix.int32(a[0]), Posix.int32(a[1])))
      },
      Builtin("getgroups()") { _ throws(Raised) in
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = Glibc.getgroups(Int32(groups.count), &groups)
        if count < 0 { throw raiseOSError(errno) }
        return List.make(consuming: groups[..<Int(count)].map { Value(Int($0)) }).value
      },
      Builtin("getlogin()") { _ throws(Raised) in
        guard let name = Glibc.getlogin() else { throw raiseOSError(errno) }
        return try OSPath.string(name)
      },
      Builtin("cpu_count()") { _ throws(Raised) in
        let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        return count < 1 ? .none : Value(count)
      },
      Builtin("sched_getaffinity(pid, /)") { a throws(Raised) in
        let process = try Posix.int32(a[0])
        guard let list = allowedProcessors(process) else { throw raiseOSError(ESRCH) }
        let result = SetRef.make(frozen: false)
        for index in list { _ = try result.add(Value(index)) }
        return result.value
      },
      Builtin("sched_yield()") { _ throws(Raised) in try Posix.check(Glibc.sched_yield()) },
      Builtin("umask(mask, /)") { a throws(Raised) in
        Value(Int(Glibc.umask(mode_t(truncatingIfNeeded: try indexValue(a[0])))))
      },
      Builtin("urandom(size, /)") { a throws(Raised) in
        let size = try indexValue(a[0])
        if size < 0 { throw raise(.valueError, "negative argument not allowed") }
        try checkMemory(size, 2)
        return .bytes(randomBytes(size))
      },
      Builtin("getrandom(size, flags=0)") { a throws(Raised) in
        let size = try indexValue(a[0])
        if size < 0 { throw raiseOSError(EINVAL) }
        try checkMemory(size, 2)
        return .bytes(randomBytes(size))
      },
      Builtin("strerror(code, /)") { a throws(Raised) in
        .string(String(cString: Glibc.strerror(try Posix.int32(a[0]))))
      },
      Builtin("putenv(name, value, /)") { a throws(Raised) in
        let (name, value) = (try OSPath.raw(a[0]), try OSPath.raw(a[1]))
        if name.contains(61) { throw raise(.valueError, "illegal environment variable name") }
        return try Posix.check(
          setenv(
            name.map(CChar.init(bitPattern:)) + [0], value.map(CChar.init(bitPattern:)) + [0], 1))
      },
      Builtin("unsetenv(name, /)") { a throws(Raised) in
        try Posix.check(
          Glibc.unsetenv(OSPath.raw(a[0]).map(CChar.init(bitPattern:)) + [0]))
      },
      Builtin("system(command)") { a throws(Raised) in
        let command = try OSPath.bytes(a[0])
        SysModule.flush()
        return Value(Int(Glibc.system(command)))
      },
      Builtin("kill(pid, signal, /)") { a throws(Raised) in
        if Glibc.kill(try Posix.int32(a[0]), try Posix.int32(a[1])) != 0 {
          throw raiseOSError(errno)
        }
        if machine.pointee.interrupted { try Machine.attend() }
        return .none
      },
      Builtin("killpg(pgid, signal, /)") { a throws(Raised) in
        try Posix.check(Glibc.killpg(Posix.int32(a[0]), Posix.int32(a[1])))
      },
      Builtin("_exit(status)") { a throws(Raised) in Glibc._exit(try Posix.int32(a[0])) },
      Builtin("abort()") { _ throws(Raised) in Glibc.abort() },
      Builtin("fork()") { _ throws(Raised) in
        try Posix.checkedInt(Int(weft_fork()))
      },
      Builtin("register_at_fork(*, before=..., after_in_child=..., after_in_parent=...)") {
        _ throws(Raised) in .none
      },
      Builtin("waitpid(pid, options, /)") { a throws(Raised) in
        try wait(Posix.int32(a[0]), Posix.int32(a[1]))
      },
      Builtin("wait()") { _ throws(Raised) in try wait(-1, 0) },
      Builtin("waitstatus_to_exitcode(status)") { a throws(Raised) in
        let status = try Posix.int32(a[0])
        if status & 0x7f == 0 { return Value(Int(status >> 8 & 0xff)) }
        if status & 0xff == 0x7f {
          throw raise(
            .valueError, "process stopped by delivery of signal \(status >> 8 & 0xff)")
        }
        return Value(-Int(status & 0x7f))
      },
      Builtin("execv(path, argv, /)") { a throws(Raised) in
        let path = try PathArgument(a[0], "execv")
        let arguments = try strings(a[1], "execv()")
        defer { for text in arguments { free(text) } }
        if arguments.count < 2 { throw raise(.valueError, "execv() arg 2 must not be empty") }
        SysModule.flush()
        Glibc.execv(path.path, arguments)
        throw raiseOSError(errno)
      },
      Builtin("execve(path, argv, env)") { a throws(Raised) in
        let path = try PathArgument(a[0], "execve")
        let arguments = try strings(a[1], "execve()")
        defer { for text in arguments { free(text) } }
        if arguments.count < 2 {
          throw raise(.valueError, "execve: argv must not be empty")
        }
        var environment: [UnsafeMutablePointer<CChar>?] = []
        defer { for text in environment { free(text) } }
        try forEach(a[2]) { key throws(Raised) in
          let value = try getItem(a[2], key)
          defer { value.release() }
          let entry = try OSPath.raw(key) + [61] + OSPath.raw(value)
          environment.append(strdup(entry.map(CChar.init(bitPattern:)) + [0]))
          return true
        }
        SysModule.flush()
        Glibc.execve(path.path, arguments, environment + [nil])
        throw path.error()
      },
      Builtin("nice(increment, /)") { a throws(Raised) in
        errno = 0
        let result = Glibc.nice(try Posix.int32(a[0]))
        if result == -1, errno != 0 { throw raiseOSError(errno) }
        return Value(Int(result))
      },
      Builtin("times()") { _ throws(Raised) in
        var times = tms()
        let elapsed = Glibc.times(&times)
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return StructSequence.make(
          Posix.timesResult,
          [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed].map {
            Value(Double($0) / ticks)
          })
      },
      Builtin("getloadavg()") { _ throws(Raised) in
        var loads: [Double] = [0, 0, 0]
        if Glibc.getloadavg(&loads, 3) != 3 {
          throw raise(.osError, "Load averages are unobtainable")
        }
        return Tuple.make(consuming: loads.map { Value($0) }).value
      },
      Builtin("uname()") { _ throws(Raised) in
        var names = utsname()
        if Glibc.uname(&names) != 0 { throw raiseOSError(errno) }
        let width = MemoryLayout.size(ofValue: names.sysname)
        let values = try withUnsafeBytes(of: &names) { bytes throws(Raised) in
          var values: [Value] = []
          for field in 0..<5 {
            values.append(
              try OSPath.string(Array(bytes[(field * width)...].prefix { $0 != 0 })))
          }
          return values
        }
        return StructSequence.make(Posix.unameResult, values)
      },
      Builtin("ctermid()") { _ throws(Raised) in .string("/dev/tty") },
    ]
  }

  /// The processors that a process (0: this one) may run on, from proc(5), whose ranges read as "0-3,8".
  private static func allowedProcessors(_ process: pid_t) -> [Int]? {
    let name = process == 0 ? "self" : String(process)
    guard let status = Files.read("/proc/\(name)/status") else { return nil }
    let text = String(decoding: status, as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    guard let list = line?.split(separator: "\t").last else { return nil }
    return list.split(separator: ",").flatMap { part in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      return ends.isEmpty ? [] : Array(ends[0]...(ends.last ?? ends[0]))
    }
  }

  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var result: [UInt8] = []
    result.reserveCapacity(count + 8)
    while result.count < count {
      withUnsafeBytes(of: generator.next()) { result.append(contentsOf: $0) }
    }
    return Array(result[..<count])
  }
}
