# SPDX-License-Identifier: Apache-2.0
"""The same as collections.abc."""

import sys

import collections.abc

sys.modules[__name__] = sys.modules["collections.abc"]
