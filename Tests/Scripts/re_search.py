# SPDX-License-Identifier: Apache-2.0
# re: searching, groups, flags, empty matches, bytes.
import re

cases = [(r"(\w+) (\w+)", "hello world"), (r"(?P<y>\d{4})-(?P<m>\d\d)", "on 2024-05-06"), (r"a*", "baac"), (r"(a)|(b)", "b"),
         (r"^x$", "x\n"), (r"(?m)^\w+$", "ab\ncd"), (r"x\Z", "x\n"), (r"(?s).+", "a\nb"), (r"[^a-c\d]+", "abc12xyz"),
         (r"(?i)STRASSE|é", "É"), (r"(?<=a)b(?!c)", "abc ab"), (r"(.)\1", "hello"), (r"(?P<q>['\"]).*?(?P=q)", "say 'x' \"y\""),
         (r"a{,2}b", "aaab"), (r"a{2}", "aaa"), (r"a{x", "a{x"), (r"(a)?(?(1)b|c)", "ab"), (r"(?x) a  # comment\n b", "ab"), (r"\bfoo\b", "a foo b"),
         (r"[]a]+", "]a]"), (r"(?:ab)+?", "abab"), (r"((a)(b))", "ab"), (r"\u0430+\x41", "ааA"), (r"\s+", "a \x1c\u2003b"), (r"(?>a+)b", "aab"), (r"a++b", "aab"),
         (r"(a|ab)(c|bcd)(d*)", "abcd"), (r"\d+", "٣٤5"), (r"[\w-]+", "a-b_c"), (r"(?a:\w+)\w*", "aé"), (r"(?i:a)b", "Ab"), (r"[\W\d]+", "a1 é2"), (r"\N{BULLET}", "•")]
for pattern, text in cases:
    m = re.search(pattern, text)
    print(ascii(pattern), m and ascii((m.group(), m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup)), ascii(re.findall(pattern, text)))
for text in ["abxd", "", "xxa", "x"]:
    print(re.findall("x*", text), re.sub("x*", "-", text), re.split("(x*)", text), [m.span() for m in re.finditer(r"x*|a", text)])
print(re.match("b", "ab"), re.fullmatch("a|ab", "ab"), re.fullmatch("a", "ab"), re.match("a", "ab"))
p = re.compile(r"(?P<first>a)(b)?", re.I | re.M)
print(p, p.flags, p.groups, dict(p.groupindex), p.pattern, p == re.compile(r"(?P<first>a)(b)?", re.I | re.M), repr(re.compile(b"x")))
m = p.search("xxAbA", 1, 4)
print(m, m.pos, m.endpos, m.string, m.re is p, m["first"], m[2], m.start("first"), m.end(2), m.group(1, 2), m.regs)
m = p.match("a")
print(m.groups(), m.groups("?"), m.groupdict("?"), m.span(2), m.group(2))
print(re.findall(rb"\w+", b"ab \xe9c"), re.match(rb"(.)(.)", b"xy").groups(), re.sub(rb"a", rb"\g<0>\x62" if False else rb"\g<0>b", b"aa"))
print(re.I, re.I | re.S, re.NOFLAG, int(re.X), re.compile("a", re.A).flags, re.compile("(?ix)a").flags, ~re.I & re.I)
print([m.group() for m in p.finditer("aAab")], re.compile("^a").findall("aa\na", 1), re.compile("a$").search("aab", 0, 2))
print(re.escape("a.b*c d_e-f\n~"), re.escape(b"[x]"), re.split(r"\W+", "a, b;c", 1), re.split("(,)|;", "a,b;c"), re.split("", "abc"))
for f in [lambda: re.match("a", b"a"), lambda: re.match(b"a", "a"), lambda: re.match(3, "a"), lambda: re.match("a", 3), lambda: m.group(3), lambda: m.group("z"), lambda: re.compile(p, re.I), lambda: re.compile("a", re.L), lambda: re.compile(b"a", re.U), lambda: re.compile("a", re.A | re.U)]:
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
