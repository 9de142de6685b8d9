// SPDX-License-Identifier: Apache-2.0
// gdb's JIT interface (gdb manual, "JIT Compilation Interface"): names, types and values are fixed by gdb.
#include "CShims.h"
#include <pthread.h>
#include <stdlib.h>

enum { no_action, register_action, unregister_action };

struct jit_code_entry {
  struct jit_code_entry *next_entry, *prev_entry;
  const char *symfile_addr;
  uint64_t symfile_size;
};

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  struct jit_code_entry *relevant_entry, *first_entry;
};

// Weak: a process may hold another JIT, LLVM's for one, that defines the same two names.
__attribute__((weak)) struct jit_descriptor __jit_debug_descriptor = {1, no_action, NULL, NULL};

/// gdb keeps a breakpoint here and reads the descriptor when it is reached.
__attribute__((weak, noinline)) void __jit_debug_register_code(void) { __asm__ volatile("" ::: "memory"); }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void announce(struct jit_code_entry *entry, uint32_t action) {
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = no_action;
  __jit_debug_descriptor.relevant_entry = NULL;
}

void *weft_gdb_register(const void *elf, size_t bytes) {
  struct jit_code_entry *entry = malloc(sizeof *entry);
  if (!entry) return NULL;
  pthread_mutex_lock(&lock);
  struct jit_code_entry *first = __jit_debug_descriptor.first_entry;
  *entry = (struct jit_code_entry){first, NULL, elf, bytes};
  if (first) first->prev_entry = entry;
  __jit_debug_descriptor.first_entry = entry;
  announce(entry, register_action);
  pthread_mutex_unlock(&lock);
  return entry;
}

void weft_gdb_unregister(void *opaque) {
  struct jit_code_entry *entry = opaque;
  if (!entry) return;
  pthread_mutex_lock(&lock);
  if (entry->prev_entry) entry->prev_entry->next_entry = entry->next_entry;
  else __jit_debug_descriptor.first_entry = entry->next_entry;
  if (entry->next_entry) entry->next_entry->prev_entry = entry->prev_entry;
  announce(entry, unregister_action);
  pthread_mutex_unlock(&lock);
  free(entry);
}

void *weft_gdb_next(void *opaque, const void **elf) {
  pthread_mutex_lock(&lock);
  struct jit_code_entry *entry = opaque;
  entry = entry ? entry->next_entry : __jit_debug_descriptor.first_entry;
  if (entry) *elf = entry->symfile_addr;
  pthread_mutex_unlock(&lock);
  return entry;
}
