// SPDX-License-Identifier: Apache-2.0
// C functions to call, and C loops that call them through pointers.
#ifndef FOREIGN_PEERS_H
#define FOREIGN_PEERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  double x, y, z;
} peer_vector;

typedef struct {
  float x, y;
} peer_pair;

int32_t peer_add(int32_t x, int32_t y);
double peer_norm(peer_vector v);
float peer_dot(peer_pair v);
int peer_compare(const void *x, const void *y);
double peer_curve(double x);

/// out[i] = function(2 x[i] + 1) * y[i].
void peer_loop(double (*function)(double), double *out, const double *x, const double *y, size_t count);

#endif
