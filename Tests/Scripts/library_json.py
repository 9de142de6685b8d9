# SPDX-License-Identifier: Apache-2.0
# The module json of our own library, beside CPython's.
import json

values = [None, True, False, 0, -12, 10 ** 30, 1.5, 1e100, -0.0, "", "text \" \\ / \n \t \x01 é 😀", [], {}, [1, [2, [3]]], {"a": 1, "b": [1, {"c": None}]}, (1, 2), {1: 2, None: 3, 2.5: 4, True: 5}]
for value in values:
    text = json.dumps(value)
    print(text, json.loads(text) == json.loads(json.dumps(json.loads(text))), json.dumps(value, indent=2), json.dumps(value, ensure_ascii=False, separators=(",", ":")))
print(json.dumps({"b": 1, "a": 2}, sort_keys=True, indent="\t"), json.dumps([float("nan"), float("inf"), float("-inf")]))
print(json.loads(' { "a" : [ 1 , 2.5e3 , -7E-2 , true , null ] , "\\u00e9\\ud83d\\ude00" : "\\n" } '), json.loads(b'["bytes"]'), json.loads("NaN") != 0)
for bad in ('', '{', '[1,]', '[1 2]', '{"a" 1}', '{"a":1,}', '{1:2}', '"abc', '"\\x"', '"\\u12"', 'tru', '[1] x', '"a\nb"', '01', '-', '1.', '\n\n  ['):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as error:
        print(repr(bad), error, error.lineno, error.colno, error.pos)
loop = []
loop.append(loop)
for call in (lambda: json.dumps({1, 2}), lambda: json.dumps(loop), lambda: json.dumps({(1, 2): 3}), lambda: json.dumps(float("nan"), allow_nan=False), lambda: json.loads(3)):
    try:
        call()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex):
            return [o.real, o.imag]
        return super().default(o)


print(json.dumps({"z": 1 + 2j}, cls=Encoder), json.dumps({1, }, default=list), json.dumps({(1,): 2, "a": 1}, skipkeys=True))
print(json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d)), json.loads('{"a": 1, "b": 2}', object_pairs_hook=list), json.loads("[1.5, 2]", parse_float=str, parse_int=lambda t: t + "!"))
print(json.JSONDecoder().raw_decode('[1] rest'))
