// SPDX-License-Identifier: Apache-2.0
// Many threads in one Python, and processes that fork.

import ArrayExchange
import CShims
import Foundation
import Glibc
import Synchronization
import Testing

extension HostTests {
  @Suite("Python and threads", .enabled(if: Host.isThere, "no CPython"), .serialized)
  struct ThreadTests {
    let python: CPython
    init() throws { python = try CPython.shared }

    @Test func allCallAtOnce() throws {
      let python = python
      let names = try python.builtin("dict")()
      try python.exec("def add(x): return sum(range(x)) + call(x)", globals: names)
      try names.setItem("call", to: python.function("call") { try Int($0[0]) * 2 })
      let add = try names["add"]
      let wrong = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: 16) { thread in
        for n in 0..<200 {
          let made = try? Int(add(n + thread))
          let x = n + thread
          if made != x * (x - 1) / 2 + 2 * x { wrong.add(1, ordering: .relaxed) }
        }
      }
      #expect(wrong.load(ordering: .relaxed) == 0)
    }

    @Test func whatThreadsKnowStays() throws {
      let names = try python.object(["threading": python.import("threading")])
      try python.exec(
        "local = threading.local()\nlocal.n = -1\ndef count():\n  local.n = getattr(local, 'n', 0) + 1\n  return local.n",
        globals: names)
      let count = try names["count"]
      let python = python
      let seen = Mutex<[Int]>([])
      let ended = try python.eval("[]")
      for _ in 0..<3 {
        let thread = Thread {
          for _ in 0..<4 {
            guard let n = try? Int(count()) else { return }
            seen.withLock { $0.append(n) }
          }
          // Something that ends with the thread's own values.
          _ = try? python.exec(
            "import weakref\nclass Noted: pass\nlocal.noted = Noted()\nweakref.finalize(local.noted, ended.append, 1)",
            globals: python.object(["local": names["local"], "ended": ended]))
        }
        thread.start()
        while !thread.isFinished { usleep(1000) }
      }
      #expect(seen.withLock { $0 } == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
      // A thread counts as finished shortly before it has ended.
      for _ in 0..<5000 where try ended.count() < 3 { usleep(1000) }
      #expect(try ended.count() == 3)
    }

    @Test func othersProceedWhileOneWaits() throws {
      let python = python
      let event = try python.import("threading").Event()
      let waiter = Thread { _ = try? event.wait(30) }
      waiter.start()
      #expect(try Int(python.eval("1 + 1")) == 2)
      try event.set()
      while !waiter.isFinished { usleep(1000) }
    }

    @Test func referencesEndOnAnyThread() throws {
      let names = try python.object(["ended": [Int]()])
      try python.exec(
        "class Noted:\n  def __init__(self, n): self.n = n\n  def __del__(self): ended.append(self.n)",
        globals: names)
      let noted = try names["Noted"]
      DispatchQueue.concurrentPerform(iterations: 8) { thread in
        for n in 0..<100 { _ = try? noted(thread * 100 + n) }
      }
      python.releaseDeadReferences()
      #expect(try [Int](names["ended"]).sorted() == Array(0..<800))
    }

    /// Runs `body` in a child and returns its wait status; 10 s, then it is killed.
    private func child(_ body: () -> Int32) throws -> Int32 {
      let pid = weft_fork()
      try #require(pid >= 0)
      if pid == 0 {
        alarm(10)
        _exit(body())
      }
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      return status
    }

    @Test func childrenUseTheHost() throws {
      let python = python
      let status = try child {
        guard let sum = try? Int(python.eval("sum(range(10))")), sum == 45 else { return 1 }
        guard let thread = try? python.import("threading").Thread(target: python.eval("lambda: 1"))
        else { return 2 }
        return (try? thread.start()) != nil && (try? thread.join()) != nil ? 42 : 3
      }
      #expect(status == 42 << 8)
    }

    @Test func exitWritesWhatPythonHolds() throws {
      let python = python
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      let pid = weft_fork()
      try #require(pid >= 0)
      if pid == 0 {
        alarm(10)
        dup2(ends[1], 1)
        try? python.exec(
          "import atexit, sys\natexit.register(sys.stdout.write, 'end')\nsys.stdout.write('begin ')"
        )
        exit(0)
      }
      close(ends[1])
      var text = [UInt8](repeating: 0, count: 64)
      var count = 0
      while case let more = read(ends[0], &text[count], text.count - count), more > 0 {
        count += more
      }
      close(ends[0])
      while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
      // What the C library had not yet written of the parent's comes after it.
      #expect(String(decoding: text[..<count], as: UTF8.self).hasPrefix("begin end"))
    }

    @Test func childrenOfBusyParentsUseTheHost() throws {
      let python = python
      let stop = Atomic<Bool>(false)
      let busy = Thread {
        while !stop.load(ordering: .relaxed) { _ = try? python.eval("sum(range(1000))") }
      }
      busy.start()
      defer { stop.store(true, ordering: .relaxed) }
      for _ in 0..<20 {
        let status = try child { (try? Int(python.eval("sum(range(10))"))) == 45 ? 42 : 1 }
        #expect(status == 42 << 8)
      }
      stop.store(true, ordering: .relaxed)
      while !busy.isFinished { usleep(1000) }
    }

    @Test func forkInsideCallbacks() throws {
      let python = python
      let forks = try python.function("forks") { _ in
        let pid = weft_fork()
        if pid == 0 {
          alarm(10)
          _exit((try? Int(python.eval("6 * 7"))) ?? 1 == 42 ? 42 : 1)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return Int(status)
      }
      #expect(try Int(forks()) == 42 << 8)
    }

    @Test func pythonForks() throws {
      let names = try python.builtin("dict")()
      try python.exec(
        """
        import os, subprocess, sys, warnings
        warnings.simplefilter('ignore')
        pid = os.fork()
        if pid == 0:
          os._exit(sum(range(5)))
        status = os.waitpid(pid, 0)[1]
        said = subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout
        """, globals: names)
      #expect(try Int(names["status"]) == 10 << 8)
      #expect(try String(names["said"]) == "1\n")
    }
  }
}
