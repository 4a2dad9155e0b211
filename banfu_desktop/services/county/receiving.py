"""The county receives packages: each is judged, taken or held, loaded, and answered.

To look at a package changes nothing. What is held is ended by one deed with a reason; who the sender is, is
decided by a fingerprint that was heard on the telephone. A package is judged outside the lock first, and
again inside: two desks on one database come to one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.backup.feedback import Receipt
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, format_of
from banfu_desktop.backup.report_manifest import ReportManifest
from banfu_desktop.db.troubles import translated
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.load import Facts, MalformedError, facts_of, remove_facts, replace_facts
from banfu_desktop.roll_up.models.desk import NO_TOWN
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Arrived, Handling, Known, Sender, Verdict, judge, taken
from banfu_desktop.services.county import earlier_register, judging, ledger, questions, register, settings
from banfu_desktop.services.county.desk import ACTOR, CountyDesk, at, has_database, renew_list
from banfu_desktop.services.county.judging import arrived, told
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.county.register import Register, Town
from banfu_desktop.services.keeping import county as own
from banfu_desktop.services.keeping.county import County
from banfu_desktop.services.keeping.package import (
    Desk,
    PackageReport,
    Weighed,
    open_report,
    people_of,
    refuse_unreadable,
    report_2,
    verify_package,
)

_ASK = "请打电话向镇里问传递单或审计封条上的发件方指纹，照听到的输入"


@dataclass(frozen=True)
class Outcome:
    """What became of a package at the county, and its verdict in words (next, first, branched …)."""

    package: PackageReport
    handling: Handling
    words: str
    sentence: str


@dataclass(frozen=True)
class _Decided:
    """What somebody decided about a package that is held."""

    reason: str
    heard: str


@dataclass(frozen=True)
class _Taken:
    """A package that is about to be entered: opened, judged, and what is noted of it."""

    report: Report
    sent: Arrived
    facts: Facts
    verdict: Verdict
    entry: Entry


def desk(folder: Path) -> Desk:
    """The county looking at packages: whose they are, how their trail goes on; nothing is written.

    Raises:
        UserError: no county's key here, or it or the register is damaged.
    """
    reader, county = own.reader_of(folder), County.read(folder)
    earlier_register.read(folder)

    def refuse_1(manifest: Manifest) -> bool:
        there = register_of(folder).known.get(manifest.sender.town)
        if there is None:
            return False
        _refuse_1(there, manifest)
        return True

    def weigh(report: Report) -> Weighed:
        verdict = _looked_at(folder, county, report)
        return Weighed(verdict.sender is Sender.KNOWN, told(verdict))

    return Desk((reader,), refuse_1, weigh)


def register_of(folder: Path) -> Register:
    """The register of a county's folder, without making a database where there is none yet.

    Raises:
        UserError: it is damaged, or this computer has no key to it.
        MachineError: it cannot be read.
    """
    if has_database(folder, County.read(folder)):
        with at(folder) as opened, opened.roll_up.read() as session:
            return register.read(session)
    earlier = earlier_register.read(folder) or earlier_register.EarlierRegister()
    towns = {
        name: Town(each.known, each.own_key, each.verdict, each.persons, each.first_at, each.last_at)
        for name, each in earlier.towns.items()
    }
    return Register(towns, tuple(register.Decision(**vars(decision)) for decision in earlier.decisions))


def judged(folder: Path, path: Path) -> Verdict:
    """The verdict on a package of format 2; nothing is kept.

    Raises:
        PackageError: it is refused.
        UserError: the county's folder is not as it should be.
        MachineError: it cannot be read.
    """
    with translated():
        refuse_unreadable(path)
        report = open_report(path, (own.reader_of(folder),))
    return _looked_at(folder, County.read(folder), report)


def receive(folder: Path, path: Path, now: datetime) -> Outcome:
    """Judge a package and take it where nothing has to be decided; see received."""
    with at(folder) as opened:
        renew_list(opened, now)
        return received(opened, path, now)


def take(folder: Path, path: Path, now: datetime, reason: str, heard: str = "") -> Outcome:
    """Take a package that is held, for a reason; see taken_for."""
    _refuse_no_reason(reason)
    with at(folder) as opened:
        renew_list(opened, now)
        return taken_for(opened, path, now, reason, heard)


def feedback(folder: Path, town: str, path: Path) -> Receipt:
    """Write what the county has to tell a town; see questions.feedback."""
    with at(folder) as opened:
        return questions.feedback(opened, town, path, clock.now())


def received(desk_: CountyDesk, path: Path, now: datetime, actor: str = ACTOR) -> Outcome:
    """Judge a package, load and enter it where nothing has to be decided, else note that it is held.

    Raises:
        PackageError: it is refused; nothing is noted.
        MachineError: the database cannot be written; it is as before.
    """
    return _received(desk_, path, now, None, actor)


def taken_for(
    desk_: CountyDesk, path: Path, now: datetime, reason: str, heard: str = "", actor: str = ACTOR
) -> Outcome:
    """Take a package that is held, for a reason.

    Args:
        heard: the sender's fingerprint as it was heard; asked where it is in doubt who the sender is.

    Raises:
        PackageError: it is refused.
        UserError: no reason, not the fingerprint, the town is not on the list, or there is nothing to decide.
        MachineError: the database cannot be written; it is as before.
    """
    _refuse_no_reason(reason)
    return _received(desk_, path, now, _Decided(reason.strip(), heard), actor)


def refuse(desk_: CountyDesk, path: Path, now: datetime, error: PackageError, actor: str = ACTOR) -> None:
    """Note a package that is not accepted, under its town where its signature says which; once."""
    claim = judging.claim_of(path, desk_.reader)
    with desk_.roll_up.write() as session:
        last = ledger.last_of(session, claim.digest)
        if last is not None and (last.handling, last.words) == (ledger.REFUSED, error.code):
            return
        town_id = register.id_of(session, claim.town)
        entry = Entry(
            digest=claim.digest,
            handling=ledger.REFUSED,
            words=error.code,
            sentence=str(error),
            received_at=now.isoformat(timespec="seconds"),
            file=path.name,
            fingerprint=claim.fingerprint,
            number=claim.number,
            made_at=claim.made_at,
            period=str(ledger.period_of(claim.at, now, [])) if claim.at else "",
        )
        ledger.add(session, town_id, entry)
        what = {"file": path.name, "digest": claim.digest, "why": error.code}
        deeds.add(session, CountyDeed("退回上报包", actor, now, claim.town, what))


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError("没有写明理由", "请写明问了谁、答复是什么，再收下")


def _looked_at(folder: Path, county: County | None, report: Report) -> Verdict:
    judging.refuse_other_county(report.manifest, county)
    sent, listed = arrived(report), judging.listed_by(county)
    if has_database(folder, county):
        with at(folder) as opened, opened.roll_up.read() as session:
            return judging.judged(session, sent, listed)
    earlier = earlier_register.read(folder) or earlier_register.EarlierRegister()
    return judge(sent, {name: town.known for name, town in earlier.towns.items()}, listed, earlier.received)


def _received(desk_: CountyDesk, path: Path, now: datetime, decided: _Decided | None, actor: str) -> Outcome:
    with translated():
        refuse_unreadable(path)
        if format_of(path) == 1:
            return _received_1(desk_, path, now, decided, actor)
        report = open_report(path, (desk_.reader,))
    judging.refuse_other_county(report.manifest, desk_.county)
    sent = arrived(report)
    try:
        facts = facts_of(report.manifest.sheets, report.body.sections)
    except MalformedError as error:
        raise PackageError("body", part=error.place) from None
    with desk_.roll_up.write() as session:
        manifest = report.manifest
        verdict = judging.judged(session, sent, register.listed(session), locked=True)
        handling, words = verdict.handling, verdict.words
        if decided is not None:
            _refuse_undecidable(session, manifest, verdict)
            _compare(manifest.sender.verify_key, verdict.sender, decided)
            handling = Handling.TAKEN
        entry = _entry(report, facts, handling, verdict, path, now, decided)
        if handling is Handling.TAKEN:
            _enter(session, _Taken(report, sent, facts, verdict, entry), now, actor)
        elif handling in (Handling.HELD, Handling.KEPT):
            _note(session, verdict, entry, now, actor)
    known = verdict.sender is Sender.KNOWN
    package = report_2(path, manifest, people_of(report), Weighed(known, told(verdict)))
    return Outcome(package, handling, words, told(verdict))


def _entry(
    report: Report,
    facts: Facts,
    handling: Handling,
    verdict: Verdict,
    path: Path,
    now: datetime,
    decided: _Decided | None,
) -> Entry:
    manifest = report.manifest
    in_force = judging.in_force(manifest.sheets)
    return Entry(
        digest=manifest.digest,
        handling=handling.value,
        words=verdict.words,
        sentence=told(verdict),
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


def _enter(session: Session, package: _Taken, now: datetime, actor: str) -> None:
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
    persons = judging.persons(report.body, dict(before.persons) if before else {})
    town = _town(known, before, report.manifest.sender.own_key, entry.words, persons, now)
    register.enter(session, town_id, town, instead_of=before_id, reason=entry.reason, now=now)
    number = ledger.add(session, town_id, entry)
    _months(session, town_id, number, entry, [sheet.month for sheet in report.manifest.sheets])
    questions.take_answers(session, town_id, report.body, entry.received_at)
    what = {"digest": entry.digest, "number": entry.number, "verdict": entry.words, "reason": entry.reason}
    deeds.add(session, CountyDeed("收下上报包", actor, now, name, what))


def _months(session: Session, town_id: int, number: int, entry: Entry, sheets: list[str]) -> None:
    """Which months are reported with it; a town's first package reports what its sheets begin with."""
    period = Month.parse(entry.period)
    first = min([*map(Month.parse, sheets), period])
    begins = settings.reports_from(session)
    ledger.note_months(session, town_id, number, period, min(first, begins or first), entry.received_at)


