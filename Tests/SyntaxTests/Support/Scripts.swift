// SPDX-License-Identifier: Apache-2.0
// What CPython is asked in the tests.

enum Scripts {
  /// Reads names of files, one a line; writes for each the size of the dump of its tree, and the dump; -1 and nothing if the
  /// file is none of Python's.
  static let dump = #"""
    import ast, struct, sys, warnings
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    located = sys.version_info >= (3, 12)
    skipped = {"ctx", "type_comment", "kind", "type_ignores"}
    operators = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
    fields = {}
    for name in dir(ast):
        found = getattr(ast, name)
        if isinstance(found, type) and issubclass(found, ast.AST):
            fields[found] = [f for f in found._fields if f not in skipped]
            if name in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
                fields[found] = [f for f in fields[found] if f != "type_params"] + ["type_params"]

    def bits(value):
        return struct.unpack("<Q", struct.pack("<d", value))[0]

    def constant(value):
        if value is None or value is True or value is False:
            return f"{value},"
        if value is ...:
            return "Ellipsis,"
        if type(value) is int:
            return f"i{value:x},"
        if type(value) is float:
            return f"f{bits(value)},"
        if type(value) is complex:
            return f"j{bits(value.imag)},"
        if type(value) is str:
            return "s" + value.encode("utf-8", "surrogatepass").hex() + ","
        return "b" + value.hex() + ","

    def write(node, out, inside):
        if node is None:
            out.append("-")
        elif isinstance(node, list):
            out.append("[")
            for element in node:
                write(element, out, inside)
            out.append("]")
        elif isinstance(node, operators):
            name = type(node).__name__
            out.append(name[0].lower() + name[1:] + ",")
        elif isinstance(node, ast.AST):
            kind = type(node)
            out.append(kind.__name__)
            if not inside and hasattr(node, "lineno"):
                out.append(f"@{node.lineno}:{node.col_offset}-{node.end_lineno}:{node.end_col_offset}")
            out.append("(")
            if kind is ast.Constant or kind is ast.MatchSingleton:
                out.append(constant(node.value))
            else:
                if kind is ast.JoinedStr and not located:
                    inside = True
                if kind is ast.FormattedValue and node.format_spec:
                    # CPython 3.12 leaves an empty constant where a specification ends in a field.
                    values = node.format_spec.values
                    node.format_spec.values = [v for v in values if getattr(v, "value", None) != ""]
                for field in fields[kind]:
                    write(getattr(node, field, []), out, inside)
            out.append(")")
        else:
            out.append(f"{node},")

    for line in sys.stdin:
        try:
            with open(line.rstrip("\n"), "rb") as file:
                tree = ast.parse(file.read())
            out = []
            write(tree, out, False)
            text = "".join(out).encode("utf-8", "surrogatepass")
            sys.stdout.buffer.write(b"%d\n" % len(text) + text)
        except (SyntaxError, ValueError):
            sys.stdout.buffer.write(b"-1\n")
        sys.stdout.buffer.flush()
    """#

  /// The same for the scopes of each file.
  static let scopes = #"""
    import symtable, sys, warnings
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)

    def write(table, out, depth):
        raw = table._table
        names = [f"{n}:{flags >> 11 & 15}:{flags & 0b1111011111}" for n, flags in sorted(raw.symbols.items())]
        out.append(f"{depth} {table.get_type()} {raw.name} [{' '.join(names)}] ({' '.join(raw.varnames)}) {raw.nested}\n")
        for child in table.get_children():
            if "annotation" not in str(child.get_type()):
                write(child, out, depth + 1)

    for line in sys.stdin:
        try:
            with open(line.rstrip("\n"), "rb") as file:
                source = file.read()
            compile(source, "file", "exec", dont_inherit=True)
            out = []
            write(symtable.symtable(source, "file", "exec"), out, 0)
            text = "".join(out).encode("utf-8", "surrogatepass")
            sys.stdout.buffer.write(b"%d\n" % len(text) + text)
        except (SyntaxError, ValueError):
            sys.stdout.buffer.write(b"-1\n")
        sys.stdout.buffer.flush()
    """#

  /// Reads texts, each a line of JSON; writes for each the error of parsing or compiling it as
  /// JSON: class, message, line, column, end line, end column, the line's text; or an empty list.
  static let errors = #"""
    import ast, json, sys, warnings
    warnings.simplefilter("ignore")
    flags = 0 if sys.argv[1] == "compile" else ast.PyCF_ONLY_AST
    for line in sys.stdin:
        source = json.loads(line)
        try:
            compile(source, "text", "exec", flags, dont_inherit=True)
            found = []
        except SyntaxError as error:
            text = error.text
            found = [type(error).__name__, error.msg, error.lineno or 0, error.offset or 0, error.end_lineno or 0,
                     error.end_offset or 0, text.rstrip("\n") if text else ""]
        except (ValueError, RecursionError) as error:
            found = [type(error).__name__, str(error), 0, 0, 0, 0, ""]
        print(json.dumps(found), flush=True)
    """#

  /// Writes the examples with errors of syntax in the documentation of CPython's tests, each a line of JSON.
  static let examples = #"""
    import ast, doctest, json, sys, warnings
    warnings.simplefilter("ignore")
    for name in ("test_syntax.py", "test_generators.py", "test_genexps.py", "test_setcomps.py", "test_unpack.py"):
        with open(f"{sys.argv[1]}/test/{name}", encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and ">>>" in node.value):
                continue
            for example in doctest.DocTestParser().get_examples(node.value):
                source = example.source
                if 'f"' in source or "f'" in source:
                    continue
                try:
                    compile(source, "text", "exec", dont_inherit=True)
                except SyntaxError:
                    print(json.dumps(source))
                except ValueError:
                    pass
    """#

  /// Writes statements of the library with two tokens exchanged, or one left out, doubled or replaced, each a line of JSON.
  static let mutations = #"""
    import ast, glob, io, json, random, sys, tokenize
    library, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    files = sorted(glob.glob(library + "/*.py") + glob.glob(library + "/test/test_*.py"))
    extra = """( ) [ ] { } , : = := == if else for in not and or lambda x 1 's' * ** . + - yield await async def class return
    import from as with try except finally print None is -> @ ; f( del global match case _""".split() + ["\n", "\n  ", "print x"]
    cache = {}
    done = 0
    while done < count:
        name = random.choice(files)
        if name not in cache:
            try:
                with open(name, encoding="utf-8") as file:
                    source = file.read()
                cache[name] = source.split("\n"), ast.parse(source).body
            except (SyntaxError, ValueError):
                cache[name] = [], []
        lines, body = cache[name]
        body = [n for n in body if n.end_lineno - n.lineno < 25]
        if not body:
            continue
        node = random.choice(body)
        lines = lines[node.lineno - 1:node.end_lineno]
        text = "\n".join(lines)
        if 'f"' in text or "f'" in text or len(text) > 1500:
            continue
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text + "\n").readline))
        except (SyntaxError, tokenize.TokenError):
            continue
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        spans = [(starts[t.start[0] - 1] + t.start[1], starts[t.end[0] - 1] + t.end[1]) for t in tokens
                 if t.string.strip() and t.start[0] <= len(lines) and t.type != tokenize.COMMENT]
        if not spans:
            continue
        (a, b), (c, d) = sorted((random.choice(spans), random.choice(spans)))
        match random.randrange(4):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:a] + random.choice(extra) + " " + text[a:]
            case 2:
                text = text[:a] + random.choice(extra) + text[b:]
            case 3 if b <= c:
                text = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        print(json.dumps(text))
        done += 1
    """#
}
