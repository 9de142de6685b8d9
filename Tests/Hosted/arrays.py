# SPDX-License-Identifier: Apache-2.0
# Arrays between Weft and the original NumPy, case by case: dtypes, layouts, refusals, lifetimes, and what is never converted.
import gc
import weakref

import cpython
import numpy as np
from cpython import numpy as onp

checks = 0


def check(got, wanted):
    global checks
    checks += 1
    assert type(got) is type(wanted) and got == wanted, f'{got!r} is not {wanted!r}'


def raises(kind, text, body, *arguments):
    """The kind that is raised, and words of its message."""
    global checks
    checks += 1
    try:
        result = body(*arguments)
    except kind as error:
        assert text in str(error), f'{error!r} does not say {text!r}'
        return
    raise AssertionError(f'no {kind} but {result!r}')


def facts(array):
    return str(array.dtype), tuple(array.shape), tuple(array.strides), bool(array.flags.writeable), array.tolist()


class Tensor:
    """What from_dlpack takes, without a buffer."""

    def __init__(self, array, versioned=True):
        self.array, self.versioned = array, versioned

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()

    def __dlpack__(self, *, max_version=None, dl_device=None, copy=None, stream=None):
        return self.array.__dlpack__(max_version=max_version if self.versioned else None, copy=copy)


class Interface:
    def __init__(self, array, **changes):
        self.array = array
        self.__array_interface__ = {**array.__array_interface__, **changes}


cpython.exec('''
class Interface:
    def __init__(self, array): self.array, self.__array_interface__ = array, array.__array_interface__
class Struct:
    def __init__(self, array): self.array = array
    @property
    def __array_struct__(self): return self.array.__array_struct__
class Tensor:
    def __init__(self, array, versioned=True): self.array, self.versioned = array, versioned
    def __dlpack_device__(self): return self.array.__dlpack_device__()
    def __dlpack__(self, *, max_version=None, dl_device=None, copy=None, stream=None):
        return self.array.__dlpack__(max_version=max_version if self.versioned else None, copy=copy)
''')
There = {name: cpython.eval(name) for name in ('Interface', 'Struct', 'Tensor')}
OUT = {'asarray': onp.asarray, 'interface': lambda a: onp.asarray(Interface(a)), 'dlpack': lambda a: onp.from_dlpack(Tensor(a)),
       'memoryview': lambda a: onp.asarray(memoryview(a))}
IN = {'asarray': np.asarray, 'interface': lambda a: np.asarray(There['Interface'](a)),
      'struct': lambda a: np.asarray(There['Struct'](a)), 'dlpack': lambda a: np.from_dlpack(There['Tensor'](a)),
      'memoryview': lambda a: np.asarray(memoryview(a))}
WAYS = [(np, onp, name, way) for name, way in OUT.items()] + [(onp, np, name, way) for name, way in IN.items()]

# Every dtype, both ways, and writes on either side.
DTYPES = 'bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64 complex128'.split()
for mine, theirs, name, way in WAYS:
    for dtype in DTYPES:
        source = mine.asarray(mine.arange(6)).astype(dtype).reshape(2, 3)
        result = way(source)
        check(facts(result), facts(source))
        source[0, 1] = 0
        check(result[0, 1].item() == 0, True)
        result[1, 2] = 1
        check(source[1, 2].item() == 1, True)

# NumPy's other name for eight bytes.
for name in ('longlong', 'ulonglong', 'intc', 'uintc', 'intp', 'byte', 'short'):
    original = onp.arange(4).astype(name)
    check(np.asarray(original).tolist(), [0, 1, 2, 3])
    check(np.asarray(original).dtype.itemsize, int(original.dtype.itemsize))

