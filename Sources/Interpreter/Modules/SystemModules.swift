// SPDX-License-Identifier: Apache-2.0
// The modules of the system's files, texts and data formats.

enum SystemModules {
  static var all: [NativeModule] {
    [Posix.module, SignalModule.module, RegexModule.module, CodecsModule.module] + IOModule.modules
      + StructModule.modules
  }
}
