# SPDX-License-Identifier: Apache-2.0
# sys.set_asyncgen_hooks: what is told when.
import sys

seen = []


def ignore(generator):
    pass



async def numbers():
    yield 1
    yield 2


def drive(step):
    try:
        step.send(None)
    except StopIteration as error:
        return error.value
    except StopAsyncIteration:
        return "end"


old = sys.get_asyncgen_hooks()
print(old, old.firstiter, old.finalizer)
sys.set_asyncgen_hooks(firstiter=lambda g: seen.append(g.__name__), finalizer=ignore)
print(sys.get_asyncgen_hooks().finalizer is ignore)
g = numbers()
print(seen)
print(drive(g.__anext__()), seen, drive(g.asend(None)), drive(g.__anext__()), seen)
g = numbers()
g.aclose()
print(seen)
for arguments in ({"firstiter": 1}, {"finalizer": "x"}):
    try:
        sys.set_asyncgen_hooks(**arguments)
    except TypeError as error:
        print(error)
sys.set_asyncgen_hooks(*old)
print(sys.get_asyncgen_hooks() == (None, None))
