// SPDX-License-Identifier: Apache-2.0
// Running programs: a file, a string, standard input; errors and exit statuses as CPython's.
import Glibc

public enum Script {
  /// Runs a source as `__main__`; the exit status of the process.
  public static func run(_ source: [UInt8], fileName: String) -> Int32 {
    Boot.start()
    let main = Module.make("__main__")
    main.namespace.set("__builtins__", machine.pointee.builtins)
    Dict(machine.pointee.modules).set("__main__", main.value)
    do throws(Raised) {
      let code = try compile(source, fileName: fileName, mode: .exec)
      try Machine.execute(code, globals: main.namespace).release()
      return 0
    } catch {
      let exception = takeRaised()
      print(exception.type.name, (try? strText(exception)) ?? "?")
      exception.release()
      return 1
    }
  }
}
