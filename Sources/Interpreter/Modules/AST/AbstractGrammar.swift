// SPDX-License-Identifier: Apache-2.0
// Python's abstract grammar as a table of text: the classes of nodes, their fields, and their descriptions follow from it.

/// A class of nodes: a sum (`expr`), one of its constructors (`BinOp`), or a product (`keyword`).
final class NodeClass {
  enum Quantifier { case one, optional, many }

  struct Field {
    let name: String
    /// Interned; lives as long as the process.
    let key: Value
    /// A name of a class of the grammar, or identifier, string, int, constant.
    let type: String
    let quantifier: Quantifier
  }

  /// `lineno`, `col_offset`, `end_lineno`, `end_col_offset`.
  enum Positions { case none, startRequired, allRequired }

  let name: String
  let fields: [Field]
  let positions: Positions
  /// The sum that a constructor belongs to.
  private(set) unowned var sum: NodeClass?
  private(set) var constructors: [NodeClass] = []
  /// The grammar's own words: what `__doc__` says.
  private(set) var documentation: String
  /// Set when the classes are made.
  var type: TypeRef?

  init(_ text: String, sum: NodeClass?, positions: Positions) {
    let parts = text.split(whereSeparator: { "(,)".contains($0) }).map {
      $0.split(separator: " ").map(String.init)
    }
    name = parts[0][0]
    fields = parts.dropFirst().map { words in
      let quantifier: Quantifier =
        words[0].hasSuffix("*") ? .many : words[0].hasSuffix("?") ? .optional : .one
      return Field(
        name: words[1], key: .interned(words[1]),
        type: quantifier == .one ? words[0] : String(words[0].dropLast()), quantifier: quantifier)
    }
    self.sum = sum
    self.positions = positions
    documentation = text
  }

  fileprivate func add(_ constructor: NodeClass) { constructors.append(constructor) }

  /// A sum's description names its constructors, in one line if none has fields.
  fileprivate func describe() {
    guard !constructors.isEmpty else { return }
    let isPlain = constructors.allSatisfy { $0.fields.isEmpty }
    let separator = isPlain ? " | " : "\n\(String(repeating: " ", count: name.count)) | "
    documentation = "\(name) = \(constructors.map(\.documentation).joined(separator: separator))"
  }
}

/// The classes by name.
enum AbstractGrammar {
  static let positionNames = ["lineno", "col_offset", "end_lineno", "end_col_offset"]
  nonisolated(unsafe) static let positionKeys = positionNames.map(Value.interned)

  /// Sums with their constructors indented; `@` marks nodes that stand somewhere in a source, `@@` those that always know their end.
  private static let table = """
    mod
      Module(stmt* body, type_ignore* type_ignores)
      Interactive(stmt* body)
      Expression(expr body)
      FunctionType(expr* argtypes, expr returns)
    @ stmt
      FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
      AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
      ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)
      Return(expr? value)
      Delete(expr* targets)
      Assign(expr* targets, expr value, string? type_comment)
      TypeAlias(expr name, type_param* type_params, expr value)
      AugAssign(expr target, operator op, expr value)
      AnnAssign(expr target, expr annotation, expr? value, int simple)
      For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
      AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
      While(expr test, stmt* body, stmt* orelse)
      If(expr test, stmt* body, stmt* orelse)
      With(withitem* items, stmt* body, string? type_comment)
      AsyncWith(withitem* items, stmt* body, string? type_comment)
      Match(expr subject, match_case* cases)
      Raise(expr? exc, expr? cause)
      Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
      TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
      Assert(expr test, expr? msg)
      Import(alias* names)
      ImportFrom(identifier? module, alias* names, int? level)
      Global(identifier* names)
      Nonlocal(identifier* names)
      Expr(expr value)
      Pass
      Break
      Continue
    @ expr
      BoolOp(boolop op, expr* values)
      NamedExpr(expr target, expr value)
      BinOp(expr left, operator op, expr right)
      UnaryOp(unaryop op, expr operand)
      Lambda(arguments args, expr body)
      IfExp(expr test, expr body, expr orelse)
      Dict(expr* keys, expr* values)
      Set(expr* elts)
      ListComp(expr elt, comprehension* generators)
      SetComp(expr elt, comprehension* generators)
      DictComp(expr key, expr value, comprehension* generators)
      GeneratorExp(expr elt, comprehension* generators)
      Await(expr value)
      Yield(expr? value)
      YieldFrom(expr value)
      Compare(expr left, cmpop* ops, expr* comparators)
      Call(expr func, expr* args, keyword* keywords)
      FormattedValue(expr value, int conversion, expr? format_spec)
      JoinedStr(expr* values)
      Constant(constant value, string? kind)
      Attribute(expr value, identifier attr, expr_context ctx)
      Subscript(expr value, expr slice, expr_context ctx)
      Starred(expr value, expr_context ctx)
      Name(identifier id, expr_context ctx)
      List(expr* elts, expr_context ctx)
      Tuple(expr* elts, expr_context ctx)
      Slice(expr? lower, expr? upper, expr? step)
    expr_context
      Load
      Store
      Del
    boolop
      And
      Or
    operator
      Add
      Sub
      Mult
      MatMult
      Div
      Mod
      Pow
      LShift
      RShift
      BitOr
      BitXor
      BitAnd
      FloorDiv
    unaryop
      Invert
      Not
      UAdd
      USub
    cmpop
      Eq
      NotEq
      Lt
      LtE
      Gt
      GtE
      Is
      IsNot
      In
      NotIn
    comprehension(expr target, expr iter, expr* ifs, int is_async)
    @ excepthandler
      ExceptHandler(expr? type, identifier? name, stmt* body)
    arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults)
    @ arg(identifier arg, expr? annotation, string? type_comment)
    @ keyword(identifier? arg, expr value)
    @ alias(identifier name, identifier? asname)
    withitem(expr context_expr, expr? optional_vars)
    match_case(pattern pattern, expr? guard, stmt* body)
    @@ pattern
      MatchValue(expr value)
      MatchSingleton(constant value)
      MatchSequence(pattern* patterns)
      MatchMapping(expr* keys, pattern* patterns, identifier? rest)
      MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)
      MatchStar(identifier? name)
      MatchAs(pattern? pattern, identifier? name)
      MatchOr(pattern* patterns)
    type_ignore
      TypeIgnore(int lineno, string tag)
    @@ type_param
      TypeVar(identifier name, expr? bound)
      ParamSpec(identifier name)
      TypeVarTuple(identifier name)
    """

  /// All classes, sums before their constructors.
  nonisolated(unsafe) static let classes: [NodeClass] = {
    var result: [NodeClass] = []
    var sum: NodeClass?
    for line in table.split(separator: "\n") {
      let text = String(line.drop { " @".contains($0) })
      if line.hasPrefix(" "), let sum {
        let constructor = NodeClass(text, sum: sum, positions: sum.positions)
        sum.add(constructor)
        result.append(constructor)
      } else {
        let positions: NodeClass.Positions =
          line.hasPrefix("@@") ? .allRequired : line.hasPrefix("@") ? .startRequired : .none
        sum = NodeClass(text, sum: nil, positions: positions)
        result.append(sum!)
      }
    }
    for row in result { row.describe() }
    return result
  }()

  nonisolated(unsafe) static let named: [String: NodeClass] = Dictionary(
    uniqueKeysWithValues: classes.map { ($0.name, $0) })
}
