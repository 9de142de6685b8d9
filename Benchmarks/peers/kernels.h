// SPDX-License-Identifier: Apache-2.0
// Hand-fused C loops for the workloads, for one element type: define T, INTEGER, NAME and the constants of exp and log, then
// include this file. A loop is what a good programmer writes in portable C with GCC's vector types; `PARALLEL` is OpenMP in
// the all-core build and nothing elsewhere.

typedef T NAME(vector) __attribute__((vector_size(64), aligned(sizeof(T)), may_alias));
enum { NAME(lanes) = 64 / sizeof(T) };

// ---- exp and log without branches, so that loops over them become vector code

static inline T NAME(bits_to_float)(INTEGER i) {
  T x;
  memcpy(&x, &i, sizeof x);
  return x;
}

static inline INTEGER NAME(float_to_bits)(T x) {
  INTEGER i;
  memcpy(&i, &x, sizeof i);
  return i;
}

// exp(x) = 2^n exp(r), |r| <= ln2/2, exp(r) by its Taylor series. Arguments are clamped to the range of normal results.
static inline T NAME(exp_inline)(T x) {
  x = x < EXP_LOW ? EXP_LOW : x;
  x = x > EXP_HIGH ? EXP_HIGH : x;
  T whole = RINT(x * (T)1.4426950408889634);
  INTEGER n = (INTEGER)whole;
  T r = KEEP(x - whole * LN2_HIGH);
  r = r - whole * LN2_LOW;
  T p = (T)EXP_TERMS[0];
  for (unsigned i = 1; i < sizeof EXP_TERMS / sizeof *EXP_TERMS; i++) p = p * r + (T)EXP_TERMS[i];
  return p * NAME(bits_to_float)((n + EXPONENT_BIAS) << MANTISSA_BITS);
}

// log(x) = k ln2 + 2 atanh((m-1)/(m+1)), m in [sqrt(1/2), sqrt 2), x positive and normal.
static inline T NAME(log_inline)(T x) {
  INTEGER bits = NAME(float_to_bits)(x);
  INTEGER k = (bits - NAME(float_to_bits)((T)0.70710678118654752)) >> MANTISSA_BITS;
  T m = NAME(bits_to_float)(bits - (k << MANTISSA_BITS));
  T s = (m - 1) / (m + 1), q = s * s;
  T p = (T)LOG_TERMS[0];
  for (unsigned i = 1; i < sizeof LOG_TERMS / sizeof *LOG_TERMS; i++) p = p * q + (T)LOG_TERMS[i];
  return (T)k * LN2_HIGH + (2 * s * p + (T)k * LN2_LOW);
}

// ---- elementwise

KERNEL(triad) {
  const T *restrict a = call->in[0], *restrict b = call->in[1], *restrict c = call->in[2];
  T *restrict out = call->out[0];
  PARALLEL
  for (int64_t i = 0; i < call->n; i++) out[i] = a[i] * b[i] + c[i];
}

KERNEL(lincomb) {
  const T *restrict a = call->in[0], *restrict b = call->in[1];
  const T *restrict c = call->in[2], *restrict d = call->in[3];
  T *restrict out = call->out[0];
  PARALLEL
  for (int64_t i = 0; i < call->n; i++) out[i] = 2 * a[i] + 3 * b[i] - c[i] * d[i];
}

KERNEL(norm3) {
  const T *restrict x = call->in[0], *restrict y = call->in[1], *restrict z = call->in[2];
  T *restrict out = call->out[0];
  PARALLEL
  for (int64_t i = 0; i < call->n; i++) out[i] = SQRT(x[i] * x[i] + y[i] * y[i] + z[i] * z[i]);
}

#define GAUSS(exp)                                                                                          \
  {                                                                                                         \
    const T *restrict x = call->in[0];                                                                      \
    T *restrict out = call->out[0];                                                                         \
    PARALLEL                                                                                                \
    for (int64_t i = 0; i < call->n; i++) out[i] = exp(x[i] * x[i] * (T)-0.5) * (T)0.3989422804014327;      \
  }
KERNEL(gauss) GAUSS(EXP)
KERNEL(gauss_inline) GAUSS(NAME(exp_inline))

#define LOGISTIC(exp)                                                                                       \
  {                                                                                                         \
    const T *restrict x = call->in[0];                                                                      \
    T *restrict out = call->out[0];                                                                         \
    PARALLEL                                                                                                \
    for (int64_t i = 0; i < call->n; i++) out[i] = 1 / (1 + exp(-x[i]));                                    \
  }
KERNEL(logistic) LOGISTIC(EXP)
KERNEL(logistic_inline) LOGISTIC(NAME(exp_inline))

