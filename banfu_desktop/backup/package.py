"""The package file of format 1: magic | age( u32 length | manifest | Ed25519 signature | encrypted copy ).

It is still read, no longer written. While reading, the copy reaches the disk, still encrypted.
"""

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from banfu_desktop.backup.age import MAX_HEADER, Watched, decrypt_stream
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.manifest import MAX_COPY_BYTES, Manifest
from banfu_desktop.backup.refusals import PackageError

_FAMILY = b"BANFU"
MAGIC = _FAMILY + b"1\r\n"
MAX_MANIFEST_BYTES = 256 << 10
_MAX_FILE_BYTES = MAX_COPY_BYTES + (16 << 20)
_AGE = b"age-encryption.org/v1\n"
_SIGNED_AS = b"banfu-package-1\0"
_LENGTH = struct.Struct(">I")
_SIGNATURE_BYTES = 64


class Sink(Protocol):
    """Anything bytes can be written to."""

    def write(self, block: bytes, /) -> object:
        """Take bytes."""


Judge = Callable[[Manifest], object]
"""Raises PackageError when the sender, the addressee or the number is not acceptable."""
Progress = Callable[[int, int], object]
"""Told bytes done and bytes in all; may raise to cancel."""


def read_package(
    path: Path, reader: Reader, judge: Judge, copy: Sink, progress: Progress = lambda done, total: None
) -> Manifest:
    """Open a package with a reader's key, check it from outside in and take out its database copy.

    `copy` receives bytes before all of them are proven: it must be thrown away when this raises.

    Raises:
        PackageError: the first check that fails.
        OSError: the file cannot be read, or the copy not written.
    """
    name = path.name
    if not path.is_file():
        raise PackageError("missing", name=name)
    size = path.stat().st_size
    if size > _MAX_FILE_BYTES:
        raise PackageError("too_big", name=name)
    with path.open("rb") as file:
        start = _checked_start(file, name)
        intake = _Intake(reader, judge, copy)
        decrypt_stream(Watched(file, lambda done: progress(done, size)), Watched(intake), reader, start)
    return intake.finished()


def is_package(path: Path) -> bool:
    """Whether a file begins as a package does, of whatever version."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_FAMILY)) == _FAMILY


def _checked_start(file: BinaryIO, name: str) -> bytes:
    """The beginning of the age part, with its whole header; leaves the file where age begins."""
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        newer = len(magic) == len(MAGIC) and magic.startswith(_FAMILY) and magic[5:6].isdigit()
        raise PackageError("newer_format" if newer and magic[5:6] > b"1" else "not_a_package", name=name)
    start = file.read(MAX_HEADER)
    if not start.startswith(_AGE) or b"\n--- " not in start:
        raise PackageError("header")
    file.seek(len(MAGIC))
    return start


class _Intake:
    """Takes the decrypted stream apart as it comes: length, manifest, signature, copy."""

    def __init__(self, reader: Reader, judge: Judge, copy: Sink) -> None:
        self._reader, self._judge, self._copy = reader, judge, copy
        self._head: bytearray = bytearray()
        self._manifest: Manifest | None = None
        self._size, self._digest = 0, hashlib.sha256()

    def write(self, block: bytes) -> int:
        """Raises PackageError as soon as something is wrong, so that no more is decrypted."""
        if self._manifest is None:
            self._head += block
            self._manifest = self._take_head()
        else:
            self._take_copy(self._manifest, block)
        return len(block)

    def finished(self) -> Manifest:
        """The manifest, once everything it announces has come.

        Raises:
            PackageError: something is missing or differs.
        """
        if self._manifest is None:
            raise PackageError("manifest", part="长度")
        if self._size < self._manifest.copy.size:
            raise PackageError("shorter")
        if self._digest.hexdigest() != self._manifest.copy.sha256:
            raise PackageError("hash")
        return self._manifest

    def _take_head(self) -> Manifest | None:
        if len(self._head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._head)
        if length > MAX_MANIFEST_BYTES:
            raise PackageError("manifest_too_big")
        end = _LENGTH.size + length
        if len(self._head) < end + _SIGNATURE_BYTES:
            return None
        manifest_bytes = bytes(self._head[_LENGTH.size : end])
        manifest = Manifest.parse(manifest_bytes)
        _check_signature(manifest, manifest_bytes, bytes(self._head[end : end + _SIGNATURE_BYTES]))
        if self._reader.public not in (manifest.addressee.key, manifest.sender.own_key):
            raise PackageError("addressee", reader=self._reader.name)
        self._judge(manifest)
        self._take_copy(manifest, bytes(self._head[end + _SIGNATURE_BYTES :]))
        return manifest

    def _take_copy(self, manifest: Manifest, block: bytes) -> None:
        self._size += len(block)
        if self._size > manifest.copy.size:
            raise PackageError("longer")
        self._digest.update(block)
        self._copy.write(block)


def _check_signature(manifest: Manifest, manifest_bytes: bytes, signature: bytes) -> None:
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(manifest.sender.verify_key).verify(_SIGNED_AS + manifest_bytes, signature)
    except BadSignatureError:
        raise PackageError("signature") from None
