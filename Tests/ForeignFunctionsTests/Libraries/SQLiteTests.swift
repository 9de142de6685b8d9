// SPDX-License-Identifier: Apache-2.0
// SQLite: a database in memory, rows by callback and by prepared statements.

import Foundation
import Testing

import ForeignFunctions

@Suite struct SQLiteTests {
  typealias Text = UnsafePointer<CChar>
  let library: CLibrary
  let open: CFunction<(Text, UnsafeMutablePointer<OpaquePointer?>), Int32>
  let close: CFunction<(OpaquePointer?), Int32>
  let execute:
    CFunction<
      (
        OpaquePointer?, Text, UnsafeRawPointer?, UnsafeMutableRawPointer?,
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      ), Int32
    >
  let free: CFunction<(UnsafeMutableRawPointer?), Void>

  init() throws {
    library = try CLibrary("libsqlite3.so.0")
    open = try library.function("sqlite3_open")
    close = try library.function("sqlite3_close")
    execute = try library.function("sqlite3_exec")
    free = try library.function("sqlite3_free")
  }

  /// Runs statements; the rows as the callback gets them, and SQLite's words if they fail.
  private func run(_ database: OpaquePointer?, _ text: String) throws -> (
    rows: [[String]], message: String?
  ) {
    var rows: [[String]] = []
    let row = try CCallback(name: "row") {
      (
        _: UnsafeMutableRawPointer?, count: Int32, values: UnsafePointer<Text?>,
        _: UnsafePointer<Text?>
      ) -> Int32 in
      rows.append((0..<Int(count)).map { values[$0].map { String(cString: $0) } ?? "NULL" })
      return 0
    }
    let message = Memory<UnsafeMutablePointer<CChar>?>([nil])
    let status = text.withCString { execute(database, $0, row.address, nil, message.pointer) }
    withExtendedLifetime(row) {}
    defer { free(UnsafeMutableRawPointer(message[0])) }
    return (rows, status == 0 ? nil : message[0].map { String(cString: $0) } ?? "")
  }

  @Test func rowsByCallback() throws {
    let opened = Memory<OpaquePointer?>([nil])
    #expect(":memory:".withCString { open($0, opened.pointer) } == 0)
    let database = opened[0]
    let made = try run(
      database, "create table t (n integer, s text); insert into t values (1, 'one'), (2, null);")
    #expect(made.message == nil)
    let found = try run(database, "select n * 10, s from t order by n desc")
    #expect(found.rows == [["20", "NULL"], ["10", "one"]])
    let wrong = try run(database, "select n from nowhere")
    #expect(wrong.message == "no such table: nowhere")
    #expect(close(database) == 0)
  }

  @Test func aRowThatIsRefused() throws {
    struct TooLong: Error, Equatable { let length: Int }
    let opened = Memory<OpaquePointer?>([nil])
    #expect(":memory:".withCString { open($0, opened.pointer) } == 0)
    var lengths: [Int] = []
    let row = try CCallback {
      (
        _: UnsafeMutableRawPointer?, _: Int32, values: UnsafePointer<Text?>, _: UnsafePointer<Text?>
      ) throws -> Int32 in
      let length = values[0].map { String(cString: $0).count } ?? 0
      if length > 3 { throw TooLong(length: length) }
      lengths.append(length)
      return 0
    }
    let message = Memory<UnsafeMutablePointer<CChar>?>([nil])
    #expect(throws: TooLong(length: 5)) {
      try row.rethrowing { row in
        // To SQLite 0 means to go on.
        let text = "values ('one'), ('three'), ('six'), ('seven')"
        let status = text.withCString { execute(opened[0], $0, row, nil, message.pointer) }
        #expect(status == 0)
      }
    }
    #expect(lengths == [3, 3])
    #expect(close(opened[0]) == 0)
  }

  @Test func preparedStatements() throws {
    let prepare:
      CFunction<
        (
          OpaquePointer?, Text, Int32, UnsafeMutablePointer<OpaquePointer?>,
          UnsafeMutablePointer<Text?>?
        ), Int32
      > = try library.function("sqlite3_prepare_v2")
    let bind: CFunction<(OpaquePointer?, Int32, Double), Int32> =
      try library.function("sqlite3_bind_double")
    let step: CFunction<(OpaquePointer?), Int32> = try library.function("sqlite3_step")
    let reset: CFunction<(OpaquePointer?), Int32> = try library.function("sqlite3_reset")
    let column: CFunction<(OpaquePointer?, Int32), Double> =
      try library.function("sqlite3_column_double")
    let finalize: CFunction<(OpaquePointer?), Int32> =
      try library.function("sqlite3_finalize")
    let opened = Memory<OpaquePointer?>([nil])
    #expect(":memory:".withCString { open($0, opened.pointer) } == 0)
    let database = opened[0]
    let prepared = Memory<OpaquePointer?>([nil])
    #expect("select ? / 2".withCString { prepare(database, $0, -1, prepared.pointer, nil) } == 0)
    let statement = prepared[0]
    #expect(bind(statement, 1, 5) == 0)
    // SQLITE_ROW, SQLITE_DONE; SQLITE_RANGE of a parameter that is not there.
    #expect(step(statement) == 100)
    #expect(column(statement, 0) == 2.5)
    #expect(step(statement) == 101)
    #expect(reset(statement) == 0 && bind(statement, 2, 5) == 25)
    #expect(finalize(statement) == 0)
    #expect("selec".withCString { prepare(database, $0, -1, prepared.pointer, nil) } == 1)
    let message: CFunction<(OpaquePointer?), Text> = try library.function("sqlite3_errmsg")
    #expect(String(cString: message(database)) == "near \"selec\": syntax error")
    #expect(close(database) == 0)
  }
}
