# SPDX-License-Identifier: Apache-2.0
# Methods of str, encodings, escapes, representation, unicode.
s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), s.casefold(), "ß".upper(), "ŉ".title())
print(s.find("o"), s.rfind("o"), s.index("W"), s.count("l"), s.find("z"), s.find("o", 5, 9), s.count("", 3))
print(s.replace("l", "L"), s.replace("l", "L", 1), s.replace("", "-", 3), "aaa".replace("aa", "b"))
print(s.split(), s.split(","), s.split("o", 1), s.rsplit("o", 1), " a  b ".split(), " a  b ".split(" "), "".split(), "".split(","))
print("a\nb\r\nc\x0bd\u2028e".splitlines(), "a\nb\n".splitlines(True), "a b c".split(None, 1), "a b c ".rsplit(None, 1))
print(s.partition(", "), s.rpartition("o"), s.partition("z"), s.rpartition("z"))
print("  x ".strip() + "|", "xxaxx".strip("x"), "abcba".lstrip("ab"), "abcba".rstrip("ab"), s.startswith(("x", "He")), s.endswith("ld", 3))
print(s.center(20, "*"), s.ljust(15) + "|", s.rjust(15), "42".zfill(5), "-42".zfill(5), "a\tb\tc".expandtabs(4))
print("-".join(["a", "b"]), ",".join("xyz"), "".join([]), "x" * 3, 3 * "ab", "x" * -1)
print("abc".isalpha(), "ab1".isalnum(), "12".isdigit(), "²".isdigit(), "½".isnumeric(), "٣".isdecimal(), " \t".isspace(), "Ab".istitle(), "a_1".isidentifier(), "".isalpha(), "ab".isascii(), "é".isascii(), "a\n".isprintable(), "AB".isupper(), "1a".islower())
print("prefix_x".removeprefix("prefix_"), "x.py".removesuffix(".py"), "abc".translate({97: "A", 98: None, 99: 100}), "abc".translate(str.maketrans("ab", "xy", "c")))
print(repr("a'b"), repr('a"b'), repr("a'\"b"), repr("\n\t\\\x00\x7f\xa0é\u200b😀"), ascii("é😀\n"))
print("é".encode(), "é".encode("latin-1"), b"\xc3\xa9".decode(), "😀".encode("utf-16-le"), "aé".encode("ascii", "replace"), "aé".encode("ascii", "backslashreplace"), "aé".encode("ascii", "xmlcharrefreplace"), b"a\xff".decode("utf-8", "replace"), b"a\xffb".decode("ascii", "ignore"))
for action in (lambda: "é".encode("ascii"), lambda: b"\xff".decode(), lambda: "x".encode("nothing"), lambda: b"ab\xe9".decode("ascii"), lambda: "\ud800".encode()):
  try:
    action()
  except (UnicodeError, LookupError) as error:
    print(type(error).__name__, error)
u = "naïve 😀 text"
print(len(u), u[6], u[::-1], u.find("t"), u.upper(), u.index("😀"), list(u[:3]), u[5:8])
print("a" < "b", "a" < "B", "abc" < "abd", "" < "a", "é" > "z", "😀" > "\uffff", "abc" == "ab" + "c", "a" != "a")
print("\x41\u00e9\U0001F600\101\N{GREEK SMALL LETTER ALPHA}", r"\n", b"\x00a\n", "con" "cat", 'it''s')
print(ord("a"), chr(0x1F600), "%s" % "é", hash("abc") == hash("ab" + "c"), "b" in "abc", "" in "abc", "ac" in "abc")
print("abc"[1], "abc"[-1], "abcdef"[1:4], "abcdef"[::2], "abcdef"[::-1], "abcdef"[4:1:-1], "abc"[5:], "abc"[-10:2])
print(sorted("hello"), max("abc"), min("abc"), list(enumerate("ab", 1)), "".join(reversed("abc")))
print(str(b"x", "ascii"), str(5), str(None), str([1, "a"]), str(), str(object=5))
print("İ".lower(), "ǆ".title(), "ΑΣ".lower(), "ﬁ".upper(), "Straße".casefold())
print(b"abc".hex(), bytes.fromhex("61 62"), b"a,b".split(b","), b"abc"[1], b"abc"[1:], list(b"ab"), b"%d-%s" % (5, b"x"), bytearray(b"abc"), bytes(3), b"ab" + b"c", b"a" * 3, b"abc".upper(), b"x".join([b"1", b"2"]))
ba = bytearray(b"hello")
ba[0] = 72
ba[1:3] = b"EY"
ba.append(33)
ba.extend(b"??")
del ba[-1]
print(ba, ba.pop(), ba.find(b"l"), ba.decode(), memoryview(ba)[1], bytes(memoryview(b"abc")[1:]))
print("{:>5}|{:^5}|{:<5}|".format("a", "b", "c"), "%5s|%-5s|%.1s" % ("a", "b", "cd"))
text = "the quick brown the"
counts = {}
for word in text.split():
  counts[word] = counts.get(word, 0) + 1
print(counts, text.title(), "they're bill's".title())
for action in (lambda: "a" + 1, lambda: "abc".index("z"), lambda: "a".join([1]), lambda: "a".split(""), lambda: "abc".center(5, "xy"), lambda: "a" % 1, lambda: "a".replace(1, 2), lambda: "ab".zfill("x"), lambda: "a".startswith(1), lambda: "a"["b"], lambda: "a" in 5, lambda: 5 in "a", lambda: "a".encode(5), lambda: int("1_"), lambda: "a" < 1, lambda: chr(0x110000), lambda: str(1, "ascii")):
  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)
