// SPDX-License-Identifier: Apache-2.0
// Functions written in Swift: one row each of signature and body.

/// BoundArguments of a built-in function, bound to the parameters of its signature in order: borrowed, unbound where not given.
///
/// `*args` arrives as a tuple, `**kwargs` as a dict. A method's first argument is the instance.
struct BoundArguments: BitwiseCopyable {
  let base: UnsafeMutablePointer<Value>
  let count: Int
  @inline(__always) subscript(index: Int) -> Value { base[index] }
}

/// One built-in function or method.
///
///     Builtin("append(self, object, /)") { a throws(Raised) in
///       List(a[0]).append(a[1])
///       return .none
///     }
struct Builtin {
  let text: String
  let documentation: String
  let function: (BoundArguments) throws(Raised) -> Value

  init(
    _ text: String, _ documentation: String = "",
    _ function: @escaping (BoundArguments) throws(Raised) -> Value
  ) {
    self.text = text
    self.documentation = documentation
    self.function = function
  }

  var name: String { String(text.prefix { $0 != "(" }) }
}

/// What all objects of one built-in function share.
final class BuiltinInfo {
  enum Kind { case function, method, staticMethod, classMethod, slotWrapper }
  let text: String
  let name: String
  let documentation: String
  let kind: Kind
  let function: (BoundArguments) throws(Raised) -> Value
  /// The type whose method it is.
  let owner: TypeRef?
  /// The module that it belongs to, for `__module__`.
  var moduleName: String?
  private(set) lazy var signature = Signature(text)
  /// What the machine asks at each call; stays where it is as long as this object.
  private(set) lazy var shape = makeShape()
  private var hasShape = false
  var exactCount: Int { shape.pointee.exact }

  init(_ builtin: Builtin, kind: Kind, owner: TypeRef? = nil, module: String? = nil) {
    text = builtin.text
    name = builtin.name
    documentation = builtin.documentation
    self.kind = kind
    function = builtin.function
    self.owner = owner
    moduleName = module
  }

  private func makeShape() -> UnsafeMutablePointer<CallShape> {
    let signature = signature
    hasShape = true
    let isExact =
      signature.isPlain && signature.positionalCount == signature.count
      && signature.requiredPositionalCount == signature.count
    let memory = UnsafeMutablePointer<CallShape>.allocate(capacity: 1)
    memory.initialize(
      to: CallShape(
        exact: isExact ? signature.count : -1, least: signature.leastCount,
        most: signature.keywordsIndex >= 0
          ? -1 : signature.variadicIndex >= 0 ? Int.max : signature.positionalCount,
        count: signature.count, positionalCount: signature.positionalCount,
        variadicIndex: signature.variadicIndex, isFunction: kind == .function,
        defaults: signature.defaults))
    return memory
  }

  deinit { if hasShape { shape.deallocate() } }
}

/// The signature of a built-in function in plain numbers.
struct CallShape: BitwiseCopyable {
  /// -1, or the number of arguments of a function that takes exactly as many positional ones: the machine calls it at once.
  let exact: Int
  /// How few and how many positional arguments make a call that needs no names; -1 for most where there is none.
  let least, most: Int
  /// Bound arguments in all, those that positional ones fill, and the place of `*args` or -1.
  let count, positionalCount, variadicIndex: Int
  let isFunction: Bool
  /// Borrowed; unbound for those without.
  let defaults: UnsafeMutablePointer<Value>
}

extension BuiltinInfo {
  /// The signature in the words that `inspect` reads, nil where a default is no value: what a call binds first is marked by a dollar.
  var textSignature: String? {
    var parameters = text.dropFirst(name.count)
    if parameters.contains("=...") || parameters.isEmpty { return nil }
    parameters = parameters.dropFirst()
    let first: String
    switch kind {
    case .function: first = "$module"
    case .classMethod: first = "$type"
    case .method, .slotWrapper: first = "$self"
    case .staticMethod: return "(\(parameters)"
    }
    if kind != .function {
      let end = parameters.firstIndex { $0 == "," || $0 == ")" } ?? parameters.endIndex
      parameters = parameters[end...]
      if parameters.first == "," { parameters = parameters.dropFirst(2) }
    }
    // Only what a call binds is positional where nothing else says so.
    let isMarked = parameters.hasPrefix("/") || parameters.contains(", /")
    return parameters == ")" || parameters == "/)"
      ? "(\(first), /)" : "(\(first), \(isMarked ? "" : "/, ")\(parameters)"
  }
}

struct BuiltinCell: BitwiseCopyable {
  var header: Header
  var info: Unmanaged<BuiltinInfo>
  /// Of `info`; nil until the first call.
  var shape: UnsafeMutablePointer<CallShape>?
  /// What it is bound to, the first argument; unbound for functions and for methods seen through their type.
  var instance: Value
}

extension UnsafeMutablePointer where Pointee == BuiltinCell {
  @inline(__always) var shape: UnsafeMutablePointer<CallShape> {
    if let shape = pointee.shape { return shape }
    return makeShape()
  }

  @inline(never) private func makeShape() -> UnsafeMutablePointer<CallShape> {
    let shape = pointee.info.takeUnretainedValue().shape
    pointee.shape = shape
    return shape
  }
}

extension Value {
  /// A built-in function object; `instance`, borrowed, is passed as first argument; owned.
  static func builtin(_ info: BuiltinInfo, instance: Value = .unbound) -> Value {
    let types = machine.pointee.types
    let type =
      instance.isUnbound
      ? (info.kind == .method
        ? types.methodDescriptor : info.kind == .slotWrapper ? types.slotWrapper : types.builtin)
      : types.builtin
    let cell = Heap.make(BuiltinCell.self, .builtin, type, container: true)
    cell.pointee.info = Unmanaged.passRetained(info)
    cell.pointee.shape = nil
    cell.pointee.instance = instance.retained()
    return Value(cell)
  }

  static func builtin(_ builtin: Builtin, module: String? = nil) -> Value {
    .builtin(BuiltinInfo(builtin, kind: .function, module: module))
  }
}

/// An attribute of a built-in type that is computed: `get` an owned value from an instance, `set` nil for read-only ones.
///
/// The value set is unbound for deletion.
struct Property {
  let name: String
  let get: (Value) throws(Raised) -> Value
  let set: ((Value, Value) throws(Raised) -> Void)?

  init(
    _ name: String, set: ((Value, Value) throws(Raised) -> Void)? = nil,
    _ get: @escaping (Value) throws(Raised) -> Value
  ) {
    self.name = name
    self.get = get
    self.set = set
  }
}
