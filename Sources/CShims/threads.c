// SPDX-License-Identifier: Apache-2.0
// Waiting for a lock, and counting references; see include/CShims.h.
#define _GNU_SOURCE
#include "CShims.h"

#include <sched.h>
#if defined(__linux__)
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#endif

weft_lock weft_graph_lock, weft_pool_lock;

// Waits for a lock that another thread has, and takes it.
static void wait_for(weft_lock *lock) {
  // Recording an operation takes less time than falling asleep.
  for (int round = 0; round < 100; round++) {
    uint32_t free = 0;
    if (__atomic_compare_exchange_n(&lock->state, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    weft_pause();
  }
  while (__atomic_exchange_n(&lock->state, 2, __ATOMIC_ACQUIRE) != 0) {
#if defined(__linux__)
    syscall(SYS_futex, &lock->state, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
#else
    sched_yield();
#endif
  }
}

#if defined(__linux__) && defined(SYS_membarrier)
// True if this process may ask for memory barriers on all its processors.
static bool register_barriers(void) {
  return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

// Waits until the deposed favourite has left the lock, and sees that it is deposed when it comes again.
static void see_out(weft_lock *lock) {
  // A forked child may have to register anew.
  while (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0 && register_barriers()) {
  }
  // Kernels run under the lock; this happens once.
  struct timespec pause = {0, 20000};
  while (__atomic_load_n(&lock->inside, __ATOMIC_ACQUIRE)) nanosleep(&pause, NULL);
}
#else
static bool register_barriers(void) { return false; }
static void see_out(weft_lock *lock) { (void)lock; }
#endif

void weft_lock_take_shared(weft_lock *lock, uintptr_t own) {
  uint32_t free = 0;
  if (!__atomic_compare_exchange_n(&lock->state, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) wait_for(lock);
  // From here on no other thread takes the lock but a favourite.
  if (__atomic_load_n(&lock->favourite, __ATOMIC_RELAXED) != 0) {
    __atomic_store_n(&lock->favourite, 0, __ATOMIC_SEQ_CST);
    see_out(lock);
  } else if (!lock->settled) {
    lock->settled = 1;
    if (register_barriers()) __atomic_store_n(&lock->favourite, own, __ATOMIC_RELAXED);
  }
  __atomic_store_n(&lock->owner, own, __ATOMIC_RELAXED);
}

void weft_lock_wake(weft_lock *lock) {
#if defined(__linux__)
  syscall(SYS_futex, &lock->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
#else
  (void)lock;
#endif
}

// Part of Swift's runtime: what `_getRetainCount` of the standard library calls.
extern size_t swift_retainCount(void *object);

size_t weft_reference_count(void *object) { return swift_retainCount(object); }

// Part of Swift's runtime: the empty array, an object whose references are not counted.
extern uintptr_t _swiftEmptyArrayStorage[];

// The second word of an object is its count; the runtime looks for this value before it counts.
void weft_make_immortal(void *object) {
  __atomic_store_n((uintptr_t *)object + 1, _swiftEmptyArrayStorage[1], __ATOMIC_RELAXED);
}
