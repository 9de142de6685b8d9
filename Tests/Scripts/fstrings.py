# SPDX-License-Identifier: Apache-2.0
# f-strings: conversions, nested formats, debugging, escapes, evaluation order.
name, width, value = "weft", 10, 3.14159
print(f"{name!r:>{width}}|{name!s:<8}|{name!a:^{width}}|{value:{width}.{3}f}|")
print(f"{{}} {{{name}}} {name}{{")
print(f"{value=} {value=:.2f} {name = } {name=!s:>6} {1+1=}")
print(f"{'nested ' + f'{name.upper():*^12}'}" f" joined" " plain")
print(f"{[i for i in range(3)]} {(lambda x: x * 2)(4)} {'a' if width else 'b'} { {'k': 1}['k'] }")
print(f"{3:05} {-3:+} {3:+} {3: } {1234567:,} {1234567:_} {255:x} {255:#X} {255:08b} {5:c}|")
print(f"{0.1:e} {1e10:g} {1e-5:g} {1.5:%} {2.0:n} {1e300:.3} {float('nan'):5} {float('-inf'):>8}")
print(f"{True} {True:d} {True:>5} {None} {None!r:>6}")
print(f"{'abc':.2} {'abc':>5.1} {'é':é^5} {'x':->3}")
print(rf"\n{name}\t", f"\x41\u00e9\N{BULLET}\t|")
print(f"""multi
{name}
  {value:.1f}""")
print(f"{1,}", f"{1, 2}", f"{*[1, 2],}")
print(f"{name[0]}{name[-1]} {name[1:3]!r} {name!r}")


class Formats:
  def __format__(self, spec):
    return "spec:" + spec

  def __repr__(self):
    return "repr"

  def __str__(self):
    return "str"


f = Formats()
print(f"{f} {f:abc} {f!r} {f!s:>6} {f:{width}x} {f:%Y-%m}")
order = []


def mark(x):
  order.append(x)
  return x


print(f"{mark(1)}{mark(2):{mark(3)}}{mark(4)}", order)
print(f"{'%s' % 5} {'{}'.format(6)} {width!r}")
print("{0} {1} {0}".format("a", "b"), "{a[0]} {b.real} {c[k]}".format(a=[1], b=2, c={"k": 3}))
print("{:>{w}} {!r:^9} {:{f}{a}8}".format(1, "x", 5, f="*", a="<", w=4))
print("%s %r %5d|%-5d|%05d %+d %x %#o %e %.2f %g %c %% %a" % ("s", "r", 42, 42, 42, 42, 255, 8, 12345.678, 2.5, 0.0001, 65, "é"))
print("%(a)s %(b)03d" % {"a": 1, "b": 2}, "%*d|%-*d|%.*f" % (5, 1, 5, 2, 2, 3.14159))
for text, args in (("%d", ("x",)), ("%s %s", (1,)), ("%q", (1,)), ("%(a)s", (1,)), ("%c", (-1,)), ("%", ())):
  try:
    print(text % args)
  except (TypeError, ValueError, OverflowError) as error:
    print(type(error).__name__, error)
for spec, v in (("d", 1.5), ("s", 1), (",s", "a"), (".2", 5), ("=5", "a"), ("x", 1.0), ("", [1]), ("5", [1])):
  try:
    print(repr(format(v, spec)))
  except (TypeError, ValueError) as error:
    print(type(error).__name__, error)
x = 5
print(f"{x:=+6} {x:<4}| {x!r:=^5}" if x else "")
print(f"{'':10}|{'':0>3}|{x:}|{x!s:}")
print(f'{"double"} {name:{"<" + "6"}}|')
print(f"{x:0{width}}", f"{x:{'0'}{'4'}}")
