# SPDX-License-Identifier: Apache-2.0
# mmap: each method's answers and errors, items and slices, exports, files that grow and shrink, arrays over the memory.
import array, copy, mmap, os, pickle, re, sys, tempfile

import numpy as np


def t(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
m = mmap.mmap(-1, 8)
t(lambda: m.size()); t(lambda: list(m)); t(lambda: b'\0' in m); t(lambda: 0 in m); t(lambda: m+m);
t(lambda: m['a']); t(lambda: m[1.5]); t(lambda: m.__delitem__(0)); t(lambda: m.__delitem__(slice(0,2)))
def s(k,v): m[k]=v
t(lambda: s(0,256)); t(lambda:s(0,-1)); t(lambda:s(0,'a')); t(lambda:s(0,b'a')); t(lambda:s(slice(0,2),b'a')); t(lambda:s(slice(0,2),'ab')); t(lambda:s(9,1)); t(lambda:s('a',1)); t(lambda:s(slice(0,4,2),b'xy')); t(lambda: m[:]); t(lambda: s(0, 2**70)); t(lambda:m[2**70])
t(lambda: mmap.mmap()); t(lambda: mmap.mmap(-1)); t(lambda: mmap.mmap(-1,-1)); t(lambda: mmap.mmap(-1,0)); t(lambda: mmap.mmap('a',1)); t(lambda: mmap.mmap(-1,'a')); t(lambda:mmap.mmap(-1,8,offset=-1)); t(lambda:mmap.mmap(-1,8,access=9)); t(lambda:mmap.mmap(-1,8,flags=2,access=1)); t(lambda:mmap.mmap(-1,8,foo=1)); t(lambda:mmap.mmap(-1,1,1,1,1,1,1)); t(lambda:mmap.mmap(-2,8)); t(lambda:mmap.mmap(-1,8,offset=None)); t(lambda:mmap.mmap(99,8)); t(lambda:mmap.mmap(-1,8,offset=1)); t(lambda:mmap.mmap(-1, 8, trackfd=False)); t(lambda:mmap.mmap(-1,2**70)); t(lambda:mmap.mmap(2**40,8))
t(lambda:m.read('a')); t(lambda:m.read(1,2)); t(lambda:m.readline(1)); t(lambda:m.seek()); t(lambda:m.seek(1,9)); t(lambda:m.seek(-1)); t(lambda:m.seek('a')); t(lambda:m.seek(100)); t(lambda:m.seek(8)); t(lambda:m.write_byte(1)); t(lambda:m.write_byte(256)); t(lambda:m.write_byte(-1)); t(lambda:m.write_byte('a')); t(lambda:m.write_byte(2**70)); t(lambda:m.write('a')); t(lambda:m.write(b'a')); t(lambda:m.read_byte()); t(lambda:m.find('a')); t(lambda:m.find()); t(lambda:m.find(1)); t(lambda:m.find(b'x',None)); t(lambda:m.find(b'x',0,100)); t(lambda:m.find(b'',3)); t(lambda:m.rfind(b'')); t(lambda:m.rfind(b'',0,3)); t(lambda:m.find(b'',5,3)); t(lambda:m.rfind(b'x',0)); t(lambda:m.flush(0,9)); t(lambda:m.flush(-1)); t(lambda:m.flush(0,8)); t(lambda:m.flush(1,2)); t(lambda:m.flush('a')); t(lambda:m.move(0,0)); t(lambda:m.move(0,0,9)); t(lambda:m.move(0,-1,1)); t(lambda:m.move('a',1,1)); t(lambda:m.resize(-1)); t(lambda:m.resize('a')); t(lambda:m.resize()); t(lambda:m.resize(0)); t(lambda: m.resize(10000)); t(lambda:len(m)); t(lambda:m.madvise()); t(lambda:m.madvise('a')); t(lambda:m.madvise(99)); t(lambda:m.madvise(0,2**70)); t(lambda:m.madvise(0,0,2**70))
t(lambda:repr(m)); t(lambda:m.close(1)); t(lambda:hash(m)==hash(m)); t(lambda:m==m); t(lambda:m<m); t(lambda:bool(m)); t(lambda:m.closed)
t(lambda:setattr(m,'closed',1)); t(lambda:m.foo); t(lambda:setattr(m,'foo',1)); t(lambda:copy.copy(m)); t(lambda:pickle.dumps(m)); t(lambda:sys.getsizeof(m)>0)
v=memoryview(m); t(lambda:(v.format,v.readonly,v.shape,v.nbytes)); t(lambda:m.close()); t(lambda:m.resize(5)); t(lambda:m.__exit__()); 
v.release(); t(lambda:m.close())
for n in 'read read_byte readline tell size flush'.split(): t(getattr(m,n))
for f in [lambda:m.write(b'a'),lambda:m.write('a'),lambda:m.seek(0),lambda:m.find(b'a'),lambda:m.find('a'),lambda:m.move(0,0,0),lambda:m.resize(1),lambda:m.resize('a'),lambda:m.write_byte(0),lambda:m[0],lambda:m[0:1],lambda:s(0,1),lambda:m['a'],lambda:len(m),lambda:list(m),lambda:memoryview(m),lambda:bytes(m),lambda:m.madvise(0),lambda:m.__enter__(),lambda:m.__exit__(),lambda:m.closed,lambda:repr(m),lambda:bool(m), lambda:b'a' in m, lambda:m.read('a'), lambda:m.seek('a'), lambda:m.madvise('a'), lambda:bytearray(m), lambda:b''.join([m]), lambda: b'abc'.find(m), lambda: int(m), lambda:s(slice(0,1),'a'), lambda:m.__delitem__(0)]: t(f)
print(mmap.mmap.__module__, mmap.mmap.__name__, mmap.mmap.__qualname__, mmap.mmap)
r=mmap.mmap(-1,8,prot=mmap.PROT_READ)
t(lambda:repr(r)); t(lambda:memoryview(r).readonly); t(lambda:r.write(b'')); t(lambda:r.write('a')); t(lambda:r.write_byte(256)); t(lambda:r.move(0,0,1));t(lambda:r.move(0,0,'a')); t(lambda:r.resize(4)); t(lambda:r.resize('a')); t(lambda:r.__setitem__(0,1)); t(lambda:r.__setitem__('a',1)); t(lambda:r.__delitem__('a')); t(lambda:r.flush())
w=mmap.mmap(-1,8,prot=mmap.PROT_WRITE); t(lambda:repr(w)); c=mmap.mmap(-1,8,access=mmap.ACCESS_COPY); t(lambda:repr(c)); t(lambda:c.resize(2)); t(lambda: c.flush(2,5)); t(lambda: c.flush(2,9))
t(lambda: mmap.mmap(-1, 8, 2).resize(4)); t(lambda: mmap.mmap(fileno=-1,length=8))
it=iter(m); print(type(it))
class S(mmap.mmap): pass
x=S(-1,8); x.a=1; t(lambda:repr(x)); 
with x as y: print(x is y)
t(lambda:x.__enter__())
t(lambda: sorted(n for n in dir(mmap.mmap) if n not in dir(object) and n != "__module__" and "buffer" not in n))
t(lambda: mmap.mmap.__init__(x, 3, 4))
t(lambda: [(n, getattr(mmap, n)) for n in sorted(dir(mmap)) if n.isupper()])

path = os.path.join(tempfile.mkdtemp(), "mapped")
with open(path, "wb") as f:
    f.write(b"one\ntwo\nthree" + bytes(3 + 2 * mmap.PAGESIZE))
with open(path, "r+b") as f:
    m = mmap.mmap(f.fileno(), 0)
    t(lambda: (len(m), m.size(), m.readline(), m.readline(), m.tell(), m.read(5), m.find(b"one"), m.rfind(b"one", 0), m.find(b"e", 3)))
    t(lambda: [m.find(b"", i, j) for i in (0, 3, -1, 99999) for j in (0, 5, -1, 99999)])
    t(lambda: [m.rfind(b"t", i, j) for i in (0, 3, -1, 99999) for j in (0, 5, 9, -1, 99999)])
    t(lambda: re.search(rb"t\w+e", m).group())
    m[0:3] = b"ONE"
    m[4:7:2] = array.array("B", [84, 79])
    m.flush()
    with open(path, "rb") as g:
        print(g.read(8))
    m.resize(mmap.PAGESIZE)
    t(lambda: (len(m), os.path.getsize(path), m[:7], m[-1], m[::-1][-3:], m[6:0:-3]))
    for length, offset in ((0, mmap.PAGESIZE), (1, mmap.PAGESIZE), (mmap.PAGESIZE + 1, 0), (5, 0), (0, 1), (5, 7), (0, 0)):
        t(lambda: len(mmap.mmap(f.fileno(), length, offset=offset)))
    t(lambda: mmap.mmap(f.fileno(), 4, access=mmap.ACCESS_READ)[:])
    private = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY)
    private[0] = 33
    t(lambda: (private[0], m[0]))

    # Arrays look at the memory; each side sees the other's writes.
    a = np.frombuffer(m, dtype=np.uint8, count=8)
    lazy = a + 1
    a[0] = 65
    m[1] = 66
    t(lambda: (a.flags.writeable, a.base.obj is m, a.tolist(), lazy.tolist(), m[:3]))
    t(lambda: m.resize(10))
    t(m.close)
    b = np.asarray(memoryview(m))[4:8].view(np.uint16)
    b[:] = 0x4241
    t(lambda: (m[:8], b.shape, b.dtype))
    del a
    t(m.close)
    del b
    t(m.close)
    t(lambda: np.frombuffer(m, dtype=np.uint8))
