# SPDX-License-Identifier: Apache-2.0
# Runs one module of CPython's own tests and notes what became of each method, line by line, in a file.
#
# driver.py MODULE LOG: methods that the log already has are not run again, so that a run can go on after a crash.
import importlib
import sys
import unittest


def methods(suite):
  for part in suite:
    if isinstance(part, unittest.TestSuite):
      yield from methods(part)
    else:
      yield part


class Noted(unittest.TestResult):
  """Writes `start`, then `ok`, `fail` or `skip`, and the method's name."""

  def __init__(self, log):
    super().__init__()
    self.log = log
    self.failed = False

  def note(self, word, name, reason=""):
    self.log.write(f"{word} {name} {reason}".rstrip().replace("\n", " ") + "\n")
    self.log.flush()

  def startTest(self, test):
    super().startTest(test)
    self.failed = False
    self.note("start", test.id())

  def addSuccess(self, test):
    if not self.failed:
      self.note("ok", test.id())

  def addSkip(self, test, reason):
    self.note("skip", test.id(), reason)

  def addExpectedFailure(self, test, error):
    self.note("ok", test.id())

  def addUnexpectedSuccess(self, test):
    self.fault(test, "unexpected success")

  def fault(self, test, error):
    # A method with subtests may fail more than once.
    if not self.failed:
      text = error if isinstance(error, str) else f"{error[0].__name__}: {error[1]}"
      self.note("fail", test.id(), text[:200])
    self.failed = True

  addError = addFailure = fault

  def addSubTest(self, test, subtest, error):
    if error is not None:
      self.fault(test, error)


# The library that tests of ctypes call is an extension module, for whose sake names of the C API must be there.
C_API = """
long _Py_NoneStruct[2];
int PyArg_ParseTuple(void) { return 0; }
void *PyModuleDef_Init(void *module) { return module; }
int PyList_Append(void) { return -1; }
"""


def add_library_of_ctypes():
  import ctypes
  import glob
  import os
  import subprocess
  import tempfile
  import types
  library = os.path.dirname(os.path.dirname(importlib.import_module("test").__file__))
  with tempfile.TemporaryDirectory() as folder:
    names = os.path.join(folder, "names.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", names], input=C_API.encode(), check=True)
    ctypes.CDLL(names, ctypes.RTLD_GLOBAL)
  module = sys.modules["_ctypes_test"] = types.ModuleType("_ctypes_test")
  module.__file__, = glob.glob(os.path.join(library, "lib-dynload", "_ctypes_test.*.so"))


def main():
  name, path = sys.argv[1:3]
  if name.startswith("test_ctypes."):
    add_library_of_ctypes()
  with open(path) as log:
    done = {line.split()[1] for line in log if line.strip()}
  with open(path, "a") as log:
    module = importlib.import_module("test." + name)
    loaded = unittest.defaultTestLoader.loadTestsFromModule(module)
    left = [test for test in methods(loaded) if test.id() not in done]
    unittest.TestSuite(left).run(Noted(log))
    log.write("end\n")


main()
