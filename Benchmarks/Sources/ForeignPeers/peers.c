// SPDX-License-Identifier: Apache-2.0
// See include/ForeignPeers.h.
#include "ForeignPeers.h"

int32_t peer_add(int32_t x, int32_t y) { return x + y; }
double peer_norm(peer_vector v) { return v.x * v.x + v.y * v.y + v.z * v.z; }
float peer_dot(peer_pair v) { return v.x * v.y; }

int peer_compare(const void *x, const void *y) {
  int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
  return a < b ? -1 : a > b;
}

/// About as long as a short function of a mathematical library.
double peer_curve(double x) { return ((x * 0.25 + 0.5) * x + 1.0) / (x * x + 1.0); }

void peer_loop(double (*function)(double), double *out, const double *x, const double *y, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = function(2 * x[i] + 1) * y[i];
}
