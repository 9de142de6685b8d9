# SPDX-License-Identifier: Apache-2.0
# The limit on digits of integers in text.
import sys


def attempt(action):
    try:
        print(action())
    except (ValueError, SyntaxError, OverflowError, TypeError) as error:
        print(type(error).__name__, str(error).splitlines()[0])


print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits)
for limit in (1000, 640, 0, 4300):
    sys.set_int_max_str_digits(limit)
    print(sys.get_int_max_str_digits())
    for count in (640, 641, 1000, 1001, 4300, 4301, 10000):
        text = "7" * count
        attempt(lambda: int(text) % 1000)
        attempt(lambda: int(f"-{text}") % 1000)
        attempt(lambda: int("_".join(text)) % 1000)
        attempt(lambda: int(text, 0) % 1000)
        attempt(lambda: int(text, 8) % 1000)
        attempt(lambda: int(text, 9) % 1000)
        attempt(lambda: eval(text) % 1000)
        number = 10 ** (count - 1) * 7
        attempt(lambda: len(str(number)))
        attempt(lambda: len(str(-number)))
        attempt(lambda: len(f"{number:d}"))
        attempt(lambda: len(f"{number:,}"))
        attempt(lambda: len("%d" % number))
        attempt(lambda: len("%x" % number))
        attempt(lambda: len(hex(number)))
        attempt(lambda: int("0x" + text, 0) % 1000)
        attempt(lambda: int(text.encode()) % 1000)
for wrong in (-1, 1, 639, 2**31, "x", 2**70):
    attempt(lambda: sys.set_int_max_str_digits(wrong))
