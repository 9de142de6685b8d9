// SPDX-License-Identifier: Apache-2.0
// The pipeline: the passes over a finished program, by name and in order.

import Glibc

/// Improves a finished program; its results stay the same bit for bit.
///
/// What may change is which sticky flags uniform arithmetic of a lane loop's body leaves when the loop runs no iteration, and
/// what unused arithmetic would have left. `WEFT_DUMP=ir` prints each result to standard error.
package func optimize(_ program: Program) -> Program {
  var draft = Draft(program)
  draft.shareConstants()
  draft.hoist()
  draft.removeDeadCode()
  let result = draft.finish()
  result.assertValid(after: "optimize")
  if dumpsPrograms { writeToStandardError(result.description) }
  return result
}

/// True if `WEFT_DUMP` lists `ir`.
private let dumpsPrograms: Bool = {
  guard let list = getenv("WEFT_DUMP") else { return false }
  return String(cString: list).split(separator: ",").contains("ir")
}()
