# SPDX-License-Identifier: Apache-2.0
# Exceptions between scripts and the hosted CPython: types, arguments, attributes, places, identity, through any number of levels.
import sys
import traceback

import cpython
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


def places(error):
    return [(entry.name, entry.lineno) for entry in traceback.extract_tb(error.__traceback__)]


# Built-in types arrive as themselves.
throw = cpython.eval('lambda e: (_ for _ in ()).throw(e)')
cpython.exec('''
def fail(name, *arguments):
    raise getattr(__import__('builtins'), name)(*arguments)
''')
fail = cpython.eval('fail')
for kind in (ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, OverflowError, ArithmeticError, AttributeError,
             NameError, RuntimeError, NotImplementedError, RecursionError, MemoryError, EOFError, BufferError, AssertionError,
             LookupError, ImportError, ModuleNotFoundError, OSError, FileNotFoundError, PermissionError, TimeoutError,
             UnicodeError, UserWarning, DeprecationWarning, KeyboardInterrupt, GeneratorExit, SystemExit, Exception, BaseException):
    error = caught(fail, kind.__name__, 'one', 2)
    check(type(error) is kind, True)
    check(error.args, ('one', 2))
    error = caught(fail, kind.__name__)
    check((type(error) is kind, error.args, str(error)), (True, (), ''))
check(str(caught(fail, 'KeyError', 'k')), "'k'")
check(caught(cpython.eval('{}.__getitem__'), 'missing').args, ('missing',))
check(str(caught(cpython.eval, '1 / 0')), 'division by zero')
check(type(caught(cpython.eval, '1 / 0')) is ZeroDivisionError, True)

# Attributes.
error = caught(cpython.import_module, 'no_such_module')
check((type(error) is ModuleNotFoundError, error.name, error.path), (True, 'no_such_module', None))
error = caught(cpython.exec, 'from os import no_such_name')
check((type(error) is ImportError, error.name), (True, 'os'))
error = caught(cpython.eval('open'), '/no/such/file')
check((type(error) is FileNotFoundError, error.errno, error.strerror, error.filename),
      (True, 2, 'No such file or directory', '/no/such/file'))
check(str(error), "[Errno 2] No such file or directory: '/no/such/file'")
error = caught(cpython.eval('__import__("os").rename'), '/no/such/a', '/no/such/b')
check((error.filename, error.filename2), ('/no/such/a', '/no/such/b'))
error = caught(cpython.eval('b"ab\\xff".decode'), 'utf-8')
check((type(error) is UnicodeDecodeError, error.encoding, error.object, error.start, error.end, error.reason),
      (True, 'utf-8', b'ab\xff', 2, 3, 'invalid start byte'))
error = caught(cpython.eval('"aé".encode'), 'ascii')
check((type(error) is UnicodeEncodeError, error.object, error.start, error.end), (True, 'aé', 1, 2))
error = caught(cpython.eval, '1 +* 2')
check((type(error) is SyntaxError, error.lineno, error.offset, error.text.strip(), error.msg),
      (True, 1, 4, '1 +* 2', 'invalid syntax'))
error = caught(cpython.exec, 'if 1:\nx = 1')
check((type(error) is IndentationError, error.lineno), (True, 2))
error = caught(fail, 'SystemExit', 3)
check((type(error) is SystemExit, error.code), (True, 3))
error = caught(cpython.eval('__import__("sys").exit'))
check((type(error) is SystemExit, error.code), (True, None))
cpython.exec('''
def generator():
    yield 1
    return 'value'
''')
steps = cpython.eval('generator()')
check(next(steps), 1)
error = caught(next, steps)
check((type(error) is StopIteration, error.value), (True, 'value'))
error = caught(cpython.eval('lambda: object().nothing'))
check((type(error) is AttributeError, error.name), (True, 'nothing'))
error = caught(cpython.eval, 'no_such_name')
check((type(error) is NameError, error.name), (True, 'no_such_name'))
cpython.exec('''
def annotated():
    error = ValueError('annotated')
    error.add_note('a note')
    error.detail = {'key': [1]}
    raise error
''')
error = caught(cpython.eval('annotated'))
check(error.__notes__, ['a note'])
check(error.detail, {'key': [1]})

