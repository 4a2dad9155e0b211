"""Overwriting a secret in memory, as far as Python allows: this object's own bytes, not copies made of it."""

import ctypes
import sys

_HEADER = sys.getsizeof(b"") - 1


def wipe(secret: bytes) -> None:
    """Fill a secret with zeros; nobody may use it any more.

    CPython keeps a bytes object's content right behind its head. A text of one byte or none is shared by the
    whole program and stays.
    """
    if sys.implementation.name == "cpython" and len(secret) > 1:
        ctypes.memset(id(secret) + _HEADER, 0, len(secret))
