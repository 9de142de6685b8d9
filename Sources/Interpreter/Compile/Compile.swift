// SPDX-License-Identifier: Apache-2.0
// From source text to code: parser, scopes, compiler; syntax errors become exceptions.

/// What a source is compiled for.
public enum CompileMode { case exec, eval, single }