# Layouts.
for mine, theirs, name, way in WAYS:
    base = mine.arange(24.).reshape(2, 3, 4)
    layouts = {
        'scalar': mine.asarray(5.0), 'empty': mine.zeros((0, 3)), 'empty inside': mine.zeros((3, 0, 2)), 'ones': mine.ones((1, 1, 1)),
        'transposed': base.T, 'steps': base[:, ::2, ::3], 'swapped': base.transpose(1, 0, 2), 'column': base[:, :, 1],
        'reversed': base[::-1], 'all reversed': base[::-1, ::-1, ::-1], 'backwards by two': mine.arange(9)[::-2],
        'fortran': mine.asarray(base, order='F'), 'inner': base[1, 1:, 1:3],
    }
    for label, source in layouts.items():
        result = way(source)
        if 0 in source.shape:
            check((tuple(result.shape), str(result.dtype)), (tuple(source.shape), str(source.dtype)))
        else:
            walked = [s for s, n in zip(source.strides, source.shape) if n > 1]
            check([s for s, n in zip(result.strides, result.shape) if n > 1], walked)
            check(facts(result)[::4], facts(source)[::4])
            check(facts(result)[1], facts(source)[1])
    # Read-only memory stays so, broadcast memory too.
    for label, source in {'read-only': base[...], 'broadcast': mine.broadcast_to(mine.arange(3.), (2, 3))}.items():
        source.flags.writeable = False
        result = way(source)
        check((result.tolist(), bool(result.flags.writeable)), (source.tolist(), False))
        raises(ValueError, 'read-only', result.__setitem__, (0, 0), 1)
    wide = mine.zeros((1,) * 64)
    if name != 'dlpack':
        check(way(wide).ndim, 64)
many = onp.zeros((1,) * 33)
check(np.from_dlpack(many).ndim, 33)

# 0-d and (0, 3) have no strides to speak of; NULL data is for empty arrays only.
check(np.asarray(Interface(np.zeros((0, 3)), data=(0, False))).shape, (0, 3))
check(tuple(onp.asarray(Interface(np.zeros((0, 3)))).shape), (0, 3))
raises(ValueError, '', np.asarray, Interface(np.zeros(3), data=(0, False)))

# Strides that are no multiple of the item size: through records' fields, which lie unaligned or oddly spaced.
cpython.exec('''
import numpy
record = numpy.zeros(4, dtype=[('a', 'u1'), ('b', 'f8'), ('c', 'i2')])
record['b'] = [1, 2, 3, 4]
record['c'] = [5, 6, 7, 8]
aligned = numpy.zeros(4, dtype=numpy.dtype([('x', 'i4'), ('y', 'f8'), ('z', 'i4')], align=True))
aligned['x'] = [1, 2, 3, 4]
odd = numpy.ndarray((3,), 'f8', numpy.zeros(40, 'u1'), 0, (12,))
odd[:] = [1, 2, 3]
''')
for text, wanted in (("record['b']", [1.0, 2.0, 3.0, 4.0]), ("record['c']", [5, 6, 7, 8]), ("aligned['x']", [1, 2, 3, 4]), ('odd', [1.0, 2.0, 3.0])):
    original = cpython.eval(text)
    for name in ('asarray', 'interface', 'struct'):
        result = IN[name](original)
        check(result.tolist(), wanted)
        check((result + 1).sum().item(), sum(wanted) + len(wanted))
        check(onp.asarray(result).tolist(), wanted)
for text in ("record['b']", 'odd'):
    raises(BufferError, '', lambda: np.from_dlpack(cpython.eval(text)))
check(np.asarray(cpython.eval("record['b']"))[::-1].tolist(), [4.0, 3.0, 2.0, 1.0])

# Big-endian elements are read into an array of its own.
for dtype in ('>f8', '>i4', '>u2', '>c8', '>f4'):
    original = onp.arange(4).astype(dtype)
    for name in ('asarray', 'interface', 'struct'):
        result = IN[name](original)
        check((result.tolist(), result.dtype.str[0]), (original.tolist(), '<'))
        result[0] = 9
        check(original[0].item() == 0, True)
    raises(BufferError, '', np.from_dlpack, original)

# What has no dtype here is refused, and the error names it.
cpython.exec('''
refused = {
    'record': numpy.zeros(2, dtype=[('first', 'i4'), ('second', 'f8')]),
    'S5': numpy.array([b'abc', b'de'], 'S5'), 'U3': numpy.array(['abc', 'de'], 'U3'), 'V7': numpy.zeros(2, 'V7'),
    'object': numpy.array([1, 'x', None], object), 'M8[s]': numpy.array(['2020-01-01'], 'M8[s]'),
    'm8[D]': numpy.array([1], 'm8[D]'), 'longdouble': numpy.zeros(2, numpy.longdouble), 'clongdouble': numpy.zeros(2, numpy.clongdouble),
    'string': numpy.array(['a'], dtype=numpy.dtypes.StringDType()),
}
''')
refused = cpython.eval('dict')
NAMED = {'record': 'first', 'S5': 's', 'U3': 'U3', 'V7': '', 'object': 'O', 'M8[s]': "'M'", 'm8[D]': "'m'", 'longdouble': 'f16',
         'clongdouble': 'c32', 'string': 'String'}
