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

double peer_blend(double x, double y, double z) { return x + (y - x) * z; }

void peer_loop3(double (*function)(double, double, double), double *out, const double *x, const double *y, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = function(x[i], y[i], 0.25) * 2;
}

double peer_sum(double (*function)(double), const double *x, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += function(2 * x[i] + 1);
  return sum;
}

double peer_max(double (*function)(double), const double *x, size_t count) {
  double most = -__builtin_inf();
  for (size_t i = 0; i < count; i++) {
    double value = function(2 * x[i] + 1);
    // As NumPy has it, what is no number stays.
    if (!(value <= most)) most = most != most ? most : value;
  }
  return most;
}

size_t peer_argmax(double (*function)(double), const double *x, size_t count) {
  double most = -__builtin_inf();
  size_t place = 0;
  for (size_t i = 0; i < count; i++) {
    double value = function(2 * x[i] + 1);
    if (!(value <= most) && most == most) most = value, place = i;
  }
  return place;
}

void peer_cumsum(double (*function)(double), double *out, const double *x, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) out[i] = sum += function(2 * x[i] + 1);
}

void peer_columns(double (*function)(double), double *out, const double *x, size_t rows, size_t columns) {
  for (size_t j = 0; j < columns; j++) out[j] = 0;
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) out[j] += function(2 * x[i * columns + j] + 1);
}

void peer_rows(double (*function)(double), double *out, const double *x, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++) out[i] = peer_sum(function, x + i * columns, columns);
}
