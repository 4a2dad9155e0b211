"""The package file: magic | age( u32 length | manifest | Ed25519 signature | encrypted database copy ).

Written and read as a stream. What reaches the disk while reading is the database copy, still encrypted.
"""

import hashlib
import io
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from banfu_desktop.backup.age import MAX_HEADER, Watched, decrypt_stream, encrypt_stream
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


class ReadBackError(OSError):
    """A medium that does not keep what is written to it."""


class Sink(Protocol):
    """Anything bytes can be written to."""

    def write(self, block: bytes, /) -> object:
        """Take bytes."""


Judge = Callable[[Manifest], object]
"""Raises PackageError when the sender, the addressee or the number is not acceptable."""
Progress = Callable[[int, int], object]
"""Told bytes done and bytes in all; may raise to cancel."""


def write_package(
    path: Path,
    manifest: Manifest,
    copy: Path,
    signing_key: bytes,
    office: Reader,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write a package, read it back from the medium, and only then give it its name.

    Args:
        path: the package; a file of that name is replaced once the new one has been read back.
        manifest: what the copy holds and for whom.
        copy: the database copy under `manifest.copy.key`.
        signing_key: the office's Ed25519 seed.
        office: itself as a reader, besides the addressee.

    Raises:
        ReadBackError: the medium gives back something else than was written.
        OSError: disk full, not writable; as always, nothing is left behind.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _write(part, manifest, copy, signing_key, progress)
        _read_back(part, manifest, office)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


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


def _write(part: Path, manifest: Manifest, copy: Path, signing_key: bytes, progress: Progress) -> None:
    from nacl.signing import SigningKey

    manifest_bytes = manifest.to_bytes()
    signature = SigningKey(signing_key).sign(_SIGNED_AS + manifest_bytes).signature
    head = io.BytesIO(_LENGTH.pack(len(manifest_bytes)) + manifest_bytes + signature)
    with copy.open("rb") as source, part.open("xb") as target:
        target.write(MAGIC)
        reading = Watched(source, lambda done: progress(done, manifest.copy.size), head)
        writing = Watched(target)
        encrypt_stream(reading, writing, (manifest.addressee.key, manifest.sender.own_key))
        target.flush()
        os.fsync(target.fileno())
        if hasattr(os, "posix_fadvise"):  # else the read-back would see the memory, not the stick
            os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(part: Path, manifest: Manifest, office: Reader) -> None:
    try:
        read_manifest = read_package(part, office, lambda judged: None, _Nowhere())
    except PackageError as error:
        raise ReadBackError from error
    if read_manifest != manifest:
        raise ReadBackError


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


class _Nowhere:
    """Where a copy goes that only needs to be read."""

    def write(self, block: bytes) -> None:
        """Forget."""
