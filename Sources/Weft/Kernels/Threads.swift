// SPDX-License-Identifier: Apache-2.0
// Worker threads for large kernels.

import CShims
import JIT
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A pool of workers that run the parts of one job at a time.
///
/// Measured on the machines of this project: waking a sleeping worker costs 12–64 µs, one that spins 0.07 µs. So workers
/// spin for `spinNanoseconds` after a job before they sleep, and only jobs of `worthwhileNanoseconds` are divided.
package enum Threads {
  static let worthwhileNanoseconds = 60_000
  /// A task of a job should not be shorter: taking one costs a tenth of a microsecond, its set-up some more.
  static let taskNanoseconds = 30_000
  static let spinRounds = 2_000

  /// Number of threads large kernels use: `WEFT_THREADS`, or all cores.
  package static var count: Int {
    get { chosen != 0 ? chosen : readCount() }
    set { chosen = newValue }
  }

  /// 0 before the environment is read.
  ///
  /// Guarded by `Engine.lock`, but for programs that only ask.
  nonisolated(unsafe) private static var chosen = 0

  @inline(never)
  private static func readCount() -> Int {
    let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let request = getenv("WEFT_THREADS").map { String(cString: $0) }
    let (count, complaint) = select(request, cores: cores)
    if let complaint { writeToStandardError(complaint + "\n") }
    chosen = count
    return count
  }

  /// What a request gives on a machine of `cores` cores, and what to tell the user about it.
  package static func select(_ request: String?, cores: Int) -> (count: Int, complaint: String?) {
    guard let request, !request.isEmpty else { return (cores, nil) }
    guard let number = Int(request), number >= 1 else {
      return (cores, "weft: WEFT_THREADS=\(request) is not a positive number; \(cores) are used")
    }
    guard number <= most else {
      return (most, "weft: WEFT_THREADS=\(request) is too many; \(most) are used")
    }
    return (number, nil)
  }

  /// More threads than this are never started.
  private static let most = 256

  private final class Pool: @unchecked Sendable {
    let generation = Atomic<Int>(0)
    let next = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    let status = Atomic<UInt32>(0)
    let sleepers = Atomic<Int>(0)
    /// Set while a job is open: its body and number of parts.
    ///
    /// Written before `generation` is raised.
    var body: ((Int) -> Status)?
    var parts = 0
    /// Workers inside the job; the job's owner waits for them to leave before it forgets `body`.
    let inside = Atomic<Int>(0)
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    var workers = 0

    init() {
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(condition, nil)
    }

    func grow(to wanted: Int) {
      while workers < wanted {
        workers += 1
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
          &thread, nil,
          { context in
            Unmanaged<Pool>.fromOpaque(context!).takeUnretainedValue().work()
            return nil
          }, context)
        pthread_detach(thread)
      }
    }

    func work() {
      var seen = 0
      while true {
        var rounds = 0
        while generation.load(ordering: .acquiring) == seen {
          rounds += 1
          if rounds > Threads.spinRounds {
            pthread_mutex_lock(mutex)
            sleepers.add(1, ordering: .sequentiallyConsistent)
            while generation.load(ordering: .sequentiallyConsistent) == seen {
              pthread_cond_wait(condition, mutex)
            }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
            pthread_mutex_unlock(mutex)
            break
          }
          Threads.relax()
        }
        seen = generation.load(ordering: .acquiring)
        inside.add(1, ordering: .sequentiallyConsistent)
        // Odd generations are open jobs; the even one after it closes it.
        if seen & 1 == 1, generation.load(ordering: .sequentiallyConsistent) == seen { takeParts() }
        inside.subtract(1, ordering: .sequentiallyConsistent)
      }
    }

    /// Runs parts until none is left.
    func takeParts() {
      while let body {
        let part = next.add(1, ordering: .acquiringAndReleasing).oldValue
        if part >= parts { return }
        status.bitwiseOr(body(part).rawValue, ordering: .relaxed)
        finished.add(1, ordering: .acquiringAndReleasing)
      }
    }
  }

  private static let pool = Pool()

  /// Runs `body` for 0 ..< parts on several threads and joins their status.
  ///
  /// One job at a time: callers hold the engine's lock.
  static func run(_ parts: Int, _ body: @escaping (Int) -> Status) -> Status {
    let pool = pool
    pool.grow(to: min(parts, count) - 1)
    pool.status.store(0, ordering: .relaxed)
    pool.next.store(0, ordering: .relaxed)
    pool.finished.store(0, ordering: .relaxed)
    pool.parts = parts
    pool.body = body
    pool.generation.add(1, ordering: .sequentiallyConsistent)
    if pool.sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(pool.mutex)
      pthread_cond_broadcast(pool.condition)
      pthread_mutex_unlock(pool.mutex)
    }
    pool.takeParts()
    while pool.finished.load(ordering: .acquiring) < parts { relax() }
    // Close the job: late workers see another generation, those inside leave first.
    pool.generation.add(1, ordering: .sequentiallyConsistent)
    while pool.inside.load(ordering: .sequentiallyConsistent) > 0 { relax() }
    pool.body = nil
    return Status(rawValue: pool.status.load(ordering: .relaxed))
  }

  @inline(__always)
  private static func relax() { weft_pause() }
}
