# SPDX-License-Identifier: Apache-2.0
# unicodedata: digests of each function over all characters of Unicode 14.0, names, normal forms, errors.
import unicodedata as u
import zlib

# What 15.0 added: an older reference does not have it. Of what 14.0 had, nothing changed.
added = [
    (0xcf3, 0xcf3), (0xece, 0xece), (0x10efd, 0x10eff), (0x1123f, 0x11241), (0x11b00, 0x11b09),
    (0x11f00, 0x11f59), (0x1342f, 0x1342f), (0x13439, 0x13455), (0x1b132, 0x1b132),
    (0x1b155, 0x1b155), (0x1d2c0, 0x1d2d3), (0x1df25, 0x1df2a), (0x1e030, 0x1e08f),
    (0x1e4d0, 0x1e4f9), (0x1f6dc, 0x1f6dc), (0x1f774, 0x1f776), (0x1f77b, 0x1f77f),
    (0x1f7d9, 0x1f7d9), (0x1fa75, 0x1fa77), (0x1fa87, 0x1fa88), (0x1faad, 0x1fabd),
    (0x1fabf, 0x1fabf), (0x1face, 0x1facf), (0x1fada, 0x1fadb), (0x1fae8, 0x1fae8),
    (0x1faf7, 0x1faf8), (0x2b739, 0x2b739), (0x31350, 0x323af)]
new = set()
for first, last in added:
    new.update(range(first, last + 1))
planes = [*range(0x33480), *range(0xe0000, 0xe0200), 0xf0000, 0xffffd, 0x10fffd]
assigned = [c for c in map(chr, planes) if u.category(c) != "Cn" and ord(c) not in new]
print(len(assigned), sum(map(ord, assigned)))
# Of the many ideographs, syllables and private characters every 61st: the rest goes by the same rule.
assigned = [c for c in assigned
            if not ("\u3400" <= c < "\ua000" or "\uac00" <= c < "\uf900" or "\U00017000" <= c < "\U00018800"
                    or "\U00020000" <= c < "\U0002f800") or ord(c) % 61 == 0 or u.numeric(c, None) is not None]
print(len(assigned))


def digest(function, characters=assigned):
    """Checksums of pieces, so that a difference has a place."""
    return [zlib.crc32("|".join([str(function(c)) for c in characters[start:start + 5000]]).encode("utf-8", "surrogatepass"))
            for start in range(0, len(characters), 5000)]


for f in [u.category, u.bidirectional, u.combining, u.mirrored, u.east_asian_width, u.decomposition]:
    print(f.__name__, digest(f))
for f in [u.decimal, u.digit, u.numeric, u.name]:
    print(f.__name__, digest(lambda c: f(c, None)))
changing = [c for c in assigned if u.decomposition(c) or u.combining(c) or "\uac00" <= c < "\uf900"]
for form in ["NFC", "NFD", "NFKC", "NFKD"]:
    print(form, digest(lambda c: u.normalize(form, c), changing), sum(u.is_normalized(form, c) for c in changing))
print([ascii(c) for c in assigned if u.name(c, None) and u.lookup(u.name(c)) != c])

# Normal forms of texts.
for text in ["e\u0301\u0323", "a\u0323\u0302", "\u1e69", "s\u0323\u0307", "s\u0307\u0323", "\u1100\u1161\u11a8",
             "\uac00\u11a8", "\uac01\u11a8", "\u1100\u1161\u11a7", "\u0301e", "\ufb01\u212b\u00bd", "\ud800e\u0301",
             "a\u0301\u0301", "\u0344", "\u0958", "\u2126", "e\u0334\u0301", "\u09c7\u0981\u09be", "\u3071\u309a",
             "\u0f71\u0f72\u0f74", "\u1d15e", "\ufdfa", "x\u0328\u0327\u0301", "abc", "", "\u0b47\u0300\u0b3e"]:
    print(ascii(text), [(ascii(u.normalize(form, text)), u.is_normalized(form, text))
                        for form in ["NFC", "NFD", "NFKC", "NFKD"]])


class S(str):
    pass


print(type(u.normalize("NFC", S("abc"))), type(u.normalize("NFC", S("\xe9"))), type(u.normalize("NFC", S(""))))


def attempt(function, *arguments, **more):
    try:
        print(function.__name__, arguments, ascii(function(*arguments, **more)))
    except Exception as error:
        print(function.__name__, ascii(arguments), type(error).__name__, ascii(str(error)))


for name in ["X", b"LATIN SMALL LETTER A", "latin small letter a", 1, "\xe9", "cjk unified ideograph-4e00",
             "CJK UNIFIED IDEOGRAPH-4e00", "CJK UNIFIED IDEOGRAPH-4E00", "CJK UNIFIED IDEOGRAPH-04E00",
             "CJK UNIFIED IDEOGRAPH-FA0E", "CJK UNIFIED IDEOGRAPH-", "CJK UNIFIED IDEOGRAPH-+4E0",
             "hangul syllable gag", "HANGUL SYLLABLE GAG", "HANGUL SYLLABLE GWAELB", "HANGUL SYLLABLE",
             "TANGUT IDEOGRAPH-17000", "KEYCAP NUMBER SIGN", "keycap number sign", "nul", "BEL", "BELL", "ALERT",
             "VS256", "BOM", "LINE FEED (LF)", "A" * 300, "x" * 257, "x" * 256, "A\ud800", "", " ", None,
             "LATIN  SMALL LETTER A", "WEIERSTRASS ELLIPTIC FUNCTION", "SNOWMAN", "PUA-F0000",
             "LATIN SMALL LETTER I WITH DOT ABOVE AND ACUTE", "LATIN \u017fMALL LETTER A"]:
    attempt(u.lookup, name)
attempt(u.lookup)
for f in [u.name, u.decimal, u.digit, u.numeric]:
    for arguments in [(), ("ab",), ("",), (1,), (None,), (b"a",), ("\0",), ("\0", 5), ("\0", None), ("ab", 1),
                      ("a", 1, 2), ("\ud800",), ("\xb2",), ("\u2153",), ("5",), ("\u0665", 1)]:
        attempt(f, *arguments)
attempt(u.name, "a", x=1)
for f in [u.category, u.bidirectional, u.combining, u.mirrored, u.decomposition, u.east_asian_width]:
    for arguments in [(), ("ab",), ("",), (b"a",), (None,), (1, 2), ("\ud800",), ("(",), ("\xe9",), ("\uac00",)]:
        attempt(f, *arguments)
for f in [u.normalize, u.is_normalized]:
    for arguments in [("X", "a"), ("X", ""), ("X", "\xe9"), ("nfc", "a"), ("NFC", 1), (1, "a"), ("NFC",), (), (None, "a"),
                      ("NFC", None), ("NFC", "a", 1), ("NFC", b"a")]:
        attempt(f, *arguments)
