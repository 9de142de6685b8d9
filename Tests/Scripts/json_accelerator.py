# SPDX-License-Identifier: Apache-2.0
# json: what the encoder and the scanner in machine code do, at their edges.
import collections
import json


def attempt(function):
    try:
        print(ascii(function()))
    except RecursionError:
        print("too deep")
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


class Text(str):
    pass


class Number(int):
    def __repr__(self):
        return "number"


class Real(float):
    def __repr__(self):
        return "real"


class Level(int):
    pass


class Listed(list):
    pass


class Items(dict):
    def items(self):
        return [("replaced", 1)]


loop = []
loop.append(loop)
deep = []
for _ in range(100000):
    deep = [deep]
for value in [
    None, True, False, 0, -1, 10**30, 1.5, 1e100, -0.0, "", "plain", 'quo"te\\', "\n\t\r\b\f\x00\x1f\x7f", "\xe9\u20ac\U0001f600",
    "\ud800", [], {}, (), [1, [2, {"a": [3]}]], {"b": 1, "a": {"c": None}}, {1: 2, 1.5: 3, None: 4, True: 5, "x": 6},
    Text("sub"), Number(5), Real(2.5), Level(1), {Level(1): 1}, Listed([1]), Items(a=1), collections.OrderedDict(z=1, a=2),
    float("nan"), float("inf"), -float("inf"), {float("inf"): 1}, {(1, 2): 3}, object, {1, 2}, b"x", loop, {"self": loop}, 1j, deep,
]:
    attempt(lambda: json.dumps(value))
    attempt(lambda: json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
    attempt(lambda: json.dumps(value, sort_keys=True, separators=(",", ":"), skipkeys=True, indent="\t", default=lambda o: "default"))
attempt(lambda: json.dumps({1: 0, "a": 1}, sort_keys=True))
attempt(lambda: json.dumps(loop, check_circular=False))
attempt(lambda: json.dumps([object], default=lambda o: o))
attempt(lambda: json.dumps([set()], default=list))
attempt(lambda: json.dumps([1, 2], indent=0))
attempt(lambda: json.dumps({"a": [], "b": {}}, indent=1))


class Own(json.JSONEncoder):
    def default(self, o):
        return {"set": sorted(o)} if isinstance(o, set) else super().default(o)


attempt(lambda: json.dumps([{3, 1}], cls=Own))
attempt(lambda: json.dumps([object()], cls=Own)[:10])
print("".join(Own().iterencode([1, {"a": 2}])), "".join(Own(indent=1).iterencode([1])))

for text in [
    "null", " true ", "[]", "{}", "[1,2 , 3]", '{"a": {"b": [1.5, -2e3, 1E-2, 0, -0, -0.0]}}', '"\\u00e9\\n\\"\\/"', '"\\ud83d\\ude00"',
    '"\\ud83d"', '"\\ud83dx"', '"\\ud83d\\u0041"', "123456789012345678901234567890", "1234567890123456789", "-9223372036854775808", "1e400",
    "NaN", "[Infinity, -Infinity]", "", " ", "[", "[1", "[1,", "[1,]", "[1 2]", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{a:1}',
    '{"a" 1}', '"abc', '"a\nb"', '"\\x"', '"\\u12"', '"\\u12g4"', '"\\', '"\\u1234', "nul", "-", "01", "1.", ".5", "1e", "+1", "1 2", "tru", "[1]]",
    '{"a":1,"a":2}', '["\xe9\u20ac"]', "\ufeff1", "'a'", '"\\u+123"', "[" * 100000, "-Infinit", "--1", "\u0661",
]:
    attempt(lambda: json.loads(text))
    attempt(lambda: json.loads(text, object_pairs_hook=lambda p: p, parse_int=lambda s: "i" + s, parse_float=lambda s: "f" + s, parse_constant=lambda s: "c" + s, strict=False))
attempt(lambda: json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d)))
attempt(lambda: json.loads('{"a": 1}', object_hook=lambda d: 1 / 0))
attempt(lambda: json.loads("1" * 5000))
attempt(lambda: json.loads(b'"\xc3\xa9"'))
attempt(lambda: json.loads('"x"'.encode("utf-16")))
attempt(lambda: json.loads(5))
attempt(lambda: json.JSONDecoder().raw_decode("[1] x"))
attempt(lambda: json.JSONDecoder().raw_decode(" 1", 1))
attempt(lambda: json.JSONDecoder().raw_decode("x"))
keys = json.loads('[{"key": 1}, {"key": 2}]')
print(next(iter(keys[0])) is next(iter(keys[1])))
try:
    json.loads('{\n "a": x}')
except json.JSONDecodeError as error:
    print(error.msg, error.pos, error.lineno, error.colno, len(error.doc))
