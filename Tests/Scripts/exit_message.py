# SPDX-License-Identifier: Apache-2.0
# sys.exit with a text: it goes to standard error, and the status is 1.
import sys

print("on standard output")
sys.exit("the last line")