def _note(session: Session, verdict: Verdict, entry: Entry, now: datetime, actor: str) -> None:
    """Note what is held or kept without being counted, once for each answer."""
    last = ledger.last_of(session, entry.digest)
    if last is not None and (last.handling, last.words) == (entry.handling, entry.words):
        return
    town_id = register.id_of(session, verdict.town)
    ledger.add(session, town_id, entry)
    name = "留存旧上报包" if entry.handling == Handling.KEPT.value else "上报包待确认"
    what = {"digest": entry.digest, "number": entry.number, "verdict": entry.words}
    deeds.add(session, CountyDeed(name, actor, now, verdict.town, what))


def _refuse_undecidable(session: Session, manifest: ReportManifest, verdict: Verdict) -> None:
    """A held package is taken under the name it bears.

    Raises:
        UserError: nothing is to be decided, the name is not on the list, or another office bears it.
    """
    if verdict.handling is not Handling.HELD:
        raise UserError(
            f"这份包的结论是“{verdict.handling.label}”，没有要决定的", "直接接收（county receive）即可"
        )
    town, listed = manifest.sender.town, register.listed(session)
    if listed and all(place.name != town for place in listed):
        raise UserError(f"“{town}”不在本县的名单上", "请先更新名单（county towns），再收下这份包")
    if town != verdict.town and register.of(session, register.id_of(session, town)) is not None:
        raise UserError(f"{town}名下已登记有另一份办公数据", "两个镇不能用同一份数据，请逐个打电话核对")


