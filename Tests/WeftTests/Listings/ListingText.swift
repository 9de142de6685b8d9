// SPDX-License-Identifier: Apache-2.0
// Inner loops out of a listing, free of what does not matter: addresses, padding, which register and which slot.
import Foundation

/// A listing as the assembler prints it.
struct ListingText {
  private struct Line {
    var text: String
    /// The label that stands here, if the line is one.
    var label: String?
    /// The label a jump goes to.
    var target: String?
  }

  private let lines: [Line]

  init(_ listing: String) {
    lines = listing.split(separator: "\n").compactMap { line in
      if !line.hasPrefix(" "), line.hasSuffix(":") {
        return Line(text: String(line), label: String(line.dropLast()))
      }
      // The first column is the address.
      let words = line.split(separator: " ").dropFirst().map(String.init)
      if words.first == "nop" || words.isEmpty { return nil }
      let isJump = words[0].hasPrefix("j") && words.count == 2
      return Line(
        text: words.joined(separator: " "), target: isJump ? words[1] : nil)
    }
  }

  /// The bodies of loops without a loop in them, without those for the rest that fills no vector: they set up a
  /// mask, or have narrower vectors than others.
  var innerLoops: [[String]] {
    var places: [String: Int] = [:]
    for (index, line) in lines.enumerated() {
      if let label = line.label { places[label] = index }
    }
    var ranges: [ClosedRange<Int>] = []
    for (index, line) in lines.enumerated() {
      guard let target = line.target, let start = places[target], start < index else { continue }
      // Of two jumps back to one label the later one ends the loop.
      ranges.removeAll { $0.lowerBound == start }
      ranges.append(start...index)
    }
    let inner = ranges.filter { range in
      !ranges.contains {
        $0 != range && range.contains($0.lowerBound) && range.contains($0.upperBound)
      }
    }
    let bodies = inner.sorted { $0.lowerBound < $1.lowerBound }.map { Array(lines[$0]) }
      .filter { body in !body.contains { $0.text.hasPrefix("bzhi") } }
    let widest = bodies.map(Self.width).max() ?? 0
    return bodies.filter { Self.width($0) == widest }.map(normalized)
  }

  /// The width of the widest vector register in a loop: 0 for none, 1 for xmm.
  private static func width(_ body: [Line]) -> Int {
    for (width, word) in [(3, "zmm"), (2, "ymm"), (1, "xmm")]
    where body.contains(where: { $0.text.contains(word) }) {
      return width
    }
    return 0
  }

  /// Registers, labels and slots of the frame are numbered in the order they appear.
  private func normalized(_ body: [Line]) -> [String] {
    var names: [String: String] = [:]
    var counts: [String: Int] = [:]
    func name(_ kind: String, _ key: String) -> String {
      if let known = names[kind + key] { return known }
      counts[kind, default: 0] += 1
      names[kind + key] = kind + "\(counts[kind]!)"
      return names[kind + key]!
    }
    let targets = Set(body.compactMap(\.target))
    var result: [String] = []
    for line in body {
      if let label = line.label {
        if targets.contains(label) { result.append(name("loop", label) + ":") }
        continue
      }
      if let target = line.target {
        result.append("  " + line.text.prefix { $0 != " " } + " " + name("loop", target))
        continue
      }
      var text = "  "
      var word = ""
      func flush() {
        text += Self.register(word, name) ?? word
        word = ""
      }
      for character in line.text {
        if character.isLetter || character.isNumber {
          word.append(character)
        } else {
          flush()
          text.append(character)
        }
      }
      flush()
      result.append(Self.withoutSlots(text, name))
    }
    return result
  }

  private static let general: [String: String] = {
    var names: [String: String] = [:]
    for (number, word) in ["ax", "bx", "cx", "dx", "si", "di", "bp"].enumerated() {
      names["r" + word] = "\(number)"
      names["e" + word] = "\(number)"
      names[word] = "\(number)"
    }
    for (number, word) in ["al", "bl", "cl", "dl", "sil", "dil", "bpl"].enumerated() {
      names[word] = "\(number)"
    }
    for number in 8...15 {
      for suffix in ["", "d", "w", "b"] { names["r\(number)" + suffix] = "\(number)" }
    }
    return names
  }()

  /// A register's new name, or nil if `word` is none.
  private static func register(_ word: String, _ name: (String, String) -> String) -> String? {
    if let number = general[word] { return name("r", number) }
    for (prefix, kind) in [("xmm", "x"), ("ymm", "y"), ("zmm", "z")] where word.hasPrefix(prefix) {
      // One register under three widths keeps one number.
      let number = name("v", String(word.dropFirst(3)))
      return kind + number.dropFirst()
    }
    let isMask = word.count == 2 && word.hasPrefix("k") && word.last!.isNumber
    return isMask ? name("k", word) : nil
  }

  /// `[rsp+56]` as `[slot1]`, and constants in memory as `[constant]`.
  private static func withoutSlots(_ text: String, _ name: (String, String) -> String) -> String {
    guard let open = text.range(of: "[rsp"),
      let close = text[open.upperBound...].firstIndex(of: "]")
    else {
      guard let open = text.range(of: "[rip"),
        let close = text[open.upperBound...].firstIndex(of: "]")
      else { return text }
      return text.replacingCharacters(in: open.lowerBound...close, with: "[constant]")
    }
    let slot = name("slot", String(text[open.upperBound..<close]))
    return text.replacingCharacters(in: open.lowerBound...close, with: "[\(slot)]")
  }
}
