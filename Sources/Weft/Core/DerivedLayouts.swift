// SPDX-License-Identifier: Apache-2.0
// Layouts that follow from others, as they were made the last time: views, stretched operands, results.

/// How a layout follows from another, in words.
struct LayoutRecipe {
  enum Kind: UInt64 { case index, newAxis, transpose, reduce, reduceKeeping, broadcast, result }

  static let capacity = 14

  fileprivate(set) var words: InlineArray<14, UInt64>
  fileprivate(set) var count = 2
  /// True if it has more words than there is room for: then nothing is remembered.
  private(set) var isTooLong = false

  /// A recipe for elements of `itemSize` bytes.
  @inline(__always)
  init(_ kind: Kind, itemSize: Int) {
    words = .init(repeating: 0)
    words[1] = kind.rawValue | UInt64(itemSize) << 8
  }

  @inline(__always)
  mutating func add(_ word: Int) {
    if count == Self.capacity {
      isTooLong = true
    } else {
      words[count] = UInt64(bitPattern: Int64(word))
      count += 1
    }
  }
}

extension LayoutTable {
  private static let derivedCapacity = 1024
  /// What was derived, each beside its recipe, whose first word is the number of the layout it was derived from.
  nonisolated(unsafe) private static var derived: UnsafeMutablePointer<Layout?>?
  nonisolated(unsafe) private static var recipes: UnsafeMutablePointer<LayoutRecipe>?

  /// The layout that `make` derives from `source` by `recipe`: the object that it made before, if remembered.
  @inline(__always)
  static func derive<E: Error>(
    _ source: Layout, _ recipe: LayoutRecipe, _ make: () throws(E) -> Layout
  ) throws(E) -> Layout {
    if recipe.isTooLong { return try make() }
    var recipe = recipe
    Engine.lock.lock()
    defer { Engine.lock.unlock() }
    recipe.words[0] = number(of: source)
    if let known = find(recipe) { return known }
    let made = try make()
    remember(made, recipe)
    return made
  }

  @inline(__always)
  private static func place(_ recipe: LayoutRecipe) -> Int {
    // Two chains of products, since one would wait for each.
    var hashes: (UInt64, UInt64) = (0, 0)
    for index in stride(from: 0, to: recipe.count, by: 2) {
      hashes.0 = mixed(hashes.0, recipe.words[index])
      hashes.1 = mixed(hashes.1, recipe.words[index + 1])
    }
    return Int(mixed(hashes.0, hashes.1 >> 7) >> 40) & (derivedCapacity - 1)
  }

  @inline(never)
  private static func find(_ recipe: LayoutRecipe) -> Layout? {
    guard let derived, let recipes else { return nil }
    let place = place(recipe)
    let known = recipes + place
    if known.pointee.count != recipe.count { return nil }
    for index in 0..<recipe.count where known.pointee.words[index] != recipe.words[index] {
      return nil
    }
    return derived[place]
  }

  @inline(never)
  private static func remember(_ layout: Layout, _ recipe: LayoutRecipe) {
    let derived = derived ?? .allocate(capacity: derivedCapacity)
    let recipes = recipes ?? .allocate(capacity: derivedCapacity)
    if Self.derived == nil {
      derived.initialize(repeating: nil, count: derivedCapacity)
      recipes.initialize(
        repeating: LayoutRecipe(.index, itemSize: 0), count: derivedCapacity)
      (Self.derived, Self.recipes) = (derived, recipes)
    }
    _ = number(of: layout)
    let place = place(recipe)
    derived[place] = layout
    recipes[place] = recipe
  }
}

// MARK: What follows

extension LayoutTable {
  /// `layout` stretched to `shape`, to which its own shape broadcasts.
  static func broadcast(_ layout: Layout, to shape: [Int], itemSize: Int) -> Layout {
    if layout.shape == shape { return layout }
    var recipe = LayoutRecipe(.broadcast, itemSize: itemSize)
    for extent in shape { recipe.add(extent) }
    return derive(layout, recipe) { layout.broadcast(to: shape, itemSize: itemSize) }
  }

  /// The layout of a reduction of `source` over the axes whose bits are set; with `keepsAxes`, also the view of it in which they
  /// have length 1.
  static func reduced(_ source: Layout, _ axes: UInt64, itemSize: Int, keepsAxes: Bool)
    -> (layout: Layout, view: Layout?)
  {
    var recipe = LayoutRecipe(.reduce, itemSize: itemSize)
    recipe.add(Int(truncatingIfNeeded: axes))
    let layout = derive(source, recipe) {
      let kept = source.shape.indices.filter { axes & (1 << UInt64($0)) == 0 }
      return contiguous(kept.map { source.shape[$0] }, itemSize: itemSize)
    }
    if !keepsAxes || source.ndim == 0 { return (layout, nil) }
    recipe = LayoutRecipe(.reduceKeeping, itemSize: itemSize)
    recipe.add(Int(truncatingIfNeeded: axes))
    let view = derive(source, recipe) {
      let shape = source.shape.indices.map {
        axes & (1 << UInt64($0)) == 0 ? source.shape[$0] : 1
      }
      return contiguous(shape, itemSize: itemSize)
    }
    return (layout, view)
  }

  /// The layout of an elementwise result of `itemSize` for one operand whose elements have `own` bytes.
  static func result(of source: Layout, own: Int, itemSize: Int) -> Layout {
    var recipe = LayoutRecipe(.result, itemSize: own)
    recipe.add(itemSize)
    return derive(source, recipe) {
      Layout.result(shape: source.shape, itemSize: itemSize, operands: [source])
    }
  }
}

// MARK: Pairs

extension LayoutTable {
  /// What two operands of an operation are stretched to, and what their result is.
  struct Pair {
    fileprivate var numbers: (UInt64, UInt64)
    /// Bytes per element of the first, the second and the result, a byte each.
    fileprivate var sizes: Int
    let first: Layout
    let second: Layout
    let result: Layout
  }

  private static let pairCapacity = 512
  nonisolated(unsafe) private static var knownPairs: UnsafeMutablePointer<Pair?>?

  private static var pairs: UnsafeMutablePointer<Pair?> {
    if let knownPairs { return knownPairs }
    let pairs = UnsafeMutablePointer<Pair?>.allocate(capacity: pairCapacity)
    pairs.initialize(repeating: nil, count: pairCapacity)
    knownPairs = pairs
    return pairs
  }

  /// Two layouts broadcast together, and the layout of an elementwise result of `itemSize`; nil if they do not broadcast.
  ///
  /// `own` are the sizes of the operands' elements.
  static func pair(_ a: Layout, _ b: Layout, own: (Int, Int), itemSize: Int) -> Pair? {
    Engine.lock.lock()
    defer { Engine.lock.unlock() }
    let numbers = (number(of: a), number(of: b))
    let sizes = own.0 | own.1 << 8 | itemSize << 16
    let hash = mixed(mixed(mixed(0, numbers.0), numbers.1), UInt64(truncatingIfNeeded: sizes))
    let place = Int(hash >> 40) & (pairCapacity - 1)
    if let known = pairs[place], known.numbers == numbers, known.sizes == sizes { return known }
    guard let shape = Layout.broadcastShape(a.shape, b.shape) else { return nil }
    let first = broadcast(a, to: shape, itemSize: own.0)
    let second = broadcast(b, to: shape, itemSize: own.1)
    let result = Layout.result(shape: shape, itemSize: itemSize, operands: [first, second])
    for layout in [first, second, result] { _ = number(of: layout) }
    let made = Pair(numbers: numbers, sizes: sizes, first: first, second: second, result: result)
    pairs[place] = made
    return made
  }
}
