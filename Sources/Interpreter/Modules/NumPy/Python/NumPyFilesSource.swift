// SPDX-License-Identifier: Apache-2.0
// numpy's files of arrays and of text, over bytes that numpy._native converts.

enum NumPyFilesSource {
  /// The names that are the numpy module's.
  static let names = """
    save savez savez_compressed load loadtxt genfromtxt savetxt fromstring fromfile _tofile
    """

  static let text = #"""
    import numpy as _np
    import numpy._native as _native


    def _is_path(file):
        return isinstance(file, str) or hasattr(file, '__fspath__')


    def _fspath(file):
        return file if isinstance(file, str) else file.__fspath__()


    def _content(file):
        if _is_path(file):
            with open(file, 'rb') as stream:
                return stream.read()
        return file.read()


    def _put(file, data, suffix):
        if hasattr(file, 'write'):
            file.write(data)
            return
        name = _fspath(file)
        if not name.endswith(suffix):
            name += suffix
        with open(name, 'wb') as stream:
            stream.write(data)


    def save(file, arr, allow_pickle=True):
        _put(file, _native.npy_bytes(_np.asanyarray(arr)), '.npy')


    def _savez(file, args, kwds, compressed):
        members = dict(kwds)
        for place, value in enumerate(args):
            name = f'arr_{place}'
            if name in members:
                raise ValueError(
                    f"Cannot use un-named variables and keyword {name}")
            members[name] = value
        names = list(members)
        arrays = [_np.asanyarray(members[name]) for name in names]
        _put(file, _native.npz_bytes(names, arrays, compressed), '.npz')


    def savez(file, *args, allow_pickle=True, **kwds):
        _savez(file, args, kwds, False)


    def savez_compressed(file, *args, allow_pickle=True, **kwds):
        _savez(file, args, kwds, True)


    class _Attributes:
        def __init__(self, archive):
            self._archive = archive

        def __getattr__(self, name):
            try:
                return self._archive[name]
            except KeyError:
                raise AttributeError(name) from None

        def __dir__(self):
            return list(self._archive.files)


    class NpzFile:
        def __init__(self, data, name='object'):
            self._archive = _native.npz(data)
            self._name = name
            self.files = list(self._archive.names)
            self.f = _Attributes(self)
            self.zip = self.fid = None

        def __enter__(self):
            return self

        def __exit__(self, *details):
            self.close()

        def close(self):
            self._archive = None

        def __getitem__(self, key):
            if key in self.files:
                return self._archive.array(key)
            if isinstance(key, str) and key.endswith('.npy'):
                if key[:-4] in self.files:
                    return self._archive.array(key[:-4])
            raise KeyError(f"{key} is not a file in the archive")

        def __contains__(self, key):
            return key in self.files or (
                isinstance(key, str) and key.endswith('.npy')
                and key[:-4] in self.files)

        def __iter__(self):
            return iter(self.files)

        def __len__(self):
            return len(self.files)

        def get(self, key, default=None):
            try:
                return self[key]
            except KeyError:
                return default

        def keys(self):
            return _Keys(self, lambda name: name)

        def values(self):
            return _Keys(self, lambda name: self[name])

        def items(self):
            return _Keys(self, lambda name: (name, self[name]))

        def __repr__(self):
            names = ', '.join(self.files[:5])
            if len(self.files) > 5:
                names += '...'
            return f"NpzFile {self._name!r} with keys: {names}"


    class _Keys:
        def __init__(self, archive, shown):
            self._archive = archive
            self._shown = shown

        def __iter__(self):
            return (self._shown(name) for name in self._archive.files)

        def __len__(self):
            return len(self._archive.files)


    def load(file, mmap_mode=None, allow_pickle=False, fix_imports=True,
             encoding='ASCII', *, max_header_size=10000):
        name = 'object'
        if _is_path(file):
            name = _fspath(file)
            data = _content(file)
        else:
            start = file.tell() if hasattr(file, 'tell') else None
            data = file.read()
        if not data:
            raise EOFError("No data left in file")
        if data[:4] in (b'PK\x03\x04', b'PK\x05\x06'):
            return NpzFile(data, name)
        if data[:6] == b'\x93NUMPY':
            array = _native.from_npy(data)
            if not _is_path(file) and start is not None:
                # What follows the array stays in the stream.
                file.seek(start + _header_length(data) + array.nbytes)
            return array
        raise ValueError(
            "This file contains pickled (object) data. If you trust the file you "
            "can load it unsafely using the `allow_pickle=` keyword argument or "
            "`pickle.load()`.")


    def _header_length(data):
        if data[6] == 1:
            return 10 + data[8] + 256 * data[9]
        return 12 + int.from_bytes(data[8:12], 'little')


    def _text(source, encoding):
        encoding = 'utf-8' if encoding in (None, 'bytes') else encoding
        if _is_path(source):
            path = _fspath(source)
            try:
                stream = open(path, encoding=encoding)
            except FileNotFoundError:
                raise FileNotFoundError(f"{path} not found.") from None
            with stream:
                return stream.read()
        if hasattr(source, 'read'):
            data = source.read()
            return data.decode('latin1') if isinstance(data, bytes) else data
        lines = []
        for line in source:
            if isinstance(line, bytes):
                line = line.decode('latin1')
            lines.append(line.rstrip('\n'))
        return '\n'.join(lines) + '\n' if lines else ''


    def _words(value):
        if value is None:
            return []
        if isinstance(value, (str, bytes)):
            value = [value]
        return [v.decode('latin1') if isinstance(v, bytes) else v for v in value]


