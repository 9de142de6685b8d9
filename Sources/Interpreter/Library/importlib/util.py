# SPDX-License-Identifier: Apache-2.0
# importlib.util: what finders and loaders share, and modules that load when they are first used.
import _imp
import sys
import types

from ._bootstrap import _find_spec, _resolve_name, module_from_spec, spec_from_loader
from ._bootstrap_external import (
  MAGIC_NUMBER, cache_from_source, decode_source, source_from_cache, spec_from_file_location)
from .abc import Loader


def source_hash(source_bytes):
  """The hash of a source that a file of compiled code may carry."""
  return _imp.source_hash(int.from_bytes(MAGIC_NUMBER, 'little'), source_bytes)


def resolve_name(name, package):
  """The absolute name of a relative one."""
  if not name.startswith('.'):
    return name
  if not package:
    raise ImportError(
      f'no package specified for {name!r} (required for relative module names)')
  level = len(name) - len(name.lstrip('.'))
  return _resolve_name(name[level:], package, level)


def find_spec(name, package=None):
  """The specification of a module; its parents are imported, it is not."""
  fullname = resolve_name(name, package) if name.startswith('.') else name
  if fullname in sys.modules:
    module = sys.modules[fullname]
    if module is None:
      return None
    try:
      spec = module.__spec__
    except AttributeError:
      raise ValueError(f'{name}.__spec__ is not set') from None
    if spec is None:
      raise ValueError(f'{name}.__spec__ is None')
    return spec
  parent_name = fullname.rpartition('.')[0]
  path = None
  if parent_name:
    parent = __import__(parent_name, fromlist=['__path__'])
    try:
      path = parent.__path__
    except AttributeError as error:
      raise ModuleNotFoundError(
        f'__path__ attribute not found on {parent_name!r} while trying to find {fullname!r}',
        name=fullname) from error
  return _find_spec(fullname, path)


class _LazyModule(types.ModuleType):
  """A module whose text runs when one of its attributes is first asked for."""

  def __getattribute__(self, attr):
    spec = object.__getattribute__(self, '__spec__')
    state = spec.loader_state
    namespace = object.__getattribute__(self, '__dict__')
    # While it runs, whoever asks gets what there is by then.
    if state['is_loading']:
      return object.__getattribute__(self, attr)
    state['is_loading'] = True
    name = namespace['__name__']
    changed = {
      key: value for key, value in namespace.items()
      if key not in state['__dict__'] or state['__dict__'][key] is not value}
    spec.loader.exec_module(self)
    if name in sys.modules and sys.modules[name] is not self:
      raise ValueError(
        f'module object for {name!r} substituted in sys.modules during a lazy load')
    # What was set from outside meanwhile stays.
    namespace.update(changed)
    object.__setattr__(self, '__class__', types.ModuleType)
    return getattr(self, attr)

  def __delattr__(self, attr):
    self.__getattribute__(attr)
    delattr(self, attr)


class LazyLoader(Loader):
  """A loader that puts off running the module's text."""

  @staticmethod
  def _check_eager_loader(loader):
    if not hasattr(loader, 'exec_module'):
      raise TypeError('loader must define exec_module()')

  @classmethod
  def factory(cls, loader):
    cls._check_eager_loader(loader)
    return lambda *args, **kwargs: cls(loader(*args, **kwargs))

  def __init__(self, loader):
    self._check_eager_loader(loader)
    self.loader = loader

  def create_module(self, spec):
    return self.loader.create_module(spec)

  def exec_module(self, module):
    module.__spec__.loader = self.loader
    module.__loader__ = self.loader
    module.__spec__.loader_state = {
      '__dict__': module.__dict__.copy(), '__class__': module.__class__, 'is_loading': False}
    module.__class__ = _LazyModule


def _find_spec_from_path(name, path=None):
  """The specification of a module, sought along a path; nothing is imported."""
  if name not in sys.modules:
    return _find_spec(name, path)
  module = sys.modules[name]
  if module is None:
    return None
  spec = getattr(module, '__spec__', None)
  if spec is None:
    raise ValueError(f'{name}.__spec__ is None')
  return spec
