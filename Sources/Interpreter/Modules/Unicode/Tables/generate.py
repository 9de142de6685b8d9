#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables beside it: python3.12 generate.py PERL/unicore/Name.pl (see README.md)."""

import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
ALL = [chr(point) for point in range(0x110000)]

# Aliases that Unicode 15.0 has and 14.0, of which Perl 5.36 is, has not.
NEW_ALIASES = [
    ("0616", "ARABIC SMALL HIGH LIGATURE ALEF WITH YEH BARREE"),
    ("1BBD", "SUNDANESE LETTER ARCHAIC I"),
]


def write(name, lines):
    (HERE / name).write_text("".join(f"{line}\n" for line in lines))


def runs(function):
    """Where a property changes, and to what; - for none."""
    last = None
    for character in ALL:
        value = function(character)
        if value != last:
            yield f"{ord(character):04X} {value or '-'}"
        last = value


def decompositions():
    """A star ends those pairs of characters that are not composed again."""
    for character in ALL:
        text = unicodedata.decomposition(character)
        if text:
            isKept = unicodedata.normalize("NFC", character) == character or text[0] == "<"
            yield f"{ord(character):04X} {text}{'' if isKept else ' *'}"


def aliases(perl):
    """Other names of characters, and names of sequences: those that this unicodedata knows."""
    found = re.findall(r"^([0-9A-F ]{4,})\n([A-Z].*)$", pathlib.Path(perl).read_text(), re.MULTILINE)
    for codes, name in found + NEW_ALIASES:
        characters = "".join(chr(int(code, 16)) for code in codes.split())
        try:
            isKnown = unicodedata.lookup(name) == characters
        except KeyError:
            isKnown = False
        if isKnown and (len(characters) > 1 or unicodedata.name(characters, "") != name):
            yield f"{' '.join(f'{ord(c):04X}' for c in characters)};{name}"


assert unicodedata.unidata_version == "15.0.0"
write("bidirectional.txt", runs(unicodedata.bidirectional))
write("widths.txt", runs(unicodedata.east_asian_width))
write("decompositions.txt", decompositions())
write("aliases.txt", sorted(set(aliases(sys.argv[1]))))
