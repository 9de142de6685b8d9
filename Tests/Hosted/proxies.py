# SPDX-License-Identifier: Apache-2.0
# Objects of the hosted CPython in scripts: attributes, calls, items, iteration, operators, conversion of values.
import cpython
from cpython import numpy as onp

checks = 0


def check(got, wanted):
    global checks
    checks += 1
    assert type(got) is type(wanted) and got == wanted, f'{got!r} is not {wanted!r}'


def raises(kind, text, body):
    global checks
    checks += 1
    try:
        body()
    except kind as error:
        assert text in str(error), f'{error} does not say {text}'
        return error
    raise AssertionError(f'{kind} was not raised')


identity = cpython.eval('lambda x: x')
for value in (None, True, False, 0, -1, 2**62, -2**63, 2**64, 10**50, -10**400, 1.5, float('inf'), 1 - 2j, '', 'a', 'é', '€uro',
              '𐍈', 'a\ud800b', '\0', b'', b'\xff\0', (), (1, (2, 'x')), [], [1, [2.5]], {}, {'a': [1], 2: None}, {1, 2}, frozenset([3])):
    if isinstance(value, (set, frozenset)):
        # Sets go over by value, and stay there.
        check(sorted(identity(value)), sorted(value))
    else:
        check(identity(value), value)
assert str(identity(float('nan'))) == 'nan'
check(identity(int) is int, True)
check(identity(ValueError) is ValueError, True)
check(identity(check) is check, True)
check(cpython.eval('lambda s: (s.start, s.stop, s.step)')(slice(1, None, 2)), (1, None, 2))
check(cpython.eval('lambda r: list(r)')(range(2, 9, 3)), [2, 5, 8])
check(cpython.eval('lambda e: e is ...')(...), True)

a = onp.arange(6.).reshape(2, 3)
check(len(a), 2)
check(a.shape, (2, 3))
check(str(a), '[[0. 1. 2.]\n [3. 4. 5.]]')
check(repr(a[0]), 'array([0., 1., 2.])')
check(a.sum(axis=1).tolist(), [3.0, 12.0])
check(a[1, 2].item(), 5.0)
check([row.tolist() for row in a], [[0, 1, 2], [3, 4, 5]])
check(a[:, ::2].tolist(), [[0, 2], [3, 5]])
check(((a + 1) * 2 - a / 2).tolist(), [[2.0, 3.5, 5.0], [6.5, 8.0, 9.5]])
check((1 - a).tolist(), [[1, 0, -1], [-2, -3, -4]])
check((a @ a.T).tolist(), [[5, 14], [14, 50]])
check((a > 2).tolist(), [[False] * 3, [True] * 3])
check((~(a > 2)).tolist(), [[True] * 3, [False] * 3])
check((2 ** a)[1].tolist(), [8, 16, 32])
check((-a // 2)[0].tolist(), [-0.0, -1.0, -1.0])
b = a
b += 1
check(a[0, 0].item(), 1.0)
a[0] = 9
check(a[0].tolist(), [9, 9, 9])
check(9 in a, True)
check(onp.ndarray is onp.ndarray, True)
check(isinstance(a, onp.ndarray), True)
check(isinstance(a, cpython.Object), True)
check(isinstance(3, onp.ndarray), False)
check(issubclass(onp.float64, onp.floating), True)
check('reshape' in dir(a), True)
check(hasattr(a, 'nothing'), False)
check(callable(onp.sum), True)
check(callable(a), False)
check(bool(onp.zeros(1)[0]), False)
check(hash(cpython.eval('(1, 2)')) == hash((1, 2)), True)
check(hash(cpython.eval('__import__("fractions").Fraction(1, 2)')) == hash(cpython.eval('0.5')), True)

decimal = cpython.import_module('decimal')
d = decimal.Decimal('2.675')
check(float(d), 2.675)
check(int(d), 2)
check(format(d, '.2f'), '2.68')
check(round(d, 1) == decimal.Decimal('2.7'), True)
check(round(d), 3)
check(complex(d), 2.675 + 0j)
check(divmod(d, 2)[0] == 1, True)
check([10, 20, 30][onp.int64(1)], 20)
check(list(reversed(cpython.eval('__import__("collections").deque([1, 2])'))), [2, 1])
check(next(iter(cpython.eval('iter([5])'))), 5)
raises(StopIteration, '', lambda: next(cpython.eval('iter(())')))

queue = cpython.eval('__import__("collections").OrderedDict')()
queue['x'] = 1
queue['y'] = 2
del queue['x']
check(list(queue), ['y'])
check('x' in queue, False)
names = cpython.eval('__import__("types").SimpleNamespace')(a=1)
names.b = 'two'
check((names.a, names.b), (1, 'two'))
del names.a
raises(AttributeError, "has no attribute 'a'", lambda: names.a)
with cpython.eval('__import__("io").StringIO')('text') as stream:
    check(stream.read(), 'text')
check(stream.closed, True)
raises(TypeError, 'context manager', lambda: a.__enter__()) if hasattr(a, '__enter__') else None
check(cpython.eval('lambda *a, **k: (a, k)')(1, *[2], x=3, **{'y': 4}), ((1, 2), {'x': 3, 'y': 4}))
cpython.exec('answer = 42')
check(cpython.eval('answer'), 42)
check(cpython.eval('x + y', {'x': 1}, {'y': 2}), 3)
raises(SyntaxError, '', lambda: cpython.eval('1 +'))
raises(AttributeError, 'no_such_module', lambda: cpython.no_such_module)
error = raises(ImportError, 'no_such_module', lambda: cpython.import_module('no_such_module'))
check(error.name, 'no_such_module')
check(cpython.version.split('.')[0], '3')


class Record:
    """An object of ours in their hands."""
    def __init__(self):
        self.value = 3

    def __len__(self):
        return 5

    def __getitem__(self, index):
        if index >= 5:
            raise IndexError(index)
        return index * 10

    def __add__(self, other):
        return ('sum', other)

    def __radd__(self, other):
        return ('reflected', other)

    def __enter__(self):
        return 'entered'

    def __exit__(self, *args):
        self.exited = args[0] is None

    def __eq__(self, other):
        return other == 7

    __hash__ = None


record = Record()
cpython.exec('''
def use(record):
    record.added = 'new'
    with record as entered:
        pass
    return len(record), record[2], list(record), record.value, record + 1, 1 + record, entered, record == 7, record
''')
used = cpython.eval('use')(record)
check(used[:8], (5, 20, [0, 10, 20, 30, 40], 3, ('sum', 1), ('reflected', 1), 'entered', True))
check(used[8] is record, True)
check((record.added, record.exited), ('new', True))
raises(TypeError, 'unhashable', lambda: cpython.eval('hash')(record))


def numbers():
    yield 1
    yield 2


check(cpython.eval('list')(numbers()), [1, 2])
check(cpython.eval('sorted')([3, 1, 2], key=lambda x: -x), [3, 2, 1])
check(str(cpython.eval('__import__("inspect").signature')(lambda x, /, y, *z, k=1, **w: 0)), '(x, /, y, *z, k=None, **w)')
loop = []
loop.append(loop)
raises(RecursionError, 'maximum recursion depth', lambda: identity(loop))
raises(TypeError, 'unhashable', lambda: cpython.eval('lambda d: d')({1: 2})[[]])
print(checks, 'checks')
