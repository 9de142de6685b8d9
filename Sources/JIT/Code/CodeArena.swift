// SPDX-License-Identifier: Apache-2.0
// The memory machine code lives in: finding a place, publishing, freeing.

import CShims
import Glibc
import Synchronization

/// Holds machine code; safe to use from many threads.
///
/// Regions of 64 MiB of address space each are added as they fill. Code starts at multiples of 64 bytes. Freed bytes
/// become int3 (0xCC), so that a stray call stops at once.
///
/// Forks: a child shares its parent's code pages. It cannot write them (see `DoubleView`), and `shared` gives it an arena of
/// its own for new code. The parent leaves alone for ever what was live when it forked, since a child may still run it.
package final class CodeArena: Sendable {
  /// What an arena does besides holding code.
  package struct Options: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// Append each piece of code to /tmp/perf-PID.map. `WEFT_PERF=1`
    package static let perf = Options(rawValue: 1)
    /// Show each piece of code to gdb. `WEFT_GDB=1`
    package static let gdb = Options(rawValue: 2)
    /// Behave as if the system refused executable memory. `WEFT_NO_EXEC=1`
    package static let refuse = Options(rawValue: 4)

    /// What the environment asks for; a variable that is unset, empty or 0 asks for nothing.
    package static var environment: Options {
      var options: Options = []
      for (name, option) in [
        ("WEFT_PERF", Options.perf), ("WEFT_GDB", .gdb), ("WEFT_NO_EXEC", .refuse),
      ] {
        guard let value = getenv(name) else { continue }
        if value[0] != 0 && strcmp(value, "0") != 0 { options.insert(option) }
      }
      return options
    }
  }

  /// A piece of code's place.
  struct Place: Sendable {
    let region: Int
    let granule: Int
    let address: UInt
    let bytes: Int
    /// `weft_fork_count` when the code was installed.
    let forks: UInt32
  }

  private struct Region: Sendable {
    let view: DoubleView
    var allocator: GranuleAllocator
  }

  private struct State: Sendable {
    var regions: [Region] = []
    /// The system refused the first region: asking again is a waste of time.
    var isRefused = false
    var perf: PerfMap?
    var gdb: GDBInterface?
  }

  static let granule = 64
  private let reserve: Int
  private let depth: UInt32
  private let state: Mutex<State>

  /// Makes an arena whose regions have `reserve` bytes; maps nothing yet.
  package init(reserve: Int = 64 << 20, options: Options = .environment) {
    weft_watch_forks()
    depth = weft_fork_depth()
    self.reserve = max(reserve, 4096)
    state = Mutex(
      State(
        isRefused: options.contains(.refuse),
        perf: options.contains(.perf) ? PerfMap() : nil,
        gdb: options.contains(.gdb) ? GDBInterface() : nil))
  }

  deinit {
    guard depth == weft_fork_depth() else { return }
    state.withLock { state in
      for region in state.regions { region.view.unmap() }
    }
  }

  /// Bits of a reference that is retained for ever: the arena of this process, and before it those of its ancestors.
  private static let current = Atomic<UInt>(0)

  /// The arena of this process.
  package static var shared: CodeArena {
    // No lock, not even a lazy static's: a fork while another thread holds it would leave it held in the child.
    while true {
      let known = current.load(ordering: .acquiring)
      if let pointer = UnsafeRawPointer(bitPattern: known) {
        let arena = Unmanaged<CodeArena>.fromOpaque(pointer).takeUnretainedValue()
        if arena.depth == weft_fork_depth() { return arena }
      }
      let fresh = Unmanaged.passRetained(CodeArena())
      let (won, _) = current.compareExchange(
        expected: known, desired: UInt(bitPattern: fresh.toOpaque()),
        ordering: .acquiringAndReleasing)
      if won { return fresh.takeUnretainedValue() }
      fresh.release()
    }
  }
}

// MARK: Installing and freeing

