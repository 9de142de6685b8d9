// SPDX-License-Identifier: Apache-2.0
// The suite around all tests of the interpreter.
import Testing

/// A process has one machine, and it is not for several threads: these tests run one after another.
///
/// Suites inside start the machine in their `init`.
@Suite(.serialized) struct InterpreterTests {}
