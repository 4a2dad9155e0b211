"""What the county makes of a package that is whole: the judge of the rules, given what the register knows."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.body import Body
from banfu_desktop.backup.identity import Reader, fingerprint
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, glance, is_signed
from banfu_desktop.backup.report_manifest import DEMO, ReportManifest, successor_statement
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.reception import Arrived, Listed, Sheet, Successor, Verdict, judge
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.services.county import ledger, register
from banfu_desktop.services.keeping.county import County


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


def judged(session: Session, sent: Arrived, listed: Sequence[Listed], *, locked: bool = False) -> Verdict:
    """The verdict on a package by what the database knows at this moment.

    Args:
        locked: the towns it could be of are held until the commit, so that the verdict still holds then.
    """
    known = register.around(session, sent, locked=locked)
    received = {sent.digest} if ledger.was_taken(session, sent.digest) else set()
    return judge(sent, known, listed, received)


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


def told(verdict: Verdict) -> str:
    """A verdict as somebody reads it, with the sheets that are gone."""
    gone = "、".join(
        f"{sheet.month} {sheet.payer}{sheet.number}（{sheet.check_code}）" for sheet in verdict.lost_sheets
    )
    parts = [verdict.sentence, f"县里登记过、这份包里没有的表：{gone}。" if gone else ""]
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


def persons(body: Body, known: dict[str, str]) -> Mapping[str, str]:
    """Who is at work in a town and by which key, as its trail tells it."""
    for entry in body.persons:
        *_, after = entry.covered
        person = str(entry.record[1])
        row = json.loads(after) if after else {}
        if row.get("verify_key") and not row.get("left_on"):
            known[person] = str(row["verify_key"])
        else:
            known.pop(person, None)
    return known


def _succession(manifest: ReportManifest) -> Sequence[Successor]:
    return [
        Successor(
            step.old.hex(),
            step.new.hex(),
            is_signed(step.old, successor_statement(manifest.office, step), step.signature),
        )
        for step in manifest.succession
    ]
