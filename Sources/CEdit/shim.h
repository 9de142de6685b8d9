// SPDX-License-Identifier: Apache-2.0
// The system's libedit through its readline interface: line editing and history of the prompt.
#ifndef WEFT_CEDIT_H
#define WEFT_CEDIT_H
#include <stdio.h>
#include <editline/readline.h>
#endif
