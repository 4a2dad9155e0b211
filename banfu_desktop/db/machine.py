"""What ties a data folder to this computer: DPAPI on Windows, a secret file of the user's own elsewhere."""

import os
import secrets
import sys
from pathlib import Path
from typing import Protocol

from banfu_desktop.db.wrapping import unwrap, wrap
from banfu_desktop.files import write_durably

_SECRET_BYTES = 32


class Machine(Protocol):
    """Wraps bytes so that only this user on this computer unwraps them."""

    def wrap(self, plain: bytes) -> bytes:
        """The wrapped bytes; OSError when the machine cannot."""

    def unwrap(self, wrapped: bytes) -> bytes | None:
        """The plain bytes, or None when another computer or user wrapped them."""


class SecretFile:
    """A random secret in a 0600 file outside the data folder, so that copying the folder copies no key.

    Args:
        path: where the secret lies; it is made when first needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrap(self, plain: bytes) -> bytes:
        """Wrap under the secret."""
        return wrap(self._secret() or self._new_secret(), plain)

    def unwrap(self, wrapped: bytes) -> bytes | None:
        """Unwrap what this secret wrapped."""
        secret = self._secret()
        return unwrap(secret, wrapped) if secret else None

    def _secret(self) -> bytes | None:
        try:
            secret = self.path.read_bytes()
        except FileNotFoundError:
            return None
        return secret if len(secret) == _SECRET_BYTES else None

    def _new_secret(self) -> bytes:
        secret = secrets.token_bytes(_SECRET_BYTES)
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(self.path, secret)
        return secret


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    def _dpapi(function: str, content: bytes) -> bytes:
        """CryptProtectData and CryptUnprotectData take the same seven arguments."""
        given = _Blob(len(content), ctypes.cast(ctypes.c_char_p(content), ctypes.POINTER(ctypes.c_char)))
        made = _Blob()
        never_ask = 1
        call = getattr(ctypes.WinDLL("crypt32", use_last_error=True), function)
        if not call(ctypes.byref(given), None, None, None, None, never_ask, ctypes.byref(made)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return ctypes.string_at(made.data, made.size)
        finally:
            ctypes.WinDLL("kernel32").LocalFree(made.data)

    class Dpapi:
        """The Windows user's own protection; it follows the account, not a file."""

        def wrap(self, plain: bytes) -> bytes:
            """Protect for this Windows user."""
            return _dpapi("CryptProtectData", plain)

        def unwrap(self, wrapped: bytes) -> bytes | None:
            """Unprotect what this Windows user protected."""
            try:
                return _dpapi("CryptUnprotectData", wrapped)
            except OSError:
                return None


def this_machine() -> Machine:
    """The protection this computer offers."""
    if sys.platform == "win32":
        return Dpapi()
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return SecretFile(Path(settings) / "banfu-desktop" / "machine.key")
