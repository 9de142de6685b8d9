// SPDX-License-Identifier: Apache-2.0
// What goes wrong when arrays are exchanged.

import Weft

/// A mistake in what another program says of its memory, or a request that memory cannot meet.
///
/// `kind` says which Python exception scripts see.
public struct ExchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The families of mistakes, each one Python exception.
  public enum Kind: Sendable { case buffer, type, value, runtime, notImplemented, attribute }

  public let kind: Kind
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
