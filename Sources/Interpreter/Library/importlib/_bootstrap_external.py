# SPDX-License-Identifier: Apache-2.0
# Modules in files: the finder along sys.path, and the loader of source text.
import sys

import _imp

from . import _bootstrap

__name__ = '_frozen_importlib_external'

SOURCE_SUFFIXES = ['.py']
BYTECODE_SUFFIXES = DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = ['.pyc']
EXTENSION_SUFFIXES = _imp.extension_suffixes()
# What files of CPython 3.12's compiled code begin with.
MAGIC_NUMBER = (3531).to_bytes(2, 'little') + b'\r\n'

_UNSET = object()


def _join(*parts):
  return '/'.join([part.rstrip('/') for part in parts[:-1] if part] + [parts[-1]])


def _stat_mode(path):
  import posix
  try:
    return posix.stat(path or '.').st_mode & 0o170000
  except (OSError, ValueError):
    return 0


def cache_from_source(path, debug_override=None, *, optimization=None):
  """Where the compiled code of a source would be."""
  import posix
  path = posix.fspath(path)
  head, _, tail = path.rpartition('/')
  base, dot, rest = tail.rpartition('.')
  tag = sys.implementation.cache_tag
  if tag is None:
    raise NotImplementedError('sys.implementation.cache_tag is None')
  level = '' if optimization is None else str(optimization)
  if level and not level.isalnum():
    raise ValueError(f'{level!r} is not alphanumeric')
  name = (base or rest) + dot + tag + (f'.opt-{level}' if level else '') + '.pyc'
  return _join(head, '__pycache__', name)


def source_from_cache(path):
  """The source of a file of compiled code."""
  import posix
  if sys.implementation.cache_tag is None:
    raise NotImplementedError('sys.implementation.cache_tag is None')
  path = posix.fspath(path)
  head, _, name = path.rpartition('/')
  head, _, folder = head.rpartition('/')
  if folder != '__pycache__':
    raise ValueError(f'__pycache__ not bottom-level directory in {path!r}')
  if name.count('.') not in (2, 3):
    raise ValueError(f'expected only 2 or 3 dots in {name!r}')
  return _join(head, name.partition('.')[0] + '.py')


def _get_cached(filename):
  if filename.endswith('.py'):
    try:
      return cache_from_source(filename)
    except NotImplementedError:
      return None
  return filename if filename.endswith('.pyc') else None


def decode_source(source_bytes):
  """The text of a source, in the encoding it declares, with newlines alone."""
  import io
  import tokenize
  encoding = tokenize.detect_encoding(io.BytesIO(source_bytes).readline)[0]
  return io.IncrementalNewlineDecoder(None, True).decode(source_bytes.decode(encoding))


def spec_from_file_location(name, location=None, *, loader=None,
                            submodule_search_locations=_UNSET):
  """The specification of a module in a file."""
  if location is None:
    location = '<unknown>'
    if hasattr(loader, 'get_filename'):
      try:
        location = loader.get_filename(name)
      except ImportError:
        pass
  else:
    import os
    location = os.path.abspath(os.fspath(location))
  spec = _bootstrap.ModuleSpec(name, loader, origin=location)
  spec._set_fileattr = True
  if loader is None:
    for loader_class, suffixes in _get_supported_file_loaders():
      if location.endswith(tuple(suffixes)):
        loader = spec.loader = loader_class(name, location)
        break
    else:
      return None
  if submodule_search_locations is _UNSET:
    if hasattr(loader, 'is_package'):
      try:
        if loader.is_package(name):
          spec.submodule_search_locations = []
      except ImportError:
        pass
  else:
    spec.submodule_search_locations = submodule_search_locations
  if spec.submodule_search_locations == [] and location:
    spec.submodule_search_locations.append(location.rpartition('/')[0])
  return spec


class _LoaderBasics:
  """What loaders of files share."""

  def is_package(self, fullname):
    filename = self.get_filename(fullname).rpartition('/')[2]
    return (filename.rsplit('.', 1)[0] == '__init__'
            and fullname.rpartition('.')[2] != '__init__')

  def create_module(self, spec):
    """None: a usual module will do."""

  def exec_module(self, module):
    code = self.get_code(module.__name__)
    if code is None:
      raise ImportError(
        f'cannot load module {module.__name__!r} when get_code() returns None')
    exec(code, module.__dict__)

  def load_module(self, fullname):
    return _bootstrap._load(_bootstrap.spec_from_loader(fullname, self))