# Places, causes and contexts.
cpython.exec('''
import linecache
text = """def inner(x):
    return 1 / x

def outer(x):
    try:
        return inner(x)
    except ZeroDivisionError as error:
        raise ValueError('outer') from error

def contextual():
    try:
        inner(0)
    except ZeroDivisionError:
        raise KeyError('while handling')
"""
names = {}
exec(compile(text, '/tmp/there.py', 'exec'), names)
''')
names = cpython.eval('names')
error = caught(names['outer'], 0)
check((type(error) is ValueError, places(error)[-1]), (True, ('outer', 8)))
check(traceback.extract_tb(error.__traceback__)[-1].filename, '/tmp/there.py')
check((type(error.__cause__) is ZeroDivisionError, error.__suppress_context__), (True, True))
check(places(error.__cause__)[-2:], [('outer', 6), ('inner', 2)])
error = caught(names['contextual'])
check((type(error.__context__) is ZeroDivisionError, error.__cause__, error.__suppress_context__), (True, None, False))
text = ''.join(traceback.format_exception(error))
check('File "/tmp/there.py", line 14, in contextual' in text, True)
check('During handling of the above exception' in text, True)
check('ZeroDivisionError: division by zero' in text, True)
cpython.exec('''
def silenced():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError('quiet') from None
''')
error = caught(cpython.eval('silenced'))
check((error.__cause__, error.__suppress_context__), (None, True))

# Classes of extensions and of the host's own code.
error = caught(onp.linalg.inv, onp.zeros((2, 2)))
check(isinstance(error, onp.linalg.LinAlgError), True)
check(isinstance(error, ValueError), True)
check((type(error).__name__, type(error).__module__, str(error)), ('LinAlgError', 'numpy.linalg', 'Singular matrix'))
try:
    onp.linalg.inv(onp.zeros((2, 2)))
except onp.linalg.LinAlgError as error:
    check(str(error), 'Singular matrix')
try:
    onp.linalg.inv(onp.zeros((2, 2)))
except ValueError as error:
    check(str(error), 'Singular matrix')
error = caught(onp.sum, onp.zeros((2, 2)), 5)
check((type(error) is onp.exceptions.AxisError, isinstance(error, ValueError), isinstance(error, IndexError)), (True, True, True))
check('axis 5 is out of bounds' in str(error), True)
check((error.axis, error.ndim), (5, 2))
cpython.exec('''
class Base(Exception):
    def __init__(self, code, *, hint):
        super().__init__(f'code {code}')
        self.code, self.hint = code, hint
class Left(Base): pass
class Right(Base, KeyError): pass
class Odd(Left, Right):
    def __str__(self): return f'odd {self.code}'
def custom(name, code): raise globals()[name](code, hint='h')
''')
Base, Left, Right, Odd = (cpython.eval(name) for name in ('Base', 'Left', 'Right', 'Odd'))
check([issubclass(Left, Base), issubclass(Right, KeyError), issubclass(Odd, Right), issubclass(Left, Right)],
      [True, True, True, False])
custom = cpython.eval('custom')
for name, kind in (('Left', Left), ('Right', Right), ('Odd', Odd)):
    error = caught(custom, name, 7)
    check((type(error) is kind, error.code, error.hint), (True, 7, 'h'))
    check(isinstance(error, Base), True)
check(str(caught(custom, 'Odd', 7)), 'odd 7')
check(str(caught(custom, 'Left', 7)), 'code 7')
try:
    custom('Odd', 1)
except Left as error:
    check(isinstance(error, KeyError), True)
