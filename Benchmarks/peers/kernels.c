// SPDX-License-Identifier: Apache-2.0
// Hand-fused C for the workloads: the loops of kernels.h for both element types, and the clock around them.
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Inputs and outputs of a workload; n is the number of elements, rows × columns for matrices.
struct call {
  const void *in[4];
  void *out[2];
  int64_t n, rows, columns;
};

#ifdef _OPENMP
#define PARALLEL _Pragma("omp parallel for schedule(static)")
#define PRAGMA(text) _Pragma(#text)
#define PARALLEL_SUM(total) PRAGMA(omp parallel for schedule(static) reduction(+ : total))
#else
#define PARALLEL
#define PARALLEL_SUM(total)
#endif

// -ffast-math would fold the two parts of ln 2 into one.
#if __has_builtin(__builtin_assoc_barrier)
#define KEEP(x) __builtin_assoc_barrier(x)
#else
#define KEEP(x) (x)
#endif

#define KERNEL(name) void NAME(name)(const struct call *call)

// 1/k! from the highest power down, and 1/(2k+1) likewise.
static const double EXP_TERMS_f64[] = {
    1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
    1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
static const double EXP_TERMS_f32[] = {1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
static const double LOG_TERMS_f64[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11,
                                       1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1};
static const double LOG_TERMS_f32[] = {1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1};

#define T double
#define INTEGER int64_t
#define NAME(x) x##_f64
#define EXP exp
#define LOG log
#define SQRT sqrt
#define FABS fabs
#define EXP_LOW -708.0
#define EXP_HIGH 709.0
#define RINT rint
#define LN2_HIGH 0x1.62e42fefa38p-1
#define LN2_LOW 0x1.ef35793c7673p-45
#define EXPONENT_BIAS 1023
#define MANTISSA_BITS 52
#define EXP_TERMS EXP_TERMS_f64
#define LOG_TERMS LOG_TERMS_f64
#include "kernels.h"
#undef T
#undef INTEGER
#undef NAME
#undef EXP
#undef LOG
#undef SQRT
#undef FABS
#undef EXP_LOW
#undef EXP_HIGH
#undef RINT
#undef LN2_HIGH
#undef LN2_LOW
#undef EXPONENT_BIAS
#undef MANTISSA_BITS
#undef EXP_TERMS
#undef LOG_TERMS

#define T float
#define INTEGER int32_t
#define NAME(x) x##_f32
#define EXP expf
#define LOG logf
#define SQRT sqrtf
#define FABS fabsf
#define EXP_LOW -87.0f
#define EXP_HIGH 88.0f
#define RINT rintf
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW 0x1.0bfbe8p-15f
#define EXPONENT_BIAS 127
#define MANTISSA_BITS 23
#define EXP_TERMS EXP_TERMS_f32
#define LOG_TERMS LOG_TERMS_f32
#include "kernels.h"

/// Nanoseconds that `times` runs of a kernel take: CPU time of this thread, or wall time.
double measure(void (*kernel)(const struct call *), const struct call *call, int64_t times, int wall) {
  clockid_t clock = wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
  struct timespec before, after;
  clock_gettime(clock, &before);
  for (int64_t i = 0; i < times; i++) kernel(call);
  clock_gettime(clock, &after);
  return (after.tv_sec - before.tv_sec) * 1e9 + (after.tv_nsec - before.tv_nsec);
}
