// SPDX-License-Identifier: Apache-2.0
// The sources of the modules that are written in Python, and tables of Unicode, as bytes.
#ifndef CLIBRARYTEXT_H
#define CLIBRARYTEXT_H

typedef struct {
  /// The dotted name; null after the last module.
  const char *name;
  const unsigned char *text;
  long count;
  int isPackage;
} LibraryText;

/// One after the other; the last has no name.
const LibraryText *libraryTexts(void);

typedef struct {
  const unsigned char *text;
  long count;
} TextBytes;

/// The tables of Sources/Interpreter/Modules/Unicode/Tables, whose README says what they hold.
typedef struct {
  TextBytes aliases, bidirectional, decompositions, widths;
} UnicodeTexts;

UnicodeTexts unicodeTexts(void);

#endif
