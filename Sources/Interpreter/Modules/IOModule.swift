// SPDX-License-Identifier: Apache-2.0
// io: open, StringIO and BytesIO.

enum IOModule {
  nonisolated(unsafe) static let unsupportedOperation: TypeRef = {
    let type = TypeMaking.make(
      "UnsupportedOperation", module: "io", base: ExceptionKind.osError.type, layout: .exception,
      flags: [.basetype, .isException, .hasDict])
    return type
  }()
}
