# SPDX-License-Identifier: Apache-2.0
# tokenize: the tokens of a source, with comments, brackets, strings over lines and encodings.
import io
import tokenize

source = '''# -*- coding: utf-8 -*-
def f(a, *, b=0x1F):
    """Text
    over lines."""
    if a:  # why
        return [a,
                1_000.5e-3j]

\treturn (b"x" + rb'y' @ a // 3 ** -2 != b and a -> ...)
x = a \\
  + "ä\\n" if not é else lambda: 0
'''.replace("\treturn", "    return")

for token in tokenize.generate_tokens(io.StringIO(source).readline):
  print(tokenize.tok_name[token.type], repr(token.string), token.start, token.end,
        tokenize.tok_name[token.exact_type])
tokens = list(tokenize.tokenize(io.BytesIO(source.encode()).readline))
print(tokens[0].string, len(tokens))
print(tokenize.untokenize(tokens).decode() == source)
