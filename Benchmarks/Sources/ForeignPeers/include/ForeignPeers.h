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

double peer_blend(double x, double y, double z);
/// out[i] = function(x[i], y[i], 1/4) * 2.
void peer_loop3(double (*function)(double, double, double), double *out, const double *x, const double *y, size_t count);

/// Of function(2 x[i] + 1): the sum, the greatest and its place, the running sum, the sums of columns and of rows.
double peer_sum(double (*function)(double), const double *x, size_t count);
double peer_max(double (*function)(double), const double *x, size_t count);
size_t peer_argmax(double (*function)(double), const double *x, size_t count);
void peer_cumsum(double (*function)(double), double *out, const double *x, size_t count);
void peer_columns(double (*function)(double), double *out, const double *x, size_t rows, size_t columns);
void peer_rows(double (*function)(double), double *out, const double *x, size_t rows, size_t columns);

#endif
