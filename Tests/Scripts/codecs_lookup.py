# SPDX-License-Identifier: Apache-2.0
# codecs: encodings by name, error handlers, incremental decoders.
import codecs

print(codecs.lookup("UTF8").name, codecs.lookup("latin-1").name, codecs.encode("é", "utf-8"), codecs.decode(b"\xe9", "latin1"), "é€".encode("cp1252"), b"\x80".decode("cp1252"))
print(codecs.utf_8_decode(b"a\xc3", "strict", False), codecs.latin_1_encode("é"), codecs.utf_16_le_encode("a"), codecs.charmap_encode("ab", "strict", {97: 1, 98: b"xy"}))
d = codecs.getincrementaldecoder("utf-8")()
print(repr(d.decode(b"\xe2\x82")), d.decode(b"\xac"), codecs.BOM_UTF8, codecs.getencoder("ascii")("x"))
for f in [lambda: codecs.lookup("nope"), lambda: "x".encode("nope"), lambda: "é".encode("ascii"), lambda: "я".encode("cp1252"), lambda: codecs.lookup_error("nope"), lambda: b"\xff".decode("utf-8")]:
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
print("яa".encode("cp1252", "replace"), "я".encode("latin-1", "xmlcharrefreplace"), codecs.encode("abc", "rot13"), codecs.encode(b"ab", "hex") if False else "")
