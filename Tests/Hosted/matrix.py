# SPDX-License-Identifier: Apache-2.0
# Random arrays between Weft and the original NumPy: every dtype, layout, protocol and direction; run as `weft matrix.py SEED COUNT`.
import random
import sys

import cpython
import numpy as np
from cpython import numpy as onp

seed, count = int(sys.argv[1]), int(sys.argv[2])
choose = random.Random(seed)
DTYPES = ('bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64 complex128').split()


def fill(module, dtype, shape):
    """An array whose elements differ, the same in both modules."""
    size = 1
    for length in shape:
        size *= length
    numbers = module.arange(size).reshape(shape)
    if dtype == 'bool':
        return module.asarray(numbers % 3 == 0)
    return module.asarray(numbers * 7 % 101).astype(dtype)


def layout(module, array, steps):
    """The same sequence of views in either module."""
    for name, number in steps:
        if name == 'transpose':
            array = array.T
        elif name == 'reverse' and array.ndim:
            array = array[::-1]
        elif name == 'step' and array.ndim:
            array = array[..., ::2]
        elif name == 'column' and array.ndim > 1:
            array = array[:, number % max(array.shape[1], 1):]
        elif name == 'broadcast':
            array = module.broadcast_to(array, (2,) + tuple(array.shape))
        elif name == 'empty' and array.ndim:
            array = array[:0]
        elif name == 'scalar' and array.size:
            array = array.reshape(-1)[:1].reshape(())
        elif name == 'axis':
            array = array[None]
        elif name == 'readonly':
            array = array[...]
            array.flags.writeable = False
    return array


class Interface:
    def __init__(self, array):
        self.array = array
        self.__array_interface__ = array.__array_interface__


class Structure:
    def __init__(self, array):
        self.array = array

    @property
    def __array_struct__(self):
        return self.array.__array_struct__


class Tensor:
    def __init__(self, array, versioned):
        self.array, self.versioned = array, versioned

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()

    def __dlpack__(self, *, max_version=None, dl_device=None, copy=None, stream=None):
        return self.array.__dlpack__(max_version=max_version if self.versioned else None)


# Objects of the host's own, for the way from there to here.
here = {}
cpython.exec('''
class Interface:
    def __init__(self, array): self.array, self.__array_interface__ = array, array.__array_interface__
class Structure:
    def __init__(self, array): self.array = array
    @property
    def __array_struct__(self): return self.array.__array_struct__
class Tensor:
    def __init__(self, array, versioned): self.array, self.versioned = array, versioned
    def __dlpack_device__(self): return self.array.__dlpack_device__()
    def __dlpack__(self, *, max_version=None, dl_device=None, copy=None, stream=None):
        return self.array.__dlpack__(max_version=max_version if self.versioned else None)
''')
There = {name: cpython.eval(name) for name in ('Interface', 'Structure', 'Tensor')}


def send(native, protocol):
    """The original NumPy's array over a native one."""
    if protocol == 'buffer':
        return onp.asarray(native)
    if protocol == 'memoryview':
        return onp.asarray(memoryview(native))
    if protocol == 'interface':
        return onp.asarray(Interface(native))
    if protocol == 'struct':
        return onp.asarray(Structure(native))
    return onp.from_dlpack(Tensor(native, protocol == 'dlpack'))


def receive(original, protocol):
    """A native array over one of the original NumPy's."""
    if protocol == 'buffer':
        return np.asarray(original)
    if protocol == 'memoryview':
        return np.asarray(memoryview(original))
    if protocol == 'interface':
        return np.asarray(There['Interface'](original))
    if protocol == 'struct':
        return np.asarray(There['Structure'](original))
    return np.from_dlpack(There['Tensor'](original, protocol == 'dlpack'))


def facts(array):
    """What can be said of an array in plain values; of strides, those that are walked."""
    shape = tuple(array.shape)
    strides = tuple(s for s, n in zip(array.strides, shape) if n > 1) if 0 not in shape else ()
    return str(array.dtype), shape, strides, array.tolist()


done = {}
for case in range(count):
    dtype = choose.choice(DTYPES)
    shape = tuple(choose.randrange(1, 5) for _ in range(choose.randrange(4)))
    if choose.randrange(12) == 0:
        shape += (0,)
    steps = [(choose.choice(['transpose', 'reverse', 'step', 'column', 'broadcast', 'empty', 'scalar', 'axis', 'readonly']),
              choose.randrange(4)) for _ in range(choose.randrange(4))]
    protocol = choose.choice(['buffer', 'memoryview', 'interface', 'struct', 'dlpack', 'dlpack0'])
    outwards = choose.randrange(2) == 0
    label = f'case {case}: {dtype} {shape} {steps} {protocol} {"out" if outwards else "in"}'
    mine, theirs = (np, onp) if outwards else (onp, np)
    base = fill(mine, dtype, shape)
    source = layout(mine, base, steps)
    readonly = not source.flags.writeable
    if readonly and protocol == 'dlpack0':
        try:
            (send if outwards else receive)(source, protocol)
        except BufferError:
            done['refused'] = done.get('refused', 0) + 1
            continue
        raise AssertionError(f'{label}: a read-only array went through DLPack without a version')
    result = (send if outwards else receive)(source, protocol)
    assert type(result) is (cpython.Object if outwards else np.ndarray), label
    assert facts(result) == facts(source), f'{label}: {facts(result)} is not {facts(source)}'
    writeable = not readonly and protocol != 'dlpack0'
    assert bool(result.flags.writeable) == writeable, f'{label}: writeable {result.flags.writeable}'
    # What one side writes, the other sees.
    if source.size and not readonly:
        index = tuple(choose.randrange(n) for n in shape_of) if (shape_of := tuple(source.shape)) else ()
        source[index] = 1
        assert result[index].item() == 1, f'{label}: a write to the source is not seen'
        if writeable:
            result[index] = 0
            assert source[index].item() == 0, f'{label}: a write to the result is not seen'
        # Nothing is read late.
        native = source if outwards else result
        later = np.asarray(native + native)
        source[index] = 1
        assert later[index].item() == (0 if writeable else 2) or dtype == 'bool', f'{label}: a sum was read late'
    # The memory outlives the array it came from.
    expected = facts(source)
    del source, base
    assert facts(result) == expected, f'{label}: the memory went with its owner'
    done[protocol] = done.get(protocol, 0) + 1
print(f'seed {seed}:', sum(done.values()), 'arrays,', ', '.join(f'{name} {done[name]}' for name in sorted(done)))
