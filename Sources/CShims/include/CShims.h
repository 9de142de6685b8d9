// SPDX-License-Identifier: Apache-2.0
// The few lines of C that Swift cannot say.
#ifndef WEFT_CSHIMS_H
#define WEFT_CSHIMS_H

#include <stddef.h>
#include <stdint.h>

/// Returns a second address for the pages at `pages`, which must come from mmap(MAP_SHARED); NULL if refused.
void *weft_second_view(void *pages, size_t bytes);

/// Calls compiled code: the argument block in, the status word out.
static inline uint32_t weft_call_kernel(const void *code, void *arguments) {
  return ((uint32_t (*)(void *))code)(arguments);
}

/// Executes CPUID; results in `out` as eax, ebx, ecx, edx. All zero on a machine that is not x86-64.
void weft_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]);

/// Reads extended control register 0, or 0 where there is none.
uint64_t weft_xcr0(void);

#endif
