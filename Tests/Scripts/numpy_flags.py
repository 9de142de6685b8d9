# SPDX-License-Identifier: Apache-2.0
# ndarray.flags, arrays that are not to be written to, the types of dtypes, NumPy's errors and scalars' attributes.
import warnings

import numpy as np

warnings.simplefilter('ignore')


def show(code):
    space = {'np': np, 'a': np.arange(6.0).reshape(2, 3), 'v': np.arange(4.0)}
    space['a'].flags.writeable = False
    space['v'].setflags(write=False)
    try:
        print(code, '->', repr(eval(code, space)))
    except SyntaxError:
        try:
            exec(code, space)
            print(code, '->', space['a'].tolist(), space['a'].flags.writeable)
        except Exception as error:
            print(code, '->', type(error).__name__, error)
    except Exception as error:
        print(code, '->', type(error).__name__, error)


for code in """a[0] = 1
a[[0]] = 1
a[a > 1] = 1
a += 1
a[0] += 1
a @= np.eye(3)
np.add(a, 1, out=a)
np.add(a, 1, a, where=a > 1)
np.divmod(a, 1, out=(a, a))
np.sum(a, axis=0, out=v[:3])
np.cumsum(a, axis=0, out=a)
np.mean(a, axis=0, out=v[:3])
np.add.reduce(a, axis=0, out=v[:3])
a.sort()
a.partition(1)
a.fill(0)
a.put(0, 1)
np.putmask(a, a > 1, 0)
np.place(a, a > 1, [0])
np.copyto(a, 1)
np.fill_diagonal(a, 1)
np.put_along_axis(a, np.array([[0]]), 1, axis=1)
np.add.at(a, 0, 1)
a.flat = 1
a.flat[0] = 1
a.real = 1
np.random.default_rng(1).shuffle(v)
np.random.shuffle(v)
a.byteswap(True)
np.clip(a, 0, 1, out=a)
a[0].flags.writeable
a.T.flags.writeable
a.copy().flags.writeable
a.imag.flags.writeable
np.broadcast_to(np.ones(3), (2, 3)).flags.writeable
np.diagonal(np.ones((2, 2))).flags.writeable
np.diag(np.ones((2, 2))).flags.writeable
np.diag(np.ones(2)).flags.writeable
np.lib.stride_tricks.sliding_window_view(np.ones(3), 2).flags.writeable
np.arange(3).flags
a.flags
a.T.flags
a.flags['WRITEABLE'], a.flags['C'], a.flags['OWNDATA'], a.flags['FNC'], a.flags['FORC']
a.flags['Q']
a.flags.num, v.flags.num
a.flags.carray, a.flags.behaved, a.flags.fnc, a.flags.forc, a.flags.contiguous, a.flags.fortran, a.flags.farray
a.flags == a.flags, a.flags == v.flags, a.flags != v.flags
type(a.flags)
a.flags.writeable = True
a.flags['WRITEABLE'] = True
a.setflags(write=1)
v[1:].flags.writeable = True
np.broadcast_to(np.ones(3), (2, 3)).setflags(write=True)
type(np.dtype('i4')), type(np.dtype(bool)), type(np.dtype('c8')).__name__
isinstance(np.dtype('u2'), np.dtype), type(np.dtype('u2')) is np.dtypes.UInt16DType
np.dtypes.Float32DType().name
np.dtype('f4').descr, np.dtype('?').descr, np.dtype('f4').flags, np.dtype('f4').isalignedstruct
np.exceptions.AxisError(1, 1)
str(np.exceptions.AxisError(1, 2)), np.exceptions.AxisError(1, 2).axis, np.exceptions.AxisError(1, 2).ndim
str(np.exceptions.AxisError(1, 1, 'axes'))
str(np.exceptions.AxisError('text')), np.exceptions.AxisError('text').axis
np.float64(2).flags.writeable, list(np.int8(3).flat), np.int8(3).device
hasattr(np.float64(1), 'ptp'), hasattr(np.ones(1), 'ptp'), hasattr(np.float64(1), 'dot')
np.int16([3]).argsort(), np.int16(258).byteswap()
np.max([1, 2], initial=2.5), np.sum([1, 2], initial=2.5), np.sum([True], initial=300)
np.max(np.array([1], 'i1'), initial=300)
np.min([1, 2], initial=1j)
np.max([1.5, 2], initial=1j)
np.max([[1, 5], [7, 2]], axis=0, initial=3, where=[[True, False], [False, True]])
np.max([1, 2], where=[True, False])
np.maximum.reduce(np.ones((2, 3)), axis=0, out=np.ones((1, 3)))
np.maximum.reduce(np.ones((2, 3)), axis=0, out=np.ones(3), keepdims=True)
np.max(np.ones((0, 3)), axis=0, out=np.ones((4, 1)))
np.mean(np.ones((2, 3)), axis=0, out=np.ones((4, 1)))
np.mean(np.arange(4.), where=[True, False, True, False])
np.mean(np.arange(6).reshape(2, 3), axis=1, where=[True, False, True], keepdims=True)
np.mean(np.arange(4, dtype='f2'), where=[True, False, True, False])
np.var(np.arange(4.), where=[True, False, True, False])
np.std(np.arange(6.).reshape(2, 3), axis=0, ddof=1, where=[[True, False, True], [True, True, True]])
np.var(np.array([1 + 1j, 2, 3j]), where=[True, False, True])
np.mean(np.arange(4.), where=[True, False])
np.fliplr(np.ones(2))
np.flipud(np.array(1))
np.squeeze(np.array(1), axis=0)
np.squeeze(np.array(1), axis=1)
np.choose([0, 1], [np.ones(2, 'f2'), 7])
np.clip(np.arange(3), None, 2.5, out=np.zeros(3, int))
np.clip(np.arange(3), 0.5, 2.5, out=np.zeros(3, int))
float(np.array([1.5]))
complex(np.ones(2))
'packbits' in dir(np) and 'mgrid' in dir(np) and '_parts' not in dir(np)""".split('\n'):
    show(code)

try:
    np.sum([[1]], axis=3)
except ValueError as error:
    print(error.axis, error.ndim, isinstance(error, IndexError))

state = np.random.RandomState(3).get_state()
print(state[0], state[1][:3], state[1].dtype, state[2:])
np.random.seed(5)
np.random.randn()
state = np.random.get_state()
first = np.random.randn(3)
np.random.set_state(state)
print((np.random.randn(3) == first).all(), np.random.RandomState(1).tomaxint(2))
named = np.random.RandomState(3).get_state(legacy=False)
print(sorted(named), named['state']['pos'], named['has_gauss'], named['gauss'])
rng = np.random.RandomState()
rng.set_state(named)
print(rng.randint(100, size=3))
