// SPDX-License-Identifier: Apache-2.0
// Waiting for a lock, and counting references; see include/CShims.h.
#define _GNU_SOURCE
#include "CShims.h"

#include <sched.h>
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

weft_lock weft_graph_lock, weft_pool_lock;

void weft_lock_wait(weft_lock *lock) {
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
