// SPDX-License-Identifier: Apache-2.0
// Embeds the files of Sources/Interpreter/Library: one block and one row each.
#include "CLibraryText.h"

// A directive of C23 that clang knows in every C.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char _collections_abc_text[] = {
#embed "../Interpreter/Library/_collections_abc.py"
};
static const unsigned char _lsprof_text[] = {
#embed "../Interpreter/Library/_lsprof.py"
};
static const unsigned char _strptime_text[] = {
#embed "../Interpreter/Library/_strptime.py"
};
static const unsigned char _sysconfigdata_text[] = {
#embed "../Interpreter/Library/_sysconfigdata__linux_.py"
};
static const unsigned char _tokenize_text[] = {
#embed "../Interpreter/Library/_tokenize.py"
};
static const unsigned char _weakrefset_text[] = {
#embed "../Interpreter/Library/_weakrefset.py"
};
static const unsigned char abc_text[] = {
#embed "../Interpreter/Library/abc.py"
};
static const unsigned char bisect_text[] = {
#embed "../Interpreter/Library/bisect.py"
};
static const unsigned char collections_text[] = {
#embed "../Interpreter/Library/collections/__init__.py"
};
static const unsigned char collections_abc_text[] = {
#embed "../Interpreter/Library/collections/abc.py"
};
static const unsigned char contextlib_text[] = {
#embed "../Interpreter/Library/contextlib.py"
};
static const unsigned char copy_text[] = {
#embed "../Interpreter/Library/copy.py"
};
static const unsigned char copyreg_text[] = {
#embed "../Interpreter/Library/copyreg.py"
};
static const unsigned char ctypes_text[] = {
#embed "../Interpreter/Library/ctypes/__init__.py"
};
static const unsigned char ctypes_endian_text[] = {
#embed "../Interpreter/Library/ctypes/_endian.py"
};
static const unsigned char ctypes_util_text[] = {
#embed "../Interpreter/Library/ctypes/util.py"
};
static const unsigned char dataclasses_text[] = {
#embed "../Interpreter/Library/dataclasses.py"
};
static const unsigned char datetime_text[] = {
#embed "../Interpreter/Library/datetime.py"
};
static const unsigned char enum_text[] = {
#embed "../Interpreter/Library/enum.py"
};
static const unsigned char functools_text[] = {
#embed "../Interpreter/Library/functools.py"
};
static const unsigned char heapq_text[] = {
#embed "../Interpreter/Library/heapq.py"
};
static const unsigned char importlib_text[] = {
#embed "../Interpreter/Library/importlib/__init__.py"
};
static const unsigned char importlib_bootstrap_text[] = {
#embed "../Interpreter/Library/importlib/_bootstrap.py"
};
static const unsigned char importlib_bootstrap_external_text[] = {
#embed "../Interpreter/Library/importlib/_bootstrap_external.py"
};
static const unsigned char importlib_abc_text[] = {
#embed "../Interpreter/Library/importlib/abc.py"
};
static const unsigned char importlib_machinery_text[] = {
#embed "../Interpreter/Library/importlib/machinery.py"
};
static const unsigned char importlib_util_text[] = {
#embed "../Interpreter/Library/importlib/util.py"
};
static const unsigned char json_text[] = {
#embed "../Interpreter/Library/json/__init__.py"
};
static const unsigned char json_decoder_text[] = {
#embed "../Interpreter/Library/json/decoder.py"
};
static const unsigned char json_encoder_text[] = {
#embed "../Interpreter/Library/json/encoder.py"
};
static const unsigned char keyword_text[] = {
#embed "../Interpreter/Library/keyword.py"
};
static const unsigned char linecache_text[] = {
#embed "../Interpreter/Library/linecache.py"
};
static const unsigned char numbers_text[] = {
#embed "../Interpreter/Library/numbers.py"
};
static const unsigned char operator_text[] = {
#embed "../Interpreter/Library/operator.py"
};
static const unsigned char random_text[] = {
#embed "../Interpreter/Library/random.py"
};
static const unsigned char reprlib_text[] = {
#embed "../Interpreter/Library/reprlib.py"
};
static const unsigned char string_text[] = {
#embed "../Interpreter/Library/string.py"
};
static const unsigned char traceback_text[] = {
#embed "../Interpreter/Library/traceback.py"
};
static const unsigned char types_text[] = {
#embed "../Interpreter/Library/types.py"
};
static const unsigned char typing_text[] = {
#embed "../Interpreter/Library/typing.py"
};
static const unsigned char warnings_text[] = {
#embed "../Interpreter/Library/warnings.py"
};
static const unsigned char weakref_text[] = {
#embed "../Interpreter/Library/weakref.py"
};

#define ROW(name, text, isPackage) {name, text, sizeof text, isPackage}

static const LibraryText rows[] = {
    ROW("_collections_abc", _collections_abc_text, 0),
    ROW("_lsprof", _lsprof_text, 0),
    ROW("_strptime", _strptime_text, 0),
    // Debian's name for the next.
    ROW("_sysconfigdata__", _sysconfigdata_text, 0),
    ROW("_sysconfigdata__linux_", _sysconfigdata_text, 0),
    ROW("_tokenize", _tokenize_text, 0),
    ROW("_weakrefset", _weakrefset_text, 0),
    ROW("abc", abc_text, 0),
    ROW("bisect", bisect_text, 0),
    ROW("collections", collections_text, 1),
    ROW("collections.abc", collections_abc_text, 0),
    ROW("contextlib", contextlib_text, 0),
    ROW("copy", copy_text, 0),
    ROW("copyreg", copyreg_text, 0),
    ROW("ctypes", ctypes_text, 1),
    ROW("ctypes._endian", ctypes_endian_text, 0),
    ROW("ctypes.util", ctypes_util_text, 0),
    ROW("dataclasses", dataclasses_text, 0),
    ROW("datetime", datetime_text, 0),
    ROW("enum", enum_text, 0),
    ROW("functools", functools_text, 0),
    ROW("heapq", heapq_text, 0),
    ROW("importlib", importlib_text, 1),
    ROW("importlib._bootstrap", importlib_bootstrap_text, 0),
    ROW("importlib._bootstrap_external", importlib_bootstrap_external_text, 0),
    ROW("importlib.abc", importlib_abc_text, 0),
    ROW("importlib.machinery", importlib_machinery_text, 0),
    ROW("importlib.util", importlib_util_text, 0),
    ROW("json", json_text, 1),
    ROW("json.decoder", json_decoder_text, 0),
    ROW("json.encoder", json_encoder_text, 0),
    ROW("keyword", keyword_text, 0),
    ROW("linecache", linecache_text, 0),
    ROW("numbers", numbers_text, 0),
    ROW("operator", operator_text, 0),
    ROW("random", random_text, 0),
    ROW("reprlib", reprlib_text, 0),
    ROW("string", string_text, 0),
    ROW("traceback", traceback_text, 0),
    ROW("types", types_text, 0),
    ROW("typing", typing_text, 0),
    ROW("warnings", warnings_text, 0),
    ROW("weakref", weakref_text, 0),
    {0, 0, 0, 0},
};

const LibraryText *libraryTexts(void) { return rows; }