class SourceLoader(_LoaderBasics):
  """A loader of source text, wherever `get_data` takes it from."""

  def path_mtime(self, path):
    raise OSError

  def path_stats(self, path):
    return {'mtime': self.path_mtime(path)}

  def set_data(self, path, data):
    """Write a file; a loader may do without."""

  def get_source(self, fullname):
    path = self.get_filename(fullname)
    try:
      return decode_source(self.get_data(path))
    except OSError as error:
      raise ImportError('source not available through get_data()', name=fullname) from error

  def source_to_code(self, data, path, *, _optimize=-1):
    return compile(data, path, 'exec', dont_inherit=True, optimize=_optimize)

  def get_code(self, fullname):
    path = self.get_filename(fullname)
    return self.source_to_code(self.get_data(path), path)


class FileLoader:
  """A loader of one file, whose module's name it knows."""

  def __init__(self, fullname, path):
    self.name = fullname
    self.path = path

  def __eq__(self, other):
    return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

  def __hash__(self):
    return hash(self.name) ^ hash(self.path)

  def _checked(self, name):
    if name is not None and name != self.name:
      raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)

  def load_module(self, fullname=None):
    self._checked(fullname)
    return super().load_module(self.name)

  def get_filename(self, fullname=None):
    self._checked(fullname)
    return self.path

  def get_data(self, path):
    with open(path, 'rb') as file:
      return file.read()

  def get_resource_reader(self, fullname=None):
    self._checked(fullname)
    from importlib.readers import FileReader
    return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
  """A loader of a file of source text."""

  def path_stats(self, path):
    import os
    status = os.stat(path)
    return {'mtime': status.st_mtime, 'size': status.st_size}

  def set_data(self, path, data, *, _mode=0o666):
    import os
    try:
      os.makedirs(os.path.dirname(path), exist_ok=True)
      with open(path, 'wb') as file:
        file.write(data)
    except OSError:
      pass


class SourcelessFileLoader(FileLoader, _LoaderBasics):
  """Files of CPython's compiled code are known by name; they cannot run here."""

  def get_code(self, fullname):
    raise ImportError(
      f"{self.get_filename(fullname)!r} is CPython's compiled code", name=fullname,
      path=self.path)

  def get_source(self, fullname):
    return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
  """Extension modules of CPython's are known by name; they cannot run here."""

  def __init__(self, name, path):
    super().__init__(name, path)

  def create_module(self, spec):
    raise ImportError(
      f'{self.path!r} is an extension module of CPython', name=spec.name, path=self.path)

  def exec_module(self, module):
    self.create_module(module.__spec__)

  def is_package(self, fullname):
    return False

  def get_code(self, fullname):
    return None

  def get_source(self, fullname):
    return None


class _NamespacePath:
  """The folders of a package without `__init__.py`, found anew when its parent's have changed."""

  def __init__(self, name, path, path_finder):
    self._name = name
    self._path = path
    self._finder = path_finder
    self._last_parent_path = tuple(self._parent_path())

  def _parent_path(self):
    parent = self._name.rpartition('.')[0]
    return sys.modules[parent].__path__ if parent else sys.path

  def _recalculate(self):
    parent_path = tuple(self._parent_path())
    if parent_path != self._last_parent_path:
      spec = self._finder(self._name, parent_path)
      if spec is not None and spec.loader is None and spec.submodule_search_locations:
        self._path = spec.submodule_search_locations
      self._last_parent_path = parent_path
    return self._path

  def __iter__(self):
    return iter(self._recalculate())

  def __getitem__(self, index):
    return self._recalculate()[index]

  def __setitem__(self, index, path):
    self._path[index] = path

  def __len__(self):
    return len(self._recalculate())

  def __repr__(self):
    return f'_NamespacePath({self._path!r})'

  def __contains__(self, item):
    return item in self._recalculate()

  def append(self, item):
    self._path.append(item)


class NamespaceLoader(_LoaderBasics):
  """The loader of packages without `__init__.py`."""

  def __init__(self, name, path, path_finder):
    self._path = path if path_finder is None else _NamespacePath(name, path, path_finder)

  def is_package(self, fullname):
    return True

  def get_source(self, fullname):
    return ''

  def get_code(self, fullname):
    return compile('', '<string>', 'exec', dont_inherit=True)

  def exec_module(self, module):
    """Nothing: there is no text."""

  def load_module(self, fullname):
    return _imp.load(fullname)

  def get_resource_reader(self, module):
    from importlib.readers import NamespaceReader
    return NamespaceReader(self._path)


class _EmbeddedFinder:
  """Finds the program's own modules, at the element of sys.path that stands for them."""

  def __init__(self, path):
    if not path.startswith('<weft>'):
      raise ImportError('not the embedded library', path=path)
    self.path = path

  def find_spec(self, fullname, target=None):
    if not _imp.is_frozen(fullname):
      return None
    spec = _bootstrap.spec_from_loader(fullname, _bootstrap.FrozenImporter)
    if spec.submodule_search_locations is not None:
      spec.submodule_search_locations += _imp.frozen_path(fullname)
    return spec


