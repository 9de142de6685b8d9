# SPDX-License-Identifier: Apache-2.0
# importlib: imports by name and again, specifications, finders and loaders of a script's own.
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import tempfile


def trying(action, *arguments, **keywords):
  try:
    print(action(*arguments, **keywords))
  except Exception as error:
    print(type(error).__name__, error, getattr(error, "name", "-"))


def write(path, text):
  with open(path, "w") as file:
    file.write(text)


# By name.
print(importlib.import_module("os.path") is os.path)
print(importlib.import_module(".decoder", "json").__name__)
trying(importlib.import_module, ".decoder")
trying(importlib.import_module, "")
trying(importlib.import_module, "..decoder", "json")
trying(importlib.import_module, "no_such_module_here")
trying(importlib.import_module, "json.no_such_part")
trying(importlib.import_module, "math.no_such_part")
print(importlib.__import__("os.path").__name__)

# Relative names.
print(importlib.util.resolve_name("..c", "a.b"), importlib.util.resolve_name(".c", "a.b"),
      importlib.util.resolve_name("c", None))
trying(importlib.util.resolve_name, ".c", "")
trying(importlib.util.resolve_name, "...c", "a.b")

# Specifications.
import json
import math

for module in (sys, json, json.decoder):
  spec = module.__spec__
  print(spec.name, spec.parent, spec.submodule_search_locations is None, spec.loader_state)
print(sys.__spec__.origin, sys.__loader__.__name__, "__spec__" in dir(math))
print(importlib.util.find_spec("no_such_module_here"))
trying(importlib.util.find_spec, "math.part")
print(type(sys.__loader__).__name__)
spec = importlib.machinery.ModuleSpec("pack.age", None, origin="here", is_package=True)
print(spec, spec.parent, spec.has_location, spec.cached)
print(spec == importlib.machinery.ModuleSpec("pack.age", None, origin="here", is_package=True))
print(importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.BYTECODE_SUFFIXES)

with tempfile.TemporaryDirectory() as folder:
  # From a file.
  path = os.path.join(folder, "counter_of_ours.py")
  write(path, "times = globals().get('times', 0) + 1\nname = __name__\nspec = __spec__\n")
  spec = importlib.util.spec_from_file_location("renamed", path)
  module = importlib.util.module_from_spec(spec)
  print(module.__name__, hasattr(module, "times"), module.__file__ == path)
  spec.loader.exec_module(module)
  print(module.name, module.times, module.__loader__ is spec.loader, type(spec.loader).__name__)
  print(spec.loader.get_source("renamed").splitlines()[1], spec.loader.is_package("renamed"))
  trying(spec.loader.get_filename, "other")
  print(spec.has_location, spec.origin == path)

  # Along sys.path, and again.
  sys.path.insert(0, folder)
  importlib.invalidate_caches()
  import counter_of_ours
  print(counter_of_ours.times, counter_of_ours.spec is counter_of_ours.__spec__)
  counter_of_ours.kept = "kept"
  print(importlib.reload(counter_of_ours) is counter_of_ours, counter_of_ours.times,
        counter_of_ours.kept)
  del sys.modules["counter_of_ours"]
  trying(importlib.reload, counter_of_ours)
  trying(importlib.reload, 3)

  # A folder without __init__.py is a package.
  os.mkdir(os.path.join(folder, "loose"))
  write(os.path.join(folder, "loose", "part.py"), "value = 41\n")
  import loose.part
  print(loose.part.value, list(loose.__path__) == [os.path.join(folder, "loose")],
        hasattr(loose, "__file__"), loose.part.__spec__.parent)
  print(importlib.util.find_spec("loose").loader is None)

  # Late.
  write(os.path.join(folder, "late.py"), "print('late runs')\nvalue = 7\n")
  spec = importlib.util.find_spec("late")
  spec.loader = importlib.util.LazyLoader(spec.loader)
  module = importlib.util.module_from_spec(spec)
  sys.modules["late"] = module
  spec.loader.exec_module(module)
  print("not yet")
  print(module.value, type(module).__name__)
  sys.path.remove(folder)


class TableFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
  """Modules out of a table of texts."""

  texts = {
    "made_up": "value = 5\n", "made_up_pack": "import made_up_pack.inner\n",
    "made_up_pack.inner": "from . import __name__ as pack\n", "broken_one": "1 / 0\n",
  }

  def find_spec(self, name, path, target=None):
    if name not in self.texts:
      return None
    print("asked for", name, path)
    return importlib.util.spec_from_loader(name, self, is_package=name == "made_up_pack")

  def exec_module(self, module):
    exec(self.texts[module.__name__], module.__dict__)


finder = TableFinder()
sys.meta_path.insert(0, finder)
import made_up
print(made_up.value, made_up.__spec__.loader is finder, made_up.__loader__ is finder)
import made_up_pack
print(made_up_pack.inner.pack, made_up_pack.__path__)
trying(importlib.import_module, "broken_one")
print("broken_one" in sys.modules)
sys.meta_path.remove(finder)
sys.meta_path.append(finder)
del sys.modules["made_up"]
import made_up
print(made_up.value)
sys.meta_path.remove(finder)
trying(importlib.import_module, "no_such_module_here")

# What stands in sys.modules counts.
sys.modules["blocked_name"] = None
trying(importlib.import_module, "blocked_name")
print(importlib.util.find_spec("blocked_name"))
sys.modules["no_spec"] = type(sys)("no_spec")
trying(importlib.util.find_spec, "no_spec")
print(issubclass(importlib.machinery.SourceFileLoader, importlib.abc.SourceLoader))
for name in ("made_up", "made_up_pack", "made_up_pack.inner", "late", "loose", "loose.part",
             "blocked_name", "no_spec"):
  del sys.modules[name]
sys.path_importer_cache.clear()
