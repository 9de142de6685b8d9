# SPDX-License-Identifier: Apache-2.0
# What goes wrong, or ends at a bad time, between scripts and the hosted CPython: errors where they belong, no crash, nothing lost.
import gc
import os
import signal
import subprocess
import sys
import time

import cpython
import numpy as np
from cpython import numpy as onp

checks = 0


def check(got, wanted):
    global checks
    checks += 1
    assert type(got) is type(wanted) and got == wanted, f'{got!r} is not {wanted!r}'


def caught(body, *arguments):
    """The exception that a call raises."""
    global checks
    checks += 1
    try:
        result = body(*arguments)
    except BaseException as error:
        return error
    raise AssertionError(f'nothing was raised, but {result!r} returned')


def raises(kind, text, body, *arguments):
    error = caught(body, *arguments)
    assert isinstance(error, kind) and text in str(error), f'{error!r} is no {kind.__name__} that says {text!r}'


def program(text, *options, **more):
    """Another process of this command that runs a script."""
    return subprocess.run([sys.executable, '-c', text, *options], capture_output=True, text=True, timeout=120, **more)


# Exporters that go first.
cpython.exec('''
import gc, numpy, threading, time, os
kept = []
''')
for make in (lambda: onp.arange(1000.), lambda: onp.frombuffer(cpython.eval('bytearray')(8000))):
    native = np.asarray(make())[10:20]
    native[:] = np.arange(10.)
    for _ in range(50):
        cpython.exec('kept = [numpy.full(1000, -1.0) for _ in range(20)]; gc.collect()')
        gc.collect()
    check(native.tolist(), [float(i) for i in range(10)])
other = onp.asarray(np.arange(1000.))[10:20]
for _ in range(50):
    fill = [np.full(1000, -1.0) + 0 for _ in range(20)]
    gc.collect()
check(other.tolist(), [float(i) for i in range(10, 20)])
del native, other, fill

# Threads of the host that call a script's function get an error; the script goes on.
cpython.exec('''
def in_thread(function, *arguments):
    out = []
    def run():
        try:
            out.append(('returned', function(*arguments)))
        except BaseException as error:
            out.append((type(error).__name__, str(error)))
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return out[0]
''')
in_thread = cpython.eval('in_thread')


class Record:
    def __len__(self):
        return 3


check(in_thread(lambda: 1), ('RuntimeError', 'an object of a script can only be used on the thread that runs the script'))
check(in_thread(cpython.eval('lambda r: len(r)'), Record())[0], 'RuntimeError')
check(in_thread(cpython.eval('lambda r: r.x'), Record())[0], 'RuntimeError')
cpython.exec('''
def target(function):
    seen = []
    threading.excepthook, hook = lambda arguments: seen.append(arguments.exc_type.__name__), threading.excepthook
    threads = [threading.Thread(target=function) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    threading.excepthook = hook
    return seen
''')
check(cpython.eval('target')(lambda: 1), ['RuntimeError'] * 4)
# The last reference to a script's object may go on any thread.
cpython.exec('''
def drop(objects):
    box = [objects]
    del objects
    thread = threading.Thread(target=box.clear)
    thread.start()
    thread.join()
''')
for _ in range(20):
    cpython.eval('drop')([Record(), lambda: 1])
gc.collect()

# Threads of the host work on memory that the script works on.
shared = np.zeros(8000)
cpython.exec('''
def work(array, rounds):
    def add(part):
        for _ in range(rounds):
            part += 1
            numpy.sin(part)
    threads = [threading.Thread(target=add, args=(part,)) for part in array.reshape(8, -1)]
    for thread in threads: thread.start()
    return threads
''')
threads = cpython.eval('work')(onp.asarray(shared), 200)
sums = []
while any(thread.is_alive() for thread in threads):
    sums.append((shared * 2).sum().item())
    gc.collect()
for thread in threads:
    thread.join()
check(sums == sorted(sums), True)
check(shared.tolist(), [200.0] * 8000)
# Their arrays end on their threads while the script converts.
cpython.exec('''
def churn(stop):
    def run():
        while not stop: numpy.asarray(memoryview(numpy.arange(100.)))[::2].sum()
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads: thread.start()
    return threads
stop = set()
''')
threads = cpython.eval('churn(stop)')
for index in range(2000):
    check(np.asarray(onp.arange(3.) + index)[1].item(), 1.0 + index)
cpython.exec('stop.add(1)')
for thread in threads:
    thread.join()

# Capsules are taken once, or never.
capsule = onp.arange(3.).__dlpack__(max_version=(1, 0))


class Tensor:
    def __init__(self, capsule):
        self.capsule = capsule

    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self, **options):
        return self.capsule


for capsule in (onp.arange(3.).__dlpack__(), onp.arange(3.).__dlpack__(max_version=(1, 0)), np.arange(3.).__dlpack__(),
                np.arange(3.).__dlpack__(max_version=(1, 0))):
    first = np.from_dlpack(Tensor(capsule))
    raises(ValueError, 'incorrect name', np.from_dlpack, Tensor(capsule))
    check(first.tolist(), [0.0, 1.0, 2.0])
