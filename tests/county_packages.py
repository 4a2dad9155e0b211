"""Packages of offices that are only modelled, as files that a county opens, proves, judges and loads."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from banfu_desktop.backup.body import Body
from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.backup.report import MAGIC, Report, sealed_report, write_report
from banfu_desktop.backup.report_manifest import (
    Addressee,
    Part,
    ReportManifest,
    Sender,
    Succession,
    Trail,
    successor_statement,
)
from banfu_desktop.rules.reception import Arrived, Successor

COUNTY = "新丰县"
NOW = datetime(2026, 11, 2, 9, 12, 5)


def seed_of(key: str) -> bytes:
    """The signing seed of a key that the model only names."""
    return hashlib.sha256(key.encode()).digest()


def office_of(name: str) -> str:
    """The lasting name of an office that the model only names."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@dataclass
class Post:
    """Writes the packages of modelled offices for one county.

    Attributes:
        desk_key: to which reports are encrypted.
        digests: the model's digest of a package → that of its manifest, so that each names the one before.
    """

    desk_key: str
    county: str = COUNTY
    kind_of_use: str = "real"
    digests: dict[str, str] = field(default_factory=dict)

    def write(
        self,
        path: Path,
        sent: Arrived,
        links: Sequence[bytes],
        sections: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        *,
        made_at: datetime = NOW,
        program: str = "0.1.0",
        county: str = "",
        proven: bool = True,
    ) -> ReportManifest:
        """Write a package as its office would; gives its manifest.

        Args:
            proven: read back from the disk, as the office does; else it may be broken, and is written faster.
        """
        body = Body(tuple(links), (), (), sections or {})
        content, seed = body.to_bytes(), seed_of(sent.verify_key)
        own = Reader.of_office(seed)
        manifest = ReportManifest(
            office=office_of(sent.office),
            sender=Sender(
                sent.town, sent.code, county or self.county, "文号", verify_key_of(seed), own.public
            ),
            addressee=Addressee("county", self.desk_key),
            generation=sent.generation,
            number=sent.number,
            previous=self.digests.get(sent.previous, sent.previous),
            made_at=made_at,
            program=program,
            schema=13,
            trail=Trail(sent.since, sent.heads[0], sent.entries, sent.heads[-1]),
            sheets=tuple(sent.sheets),
            kind_of_use=self.kind_of_use,
            body=Part(len(content), hashlib.sha256(content).hexdigest()),
            escrow=None,
            restores=tuple(sent.restores),
            succession=tuple(_succession(sent, step) for step in sent.succession),
        )
        self.digests[sent.digest] = manifest.digest
        report = Report(manifest, body)
        if proven:
            write_report(path, report, seed, own, None)
        else:
            sealed = sealed_report(report, seed)
            path.write_bytes(MAGIC + len(sealed).to_bytes(4, "big") + sealed)
        return manifest


def with_sheets(sent: Arrived, sheets: Sequence[Any]) -> Arrived:
    """The same package, naming these sheets."""
    return replace(sent, sheets=tuple(sheets))


def _succession(sent: Arrived, step: Successor) -> Succession:
    old, new = (verify_key_of(seed_of(key)) for key in (step.old, step.new))
    bare = Succession(old, new, 0, b"")
    if not step.holds:
        return bare
    said = successor_statement(office_of(sent.office), bare)
    return Succession(old, new, 0, SigningKey(seed_of(step.old)).sign(said).signature)
