// SPDX-License-Identifier: Apache-2.0
// pwd and grp: the accounts and groups of this machine.
import Glibc

enum AccountModules {
  static var all: [NativeModule] {
    [
      NativeModule("pwd") { module throws(Raised) in
        module.add(passwordEntry)
        module.add(users)
      },
      NativeModule("grp") { module throws(Raised) in
        module.add(groupEntry)
        module.add(groups)
      },
    ]
  }

  nonisolated(unsafe) private static let passwordEntry = StructSequence.makeType(
    "pwd.struct_passwd",
    ["pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"])
  nonisolated(unsafe) private static let groupEntry = StructSequence.makeType(
    "grp.struct_group", ["gr_name", "gr_passwd", "gr_gid", "gr_mem"])

  private static func text(_ pointer: UnsafeMutablePointer<CChar>?) throws(Raised) -> Value {
    guard let pointer else { return .none }
    return try OSPath.string(pointer)
  }

  private static func value(_ user: passwd) throws(Raised) -> Value {
    StructSequence.make(
      passwordEntry,
      [
        try text(user.pw_name), try text(user.pw_passwd), Value(Int(user.pw_uid)),
        Value(Int(user.pw_gid)), try text(user.pw_gecos), try text(user.pw_dir),
        try text(user.pw_shell),
      ])
  }

  private static func value(_ group: group) throws(Raised) -> Value {
    let members = List.make()
    var member = group.gr_mem
    while let name = member?.pointee {
      members.append(consuming: try OSPath.string(name))
      member = member?.advanced(by: 1)
    }
    return StructSequence.make(
      groupEntry,
      [
        try text(group.gr_name), try text(group.gr_passwd), Value(Int(group.gr_gid)),
        members.value,
      ])
  }

  private static func missing(_ function: String, _ kind: String, _ key: Value) throws(Raised)
    -> Raised
  {
    let shown = key.isStr ? "name" : kind
    return raise(
      .keyError,
      "\(function)(): \(shown) not found: \(key.isStr ? try reprText(key) : try strText(key))"
    )
  }

  private static func name(_ value: Value, _ function: String) throws(Raised) -> String {
    guard value.isStr else {
      throw raise(.typeError, "\(function)() argument must be str, not \(value.type.name)")
    }
    return try OSPath.bytes(value)
  }

  private static var users: [Builtin] {
    [
      Builtin("getpwuid(uidobj, /)") { a throws(Raised) in
        guard let user = Glibc.getpwuid(uid_t(truncatingIfNeeded: try indexValue(a[0]))) else {
          throw try missing("getpwuid", "uid", a[0])
        }
        return try value(user.pointee)
      },
      Builtin("getpwnam(name, /)") { a throws(Raised) in
        guard let user = Glibc.getpwnam(try name(a[0], "getpwnam")) else {
          throw try missing("getpwnam", "name", a[0])
        }
        return try value(user.pointee)
      },
      Builtin("getpwall()") { _ throws(Raised) in
        let result = List.make()
        setpwent()
        defer { endpwent() }
        while let user = getpwent() { result.append(consuming: try value(user.pointee)) }
        return result.value
      },
    ]
  }

  private static var groups: [Builtin] {
    [
      Builtin("getgrgid(id)") { a throws(Raised) in
        guard let group = Glibc.getgrgid(gid_t(truncatingIfNeeded: try indexValue(a[0]))) else {
          throw try missing("getgrgid", "gid", a[0])
        }
        return try value(group.pointee)
      },
      Builtin("getgrnam(name)") { a throws(Raised) in
        guard let group = Glibc.getgrnam(try name(a[0], "getgrnam")) else {
          throw try missing("getgrnam", "name", a[0])
        }
        return try value(group.pointee)
      },
      Builtin("getgrall()") { _ throws(Raised) in
        let result = List.make()
        setgrent()
        defer { endgrent() }
        while let group = getgrent() { result.append(consuming: try value(group.pointee)) }
        return result.value
      },
    ]
  }
}
