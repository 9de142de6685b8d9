// SPDX-License-Identifier: Apache-2.0
// A child process for subprocess: between fork and exec only what signal handlers may do, which Swift cannot promise.
#ifndef WEFT_CFORK_H
#define WEFT_CFORK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// What the child does before it becomes another program. Descriptors are -1 and pointers null where there is nothing to do.
struct weft_child {
  /// The programs to try, one after the other, ended by null.
  char *const *programs;
  char *const *arguments;
  /// Null: that of this process.
  char *const *environment;
  const char *folder;
  /// Both ends of the pipes to the standard streams.
  int input_read, input_write, output_read, output_write, error_read, error_write;
  /// Where the child says why it could not become the program.
  int report_read, report_write;
  /// In rising order; all others above 2 are closed if `closes` says so.
  const int *kept;
  size_t kept_count;
  bool closes, restores_signals, starts_session;
  /// -1 for none.
  int process_group;
  bool sets_groups, sets_group, sets_user;
  const gid_t *groups;
  size_t group_count;
  gid_t group;
  uid_t user;
  /// -1 for none.
  int mask;
  /// Runs at last; false stops the child.
  bool (*prepare)(void);
  /// What is reported when the folder cannot be entered.
  const char *folder_error;
};

/// Starts a child; its number, or -1 with errno.
pid_t weft_fork_exec(const struct weft_child *child);

#endif
