// SPDX-License-Identifier: Apache-2.0
// See include/CShims.h.
#define _GNU_SOURCE
#include "CShims.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

void *weft_second_view(void *pages, size_t bytes) {
  // An old size of 0 on a shared mapping asks for a second mapping of the same pages (mremap(2), BUGS).
  void *view = mremap(pages, 0, bytes, MREMAP_MAYMOVE);
  return view == MAP_FAILED ? NULL : view;
}

void weft_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]) {
  out[0] = out[1] = out[2] = out[3] = 0;
#if defined(__x86_64__)
  // A leaf above the highest answers with the highest one's data on Intel: make it zero instead.
  if (__get_cpuid_max(leaf & 0x80000000u, NULL) >= leaf)
    __cpuid_count(leaf, subleaf, out[0], out[1], out[2], out[3]);
#endif
}

uint64_t weft_xcr0(void) {
#if defined(__x86_64__)
  uint32_t leaf1[4];
  weft_cpuid(1, 0, leaf1);
  if (!(leaf1[2] & bit_OSXSAVE)) return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
#else
  return 0;
#endif
}

static uint32_t fork_count, fork_depth;

static void before_fork(void) { __atomic_add_fetch(&fork_count, 1, __ATOMIC_SEQ_CST); }
static void in_child(void) { __atomic_add_fetch(&fork_depth, 1, __ATOMIC_SEQ_CST); }
static void start_watching(void) { pthread_atfork(before_fork, NULL, in_child); }

void weft_watch_forks(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_watching);
}

uint32_t weft_fork_count(void) { return __atomic_load_n(&fork_count, __ATOMIC_SEQ_CST); }
uint32_t weft_fork_depth(void) { return __atomic_load_n(&fork_depth, __ATOMIC_SEQ_CST); }

int weft_fork(void) { return fork(); }

// prctl(2): "memory-deny-write-execute"; headers before Linux 6.3 lack the names.
enum { set_mdwe = 65, get_mdwe = 66, refuse_exec_gain = 1 };

bool weft_refuse_executable_memory(void) { return prctl(set_mdwe, refuse_exec_gain, 0, 0, 0) == 0; }
bool weft_can_refuse_executable_memory(void) { return prctl(get_mdwe, 0, 0, 0, 0) >= 0; }
