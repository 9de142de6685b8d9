# SPDX-License-Identifier: Apache-2.0
# The module ast: trees of sources, changed trees compiled, nodes made by hand, and what is refused.
import ast


def refused(function, *arguments, **keywords):
  try:
    print("accepted", function(*arguments, **keywords))
  except Exception as error:
    print(f"{type(error).__name__}: {error}")


# Trees of expressions, with places.
for source in [
  "a + -b * 2 ** c",
  "f(x, *y, k=1, **z)[1:2, ..., None].w",
  "[i for i in range(3) if i if i > 1]",
  "{1: 2, **d}, {3, 4}, (5,), [*e]",
  "lambda a, /, b=1, *c, d, e=2, **f: (yield)",
  "x if not y else z and w or 1 < 2 <= 3 != 4 in 5",
  "u'a' 'b', b'c', 1j, 1.5, 10 ** 20, True, 123456789012345678901234567890",
  "(n := 3)",
]:
  print(ast.dump(ast.parse(source, mode="eval")))
print(ast.dump(ast.parse("é = b", mode="exec"), include_attributes=True))
print(ast.dump(ast.parse("x = y = 1; del x, y[0]"), indent=2))
print(ast.dump(ast.parse("for i, *j in k: continue\nelse: pass")))
print(ast.dump(ast.parse("with a as b, c: raise d from e")))
print(ast.dump(ast.parse("try:\n  x\nexcept* E as e: y\nfinally: z")))
print(ast.dump(ast.parse("match x:\n  case [1, *_] | {'a': b, **c} | D(e, f=None) if g: pass")))
print(ast.dump(ast.parse("from ..a import b as c, d\nimport e.f\nglobal g\nh: int = 1\n(i): int")))
print(ast.dump(ast.parse("print(1)", mode="single")))

# Classes.
print(ast.BinOp.__mro__, ast.BinOp._fields, ast.BinOp.__match_args__, ast.BinOp._attributes)
print(ast.BinOp.__doc__, ast.expr_context.__doc__, ast.keyword.__doc__, sep="\n")
print(ast.Name("a", ast.Load(), lineno=3, extra=4).__dict__.keys())
print(ast.Return().value, ast.Return.value, ast.arg("a").annotation, hasattr(ast.Name(), "id"))
print(ast.parse("a").body[0].value.ctx is ast.parse("b").body[0].value.ctx)
refused(ast.Name, 1, 2, 3)
refused(ast.Expr, 1, value=2)
match ast.parse("a + 1", mode="eval").body:
  case ast.BinOp(ast.Name(name), ast.Add(), ast.Constant(value)):
    print(name, value)


# Changed trees run.
class Doubled(ast.NodeTransformer):
  def visit_Constant(self, node):
    double = node.value * 2 if type(node.value) is int else node.value
    return ast.copy_location(ast.Constant(double), node)

  def visit_Name(self, node):
    if node.id == "old":
      node.id = "new"
    return node


source = """
def f(a, b=3, *, c: int = 4, **d):
  total = 0
  for old in range(a):
    if old % 3 == 1: continue
    total += old
  try:
    1 / 0.0
  except ZeroDivisionError as error:
    total += len(error.args)
  with open('/dev/null') as file:
    total += len(file.read())
  class C:
    x = [total for _ in range(3)]
    def m(self): return __class__.__name__, super().__hash__() is not None
  match (a, b):
    case (int(p), 6 as q) if p: total += p * q
    case _: pass
  return total, b, c, C.x, C().m(), (lambda v, /, w=1: v + w)(1), f'{a!r:>{c}}'
print(f(5))
"""
tree = ast.parse(source)
exec(compile(tree, "<changed>", "exec"))
exec(compile(ast.fix_missing_locations(Doubled().visit(tree)), "<changed>", "exec"))
exec(compile(ast.parse(ast.unparse(tree)), "<unparsed>", "exec"))
print(eval(compile(ast.parse("3 * 4", mode="eval"), "<tree>", "eval")))
values = (1, frozenset([2]), -(10**30), 2 + 3j, "s", b"b", None, ...)
print(eval(compile(ast.Expression(ast.Constant(values, lineno=1, col_offset=0)), "", "eval")))


# Trees that mean nothing.
def statement(node):
  return compile(ast.Module([node], []), "<tree>", "exec")


def expression(node):
  ast.fix_missing_locations(node)
  return compile(ast.Expression(node), "<tree>", "eval")


x = ast.Name("x", ast.Load())
refused(compile, ast.Name("a"), "", "exec")
refused(compile, ast.Expression(x), "", "exec")
refused(compile, ast.Module((), []), "", "exec")
refused(statement, ast.Expr())
refused(statement, ast.Expr(x, lineno=1, col_offset=0))
refused(statement, ast.Pass(lineno="e", col_offset=0))
refused(statement, ast.Pass(lineno=3, col_offset=0, end_lineno=2))
refused(statement, ast.Pass(lineno=1, col_offset=5, end_lineno=1, end_col_offset=4))
refused(statement, None)
refused(statement, ast.Import([], lineno=1, col_offset=0))
refused(statement, ast.Delete([], lineno=1, col_offset=0))
refused(statement, ast.If(ast.Constant(1, lineno=1, col_offset=0), [], [], lineno=1, col_offset=0))
refused(statement, ast.Try([ast.Pass(lineno=1, col_offset=0)], [], [], [], lineno=1, col_offset=0))
refused(expression, ast.Name("x", ast.Store()))
refused(expression, ast.Name("None", ast.Load()))
refused(expression, ast.Name(3, ast.Load()))
refused(expression, ast.Constant([]))
refused(expression, ast.BoolOp(ast.And(), [x]))
refused(expression, ast.Dict([x], []))
refused(expression, ast.Compare(x, [], []))
refused(expression, ast.ListComp(x, []))
refused(expression, ast.List([None], ast.Load()))
refused(expression, ast.UnaryOp(None, x))
refused(expression, ast.Starred(x, ast.Load()))
for arguments in [("3", "", "sngle"), ("3", "", "func_type"), ("3", "", "exec", 1 << 30)]:
  refused(compile, *arguments)
refused(compile, 3, "", "exec")
refused(compile, "3", "", "exec", optimize=9)
refused(compile, "if x:", "", "exec", 0x4000)

# What the module makes of trees.
print(ast.literal_eval("{'a': [1, 2.5, None, True, -3, 1+2j], 'b': (b'x', {2})}"))
refused(ast.literal_eval, "1 +")
tree = ast.parse("def g():\n  'Text.'\n  return 1 + h(2)")
text = "a = bc + d"
print(ast.get_source_segment(text, ast.parse(text).body[0].value.left))
print([type(node).__name__ for node in ast.walk(tree)][:6])
print([(name, type(value).__name__) for name, value in ast.iter_fields(tree.body[0].body[1].value)])
print(ast.unparse(ast.parse("@a.b\nclass C(B, m=1):\n  async def f(self, *a, **k) -> 'x': yield {**k}[1:2]")))
