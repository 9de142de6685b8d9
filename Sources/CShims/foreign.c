// SPDX-License-Identifier: Apache-2.0
// What foreign functions need of C; see include/CShims.h.
#include "CShims.h"
#include <stdio.h>
#include <stdlib.h>

ptrdiff_t weft_errno_offset(void) { return (char *)&errno - (char *)weft_thread_identity(); }

void weft_freed_callback(const char *name) {
  fprintf(stderr, "weft: C called the callback %s, which had been freed\n", name);
  abort();
}
