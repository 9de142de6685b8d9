# SPDX-License-Identifier: Apache-2.0
# Files of arrays and tables of text.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


import io

for kind in ['bool', 'int16', 'uint64', 'float16', 'float64', 'complex64']:
    a = np.arange(6).reshape(2, 3).astype(kind)
    stream = io.BytesIO()
    np.save(stream, a)
    np.save(stream, a[0])
    stream.seek(0)
    show(lambda: np.load(stream))
    show(lambda: np.load(stream))
    show(lambda: np.frombuffer(a.tobytes(), dtype=kind, count=2))
stream = io.BytesIO()
np.savez(stream, np.arange(3), weights=np.eye(2), bias=np.float32(1))
stream.seek(0)
with np.load(stream) as archive:
    print(archive.files, len(archive), 'weights' in archive, list(archive))
    print(archive['weights'], archive['arr_0'], archive['bias'].dtype)
    print(archive.f.weights.shape, sorted(archive.keys()))
    show(lambda: archive['none'])
    print({name: value.shape for name, value in archive.items()})
    print(archive)
stream = io.BytesIO()
np.savez_compressed(stream, a=np.zeros(1000))
print(len(stream.getvalue()) < 1000)
show(lambda: np.savez(io.BytesIO(), [1], arr_0=[2]))
show(lambda: np.load(io.BytesIO(b'')))
show(lambda: np.load(io.BytesIO(b'something else')))
show(lambda: np.load('/no/such/file.npy'))
table = '# a table\n1 2.5 3\n4 5 6e1\n\n7 8 nan\n'
show(lambda: np.loadtxt(io.StringIO(table)))
show(lambda: np.loadtxt(io.StringIO(table), usecols=(0, 2), unpack=True))
show(lambda: np.loadtxt(io.StringIO(table), skiprows=2, max_rows=1, ndmin=2))
show(lambda: np.loadtxt(['1,2', '3,4'], delimiter=',', dtype=int))
show(lambda: np.loadtxt(['1;x', '3;y'], delimiter=';', converters={1: lambda s: ord(s)}))
show(lambda: np.loadtxt(['1 2', '3']))
show(lambda: np.loadtxt(['1 a']))
show(lambda: np.loadtxt(['1.5'], dtype=int))
show(lambda: np.loadtxt('/no/such/file.txt'))
show(lambda: np.loadtxt(['1'], converters=5))
gaps = '1,,3\n4,x,6\n'
show(lambda: np.genfromtxt(io.StringIO(gaps), delimiter=','))
show(lambda: np.genfromtxt(io.StringIO(gaps), delimiter=',', filling_values=-1))
show(lambda: np.genfromtxt(io.StringIO('1,,3\n'), delimiter=',', dtype=int, filling_values={1: 7}))
show(lambda: np.genfromtxt(['12 34', '56 78'], delimiter=[1, 4]))
show(lambda: np.genfromtxt(['1 2', '3']))
text = io.StringIO()
np.savetxt(text, [[1, 2.5], [3, 4]], fmt='%.2f', delimiter=',', header='a,b', footer='end')
np.savetxt(text, np.arange(3), fmt='%d')
np.savetxt(text, [[1, 2]], fmt=['%d', '%5.1f'], newline='|')
np.savetxt(text, [1.5 + 2j])
print(text.getvalue())
show(lambda: np.savetxt(text, [[1, 2]], fmt=['%d']))
show(lambda: np.savetxt(text, np.ones((1, 1, 1))))
show(lambda: np.savetxt(5, [1]))
show(lambda: np.fromstring('1 2 3', sep=' '))
show(lambda: np.fromstring('1,2', dtype='int8', sep=',', count=1))
show(lambda: np.fromstring('1 2'))
show(lambda: np.frombuffer(bytearray(b'\x01\x00\x02\x00'), '<u2'))
show(lambda: np.frombuffer(b'abc'))
show(lambda: np.frombuffer(b'abc', 'u1', offset=1))
show(lambda: np.frombuffer(b''))
show(lambda: np.frombuffer([1]))
