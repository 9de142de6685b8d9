// SPDX-License-Identifier: Apache-2.0
// The system's zlib, as its own header declares it.
#include <zlib.h>
