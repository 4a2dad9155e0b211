"""Overwriting a secret in memory, as far as Python allows: this object's own bytes, not copies made of it."""

import ctypes
import sys

_HEADS = {bytes: sys.getsizeof(b"") - 1, str: sys.getsizeof("") - 1}


def wipe(secret: bytes | str) -> None:
    """Fill a secret with zeros; nobody may use it any more.

    CPython keeps the content of bytes, and of a text in ASCII, right behind the object's head. What has one
    byte or none is shared by the whole program and stays, and so does a text beyond ASCII.
    """
    plain = isinstance(secret, bytes) or secret.isascii()
    if sys.implementation.name == "cpython" and plain and len(secret) > 1:
        ctypes.memset(id(secret) + _HEADS[type(secret)], 0, len(secret))
