# SPDX-License-Identifier: Apache-2.0
# Numbers' smaller rules: formats of float, hexadecimal digits, conversions that give a subclass, the interval of threads.
import sys
import warnings


def told(function):
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter("always")
        try:
            result = function()
        except Exception as error:
            result = type(error).__name__, str(error)
    print(result, [str(w.message) for w in log])


class Sub(float):
    pass


class Gives:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


told(lambda: float.__getformat__("double"))
told(lambda: float.__getformat__("single"))
told(lambda: float.__getformat__(3))
told(lambda: float.fromhex("0x1.8p3"))
told(lambda: float.fromhex("0x\u0661"))
told(lambda: float(Gives(1.5)))
told(lambda: float(Gives(Sub(1.5))))
told(lambda: float(Gives("x")))
told(lambda: sys.setswitchinterval(0))
told(lambda: sys.setswitchinterval(0.01))
told(sys.getswitchinterval)
told(lambda: sys.settrace(None))
told(sys.gettrace)
