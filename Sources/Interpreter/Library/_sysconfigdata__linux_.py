# SPDX-License-Identifier: Apache-2.0
# What sysconfig says of how the program was built: there is no C interface, so little can be said.
build_time_vars = {
  'EXE': '',
  'MACHDEP': 'linux',
  'MULTIARCH': '',
  'Py_DEBUG': 0,
  'Py_ENABLE_SHARED': 0,
  'VERSION': '3.12',
}
