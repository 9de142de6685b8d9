# SPDX-License-Identifier: Apache-2.0
# importlib.abc: what finders and loaders have to offer.
import abc

from . import _bootstrap_external, machinery
from ._bootstrap import _load, spec_from_loader

__all__ = [
  'Loader', 'MetaPathFinder', 'PathEntryFinder', 'ResourceLoader', 'InspectLoader',
  'ExecutionLoader', 'FileLoader', 'SourceLoader',
]


class Loader(metaclass=abc.ABCMeta):
  """Makes a module and runs its text."""

  def create_module(self, spec):
    """A module, or None for a usual one."""
    return None

  def load_module(self, fullname):
    if not hasattr(self, 'exec_module'):
      raise ImportError
    return _load(spec_from_loader(fullname, self))


class MetaPathFinder(metaclass=abc.ABCMeta):
  """Finds modules; an element of sys.meta_path."""

  def invalidate_caches(self):
    """Forget what is known of files."""


class PathEntryFinder(metaclass=abc.ABCMeta):
  """Finds modules in one element of sys.path."""

  def invalidate_caches(self):
    """Forget what is known of files."""


class ResourceLoader(Loader):
  """A loader that reads files."""

  @abc.abstractmethod
  def get_data(self, path):
    """The bytes of a file."""
    raise OSError


class InspectLoader(Loader):
  """A loader that shows what it would run."""

  def is_package(self, fullname):
    raise ImportError

  def get_code(self, fullname):
    source = self.get_source(fullname)
    return None if source is None else self.source_to_code(source)

  @abc.abstractmethod
  def get_source(self, fullname):
    raise ImportError

  @staticmethod
  def source_to_code(data, path='<string>'):
    return compile(data, path, 'exec', dont_inherit=True)

  exec_module = _bootstrap_external._LoaderBasics.exec_module
  load_module = _bootstrap_external._LoaderBasics.load_module


class ExecutionLoader(InspectLoader):
  """A loader of modules that can run as scripts."""

  @abc.abstractmethod
  def get_filename(self, fullname):
    raise ImportError

  def get_code(self, fullname):
    source = self.get_source(fullname)
    if source is None:
      return None
    try:
      path = self.get_filename(fullname)
    except ImportError:
      return self.source_to_code(source)
    return self.source_to_code(source, path)


class FileLoader(_bootstrap_external.FileLoader, ResourceLoader, ExecutionLoader):
  """A loader of one file."""


class SourceLoader(_bootstrap_external.SourceLoader, ResourceLoader, ExecutionLoader):
  """A loader of source text."""

  def path_mtime(self, path):
    if self.path_stats.__func__ is SourceLoader.path_stats:
      raise OSError
    return int(self.path_stats(path)['mtime'])

  def path_stats(self, path):
    if self.path_mtime.__func__ is SourceLoader.path_mtime:
      raise OSError
    return {'mtime': self.path_mtime(path)}

  def set_data(self, path, data):
    """Write a file; a loader may do without."""


def __getattr__(name):
  if name in ('ResourceReader', 'Traversable', 'TraversableResources'):
    from importlib.resources import abc as resources
    import warnings
    warnings._deprecated(f'{__name__}.{name}', remove=(3, 14))
    return getattr(resources, name)
  raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


MetaPathFinder.register(machinery.BuiltinImporter)
MetaPathFinder.register(machinery.FrozenImporter)
MetaPathFinder.register(machinery.PathFinder)
PathEntryFinder.register(machinery.FileFinder)
Loader.register(machinery.BuiltinImporter)
InspectLoader.register(machinery.BuiltinImporter)
InspectLoader.register(machinery.FrozenImporter)
InspectLoader.register(machinery.NamespaceLoader)
ExecutionLoader.register(machinery.ExtensionFileLoader)
FileLoader.register(machinery.SourceFileLoader)
FileLoader.register(machinery.SourcelessFileLoader)
SourceLoader.register(machinery.SourceFileLoader)
