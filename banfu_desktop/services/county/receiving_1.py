"""Packages of format 1, whole copies: the sender is compared, the trail is not followed.

What a report would tell is read from the copy, which lies in a temporary folder, is brought to this program's
schema there, and is never opened as an office: it has no keys, signs nothing, and is gone afterwards.
"""

import secrets
import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.audit import last_entry
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.store import DATABASE_FILE
from banfu_desktop.db.upgrade import steps_behind, upgrade
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.load import Facts, MalformedError, facts_of, replace_facts
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling, Known, Sender, Verdict
from banfu_desktop.services.county import ledger, register
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.entering import Decided, Outcome, compare, note, record, town_of
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.keeping import report as reporting
from banfu_desktop.services.keeping.package import Desk, PackageReport, Weighed, report_1, take_out_1


def received_1(desk: CountyDesk, path: Path, now: datetime, decided: Decided | None, actor: str) -> Outcome:
    """Receive a package of format 1; otherwise like receiving.received and receiving.taken_for."""

    def judge(manifest: Manifest) -> bool:
        if desk.county is not None and manifest.sender.county != desk.county.county:
            raise PackageError("wrong_county", county=manifest.sender.county)
        with desk.roll_up.read() as session:
            return _is_known(session, manifest)

    with tempfile.TemporaryDirectory(prefix="banfu-") as folder:
        copy = Path(folder) / DATABASE_FILE
        looking = Desk((desk.reader,), judge, lambda report: Weighed(known=False))
        manifest, known = take_out_1(path, looking, copy, lambda done, total, text: None)
        facts = _facts(copy, manifest.copy.key, manifest.made_at.date(), desk)
    package = report_1(path, manifest, known=known)
    with desk.roll_up.write() as session:
        return _entered(session, path, manifest, package, facts, CountyDeed("", actor, now), decided)


def refuse_1(known: Known, manifest: Manifest) -> None:
    """A sender or number of format 1 that the register does not accept.

    Raises:
        PackageError: another key than the town's, or a number that came before.
    """
    sender = manifest.sender
    if sender.verify_key.hex() != known.verify_key:
        digest = fingerprint(sender.verify_key)
        raise PackageError("signer", town=sender.town, fingerprint=digest)
    if manifest.number <= known.number:
        raise PackageError("replayed", town=sender.town, number=manifest.number, last=known.number)


def _is_known(session: Session, manifest: Manifest) -> bool:
    """Whether its town is registered; the same package once more is for the ledger to see."""
    there = register.of(session, register.id_of(session, manifest.sender.town))
    if there is not None and not ledger.was_taken(session, manifest.digest):
        refuse_1(there.known, manifest)
    return there is not None


def _facts(copy: Path, key: bytes, day: date, desk: CountyDesk) -> Facts:
    """What a report of that day would have told, without any link of the trail.

    Raises:
        PackageError: a value that no column can hold.
    """
    engine = open_engine(copy, key)
    try:
        if steps_behind(engine):
            upgrade(engine, None, secrets.token_bytes(32))
        with Session(engine.execution_options(ro=True)) as session:
            since = last_entry(session)
            told = reporting.collect(session, day, since, desk.county.tag_key if desk.county else None)
    finally:
        engine.dispose()
    try:
        return facts_of(told.sheets, told.body.sections)
    except MalformedError as error:
        raise PackageError("totals", part=error.place) from None


def _entered(
    session: Session,
    path: Path,
    manifest: Manifest,
    package: PackageReport,
    facts: Facts,
    by: CountyDeed,
    decided: Decided | None,
) -> Outcome:
    town = manifest.sender.town
    known = _is_known(session, manifest)
    sender = Sender.KNOWN if known else Sender.FIRST
    entry = _entry(manifest, package, sender, facts, path, by.at, decided)
    if ledger.was_taken(session, manifest.digest):
        words = Handling.REPEATED.value
        return Outcome(package, Handling.REPEATED, words, Handling.REPEATED.label, entry.digest)
    if not known and decided is None:
        said = f"{town}第一次上报，请打电话核对核对码。"
        entry = ledger.held(entry, f"{Handling.HELD.label}：{said}")
        note(session, Verdict(Handling.HELD, sender, None, town, said), entry, by.at, by.actor)
        return Outcome(package, Handling.HELD, sender.value, entry.sentence, entry.digest)
    if decided is not None:
        if known:
            raise UserError("这份包没有要决定的", "直接接收（county receive）即可")
        listed = register.listed(session)
        if listed and all(place.name != town for place in listed):
            raise UserError(f"“{town}”不在本县的名单上", "请先更新名单（county towns），再收下这份包")
        compare(manifest.sender.verify_key, sender, decided)
    town_id = register.id_of(session, town) or register.add(session, town).town_id
    before = register.of(session, town_id)
    there = Known("", manifest.sender.verify_key.hex(), 1, manifest.number, manifest.digest, 0, ())
    entered = town_of(there, before, "", entry.words, (), by.at)
    replace_facts(session, town_id, facts)
    register.enter(session, town_id, entered, instead_of=town_id, reason=entry.reason, now=by.at)
    record(session, town_id, entry, list(package.holding.sealed_fen), replace(by, town=town))
    return Outcome(package, Handling.TAKEN, entry.words, Handling.TAKEN.label, entry.digest)


def _entry(
    manifest: Manifest,
    package: PackageReport,
    sender: Sender,
    facts: Facts,
    path: Path,
    now: datetime,
    decided: Decided | None,
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
        unread="、".join(facts.unread),
    )
