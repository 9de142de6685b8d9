# SPDX-License-Identifier: Apache-2.0
"""Finds shared libraries by name: in the loader's cache, then where linkers look."""

import posix
import struct
import sys

_CACHE = "/etc/ld.so.cache"
_CACHE_MARK = b"glibc-ld.so.cache1.1"
# What the cache says of libraries for glibc on this machine: FLAG_ELF_LIBC6, and the architecture.
_CACHE_KIND = {"x86_64": 0x0303, "aarch64": 0x0a03}


def _findSoname_ldconfig(name):
    """The first library in the loader's cache whose name begins with `lib`, the name and a dot."""
    try:
        with open(_CACHE, "rb") as file:
            cache = file.read()
    except OSError:
        return None
    start = cache.find(_CACHE_MARK)
    if start < 0:
        return None
    kind = _CACHE_KIND.get(posix.uname().machine)
    count, = struct.unpack_from("<I", cache, start + len(_CACHE_MARK))
    prefix = f"lib{name}.".encode()
    for number in range(count):
        # Flags, where the name and the path begin, the oldest kernel, the processor.
        flags, key, _, _, _ = struct.unpack_from("<iIIIQ", cache, start + 48 + number * 24)
        if flags != kind:
            continue
        end = cache.index(b"\0", start + key)
        soname = cache[start + key:end]
        if soname.startswith(prefix):
            return soname.decode(errors="surrogateescape")
    return None


def _is_elf(filename):
    try:
        with open(filename, "rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False


def _find_in(folders, name):
    """A library for linkers, which may be named by a number behind its name only."""
    for folder in folders:
        try:
            files = sorted(posix.listdir(folder))
        except OSError:
            continue
        for file in files:
            path = f"{folder}/{file}"
            if file.startswith(f"lib{name}.so") and _is_elf(path):
                return path
    return None


def _system_folders():
    machine = posix.uname().machine
    return [f"{root}/lib{rest}" for rest in (f"/{machine}-linux-gnu", "64", "")
            for root in ("/usr/local", "/usr", "")]


def _findLib_gcc(name):
    """Where a compiler would find the library."""
    return _find_in(_system_folders(), name)


def _environment(name):
    # What a script has set stands in os.environ alone.
    os = sys.modules.get("os")
    if os is not None:
        return os.environ.get(name, "")
    return posix.environ.get(name.encode(), b"").decode(errors="surrogateescape")


def _findLib_ld(name):
    """Where a linker would find the library: the folders of LD_LIBRARY_PATH go first."""
    own = _environment("LD_LIBRARY_PATH")
    return _find_in([folder for folder in own.split(":") if folder] + _system_folders(), name)


def _get_soname(filename):
    """The name that a library has for the loader, DT_SONAME of its dynamic section."""
    if not filename:
        return None
    with open(filename, "rb") as file:
        data = file.read()
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, offset + n * size) for n in range(count)]

    def place(address):
        for kind, _, start, memory, _, length in segments:
            if kind == 1 and memory <= address < memory + length:
                return address - memory + start
        return None

    entries = {}
    for kind, _, start, _, _, length in segments:
        if kind == 2:
            for tag, value in struct.iter_unpack("<qQ", data[start:start + length // 16 * 16]):
                entries.setdefault(tag, value)
    # DT_SONAME and DT_STRTAB
    strings = place(entries[5]) if 5 in entries else None
    if 14 not in entries or strings is None:
        return None
    start = strings + entries[14]
    return data[start:data.index(b"\0", start)].decode(errors="surrogateescape")


def find_library(name):
    """The name under which CDLL finds a library: "libm.so.6" for "m"; None if there is none."""
    return (_findSoname_ldconfig(name) or _get_soname(_findLib_gcc(name))
            or _get_soname(_findLib_ld(name)))


def test():
    for name in ("m", "c", "bz2"):
        print(find_library(name))


if __name__ == "__main__":
    test()
