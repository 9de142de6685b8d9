// SPDX-License-Identifier: Apache-2.0
// State of the script machine that must be there from the start: Swift asks at every access whether a global of its own has been made.
#ifndef WEFT_CMACHINE_H
#define WEFT_CMACHINE_H

#include <stddef.h>

/// Zeroed memory for the machine's state, the same block at each call.
extern _Alignas(64) unsigned char weft_machine_block[8192];
static inline void *weft_machine_state(void) { return weft_machine_block; }

/// The heads of the free lists of the heap's size classes, all NULL at the start.
extern void *weft_free_lists[64];
static inline void **weft_heap_free_lists(void) { return weft_free_lists; }

/// An address in the stack of the caller, to see how much of it is left.
static inline char *weft_stack_address(void) { return (char *)__builtin_frame_address(0); }

/// The lowest address of the calling thread's stack that may be used; NULL if unknown.
char *weft_stack_limit(void);

#endif
