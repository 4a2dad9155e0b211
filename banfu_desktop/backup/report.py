"""The package of format 2: report and escrow side by side, the report written and read.

    magic | u32 r | age file R (r bytes): the report | age file E to the end: the escrow, or nothing
    R:  u32 n | manifest | Ed25519 signature | body

The report is for the county and for the town itself, the escrow for the town's recovery card.
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from banfu_desktop.backup import age
from banfu_desktop.backup.body import Body
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.package import Progress
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report_manifest import MAX_ESCROW_BYTES, Escrow, ReportManifest

MAGIC = b"BANFU2\r\n"
MAX_REPORT_BYTES = 64 << 20
MAX_MANIFEST_BYTES = 1 << 20
_SIGNED_AS = b"banfu-package-2\0"
_LENGTH = struct.Struct(">I")
_SIGNATURE_BYTES = 64
_READERS = 2
_BLOCK = 1 << 20


class ReadBackError(OSError):
    """A medium that does not keep what is written to it."""


@dataclass(frozen=True)
class Report:
    """The report of a package, whole, signed by its sender, its links one chain."""

    manifest: ReportManifest
    body: Body


def write_report(
    path: Path,
    report: Report,
    signing_key: bytes,
    office: Reader,
    escrow: Path | None,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write a package, read it back from the medium, and only then give it its name.

    Args:
        path: the package; a file of that name is replaced once the new one has been read back.
        signing_key: the office's Ed25519 seed.
        office: itself as a reader, besides the addressee.
        escrow: the age file as `report.manifest.escrow` describes it; None where there is none.

    Raises:
        ReadBackError: the medium gives back something else than was written.
        OSError: disk full, not writable; as always, nothing is left behind.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _write(part, sealed_report(report, signing_key), escrow, progress)
        _read_back(part, report.manifest, office)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sealed_report(report: Report, signing_key: bytes) -> bytes:
    """The age file R of a report."""
    from nacl.signing import SigningKey

    manifest = report.manifest.to_bytes()
    signature = SigningKey(signing_key).sign(_SIGNED_AS + manifest).signature
    inside = _LENGTH.pack(len(manifest)) + manifest + signature + report.body.to_bytes()
    return age.encrypt(inside, (report.manifest.addressee.key, report.manifest.sender.own_key))


def read_report(path: Path, reader: Reader) -> Report:
    """Open the report of a package with a reader's key and prove all of it; writes nothing.

    Proven are the signature, the body, the chain from the first link to the last, the approvals on it, and
    that the escrow has arrived whole. Whether the sender is who he says is for `rules/reception.py`.

    Raises:
        PackageError: the first check that fails.
        OSError: the file cannot be read.
    """
    with opened(path) as file:
        sealed = read_sealed(file)
        age.check_header(sealed[: age.MAX_HEADER], _READERS)
        report = _parsed(age.decrypt(sealed, reader), reader)
        _check_escrow(file, report.manifest.escrow)
    return report


def glance(path: Path, reader: Reader) -> ReportManifest:
    """The manifest of a package and its signature, nothing else: what a list of packages shows.

    Raises:
        PackageError: not for the reader, or its manifest is not whole and signed.
        OSError: the file cannot be read.
    """
    with opened(path) as file:
        sealed = read_sealed(file)
    age.check_header(sealed[: age.MAX_HEADER], _READERS)
    return _signed(age.decrypt(sealed, reader))[0]


def opened(path: Path) -> BinaryIO:
    """A package of format 2, open behind its magic.

    Raises:
        PackageError: no such file, too big, or no package of this format.
    """
    if not path.is_file():
        raise PackageError("missing", name=path.name)
    if path.stat().st_size > MAX_REPORT_BYTES + MAX_ESCROW_BYTES:
        raise PackageError("too_big", name=path.name)
    file = path.open("rb")
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise PackageError("not_a_package", name=path.name)
    except BaseException:
        file.close()
        raise
    return file


def read_sealed(file: BinaryIO) -> bytes:
    """The age file R of an open package; leaves the file where the escrow begins.

    Raises:
        PackageError: cut short, or too long to be read.
    """
    size = file.read(_LENGTH.size)
    if len(size) < _LENGTH.size:
        raise PackageError("header")
    (length,) = _LENGTH.unpack(size)
    if length > MAX_REPORT_BYTES:
        raise PackageError("manifest_too_big")
    sealed = file.read(length)
    if len(sealed) < length:
        raise PackageError("damaged")
    return sealed


def format_of(path: Path) -> int:
    """Which format a package is of; 0 for no package, and for one that a newer program wrote its number."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    known = len(start) == len(MAGIC) and start[:5] == MAGIC[:5] and start[6:] == MAGIC[6:]
    return int(start[5:6]) if known and start[5:6].isdigit() else 0


