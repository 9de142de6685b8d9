// SPDX-License-Identifier: Apache-2.0
// The sources of the modules that are written in Python, as bytes.
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

#endif
