// SPDX-License-Identifier: Apache-2.0
// The modules written in Swift, by name.

enum NativeModules {
  /// Tells the import system of all of them; each is made when it is first imported.
  static func register() {
    for module in modules { Import.native[module.name] = module }
  }

  private static var modules: [NativeModule] {
    [
      SysModule.module, ImportModule.module, TimeModule.module, MathModule.module,
      CMathModule.module,
      ItertoolsModule.module,
      WeakrefModule.module, ABCModule.module, ASTModule.module, CollectionsModule.module,
      NumPyModule.module, CPythonModule.module,
      NumPyRandom.module,
      NumPyLinalg.module, NumPyFiles.module, MersenneModule.module,
    ] + HashModules.all + SmallModules.all + SystemModules.all
  }
}
