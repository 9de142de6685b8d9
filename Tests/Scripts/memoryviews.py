# SPDX-License-Identifier: Apache-2.0
# memoryview: casts to other formats and shapes, indices, elements, comparisons, releases.
import array
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
b=bytearray(range(24)); m=memoryview(b)
import struct
for fm in 'bBchHiIlLqQnNfd?P':
    n=struct.calcsize(fm)
    x=memoryview(bytearray(range(n*2))).cast(fm)
    print(fm, x.itemsize, x.shape, x.strides, x.tolist(), x[0], x.nbytes, len(x))
    for v in (1, -1, 300, 2**31, 2**63, 2**64, 1.5, 'a', b'a', b'ab', None, True):
        try:
            x[0]=v; print(fm, repr(v), x[0])
        except Exception as e: print(fm, repr(v), type(e).__name__, e)
L=[lambda:m.cast('x'), lambda:m.cast('<i'), lambda:m.cast('@i').tolist(), lambda:m.cast('@i').format, lambda:m.cast('ii'), lambda:m.cast(''), lambda:m.cast('B',[2,12]).tolist(), lambda:m.cast('B',(2,12))[1,3], lambda:m.cast('B',(2,12))[1], lambda:m.cast('B',(2,12))[1,3,4], lambda:m.cast('B',(2,12))[5,3], lambda:m.cast('B',(2,12))[1,-1], lambda:m.cast('B',(2,12))[1,30],lambda:m.cast('B',(2,12))[0:1,0:1], lambda:m.cast('B',(2,12))[()], lambda:m.cast('B',(2,11)), lambda:m.cast('B',[2,'x']), lambda:m.cast('B',5), lambda:m.cast('B',[0,24]), lambda:m.cast('B',[-2,-12]), lambda:m.cast('h').cast('i'), lambda:m.cast('h').cast('B').tolist(), lambda:m.cast('h',[2,6]).cast('B').tolist(), lambda:m.cast('h',[2,6]).cast('B',[4,6]), lambda:m.cast('B',[2,12]).cast('B',[4,6]), lambda:m.cast('B',[2,3,4]).strides, lambda:m[::2].cast('h'), lambda:m[:5].cast('i'), lambda:m.cast('B',[24,1]).shape, lambda:m[3:].cast('B',[]) , lambda:m[:1].cast('B',[]).tolist(), lambda:m[:1].cast('B',[])[()], lambda:m[:1].cast('B',[])[0], lambda:len(m.cast('B',[2,12])), lambda:m.cast(5), lambda:m.cast(), lambda:list(m.cast('i')), lambda:list(m.cast('B',[2,12])), lambda:m.cast('i')[1:3].tolist(), lambda:m.cast('i')[::-1].tolist(), lambda:m.cast('i')[::2].strides, lambda:m.cast('i')[::2].contiguous, lambda:m['x'], lambda:m[50], lambda:m[0,0], lambda:m.cast('i')==m, lambda:m==b, lambda:m.cast('i')==array.array('i',m.cast('i').tolist()), lambda:m.cast('i')==array.array('q',m.cast('i').tolist()), lambda:m.cast('i')==array.array('f',m.cast('i').tolist()), lambda:hash(memoryview(b'abc')) ==hash(b'abc'), lambda:hash(memoryview(b'abcd').cast('i')), lambda:hash(m), lambda:m.cast('i').hex(), lambda:m.hex(':',4), lambda:m.cast('i').tobytes(), lambda:m.cast('B',[2,12]).tobytes('F'), lambda:m.cast('B',[2,12]).tobytes('X'), lambda:m.obj is b, lambda:m.cast('i').obj is b, lambda:m.suboffsets, lambda:m.cast('i')[::2].tobytes(), lambda:m.__setitem__(slice(0,2),b'x'), lambda:m.__setitem__(slice(0,2),'xx'), lambda:m.cast('i').__setitem__(slice(0,1),b'abcd'), lambda:m.cast('i').__setitem__(slice(0,1),memoryview(b'abcd').cast('i')), lambda:m.cast('i')[0], lambda:m.__delitem__(0), lambda:memoryview(b'abc').__setitem__(0,1), lambda:m.cast('B',[2,12]).__setitem__(0,1), lambda:m.cast('B',[2,12]).__setitem__((0,1),77), lambda:m.cast('B',[2,12])[0,1], lambda:m.cast('B',[2,12]).__setitem__(slice(0,1),b'x'), lambda:memoryview(5), lambda:memoryview(), lambda:memoryview(object=b'1').tolist(), lambda:memoryview(b'1',2), lambda:repr(m)[:10], lambda:m.c_contiguous, lambda:m.cast('B',[2,12]).f_contiguous, lambda:m.cast('B',[1,24]).f_contiguous, lambda:m[::2].f_contiguous, lambda:5 in m, lambda:m.index(5), lambda:m.count(5), lambda:memoryview(m)==m, lambda:m<m, lambda:list(reversed(m[:3])), lambda: m.toreadonly().readonly, lambda:m.toreadonly().cast('i').readonly, lambda:m.toreadonly().__setitem__(0,1), lambda:memoryview(b'a').ndim, lambda:m.cast('d')==m.cast('d'), lambda: memoryview(struct.pack('d',float('nan'))).cast('d')==memoryview(struct.pack('d',float('nan'))).cast('d'), lambda: m.cast('P')==m.cast('P'), lambda:m.cast('c')[0:2].tolist(), lambda:m.cast('c')==m, lambda:bytes(m.cast('B',[2,12])), lambda:bytearray(m[::3]), lambda:b''.join([m,m]), lambda:m.cast('?').tolist(), lambda:m.release(), lambda:m.tolist(), lambda:repr(m)[:10], lambda:m[0], lambda:len(m), lambda:m.format, lambda:m.cast('B'), lambda:m==m, lambda:m==b, lambda:m.release(), lambda:b.append(1)]
for i,f in enumerate(L):
    print(i,end=' '); t(f)
