# SPDX-License-Identifier: Apache-2.0
# Arrays and numbers as text.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([[1.5, -2.25], [1e-9, 1000]])
for precision in (None, 2, 5):
    print(np.array2string(a, precision=precision))
    print(np.array_repr(a, precision=precision))
    print(np.array_str(a, precision=precision, suppress_small=True))
print(np.array2string(a, separator=', ', suppress_small=True))
print(np.array2string(np.arange(30), max_line_width=40, separator=','))
print(np.array2string(np.arange(2000), threshold=10, edgeitems=2))
print(np.array2string(np.arange(2000).reshape(2, 1000), separator=', '))
print(np.array2string(np.arange(3), formatter={'int': lambda x: hex(x)}))
print(np.array2string(np.array([1.0, 2.5]), formatter={'float_kind': '{:.1f}'.format}, separator=' | '))
print(np.array2string(np.array(2.5)), np.array2string(np.array([])), np.array2string(np.arange(3), sign='+'))
with np.printoptions(precision=3, suppress=True, linewidth=30):
    print(a, np.arange(12) / 7, np.get_printoptions()['precision'])
print(np.get_printoptions()['precision'])
np.set_printoptions(threshold=5, edgeitems=1, nanstr='NaN', infstr='INF', sign=' ')
print(np.arange(10.0), np.array([np.nan, np.inf]))
np.set_printoptions(threshold=1000, edgeitems=3, nanstr='nan', infstr='inf', sign='-')
np.set_printoptions(floatmode='fixed', precision=4)
print(np.array([1, 0.5]))
np.set_printoptions(floatmode='maxprec', precision=8)
show(lambda: np.set_printoptions(floatmode='other'))
show(lambda: np.set_printoptions(sign='x'))
show(lambda: np.set_printoptions(threshold='x'))
show(lambda: np.set_printoptions(precision=1.5))
for x in (0.0, -0.0, 1.0, 123456.789, 1e-7, 1.5e20, 0.1, np.float32(0.1), np.nan, -np.inf):
    print(np.format_float_positional(x), np.format_float_scientific(x),
          np.format_float_positional(x, precision=2), np.format_float_scientific(x, precision=2),
          np.format_float_positional(x, trim='-'), np.format_float_scientific(x, exp_digits=3, trim='0'))
for number in (0, 5, -5, 255):
    print(np.base_repr(number, 2), np.base_repr(number, 16, padding=2), np.binary_repr(number),
          np.binary_repr(number, 10))
show(lambda: np.base_repr(5, 40))
show(lambda: np.binary_repr(100, 3))
