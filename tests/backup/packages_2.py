"""Packages of format 2 put together by hand, whole or in any way wrong."""

import hashlib
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pyrage
from nacl.signing import SigningKey

from banfu_desktop.backup.body import Body
from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.backup.report import MAGIC
from banfu_desktop.backup.report_manifest import Part, ReportManifest

SIGNED_AS = b"banfu-package-2\0"


@dataclass(frozen=True)
class Parts:
    """Everything a package of format 2 is made of."""

    manifest: ReportManifest
    body: bytes
    escrow: bytes
    signing_key: bytes

    def pack(self, *readers: str, said: bytes | None = None, tail: bytes = b"") -> bytes:
        """The file, its report for the manifest's own readers unless others are named.

        Args:
            said: bytes to sign in place of the manifest.
            tail: what follows the body inside the report.
        """
        manifest = self.manifest.to_bytes() if said is None else said
        signature = SigningKey(self.signing_key).sign(SIGNED_AS + manifest).signature
        inside = struct.pack(">I", len(manifest)) + manifest + signature + self.body + tail
        return framed(
            encrypted(inside, readers or (self.manifest.addressee.key, self.manifest.sender.own_key)),
            self.escrow,
        )

    def saying(self, **changes: Any) -> Self:
        """The same with other words in the manifest (signed as it should be)."""
        return replace(self, manifest=replace(self.manifest, **changes))

    def saying_of_sender(self, **changes: Any) -> Self:
        """The same with another description of the sender."""
        return self.saying(sender=replace(self.manifest.sender, **changes))

    def saying_of_trail(self, **changes: Any) -> Self:
        """The same with another description of the trail."""
        return self.saying(trail=replace(self.manifest.trail, **changes))

    def saying_in_json(self, change: Callable[[dict[str, Any]], object]) -> bytes:
        """Signed bytes of a manifest that the dataclass could not hold."""
        record = json.loads(self.manifest.to_bytes())
        change(record)
        return canonical(record)

    def with_body(self, content: bytes) -> Self:
        """The same with another body, of which the manifest tells the truth."""
        part = Part(len(content), hashlib.sha256(content).hexdigest())
        return replace(self.saying(body=part), body=content)

    def with_body_changed(self, change: Callable[[dict[str, Any]], object]) -> Self:
        """The same with some change inside the body."""
        record = json.loads(self.body)
        change(record)
        return self.with_body(canonical(record))

    def with_escrow(self, content: bytes) -> Self:
        """The same with other bytes for an escrow, of which the manifest tells the truth."""
        assert self.manifest.escrow is not None
        size, sha256 = len(content), hashlib.sha256(content).hexdigest()
        described = replace(self.manifest.escrow, size=size, sha256=sha256)
        return replace(self.saying(escrow=described), escrow=content)

    def signed_by(self, signing_key: bytes) -> Self:
        """The same from somebody else who claims to be the town."""
        return replace(self.saying_of_sender(verify_key=verify_key_of(signing_key)), signing_key=signing_key)

    def to(self, reader: Reader) -> Self:
        """The same for another addressee, by the sender's own hand."""
        return self.saying(addressee=replace(self.manifest.addressee, key=reader.public))

    @property
    def parsed(self) -> Body:
        """The body as a reader has it."""
        return Body.parse(self.body)


def canonical(record: Any) -> bytes:
    """JSON as the format wants it, with no care for what it holds."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def encrypted(inside: bytes, readers: Sequence[str]) -> bytes:
    """An age file for the readers."""
    return bytes(pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(key) for key in readers]))


def framed(report: bytes, escrow: bytes) -> bytes:
    """Magic, length, report, escrow."""
    return MAGIC + struct.pack(">I", len(report)) + report + escrow


def unframed(content: bytes) -> tuple[bytes, bytes]:
    """The report and the escrow of a file."""
    (length,) = struct.unpack_from(">I", content, len(MAGIC))
    start = len(MAGIC) + 4
    return content[start : start + length], content[start + length :]


def taken_apart(content: bytes, reader: Reader, signing_key: bytes) -> Parts:
    """The parts of a good package."""
    report, escrow = unframed(content)
    inside = bytes(pyrage.decrypt(report, [pyrage.x25519.Identity.from_str(reader.secret)]))
    (length,) = struct.unpack(">I", inside[:4])
    manifest = ReportManifest.parse(inside[4 : 4 + length])
    return Parts(manifest, inside[4 + length + 64 :], escrow, signing_key)