b=bytearray(8); m=memoryview(b); c=m.cast('i')
t(lambda:b.append(1)); t(lambda: m.release()); t(lambda:b.append(1)); t(lambda:c.release()); t(lambda:b.append(1))
with memoryview(b) as m2: print(m2[0])
t(lambda:m2[0])
m=memoryview(b'abc')
it=iter(m); print(next(it), next(it))

m = memoryview(bytearray(12)).cast("i", [3])
m[0], m[-1] = 5, -6
print(m.tolist(), m[::-1].tolist(), m.obj, list(m), 5 in m)
m[:2] = m[1:]
print(m.tolist())
import io
b = bytearray(6)
print(io.BytesIO(b"abcdef").readinto(memoryview(b)[1:4]), b)
t(lambda: io.BytesIO(b"xyz").readinto(memoryview(b)[::2]))
import struct
struct.pack_into("<H", memoryview(b)[2:], 1, 0x4142)
print(b)
import numpy as np
a = np.arange(6, dtype=np.int16).reshape(2, 3)
v = memoryview(a)
print(v.format, v.itemsize, v.shape, v.strides, v.ndim, v.nbytes, v.tolist(), v[1, 2], v.c_contiguous)
print(v.tobytes() == a.tobytes(), np.array(v).tolist(), np.frombuffer(v.cast("B"), dtype=np.int16))
v[0, 1] = 77
print(a)


class Releasing:
    def __init__(self, view):
        self.view = view

    def __index__(self):
        self.view.release()
        return 0


for use in [lambda m, i: m[i], lambda m, i: m.__setitem__(i, 1), lambda m, i: m.__setitem__(0, i), lambda m, i: m.__setitem__(slice(i, 1), b"x")]:
    m = memoryview(bytearray(4))
    t(lambda: use(m, Releasing(m)))
t(lambda: struct.pack_into("i", bytearray(5), 2**63 - 1, 1))
t(lambda: struct.unpack_from("i", bytearray(5), 2**63 - 1))
t(lambda: struct.unpack_from("i", bytearray(5), -2**63))
import binascii
t(lambda: binascii.b2a_hex(memoryview(b"abcd")[::2]))
