# SPDX-License-Identifier: Apache-2.0
# Specifications of modules, the finder of built-in ones, and how a specification becomes a module.
import sys

import _imp

# The name that CPython's classes of these say they are from.
__name__ = '_frozen_importlib'


class ModuleSpec:
  """Where a module comes from and who loads it."""

  def __init__(self, name, loader, *, origin=None, loader_state=None, is_package=None):
    self.name = name
    self.loader = loader
    self.origin = origin
    self.loader_state = loader_state
    self.submodule_search_locations = [] if is_package else None
    self._uninitialized_submodules = []
    self._set_fileattr = False
    self._cached = None

  def __repr__(self):
    parts = [f'name={self.name!r}', f'loader={self.loader!r}']
    if self.origin is not None:
      parts.append(f'origin={self.origin!r}')
    if self.submodule_search_locations is not None:
      parts.append(f'submodule_search_locations={self.submodule_search_locations}')
    return f'{self.__class__.__name__}({", ".join(parts)})'

  def __eq__(self, other):
    try:
      return all(
        getattr(self, name) == getattr(other, name)
        for name in ('name', 'loader', 'origin', 'submodule_search_locations', 'cached',
                     'has_location'))
    except AttributeError:
      return NotImplemented

  @property
  def cached(self):
    """The file of compiled code, where one is used."""
    if self._cached is None and self.origin is not None and self._set_fileattr:
      from . import _bootstrap_external
      self._cached = _bootstrap_external._get_cached(self.origin)
    return self._cached

  @cached.setter
  def cached(self, cached):
    self._cached = cached

  @property
  def parent(self):
    """The package that the module belongs to: itself, if it is one."""
    if self.submodule_search_locations is None:
      return self.name.rpartition('.')[0]
    return self.name

  @property
  def has_location(self):
    return self._set_fileattr

  @has_location.setter
  def has_location(self, value):
    self._set_fileattr = bool(value)


def spec_from_loader(name, loader, *, origin=None, is_package=None):
  """A specification with what the loader can say about the module."""
  if origin is None:
    origin = getattr(loader, '_ORIGIN', None)
  if not origin and hasattr(loader, 'get_filename'):
    from . import _bootstrap_external
    if is_package is None:
      return _bootstrap_external.spec_from_file_location(name, loader=loader)
    return _bootstrap_external.spec_from_file_location(
      name, loader=loader, submodule_search_locations=[] if is_package else None)
  if is_package is None:
    is_package = False
    if hasattr(loader, 'is_package'):
      try:
        is_package = loader.is_package(name)
      except ImportError:
        is_package = None
  return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _attributes(spec, module, override=False):
  """Set what a specification knows about its module."""
  def put(name, value):
    if override or getattr(module, name, None) is None:
      try:
        setattr(module, name, value)
      except AttributeError:
        pass

  put('__name__', spec.name)
  loader = spec.loader
  if loader is None and spec.submodule_search_locations is not None:
    from . import _bootstrap_external
    loader = spec.loader = _bootstrap_external.NamespaceLoader(
      spec.name, spec.submodule_search_locations, None)
    put('__file__', None)
  put('__loader__', loader)
  put('__package__', spec.parent)
  try:
    module.__spec__ = spec
  except AttributeError:
    pass
  if spec.submodule_search_locations is not None:
    put('__path__', spec.submodule_search_locations)
  if spec.has_location:
    put('__file__', spec.origin)
    if spec.cached is not None:
      put('__cached__', spec.cached)
  return module


def module_from_spec(spec):
  """A new module for a specification; its text has not run."""
  module = None
  if hasattr(spec.loader, 'create_module'):
    module = spec.loader.create_module(spec)
  elif hasattr(spec.loader, 'exec_module'):
    raise ImportError('loaders that define exec_module() must also define create_module()')
  if module is None:
    module = type(sys)(spec.name)
  return _attributes(spec, module)


def _exec(spec, module):
  """Run a specification's text in a module that is in sys.modules."""
  name = spec.name
  if sys.modules.get(name) is not module:
    raise ImportError(f'module {name!r} not in sys.modules', name=name)
  try:
    if spec.loader is None:
      if spec.submodule_search_locations is None:
        raise ImportError('missing loader', name=name)
      _attributes(spec, module, override=True)
    else:
      _attributes(spec, module, override=True)
      if hasattr(spec.loader, 'exec_module'):
        spec.loader.exec_module(module)
      else:
        spec.loader.load_module(name)
  finally:
    module = sys.modules.pop(name)
    sys.modules[name] = module
  return module


