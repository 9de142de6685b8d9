// SPDX-License-Identifier: Apache-2.0
// What few objects have, beside the heap: attributes of instances of built-in layouts, and weak references.

enum SideTables {
  nonisolated(unsafe) private static var attributeTable:
    [UnsafeMutablePointer<Header>: UnsafeMutablePointer<DictCell>] = [:]
  /// The weak reference objects to a cell, borrowed.
  nonisolated(unsafe) private static var weakTable:
    [UnsafeMutablePointer<Header>: [Unmanaged<WeakReference>]] = [:]

  /// The dictionary of an instance, if it has got one; borrowed.
  static func attributes(of value: Value) -> Dict? {
    guard value.header.pointee.flags.contains(.hasSideAttributes) else { return nil }
    return attributeTable[value.header].map { Dict(cell: $0) }
  }

  static func makeAttributes(of value: Value) -> Dict {
    if let dict = attributes(of: value) { return dict }
    let dict = Dict.make()
    attributeTable[value.header] = dict.cell
    value.header.pointee.flags.insert(.hasSideAttributes)
    return dict
  }

  /// Replaces the dictionary by another, borrowed.
  static func setAttributes(of value: Value, _ dict: Dict) {
    dict.value.retained()
    let old = attributes(of: value)
    attributeTable[value.header] = dict.cell
    value.header.pointee.flags.insert(.hasSideAttributes)
    old?.value.release()
  }

  static func removeAttributes(of header: UnsafeMutablePointer<Header>) {
    let dict = attributeTable.removeValue(forKey: header)
    header.pointee.flags.remove(.hasSideAttributes)
    if let dict { Value(dict).release() }
  }

  // MARK: Weak references

  static func addWeakReference(_ reference: WeakReference, to value: Value) {
    value.header.pointee.flags.insert(.hasWeakReferences)
    weakTable[value.header, default: []].append(.passUnretained(reference))
  }

  static func removeWeakReference(
    _ reference: WeakReference, to header: UnsafeMutablePointer<Header>
  ) {
    let own = Unmanaged.passUnretained(reference).toOpaque()
    weakTable[header]?.removeAll { $0.toOpaque() == own }
  }

  static func weakReferences(to value: Value) -> [WeakReference] {
    guard value.isObject, value.header.pointee.flags.contains(.hasWeakReferences) else { return [] }
    return weakTable[value.header]?.map { $0.takeUnretainedValue() } ?? []
  }

  /// Clears the weak references to a cell that ends, and calls their callbacks.
  static func clearWeakReferences(to header: UnsafeMutablePointer<Header>) {
    let references =
      weakTable.removeValue(forKey: header)?.map { $0.takeUnretainedValue() } ?? []
    header.pointee.flags.remove(.hasWeakReferences)
    for reference in references { reference.target = .unbound }
    for reference in references.reversed() { reference.runCallback() }
  }
}

/// A weak reference: the target is not counted.
final class WeakReference: NativeObject {
  var target: Value
  var callback: Value
  /// The script object around this one, borrowed: the callback's argument.
  var owner: Value = .unbound
  var hash: Int?

  init(target: Value, callback: Value) {
    self.target = target
    self.callback = callback.retained()
  }

  deinit {
    if target.isObject { SideTables.removeWeakReference(self, to: target.header) }
    callback.release()
  }

  override func visitReferences(_ visit: (Value) -> Void) { visit(callback) }
  override func clearReferences() {
    let old = callback
    callback = .none
    old.release()
  }

  func runCallback() {
    guard callback.isObject, owner.isObject, owner.header.pointee.references > 0 else { return }
    let (function, argument) = (callback.retained(), owner.retained())
    defer {
      function.release()
      argument.release()
    }
    do throws(Raised) {
      try call(function, argument).release()
    } catch {
      reportUnraisable("Exception ignored in", function)
    }
  }
}

/// Runs `__del__` of objects about to end, and what generators that end too soon have left to do.
enum Finalizers {
  @inline(__always) static func has(_ header: UnsafeMutablePointer<Header>) -> Bool {
    if header.pointee.layout == .generator { return Generator(Value(header)).isInTry }
    return header.pointee.type.cell.pointee.flags.contains(.hasFinalizer)
  }

  static func run(_ value: Value) {
    // An exception may be on its way while objects end.
    let pending = takeRaised()
    defer { machine.pointee.raised = pending }
    if value.has(.generator) {
      do throws(Raised) {
        try GeneratorTypes.close(value).release()
      } catch {
        reportUnraisable("Exception ignored in", value)
      }
      return
    }
    guard let method = lookup(value.type, .delete)?.retained() else { return }
    defer { method.release() }
    do throws(Raised) {
      try call(method, value).release()
    } catch {
      reportUnraisable("Exception ignored in", method)
    }
  }
}
