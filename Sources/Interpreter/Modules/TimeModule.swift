// SPDX-License-Identifier: Apache-2.0
// time: clocks, sleeping, and times of the calendar.
import Glibc

enum TimeModule {
  static var module: NativeModule {
    NativeModule("time") { module throws(Raised) in
      module.add(clocks + calendar)
      module.add(structTime)
      for (name, clock) in clockNumbers { module.add(name, consuming: Value(Int(clock))) }
      addZone(to: module)
    }
  }

  nonisolated(unsafe) static let structTime = StructSequence.makeType(
    "time.struct_time",
    [
      "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
      "tm_isdst",
    ], hidden: ["tm_zone", "tm_gmtoff"])

  private static let clockNumbers: [(String, clockid_t)] = [
    ("CLOCK_REALTIME", CLOCK_REALTIME), ("CLOCK_MONOTONIC", CLOCK_MONOTONIC),
    ("CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW), ("CLOCK_BOOTTIME", CLOCK_BOOTTIME),
    ("CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID),
    ("CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID),
  ]

  // MARK: Clocks

  private static let namedClocks: [(name: String, clock: clockid_t)] = [
    ("time", CLOCK_REALTIME), ("monotonic", CLOCK_MONOTONIC), ("perf_counter", CLOCK_MONOTONIC),
    ("process_time", CLOCK_PROCESS_CPUTIME_ID), ("thread_time", CLOCK_THREAD_CPUTIME_ID),
  ]

  private static func nanoseconds(_ clock: clockid_t) throws(Raised) -> Int {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { throw raiseOSError(errno) }
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  private static func clockNumber(_ value: Value) throws(Raised) -> clockid_t {
    clockid_t(truncatingIfNeeded: try indexValue(value))
  }

  private static var clocks: [Builtin] {
    namedClocks.flatMap { name, clock in
      [
        Builtin("\(name)()") { _ throws(Raised) in Value(Double(try nanoseconds(clock)) / 1e9) },
        Builtin("\(name)_ns()") { _ throws(Raised) in Value(try nanoseconds(clock)) },
      ]
    } + [
      Builtin("clock_gettime(clk_id, /)") { a throws(Raised) in
        Value(Double(try nanoseconds(try clockNumber(a[0]))) / 1e9)
      },
      Builtin("clock_gettime_ns(clk_id, /)") { a throws(Raised) in
        Value(try nanoseconds(try clockNumber(a[0])))
      },
      Builtin("clock_getres(clk_id, /)") { a throws(Raised) in
        var time = timespec()
        guard clock_getres(try clockNumber(a[0]), &time) == 0 else { throw raiseOSError(errno) }
        return Value(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
      },
      Builtin("get_clock_info(name, /)") { a throws(Raised) in try clockInfo(a[0]) },
      Builtin("sleep(seconds, /)") { a throws(Raised) in try sleep(a[0]) },
    ]
  }

  private static func clockInfo(_ name: Value) throws(Raised) -> Value {
    guard name.isStr else {
      throw raise(
        .typeError, "get_clock_info() argument 1 must be str, not \(name.type.name)")
    }
    guard let found = namedClocks.first(where: { $0.name == Str(name).text }) else {
      throw raise(.valueError, "unknown clock")
    }
    let implementation = clockNumbers.first { $0.1 == found.clock }?.0 ?? ""
    var time = timespec()
    clock_getres(found.clock, &time)
    return StructSequence.make(
      "time.clock_info",
      [
        ("implementation", .string("clock_gettime(\(implementation))")),
        ("monotonic", Value(found.name != "time")), ("adjustable", Value(found.name == "time")),
        ("resolution", Value(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)),
      ])
  }

  /// Sleeps until a time of the monotonic clock, so that signals do not prolong it.
  private static func sleep(_ seconds: Value) throws(Raised) -> Value {
    guard seconds.tag == .float || seconds.isInteger || seconds.type.slots.index != nil else {
      throw raise(
        .typeError, "'\(seconds.type.name)' object cannot be interpreted as an integer")
    }
    let amount = try MathModule.double(seconds)
    if amount.isNaN { throw raise(.valueError, "Invalid value NaN (not a number)") }
    if amount < 0 { throw raise(.valueError, "sleep length must be non-negative") }
    guard amount < 9.2e9 else {
      throw raise(.overflowError, "timestamp too large to convert to C _PyTime_t")
    }
    let end = try nanoseconds(CLOCK_MONOTONIC) + Int((amount * 1e9).rounded(.up))
    var time = timespec(tv_sec: end / 1_000_000_000, tv_nsec: end % 1_000_000_000)
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {
      if machine.pointee.interrupted { try Machine.attend() }
    }
    return .none
  }

  // MARK: Calendar

  /// The zone's name and its distance to universal time, in seconds eastwards, in the middle of a winter and of a summer.
  private static var zones:
    (winter: (name: String, offset: Int), summer: (name: String, offset: Int))
  {
    tzset()
    let year = 31_556_952
    let start = Glibc.time(nil) / year * year
    func zone(_ time: time_t) -> (name: String, offset: Int) {
      var (time, t) = (time, tm())
      localtime_r(&time, &t)
      return (t.tm_zone.map { String(cString: $0) } ?? "   ", t.tm_gmtoff)
    }
    let (january, july) = (zone(start), zone(start + year / 2))
    // South of the equator summer is in January.
    return january.offset <= july.offset ? (january, july) : (july, january)
  }

  private static func addZone(to module: Module) {
    let (winter, summer) = zones
    module.add("timezone", consuming: Value(-winter.offset))
    module.add("altzone", consuming: Value(-summer.offset))
    module.add("daylight", consuming: Value(winter.offset != summer.offset ? 1 : 0))
    module.add(
      "tzname",
      consuming: Tuple.make(consuming: [.string(winter.name), .string(summer.name)]).value)
  }

  /// The whole seconds of an argument; now where it is None.
  private static func seconds(_ value: Value) throws(Raised) -> time_t {
    if value.isNone { return Glibc.time(nil) }
    if value.tag == .float {
      let floor = value.asFloat.rounded(.down)
      if floor.isNaN { throw raise(.valueError, "Invalid value NaN (not a number)") }
      guard abs(floor) < 0x1p63 else {
        throw raise(.overflowError, "timestamp out of range for platform time_t")
      }
      return time_t(floor)
    }
    return try indexValue(value)
  }

  private static func structure(_ t: tm) -> Value {
    let zone = t.tm_zone.map { Value.string(String(cString: $0)) } ?? .none
    return StructSequence.make(
      structTime,
      [
        Int(t.tm_year) + 1900, Int(t.tm_mon) + 1, Int(t.tm_mday), Int(t.tm_hour), Int(t.tm_min),
        Int(t.tm_sec), (Int(t.tm_wday) + 6) % 7, Int(t.tm_yday) + 1, Int(t.tm_isdst),
      ].map { Value($0) }, hidden: [("tm_zone", zone), ("tm_gmtoff", Value(t.tm_gmtoff))])
  }

  private static func broken(_ value: Value, _ convert: (inout time_t, inout tm) -> Bool)
    throws(Raised) -> Value
  {
    var time = try seconds(value)
    var parts = tm()
    guard convert(&time, &parts) else { throw raiseOSError(errno) }
    return structure(parts)
  }

  /// The C structure of a tuple of nine numbers.
  private static func parts(_ value: Value, _ function: String) throws(Raised) -> tm {
    guard value.has(.tuple) else {
      throw raise(.typeError, "Tuple or struct_time argument required")
    }
    guard Tuple(value).count == 9 else {
      throw raise(.typeError, "\(function)(): illegal time tuple argument")
    }
    var numbers: [Int32] = []
    for element in Tuple(value).buffer {
      guard let number = Int32(exactly: try indexValue(element)) else {
        throw raise(.overflowError, "signed integer is greater than maximum")
      }
      numbers.append(number)
    }
    var t = tm()
    t.tm_year = numbers[0] &- 1900
    t.tm_mon = numbers[1] - 1
    (t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec) = (numbers[2], numbers[3], numbers[4], numbers[5])
    t.tm_wday = (numbers[6] + 1) % 7
    t.tm_yday = numbers[7] - 1
    t.tm_isdst = numbers[8]
    return t
  }

  /// The same for texts: fields out of their ranges are errors, zeros stand for the first.
  private static func checkedParts(_ value: Value, _ function: String) throws(Raised) -> tm {
    if value.isNone || value.isUnbound {
      var (now, t) = (Glibc.time(nil), tm())
      localtime_r(&now, &t)
      return t
    }
    var t = try parts(value, function)
    if t.tm_mon == -1 { t.tm_mon = 0 }
    if t.tm_mday == 0 { t.tm_mday = 1 }
    if t.tm_yday == -1 { t.tm_yday = 0 }
    for (name, field, range) in [
      ("month", t.tm_mon, 0...11), ("day of month", t.tm_mday, 1...31),
      ("hour", t.tm_hour, 0...23), ("minute", t.tm_min, 0...59), ("seconds", t.tm_sec, 0...61),
      ("day of year", t.tm_yday, 0...365),
    ] as [(String, Int32, ClosedRange<Int32>)] where !range.contains(field) {
      throw raise(.valueError, "\(name) out of range")
    }
    if t.tm_wday < 0 { throw raise(.valueError, "day of week out of range") }
    // The zone is the machine's at that time.
    var copy = t
    mktime(&copy)
    (t.tm_gmtoff, t.tm_zone) = (copy.tm_gmtoff, copy.tm_zone)
    return t
  }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func plainText(_ t: tm) -> Value {
    func two(_ number: Int32, _ fill: String = "0") -> String {
      number < 10 ? "\(fill)\(number)" : "\(number)"
    }
    let (day, month) = (days[Int(t.tm_wday + 6) % 7], months[Int(t.tm_mon)])
    let clock = "\(two(t.tm_hour)):\(two(t.tm_min)):\(two(t.tm_sec))"
    return .string(
      "\(day) \(month) \(two(t.tm_mday, " ")) \(clock) \(Int(t.tm_year) + 1900)")
  }

  private static func formatted(_ format: Value, _ t: tm) throws(Raised) -> Value {
    guard format.isStr else {
      throw raise(
        .typeError, "strftime() argument 1 must be str, not \(format.type.name)")
    }
    let text = Str(format).text
    if text.isEmpty { return .string("") }
    var t = t
    // A letter more, since no text is also what says that there is too little room.
    let template = text + "."
    var capacity = 256
    while true {
      let buffer = [CChar](unsafeUninitializedCapacity: capacity) { buffer, count in
        count = strftime(buffer.baseAddress, capacity, template, &t)
      }
      if !buffer.isEmpty {
        let bytes = buffer.dropLast().map { UInt8(bitPattern: $0) }
        return .string(String(decoding: bytes, as: UTF8.self))
      }
      if capacity > 256 * template.utf8.count { return .string("") }
      capacity *= 2
    }
  }

  private static var calendar: [Builtin] {
    [
      Builtin("gmtime(seconds=None, /)") { a throws(Raised) in
        try broken(a[0]) { time, parts in gmtime_r(&time, &parts) != nil }
      },
      Builtin("localtime(seconds=None, /)") { a throws(Raised) in
        try broken(a[0]) { time, parts in localtime_r(&time, &parts) != nil }
      },
      Builtin("mktime(t, /)") { a throws(Raised) in
        var t = try parts(a[0], "mktime")
        t.tm_wday = -1
        let time = mktime(&t)
        // The day of the week tells an error from the second before 1970.
        if time == -1 && t.tm_wday == -1 {
          throw raise(.overflowError, "mktime argument out of range")
        }
        return Value(Double(time))
      },
      Builtin("asctime(t=None, /)") { a throws(Raised) in
        plainText(try checkedParts(a[0], "asctime"))
      },
      Builtin("ctime(seconds=None, /)") { a throws(Raised) in
        var (time, t) = (try seconds(a[0]), tm())
        guard localtime_r(&time, &t) != nil else { throw raiseOSError(errno) }
        return plainText(t)
      },
      Builtin("strftime(format, t=None, /)") { a throws(Raised) in
        try formatted(a[0], try checkedParts(a[1], "strftime"))
      },
      Builtin("strptime(string, format='%a %b %d %H:%M:%S %Y', /)") { a throws(Raised) in
        let module = try Import.load("_strptime")
        defer { module.release() }
        let function = try getAttribute(module, "_strptime_time")
        defer { function.release() }
        return try call(function, a[0], a[1])
      },
      Builtin("tzset()") { _ throws(Raised) in
        let module = try Import.load("time")
        defer { module.release() }
        if module.has(.module) { addZone(to: Module(module)) }
        return .none
      },
    ]
  }
}