class FileFinder:
  """Finds modules in one folder."""

  def __init__(self, path, *loader_details):
    import os
    self._loaders = [(suffix, loader) for loader, suffixes in loader_details
                     for suffix in suffixes]
    self.path = os.path.abspath(path or '.')

  def invalidate_caches(self):
    """Nothing: the folder is read at each search."""

  def find_spec(self, fullname, target=None):
    base = _join(self.path, fullname.rpartition('.')[2])
    for suffix, loader_class in self._loaders:
      filename = f'{base}/__init__{suffix}'
      if _stat_mode(filename) == 0o100000:
        return spec_from_file_location(
          fullname, filename, loader=loader_class(fullname, filename),
          submodule_search_locations=[base])
    for suffix, loader_class in self._loaders:
      filename = base + suffix
      if _stat_mode(filename) == 0o100000:
        return spec_from_file_location(
          fullname, filename, loader=loader_class(fullname, filename))
    if _stat_mode(base) == 0o040000:
      spec = _bootstrap.ModuleSpec(fullname, None)
      spec.submodule_search_locations = [base]
      return spec
    return None

  @classmethod
  def path_hook(cls, *loader_details):
    def path_hook_for_FileFinder(path):
      if _stat_mode(path) != 0o040000:
        raise ImportError('only directories are supported', path=path)
      return cls(path, *loader_details)
    return path_hook_for_FileFinder

  def __repr__(self):
    return f'FileFinder({self.path!r})'


class PathFinder:
  """Finds modules along sys.path, or a package's path."""

  @staticmethod
  def invalidate_caches():
    for name, finder in list(sys.path_importer_cache.items()):
      if finder is None:
        del sys.path_importer_cache[name]
      elif hasattr(finder, 'invalidate_caches'):
        finder.invalidate_caches()
    metadata = sys.modules.get('importlib.metadata')
    if metadata is not None:
      metadata.MetadataPathFinder.invalidate_caches()

  @staticmethod
  def _path_hooks(path):
    for hook in sys.path_hooks:
      try:
        return hook(path)
      except ImportError:
        continue
    return None

  @classmethod
  def _path_importer_cache(cls, path):
    if path == '':
      import posix
      try:
        path = posix.getcwd()
      except FileNotFoundError:
        return None
    if path not in sys.path_importer_cache:
      sys.path_importer_cache[path] = cls._path_hooks(path)
    return sys.path_importer_cache[path]

  @classmethod
  def find_spec(cls, fullname, path=None, target=None):
    folders = []
    for entry in sys.path if path is None else path:
      if not isinstance(entry, str):
        continue
      finder = cls._path_importer_cache(entry)
      spec = finder.find_spec(fullname, target) if finder is not None else None
      if spec is None:
        continue
      if spec.loader is not None:
        return spec
      if spec.submodule_search_locations is None:
        raise ImportError('spec missing loader')
      folders += spec.submodule_search_locations
    if not folders:
      return None
    spec = _bootstrap.ModuleSpec(fullname, None)
    spec.submodule_search_locations = _NamespacePath(fullname, folders, cls.find_spec)
    return spec

  @staticmethod
  def find_distributions(*args, **kwargs):
    from importlib.metadata import MetadataPathFinder
    return MetadataPathFinder.find_distributions(*args, **kwargs)


class WindowsRegistryFinder:
  """There is no registry here."""

  @classmethod
  def find_spec(cls, fullname, path=None, target=None):
    return None


def _get_supported_file_loaders():
  return [(ExtensionFileLoader, EXTENSION_SUFFIXES), (SourceFileLoader, SOURCE_SUFFIXES),
          (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _specify(module):
  """Give a module that the machine has imported its specification and its loader."""
  namespace = module.__dict__
  name = namespace['__name__']
  filename = namespace.get('__file__')
  path = namespace.get('__path__')
  if filename is None:
    if path is not None:
      loader = NamespaceLoader(name, path, None)
    elif name == '__main__' or _imp.is_builtin(name):
      loader = _bootstrap.BuiltinImporter
    else:
      loader = None
  elif filename.startswith('<weft>'):
    loader = _bootstrap.FrozenImporter
  else:
    loader = SourceFileLoader(name, filename)
  namespace.setdefault('__loader__', loader)
  if name == '__main__' or loader is None:
    namespace.setdefault('__spec__', None)
    return
  origin = filename if isinstance(loader, SourceFileLoader) else getattr(loader, '_ORIGIN', None)
  spec = _bootstrap.ModuleSpec(name, loader, origin=origin)
  spec._set_fileattr = isinstance(loader, SourceFileLoader)
  if path is not None:
    spec.submodule_search_locations = path
  namespace.setdefault('__spec__', spec)


sys.meta_path += [_bootstrap.BuiltinImporter, _bootstrap.FrozenImporter, PathFinder]
sys.path_hooks += [_EmbeddedFinder, FileFinder.path_hook(*_get_supported_file_loaders())]

__name__ = 'importlib._bootstrap_external'
