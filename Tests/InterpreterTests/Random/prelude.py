# SPDX-License-Identifier: Apache-2.0
# What stands before the random programs of a file: how they run, and how they print.

PRELUDE = '''
import warnings
import numpy as np

def show(*values):
    """Prints everything there is to know of results that are exact."""
    for value in values:
        if isinstance(value, np.ndarray):
            print(value.dtype, value.shape, end=" ")
            if value.size > 300:
                data = np.frombuffer(np.where(value == value, value, 0).tobytes(), np.uint8)
                print(int((data * (np.arange(len(data)) % 251 + 1)).sum()))
            else:
                print(value.tolist())
        elif isinstance(value, (tuple, list)):
            print(type(value).__name__, len(value))
            show(*value)
        else:
            print(type(value).__name__, repr(value))

def look(value):
    """Prints an array as people see it, and how it lies in memory."""
    print(value)
    print(repr(value))
    if isinstance(value, np.ndarray):
        print([s for n, s in zip(value.shape, value.strides) if n > 1 and value.size], value.flags.c_contiguous, value.flags.f_contiguous, value.flags.writeable)

def near(value, digits):
    """Prints results that may differ in their last bits; no element lies near where it is rounded."""
    if isinstance(value, (tuple, list)):
        for part in value:
            near(part, digits)
        return
    array = np.asarray(value)
    print(type(value).__name__, array.dtype, array.shape)
    if array.dtype.kind == "f":
        array = np.round(array.astype(np.float64), digits) + 0.0
    elif array.dtype.kind == "c":
        array = np.round(array.astype(np.complex128), digits) + 0.0
    print(array.tolist())

def program(seed):
    def run(main):
        print("program", seed)
        with warnings.catch_warnings(record=True) as log, np.printoptions():
            warnings.simplefilter("always")
            try:
                main()
            except Exception as error:
                print("ended by", type(error).__name__, error)
        for text in sorted({f"{w.category.__name__}: {w.message}" for w in log}):
            print(text)
    return run
'''.lstrip()
