# SPDX-License-Identifier: Apache-2.0
# Places for the results of ufuncs: what is taken, and what is refused.
import numpy as np
for f in (lambda: np.modf(1.5,2.0), lambda: np.modf(1.5, 'd'), lambda: np.modf(1.5,out=3), lambda: np.modf(1.5,out=(3,4)), lambda: np.modf(1.5,out=(None,)), lambda: np.add(1,2,3), lambda: np.add(1,2,out=(3,)), lambda: np.modf(1.5,None,np.zeros(())), lambda: np.modf(1.5,out=np.zeros(())), lambda: np.modf(1.5,None,None,None),lambda: np.add(np.ones(3),1,np.zeros(3)),lambda: np.divmod(7,2,np.zeros((),int),np.zeros((),int))):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
