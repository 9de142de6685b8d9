// SPDX-License-Identifier: Apache-2.0
// Texts with mistakes that CPython's parser finds, one a line; `\n` and `\t` stand for themselves.

enum Mistakes {
  /// What CPython's parser complains of.
  static let ofParsing = ##"""
    f(a b)
    x = 1 2
    a + b = c
    f() = 1
    x = f() = 1
    (a, f()) = 1
    1 = x
    None = 1
    True = 1
    x = None = 1
    "a" = 1
    (yield) = 1
    lambda: 1 = 2
    a < b = 1
    -x = 1
    x if y else z = 1
    [x for x in y] = 1
    {x for x in y} = 1
    {x: 1 for x in y} = 1
    (x for x in y) = 1
    {} = 1
    {1, 2} = 1
    ... = 1
    x.y() = 1
    a, 1 = 2
    [a, 1] = 2
    (a, b): int
    [a, b]: int
    a, b: int
    f(): int
    "a": int
    x + 1: int
    x() += 1
    1 += 1
    (a, b) += 1
    [a] += 1
    a + b += 1
    None += 1
    del f()
    del 1
    del a + b
    del (a, f())
    del *a
    del a, 1
    del None
    del (a for a in b)
    for f() in x: pass
    for 1 in x: pass
    for a, 1 in x: pass
    for x: pass
    for x in: pass
    for in x: pass
    for None in x: pass
    [x for f() in y]
    [x for 1 in y]
    with a as f(): pass
    with a as 1: pass
    with (a as 1): pass
    with (a as f(), b): pass
    with a, b as 1: pass
    with a as (b, 1): pass
    match x y
    match x:
    match x: pass
    print 'x'
    print x
    print x, y
    exec "a"
    exec x
    print(a b)
    print a b
    if x = 3: pass
    if x
    if x pass
    while x
    while x = 1: pass
    while x pass
    for x in y
    for x in y pass
    def f()
    def f
    def f(: pass
    def f(a, b: pass
    def f(a=1, b): pass
    def f(a=1, b=2, c): pass
    def f((a, b)): pass
    def f((a)): pass
    def f(a, (b, c)): pass
    def f(/): pass
    def f(/, a): pass
    def f(a, /, b, /): pass
    def f(*, /): pass
    def f(*a, /): pass
    def f(a, *b, /, c): pass
    def f(a, / *): pass
    def f(a, /, *): pass
    def f(*): pass
    def f(*,): pass
    def f(*, **k): pass
    def f(*a, *b): pass
    def f(*, a, *): pass
    def f(*a, *): pass
    def f(*a=1): pass
    def f(**k=1): pass
    def f(**k, a): pass
    def f(**k, *a): pass
    def f(**k, **l): pass
    def f(**k, /): pass
    def f(a=): pass
    def f(a=, b): pass
    def f(a b): pass
    def f(1): pass
    def f(a.b): pass
    def f(None): pass
    def f(a, a=): pass
    def f(a: int=): pass
    lambda a=1, b: 1
    lambda (a, b): 1
    lambda (a): 1
    lambda /: 1
    lambda /, a: 1
    lambda a, /, b, /: 1
    lambda *a, /: 1
    lambda *: 1
    lambda *, : 1
    lambda *, **k: 1
    lambda *a, *b: 1
    lambda *a=1: 1
    lambda **k=1: 1
    lambda **k, a: 1
    lambda **k, *a: 1
    lambda a=: 1
    lambda a b: 1
    lambda
    lambda x
    lambda 1: 1
    class C
    class C pass
    class C(: pass
    class C(a b): pass
    class 1: pass
    class C(x for x in y): pass
    try: pass
    try pass
    try
    try:\n  pass\n
    try:\n  pass\nx = 1
    try:\n  pass\nexcept\n  pass
    try:\n  pass\nexcept A, B:\n  pass
    try:\n  pass\nexcept A, B as c:\n  pass
    try:\n  pass\nexcept A as 1:\n  pass
    try:\n  pass\nexcept A\n  pass
    try:\n  pass\nexcept A as b\n  pass
    try:\n  pass\nexcept* :\n  pass
    try:\n  pass\nexcept*\n  pass
    try:\n  pass\nexcept* A:\n  pass\nexcept B:\n  pass
    try:\n  pass\nexcept A:\n  pass\nexcept* B:\n  pass
    try:\n  pass\nexcept:\n  pass\nexcept* B:\n  pass
    try:\n  pass\nexcept A.b as c.d:\n  pass
    try:\n  pass\nfinally\n  pass
    try:\n  pass\nelse:\n  pass
    try:\n  pass\nexcept A:\npass
    try:\n  pass\nexcept:\npass
    try:\n  pass\nexcept* A:\npass
    try:\n  pass\nfinally:\npass
    try:\npass
    if x:\npass
    if x:\n  pass\nelif y:\npass
    if x:\n  pass\nelse:\npass
    if x:\n  pass\nelif y\n  pass
    if x:\n  pass\nelse\n  pass
    while x:\npass
    while x:\n  pass\nelse:\npass
    for x in y:\npass
    for x in y:\n  pass\nelse:\npass
    with x:\npass
    with (x):\npass
    with (x as y):\npass
    with x as y:\npass
    with x, y:\npass
    with x\n  pass
    with x as y\n  pass
    with (x as y)\n  pass
    with (x, y)\n  pass
    with x as y, z\n  pass
    def f():\npass
    def f(a, b=1) -> int:\npass
    async def f():\npass
    class C:\npass
    class C(a):\npass
    match x:\npass
    match x:\n  case 1:\n  pass
    match x:\n  case 1\n    pass
    match x\n  case 1:\n    pass
    match x:\n  case a as _:\n    pass
    match x:\n  case a as b.c:\n    pass
    match x:\n  case a as 1:\n    pass
    match x:\n  case C(a=1, b):\n    pass
    match x:\n  case C(a=1, b, c, d=2):\n    pass
    match x:\n  case C(a=1, b, c=2):\n    pass
    match x:\n  case 1 + 2:\n    pass
    match x:\n  case 1j + 2j:\n    pass
    match x:\n  case -1j + 2j:\n    pass
    match x:\n  case {**rest, 1: a}:\n    pass
    match x:\n  case *a:\n    pass
    match x:\n  case (*a):\n    pass
    match x:\n  case a | :\n    pass
    match x:\n  case a b:\n    pass
    match x:\n  case a if:\n    pass
    match x:\n  case +1:\n    pass
    match x:\n  case {a: 1}:\n    pass
    match x:\n  case a.b():\n    pass\n  foo
    x = (1
    x = [1, 2
    x = {1: 2
    x = (1]
    x = [1, 2)
    x = {1: 2]
    x = (\n1]
    x = )
    x = 1)
    ]
    }
    f(x for x in y, 1)
    f(1, x for x in y)
    f(x for x in y, z for z in w)
    f(a=1, x for x in y)
    f(x for x in y, )
    f(a, b for b in c, d)
    f(a=1, b)
    f(a=1, b.c)
    f(a=1, b, c=2)
    f(**a, b)
    f(**a, *b)
    f(**a, b=1, c)
    f(a=1, *b, c)
    f(a=1, b c)
    f(a.b=1)
    f(a()=1)
    f(1=2)
    f("a"=2)
    f(a+b=2)
    f(True=1)
    f(None=1)
    f(False=1, x)
    f(a=b=c)
    f(a=x for x in y)
    f(a := 1, b := 2)
    f(a := 1 for x in y)
    f(a.b := 1)
    f((a=1))
    f(a, b=)
    f(a=)
    f(a, , b)
    f(,)
    f(*)
    f(**)
    f(*a b)
    f(a b, c)
    f(a, b c)
    f(a\n b)
    [a b]
    [a, b c]
    [a b, c]
    (a b)
    {a b}
    {a: b c}
    {a: b, c d}
    {a: b, c}
    {a: b, c:}
    {a:}
    {a: , b: c}
    {a: *b}
    {a: b, c: *d}
    {a: **b}
    {**a: b}
    {**a for a in b}
    {*a: b}
    {a, b: c}
    {a: b, c, d}
    {a: b, **c d}
    {1:2, 3:4 5:6}
    {1 2}
    {x: y for x, y in z w}
    [*a for a in b]
    (*a for a in b)
    {*a for a in b}
    [a, b for a, b in c]
    {a, b for a, b in c}
    [a, for a in b]
    [a, b, for a in b]
    (a, b for a, b in c)
    [a for a in b c]
    [a for a in b if]
    [a for]
    [a for a]
    [a for a in]
    [for a in b]
    (*a)
    (**a)
    (*a, b) = *c
    *a
    print(*a, **b, *c)
    x = *a
    x = *a b
    return *a
    (yield x) + 
    yield = 1
    x = yield = 1
    await = 1
    a if b
    (a if b)
    x = a if b
    [a if b]
    f(a if b)
    a if b else
    a if b c
    x = a if else b
    not
    x = not
    a and
    a or b and
    a ==
    a = 
    a := 1
    (a := 1
    (a.b := 1)
    (a[0] := 1)
    (1 := 2)
    (a, b := 1, 2) = 3
    x = a := 1
    if a.b := 1: pass
    (lambda: x := 1)
    import
    import a.
    import a as
    import a b
    import a as b.c
    from a
    from a import
    from a import b,
    from a import (b,
    from a import (b c)
    from a import b c
    from a import *, b
    from . import *
    from .a. import b
    from import b
    from a import b.c
    from a import b as c.d
    import *
    import a, 
    global
    global x,
    global x y
    nonlocal 1
    assert
    assert x,
    assert (a, b) c
    raise x,
    raise x from
    raise from x
    return return
    pass pass
    break 1
    continue x
    del
    del x y
    x y
    x y z
    a.b c.d
    1 2
    "a" b
    a "b"
    a 1
    x = "a" b
    foo bar baz
    hello world
    a b = c
    class = 1
    def = 1
    if = 1
    x.class
    x.1
    x.
    x..y
    x[
    x[]
    x[1:2:3:4]
    x[a b]
    x[a=1]
    x[*]
    x[**a]
    x[a:b c]
    x ! y
    x ? y
    x $ y
    `x`
    x <> y
    x =! y
    x === y
    x ++
    x++
    ++
    x--1 2
    @
    @a
    @a b
    @a\nx = 1
    @a\n@b\nx = 1
    @x = 1\ndef f(): pass
    async
    async x
    async x = 1
    async lambda: 1
    async def
    async for x in y
    async with x
    await
    f(async x)
    [async x for x in y]
    0777
    01
    00001
    0_1
    0x
    0xg
    0x_
    0b
    0b2
    0b12
    0o
    0o8
    0o78
    0b1_
    1_
    1__0
    1_000_
    1e
    1e+
    1e-x
    1.e
    1.5e
    1.2.3
    1abc
    1_a
    1if 1else 2
    0x1for x in y
    1jx
    1e5x
    0xfor x in y
    1_if x
    12and 3x
    1or
    1 if 2else 3
    0b1and 2
    1in x
    1is x
    9not
    "abc
    'abc
    """abc
    '''abc
    x = "abc\ny = 1
    x = 'a" + b
    b"é"
    b"a" "b"
    "a" b"b"
    u"a" b"b"
    "\x"
    "\x1"
    "\u12"
    "\U1234567"
    "\U11000000"
    "\N"
    "\N{"
    "\N{}"
    "\N{foo bar}"
    "a\x1"
    "é\x1"
    b"\x"
    b"a\x1"
    b"\xg"
    ur"a"
    bu"a"
    fb"a"
    kf"a"
    é b
    x = é é
    €
    x = €
    x = a€
    a = “b”
    “
    x = 5 – 3
    x = \
    x = \ 1
    \
    x = \\n
      x
      x = 1
    x = 1\n  y = 2
    if x:\n  a\n b
    if x:\n    a\n  b\n
    if x:\n\ta\n        b
    if x:\n        a\n\tb
    if x:\n  a\n    b
    if x:\n  a\n\n    b\nc
    if x:\n\tif y:\n        a
    def f():\n    x\n  y\nz
    x\n\ty
    ;
    x;;y
    x; y z
    ;x
    :
    x:
    x: int: y
    x: int = y: z
    a: b = 
    else: pass
    elif x: pass
    except: pass
    finally: pass
    case 1: pass
    if x: pass else: pass
    if x: if y: pass
    for x in y: for z in w: pass
    while 1: def f(): pass
    x = def f(): pass
    x = if y: z
    x = for
    x = class
    x = import
    f(if)
    f(for x in y)
    f(class)
    f(print 'x')
    (print x)
    [print x]
    print >>f, x
    print -1 2
    print
    print x if y
    exec x in y
    print f(x) g(x)
    x = print y
    foo(print x)
    return x y
    lambda: (yield x y)
    lambda: x y
    (lambda x: x y)
    x = {a: b for a in b, c}
    x = [a for a in b, c]
    (x for x in y for)
    (x for x in y if z w)
    a = b = 
    a == b = c
    a, b = c, d = 1 2
    a, b += 1
    a = 1 = b
    *a, *b += 1
    *a += 1
    *a: int
    (a): int = 1 2
    ((a, b)): int
    a.b: int c
    x = yield y z
    async with a as b c: pass
    with a b: pass
    with: pass
    with a as: pass
    with a,: pass
    with (a, b: pass
    with (a b): pass
    with (a as b c): pass
    with open(x) as f, open(y) as g h: pass
    with (open(x) as f, open(y) as g) h: pass
    f(a for a in b if c d)
    f(a, *b for b in c)
    f(*x for x in y)
    f(**x for x in y)
    f(a b for b in c)
    f(a(b c), d)
    f(a)(b c)
    x[f(a b)]
    [a, b](c d)
    {"a": f(b c)}
    {"a": 1 "b": 2}
    {"a": 1, "b" 2}
    {"a": 1, "b", 2}
    {"a" 1}
    {"a": 1 "b"}
    [1 2 3]
    [1, 2 3]
    [1, 2\n3]
    (1 2)
    (1, 2 3)
    ("a" b)
    ("a" 1)
    (a "b")
    (a 1)
    (1 a)
    [x.y z]
    [x() y()]
    foo(x, y z=1)
    foo(x=1 y=2)
    foo(x=1, y=2 z=3)
    foo(x y=2)
    foo(a, b=c d)
    foo(a b c)
    foo(a if b c)
    foo(a if b else c d)
    foo(lambda x: x y)
    foo(a, lambda x y: z)
    foo(not a b)
    foo(a and b c)
    foo(a.b c)
    foo(a[b] c)
    foo(-a b)
    foo(a := b c)
    foo(*a, b c)
    foo(**a b)
    foo(match x)
    foo(x match)
    foo(case x)
    foo(_ x)
    foo(a _)
    foo(in x)
    foo(x in)
    foo(is)
    foo(a, not)
    foo(a,, b)
    foo((a, b c), d)
    """##

  static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      // In strings the escapes are Python's own.
      line.contains("\"\\") ? String(line) : unescaped(line)
    }
  }

  private static func unescaped(_ line: Substring) -> String {
    var result = ""
    var isEscape = false
    for character in line {
      if isEscape {
        result += character == "n" ? "\n" : character == "t" ? "\t" : "\\" + String(character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return isEscape ? result + "\\" : result
  }
}
