// SPDX-License-Identifier: Apache-2.0
// Memory of the script machine's state, and the extent of a thread's stack.
#define _GNU_SOURCE
#include "CMachine.h"

#include <pthread.h>

_Alignas(64) unsigned char weft_machine_block[8192];
void *weft_free_lists[64];

char *weft_stack_limit(void) {
  pthread_attr_t attributes;
  void *lowest = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return NULL;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  return (char *)lowest;
}
