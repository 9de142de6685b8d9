# SPDX-License-Identifier: Apache-2.0
# importlib: imports by name, and again; the machine's import does the work.
import sys

import _imp
from builtins import __import__

from . import _bootstrap, _bootstrap_external

__all__ = ['__import__', 'import_module', 'invalidate_caches', 'reload']

sys.modules.setdefault('_frozen_importlib', _bootstrap)
sys.modules.setdefault('_frozen_importlib_external', _bootstrap_external)

_reloading = {}


def invalidate_caches():
  """Tell every finder that files may have changed."""
  for finder in sys.meta_path:
    if hasattr(finder, 'invalidate_caches'):
      finder.invalidate_caches()


def import_module(name, package=None):
  """The module of a name; dots at its beginning lead upwards from `package`."""
  level = 0
  if name.startswith('.'):
    if not package:
      raise TypeError(
        f"the 'package' argument is required to perform a relative import for {name!r}")
    level = len(name) - len(name.lstrip('.'))
  return _bootstrap._gcd_import(name[level:], package, level)


def reload(module):
  """Run a module's text again, in the namespace that it has."""
  try:
    name = module.__spec__.name
  except AttributeError:
    try:
      name = module.__name__
    except AttributeError:
      raise TypeError('reload() argument must be a module') from None
  if sys.modules.get(name) is not module:
    raise ImportError(f'module {name} not in sys.modules', name=name)
  if name in _reloading:
    return _reloading[name]
  _reloading[name] = module
  try:
    parent = name.rpartition('.')[0]
    path = None
    if parent:
      try:
        path = sys.modules[parent].__path__
      except KeyError:
        raise ImportError(f'parent {parent!r} not in sys.modules', name=parent) from None
    spec = module.__spec__ = _bootstrap._find_spec(name, path, module)
    if spec is None:
      raise ModuleNotFoundError(f'spec not found for the module {name!r}', name=name)
    _bootstrap._exec(spec, module)
    return sys.modules[name]
  finally:
    _reloading.pop(name, None)
