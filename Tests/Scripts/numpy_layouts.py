# SPDX-License-Identifier: Apache-2.0
# How new arrays lie in memory, empty ones too; writes to stretched arrays; the options of printing that are functions.
import warnings

import numpy as np

for shape in [(0,), (0, 3), (3, 0), (2, 3, 0), (2, 0, 3), (1, 0)]:
    z = np.zeros(shape)
    print(shape, z.strides, (z + z).strides, z.T.copy().strides, z.astype(int).strides, z.sum(0).strides)
    for target in [(0,), (3, 0), (0, 3), (2, 0, 3)]:
        print(z.reshape(target).strides, z.reshape(target, order="F").strides)
    print(z.ravel().strides, z[None].strides, np.expand_dims(z, 0).strides, z[:1].strides)
z = np.ones((4, 3))
print(z[2:2].strides, z[:, 3:].T.strides, z[2:2].copy().strides)

z = np.arange(24.0).reshape(2, 3, 4)
for axes in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]:
    t = z.transpose(axes)
    print(axes, np.zeros_like(t).strides, np.full_like(t, 2, dtype=np.int8).strides, t.copy(order="K").strides)
    print(np.vectorize(lambda v: v * 2)(t).strides, np.vectorize(lambda v, w: v + w)(t, t[:1]).strides)


def told(name, function):
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter("always")
        result = function()
    print(name, result, [f"{w.category.__name__}: {w.message}" for w in log])


a, b = np.broadcast_arrays(np.arange(3.0), np.ones((2, 1)))
told("flag", lambda: (a.flags.writeable, a.flags["W"], a.flags.behaved, a.flags.c_contiguous))
told("number", lambda: a.flags.num)
print(a.flags)
view = a[1:]
told("write to view", lambda: view.__setitem__(0, 2))
told("again", lambda: view.__setitem__(0, 2))
told("in place", lambda: b.__iadd__(1).shape)
a, b = np.broadcast_arrays(np.arange(3.0), np.ones((2, 3)))
told("not stretched", lambda: b.__setitem__(0, 1))
a.setflags(write=True)
told("allowed", lambda: a.__setitem__(0, 1))

values = np.array([[1.5, -2.0], [1e10, 0.25]])
with np.printoptions(formatter={"float": lambda v: f"<{v:g}>", "int": lambda v: f"i{v}"}):
    print(values, repr(values), repr(np.array(2.5)), str(np.array(2.5)), repr(np.arange(3, dtype=np.int8)))
    print(np.array2string(values, separator=";"), np.array([True]), repr(np.arange(2000.0)))
    print(sorted(np.get_printoptions()["formatter"]))
with np.printoptions(formatter={"all": lambda v: "x"}, linewidth=20):
    print(repr(np.ones(12, np.float32)), np.array_str(np.ones(3, bool)), np.array_repr(np.ones(2), 10))
with np.printoptions(override_repr=lambda v: f"own {v.shape}"):
    print(repr(values), values)
print(repr(values), np.get_printoptions()["formatter"])
for legacy in ("1.21", "1.25", "2.1", "2.2", False):
    with np.printoptions(legacy=legacy):
        print(legacy, repr(np.float32(2)), repr(np.bool(True)), repr(np.arange(2000)), np.array([2e4], np.float16))
        print(np.get_printoptions()["legacy"])
told("unknown", lambda: np.set_printoptions(legacy="3"))
