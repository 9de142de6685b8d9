// SPDX-License-Identifier: Apache-2.0
// See include/Probes.h.
#include "Probes.h"

typedef double vector __attribute__((vector_size(64)));
typedef double unaligned __attribute__((vector_size(64), aligned(8)));

/// Makes the compiler believe that memory changed, so that passes are not merged.
#define FORGET __asm__ volatile("" ::: "memory")

static double total(vector v) {
  double sum = 0;
  for (int i = 0; i < 8; i++) sum += v[i];
  return sum;
}

double probe_read(const double *a, int64_t n, int64_t times) {
  vector s[8] = {{0}};
  for (; times > 0; times--) {
    for (int64_t i = 0; i + 64 <= n; i += 64) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 8; k++) s[k] += *(const unaligned *)(a + i + 8 * k);
    }
    FORGET;
  }
  return total(((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])));
}

void probe_triad(double *d, const double *a, const double *b, const double *c, int64_t n, int64_t times) {
  for (; times > 0; times--) {
    for (int64_t i = 0; i + 16 <= n; i += 16) {
#pragma clang loop unroll(full)
      for (int64_t k = i; k < i + 16; k += 8)
        *(unaligned *)(d + k) =
            *(const unaligned *)(a + k) * *(const unaligned *)(b + k) + *(const unaligned *)(c + k);
    }
    FORGET;
  }
}

void probe_triad_streaming(
    double *d, const double *a, const double *b, const double *c, int64_t n, int64_t times) {
  for (; times > 0; times--) {
    for (int64_t i = 0; i + 8 <= n; i += 8)
      __builtin_nontemporal_store(
          *(const unaligned *)(a + i) * *(const unaligned *)(b + i) + *(const unaligned *)(c + i),
          (vector *)(d + i));
    __sync_synchronize();
    FORGET;
  }
}

/// Eight chains of one operation; the empty assembly keeps the compiler from seeing through them.
#define CHAINS(operation)                                            \
  vector x[8], y;                                                    \
  for (int i = 0; i < 8; i++) y[i] = 1.0000001 + i * 1e-9;           \
  for (int k = 0; k < 8; k++) x[k] = y + k * 1e-3;                   \
  for (; times > 0; times--) {                                       \
    _Pragma("clang loop unroll(full)") for (int k = 0; k < 8; k++) { \
      operation;                                                     \
    }                                                                \
    FORGET;                                                          \
  }                                                                  \
  return total(((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7])));

#pragma clang fp contract(fast)
double probe_fma(int64_t times) { CHAINS(x[k] = x[k] * y - y) }
double probe_divide(int64_t times) { CHAINS(x[k] = y / x[k]) }
double probe_root(int64_t times) { CHAINS(x[k] = __builtin_elementwise_sqrt(x[k])) }
