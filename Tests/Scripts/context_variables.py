# SPDX-License-Identifier: Apache-2.0
# contextvars: variables, tokens, contexts; and the modules that need them.
import contextvars


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])


v = contextvars.ContextVar("v", default=3)
w = contextvars.ContextVar("w")
print(v.get(), v.get(5), v.name, repr(v)[:32], repr(w)[:24])
attempt(lambda: contextvars.ContextVar(1))
try:
    w.get()
except LookupError as error:
    print(error.args[0] is w)
print(w.get("none"))
token = v.set(4)
print(token.var is v, token.old_value is contextvars.Token.MISSING, contextvars.Token.MISSING, repr(token)[:30])
inner = v.set(5)
print(inner.old_value, v.get())
context = contextvars.copy_context()
print(context[v], v in context, w in context, len([k for k in context if k in (v, w)]), context.get(w), context.get(w, 1))
attempt(lambda: context[w])
attempt(lambda: context["v"])
attempt(lambda: hash(context))
print(context == context.copy(), context == contextvars.Context(), dict(context.items())[v])


def change():
    v.set(9)
    w.set("inside")
    attempt(lambda: context.run(change))
    return v.get(), w.get(), contextvars.copy_context()[w]


print(context.run(change), v.get(), context[v], context[w])
attempt(lambda: context.run(lambda: 1 / 0))
attempt(lambda: context.run(v.reset, inner))
attempt(lambda: w.reset(inner))
attempt(lambda: v.reset(1))
v.reset(inner)
attempt(lambda: v.reset(inner))
v.reset(token)
print(v.get(), repr(token)[:12])
attempt(lambda: contextvars.Token())
attempt(lambda: contextvars.Context(1))

import decimal
import fractions
import statistics

D = decimal.Decimal
print(D("1.1") + D("2.2"), D(1) / D(7), D("1e400") * 2, -D("0.00"), D("NaN"), D(10) ** -3, int(D("7.9")))
with decimal.localcontext() as c:
    c.prec = 40
    print(D(2).sqrt(), D(1).exp(), D(10).ln())
print(D("2.675").quantize(D("0.01"), rounding=decimal.ROUND_HALF_EVEN), f"{D('1234567.891'):,.2f}")
for function in (lambda: D(1) / D(0), lambda: D("x")):
    try:
        function()
    except decimal.DecimalException as error:
        print(type(error).__name__, isinstance(error, ArithmeticError))
print(fractions.Fraction(3, 4) + fractions.Fraction("0.5"), fractions.Fraction(0.1).limit_denominator(100))
print(statistics.mean([1, 2, 3.5]), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3, 4]))
