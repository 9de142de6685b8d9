# SPDX-License-Identifier: Apache-2.0
# marshal: all plain types there and back, in every version; what cannot be written; input that was damaged.
import io
import marshal
import random


def attempt(body):
  try:
    return repr(body())
  except Exception as error:
    return f"{type(error).__name__}: {error}"


VALUES = [
  None, True, False, ..., StopIteration, 0, 1, -1, 255, 256, -5, 2**31 - 1, 2**31, -2**31, -2**31 - 1,
  2**63, -2**63, 2**200 + 12345, -(2**75), 10**40, 0.0, -0.0, 1.5, 1e308, 5e-324, float("inf"), 1j, -2.5 + 1e-9j,
  "", "a", "abc", "é", "日本語", "\ud800", "𝄞", "x" * 300, b"", b"abc\0", bytes(range(256)),
  (), (1,), (1, (2, (3,))), tuple(range(300)), [], [1, [2.5, "x"]], {}, {"a": 1, 2: [3]}, {(1, 2): {}},
  set(), {1, 2, 3}, frozenset(), frozenset("abc"), {"b", "a", 5}, frozenset([frozenset([1]), 2]),
]
print(marshal.version)
for value in VALUES:
  for version in range(5):
    data = marshal.dumps(value, version)
    back = marshal.loads(data)
    assert type(back) is type(value) and (back == value), (value, back)
    assert repr(back) == repr(value) or isinstance(value, (set, frozenset)), (value, back)
  print("a set" if isinstance(value, (set, frozenset)) else repr(value)[:40], marshal.dumps(value, 0)[:60], marshal.dumps(value, 2)[:60], len(marshal.dumps(value)))

nan = marshal.loads(marshal.dumps(float("nan")))
print(nan != nan, marshal.dumps(float("nan"), 1), marshal.dumps(-float("inf"), 0))

print("what other bytes-like objects become")
print(marshal.loads(marshal.dumps(bytearray(b"abc"))), marshal.loads(marshal.dumps(memoryview(b"xyz"))))

print("what is shared stays shared")
inner = [1]
one, two = marshal.loads(marshal.dumps([inner, inner]))
print(one is two)
one, two = marshal.loads(marshal.dumps([inner, inner], 2))
print(one is two)
loop = []
loop.append(loop)
back = marshal.loads(marshal.dumps(loop))
print(back[0] is back)
loop = []
pair = (loop, 1)
loop.append(pair)
back = marshal.loads(marshal.dumps(pair))
print(back[0][0] is back)
loop = {}
loop["self"] = loop
back = marshal.loads(marshal.dumps(loop))
print(back["self"] is back)
text = "".join(["not", " ", "interned"])
one, two = marshal.loads(marshal.dumps((text, text)))
print(one is two)

print("what cannot be written")
class Number(int): pass
class Text(str): pass
deep = []
for _ in range(3000):
  deep = [deep]
for bad in [object(), Number(3), Text("a"), int, len, range(3), [1, object()], {1: set}, deep, NotImplemented]:
  print(attempt(lambda: marshal.dumps(bad)))
print(attempt(lambda: marshal.dumps(loop, 2))[:60])
print(attempt(lambda: marshal.dumps()))
print(attempt(lambda: marshal.dumps(1, "x")))

print("files")
file = io.BytesIO()
for value in [1, "two", [3.0], {4: None}]:
  print(marshal.dump(value, file))
file.write(b"rest")
file.seek(0)
print([marshal.load(file) for _ in range(4)], file.read())
print(attempt(lambda: marshal.load(io.BytesIO())))
print(attempt(lambda: marshal.load(io.BytesIO(b"i\1"))))
print(attempt(lambda: marshal.load(io.StringIO("N"))))
print(attempt(lambda: marshal.load(5)))
class Greedy(io.BytesIO):
  def readinto(self, room):
    return super().readinto(room) + 1000
print(attempt(lambda: marshal.load(Greedy(marshal.dumps([1, "two", 2**100])))))