def _signed(inside: bytes) -> tuple[ReportManifest, bytes]:
    """The manifest in front of a report, its signature proven, and the body behind it, unproven."""
    if len(inside) < _LENGTH.size:
        raise PackageError("manifest", part="长度")
    (length,) = _LENGTH.unpack_from(inside)
    if length > MAX_MANIFEST_BYTES:
        raise PackageError("manifest_too_big")
    end = _LENGTH.size + length
    if len(inside) < end + _SIGNATURE_BYTES:
        raise PackageError("manifest", part="长度")
    signed, signature = inside[_LENGTH.size : end], inside[end : end + _SIGNATURE_BYTES]
    manifest = ReportManifest.parse(signed)
    if not is_signed(manifest.sender.verify_key, _SIGNED_AS + signed, signature):
        raise PackageError("signature")
    return manifest, inside[end + _SIGNATURE_BYTES :]


def _parsed(inside: bytes, reader: Reader) -> Report:
    manifest, content = _signed(inside)
    if reader.public not in (manifest.addressee.key, manifest.sender.own_key):
        raise PackageError("addressee", reader=reader.name)
    told = manifest.body
    if len(content) != told.size or hashlib.sha256(content).hexdigest() != told.sha256:
        raise PackageError("body_hash")
    body = Body.parse(content)
    body.prove(manifest)
    return Report(manifest, body)


def is_signed(verify_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a message was signed with the private half of a key."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(verify_key).verify(message, signature)
    except (CryptoError, ValueError):
        return False
    return True


def _check_escrow(file: BinaryIO, escrow: Escrow | None) -> None:
    """The escrow is what the manifest says, for exactly those who may open it; nobody opens it here."""
    start = file.read(age.MAX_HEADER)
    if escrow is None:
        if start:
            raise PackageError("escrow_damaged")
        return
    age.check_header(start, 2 if escrow.rescue else 1)
    digest, size, block = hashlib.sha256(), 0, start
    while block and size <= escrow.size:
        digest.update(block)
        size += len(block)
        block = file.read(_BLOCK)
    if size != escrow.size or digest.hexdigest() != escrow.sha256:
        raise PackageError("escrow_damaged")


def _write(part: Path, sealed: bytes, escrow: Path | None, progress: Progress) -> None:
    total = len(sealed) + (escrow.stat().st_size if escrow else 0)
    done = len(sealed)
    with part.open("xb") as target:
        target.write(MAGIC + _LENGTH.pack(len(sealed)) + sealed)
        progress(done, total)
        if escrow is not None:
            with escrow.open("rb") as source:
                while block := source.read(_BLOCK):
                    target.write(block)
                    done += len(block)
                    progress(done, total)
        target.flush()
        os.fsync(target.fileno())
        if hasattr(os, "posix_fadvise"):  # else the read-back would see the memory, not the stick
            os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(part: Path, manifest: ReportManifest, office: Reader) -> None:
    try:
        found = read_report(part, office)
    except PackageError as error:
        raise ReadBackError from error
    if found.manifest != manifest:
        raise ReadBackError
