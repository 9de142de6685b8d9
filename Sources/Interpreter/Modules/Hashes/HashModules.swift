// SPDX-License-Identifier: Apache-2.0
// The modules under hashlib, by the names that CPython 3.11 and 3.12 give them; and the comparison that hmac needs.

enum HashModules {
  static var all: [NativeModule] {
    [
      plain("_md5", [("md5", { MD5() })]), plain("_sha1", [("sha1", { SHA1() })]),
      plain("_sha256", small), plain("_sha512", large), plain("_sha2", small + large), sha3,
      blake2, comparison,
    ]
  }

  private typealias Maker = (name: String, make: () -> HashObject)

  private static var small: [Maker] {
    [("sha224", { SHA256(short: true) }), ("sha256", { SHA256(short: false) })]
  }
  private static var large: [Maker] {
    [("sha384", { SHA512(short: true) }), ("sha512", { SHA512(short: false) })]
  }

  private static func plain(_ name: String, _ makers: [Maker]) -> NativeModule {
    NativeModule(name) { module throws(Raised) in
      for maker in makers {
        let type = HashRows.type(maker.name.uppercased() + "Type", name)
        module.add(type)
        module.add([HashRows.function(maker.name, type, maker.make)])
      }
    }
  }

  private static var sha3: NativeModule {
    NativeModule("_sha3") { module throws(Raised) in
      for bits in [224, 256, 384, 512] {
        let name = "sha3_\(bits)"
        let type = HashRows.type(name, "_sha3")
        module.add([
          HashRows.function(name, type) {
            Keccak(name, size: bits / 8, strength: bits, suffix: 6)
          }
        ])
      }
      for bits in [128, 256] {
        let name = "shake_\(bits)"
        let type = HashRows.type(name, "_sha3", shake: true)
        module.add([
          HashRows.function(name, type) { Keccak(name, size: 0, strength: bits, suffix: 0x1f) }
        ])
      }
    }
  }

  private static var blake2: NativeModule {
    NativeModule("_blake2") { module throws(Raised) in
      module.add(Blake2.type(wide: true))
      module.add(Blake2.type(wide: false))
    }
  }

  /// `_operator` has the one function that operator's text in Python lacks.
  private static var comparison: NativeModule {
    NativeModule("_operator") { module throws(Raised) in
      module.add([
        Builtin("_compare_digest(a, b, /)") { a throws(Raised) in
          if a[0].isStr && a[1].isStr {
            guard Str(a[0]).isASCII && Str(a[1]).isASCII else {
              throw raise(
                .typeError, "comparing strings with non-ASCII characters is not supported")
            }
            return Value(isSame(Str(a[0]).codePoints, Str(a[1]).codePoints))
          }
          guard let x = ByteArray.anyBytes(of: a[0]), let y = ByteArray.anyBytes(of: a[1]) else {
            throw raise(
              .typeError,
              "unsupported operand types(s) or combination of types: '\(a[0].type.name)' and '\(a[1].type.name)'"
            )
          }
          return Value(isSame(x, y))
        }
      ])
    }
  }

  /// Looks at all elements, wherever the first difference is: how long it takes tells nothing.
  private static func isSame<T: FixedWidthInteger>(_ a: [T], _ b: [T]) -> Bool {
    var difference: T = a.count == b.count ? 0 : 1
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
  }
}
