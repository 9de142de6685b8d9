# SPDX-License-Identifier: Apache-2.0
# importlib.machinery: the classes that finders and loaders are made of.
from ._bootstrap import BuiltinImporter, FrozenImporter, ModuleSpec
from ._bootstrap_external import (
  BYTECODE_SUFFIXES, DEBUG_BYTECODE_SUFFIXES, EXTENSION_SUFFIXES, OPTIMIZED_BYTECODE_SUFFIXES,
  SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, NamespaceLoader, PathFinder, SourceFileLoader,
  SourcelessFileLoader, WindowsRegistryFinder)


def all_suffixes():
  """The endings of all files that may be modules."""
  return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES
