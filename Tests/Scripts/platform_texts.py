# SPDX-License-Identifier: Apache-2.0
# The standard library can take sys.version apart.
import platform
import sys

print(platform.python_implementation(), len(platform.python_version_tuple()), platform.system(), platform.machine())
print(platform.python_version().startswith("3."), sys.version.startswith(platform.python_version()), sys.byteorder)
