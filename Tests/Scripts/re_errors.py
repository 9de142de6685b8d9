# SPDX-License-Identifier: Apache-2.0
# re: the messages and places of mistakes in patterns.
import re

for pattern in ["(", ")", "a)", "[", "[a", "[b-a]", r"[\w-a]", "*", "a**", "+a", "a{2}{3}", "a{3,2}", "(?P<", "(?P<a", "(?P<>x)", "(?P<1a>x)", "(?P<a>x)(?P<a>y)", "(?P=b)", "(?Px)", "(?<x)", "(?", "(?z)", "(?i", "(?i-", "(?i-i:a)", "a(?i)b",
                "(?-i)", "(?#abc", "(?(1)a|b)", "(?(2)a|b|c)(x)", "(?(a)b)", "(?(0)a)", r"\1", r"(a)\2", r"(a\1)", r"\q", "\\", r"[\q]", r"\x1", r"\u12", r"\400", "(?<=a+)b", "(?<!a|bc)", "x{99999999999}", r"\N{nothing at all}", r"\N", "^*", r"\b+", "(?au)a", "(?L)a", "(?P>a)", "a\nb)", "$?"]:
    try:
        print(pattern.encode(), re.compile(pattern).groups)
    except re.error as e:
        print(pattern.encode(), e, "|", e.msg, e.pos, e.lineno, e.colno, e.pattern == pattern)
    except (OverflowError, ValueError) as e:
        print(pattern.encode(), type(e).__name__, e)
print(re.error.__mro__[1], re.error("m", "pat", 1), re.error("m").pos)
