// SPDX-License-Identifier: Apache-2.0
// Texts with mistakes that CPython's compiler finds in a tree, one a line, and mistakes in f-strings, each with its place.

extension Mistakes {
  /// What its symbol tables and its compiler complain of.
  static let ofCompiling = ##"""
    return 1
    return
    class C:\n  return 1
    yield
    x = yield
    class C:\n  yield 1
    await x
    def f():\n  await x
    async def f():\n  yield from x
    async def f():\n  yield 1\n  return 2
    async def f():\n  [x async for x in y]
    def f():\n  [x async for x in y]
    [x async for x in y]
    def f():\n  async for x in y: pass
    def f():\n  async with x: pass
    async for x in y: pass
    async with x: pass
    break
    continue
    if x:\n  break
    for x in y: pass\nbreak
    while 1:\n  def f():\n    break
    while 1:\n  class C:\n    continue
    for x in y:\n  pass\nelse:\n  break
    for x in y:\n  pass\nelse:\n  continue
    try:\n  pass\nexcept:\n  pass\nexcept A:\n  pass
    try:\n  pass\nexcept* A:\n  return
    def f():\n  try:\n    pass\n  except* A:\n    return 1
    while 1:\n  try:\n    pass\n  except* A:\n    break
    while 1:\n  try:\n    pass\n  except* A:\n    continue
    while 1:\n  try:\n    pass\n  except* A:\n    for x in y: break
    def f(a, a): pass
    def f(a, *, a): pass
    def f(a, *a): pass
    def f(a, **a): pass
    lambda a, a: 1
    def f(a):\n  global a
    def f(a):\n  nonlocal a
    def f():\n  x = 1\n  global x
    def f():\n  print(x)\n  global x
    def f():\n  x: int\n  global x
    def f():\n  global x\n  x: int
    def f():\n  def g():\n    nonlocal x\n    x: int\n  x = 1
    x = 1\nglobal x
    print(x)\nglobal x
    global x\nx: int = 1
    nonlocal x
    def f():\n  nonlocal x
    def f():\n  def g():\n    nonlocal y\n  x = 1
    class C:\n  nonlocal x
    class C:\n  x = 1\n  def f(self):\n    nonlocal x
    def f():\n  x = 1\n  def g():\n    print(x)\n    nonlocal x
    def f():\n  x = 1\n  def g():\n    x = 2\n    nonlocal x
    def f():\n  x = 1\n  def g():\n    global x\n    nonlocal x
    def f():\n  global x\n  def g():\n    nonlocal x
    def f():\n  import * 
    def f():\n  from x import *
    class C:\n  from x import *
    [x := 1 for x in y]
    [(x := 1) for x in y]
    [x for x in (y := z)]
    [x for x in y if (x := 1)]
    [[(x := 1) for z in w] for x in y]
    [x for x in y for z in (a := b)]
    class C:\n  [(x := 1) for y in z]
    class C:\n  x = [y := 1 for z in w]
    [y for x in z for y in [(y := 1)]]
    [(y := 1) for x in z for y in w]
    [[(j := 0) for i in range(5)] for j in range(5)]
    [i := 0 for i, j in x]
    lambda: [(x := 1) for y in z]
    def f():\n  global x\n  [(x := 1) for y in z]
    [(yield x) for x in y]
    {(yield x) for x in y}
    {(yield x): 1 for x in y}
    ((yield x) for x in y)
    def f():\n  [(yield x) for x in y]
    def f():\n  [x for x in (yield y)]
    def f():\n  [x for x in y for z in (yield w)]
    *a = 1
    *a, *b = 1
    [*a, *b] = 1
    a, (*b, *c) = 1
    *a
    x = *a
    x = (*a)
    print(*a)
    for *a in b: pass
    for *a, *b in c: pass
    del *a
    (*a), b = c
    f(a=1, a=2)
    f(a=1, **b, a=2)
    class C(a=1, a=2): pass
    __debug__ = 1
    __debug__: int = 1
    f(__debug__=1)
    def f(__debug__): pass
    def __debug__(): pass
    class __debug__: pass
    import __debug__
    import a as __debug__
    for __debug__ in x: pass
    del __debug__
    x.__debug__ = 1
    lambda __debug__: 1
    with x as __debug__: pass
    (__debug__ := 1)
    try:\n  pass\nexcept A as __debug__:\n  pass
    __debug__ += 1
    x = 1\nfrom __future__ import division
    "doc"\nfrom __future__ import division
    "doc"\n"doc"\nfrom __future__ import division
    def f():\n  from __future__ import division
    from __future__ import foo
    from __future__ import braces
    from __future__ import division, foo
    from __future__ import *
    import x\nfrom __future__ import division
    if 1:\n  from __future__ import division
    match x:\n  case a: pass\n  case b: pass
    match x:\n  case _: pass\n  case b: pass
    match x:\n  case a | 1: pass
    match x:\n  case 1 | a: pass
    match x:\n  case (a, b) | (a, c): pass
    match x:\n  case (a, a): pass
    match x:\n  case {"x": a, "y": a}: pass
    match x:\n  case {"x": a, **a}: pass
    match x:\n  case C(a=1, a=2): pass
    match x:\n  case C(a, b=a): pass
    match x:\n  case [*a, *b]: pass
    match x:\n  case (*_, a, *_): pass
    match x:\n  case a as a: pass
    match x:\n  case _ as a: pass\n  case 1: pass
    match x:\n  case (_ as a) | 1: pass
    match x:\n  case _ | 1: pass
    match x:\n  case {1: a, 1: b}: pass
    match x:\n  case {"a": a, "a": b}: pass
    match x:\n  case f"{x}": pass
    match x:\n  case {f"{x}": 1}: pass
    match x:\n  case -0 + 0j: pass\n  case {None: 1, None: 2}: pass
    def f(x):\n  class C:\n    global x\n    x = 1\n  return x
    def f(x):\n  def g():\n    nonlocal x, y
    def f():\n  nonlocal __class__
    class C:\n  def f(self):\n    nonlocal __class__
    def f(x: (yield)): pass
    def f(x=(yield)): pass
    class C((yield)): pass
    lambda: (yield)
    lambda: await x
    async def f(): lambda: await x
    async def f(): (await x for x in y)
    def f(): (await x for x in y)
    (await x for x in y)
    async def f():\n  def g():\n    await x
    def f(a, b):\n  def a(): pass\n  global b
    def f():\n  for x in y:\n    global x
    def f():\n  with x as y:\n    global y
    def f():\n  import x\n  global x
    def f():\n  class x: pass\n  global x
    def f():\n  def x(): pass\n  nonlocal x
    def f():\n  try: pass\n  except E as x: pass\n  global x
    def f():\n  (x := 1)\n  global x
    global a\nglobal a
    def f():\n  global a, a
    def f():\n  nonlocal a, b
    """##

  /// Mistakes in what 3.11 does not know, with the message and the columns of 3.12.1.
  static let ofFormattedStrings: [(String, String, Int, Int)] = [
    (
      #"f"{x}" = 1"#,
      #"cannot assign to f-string expression here. Maybe you meant '==' instead of '='?"#, 1, 7
    ),
    (#"f"abc"#, #"unterminated f-string literal (detected at line 1)"#, 1, 1),
    (#"f"""abc"#, #"unterminated triple-quoted f-string literal (detected at line 1)"#, 1, 1),
    (#"f'{x'"#, #"f-string: expecting '}'"#, 5, 5),
    (#"f'{x}}'"#, #"f-string: single '}' is not allowed"#, 6, 6),
    (#"f'{'"#, #"f-string: expecting '}'"#, 4, 4),
    (#"f'}'"#, #"f-string: single '}' is not allowed"#, 3, 3),
    (#"f'{}'"#, #"f-string: valid expression required before '}'"#, 4, 5),
    (#"f'{ }'"#, #"f-string: valid expression required before '}'"#, 5, 6),
    (#"f'{!r}'"#, #"f-string: valid expression required before '!'"#, 4, 5),
    (#"f'{:x}'"#, #"f-string: valid expression required before ':'"#, 4, 5),
    (#"f'{=}'"#, #"f-string: valid expression required before '='"#, 4, 5),
    (#"f'{x!}'"#, #"f-string: missing conversion character"#, 6, 7),
    (#"f'{x!z}'"#, #"f-string: invalid conversion character 'z': expected 's', 'r', or 'a'"#, 6, 7),
    (
      #"f'{x!rr}'"#, #"f-string: invalid conversion character 'rr': expected 's', 'r', or 'a'"#, 6,
      8
    ),
    (
      #"f'{x! r}'"#, #"f-string: conversion type must come right after the exclamanation mark"#, 5,
      8
    ),
    (#"f'{x!r:'"#, #"f-string: expecting '}', or format specs"#, 8, 9),
    (#"f'{x:'"#, #"f-string: expecting '}', or format specs"#, 6, 7),
    (#"f'{x y}'"#, #"invalid syntax. Perhaps you forgot a comma?"#, 4, 7),
    (#"f'{a b c}'"#, #"invalid syntax. Perhaps you forgot a comma?"#, 4, 7),
    (#"f'{x = }{'"#, #"f-string: expecting '}'"#, 10, 10),
    (
      #"f'{lambda x: 1}'"#, #"f-string: lambda expressions are not allowed without parentheses"#, 4,
      13
    ),
    (#"f'{x:{y}'"#, #"f-string: expecting '}', or format specs"#, 9, 10),
    (#"f'{x:{y:{z:{w}}}}'"#, #"f-string: expressions nested too deeply"#, 11, 11),
    (#"f'{x)}'"#, #"f-string: unmatched ')'"#, 5, 5),
    (#"f'{(x}'"#, #"closing parenthesis '}' does not match opening parenthesis '('"#, 6, 6),
    (#"f'{[x}'"#, #"closing parenthesis '}' does not match opening parenthesis '['"#, 6, 6),
    (#"f'{x!r y}'"#, #"f-string: expecting ':' or '}'"#, 8, 9),
    (#"f'{x:{'"#, #"f-string: expecting '}'"#, 7, 7),
    (#"f'{*}'"#, #"f-string: expecting a valid expression after '{'"#, 4, 5),
    (#"f'{**a}'"#, #"f-string: expecting a valid expression after '{'"#, 4, 6),
    (#"f'{a $ b}'"#, #"f-string: expecting '=', or '!', or ':', or '}'"#, 6, 7),
    (#"f'{a;b}'"#, #"f-string: expecting '=', or '!', or ':', or '}'"#, 5, 6),
    (#"f'{a=b}'"#, #"f-string: expecting '!', or ':', or '}'"#, 6, 7),
    (#"f'{1 +}'"#, #"f-string: expecting '=', or '!', or ':', or '}'"#, 6, 7),
    (#"f'{x:}}'"#, #"f-string: single '}' is not allowed"#, 7, 7),
    (
      #"f"\x1""#,
      #"(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \xXX escape"#,
      6, 7
    ),
    (
      #"f"\N{foo bar}""#,
      #"(unicode error) 'unicodeescape' codec can't decode bytes in position 0-10: unknown Unicode character name"#,
      14, 15
    ),
    (#"rf"{""#, #"f-string: expecting '}'"#, 5, 5),
    (#"type x[T = 1"#, #"'[' was never closed"#, 7, 0),
    (#"type x y"#, #"invalid syntax"#, 8, 9),
    (#"type X[*T: int] = 1"#, #"cannot use bound with TypeVarTuple"#, 10, 15),
    (#"type X[**T: int] = 1"#, #"cannot use bound with ParamSpec"#, 11, 16),
    (#"type X[*T: (int, str)] = 1"#, #"cannot use constraints with TypeVarTuple"#, 10, 22),
    (#"type X[1] = 1"#, #"invalid syntax"#, 8, 9),
  ]
}
