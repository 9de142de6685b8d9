# SPDX-License-Identifier: Apache-2.0
# zlib: whole and in pieces, dictionaries, errors.
import zlib
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__module__,type(e).__name__, e)
c=zlib.compress(b'hello world'*10)
L=[lambda:zlib.compress('x'), lambda:zlib.compress(b'',10), lambda:zlib.compress(b'',-2), lambda:zlib.compress(b'a',wbits=99), lambda:zlib.compress(b'abc',wbits=-15), lambda:zlib.compress(b'abc',level=0), lambda:zlib.decompress(b'xyz'), lambda:zlib.decompress(c[:-3]), lambda:zlib.decompress(b''), lambda:zlib.decompress(c)[:5], lambda:zlib.decompress(c,bufsize=1)[:5], lambda:zlib.decompress(c,bufsize=0)[:5], lambda:zlib.decompress(c,bufsize=-1), lambda:zlib.decompress(c,-15), lambda:zlib.decompress(c,47)[:3], lambda:zlib.decompress(c+b'xx')[:4], lambda:zlib.decompress(c, wbits=99), lambda:zlib.decompress(c[:-1]+b'x'),
lambda:zlib.compressobj(10), lambda:zlib.compressobj(level=3,method=9), lambda:zlib.compressobj(wbits=99), lambda:zlib.compressobj(foo=1), lambda:zlib.compressobj(memLevel=0), lambda:zlib.compressobj(zdict='x'), lambda:zlib.compressobj(strategy=99), lambda:zlib.decompressobj(99), lambda:zlib.decompressobj(zdict='x'), lambda:type(zlib.compressobj()), lambda:type(zlib.decompressobj()), lambda:zlib.crc32(b'abc'), lambda:zlib.crc32(b'abc',-1), lambda:zlib.crc32(b'abc',2**40), lambda:zlib.adler32(b'abc'), lambda:zlib.adler32(b'abc',5), lambda:zlib.crc32('x'), lambda:zlib.crc32(b'x','y'), lambda:zlib.error.__mro__, lambda:zlib.error.__module__, lambda:zlib.crc32(b'abc'*100000)]
for f in L: t(f)
co=zlib.compressobj(); t(lambda:co.compress('x')); x=co.compress(b'abc'*100); y=co.flush(zlib.Z_SYNC_FLUSH); c2=co.copy(); z=co.compress(b'd')+co.flush(); print(x,y,z, zlib.decompress(x+y+z)[-4:])
t(lambda:co.compress(b'x')); t(lambda:co.flush()); t(lambda: co.copy()); print(zlib.decompress(x+y+c2.compress(b'e')+c2.flush())[-4:])
t(lambda: zlib.compressobj().flush(99)); t(lambda: zlib.compressobj().flush(zlib.Z_NO_FLUSH))
d=zlib.decompressobj(); print(d.decompress(c,5), d.unconsumed_tail, d.unused_data, d.eof); print(d.decompress(d.unconsumed_tail,3)); d2=d.copy(); print(d.flush(), d.eof, d.unused_data, d.unconsumed_tail); print(d2.flush())
t(lambda:d.decompress(b'x')); print(d.unused_data); t(lambda:d.decompress(b'x',-1)); t(lambda:d.flush(0)); t(lambda:d.flush(-1)); t(lambda:d.copy().eof)
d=zlib.decompressobj(); print(d.decompress(c+b'tail'), d.unused_data, d.eof, d.decompress(b'more'), d.unused_data)
t(lambda:zlib.decompressobj().decompress(b'zzz')); t(lambda:zlib.decompressobj().flush())
zd=b'hello world'; co=zlib.compressobj(zdict=zd); z=co.compress(b'hello world')+co.flush(); print(z); t(lambda:zlib.decompress(z)); t(lambda:zlib.decompressobj(zdict=zd).decompress(z)); t(lambda:zlib.decompressobj(zdict=b'foo').decompress(z))
t(lambda:type(co)())
for n in sorted(x for x in dir(zlib) if x.isupper() and 'VERSION' not in x): print(n, getattr(zlib,n))

import gzip, io
data = bytes(range(256)) * 40
packed = gzip.compress(data, mtime=0)
print(len(packed) < len(data), gzip.decompress(packed) == data)
stream = io.BytesIO()
with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as f:
    f.write(b"one\n"); f.write(b"two\n")
print(gzip.GzipFile(fileobj=io.BytesIO(stream.getvalue())).read())
print([line for line in gzip.open(io.BytesIO(stream.getvalue()), "rt")])
t(lambda: gzip.decompress(b"xx"))
t(lambda: gzip.decompress(packed[:-5]))
