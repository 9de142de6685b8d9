// SPDX-License-Identifier: Apache-2.0
// Objects of scripts as code in the hosted CPython sees them: a class there whose methods call back.
import ArrayExchange

enum ForeignStandIn {
  /// The class, in Python: every special method asks the script for the function that does it.
  private static let text = """
    class Object:
        'An object of a script.'
        __slots__ = ('_original', '__weakref__')
        def __init__(self, original):
            object.__setattr__(self, '_original', original)
        def __getattr__(self, name):
            if name == '_original':
                raise AttributeError(name)
            return _do('getattr', self, name)
        def __setattr__(self, name, value):
            _do('setattr', self, name, value)
        def __delattr__(self, name):
            _do('delattr', self, name)
        def __dir__(self):
            return _do('dir', self)
        def __repr__(self):
            return _do('repr', self)
        def __str__(self):
            return _do('str', self)
        def __call__(self, *args, **kwargs):
            return self._original(*args, **kwargs)
        def __reduce_ex__(self, protocol):
            raise TypeError(f'cannot pickle {self!r}, an object of a script')
        def __enter__(self):
            return _do('getattr', self, '__enter__')()
        def __exit__(self, *args):
            return _do('getattr', self, '__exit__')(*args)

    def _method(name, function):
        def method(self, *args):
            return _do(function, self, *args)
        method.__name__ = method.__qualname__ = name
        setattr(Object, name, method)

    def _reflected(name, function):
        def method(self, other):
            return _do(function, other, self)
        method.__name__ = method.__qualname__ = name
        setattr(Object, name, method)

    for _name in 'iter next len bool hash int float complex index bytes round divmod abs reversed format copy deepcopy'.split():
        _method(f'__{_name}__', _name)
    for _name in 'getitem setitem delitem contains eq ne lt le gt ge neg pos invert'.split():
        _method(f'__{_name}__', _name)
    for _name in 'add sub mul truediv floordiv mod pow matmul and or xor lshift rshift'.split():
        _method(f'__{_name}__', _name if _name not in ('and', 'or') else _name + '_')
        _method(f'__i{_name}__', 'i' + _name)
        _reflected(f'__r{_name}__', _name if _name not in ('and', 'or') else _name + '_')
    """

  /// The class `Object`, made when the first stand-in is.
  nonisolated(unsafe) private static var type: ForeignPointer?

  private static func type(_ gil: CPython.GIL) throws(CPython.Pending) -> ForeignPointer {
    if let type { return type }
    let names = try gil.dictionary()
    defer { gil.release(names) }
    func set(_ name: String, _ value: ForeignPointer) throws(CPython.Pending) {
      let key = try gil.string(name)
      defer { gil.release(key) }
      try gil.setItem(names, key, value)
    }
    let module = try gil.string("weft")
    defer { gil.release(module) }
    try set("__name__", module)
    let function = try gil.callable("_do") { gil, tuple, _ throws(CPython.Pending) in
      try perform(gil, tuple)
    }
    defer { gil.release(function) }
    try set("_do", function)
    gil.release(try gil.run(text, as: .file, file: "<weft>", globals: names))
    let key = try gil.string("Object")
    defer { gil.release(key) }
    let made = try gil.item(names, key)
    type = made
    return made
  }

  /// The object that stands for what `callable` stands for.
  static func make(_ gil: CPython.GIL, _ callable: ForeignPointer) throws(Raised) -> ForeignPointer
  {
    try gil.script { () throws(CPython.Pending) in try gil.call(type(gil), callable) }
  }

  /// The script's object for which a foreign one stands; owned.
  static func original(_ gil: CPython.GIL, _ object: ForeignPointer) -> Value? {
    guard let type, gil.hasType(object, type) else { return nil }
    return ForeignTypes.original(gil, object, of: "_original")
  }

  /// What `_do` does: calls a function of `builtins` or `operator` with the script's object.
  private static func perform(_ gil: CPython.GIL, _ tuple: ForeignPointer) throws(CPython.Pending)
    -> ForeignPointer
  {
    try ForeignCalls.serve(gil, tuple) { values throws(Raised) in
      guard let first = values.first, first.isStr else { return .none }
      let function = try function(Str(first).text)
      defer { function.release() }
      let arguments = Tuple.make(copying: values.dropFirst().map { $0 })
      defer { arguments.value.release() }
      let outer = operand
      operand = values.count == 3 ? values[1] : .unbound
      defer { operand = outer }
      return try call(function, spreading: arguments, nil)
    }
  }

  /// The script's object whose operator CPython has asked for, borrowed: if it has none, the other operand is not asked once more.
  nonisolated(unsafe) private static var operand = Value.unbound

  static func isAsked(_ a: Value, _ b: Value) -> Bool {
    !operand.isUnbound && (a.isIdentical(to: operand) || b.isIdentical(to: operand))
  }

  /// A function of `builtins`, `copy` or `operator`; owned.
  private static func function(_ name: String) throws(Raised) -> Value {
    let own = Dict(machine.pointee.builtins).get(name)
    if !own.isUnbound { return own.retained() }
    let module = try Import.load(name.hasSuffix("copy") ? "copy" : "operator")
    defer { module.release() }
    return try getAttribute(module, name)
  }
}
