# SPDX-License-Identifier: Apache-2.0
# The options signature and order of ufuncs; powers of truths; letters of dtypes.
import numpy as np


def t(f):
    try: r=f(); print(type(r).__name__, getattr(r,'dtype',None), r, getattr(r,'strides',None))
    except Exception as e: print(type(e).__name__, e)
a=np.arange(6).reshape(2,3)
for s in ('dd->d','ff->f','d','f','ll->l','ddd','dd->','xx->x','bb->b',(float,float,float),(None,None,np.float32),(np.float32,),(int,int),('d',None,None), 3, ['d']):
    t(lambda: np.add(a,1,signature=s)); t(lambda: np.add(a,1.5,sig=s)); 
t(lambda: np.greater(a,2,signature='dd->?')); t(lambda: np.sqrt(a,signature='f->f')); t(lambda: np.sqrt(a,signature='d->d',dtype=float))
t(lambda: np.add(a,1,order='F')); t(lambda: np.add(a.T,1,order='C')); t(lambda: np.add(a.T,1,order='K')); t(lambda: np.add(a.T,1,order='A'));t(lambda: np.sqrt(a,order='F')); t(lambda: np.add(a,1,order='X')); t(lambda: np.add(a,1,subok=False))
for x in (np.bool(True),np.bool(False)):
    for y in (2,0,True,2.0,np.int8(3),np.bool(True)):
        t(lambda: x**y); t(lambda: y**x)
    t(lambda: x**-1)
for d in '?bBhHiIlLefdFD': t(lambda: np.dtype(d).char)