// The normal distribution is Abramowitz and Stegun's 26.2.17.
#define NORMAL(exp, d)                                                                                      \
  ({                                                                                                        \
    T k = 1 / (1 + (T)0.2316419 * FABS(d));                                                                 \
    T p = k * ((T)0.319381530 + k * ((T)-0.356563782 + k * ((T)1.781477937                                  \
          + k * ((T)-1.821255978 + k * (T)1.330274429))));                                                  \
    T w = 1 - (T)0.3989422804014327 * exp(d * d * (T)-0.5) * p;                                             \
    d < 0 ? 1 - w : w;                                                                                      \
  })
#define BLACK_SCHOLES(exp, log)                                                                             \
  {                                                                                                         \
    const T *restrict price = call->in[0], *restrict strike = call->in[1], *restrict time = call->in[2];    \
    T *restrict calls = call->out[0], *restrict puts = call->out[1];                                        \
    PARALLEL                                                                                                \
    for (int64_t i = 0; i < call->n; i++) {                                                                 \
      T spread = (T)0.2 * SQRT(time[i]);                                                                    \
      T d1 = (log(price[i] / strike[i]) + (T)0.07 * time[i]) / spread;                                      \
      T d2 = d1 - spread;                                                                                   \
      T discounted = strike[i] * exp((T)-0.05 * time[i]);                                                   \
      T n1 = NORMAL(exp, d1), n2 = NORMAL(exp, d2);                                                         \
      calls[i] = price[i] * n1 - discounted * n2;                                                           \
      puts[i] = calls[i] - price[i] + discounted;                                                           \
    }                                                                                                       \
  }
KERNEL(black_scholes) BLACK_SCHOLES(EXP, LOG)
KERNEL(black_scholes_inline) BLACK_SCHOLES(NAME(exp_inline), NAME(log_inline))

KERNEL(jacobi) {
  const T *restrict u = call->in[0];
  T *restrict out = call->out[0];
  int64_t columns = call->columns;
  PARALLEL
  for (int64_t i = 1; i < call->rows - 1; i++) {
    const T *row = u + i * columns;
    T *target = out + (i - 1) * (columns - 2) - 1;
    for (int64_t j = 1; j < columns - 1; j++)
      target[j] = (T)0.25 * (row[j - columns] + row[j + columns] + row[j - 1] + row[j + 1]);
  }
}

// Blocked: a tile of both matrices stays in the L1 cache.
#define ADD_TRANSPOSED(TILE)                                                                                \
  {                                                                                                         \
    const T *restrict a = call->in[0], *restrict b = call->in[1];                                           \
    T *restrict out = call->out[0];                                                                         \
    int64_t n = call->rows;                                                                                 \
    PARALLEL                                                                                                \
    for (int64_t block = 0; block < n; block += TILE)                                                       \
      for (int64_t j0 = 0; j0 < n; j0 += TILE) {                                                            \
        int64_t end = block + TILE < n ? block + TILE : n, right = j0 + TILE < n ? j0 + TILE : n;           \
        for (int64_t i = block; i < end; i++)                                                               \
          for (int64_t j = j0; j < right; j++) out[i * n + j] = a[i * n + j] + b[j * n + i];                \
      }                                                                                                     \
  }
KERNEL(add_transposed) ADD_TRANSPOSED(16)
KERNEL(add_transposed_32) ADD_TRANSPOSED(32)

// The coordinates of the second set are turned into columns first, so that the inner loop reads them in order.
KERNEL(pairwise) {
  const T *restrict p = call->in[0], *restrict q = call->in[1];
  T *restrict out = call->out[0];
  int64_t m = call->rows;
  T *x = malloc(3 * m * sizeof(T)), *y = x + m, *z = y + m;
  for (int64_t j = 0; j < m; j++) x[j] = q[3 * j], y[j] = q[3 * j + 1], z[j] = q[3 * j + 2];
  PARALLEL
  for (int64_t i = 0; i < m; i++) {
    T px = p[3 * i], py = p[3 * i + 1], pz = p[3 * i + 2];
    for (int64_t j = 0; j < m; j++) {
      T dx = px - x[j], dy = py - y[j], dz = pz - z[j];
      out[i * m + j] = SQRT(dx * dx + dy * dy + dz * dz);
    }
  }
  free(x);
}

KERNEL(cumsum) {
  const T *restrict a = call->in[0];
  T *restrict out = call->out[0];
  T total = 0;
  for (int64_t i = 0; i < call->n; i++) out[i] = total += a[i];
}

// ---- sums: the plain loop, and one with four vectors of accumulators

#define VECTOR(p) (*(const NAME(vector) *)((p) + i))
#define ONE(p) ((p)[i])

