"""The county receives packages: each is judged, taken or held, loaded, and answered.

To look at a package changes nothing. What is held is ended by one deed with a reason; who the sender is, is
decided by a fingerprint that was heard on the telephone. A package is judged outside the lock first, and
again inside: two desks on one database come to one answer.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.backup.feedback import Receipt
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, format_of
from banfu_desktop.backup.report_manifest import ReportManifest
from banfu_desktop.db.troubles import translated
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.load import MalformedError, facts_of
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling, Sender, Verdict, judge
from banfu_desktop.services.county import earlier_register, judging, ledger, pins, questions, register
from banfu_desktop.services.county.desk import ACTOR, CountyDesk, at, has_database, renew_list
from banfu_desktop.services.county.entering import Decided, Outcome, Taken, compare, enter, entry_of, note
from banfu_desktop.services.county.judging import arrived, told
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.county.receiving_1 import received_1, refuse_1
from banfu_desktop.services.county.register import Register, Town
from banfu_desktop.services.keeping import county as own
from banfu_desktop.services.keeping.county import County
from banfu_desktop.services.keeping.package import (
    Desk,
    Weighed,
    open_report,
    people_of,
    refuse_unreadable,
    report_2,
)
from banfu_desktop.services.keeping.signers import Signing


def desk(folder: Path) -> Desk:
    """The county looking at packages: whose they are, how their trail goes on; nothing is written.

    Raises:
        UserError: no county's key here, or it or the register is damaged.
    """
    reader, county = own.reader_of(folder), County.read(folder)
    earlier_register.read(folder)

    def known_1(manifest: Manifest) -> bool:
        there = register_of(folder).known.get(manifest.sender.town)
        if there is None:
            return False
        refuse_1(there, manifest)
        return True

    def weigh(report: Report) -> Weighed:
        verdict, signing = _looked_at(folder, county, report)
        return Weighed(verdict.sender is Sender.KNOWN, told(verdict, signing))

    return Desk((reader,), known_1, weigh)


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
    return _looked_at(folder, County.read(folder), report)[0]


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
    return _received(desk_, path, now, Decided(reason.strip(), heard), actor)


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


def _looked_at(folder: Path, county: County | None, report: Report) -> tuple[Verdict, Signing]:
    judging.refuse_other_county(report.manifest, county)
    sent, listed = arrived(report), judging.listed_by(county)
    if has_database(folder, county):
        with at(folder) as opened, opened.roll_up.read() as session:
            return judging.judged(session, report, sent, listed)
    earlier = earlier_register.read(folder) or earlier_register.EarlierRegister()
    known = {name: town.known for name, town in earlier.towns.items()}
    verdict = judge(sent, known, listed, earlier.received)
    return judging.signed(report, verdict, earlier.towns.get(verdict.town))


def _received(desk_: CountyDesk, path: Path, now: datetime, decided: Decided | None, actor: str) -> Outcome:
    with translated():
        refuse_unreadable(path)
        if format_of(path) == 1:
            return received_1(desk_, path, now, decided, actor)
        report = open_report(path, (desk_.reader,))
    judging.refuse_other_county(report.manifest, desk_.county)
    sent = arrived(report)
    try:
        facts = facts_of(report.manifest.sheets, report.body.sections)
    except MalformedError as error:
        raise PackageError("body", part=error.place) from None
    with desk_.roll_up.write() as session:
        manifest = report.manifest
        verdict, signing = judging.judged(session, report, sent, register.listed(session), locked=True)
        handling, words = verdict.handling, verdict.words
        if decided is not None:
            _refuse_undecidable(session, manifest, verdict)
            compare(manifest.sender.verify_key, verdict.sender, decided)
            handling = Handling.TAKEN
        elif handling is Handling.HELD:
            decided = _pinned(session, manifest, verdict, now)
            handling = Handling.TAKEN if decided else handling
        entry = entry_of(report, facts, handling, verdict, told(verdict, signing), path, now, decided)
        if handling is Handling.TAKEN:
            enter(session, Taken(report, sent, facts, verdict, signing, entry), now, actor)
        elif handling in (Handling.HELD, Handling.KEPT):
            note(session, verdict, entry, now, actor)
    known = verdict.sender is Sender.KNOWN
    package = report_2(path, manifest, people_of(report), Weighed(known, told(verdict, signing)))
    return Outcome(package, handling, words, told(verdict, signing), sent.digest)


def _pinned(session: Session, manifest: ReportManifest, verdict: Verdict, now: datetime) -> Decided | None:
    """What was decided beforehand, by a fingerprint that was heard before the package came."""
    town = manifest.sender.town
    if town != verdict.town and verdict.town:
        return None
    reason = pins.use(session, verdict, town, manifest.sender.verify_key, now)
    return Decided(reason, "") if reason else None


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