def _compare(key: bytes, sender: Sender, decided: _Decided) -> None:
    """Where it is in doubt who the sender is, the fingerprint decides that was heard."""
    if sender is Sender.KNOWN:
        return
    if not decided.heard.strip():
        raise UserError("还没有核对发件方指纹", _ASK)
    if paper_key.letters_of(decided.heard) != paper_key.letters_of(fingerprint(key)):
        raise UserError("听到的指纹与这份包的不同，没有收下", "请再听一遍；还是不同时，这份包不是镇里的")


def _town(
    known: Known, before: Town | None, own_key: str, verdict: str, persons: Mapping[str, str], now: datetime
) -> Town:
    """A town's entry after a package was taken."""
    at_ = now.isoformat(timespec="seconds")
    return Town(known, own_key, verdict, persons, before.first_at if before else at_, at_)


def _received_1(
    desk_: CountyDesk, path: Path, now: datetime, decided: _Decided | None, actor: str
) -> Outcome:
    """A package of format 1: its sender is compared, its trail is not followed."""
    seen: list[Manifest] = []

    def remember(manifest: Manifest) -> bool:
        seen[:] = [manifest]
        with desk_.roll_up.read() as session:
            there = register.of(session, register.id_of(session, manifest.sender.town))
        if there is not None:
            _refuse_1(there.known, manifest)
        return there is not None

    package = verify_package(path, Desk((desk_.reader,), remember, lambda report: Weighed(known=False)))
    manifest = seen[0]
    town = manifest.sender.town
    with desk_.roll_up.write() as session:
        town_id = register.id_of(session, town)
        before = register.of(session, town_id)
        sender = Sender.KNOWN if before else Sender.FIRST
        entry = _entry_1(manifest, package, sender, path, now, decided)
        if before is None and decided is None:
            told_ = f"{town}第一次上报，请打电话核对指纹。"
            entry = ledger.held(entry, f"{Handling.HELD.label}：{told_}")
            _note(session, Verdict(Handling.HELD, sender, None, town, told_), entry, now, actor)
            return Outcome(package, Handling.HELD, sender.value, entry.sentence)
        if decided is not None:
            if before is not None:
                raise UserError("这份包没有要决定的", "直接接收（county receive）即可")
            _compare(manifest.sender.verify_key, sender, decided)
        town_id = town_id or register.add(session, town).town_id
        there = Known("", manifest.sender.verify_key.hex(), 1, manifest.number, manifest.digest, 0, ())
        entered = _town(there, before, "", entry.words, {}, now)
        register.enter(session, town_id, entered, instead_of=town_id, reason=entry.reason, now=now)
        number = ledger.add(session, town_id, entry)
        _months(session, town_id, number, entry, list(package.holding.sealed_fen))
        what = {
            "digest": entry.digest,
            "number": entry.number,
            "verdict": entry.words,
            "reason": entry.reason,
        }
        deeds.add(session, CountyDeed("收下上报包", actor, now, town, what))
    return Outcome(package, Handling.TAKEN, entry.words, Handling.TAKEN.label)


