// SPDX-License-Identifier: Apache-2.0
// Parts that other files are about to bring.
import Glibc

enum EmbeddedLibrary { static let modules: [String: String] = [:] }
