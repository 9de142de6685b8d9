// SPDX-License-Identifier: Apache-2.0
// Whether there is memory for what a script asks for: a size that is too large is an exception, not the end of the process.
import Glibc

/// Raises MemoryError if `count * times` elements of `size` bytes cannot be had.
///
/// Sizes that no machine lacks are not asked about; for others the allocator is, whose answer for so many pages costs a few
/// microseconds.
@inline(__always)
func checkMemory(_ count: Int, _ times: Int = 1, _ size: Int = 1) throws(Raised) {
  let (elements, first) = count.multipliedReportingOverflow(by: max(0, times))
  let (bytes, second) = elements.multipliedReportingOverflow(by: size)
  if first || second || bytes > 1 << 26 { try askForMemory(first || second ? Int.max : bytes) }
}

@inline(never)
private func askForMemory(_ bytes: Int) throws(Raised) {
  // Beyond the address space; and the system promises more than it has.
  guard bytes < 1 << 46, let memory = malloc(bytes) else { throw raise(.memoryError, with: []) }
  free(memory)
}

/// Raises MemoryError if an iterable says that it has more elements than fit, before they are read.
func checkMemory(forElementsOf iterable: Value) throws(Raised) {
  if iterable.has(.range) {
    return try checkMemory(length(iterable), 1, MemoryLayout<Value>.stride)
  }
  guard iterable.has(.native), iterable.header.pointee.type == ItertoolsModule.repeatType else {
    return
  }
  try checkMemory(
    max(0, iterable.nativeKnown(Repeat.self).left), 1, MemoryLayout<Value>.stride)
}