/// Defines `name(count)`, the sum of TERM over a run; TERM reads through VECTOR or ONE.
#define ACCUMULATE(total, count, TERM)                                                                      \
  {                                                                                                         \
    enum { L = NAME(lanes) };                                                                               \
    NAME(vector) s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};                                                    \
    int64_t i = 0, end = count;                                                                             \
    while (i + 4 * L <= end) {                                                                              \
      s0 += TERM(VECTOR), i += L;                                                                           \
      s1 += TERM(VECTOR), i += L;                                                                           \
      s2 += TERM(VECTOR), i += L;                                                                           \
      s3 += TERM(VECTOR), i += L;                                                                           \
    }                                                                                                       \
    s0 = (s0 + s1) + (s2 + s3);                                                                             \
    for (int l = 0; l < L; l++) total += s0[l];                                                             \
    for (; i < end; i++) total += TERM(ONE);                                                                \
  }

enum { NAME(chunk) = 1 << 16 };
#define CHUNKS(total, n, ...)                                                                               \
  PARALLEL_SUM(total)                                                                                       \
  for (int64_t start = 0; start < n; start += NAME(chunk)) {                                                \
    int64_t count = n - start < NAME(chunk) ? n - start : NAME(chunk);                                      \
    T part = 0;                                                                                             \
    __VA_ARGS__;                                                                                            \
    total += part;                                                                                          \
  }

KERNEL(sum) {
  const T *restrict all = call->in[0];
  T total = 0;
#define TERM(at) at(a)
  CHUNKS(total, call->n, { const T *a = all + start; ACCUMULATE(part, count, TERM) })
#undef TERM
  *(T *)call->out[0] = total;
}

KERNEL(sum_plain) {
  const T *restrict a = call->in[0];
  T total = 0;
  PARALLEL_SUM(total)
  for (int64_t i = 0; i < call->n; i++) total += a[i];
  *(T *)call->out[0] = total;
}

KERNEL(square_difference) {
  const T *restrict x = call->in[0], *restrict y = call->in[1];
  T total = 0;
#define TERM(at) ((at(a) - at(b)) * (at(a) - at(b)))
  CHUNKS(total, call->n, { const T *a = x + start, *b = y + start; ACCUMULATE(part, count, TERM) })
#undef TERM
  *(T *)call->out[0] = total;
}

KERNEL(square_difference_plain) {
  const T *restrict a = call->in[0], *restrict b = call->in[1];
  T total = 0;
  PARALLEL_SUM(total)
  for (int64_t i = 0; i < call->n; i++) total += (a[i] - b[i]) * (a[i] - b[i]);
  *(T *)call->out[0] = total;
}

// Terms of mixed types are made in blocks by a plain loop, then summed as vectors.
KERNEL(where_sum) {
  const uint8_t *restrict mask = call->in[0];
  const T *restrict x = call->in[1], *restrict y = call->in[2];
  T total = 0;
  CHUNKS(total, call->n, {
    T lane[64] = {0};
    int64_t i = start, end = start + count;
    for (; i + 64 <= end; i += 64)
      for (int j = 0; j < 64; j++) lane[j] += mask[i + j] ? x[i + j] : y[i + j];
    for (int j = 0; j < 64; j++) part += lane[j];
    for (; i < end; i++) part += mask[i] ? x[i] : y[i];
  })
  *(T *)call->out[0] = total;
}

KERNEL(where_sum_plain) {
  const uint8_t *restrict mask = call->in[0];
  const T *restrict x = call->in[1], *restrict y = call->in[2];
  T total = 0;
  PARALLEL_SUM(total)
  for (int64_t i = 0; i < call->n; i++) total += mask[i] ? x[i] : y[i];
  *(T *)call->out[0] = total;
}

// The result is a double for both element types, as in NumPy.
KERNEL(mixed_sum) {
  const int32_t *restrict k = call->in[0];
  const T *restrict x = call->in[1];
  double total = 0;
  PARALLEL_SUM(total)
  for (int64_t start = 0; start < call->n; start += NAME(chunk)) {
    int64_t i = start, end = call->n - start < NAME(chunk) ? call->n : start + NAME(chunk);
    double lane[32] = {0}, part = 0;
    for (; i + 32 <= end; i += 32)
      for (int j = 0; j < 32; j++) lane[j] += k[i + j] * 0.5 + x[i + j];
    for (int j = 0; j < 32; j++) part += lane[j];
    for (; i < end; i++) part += k[i] * 0.5 + x[i];
    total += part;
  }
  *(double *)call->out[0] = total;
}

KERNEL(mixed_sum_plain) {
  const int32_t *restrict k = call->in[0];
  const T *restrict x = call->in[1];
  double total = 0;
  PARALLEL_SUM(total)
  for (int64_t i = 0; i < call->n; i++) total += k[i] * 0.5 + x[i];
  *(double *)call->out[0] = total;
}

KERNEL(count) {
  const T *restrict a = call->in[0], *restrict b = call->in[1];
  int64_t total = 0;
  PARALLEL_SUM(total)
  for (int64_t i = 0; i < call->n; i++) total += (a[i] > 0) & (b[i] < 1);
  *(int64_t *)call->out[0] = total;
}