    def _columns(usecols):
        if usecols is None:
            return None
        try:
            columns = list(usecols)
        except TypeError:
            columns = [usecols]
        for column in columns:
            if not hasattr(column, '__index__'):
                raise TypeError(
                    "usecols must be an int or a sequence of ints but it contains "
                    f"at least one element of type '{type(column)}'")
        return [int(column) for column in columns]


    def _delimiter(value):
        return value.decode('latin1') if isinstance(value, bytes) else value


    def loadtxt(fname, dtype=float, comments='#', delimiter=None, converters=None,
                skiprows=0, usecols=None, unpack=False, ndmin=0, encoding=None,
                max_rows=None, *, quotechar=None, like=None):
        if converters is not None and not callable(converters):
            if not isinstance(converters, dict):
                raise TypeError("converters must be a dictionary mapping columns "
                                "to converter functions or a single callable.")
        text = _text(fname, encoding)
        if not text.strip():
            import warnings
            warnings.warn(f'loadtxt: input contained no data: "{fname}"',
                          category=UserWarning, stacklevel=2)
        return _native.load_text(
            text, dtype, _words(comments),
            _delimiter(delimiter), converters, skiprows, _columns(usecols), unpack,
            ndmin, max_rows, quotechar)


    def genfromtxt(fname, dtype=float, comments='#', delimiter=None,
                   skip_header=0, skip_footer=0, converters=None,
                   missing_values=None, filling_values=None, usecols=None,
                   names=None, excludelist=None,
                   deletechars=" !#$%&'()*+,-./:;<=>?@[\\]^{|}~",
                   replace_space='_', autostrip=False, case_sensitive=True,
                   defaultfmt='f%i', unpack=None, usemask=False, loose=True,
                   invalid_raise=True, max_rows=None, encoding=None, *, ndmin=0,
                   like=None):
        if names:
            raise NotImplementedError(
                "genfromtxt with names makes records, which Weft arrays are not")
        if isinstance(missing_values, dict):
            missing = [w for v in missing_values.values() for w in _words(v)]
        elif isinstance(missing_values, str):
            missing = missing_values.split(',')
        else:
            missing = _words(missing_values)
        if filling_values is None:
            filling = []
        elif isinstance(filling_values, dict):
            most = max(filling_values, default=-1) + 1
            filling = [filling_values.get(place) for place in range(most)]
        elif isinstance(filling_values, (list, tuple)):
            filling = list(filling_values)
        else:
            filling = [filling_values]
        comments = _words(comments)
        if isinstance(usecols, str):
            usecols = [int(word) for word in usecols.split(',')]
        return _native.read_text(
            _text(fname, encoding), dtype, comments[0] if comments else None,
            _delimiter(delimiter), skip_header, skip_footer, converters, missing,
            filling, _columns(usecols), None, autostrip, bool(unpack), ndmin,
            max_rows, loose, invalid_raise)


    def savetxt(fname, X, fmt='%.18e', delimiter=' ', newline='\n', header='',
                footer='', comments='# ', encoding=None):
        if isinstance(fmt, bytes):
            fmt = fmt.decode('latin1')
        X = _np.asarray(X)
        if type(fmt) in (list, tuple):
            columns = 1 if X.ndim == 1 else X.shape[-1]
            if 1 <= X.ndim <= 2 and len(fmt) != columns:
                raise AttributeError(f'fmt has wrong shape.  {fmt}')
        text = _native.save_text(
            X, fmt, _delimiter(delimiter), newline, header, footer,
            comments)
        if _is_path(fname):
            with open(fname, 'w', encoding=encoding or 'latin1') as stream:
                stream.write(text)
            return
        if not hasattr(fname, 'write'):
            raise ValueError('fname must be a string or file handle')
        try:
            fname.write(text)
        except TypeError:
            fname.write(text.encode(encoding or 'latin1'))


    def fromstring(string, dtype=float, count=-1, *, sep='', like=None):
        if sep == '':
            raise ValueError("The binary mode of fromstring is removed, use "
                             "frombuffer instead")
        if isinstance(string, bytes):
            string = string.decode('latin1')
        return _native.from_text(string, dtype, count, sep)


    def fromfile(file, dtype=None, count=-1, sep='', offset=0, *, like=None):
        dtype = _np.dtype(float if dtype is None else dtype)
        data = _content(file)
        if sep:
            if offset:
                raise TypeError(
                    "'offset' argument only permitted for binary files")
            return _native.from_text(data.decode('latin1'), dtype, count, sep)
        data = data[offset:]
        whole = len(data) // dtype.itemsize
        number = whole if count < 0 else min(count, whole)
        used = number * dtype.itemsize
        if not _is_path(file) and hasattr(file, 'seek') and len(data) > used:
            file.seek(used - len(data), 1)
        if number == 0:
            return _np.empty(0, dtype)
        return _native.from_bytes(data[:used], dtype, -1, 0)


    def _tofile(array, fid, sep='', format='%s'):
        if sep:
            words = [format % (value,) for value in array.ravel().tolist()]
            data = sep.join(words).encode('latin1')
        else:
            data = array.tobytes()
        if _is_path(fid):
            with open(fid, 'wb') as stream:
                stream.write(data)
        else:
            fid.write(data)


    for _value in list(globals().values()):
        if getattr(_value, '__module__', None) == __name__:
            _value.__module__ = 'numpy'
    NpzFile.__module__ = 'numpy.lib.npyio'
    """#
}
