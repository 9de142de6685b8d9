# SPDX-License-Identifier: Apache-2.0
# Upper and lower case beside sigmas and lone surrogates; zeros before the width; names in format_map.
def attempt(function, *arguments):
    try:
        print(ascii(function(*arguments)))
    except Exception as error:
        print(type(error).__name__, error)


for text in ["A\u0345\u03a3", "\u03a3", "A\u03a3b", "A\u03a3", "a.\u03a3 b\u03a3", "\u1fbc \u03a3a", "ab\u03a3\u0345",
             "A\u00ad\u03a3", "\u03a3\u03a3 \u03a3", "a\ud800\u03a3", "\u1fc3\u0390\ufb03", "\u01c4\u01c5\u01c6", ""]:
    print(ascii([text.capitalize(), text.title(), text.swapcase(), text.lower(), text.upper(), text.casefold()]))
for text in ["a\ud800b\udfff", "A\ud800B\udfff", "A\ud800b", "\ud800", "Ab\ud800Cd", "A\ud800B a"]:
    print(text.islower(), text.isupper(), text.istitle())
for value in ["r", 1, -1, True, 2.5, -2.5, 1j]:
    for specification in ["05", "<05", ">05", "^05", "=05", "x<05", "x=05", "=5", "0<5", "0=5", "0>5", "x05", "<0", "0"]:
        attempt(format, value, specification)
for template, mapping in [("{}", {"a": 1}), ("{}", "a"), ("{a} {}", {"a": 2}), ("{0}", [1]), ("{a}", {"a": 2}), ("{a}", {})]:
    attempt(template.format_map, mapping)
attempt("{}".format)
text = "abc"
print(text.__getnewargs__(), text.__getnewargs__()[0] is text)