check(cpython.eval('Left') is Left, True)
# Scripts raise the host's classes, and derive from them.
error = caught(cpython.eval('lambda f: f()'), lambda: (_ for _ in ()).throw(onp.linalg.LinAlgError('mine')))
check((isinstance(error, onp.linalg.LinAlgError), str(error)), (True, 'mine'))


class Derived(onp.linalg.LinAlgError):
    pass


class Mine(KeyError):
    def __init__(self, key, extra):
        super().__init__(key)
        self.extra = extra


class Plain(Exception):
    pass


# Exceptions of scripts through foreign code keep their identity, and gather the places of both.
cpython.exec('''
def through(function, *arguments):
    return function(*arguments)

def handle(function):
    try:
        function()
    except BaseException as error:
        return [kind.__name__ for kind in type(error).__mro__], str(error), error.args

def again(function):
    try:
        function()
    except Exception as error:
        raise

def wrapped(function):
    try:
        function()
    except Exception as error:
        raise RuntimeError('wrapped') from error

def finally_(function, log):
    try:
        function()
    finally:
        log('finally')
''')
through, handle, again, wrapped, finally_ = (
    cpython.eval(name) for name in ('through', 'handle', 'again', 'wrapped', 'finally_'))
for original in (ValueError('v'), Mine('key', 2), Plain(1, 2), Derived('d'), StopIteration(4), KeyboardInterrupt(), SystemExit(2)):
    def body():
        raise original

    for way in (through, again):
        error = caught(way, body)
        check(error is original, True)
        names = [name for name, _ in places(error)]
        check([name for name in names if name in ('body', way.__name__)], [way.__name__, 'body'])
        original.__traceback__ = None
    if isinstance(original, Exception):
        error = caught(wrapped, body)
        check((type(error) is RuntimeError, error.__cause__ is original), (True, True))
    log = []
    check(caught(finally_, body, log.append) is original, True)
    check(log, ['finally'])
    check(caught(through, through, through, body) is original, True)


def raising(error):
    def body():
        raise error
    return body


# Foreign except clauses see the nearest class that both sides have.
check(handle(raising(ValueError('v', 1))), (['ValueError', 'Exception', 'BaseException', 'object'], "('v', 1)", ('v', 1)))
check(handle(raising(Mine('k', 2)))[0], ['KeyError', 'LookupError', 'Exception', 'BaseException', 'object'])
check(handle(raising(Mine('k', 2)))[2], ('k',))
check(handle(raising(Plain('p')))[:2], (['Exception', 'BaseException', 'object'], 'p'))
check(handle(raising(Derived('d')))[0][:2], ['LinAlgError', 'ValueError'])
check(handle(raising(OSError(2, 'No such file', 'name')))[0][0], 'FileNotFoundError')
check(handle(raising(KeyboardInterrupt()))[0][0], 'KeyboardInterrupt')
check(handle(raising(UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'why')))[1], "'utf-8' codec can't decode byte 0xff in position 0: why")
check(cpython.eval('lambda f: f.__class__')(ValueError('x')) is ValueError, True)
cpython.exec('''
def kinds(function):
    try:
        function()
    except (ValueError, TypeError):
        return 'value or type'
    except LookupError as error:
        return 'lookup ' + error.args[0]
    except Exception as error:
        return 'other'
''')
kinds = cpython.eval('kinds')
check([kinds(raising(e)) for e in (ValueError(), TypeError(), Mine('k', 1), Plain())], ['value or type', 'value or type', 'lookup k', 'other'])
# A generator of the host's receives and passes them on.
cpython.exec('''
def receiver():
    while True:
        try:
            yield 'waiting'
        except ValueError as error:
            yield 'got ' + str(error)
''')
receiver = cpython.eval('receiver()')
next(receiver)
check(receiver.throw(ValueError('thrown')), 'got thrown')
next(receiver)
thrown = Plain('through')
check(caught(receiver.throw, thrown) is thrown, True)

