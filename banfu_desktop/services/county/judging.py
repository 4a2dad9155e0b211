"""What the county makes of a package that is whole: the judge of the rules, given what the register knows."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import Reader, fingerprint
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, glance, is_signed
from banfu_desktop.backup.report_manifest import DEMO, ReportManifest, successor_statement
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.reception import (
    GOES_ON,
    Arrived,
    Handling,
    History,
    Known,
    Listed,
    Sheet,
    Successor,
    Verdict,
    judge,
    without_signature,
)
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.services.county import ledger, register
from banfu_desktop.services.keeping.county import County
from banfu_desktop.services.keeping.signers import PersonKey, Signing, prove


class _Before(Protocol):
    """What is known of a town, in the database or in the files of before."""

    @property
    def known(self) -> Known:
        """What the judge goes by."""

    @property
    def persons(self) -> tuple[PersonKey, ...]:
        """Who signed there."""


@dataclass(frozen=True)
class Claim:
    """What a package says of itself under its own signature; of one that cannot be opened only its digest.

    Attributes:
        digest: of the manifest, or of the file where there is no manifest to be read.
        at: when it was made, by the town's clock.
    """

    digest: str
    town: str = ""
    number: int = 0
    fingerprint: str = ""
    at: datetime | None = None

    @property
    def made_at(self) -> str:
        """When it was made, as it is stored."""
        return self.at.isoformat(timespec="seconds") if self.at else ""


def judged(
    session: Session, report: Report, sent: Arrived, listed: Sequence[Listed], *, locked: bool = False
) -> tuple[Verdict, Signing]:
    """The verdict on a package by what the database knows at this moment, and what it proves of who approved.

    Args:
        locked: the towns it could be of are held until the commit, so that the verdict still holds then.
    """
    known = register.around(session, sent, locked=locked)
    received = {sent.digest} if ledger.was_taken(session, sent.digest) else set()
    verdict = judge(sent, known, listed, received)
    return signed(report, verdict, register.of(session, register.id_of(session, verdict.town)))


def signed(report: Report, verdict: Verdict, before: _Before | None) -> tuple[Verdict, Signing]:
    """A verdict held where an approval lacks its person's signature, and what the report proves.

    Args:
        before: what is known of the verdict's town.
    """
    since = report.manifest.trail.since
    if verdict.handling is Handling.REPEATED or before is None or verdict.history not in GOES_ON:
        signing = prove(report, (), complete=since == 0, after=since, sheets=() if since == 0 else None)
    else:
        complete = since == 0 or (before.known.since == 0 and bool(before.known.heads))
        known_to = before.known.end if verdict.history is not History.RESTORED else verdict.from_entry - 1
        after, sheets = max(since, known_to), before.known.sheets
        signing = prove(report, before.persons, complete=complete, after=after, sheets=sheets)
    return without_signature(verdict, signing.broken), signing


def refuse_other_county(manifest: ReportManifest, county: County | None) -> None:
    """Refuse what is addressed by name to another county, or is for practice where this is not.

    Raises:
        PackageError: see there.
    """
    if county is not None and manifest.sender.county != county.county:
        raise PackageError("wrong_county", county=manifest.sender.county)
    practice = county is not None and county.practice
    if (manifest.kind_of_use == DEMO) != practice:
        raise PackageError("practice" if not practice else "not_practice")


def listed_by(county: County | None) -> list[Listed]:
    """The towns of a county's own folder."""
    return [Listed(town.name, town.code) for town in county.towns] if county else []


def told(verdict: Verdict, signing: Signing) -> str:
    """A verdict as somebody reads it, with the sheets that are gone."""
    gone = "、".join(
        f"{sheet.month} {sheet.payer}{sheet.number}（{sheet.check_code}）" for sheet in verdict.lost_sheets
    )
    lost = f"县里登记过、这份包里没有的表：{gone}。" if gone else ""
    parts = [
        verdict.sentence,
        lost,
        *(() if verdict.handling is Handling.REPEATED else signing.sentences),
    ]
    said = "".join(part for part in parts if part)
    return f"{verdict.handling.label}：{said}" if said else verdict.handling.label


def arrived(report: Report) -> Arrived:
    """A report as the judge looks at it."""
    manifest = report.manifest
    return Arrived(
        manifest.sender.town,
        manifest.sender.code,
        manifest.office,
        manifest.sender.verify_key.hex(),
        manifest.generation,
        manifest.number,
        manifest.digest,
        manifest.previous,
        manifest.trail.since,
        report.body.heads(manifest),
        manifest.restores,
        tuple(_succession(manifest)),
        manifest.sheets,
    )


def claim_of(path: Path, reader: Reader) -> Claim:
    """What a package that is refused says of itself, as far as its signature holds.

    Raises:
        MachineError: it cannot be read.
    """
    with translated():
        try:
            manifest = glance(path, reader)
        except PackageError:
            with path.open("rb") as file:
                return Claim(hashlib.file_digest(file, "sha256").hexdigest())
    sender = manifest.sender
    return Claim(
        manifest.digest, sender.town, manifest.number, fingerprint(sender.verify_key), manifest.made_at
    )


def in_force(sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets that are not voided."""
    return [sheet for sheet in sheets if sheet.state != SheetState.VOIDED.value]


def _succession(manifest: ReportManifest) -> Sequence[Successor]:
    return [
        Successor(
            step.old.hex(),
            step.new.hex(),
            is_signed(step.old, successor_statement(manifest.office, step), step.signature),
        )
        for step in manifest.succession
    ]