// The block with the largest element, then its place.
KERNEL(argmax) {
  const T *restrict a = call->in[0];
  enum { block = 1 << 12 };
  int64_t n = call->n, best = 0;
  T largest = a[0];
  for (int64_t start = 0; start < n; start += block) {
    int64_t end = start + block < n ? start + block : n;
    T m = a[start];
    for (int64_t i = start; i < end; i++) m = a[i] > m ? a[i] : m;
    if (m > largest) largest = m, best = start;
  }
  while (a[best] != largest) best++;
  *(int64_t *)call->out[0] = best;
}

// ---- rows

static inline T NAME(row_sum)(const T *a, int64_t n) {
  T total = 0;
#define TERM(at) at(a)
  ACCUMULATE(total, n, TERM)
#undef TERM
  return total;
}

static inline T NAME(row_squares)(const T *a, T mean, int64_t n) {
  T total = 0;
#define TERM(at) ((at(a) - mean) * (at(a) - mean))
  ACCUMULATE(total, n, TERM)
#undef TERM
  return total;
}

KERNEL(std_rows) {
  const T *restrict a = call->in[0];
  T *restrict out = call->out[0];
  int64_t n = call->columns;
  PARALLEL
  for (int64_t i = 0; i < call->rows; i++) {
    T mean = NAME(row_sum)(a + i * n, n) / n;
    out[i] = SQRT(NAME(row_squares)(a + i * n, mean, n) / n);
  }
}

KERNEL(normalise_rows) {
  const T *restrict a = call->in[0];
  T *restrict out = call->out[0];
  int64_t n = call->columns;
  PARALLEL
  for (int64_t i = 0; i < call->rows; i++) {
    const T *row = a + i * n;
    T mean = NAME(row_sum)(row, n) / n;
    T scale = 1 / SQRT(NAME(row_squares)(row, mean, n) / n);
    for (int64_t j = 0; j < n; j++) out[i * n + j] = (row[j] - mean) * scale;
  }
}

// Two passes over bands of columns that are narrow enough for their sums to stay in the L1 cache.
KERNEL(std_columns) {
  const T *restrict a = call->in[0];
  T *restrict out = call->out[0];
  int64_t rows = call->rows, columns = call->columns;
  enum { band = 1024 };
  PARALLEL
  for (int64_t start = 0; start < columns; start += band) {
    int64_t width = columns - start < band ? columns - start : band;
    T mean[band], squares[band];
    for (int64_t j = 0; j < width; j++) mean[j] = squares[j] = 0;
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < width; j++) mean[j] += a[i * columns + start + j];
    for (int64_t j = 0; j < width; j++) mean[j] /= rows;
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < width; j++) {
        T d = a[i * columns + start + j] - mean[j];
        squares[j] += d * d;
      }
    for (int64_t j = 0; j < width; j++) out[start + j] = SQRT(squares[j] / rows);
  }
}

#define SOFTMAX(exp)                                                                                        \
  {                                                                                                         \
    const T *restrict a = call->in[0];                                                                      \
    T *restrict out = call->out[0];                                                                         \
    int64_t n = call->columns;                                                                              \
    PARALLEL                                                                                                \
    for (int64_t i = 0; i < call->rows; i++) {                                                              \
      const T *row = a + i * n;                                                                             \
      T *target = out + i * n, m = row[0];                                                                  \
      for (int64_t j = 0; j < n; j++) m = row[j] > m ? row[j] : m;                                          \
      for (int64_t j = 0; j < n; j++) target[j] = exp(row[j] - m);                                          \
      T scale = 1 / NAME(row_sum)(target, n);                                                               \
      for (int64_t j = 0; j < n; j++) target[j] *= scale;                                                   \
    }                                                                                                       \
  }
KERNEL(softmax) SOFTMAX(EXP)
KERNEL(softmax_inline) SOFTMAX(NAME(exp_inline))

KERNEL(outer_row_sum) {
  const T *restrict a = call->in[0], *restrict b = call->in[1], *restrict c = call->in[2];
  T *restrict out = call->out[0];
  int64_t n = call->columns;
  PARALLEL
  for (int64_t r = 0; r < call->rows; r++) {
    const T *row = c + r * n;
    T factor = a[r], total = 0;
#define TERM(at) (factor * at(b) + at(row))
    ACCUMULATE(total, n, TERM)
#undef TERM
    out[r] = total;
  }
}

#undef GAUSS
#undef LOGISTIC
#undef NORMAL
#undef BLACK_SCHOLES
#undef ADD_TRANSPOSED
#undef VECTOR
#undef ONE
#undef ACCUMULATE
#undef CHUNKS
#undef SOFTMAX
