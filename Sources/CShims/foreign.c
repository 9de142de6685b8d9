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

// ORDER: Element. The numbers among them, as ROW(code, type).
#define NUMBERS(ROW)                                                                     \
  ROW(1, int8_t) ROW(2, int16_t) ROW(3, int32_t) ROW(4, int64_t) ROW(5, uint8_t)         \
  ROW(6, uint16_t) ROW(7, uint32_t) ROW(8, uint64_t) ROW(10, float) ROW(11, double)

static unsigned type_at(uint64_t types, unsigned place) { return types >> 4 * place & 15; }

// One to three arguments of the result's type, the most frequent case: loops of nothing but the call.
static bool call_same(const weft_call_frame *frame, uint64_t types) {
  unsigned arguments = types & 15, result = type_at(types, 1);
  for (unsigned i = 0; i < arguments; i++)
    if (type_at(types, 2 + i) != result) return false;
  uintptr_t function = frame->function;
  const void *const *from = frame->arguments;
  switch (arguments << 4 | result) {
#define LOOP(type, parameters, ...)                                                      \
  for (intptr_t i = 0; i < frame->count; i++)                                            \
    ((type *)frame->result)[i] = ((type(*) parameters)function)(__VA_ARGS__);            \
  return true;
#define X(type, n) ((const type *)from[n])[i]
#define ROW(code, type)                                                                  \
  case 1 << 4 | code: LOOP(type, (type), X(type, 0))                                     \
  case 2 << 4 | code: LOOP(type, (type, type), X(type, 0), X(type, 1))                   \
  case 3 << 4 | code: LOOP(type, (type, type, type), X(type, 0), X(type, 1), X(type, 2))
    NUMBERS(ROW)
#undef ROW
  }
  return false;
}

// Integers and floats travel in registers of their own, and nobody minds more of them than the function takes: a call with all that
// arguments can be in serves every function of numbers. A float is the lower half of its register.
#define WHOLES int64_t, int64_t, int64_t, int64_t, int64_t, int64_t
#define REALS double, double, double, double, double, double, double, double
#define ALL w[0], w[1], w[2], w[3], w[4], w[5], r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]

static void call_any(const weft_call_frame *frame, uint64_t types) {
  unsigned arguments = types & 15, result = type_at(types, 1);
  for (intptr_t i = 0; i < frame->count; i++) {
    int64_t w[6] = {0};
    double r[8] = {0};
    unsigned wholes = 0, reals = 0;
    for (unsigned n = 0; n < arguments; n++) {
      const void *from = frame->arguments[n];
      switch (type_at(types, 2 + n)) {
      case 0: w[wholes++] = ((const uint8_t *)from)[i] != 0; break;
      case 10: memcpy(&r[reals++], (const float *)from + i, sizeof(float)); break;
      case 11: r[reals++] = ((const double *)from)[i]; break;
#define ROW(code, type) \
  case code: w[wholes++] = (int64_t)((const type *)from)[i]; break;
        ROW(1, int8_t) ROW(2, int16_t) ROW(3, int32_t) ROW(4, int64_t)
        ROW(5, uint8_t) ROW(6, uint16_t) ROW(7, uint32_t) ROW(8, uint64_t)
#undef ROW
      }
    }
    if (result == 10 || result == 11) {
      double value = ((double (*)(WHOLES, REALS))frame->function)(ALL);
      if (result == 11) ((double *)frame->result)[i] = value;
      else memcpy((float *)frame->result + i, &value, sizeof(float));
    } else {
      int64_t value = ((int64_t(*)(WHOLES, REALS))frame->function)(ALL);
      switch (result) {
      case 0: case 1: case 5: ((int8_t *)frame->result)[i] = (int8_t)value; break;
      case 2: case 6: ((int16_t *)frame->result)[i] = (int16_t)value; break;
      case 3: case 7: ((int32_t *)frame->result)[i] = (int32_t)value; break;
      default: ((int64_t *)frame->result)[i] = value;
      }
    }
  }
}

void weft_call_each(const weft_call_frame *frame, uint64_t types) {
  uint32_t flags = weft_fp_flags();
  if (!call_same(frame, types)) call_any(frame, types);
  // Putting them back takes long, and nobody asks whether a result was inexact (0x20).
  if ((weft_fp_flags() ^ flags) & ~0x20u) weft_fp_set_flags(flags);
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