def _load(spec):
  """The module of a specification: made, put into sys.modules, and run."""
  if spec.loader is not None and not hasattr(spec.loader, 'exec_module'):
    return _attributes(spec, spec.loader.load_module(spec.name))
  module = module_from_spec(spec)
  spec._initializing = True
  try:
    sys.modules[spec.name] = module
    try:
      if spec.loader is not None:
        spec.loader.exec_module(module)
      elif spec.submodule_search_locations is None:
        raise ImportError('missing loader', name=spec.name)
    except BaseException:
      sys.modules.pop(spec.name, None)
      raise
    # A module may have put something else in its place.
    module = sys.modules.pop(spec.name)
    sys.modules[spec.name] = module
  finally:
    spec._initializing = False
  return module


_load_unlocked = _load


def _find_spec(name, path, target=None):
  """Ask the finders of sys.meta_path, in order."""
  if sys.meta_path is None:
    raise ImportError('sys.meta_path is None, Python is likely shutting down')
  for finder in list(sys.meta_path):
    find_spec = getattr(finder, 'find_spec', None)
    if find_spec is None:
      continue
    spec = find_spec(name, path, target)
    if spec is not None:
      return spec
  return None


def _resolve_name(name, package, level):
  parts = package.rsplit('.', level - 1)
  if len(parts) < level:
    raise ImportError('attempted relative import beyond top-level package')
  return f'{parts[0]}.{name}' if name else parts[0]


def _gcd_import(name, package=None, level=0):
  """What `import_module` and an import statement have in common: the module of the whole name."""
  if not isinstance(name, str):
    raise TypeError(f'module name must be str, not {type(name)}')
  if level < 0:
    raise ValueError('level must be >= 0')
  if level > 0:
    if not isinstance(package, str):
      raise TypeError('__package__ not set to a string')
    if not package:
      raise ImportError('attempted relative import with no known parent package')
    name = _resolve_name(name, package, level)
  elif not name:
    raise ValueError('Empty module name')
  return _imp.load(name)


def _requires(question, what):
  def decorate(function):
    def checked(cls, fullname):
      if not question(fullname):
        raise ImportError(f'{fullname!r} is not a {what} module', name=fullname)
      return function(cls, fullname)
    checked.__name__ = function.__name__
    checked.__doc__ = function.__doc__
    return checked
  return decorate


class BuiltinImporter:
  """Finds and loads the modules that are written in Swift."""

  _ORIGIN = 'built-in'

  @classmethod
  def find_spec(cls, fullname, path=None, target=None):
    if _imp.is_builtin(fullname):
      return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
    return None

  @staticmethod
  def create_module(spec):
    if not _imp.is_builtin(spec.name):
      raise ImportError(f'{spec.name!r} is not a built-in module', name=spec.name)
    return _imp.create_builtin(spec)

  @staticmethod
  def exec_module(module):
    """Nothing: a built-in module is whole when it is made."""

  @classmethod
  @_requires(_imp.is_builtin, 'built-in')
  def get_code(cls, fullname):
    return None

  @classmethod
  @_requires(_imp.is_builtin, 'built-in')
  def get_source(cls, fullname):
    return None

  @classmethod
  @_requires(_imp.is_builtin, 'built-in')
  def is_package(cls, fullname):
    return False

  @classmethod
  def load_module(cls, fullname):
    return _imp.load(fullname)


class FrozenImporter:
  """Loads the modules in the Python language that are part of the program.

  They are found where sys.path says `<weft>`, so that a script's own come first.
  """

  _ORIGIN = 'frozen'

  @classmethod
  def find_spec(cls, fullname, path=None, target=None):
    return None

  @staticmethod
  def create_module(spec):
    return None

  @classmethod
  def exec_module(cls, module):
    exec(cls.get_code(module.__spec__.name), module.__dict__)

  @classmethod
  @_requires(_imp.is_frozen, 'frozen')
  def get_code(cls, fullname):
    return _imp.get_frozen_object(fullname)

  @classmethod
  @_requires(_imp.is_frozen, 'frozen')
  def get_source(cls, fullname):
    return _imp.frozen_source(fullname)

  @classmethod
  @_requires(_imp.is_frozen, 'frozen')
  def is_package(cls, fullname):
    return _imp.is_frozen_package(fullname)

  @classmethod
  def load_module(cls, fullname):
    return _imp.load(fullname)


__name__ = 'importlib._bootstrap'
