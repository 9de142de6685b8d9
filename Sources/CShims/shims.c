// SPDX-License-Identifier: Apache-2.0
// See include/CShims.h.
#define _GNU_SOURCE
#include "CShims.h"
#include <sys/mman.h>

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
  __cpuid_count(leaf, subleaf, out[0], out[1], out[2], out[3]);
#endif
}

uint64_t weft_xcr0(void) {
#if defined(__x86_64__)
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
#else
  return 0;
#endif
}