# Where foreign code calls: keys of sorts, reductions, conversions, special methods.
original = Plain('in a callback')
for way in (lambda f: cpython.eval('sorted')([3, 1, 2], key=f), lambda f: cpython.eval('list')(cpython.eval('map')(f, [1])),
            lambda f: cpython.eval('__import__("functools").reduce')(lambda a, b: f(a), [1, 2]),
            lambda f: onp.fromfunction(lambda i: f(0), (2,)), lambda f: onp.apply_along_axis(lambda row: f(0), 0, onp.zeros((2, 2))),
            lambda f: onp.frompyfunc(f, 1, 1)(onp.arange(2)), lambda f: cpython.eval('__import__("re").sub')('a', f, 'banana')):
    def body(*arguments):
        raise original
    check(caught(way, body) is original, True)


class Special:
    """Every special method raises."""

    def __getitem__(self, key): raise original
    def __len__(self): raise original
    def __eq__(self, other): raise original
    def __lt__(self, other): raise original
    def __iter__(self): return self
    def __next__(self): raise original
    def __hash__(self): raise original
    def __bool__(self): raise original
    def __float__(self): raise original
    def __index__(self): raise original
    def __add__(self, other): raise original
    def __radd__(self, other): raise original
    def __call__(self): raise original
    def __contains__(self, element): raise original
    def __enter__(self): raise original
    def __exit__(self, *arguments): raise original
    def __repr__(self): raise original
    def __str__(self): raise original

    @property
    def attribute(self): raise original


for text in ('o[0]', 'len(o)', 'o == 1', 'o < 1', 'next(o)', 'list(o)', 'hash(o)', 'bool(o)', 'float(o)', '[1][o]', 'o + 1', '1 + o',
             'o()', '1 in o', 'o.attribute', 'repr(o)', 'str(o)', 'f"{o}"', 'sum(o)', 'max(o)', '{o: 1}', '[*o]', 'dict(a=1)[o]'):
    check(caught(cpython.eval(f'lambda o: {text}'), Special()) is original, True)
with_ = cpython.eval('exec("def use(o):\\n  with o: pass") or use')
check(caught(with_, Special()) is original, True)
check(caught(onp.add, 1, Special()) is original, True)


class Ends:
    """Exceptions that the protocols expect keep their meaning."""

    def __init__(self): self.count = 0

    def __getitem__(self, index):
        if index == 2:
            raise IndexError(index)
        return index

    def __next__(self):
        self.count += 1
        if self.count > 3:
            raise StopIteration
        return self.count

    def __getattr__(self, name):
        raise AttributeError(name)


check(cpython.eval('lambda o: [next(o), next(o), next(o), next(o, "end")]')(Ends()), [1, 2, 3, 'end'])
check(cpython.eval('lambda o: (hasattr(o, "x"), getattr(o, "x", 5))')(Ends()), (False, 5))
check(type(caught(cpython.eval('len'), Ends())) is TypeError, True)


# Script, host, script, host, …: the exception of the innermost passes all.
def deeper(level):
    if level == 0:
        raise original
    return through(deeper, level - 1)


original.__traceback__ = None
error = caught(deeper, 5)
check(error is original, True)
names = [name for name, _ in places(error) if name in ('deeper', 'through')]
check(names, ['deeper', 'through'] * 5 + ['deeper'])


def foreign_deeper(level):
    return names_['inner'](0) if level == 0 else through(foreign_deeper, level - 1)


names_ = cpython.eval('names')
error = caught(foreign_deeper, 4)
check(type(error) is ZeroDivisionError, True)
check([name for name, _ in places(error) if name in ('foreign_deeper', 'through', 'inner')],
      ['foreign_deeper', 'through'] * 4 + ['foreign_deeper', 'inner'])


def handles(level):
    """Every second level handles, and raises another from it."""
    try:
        return through(handles, level - 1) if level else cpython.eval('1 / 0')
    except ArithmeticError as error:
        raise LookupError(level) from error
    except LookupError as error:
        raise ArithmeticError(level) from error


