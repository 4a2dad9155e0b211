"""Packages put together by hand, whole or in any way wrong."""

import hashlib
import json
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import pyrage
from nacl.signing import SigningKey
from sqlcipher3 import dbapi2

from banfu_desktop.backup.copy import read_copy
from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.backup.manifest import Copy, Manifest
from banfu_desktop.backup.package import MAGIC

SIGNED_AS = b"banfu-package-1\0"


@dataclass(frozen=True)
class Parts:
    """Everything a package is made of."""

    manifest: Manifest
    copy: bytes
    signing_key: bytes

    def pack(self, *readers: str, said: bytes | None = None, tail: bytes = b"") -> bytes:
        """The file, for the manifest's own readers unless others are named.

        Args:
            said: bytes to sign in place of the manifest.
            tail: what follows the copy inside the encryption.
        """
        manifest = self.manifest.to_bytes() if said is None else said
        signature = SigningKey(self.signing_key).sign(SIGNED_AS + manifest).signature
        inside = struct.pack(">I", len(manifest)) + manifest + signature + self.copy + tail
        return encrypted(inside, *(readers or (self.manifest.addressee.key, self.manifest.sender.own_key)))

    def saying(self, **changes: object) -> Self:
        """The same with other words in the manifest (signed as it should be)."""
        return replace(self, manifest=replace(self.manifest, **changes))

    def saying_of_copy(self, **changes: object) -> Self:
        """The same with another description of the copy."""
        return self.saying(copy=replace(self.manifest.copy, **changes))

    def saying_in_json(self, change: Callable[[dict[str, Any]], object]) -> bytes:
        """Signed bytes of a manifest that the dataclass could not hold."""
        record = json.loads(self.manifest.to_bytes())
        change(record)
        return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def signed_by(self, signing_key: bytes) -> Self:
        """The same from somebody else who claims to be the town."""
        sender = replace(self.manifest.sender, verify_key=verify_key_of(signing_key))
        return replace(self.saying(sender=sender), signing_key=signing_key)

    def to(self, reader: Reader) -> Self:
        """The same for another addressee, by the sender's own hand."""
        return self.saying(addressee=replace(self.manifest.addressee, key=reader.public))

    def with_database(self, folder: Path, change: Callable[[Any], object], *, honest: bool = True) -> Self:
        """The same with a changed database; an honest manifest describes the changed one in full.

        This is what an attacker who holds keys of his own can do: everything fits but what he changed.
        """
        path = folder / "changed.db"
        path.write_bytes(self.copy)
        key = self.manifest.copy.key
        with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            change(connection)
        return self.with_copy(path.read_bytes(), path if honest else None)

    def with_copy(self, content: bytes, described: Path | None = None) -> Self:
        """The same with other bytes for a database, their size and hash told truly."""
        changes: dict[str, Any] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = self.manifest
        if described is not None:
            contents, version, schema = read_copy(described, manifest.copy.key)
            changes |= {"schema": version, "schema_sha256": schema}
            manifest = replace(manifest, contents=contents)
        copy: Copy = replace(manifest.copy, **changes)
        return replace(self, manifest=replace(manifest, copy=copy), copy=content)


def encrypted(inside: bytes, *readers: str) -> bytes:
    """Magic and an age file for the readers."""
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in readers]
    return MAGIC + bytes(pyrage.encrypt(inside, recipients))