for capsule in (onp.arange(3.).__dlpack__(), onp.arange(3.).__dlpack__(max_version=(1, 0)), np.arange(3.).__dlpack__(),
                np.arange(3.).__dlpack__(max_version=(1, 0))):
    first = onp.from_dlpack(Tensor(capsule))
    check(type(caught(onp.from_dlpack, Tensor(capsule))) in (ValueError, BufferError, RuntimeError, TypeError), True)
    check(first.tolist(), [0.0, 1.0, 2.0])
for _ in range(1000):
    onp.arange(3.).__dlpack__(), np.arange(3.).__dlpack__(max_version=(1, 0)), np.arange(3.).__array_struct__
    cpython.eval('id')(np.arange(3.).__dlpack__())
gc.collect()
raises(ValueError, 'invalid PyCapsule', np.from_dlpack, Tensor(3))
raises(Exception, '', onp.from_dlpack, Tensor(3))
raises(ValueError, '', np.from_dlpack, Tensor(np.arange(3.).__array_struct__))
raises(Exception, '', onp.from_dlpack, Tensor(np.arange(3.).__array_struct__))

# Array interfaces that are wrong.
good = np.arange(6.)
cpython.exec('''
good = numpy.arange(6.)
class Wrong:
    def __init__(self, interface): self.__array_interface__ = interface
class WrongStruct:
    def __init__(self, value): self.__array_struct__ = value
''')
there = cpython.eval('good')


class Wrong:
    def __init__(self, interface):
        self.__array_interface__ = interface


class WrongStruct:
    def __init__(self, value):
        self.__array_struct__ = value


WRONG = [
    ({'typestr': '<z9'}, TypeError), ({'typestr': 3}, TypeError), ({'typestr': None}, ValueError),
    ({'shape': (-1,)}, ValueError), ({'shape': [6]}, TypeError), ({'shape': None}, ValueError), ({'shape': ('x',)}, TypeError),
    ({'strides': (8, 8)}, ValueError), ({'strides': [8]}, TypeError), ({'data': (0, False)}, ValueError), ({'data': (1,)}, TypeError),
    ({'data': ('x', False)}, TypeError), ({'data': b'123'}, ValueError), ({'data': 3.5}, TypeError),
]
for change, kind in WRONG:
    for source, asarray, classes in ((good, np.asarray, (Wrong, cpython.eval('Wrong'))), (there, onp.asarray, (Wrong, cpython.eval('Wrong')))):
        for wrapper in classes:
            interface = {key: value for key, value in {**source.__array_interface__, **change}.items() if value is not None}
            try:
                result = asarray(wrapper(interface))
            except (TypeError, ValueError, BufferError) as error:
                assert str(error), change
            else:
                # The original takes a few of these for what they are not; no more is asked of it than that it goes on.
                assert asarray is onp.asarray or wrapper is not Wrong, f'{change} became {result!r}'
            checks += 1
    raises(kind, '', np.asarray, Wrong({key: value for key, value in {**good.__array_interface__, **change}.items() if value is not None}))
for value in (3, 'x', None, [], onp.arange(3.).__dlpack__()):
    raises((ValueError, TypeError), '', np.asarray, WrongStruct(value)) if value is not None else None

# Recursion through both sides ends in RecursionError.
through = cpython.eval('lambda f, *a: f(*a)')


def endless(level):
    return through(endless, level + 1)


raises(RecursionError, '', endless, 0)
check(through(lambda: 5), 5)
cpython.exec('''
def endless_there(f): return f(endless_there, f)
''')
raises(RecursionError, '', cpython.eval('endless_there'), lambda g, f: g(f))


class Endless:
    def __getattr__(self, name):
        return through(getattr, self, name)

    def __eq__(self, other):
        return cpython.eval('lambda a, b: a == b')(self, other)

    def __repr__(self):
        return cpython.eval('lambda x: repr(x)')(self)

    __hash__ = None


raises(RecursionError, '', repr, Endless())
raises(RecursionError, '', lambda: Endless() == 1)
check(through(lambda: 6), 6)

# Circles of objects of both sides: nobody collects them, nothing breaks.
for _ in range(100):
    record, box = Record(), cpython.eval('type("Box", (), {})()')
    record.box, box.record = box, record
    check(record.box.record is record, True)
del record, box
gc.collect()
cpython.exec('gc.collect()')
# A circle that is broken is collected.
ended = []


class Ends:
    def __del__(self):
        ended.append(1)


ends, box = Ends(), cpython.eval('type("Box", (), {})()')
ends.box, box.record = box, ends
del box.record
del ends, box
gc.collect()
cpython.exec('gc.collect()')
check(ended, [1])

