// SPDX-License-Identifier: Apache-2.0
// The few lines of C that Swift cannot say.
#ifndef WEFT_CSHIMS_H
#define WEFT_CSHIMS_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CMachine.h"

// Memory and calls

/// Returns a second address for the pages at `pages`, which must come from mmap(MAP_SHARED); NULL if refused.
void *weft_second_view(void *pages, size_t bytes);

/// Calls compiled code: the argument block in, the status word out.
static inline uint32_t weft_call_kernel(const void *code, void *arguments) {
  return ((uint32_t (*)(void *))code)(arguments);
}

// Foreign functions

/// Code that calls a C function: reads the arguments, writes the result, returns errno after the call.
typedef int32_t (*weft_stub)(const void *function, const void *arguments, void *result, const void *context);

static inline int32_t weft_call_stub(
    const void *stub, const void *function, const void *arguments, void *result, const void *context) {
  return ((weft_stub)stub)(function, arguments, result, context);
}

/// The same with `before` in errno when the function is called.
static inline int32_t weft_call_stub_with_errno(
    const void *stub, const void *function, const void *arguments, void *result, const void *context,
    int32_t before) {
  errno = before;
  return ((weft_stub)stub)(function, arguments, result, context);
}

/// Where errno is, in bytes from the thread's pointer; the same in all threads.
ptrdiff_t weft_errno_offset(void);

/// Says that C called the callback `name`, which had been freed, and ends the process.
void weft_freed_callback(const char *name);

// How many callbacks run on this thread, and the first of the contexts that were freed in them.
extern _Thread_local int32_t weft_callback_depth;
extern _Thread_local void *weft_callback_freed;

static inline void weft_callback_begin(void) { weft_callback_depth++; }

/// True if contexts were freed in this thread's callbacks, of which the last has ended.
static inline bool weft_callback_end(void) { return --weft_callback_depth == 0 && weft_callback_freed != NULL; }

static inline bool weft_in_callback(void) { return weft_callback_depth > 0; }
static inline void *weft_get_callback_freed(void) { return weft_callback_freed; }
static inline void weft_set_callback_freed(void *context) { weft_callback_freed = context; }

/// A function that is to be called for every element of arrays, which lie without gaps. ORDER: weft_call_frame.
typedef struct {
  uintptr_t function;
  intptr_t count;
  void *result;
  const void *arguments[14];
} weft_call_frame;

/// result[i] = function(arguments[0][i], ...); `types` is `CallTypes.bits`. Leaves no floating-point flags but inexact.
void weft_call_each(const weft_call_frame *frame, uint64_t types);

/// How libffi calls functions of one signature: its ffi_call and ffi_cif, and where the arguments are in their buffer.
typedef struct {
  void *call;
  void *interface;
  intptr_t result_size;
  intptr_t count;
  const intptr_t *offsets;
} weft_libffi_call;

/// Stubs by libffi, for arguments behind pointers and in one buffer; their context is a weft_libffi_call.
const void *weft_libffi_entry(void);
const void *weft_libffi_buffer_entry(void);

/// A callback by libffi.
typedef struct {
  /// Called with the context, pointers to the arguments and room for the result.
  const void *handler;
  /// NULL once the callback is freed.
  void *context;
  const char *name;
  intptr_t result_size;
  /// For results of small integer types: 1 if signed, 0 if not; -1 for other types.
  int32_t is_signed;
} weft_libffi_record;

/// What libffi calls for every callback: a function of ffi_cif, result, arguments and a weft_libffi_record.
const void *weft_libffi_callback(void);

// Processor

/// Executes CPUID; results in `out` as eax, ebx, ecx, edx. All zero on a machine that is not x86-64.
void weft_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]);

/// Reads extended control register 0, or 0 where there is none.
uint64_t weft_xcr0(void);

// Processes

/// Starts counting forks; may be called any number of times.
void weft_watch_forks(void);

/// How many forks this process or its ancestors have begun since the count started.
uint32_t weft_fork_count(void);

/// 0 in the process that started the count, one more in each generation of forked children.
uint32_t weft_fork_depth(void);

/// fork(2), which Swift does not offer.
int weft_fork(void);

/// Asks the system to refuse executable memory to this process from now on (Linux 6.3); false if it cannot.
bool weft_refuse_executable_memory(void);

/// True if `weft_refuse_executable_memory` can work on this system; changes nothing.
bool weft_can_refuse_executable_memory(void);

// Threads and references

/// A number of the calling thread, not 0.
static inline uintptr_t weft_thread_identity(void) {
#if defined(__x86_64__) && defined(__linux__)
  uintptr_t base;
  __asm__("mov %%fs:0, %0" : "=r"(base));
  return base;
#else
  return (uintptr_t)pthread_self();
#endif
}