for name, words in NAMED.items():
    original = cpython.eval(f'refused[{name!r}]')
    for way in ('asarray', 'interface', 'dlpack'):
        checks += 1
        try:
            result = IN[way](original)
        except (TypeError, ValueError, BufferError) as error:
            assert str(error), (name, way)
            if way == 'asarray':
                assert words in str(error), f'{name}: {error!r} does not say {words!r}'
        else:
            raise AssertionError(f'{name} through {way} became {result!r}')

# DLPack: without a version nothing says that memory is read-only.
for mine, theirs, tensor in ((np, onp, Tensor), (onp, np, There['Tensor'])):
    readonly = mine.arange(3.)
    readonly.flags.writeable = False
    raises(BufferError, '', theirs.from_dlpack, tensor(readonly, False))
    check(bool(theirs.from_dlpack(tensor(readonly)).flags.writeable), False)
    check(bool(theirs.from_dlpack(tensor(mine.arange(3.), False)).flags.writeable), False)
    check(theirs.from_dlpack(tensor(mine.arange(3.)), copy=True).tolist(), [0.0, 1.0, 2.0])
    source = mine.arange(3.)
    copied = theirs.from_dlpack(tensor(source), copy=True)
    copied[0] = 7
    check(source[0].item(), 0.0)
    raises(ValueError, 'cpu', lambda: theirs.from_dlpack(tensor(source), device='gpu'))
raises(AttributeError, '__dlpack__', np.from_dlpack, [1, 2])
raises(BufferError, '', lambda: np.arange(3.).__dlpack__(dl_device=(2, 0)))
raises(RuntimeError, 'stream', lambda: np.arange(3.).__dlpack__(stream=1))

# Lifetimes: the counts of the exporter go up and come down again, in whichever order things end.
cpython.exec('''
import sys, weakref, gc
ended = []
class Array(numpy.ndarray): pass
def original(count):
    array = numpy.arange(float(count)).view(Array)
    weakref.finalize(array, ended.append, count)
    return array
def references(object): return sys.getrefcount(object)
''')
references, original = cpython.eval('references'), cpython.eval('original')


def ended():
    gc.collect()
    return cpython.eval('gc.collect() and list(ended) or list(ended)')


for name, way in IN.items():
    cpython.exec('ended.clear()')
    array = original(5)
    before = references(array)
    native = way(array)
    check(references(array) > before or name in ('interface', 'struct'), True)
    view = native[1:]
    del native
    gc.collect()
    references(array)
    check(view.tolist(), [1.0, 2.0, 3.0, 4.0])
    check(ended(), [])
    view = None
    gc.collect()
    references(array)
    check(references(array), before)
    # The exporter goes first.
    native = way(array)
    array = None
    check(ended(), [])
    check(native.tolist(), [0.0, 1.0, 2.0, 3.0, 4.0])
    native = None
    check(ended(), [5])


class Owner:
    """Something that ends when the memory that it lends is no longer used."""


for name, way in OUT.items():
    native, memory = np.arange(5.), []
    finished = weakref.finalize(native, memory.append, 'ended')
    other = way(native)
    slice_ = other[2:]
    del other
    native = None
    gc.collect()
    check(slice_.tolist(), [2.0, 3.0, 4.0])
    del slice_
    gc.collect()
    cpython.eval('gc.collect()')
    gc.collect()
    check(memory, ['ended'])

# A bytearray can be resized when nobody looks at its memory any more.
for lend in (lambda b: np.frombuffer(b, np.uint8), lambda b: onp.frombuffer(b, onp.uint8), lambda b: onp.asarray(b).view('u1')):
    data = bytearray(b'abc')
    view = lend(data)
    view[0] = 65
    check(bytes(data), b'Abc')
    raises(BufferError, 're-sized', data.append, 1)
    view = None
    gc.collect()
    cpython.eval('gc.collect()')
    data.append(100)
    check(bytes(data), b'Abcd')
data = cpython.eval('bytearray(b"abc")')
view = np.frombuffer(data, np.uint8)
raises(BufferError, 're-sized', data.append, 1)
view = None
gc.collect()
data.append(100)
check(data.decode(), 'abcd')