print("what cannot be read")
for bad in [
  b"", b"X", b"0", b"i", b"i\1\0", b"g123", b"s\5\0\0\0abc", b"s\xff\xff\xff\xff", b"(\xff\xff\xff\xff", b"(\xff\xff\xff\x7f", b"[\xff\xff\xff\x7f", b"(\1\0\0\0",
  b"[\xff\xff\xff\xff", b"<\xff\xff\xff\xff", b">\xff\xff\xff\x7f", b"u\xff\xff\xff\xff", b"a\xff\xff\xff\xff", b"u\1\0\0\0\xff", b"r\0\0\0\0", b"r\xff\xff\xff\xff", b")\0010", b"[\1\0\0\0000",
  b"<\1\0\0\0000", b"{N0", b"{0", b"{N", b"{[\0\0\0\0N0", b"l\1\0\0\0\0\x80", b"l\2\0\0\0\1\0\0\0", b"l\0\0\0\0", b"l\0\0\0\x80", b"f\3abc", b"f\0041e99", b"z\5ab", b"<\1\0\0\0[\0\0\0\0", b"\xbe\1\0\0\0r\0\0\0\0",
  b"[" + b"\1\0\0\0[" * 3000,
]:
  print(bad[:20], attempt(lambda: marshal.loads(bad)))
print(marshal.loads(b"i\1\0\0\0 and more"), marshal.loads(b"I\1\0\0\0\0\0\0\x80"))
print(attempt(lambda: marshal.loads("text")), attempt(lambda: marshal.loads(bytearray(b"N"))))

print("damaged input ends in a value or an exception")
generator = random.Random(7)
sound = [marshal.dumps(value) for value in VALUES] + [marshal.dumps(VALUES[:-4] + [inner, inner])]
sound.append(marshal.dumps(compile("def f(a, *b, c=1): return [x for x in b if x > a]\nprint(f)", "none", "exec")))
endings = set()
for _ in range(4000):
  data = bytearray(generator.choice(sound[:-1]))
  for _ in range(generator.randrange(1, 4)):
    place = generator.randrange(len(data))
    data[place:place + generator.randrange(2)] = bytes([generator.randrange(256)])
  try:
    marshal.loads(bytes(data))
  except (EOFError, ValueError, TypeError, MemoryError) as error:
    endings.add(type(error).__name__)
print(sorted(endings - {"MemoryError"}))

print("code objects")
source = '''
import math
class Shape:
  """A shape."""
  def __init__(self, *sides, name="none", **more):
    self.sides, self.name = sides, name
  def area(self, scale: float = 1.0) -> float:
    total = 0
    for index, side in enumerate(self.sides):
      try:
        total += side * scale
      except TypeError as error:
        total -= 1
      finally:
        total += 0
    return total
def counter(start):
  def step():
    nonlocal start
    start += 1
    return start
  return step
def numbers(n):
  yield from (i * 10**20 for i in range(n) if i not in {1, 2})
big = 2**100 - 1
step = counter(5)
result = [Shape(1, 2, "x").area(), step(), step(), list(numbers(5)), big, f"{math.pi:.3f}", (1, 2.5, 3j, b"x", ...)]
'''
code = compile(source, "shapes.py", "exec")
back = marshal.loads(marshal.dumps(code))
print(back == code, back is code, hash(back) == hash(code), back.co_filename, back.co_name)
space = {"__name__": "shapes"}
exec(back, space)
print(space["result"], space["Shape"].__doc__)
print(eval(marshal.loads(marshal.dumps(compile("1 + 2j", "", "eval")))))
try:
  exec(marshal.loads(marshal.dumps(compile("a = 1\nb = a / 0", "broken.py", "exec"))))
except ZeroDivisionError as error:
  print(error.__traceback__.tb_next.tb_lineno, error.__traceback__.tb_next.tb_frame.f_code.co_filename)
def plain(a, b=2): return a + b
plain.__code__ = marshal.loads(marshal.dumps(plain.__code__))
print(plain(1), plain.__code__ == (lambda: 0).__code__)