def _entry_1(
    manifest: Manifest,
    package: PackageReport,
    sender: Sender,
    path: Path,
    now: datetime,
    decided: _Decided | None,
) -> Entry:
    sums = package.holding.sealed_fen
    return Entry(
        digest=manifest.digest,
        handling=Handling.TAKEN.value,
        words="next" if sender is Sender.KNOWN else "first",
        sentence=Handling.TAKEN.label,
        received_at=now.isoformat(timespec="seconds"),
        file=path.name,
        reason=decided.reason if decided else "",
        fingerprint=fingerprint(manifest.sender.verify_key),
        generation=1,
        number=manifest.number,
        entries=package.holding.entries,
        program=manifest.program,
        made_at=manifest.made_at.isoformat(timespec="seconds"),
        period=str(ledger.period_of(manifest.made_at, now, list(sums))),
        net_fen=sum(sums.values()),
    )


def _refuse_1(known: Known, manifest: Manifest) -> None:
    """A sender or number of format 1 that the register does not accept."""
    sender = manifest.sender
    if sender.verify_key.hex() != known.verify_key:
        digest = fingerprint(sender.verify_key)
        raise PackageError("signer", town=sender.town, fingerprint=digest)
    if manifest.number <= known.number:
        raise PackageError("replayed", town=sender.town, number=manifest.number, last=known.number)
