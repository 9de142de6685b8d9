// SPDX-License-Identifier: Apache-2.0
// What foreign functions need of C; see include/CShims.h.
#include "CShims.h"
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

#define CALL(number, type)                                                                          \
  case number:                                                                                      \
    for (intptr_t i = 0; i < count; i++)                                                            \
      ((type *)target)[i] = y ? ((type(*)(type, type))function)(((type *)x)[i], ((type *)y)[i])     \
                              : ((type(*)(type))function)(((type *)x)[i]);                          \
    break;

// ORDER: Element.
void weft_call_foreign(int32_t element, uintptr_t function, void *target, const void *x, const void *y, intptr_t count) {
  uint32_t flags = weft_fp_flags();
  switch (element) {
    CALL(1, int8_t)
    CALL(2, int16_t)
    CALL(3, int32_t)
    CALL(4, int64_t)
    CALL(5, uint8_t)
    CALL(6, uint16_t)
    CALL(7, uint32_t)
    CALL(8, uint64_t)
    CALL(10, float)
    CALL(11, double)
  }
  weft_fp_set_flags(flags);
}