/// A lock that its owner may take again; all zero when nobody has ever taken it.
///
/// `state` is 0 free, 1 taken, 2 taken and perhaps waited for (mutex 2 of Drepper's "Futexes Are Tricky"). Two atomic exchanges cost
/// 9 ns, as much as the rest of recording an operation; so as long as one thread alone takes the lock, that thread, the favourite,
/// takes it by saying that it is inside and looking whether it still is the favourite. A second thread ends that for good: it
/// deposes the favourite and has the system pass a memory barrier on every processor that runs this process (membarrier(2)), after
/// which either it sees the favourite inside, or the favourite sees that it is deposed.
typedef struct {
  uint32_t state;
  uint32_t depth;
  uintptr_t owner;
  /// The thread that needs no atomic operations, or 0.
  uintptr_t favourite;
  /// True while the favourite has, or is about to have, the lock.
  uint32_t inside;
  /// True while the owner has taken the lock as the favourite; its own note.
  uint32_t favoured;
  /// True once a favourite has been named, or none can be.
  uint32_t settled;
} weft_lock;

/// Takes a lock in the way that is open to every thread.
void weft_lock_take_shared(weft_lock *lock, uintptr_t own);

/// Wakes a thread that waits for a free lock.
void weft_lock_wake(weft_lock *lock);

static inline void weft_lock_take(weft_lock *lock) {
  uintptr_t own = weft_thread_identity();
  if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == own) {
    lock->depth++;
    return;
  }
  if (__atomic_load_n(&lock->favourite, __ATOMIC_RELAXED) == own) {
    __atomic_store_n(&lock->inside, 1, __ATOMIC_RELAXED);
    // The processor's own barrier is left to the thread that deposes this one.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (__atomic_load_n(&lock->favourite, __ATOMIC_ACQUIRE) == own) {
      lock->favoured = 1;
      __atomic_store_n(&lock->owner, own, __ATOMIC_RELAXED);
      return;
    }
    __atomic_store_n(&lock->inside, 0, __ATOMIC_RELEASE);
  }
  weft_lock_take_shared(lock, own);
}

static inline void weft_lock_give(weft_lock *lock) {
  if (lock->depth > 0) {
    lock->depth--;
    return;
  }
  __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
  if (lock->favoured) {
    lock->favoured = 0;
    __atomic_store_n(&lock->inside, 0, __ATOMIC_RELEASE);
    return;
  }
  if (__atomic_exchange_n(&lock->state, 0, __ATOMIC_RELEASE) == 2) weft_lock_wake(lock);
}

// The two locks of the engine stand here since a C variable is there from the start: Swift asks at every access whether a global
// of its own has been made.

extern weft_lock weft_graph_lock, weft_pool_lock;

static inline void weft_graph_lock_take(void) { weft_lock_take(&weft_graph_lock); }
static inline void weft_graph_lock_give(void) { weft_lock_give(&weft_graph_lock); }

/// True while this thread has the graph's lock.
static inline bool weft_graph_lock_is_mine(void) {
  return __atomic_load_n(&weft_graph_lock.owner, __ATOMIC_RELAXED) == weft_thread_identity();
}
static inline void weft_pool_lock_take(void) { weft_lock_take(&weft_pool_lock); }
static inline void weft_pool_lock_give(void) { weft_lock_give(&weft_pool_lock); }

/// The number of strong references to a Swift object.
size_t weft_reference_count(void *object);

/// Makes a Swift object live for ever: references to it are no longer counted.
void weft_make_immortal(void *object);

// gdb's JIT interface

/// Shows gdb the object file at `elf`, which must stay until the returned entry is withdrawn.
void *weft_gdb_register(const void *elf, size_t bytes);

/// Withdraws an entry that `weft_gdb_register` returned.
void weft_gdb_unregister(void *entry);

/// The entry after `entry` in gdb's list, or the first for NULL; its object file goes to `elf`. NULL at the end.
void *weft_gdb_next(void *entry, const void **elf);

// Hosted CPython

// 1 while CPython, run by this thread, has called Swift; 0 while CPython itself runs.
extern _Thread_local int32_t weft_python_outside;

/// Notes who runs from now on, and returns who did.
static inline int32_t weft_python_enters(int32_t outside) {
  int32_t before = weft_python_outside;
  weft_python_outside = outside;
  return before;
}

// Whether what CPython knows of this thread is kept until the thread ends.
extern _Thread_local bool weft_python_kept;
static inline bool weft_python_keeps_thread(void) { return weft_python_kept; }
static inline void weft_python_keep_thread(void) { weft_python_kept = true; }

static inline bool weft_python_is_outside(void) { return weft_python_outside != 0; }

/// The file of the shared library that has the address, or NULL.
const char *weft_library_with(const void *address);

/// Has functions called before a fork, and after it in the parent and in the child.
int weft_at_fork(void (*before)(void), void (*parent)(void), void (*child)(void));

// Floating-point environment

/// Puts the default floating-point environment in place (all exceptions masked, round to nearest even, subnormals
/// kept, no sticky flags) and returns what was there, for weft_fp_end.
uint64_t weft_fp_begin(void);

/// Puts back the environment that weft_fp_begin returned; the result is the sticky flags raised since, as MXCSR numbers them.
uint32_t weft_fp_end(uint64_t before);

/// The sticky flags now, as MXCSR numbers them.
uint32_t weft_fp_flags(void);

/// Makes `flags` the sticky flags: no more and no fewer.
void weft_fp_set_flags(uint32_t flags);

/// Tells the processor that this thread spins.
static inline void weft_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

#endif