extension CodeArena {
  /// Makes `bytes` callable at `entry` bytes from their start, or returns nil when the system refuses executable memory.
  ///
  /// `name` is what perf and gdb show. What precedes the entry is data, aligned to 64 bytes at its start.
  package func install(
    _ bytes: UnsafeRawBufferPointer, entry: Int = 0, name: String
  ) -> CompiledCode? {
    precondition(bytes.indices.contains(entry), "entry \(entry) lies outside \(bytes.count) bytes")
    guard depth == weft_fork_depth(), let place = place(bytes, name) else { return nil }
    return CompiledCode(arena: self, place: place, entry: entry)
  }

  /// As above, for an array.
  package func install(_ bytes: [UInt8], entry: Int = 0, name: String) -> CompiledCode? {
    bytes.withUnsafeBytes { install($0, entry: entry, name: name) }
  }

  private func place(_ bytes: UnsafeRawBufferPointer, _ name: String) -> Place? {
    let count = (bytes.count + Self.granule - 1) / Self.granule
    return state.withLock { state in
      guard !state.isRefused else { return nil }
      var taken: (region: Int, granule: Int)?
      for region in state.regions.indices.reversed() {
        if let granule = state.regions[region].allocator.take(count) {
          taken = (region, granule)
          break
        }
      }
      if taken == nil {
        guard grow(&state, count) else { return nil }
        let region = state.regions.count - 1
        taken = state.regions[region].allocator.take(count).map { (region, $0) }
      }
      guard let (region, granule) = taken else { return nil }
      let view = state.regions[region].view
      let offset = granule * Self.granule
      let target = view.writable + offset
      target.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
      memset(target + bytes.count, 0xCC, count * Self.granule - bytes.count)
      let address = UInt(bitPattern: view.executable + offset)
      state.perf?.add(name, address, bytes.count)
      state.gdb?.add(name, address, bytes.count)
      return Place(
        region: region, granule: granule, address: address, bytes: bytes.count,
        forks: weft_fork_count())
    }
  }

  /// Adds a region with room for `count` granules; a system short of address space may still grant a smaller one.
  private func grow(_ state: inout State, _ count: Int) -> Bool {
    let page = 4096
    let needed = (count * Self.granule + page - 1) / page * page
    var size = max(needed, (reserve + page - 1) / page * page)
    while true {
      if let view = DoubleView(bytes: size) {
        let allocator = GranuleAllocator(capacity: size / Self.granule)
        state.regions.append(Region(view: view, allocator: allocator))
        return true
      }
      let smaller = max(needed, size / 8 / page * page)
      // The first failure may be for lack of address space; when a small region fails too, it is a refusal.
      if smaller >= size || size <= 1 << 20 { break }
      size = smaller
    }
    if state.regions.isEmpty { state.isRefused = true }
    return false
  }

  /// True unless the system refuses executable memory.
  package var acceptsCode: Bool {
    guard depth == weft_fork_depth() else { return false }
    return state.withLock { state in
      if state.isRefused { return false }
      return !state.regions.isEmpty || grow(&state, 1)
    }
  }

  /// Frees a piece of code that nobody runs any more.
  func free(_ place: Place) {
    // In a child the pages are the parent's; in a parent that forked since, a child may still run them.
    guard depth == weft_fork_depth(), place.forks == weft_fork_count() else { return }
    state.withLock { state in
      state.gdb?.remove(place.address)
      let count = (place.bytes + Self.granule - 1) / Self.granule
      let start = state.regions[place.region].view.writable + place.granule * Self.granule
      memset(start, 0xCC, count * Self.granule)
      state.regions[place.region].allocator.give(place.granule)
    }
  }

  /// Bytes from the start of each region to the end of its last piece of code, summed.
  package var touchedBytes: Int {
    state.withLock { state in
      state.regions.reduce(0) { $0 + $1.allocator.touched * Self.granule }
    }
  }

  package var regionCount: Int { state.withLock { $0.regions.count } }
}
