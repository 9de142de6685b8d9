// SPDX-License-Identifier: Apache-2.0
// The modules of the system's files, texts and data formats.

enum SystemModules {
  static var all: [NativeModule] {
    [
      Posix.module, SignalModule.module, RegexModule.module, CodecsModule.module,
      ArrayModule.module, ContextVarsModule.module, BinasciiModule.module, ZlibModule.module,
      CSVModule.module, JSONModule.module, UnicodeModule.module, SubprocessModule.module,
      SelectModule.module, SocketModule.module, FileControlModule.module, MmapModule.module,
      CTypesModule.module, WeftModule.module, MarshalModule.module,
    ] + AccountModules.all + IOModule.modules + StructModule.modules
  }
}
