# SPDX-License-Identifier: Apache-2.0
"""Where WeakSet is imported from by old programs."""

from weakref import WeakSet

__all__ = ["WeakSet"]