error, chain = caught(handles, 4), []
while error is not None:
    chain.append((type(error).__name__, error.args))
    error = error.__cause__
check(chain, [('LookupError', (4,)), ('ArithmeticError', (3,)), ('LookupError', (2,)), ('ArithmeticError', (1,)),
              ('LookupError', (0,)), ('ZeroDivisionError', ('division by zero',))])

# An exception of the host's that a script passes on stays the host's own there, and keeps its attributes; nothing is left over.
cpython.exec('''
class Tracked(Exception):
    alive = 0
    def __init__(self, *args): super().__init__(*args); Tracked.alive += 1
    def __del__(self): Tracked.alive -= 1
def tracked(): raise Tracked('t')
def compare(function):
    try: tracked()
    except Tracked as error: own = error
    try: function(own)
    except Tracked as error: return error is own, len(traceback(error))
def traceback(error): return __import__('traceback').extract_tb(error.__traceback__)
def swallow(function):
    try: function()
    except Exception as error: return type(error).__name__
''')
tracked, compare, swallow = (cpython.eval(name) for name in ('tracked', 'compare', 'swallow'))


def pass_on():
    try:
        tracked()
    except Exception as error:
        error.seen = True
        raise


def raise_it(error):
    raise error


import gc
for _ in range(50):
    check(compare(raise_it)[0], True)
    check(swallow(pass_on), 'Tracked')
    error = caught(through, through, pass_on)
    check((error.seen, error.args), (True, ('t',)))
    check([name for name, _ in places(error) if name in ('through', 'pass_on', 'tracked')], ['through', 'through', 'pass_on', 'tracked'])
    again_ = caught(through, raise_it, error)
    check((type(again_) is type(error), again_.args), (True, error.args))
error = again_ = None
gc.collect()
cpython.eval('__import__("gc").collect()')
check(cpython.eval('lambda: Tracked.alive')(), 0)
raises = caught(type(caught(tracked)).__getattr__, 5, 'x')
check(isinstance(raises, (AttributeError, TypeError)), True)

# Groups.
cpython.exec('''
def group():
    raise ExceptionGroup('several', [ValueError(1), TypeError(2)])
''')
error = caught(cpython.eval('group'))
check((type(error) is ExceptionGroup, error.message, [type(e).__name__ for e in error.exceptions]),
      (True, 'several', ['ValueError', 'TypeError']))

# Warnings that are errors.
warnings = cpython.import_module('warnings')
with warnings.catch_warnings():
    warnings.simplefilter('error')
    error = caught(cpython.eval('lambda: __import__("numpy").float64(1) / __import__("numpy").float64(0)'))
check((type(error) is RuntimeWarning, 'divide by zero' in str(error)), (True, True))

# Inside SciPy.
try:
    from cpython import scipy
except ImportError:
    print('no scipy in the host: its part is skipped')
else:
    from cpython.scipy import integrate, optimize
    original = Plain('in SciPy')

    def body(*arguments):
        raise original

    for way in (lambda: optimize.minimize(body, [1.0, 2.0]), lambda: optimize.curve_fit(body, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], p0=[1.0]),
                lambda: optimize.brentq(body, 0.0, 1.0), lambda: optimize.root(body, [1.0]), lambda: optimize.leastsq(body, [1.0]),
                lambda: optimize.minimize(lambda x: float(x[0]) ** 2, [1.0], callback=body, method='Nelder-Mead'),
                lambda: integrate.quad(body, 0, 1), lambda: integrate.solve_ivp(body, (0, 1), [1.0]),
                lambda: integrate.odeint(body, [1.0], [0.0, 1.0])):
        check(caught(way) is original, True)
    error = caught(optimize.brentq, lambda x: x + 1, 0, 1)
    check((type(error) is ValueError, str(error)), (True, 'f(a) and f(b) must have different signs'))
print(checks, 'checks')
