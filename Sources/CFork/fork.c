// SPDX-License-Identifier: Apache-2.0
// The child's half of subprocess.
#define _GNU_SOURCE
#include "CFork.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Writes "KIND:errno in hexadecimal:words" for the parent, and ends.
static void report(int to, const char *kind, int number, const char *words) {
  char text[128];
  size_t count = 0;
  for (const char *c = kind; *c && count < 40; c++) text[count++] = *c;
  text[count++] = ':';
  char digits[8];
  int used = 0;
  do {
    digits[used++] = "0123456789ABCDEF"[number & 15];
    number >>= 4;
  } while (number && used < 8);
  while (used) text[count++] = digits[--used];
  text[count++] = ':';
  for (const char *c = words; *c && count < sizeof text; c++) text[count++] = *c;
  ssize_t written = write(to, text, count);
  (void)written;
  _exit(255);
}

static int keep_open(int descriptor) {
  int flags = fcntl(descriptor, F_GETFD);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFD, flags & ~FD_CLOEXEC);
}

static int become(int from, int to) {
  if (from < 0) return 0;
  return from == to ? keep_open(from) : dup2(from, to);
}

static void close_range_of(unsigned first, unsigned last) {
  if (first > last) return;
  if (close_range(first, last, 0) == 0) return;
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536) limit = 65536;
  for (unsigned each = first; each <= last && each < (unsigned)limit; each++) close((int)each);
}

static void close_others(const struct weft_child *child) {
  unsigned next = 3;
  for (size_t index = 0; index < child->kept_count; index++) {
    int kept = child->kept[index];
    if (kept < (int)next) continue;
    if (kept > 0) close_range_of(next, (unsigned)kept - 1);
    next = (unsigned)kept + 1;
  }
  close_range_of(next, ~0u);
}

static void run(const struct weft_child *child) {
  int to = child->report_write;
  for (size_t index = 0; index < child->kept_count; index++)
    if (child->kept[index] != to && keep_open(child->kept[index]) < 0) goto failed;
  if (child->input_write >= 0) close(child->input_write);
  if (child->output_read >= 0) close(child->output_read);
  if (child->error_read >= 0) close(child->error_read);
  close(child->report_read);

  // A pipe's end that stands where another is to go moves first.
  int output = child->output_write, error = child->error_write;
  if (output == 0 && (output = dup(output)) < 0) goto failed;
  while (error == 0 || error == 1)
    if ((error = dup(error)) < 0) goto failed;
  if (become(child->input_read, 0) < 0 || become(output, 1) < 0 || become(error, 2) < 0)
    goto failed;

  if (child->folder && chdir(child->folder) < 0)
    report(to, "OSError", errno, child->folder_error);
  if (child->mask >= 0) umask((mode_t)child->mask);
  if (child->restores_signals) {
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
  }
  if (child->starts_session && setsid() < 0) goto failed;
  if (child->process_group >= 0 && setpgid(0, child->process_group) < 0) goto failed;
  if (child->sets_groups && setgroups(child->group_count, child->groups) < 0) goto failed;
  if (child->sets_group && setregid(child->group, child->group) < 0) goto failed;
  if (child->sets_user && setreuid(child->user, child->user) < 0) goto failed;
  if (child->prepare && !child->prepare())
    report(to, "SubprocessError", 0, "Exception occurred in preexec_fn.");
  if (child->closes) close_others(child);

  int saved = 0;
  for (char *const *program = child->programs; *program; program++) {
    if (child->environment)
      execve(*program, child->arguments, child->environment);
    else
      execv(*program, child->arguments);
    if (errno != ENOENT && errno != ENOTDIR && saved == 0) saved = errno;
  }
  report(to, "OSError", saved ? saved : errno, "");
failed:
  report(to, "OSError", errno, "noexec");
}

pid_t weft_fork_exec(const struct weft_child *child) {
  pid_t result = fork();
  if (result == 0) run(child);
  return result;
}
