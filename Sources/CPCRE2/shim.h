// SPDX-License-Identifier: Apache-2.0
// The system's PCRE2, as its own header declares it: the functions for 8-bit and for 32-bit characters, with their suffixes.
#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>