with open(path, "rb") as f:
    t(lambda: mmap.mmap(f.fileno(), 0))
    m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
    a = np.frombuffer(m, dtype="<u2", count=2)
    t(lambda: (a.flags.writeable, a.tolist()))
    t(lambda: a.setflags(write=True))
    t(lambda: a.__setitem__(0, 1))
    t(lambda: f.readinto(m))
t(lambda: mmap.mmap(f.fileno(), 0))
open(path, "wb").close()
with open(path, "r+b") as f:
    t(lambda: mmap.mmap(f.fileno(), 0))
m = mmap.mmap(-1, 16)
a = np.frombuffer(m, dtype=np.int32)
a += np.arange(4)
t(lambda: m[:])
keep = a[::2]
del a, m
print(keep, keep.sum())


class Closing:
    def __init__(self, m):
        self.m = m

    def __index__(self):
        self.m.close()
        return 1


for use in [lambda m, c: m[c], lambda m, c: m[c:5], lambda m, c: m.read(c), lambda m, c: m.find(b"1", 1, c), lambda m, c: m.__setitem__(c, 1), lambda m, c: m.__setitem__(0, c), lambda m, c: m.__setitem__(slice(c, 3), b"12"), lambda m, c: m.move(1, 2, c), lambda m, c: m.write_byte(c)]:
    m = mmap.mmap(-1, 8)
    t(lambda: use(m, Closing(m)))
os.unlink(path)
os.rmdir(os.path.dirname(path))