# What is recorded is evaluated for export, and not read late.
a = np.arange(4.)
lazy = a * 2 + 1
shared = onp.asarray(lazy)
check(shared.tolist(), [1.0, 3.0, 5.0, 7.0])
lazy += 1
check(shared.tolist(), [2.0, 4.0, 6.0, 8.0])
lazy[0] = 100
check(shared[0].item(), 100.0)
shared[1] = -1
check(lazy.tolist(), [100.0, -1.0, 6.0, 8.0])
later = lazy + 0
shared[2] = 50
check((later.tolist(), (lazy + 0).tolist()), ([100.0, -1.0, 6.0, 8.0], [100.0, -1.0, 50.0, 8.0]))
recorded = np.arange(3.) + 1
total = recorded.sum()
shared = onp.asarray(recorded)
shared[:] = 0
check((total.item(), recorded.sum().item()), (6.0, 0.0))
original_ = onp.arange(4.)
native = np.asarray(original_)
sums = [native + i for i in range(3)]
masked, product, copy, reduced = native[native > 1], native @ native, native.copy(), native.max()
original_ *= -1
check([s.tolist() for s in sums], [[0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0]])
check((masked.tolist(), product.item(), copy.tolist(), reduced.item()), ([2.0, 3.0], 14.0, [0.0, 1.0, 2.0, 3.0], 3.0))
check(native.tolist(), [-0.0, -1.0, -2.0, -3.0])
half = native[::2]
original_[0] = 8
check(half.tolist(), [8.0, -2.0])
original_.sort()
check(native.tolist(), [-3.0, -2.0, -1.0, 8.0])
# A round trip is the same memory.
check(onp.shares_memory(onp.asarray(np.asarray(original_)), original_), True)
a = np.arange(3.)
back = np.asarray(onp.asarray(a))
check([np.shares_memory(back, a), np.shares_memory(back[::2], a[1:2]), np.may_share_memory(back[::2], a[1:2])], [True, False, True])
check(np.shares_memory(back, np.arange(3.)), False)
raises(ValueError, 'Unable to avoid copy', lambda: np.asarray(original_, dtype='f4', copy=False))
check(np.asarray(original_, dtype='f4').dtype.name, 'float32')
check(np.shares_memory(np.array(original_), np.asarray(original_)), False)

# Nothing is converted by itself, and the error says what to write.
a = np.arange(3.)
SAYS = 'cpython.numpy.asarray(a)'
identity = cpython.eval('lambda *a, **k: a')
names = cpython.eval('__import__("types").SimpleNamespace()')
foreign = onp.arange(3.)
for body in (lambda: onp.sum(a), lambda: onp.sum(a=a), lambda: identity([a]), lambda: identity((1, [2, (a,)])), lambda: identity({'k': a}),
             lambda: identity(x={1: [a]}), lambda: onp.add(foreign, a), lambda: foreign.__setitem__(0, a), lambda: foreign[a],
             lambda: foreign.dot(a), lambda: setattr(names, 'x', a), lambda: cpython.eval('lambda f: f()')(lambda: a),
             lambda: cpython.eval('lambda f: [*map(f, [1])]')(lambda i: [a]), lambda: cpython.eval('x', {'x': a}),
             lambda: identity(slice(a, None)), lambda: onp.array([a, a]), lambda: a in cpython.eval('{}.values()')):
    raises(TypeError, SAYS, body)
for body in (lambda: foreign + a, lambda: a + foreign, lambda: foreign @ a, lambda: a @ foreign, lambda: foreign < a, lambda: a == foreign,
             lambda: np.add(a, foreign), lambda: np.sum(foreign), lambda: np.sqrt(foreign), lambda: a.dot(foreign), lambda: np.dot(a, foreign),
             lambda: np.concatenate([a, foreign]), lambda: np.where(foreign, 1, 2), lambda: np.array([foreign]), lambda: __import__('operator').iadd(a, foreign), lambda: a.__setitem__(0, foreign)):
    raises(TypeError, 'asarray', body)
check(hasattr(names, 'x'), False)
check(onp.asarray([onp.asarray(a), onp.asarray(a)]).tolist(), [[0.0, 1.0, 2.0]] * 2)
# What goes by value: scalars with their dtype, and dtypes themselves.
for dtype in DTYPES:
    scalar = getattr(np, dtype if dtype != 'bool' else 'bool_')(1)
    check(cpython.eval('lambda s: type(s).__name__')(scalar), dtype)
    check(type(cpython.eval('lambda s: s')(scalar)) is type(scalar), True)
check(onp.zeros(2, dtype=np.float32).dtype == onp.dtype('f4'), True)
check(onp.zeros(2, dtype=np.dtype('i2')).dtype == onp.dtype('i2'), True)
print(checks, 'checks')
