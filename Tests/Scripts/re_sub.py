# SPDX-License-Identifier: Apache-2.0
# re: replacements.
import re

print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.sub("(?P<a>x)", r"[\g<a>\g<1>\g<0>]", "axb"), re.sub("x", r"\\n\n\t\x" if False else r"\\n\n\t", "x").encode())
print(re.sub("a", lambda m: m.group().upper() + str(m.start()), "banana"), re.subn("a", "b", "banana", 2), re.sub("z", "", "banana"), re.subn(r"\b", "|", "ab cd"))
print(re.sub("(a)|(b)", r"<\1\2>", "abc"), re.sub("", "-", "abc"), re.sub("é", "ж", "aéb"), ascii(re.sub("(.)", r"\1\1", "aж")), re.sub("a", r"\101\0", "a").encode())
print(re.compile("a(.)").sub(r"\1", "abac", count=1), re.match("(a)(b)?", "a").expand(r"\1-\2-\g<1>"), re.sub(b"a", b"\\n", b"banana"), re.sub("x", r"\.\-", "x"))
for template in [r"\2", r"\g<2>", r"\g<b>", r"\g", r"\g<", r"\g<a", r"\g<>", r"\q", "\\", r"\g<1a>", r"\g<-1>", r"\777"]:
    try:
        print(re.sub("(?P<a>x)", template, "x"))
    except (re.error, IndexError) as e:
        print(template, type(e).__name__, e, getattr(e, "pos", None))
try:
    re.sub("a", 3, "a")
except TypeError as e:
    print("TypeError")
