// SPDX-License-Identifier: Apache-2.0
// What foreign functions need of C; see include/CShims.h.
#define _GNU_SOURCE
#include "CShims.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ptrdiff_t weft_errno_offset(void) { return (char *)&errno - (char *)weft_thread_identity(); }

_Thread_local int32_t weft_callback_depth;
_Thread_local void *weft_callback_freed;

void weft_freed_callback(const char *name) {
  fprintf(stderr, "weft: C called the callback %s, which had been freed\n", name);
  abort();
}

typedef void (*libffi_call)(void *interface, void (*function)(void), void *result, void **arguments);

static int32_t call_by_libffi(const void *function, const void *arguments, void *result, const void *opaque) {
  const weft_libffi_call *context = opaque;
  libffi_call call = (libffi_call)context->call;
  // libffi widens small integers to eight bytes.
  char word[16];
  bool is_small = context->result_size < 8;
  call(context->interface, (void (*)(void))function, is_small ? word : result, (void **)arguments);
  int32_t after = errno;
  if (is_small) memcpy(result, word, (size_t)context->result_size);
  return after;
}

static int32_t call_buffer_by_libffi(const void *function, const void *buffer, void *result, const void *opaque) {
  const weft_libffi_call *context = opaque;
  const void *arguments[context->count + 1];
  for (intptr_t i = 0; i < context->count; i++) arguments[i] = (const char *)buffer + context->offsets[i];
  return call_by_libffi(function, arguments, result, context);
}

const void *weft_libffi_entry(void) { return (const void *)call_by_libffi; }
const void *weft_libffi_buffer_entry(void) { return (const void *)call_buffer_by_libffi; }

static void call_back(void *interface, void *result, void **arguments, void *opaque) {
  (void)interface;
  weft_libffi_record *record = opaque;
  if (!record->context) weft_freed_callback(record->name);
  void (*handler)(void *, void **, void *) = (void (*)(void *, void **, void *))record->handler;
  uint64_t word = 0;
  size_t size = (size_t)record->result_size;
  if (size >= 8) memset(result, 0, size);
  handler(record->context, arguments, size < 8 ? &word : result);
  if (size == 0 || size >= 8) return;
  if (record->is_signed < 0) {
    memcpy(result, &word, size);
    return;
  }
  // libffi wants small integers widened to eight bytes.
  unsigned unused = 64 - 8 * (unsigned)size;
  uint64_t high = word << unused;
  *(uint64_t *)result = record->is_signed ? (uint64_t)((int64_t)high >> unused) : high >> unused;
}

const void *weft_libffi_callback(void) { return (const void *)call_back; }

// A number as it travels: integers widened to a register.
typedef union {
  int64_t i;
  float f;
  double d;
} number;

// ORDER: Element.
#define ELEMENTS(ROW)                                                                                \
  ROW(1, int8_t, i) ROW(2, int16_t, i) ROW(3, int32_t, i) ROW(4, int64_t, i) ROW(5, uint8_t, i)      \
  ROW(6, uint16_t, i) ROW(7, uint32_t, i) ROW(8, uint64_t, i) ROW(10, float, f) ROW(11, double, d)

static number load_number(uint8_t element, const void *from, intptr_t i) {
  number x = {0};
  switch (element) {
#define ROW(code, type, field)               \
  case code:                                 \
    x.field = ((const type *)from)[i]; break;
    ELEMENTS(ROW)
#undef ROW
  }
  return x;
}

static void store_number(uint8_t element, void *to, intptr_t i, number x) {
  switch (element) {
#define ROW(code, type, field)            \
  case code:                              \
    ((type *)to)[i] = (type)x.field; break;
    ELEMENTS(ROW)
#undef ROW
  }
}

// What decides how a number travels: 0 for integers, 1 for float, 2 for double.
static int kind_of(uint8_t element) { return element == 10 ? 1 : element == 11 ? 2 : 0; }

#define CASE1(r, R, rf, x, X, xf) \
  case 3 * r + x: result.rf = ((R(*)(X))function)(a.xf); break;
#define CASE2(r, R, rf, x, X, xf, y, Y, yf) \
  case 9 * r + 3 * x + y: result.rf = ((R(*)(X, Y))function)(a.xf, b.yf); break;
#define FOR_Y(...) \
  CASE2(__VA_ARGS__, 0, int64_t, i) CASE2(__VA_ARGS__, 1, float, f) CASE2(__VA_ARGS__, 2, double, d)
#define FOR_X1(...) \
  CASE1(__VA_ARGS__, 0, int64_t, i) CASE1(__VA_ARGS__, 1, float, f) CASE1(__VA_ARGS__, 2, double, d)
#define FOR_X2(...) \
  FOR_Y(__VA_ARGS__, 0, int64_t, i) FOR_Y(__VA_ARGS__, 1, float, f) FOR_Y(__VA_ARGS__, 2, double, d)

static number call1(int kinds, uintptr_t function, number a) {
  number result = {0};
  switch (kinds) { FOR_X1(0, int64_t, i) FOR_X1(1, float, f) FOR_X1(2, double, d) }
  return result;
}

static number call2(int kinds, uintptr_t function, number a, number b) {
  number result = {0};
  switch (kinds) { FOR_X2(0, int64_t, i) FOR_X2(1, float, f) FOR_X2(2, double, d) }
  return result;
}

// All of one type, the most frequent case: loops of nothing but the call.
static void call_same(uint8_t element, uintptr_t function, void *target, const void *x, const void *y, intptr_t count) {
  switch (element) {
#define ROW(code, type, field)                                                                     \
  case code:                                                                                       \
    if (y)                                                                                         \
      for (intptr_t i = 0; i < count; i++)                                                         \
        ((type *)target)[i] = ((type(*)(type, type))function)(((const type *)x)[i], ((const type *)y)[i]); \
    else                                                                                           \
      for (intptr_t i = 0; i < count; i++)                                                         \
        ((type *)target)[i] = ((type(*)(type))function)(((const type *)x)[i]);                     \
    break;
    ELEMENTS(ROW)
#undef ROW
  }
}

void weft_call_foreign(int32_t elements, uintptr_t function, void *target, const void *x, const void *y, intptr_t count) {
  uint8_t result = elements & 0xFF, ex = elements >> 8 & 0xFF, ey = elements >> 16 & 0xFF;
  int kinds = 3 * kind_of(result) + kind_of(ex);
  uint32_t flags = weft_fp_flags();
  bool is_same = ex == result && (!y || ey == result);
  if (is_same) call_same(result, function, target, x, y, count);
  for (intptr_t i = 0; i < count && !is_same; i++) {
    number a = load_number(ex, x, i);
    number value = y ? call2(3 * kinds + kind_of(ey), function, a, load_number(ey, y, i)) : call1(kinds, function, a);
    store_number(result, target, i, value);
  }
  weft_fp_set_flags(flags);
}

_Thread_local int32_t weft_python_outside;
_Thread_local bool weft_python_kept;

const char *weft_library_with(const void *address) {
  Dl_info info;
  return dladdr(address, &info) ? info.dli_fname : NULL;
}

int weft_at_fork(void (*before)(void), void (*parent)(void), void (*child)(void)) {
  return pthread_atfork(before, parent, child);
}
