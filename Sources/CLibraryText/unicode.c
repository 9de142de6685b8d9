// SPDX-License-Identifier: Apache-2.0
// Embeds the tables of Sources/Interpreter/Modules/Unicode/Tables.
#include "CLibraryText.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char aliases[] = {
#embed "../Interpreter/Modules/Unicode/Tables/aliases.txt"
};
static const unsigned char bidirectional[] = {
#embed "../Interpreter/Modules/Unicode/Tables/bidirectional.txt"
};
static const unsigned char decompositions[] = {
#embed "../Interpreter/Modules/Unicode/Tables/decompositions.txt"
};
static const unsigned char widths[] = {
#embed "../Interpreter/Modules/Unicode/Tables/widths.txt"
};

UnicodeTexts unicodeTexts(void) {
  UnicodeTexts texts = {
      {aliases, sizeof aliases},
      {bidirectional, sizeof bidirectional},
      {decompositions, sizeof decompositions},
      {widths, sizeof widths},
  };
  return texts;
}