# Large values, and text of every kind.
identity = cpython.eval('lambda x: x')
check(len(identity('x' * 10_000_000)), 10_000_000)
check(len(identity(b'\0' * 10_000_000)), 10_000_000)
check(identity(list(range(200_000)))[-1], 199_999)
check(identity(7 ** 20_000) == 7 ** 20_000, True)
check(len(cpython.eval('lambda *a: a')(*range(50_000))), 50_000)
check(len(cpython.eval('lambda **k: k')(**{f'k{i}': i for i in range(5_000)})), 5_000)
for text in ('\0', 'a\0b', '\ud800', '\udfff\ud800', 'é\udc80', '\U0010ffff', 'a\0\ud900é', ''):
    check(identity(text), text)
    check(identity({text: [text]}), {text: [text]})
    check(cpython.eval('len')(text), len(text))
    check(identity(lambda: 1) is not None, True)
    raises(AttributeError, '', getattr, onp, text + 'missing')
    raises((ValueError, ImportError, UnicodeError), '', cpython.import_module, text + 'missing')
    raises((NameError, ValueError, SyntaxError, UnicodeError), '', cpython.eval, text + 'missing')
    raises(KeyError, '', lambda: cpython.eval('__import__("collections").OrderedDict()')[text])
    raises(ValueError, '', cpython.eval('lambda t: (_ for _ in ()).throw(ValueError(t))'), text)


def leaves(code):
    sys.exit(code)


error = caught(through, leaves, 4)
check((type(error) is SystemExit, error.code), (True, 4))
ran = program('import cpython, sys\nprint("before")\ncpython.eval("lambda f: f()")(lambda: sys.exit(5))')
check((ran.returncode, ran.stdout), (5, 'before\n'))
ran = program('import cpython\ncpython.eval("__import__(\'sys\').exit(6)")')
check(ran.returncode, 6)
ran = program('import cpython\ncpython.eval("lambda f: f()")(lambda: 1 / 0)')
check((ran.returncode, ran.stderr.splitlines()[-1]), (1, 'ZeroDivisionError: division by zero'))

# Signals are the script's, also while the host waits.
seen = []
before = signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
cpython.exec('import time')
signal.setitimer(signal.ITIMER_REAL, 0.1)
cpython.eval('time.sleep')(0.3)
for _ in range(100):
    pass
check(seen, [signal.SIGALRM])
signal.signal(signal.SIGALRM, before)
INTERRUPTED = '''
import cpython, os, signal, sys
cpython.exec("import time")
try:
    print("ready", flush=True)
    cpython.eval("time.sleep")(1.0)
    for _ in range(1000): pass
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted")
'''
process = subprocess.Popen([sys.executable, '-c', INTERRUPTED], stdout=subprocess.PIPE, text=True)
check(process.stdout.readline(), 'ready\n')
time.sleep(0.2)
process.send_signal(signal.SIGINT)
check((process.communicate(timeout=60)[0], process.returncode), ('interrupted\n', 0))

# Forks and subprocesses after the host has started.
def forked(body):
    """What a child's end says: its status after `body` ran in it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = body()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


check(forked(lambda: 0), 0)
check(forked(lambda: int(onp.arange(4).sum())), 6)
check(forked(lambda: int(np.asarray(onp.arange(4.) + 1).sum())), 10)
check(forked(lambda: through(lambda: 7)), 7)
check(forked(lambda: forked(lambda: int(onp.arange(3).sum()))), 3)
check(forked(lambda: 8 if isinstance(caught(onp.linalg.inv, onp.zeros((2, 2))), ValueError) else 1), 8)
check(onp.arange(4).sum().item(), 6)
check(subprocess.run(['echo', 'text'], capture_output=True, text=True).stdout, 'text\n')
check(cpython.eval('__import__("subprocess").run')(['echo', 'there'], capture_output=True, text=True).stdout, 'there\n')
check(cpython.eval('lambda: (lambda p: os.waitstatus_to_exitcode(os.waitpid(p, 0)[1]) if p else os._exit(9))(os.fork())')(), 9)

# The end of the process: functions of both sides run, objects that are alive do no harm.
AT_EXIT = '''
import atexit, cpython, numpy as np
from cpython import numpy as onp
class Record:
    def __del__(self): pass
cpython.exec("import atexit, sys\\ndef there(): print('there'); sys.stdout.flush()\\natexit.register(there)")
array, record = onp.arange(3.), Record()
native = np.asarray(array)
other = onp.asarray(np.arange(3.))
held = cpython.eval("[]")
cpython.eval("globals()")
box = cpython.eval("type('Box', (), {})()")
box.record, record.box = record, box
atexit.register(lambda: print("here", array.sum().item(), native.sum().item(), other.sum().item(), len(cpython.eval("[1, 2]")), flush=True))
'''
ran = program(AT_EXIT)
check((ran.returncode, sorted(ran.stdout.split('\n')), ran.stderr), (0, ['', 'here 3.0 3.0 3.0 2', 'there'], ''))
ran = program(AT_EXIT + 'cpython.eval("atexit.register")(lambda: print("callback", flush=True))')
check((ran.returncode, 'here 3.0' in ran.stdout, 'there' in ran.stdout), (0, True, True))
ran = program('import cpython, threading\ncpython.exec("import threading, time\\nthreading.Thread(target=lambda: time.sleep(5), daemon=True).start()")\nprint("end")')
check((ran.returncode, ran.stdout), (0, 'end\n'))
ran = program('import cpython, os\nfrom cpython import numpy\nos._exit(3)')
check(ran.returncode, 3)
print(checks, 'checks')
