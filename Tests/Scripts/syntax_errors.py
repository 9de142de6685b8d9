# SPDX-License-Identifier: Apache-2.0
# Text that is not the language: where, and the status.
for text in ("x = ", "def f(:\n  pass", "if True:\nprint(1)", "return 5", "yield 1", "break", "continue", "x = 'abc", "f(a=1, 2)", "f(**k, *a)", "def f(a, a): pass", "nonlocal x", "1 = x", "f() = 1", "del f()", "a, b += 1", "*a = 1", "*a, *b = c", "lambda: (yield) = 1", "for 1 in x: pass", "class C: return 1", "async def f(): yield from x", "await x", "def f(a=1, b): pass", "def f(*): pass", "x = {1: 2, 3}", "(a b)", "global x\nx = 1\nglobal x" if False else "def f():\n  x = 1\n  global x", "try:\n  pass", "import", "from x import *, y", "f'{'", "f'{a b}'", "0777", "1__0", "1.e", "'\\N{nothing}'", "b'é'", "if x:\n\ty\n        z", "else: pass", "x: int: str", "(x): int = (yield)" if False else "with: pass", "match x:\n  case 1 | y: pass", "match x:\n  case y: pass\n  case 1: pass", "def f():\n  nonlocal zz", "None = 1", "x.True", "def None(): pass", "for x in y", "while True print(1)", "print 1", "a ? b", "$x", "x = 5 5", "(", ")", "[1, 2", "{1:", "'''abc", "not", "import a.b as", "from . import", "a := 1", "(a.b := 1)", "[x for x in y if]", "f(x for x in y, 1)", "@\ndef f(): pass", "raise from x", "assert", "x if y", "lambda x=: 1", "def f(**k, a): pass", "super(" ):
  try:
    compile(text, "text.py", "exec")
    print(repr(text), "compiles")
  except SyntaxError as error:
    print(repr(text), type(error).__name__)
exec("x = 1 +")
