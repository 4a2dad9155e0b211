"""The escrow of a package of format 2: the office's database, for its recovery card.

    E:  one age file to {card} or {card, the county's rescue key}:  u32 n | header | SQLCipher copy

The header says under which key the copy lies and what it holds; the town's signing seed is in it as well,
sealed to the card once more, so that the county's rescue key brings back the records but not the signature.
"""

import base64
import hashlib
import io
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from banfu_desktop.backup import age
from banfu_desktop.backup.contents import TableContent
from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.manifest import MAX_COPY_BYTES, Copy
from banfu_desktop.backup.package import Progress, Sink
from banfu_desktop.backup.refusals import PackageError

_LENGTH = struct.Struct(">I")
_MAX_HEADER_BYTES = 256 << 10
_SEALED_SEED_BYTES = 80
_NAMES = ("copy_key", "sha256", "size", "schema", "schema_sha256", "tables", "audit_head", "seed")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class EscrowHeader:
    """What lies in an escrow: the copy, its tables and its trail's head (hex), and the sealed seed."""

    copy: Copy
    tables: dict[str, TableContent]
    audit_head: str
    seed: bytes

    def to_bytes(self) -> bytes:
        """The header in canonical form."""
        return canonical(
            {
                "copy_key": self.copy.key.hex(),
                "sha256": self.copy.sha256,
                "size": self.copy.size,
                "schema": self.copy.schema,
                "schema_sha256": self.copy.schema_sha256,
                "tables": {name: vars(table) for name, table in self.tables.items()},
                "audit_head": self.audit_head,
                "seed": base64.b64encode(self.seed).decode(),
            }
        )

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a header.

        Raises:
            PackageError: anything amiss.
        """
        record = Record.parse(raw)
        record.only(*_NAMES)
        tables = record.inner("tables")
        copy = Copy(
            record.number("schema", least=1),
            record.hex("schema_sha256").hex(),
            record.number("size", least=1, most=MAX_COPY_BYTES),
            record.hex("sha256").hex(),
            record.hex("copy_key"),
        )
        return cls(
            copy,
            {name: _table(tables.inner(name)) for name in tables.names()},
            record.hex("audit_head").hex(),
            record.base64("seed", least=_SEALED_SEED_BYTES, most=_SEALED_SEED_BYTES),
        )


def write_escrow(
    path: Path,
    header: EscrowHeader,
    copy: Path,
    recipients: Sequence[str],
    progress: Progress = lambda done, total: None,
) -> tuple[int, str]:
    """Write an escrow as a file of its own; gives its size in bytes and its SHA-256 (hex).

    Raises:
        OSError: disk full, not writable.
    """
    said = header.to_bytes()
    head = io.BytesIO(_LENGTH.pack(len(said)) + said)
    with copy.open("rb") as source, path.open("wb") as target:
        path.chmod(0o600)
        reading = age.Watched(source, lambda done: progress(done, header.copy.size), head)
        age.encrypt_stream(reading, age.Watched(target), recipients)
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def read_escrow(
    file: BinaryIO, reader: Reader, copy: Sink, progress: Progress = lambda done, total: None
) -> EscrowHeader:
    """Open an escrow with a card's key or the rescue key, and take out the database copy.

    `copy` receives bytes before all of them are proven: it must be thrown away when this raises.

    Args:
        file: the package, where its escrow begins.

    Raises:
        PackageError: not for this key, not whole, or the copy is not what the header says.
        OSError: the file cannot be read, or the copy not written.
    """
    begin = file.tell()
    start = file.read(age.MAX_HEADER)
    if not start:
        raise PackageError("no_escrow")
    file.seek(0, os.SEEK_END)
    size = file.tell() - begin
    file.seek(begin)
    intake = _Intake(copy)
    age.decrypt_stream(
        age.Watched(file, lambda done: progress(done, size)), age.Watched(intake), reader, start
    )
    return intake.finished()


class _Intake:
    """Takes the decrypted stream apart as it comes: length, header, copy."""

    def __init__(self, copy: Sink) -> None:
        self._copy, self._head = copy, bytearray()
        self._header: EscrowHeader | None = None
        self._size, self._digest = 0, hashlib.sha256()

    def write(self, block: bytes) -> int:
        """Raises PackageError as soon as something is wrong, so that no more is decrypted."""
        if self._header is not None:
            self._take(block)
            return len(block)
        self._head += block
        if len(self._head) < _LENGTH.size:
            return len(block)
        (length,) = _LENGTH.unpack_from(self._head)
        if length > _MAX_HEADER_BYTES:
            raise PackageError("manifest_too_big")
        end = _LENGTH.size + length
        if len(self._head) >= end:
            self._header = EscrowHeader.parse(bytes(self._head[_LENGTH.size : end]))
            self._take(bytes(self._head[end:]))
        return len(block)

    def finished(self) -> EscrowHeader:
        """The header, once all of the copy has come.

        Raises:
            PackageError: something is missing or differs.
        """
        if self._header is None:
            raise PackageError("manifest", part="长度")
        if self._size < self._header.copy.size:
            raise PackageError("shorter")
        if self._digest.hexdigest() != self._header.copy.sha256:
            raise PackageError("hash")
        return self._header

    def _take(self, block: bytes) -> None:
        assert self._header is not None
        self._size += len(block)
        if self._size > self._header.copy.size:
            raise PackageError("longer")
        self._digest.update(block)
        self._copy.write(block)


def _table(record: Record) -> TableContent:
    record.only("rows", "sha256")
    return TableContent(record.number("rows"), record.hex("sha256").hex())
