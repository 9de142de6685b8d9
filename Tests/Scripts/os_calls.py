# SPDX-License-Identifier: Apache-2.0
# os: files by name, status, descriptors, environment, children.
import os
import stat

folder = "/tmp/weft-os-%d" % os.getpid()
os.makedirs(folder + "/x/y")
os.chdir(folder)
print(os.getcwd() == folder, sorted(os.listdir(".")), os.path.isdir("x"), os.path.abspath("q") == folder + "/q")
fd = os.open("f", os.O_RDWR | os.O_CREAT, 0o644)
print(os.write(fd, b"hello"), os.lseek(fd, 1, os.SEEK_SET), os.read(fd, 10), os.fstat(fd).st_size)
os.close(fd)
os.chmod("f", 0o600)
s = os.stat("f")
print(oct(stat.S_IMODE(s.st_mode)), stat.S_ISREG(s.st_mode), s.st_nlink, s[6], len(s), stat.filemode(s.st_mode))
os.utime("f", (1000, 2000.5))
print(os.stat("f").st_mtime, os.stat("f").st_mtime_ns, os.stat("f").st_atime, os.stat("f")[7])
os.symlink("f", "l")
os.link("f", "h")
print(os.readlink("l"), os.lstat("l").st_size, os.stat("h").st_nlink, os.path.islink("l"), os.path.samefile("f", "h"))
os.rename("h", "g")
os.replace("g", "x/g")
for root, folders, files in os.walk("."):
    print(root, sorted(folders), sorted(files))
with os.scandir() as entries:
    for e in sorted(entries, key=lambda e: e.name):
        print(e, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e.stat().st_size if e.name == "f" else "")
for f in [lambda: os.stat("none"), lambda: os.rename("none", "no"), lambda: os.mkdir("x"), lambda: os.rmdir("x"),
          lambda: os.listdir("f"), lambda: os.close(9999), lambda: os.stat("a\0b"), lambda: os.listdir(1.5), lambda: os.kill(os.getpid(), 999)]:
    try:
        f()
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e, getattr(e, "errno", None), getattr(e, "filename2", None))
os.environ["WEFT_TEST"] = "value"
print(os.getenv("WEFT_TEST"), os.system("test $WEFT_TEST = value"), os.environ.pop("WEFT_TEST"), os.getenv("WEFT_TEST"))
r, w = os.pipe()
child = os.fork()
if child == 0:
    os.write(w, b"from the child")
    os._exit(3)
pid, status = os.waitpid(child, 0)
print(pid == child, os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status), os.read(r, 100))
print(os.access("f", os.R_OK), os.access("none", os.F_OK), os.strerror(2), os.isatty(r), len(os.urandom(5)), os.path.normpath("a/../b//./c"), os.path.expanduser("/x"), os.fsencode("é"), ascii(os.fsdecode(b"\xff")), os.umask(0o22) >= 0, os.cpu_count() > 0)
os.unlink("f"); os.unlink("l"); os.unlink("x/g"); os.removedirs("x/y") if False else None
os.chdir("/")
os.removedirs(folder + "/x/y")
print(os.path.exists(folder), os.uname().sysname, os.get_terminal_size.__name__, os.name, os.linesep == "\n")
