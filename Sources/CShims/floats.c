// SPDX-License-Identifier: Apache-2.0
// The floating-point environment; see include/CShims.h.
#include "CShims.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#else
#include <fenv.h>
#endif

// These stay functions of this file: a call the optimiser cannot see into keeps float arithmetic on its side of it.
#if defined(__x86_64__)
enum { fp_sticky = 0x3F, fp_default = 0x1F80 };

uint64_t weft_fp_begin(void) {
  uint64_t before = _mm_getcsr();
  _mm_setcsr(fp_default);
  return before;
}

uint32_t weft_fp_end(uint64_t before) {
  uint32_t flags = _mm_getcsr() & fp_sticky;
  _mm_setcsr((uint32_t)before);
  return flags;
}

uint32_t weft_fp_flags(void) { return _mm_getcsr() & fp_sticky; }

void weft_fp_set_flags(uint32_t flags) { _mm_setcsr((_mm_getcsr() & ~(uint32_t)fp_sticky) | flags); }
#else
static const struct {
  int machine;
  uint32_t mxcsr;
} fp_map[] = {{FE_INVALID, 1}, {FE_DIVBYZERO, 4}, {FE_OVERFLOW, 8}, {FE_UNDERFLOW, 16}, {FE_INEXACT, 32}};

uint32_t weft_fp_flags(void) {
  uint32_t flags = 0;
  int raised = fetestexcept(FE_ALL_EXCEPT);
  for (size_t i = 0; i < sizeof fp_map / sizeof *fp_map; i++)
    if (raised & fp_map[i].machine) flags |= fp_map[i].mxcsr;
  return flags;
}

void weft_fp_set_flags(uint32_t flags) {
  feclearexcept(FE_ALL_EXCEPT);
  for (size_t i = 0; i < sizeof fp_map / sizeof *fp_map; i++)
    if (flags & fp_map[i].mxcsr) feraiseexcept(fp_map[i].machine);
}

uint64_t weft_fp_begin(void) {
  uint64_t before = weft_fp_flags() | (uint64_t)fegetround() << 32;
  fesetround(FE_TONEAREST);
  feclearexcept(FE_ALL_EXCEPT);
  return before;
}

uint32_t weft_fp_end(uint64_t before) {
  uint32_t flags = weft_fp_flags();
  weft_fp_set_flags((uint32_t)before);
  fesetround((int)(before >> 32));
  return flags;
}
#endif
