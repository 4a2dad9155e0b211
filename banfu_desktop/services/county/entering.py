"""A package that is taken, held or kept is entered: facts, register, ledger, months, answers, the deed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.report import Report
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.load import Facts, remove_facts, replace_facts
from banfu_desktop.roll_up.models.desk import NO_TOWN
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Arrived, Handling, Known, Sender, Verdict, taken
from banfu_desktop.services.county import judging, ledger, questions, register, settings
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.county.register import Town
from banfu_desktop.services.keeping.package import PackageReport
from banfu_desktop.services.keeping.signers import PersonKey, Signing

_ASK = "请打电话向镇里问传递单或审计封条上的发件方核对码，照听到的输入"


@dataclass(frozen=True)
class Outcome:
    """What became of a package at the county, its verdict in words (next, first, branched …), its digest."""

    package: PackageReport
    handling: Handling
    words: str
    sentence: str
    digest: str


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a package that is held."""

    reason: str
    heard: str


@dataclass(frozen=True)
class Taken:
    """A package that is about to be entered: opened, judged, and what is noted of it."""

    report: Report
    sent: Arrived
    facts: Facts
    verdict: Verdict
    signing: Signing
    entry: Entry


def entry_of(
    report: Report,
    facts: Facts,
    handling: Handling,
    verdict: Verdict,
    sentence: str,
    path: Path,
    now: datetime,
    decided: Decided | None,
) -> Entry:
    manifest = report.manifest
    in_force = judging.in_force(manifest.sheets)
    return Entry(
        digest=manifest.digest,
        handling=handling.value,
        words=verdict.words,
        sentence=sentence,
        received_at=now.isoformat(timespec="seconds"),
        file=path.name,
        reason=decided.reason if decided else "",
        office=manifest.office,
        fingerprint=fingerprint(manifest.sender.verify_key),
        generation=manifest.generation,
        number=manifest.number,
        entries=manifest.trail.entries,
        program=manifest.program,
        made_at=manifest.made_at.isoformat(timespec="seconds"),
        period=str(ledger.period_of(manifest.made_at, now, [sheet.month for sheet in in_force])),
        net_fen=sum(sheet.net_fen for sheet in in_force),
        unread="、".join(facts.unread),
    )


def enter(session: Session, package: Taken, now: datetime, actor: str) -> None:
    """Everything that taking a package changes: facts, register, ledger, months, answers, the deed."""
    report, verdict, entry = package.report, package.verdict, package.entry
    deeds.line_up(session)
    name = report.manifest.sender.town if entry.reason else verdict.town
    town_id = register.id_of(session, name) or register.add(session, name).town_id
    before_id = register.id_of(session, verdict.town)
    before = register.of(session, before_id) if before_id != NO_TOWN else None
    if before_id not in (town_id, NO_TOWN):
        remove_facts(session, before_id)
    replace_facts(session, town_id, package.facts)
    follows = before is not None and verdict.history is not None
    known = taken(package.sent, before.known if before else None, verdict.history if follows else None)
    town = town_of(known, before, report.manifest.sender.own_key, entry.words, package.signing.keys, now)
    register.enter(session, town_id, town, instead_of=before_id, reason=entry.reason, now=now)
    questions.take_answers(session, town_id, report.body, entry.received_at)
    record(
        session,
        town_id,
        entry,
        [sheet.month for sheet in report.manifest.sheets],
        CountyDeed("", actor, now, name),
    )


def record(session: Session, town_id: int, entry: Entry, sheets: list[str], by: CountyDeed) -> None:
    """The ledger, the months that are reported with it, and the deed; the last thing that taking does.

    Args:
        sheets: the months of its sheets; a town's first package reports what they begin with.
        by: who takes it, when, and of which town.
    """
    number = ledger.add(session, town_id, entry)
    period = Month.parse(entry.period)
    first = min([*map(Month.parse, sheets), period])
    begins = settings.reports_from(session)
    ledger.note_months(session, town_id, number, period, min(first, begins or first), entry.received_at)
    what = {"digest": entry.digest, "number": entry.number, "verdict": entry.words, "reason": entry.reason}
    deeds.add(session, CountyDeed("收下上报包", by.actor, by.at, by.town, what))


def note(session: Session, verdict: Verdict, entry: Entry, now: datetime, actor: str) -> None:
    """Note what is held or kept without being counted, once for each answer."""
    last = ledger.last_of(session, entry.digest)
    if last is not None and (last.handling, last.words) == (entry.handling, entry.words):
        return
    town_id = register.id_of(session, verdict.town)
    ledger.add(session, town_id, entry)
    name = "留存旧上报包" if entry.handling == Handling.KEPT.value else "上报包待确认"
    what = {"digest": entry.digest, "number": entry.number, "verdict": entry.words}
    deeds.add(session, CountyDeed(name, actor, now, verdict.town, what))


def compare(key: bytes, sender: Sender, decided: Decided) -> None:
    """Where it is in doubt who the sender is, the fingerprint decides that was heard."""
    if sender is Sender.KNOWN:
        return
    if not decided.heard.strip():
        raise UserError("还没有核对发件方核对码", _ASK)
    if paper_key.letters_of(decided.heard) != paper_key.letters_of(fingerprint(key)):
        raise UserError("听到的核对码与这份包的不同，没有收下", "请再听一遍；还是不同时，这份包不是镇里的")


def town_of(
    known: Known,
    before: Town | None,
    own_key: str,
    verdict: str,
    persons: tuple[PersonKey, ...],
    now: datetime,
) -> Town:
    """A town's entry after a package was taken."""
    at_ = now.isoformat(timespec="seconds")
    return Town(known, own_key, verdict, persons, before.first_at if before else at_, at_)
