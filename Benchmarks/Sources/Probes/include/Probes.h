// SPDX-License-Identifier: Apache-2.0
// Loops that measure what memory and arithmetic can do. Each does its work `times` times.
#ifndef WEFT_PROBES_H
#define WEFT_PROBES_H

#include <stdint.h>

/// Reads n doubles.
double probe_read(const double *a, int64_t n, int64_t times);

/// d = a*b + c over n doubles, with ordinary stores.
void probe_triad(double *d, const double *a, const double *b, const double *c, int64_t n, int64_t times);

/// As `probe_triad`, with stores that bypass the caches; d must be aligned to 64 bytes.
void probe_triad_streaming(
    double *d, const double *a, const double *b, const double *c, int64_t n, int64_t times);

/// Independent operations on vectors of 64 bytes; each returns something so that it is not removed.
/// A call does `times` × 8 vector operations, that is × 64 on doubles.
double probe_fma(int64_t times);
double probe_divide(int64_t times);
double probe_root(int64_t times);

#endif
