"""The county receives packages: each is judged, taken or held, and answered.

To look at a package changes nothing. What is held is ended by one deed with a reason; who the sender is, is
decided by a fingerprint that was heard on the telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from banfu_desktop.backup.feedback import Receipt, write_feedback
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, format_of, is_signed
from banfu_desktop.backup.report_manifest import DEMO, ReportManifest, successor_statement
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import (
    GOES_ON,
    Arrived,
    Handling,
    History,
    Known,
    Listed,
    Sender,
    Successor,
    Verdict,
    judge,
    taken,
    without_signature,
)
from banfu_desktop.services.keeping import county, register
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
from banfu_desktop.services.keeping.register import Decision, Register, Town
from banfu_desktop.services.keeping.signers import Signing, prove

_ASK = "请打电话向镇里问传递单或审计封条上的发件方指纹，照听到的输入"


@dataclass(frozen=True)
class Outcome:
    """What became of a package at the county, and its verdict in words (next, first, branched …)."""

    package: PackageReport
    handling: Handling
    words: str
    sentence: str


def desk(folder: Path) -> Desk:
    """The county looking at packages: whose they are, how their trail goes on; nothing is written.

    Raises:
        UserError: no county's key here, or it or the register is damaged.
    """
    reader = county.reader_of(folder)
    own, known = County.read(folder), register.read(folder)

    def refuse_1(manifest: Manifest) -> bool:
        there = known.towns.get(manifest.sender.town)
        if there is None:
            return False
        _refuse_1(there.known, manifest)
        return True

    def weigh(report: Report) -> Weighed:
        verdict, signing = _judged(report, own, known)
        return Weighed(verdict.sender is Sender.KNOWN, _told(verdict, signing))

    return Desk((reader,), refuse_1, weigh)


def judged(folder: Path, path: Path) -> Verdict:
    """The verdict on a package of format 2; nothing is kept.

    Raises:
        PackageError: it is refused.
        UserError: the county's folder is not as it should be.
        MachineError: it cannot be read.
    """
    with translated():
        refuse_unreadable(path)
        report = open_report(path, (county.reader_of(folder),))
    return _judged(report, County.read(folder), register.read(folder))[0]


def receive(folder: Path, path: Path, now: datetime) -> Outcome:
    """Judge a package and take it where nothing has to be decided.

    Raises:
        PackageError: it is refused.
        UserError: the county's folder is not as it should be.
        MachineError: the register cannot be written; it is as before.
    """
    return _received(folder, path, now, None)


def take(folder: Path, path: Path, now: datetime, reason: str, heard: str = "") -> Outcome:
    """Take a package that is held, for a reason.

    Args:
        heard: the sender's fingerprint as it was heard; asked where it is in doubt who the sender is.

    Raises:
        PackageError: it is refused.
        UserError: no reason, not the fingerprint, the town is not on the list, or there is nothing to decide.
        MachineError: the register cannot be written; it is as before.
    """
    if not reason.strip():
        raise UserError("没有写明理由", "请写明问了谁、答复是什么，再收下")
    return _received(folder, path, now, (reason.strip(), heard))


def feedback(folder: Path, town: str, path: Path) -> Receipt:
    """Write the receipt of the last package that was taken of a town.

    Raises:
        UserError: no such town, only packages of format 1 have come, or the county has no signing key yet.
        MachineError: not writable, disk full.
    """
    own, there = county.of(folder), register.read(folder).towns.get(town)
    if there is None:
        raise UserError(f"登记簿里没有{town}", "请核对镇名")
    if not there.own_key:
        raise UserError(f"{town}只报过旧格式的上报包，没有回执", "请镇里用新版程序再报一次")
    known = there.known
    receipt = Receipt(
        known.office,
        own.county,
        known.generation,
        known.number,
        known.digest,
        known.end,
        known.heads[-1].hex(),
        datetime.fromisoformat(there.last_at),
        there.verdict,
    )
    with translated():
        write_durably(path, write_feedback(receipt, own.sign_seed, there.own_key))
    return receipt


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


def _received(folder: Path, path: Path, now: datetime, decided: tuple[str, str] | None) -> Outcome:
    reader = county.reader_of(folder)
    with register.held(folder):
        known = register.read(folder)
        with translated():
            refuse_unreadable(path)
            if format_of(path) == 1:
                return _received_1(folder, path, now, known, decided)
            report = open_report(path, (reader,))
        own = County.read(folder)
        verdict, signing = _judged(report, own, known)
        town = verdict.town
        decision = None
        if decided is not None:
            town = _decided_town(report.manifest, verdict, own, known)
            decision = _decision(now, town, report.manifest, verdict.words, decided, verdict.sender)
        if verdict.handling is Handling.TAKEN or decision is not None:
            entered = _entered(known, report, verdict, signing, now)
            known = known.enter(town, entered, instead_of=verdict.town, decision=decision)
            register.write(folder, known)
        sentence = _told(verdict, signing)
        weighed = Weighed(verdict.sender is Sender.KNOWN, sentence)
        told = report_2(path, report.manifest, people_of(report), weighed)
        handling = Handling.TAKEN if decision is not None else verdict.handling
        return Outcome(told, handling, verdict.words, sentence)


def _judged(report: Report, own: County | None, known: Register) -> tuple[Verdict, Signing]:
    """The verdict on a report that is whole, and what it proves of who approved what.

    Raises:
        PackageError: it is for another county, or for practice only (or the other way round).
    """
    manifest = report.manifest
    if own is not None and manifest.sender.county != own.county:
        raise PackageError("wrong_county", county=manifest.sender.county)
    practice = own is not None and own.practice
    if (manifest.kind_of_use == DEMO) != practice:
        raise PackageError("practice" if not practice else "not_practice")
    listed = [Listed(town.name, town.code) for town in own.towns] if own else []
    verdict = judge(arrived(report), known.known, listed, known.received)
    signing = _signing(report, verdict, known)
    return without_signature(verdict, signing.broken), signing


def _signing(report: Report, verdict: Verdict, known: Register) -> Signing:
    """What a report proves, by what is known of the trail that it goes on with."""
    before = known.towns.get(verdict.town)
    since = report.manifest.trail.since
    if verdict.handling is Handling.REPEATED or before is None or verdict.history not in GOES_ON:
        return prove(report, (), complete=since == 0, after=since)
    complete = since == 0 or (before.known.since == 0 and bool(before.known.heads))
    known_to = before.known.end if verdict.history is not History.RESTORED else verdict.from_entry - 1
    return prove(report, before.persons, complete=complete, after=max(since, known_to))


def _told(verdict: Verdict, signing: Signing) -> str:
    """A verdict as somebody reads it, with the sheets that are gone."""
    gone = "、".join(
        f"{sheet.month} {sheet.payer}{sheet.number}（{sheet.check_code}）" for sheet in verdict.lost_sheets
    )
    lost = f"县里登记过、这份包里没有的表：{gone}。" if gone else ""
    signed = signing.sentences if verdict.handling is not Handling.REPEATED else ()
    parts = [verdict.sentence, lost, *signed]
    said = "".join(part for part in parts if part)
    return f"{verdict.handling.label}：{said}" if said else verdict.handling.label


def _succession(manifest: ReportManifest) -> Sequence[Successor]:
    return [
        Successor(
            step.old.hex(),
            step.new.hex(),
            is_signed(step.old, successor_statement(manifest.office, step), step.signature),
        )
        for step in manifest.succession
    ]


def _decided_town(manifest: ReportManifest, verdict: Verdict, own: County | None, known: Register) -> str:
    """Under which name a held package is taken.

    Raises:
        UserError: nothing is to be decided, the name is not on the list, or another office bears it.
    """
    if verdict.handling is not Handling.HELD:
        raise UserError(
            f"这份包的结论是“{verdict.handling.label}”，没有要决定的", "直接接收（county receive）即可"
        )
    town = manifest.sender.town
    if own is not None and own.towns and all(place.name != town for place in own.towns):
        raise UserError(f"“{town}”不在本县的名单上", "请先更新名单（county towns），再收下这份包")
    if town != verdict.town and town in known.towns:
        raise UserError(f"{town}名下已登记有另一份办公数据", "两个镇不能用同一份数据，请逐个打电话核对")
    return town


def _decision(
    now: datetime,
    town: str,
    manifest: ReportManifest | Manifest,
    words: str,
    decided: tuple[str, str],
    sender: Sender,
) -> Decision:
    reason, heard = decided
    key = manifest.sender.verify_key
    if sender is not Sender.KNOWN:
        if not heard.strip():
            raise UserError("还没有核对发件方指纹", _ASK)
        if paper_key.letters_of(heard) != paper_key.letters_of(fingerprint(key)):
            raise UserError("听到的指纹与这份包的不同，没有收下", "请再听一遍；还是不同时，这份包不是镇里的")
    digest = manifest.digest
    return Decision(now.isoformat(timespec="seconds"), town, digest, words, reason)


def _entered(known: Register, report: Report, verdict: Verdict, signing: Signing, now: datetime) -> Town:
    before = known.towns.get(verdict.town)
    follows = before is not None and verdict.history is not None
    there = taken(arrived(report), before.known if before else None, verdict.history if follows else None)
    own_key = report.manifest.sender.own_key
    return register.town_of(there, before, own_key, verdict.words, signing.keys, now)


def _received_1(
    folder: Path, path: Path, now: datetime, known: Register, decided: tuple[str, str] | None
) -> Outcome:
    """A package of format 1: its sender is compared, its trail is not followed."""
    seen: list[Manifest] = []
    looking = desk(folder)

    def remember(manifest: Manifest) -> bool:
        seen[:] = [manifest]
        return looking.judge(manifest)

    report = verify_package(path, Desk(looking.readers, remember, looking.weigh))
    manifest = seen[0]
    town, before = manifest.sender.town, known.towns.get(manifest.sender.town)
    sender = Sender.KNOWN if before else Sender.FIRST
    if before is None and decided is None:
        told = f"{town}第一次上报，请打电话核对指纹。"
        return Outcome(report, Handling.HELD, sender.value, f"{Handling.HELD.label}：{told}")
    decision = None
    if decided is not None:
        if before is not None:
            raise UserError("这份包没有要决定的", "直接接收（county receive）即可")
        decision = _decision(now, town, manifest, sender.value, decided, sender)
    there = Known("", manifest.sender.verify_key.hex(), 1, manifest.number, manifest.digest, 0, ())
    entered = register.town_of(there, before, "", "next" if before else "first", (), now)
    register.write(folder, known.enter(town, entered, decision=decision))
    return Outcome(report, Handling.TAKEN, "next" if before else "first", Handling.TAKEN.label)


def _refuse_1(known: Known, manifest: Manifest) -> None:
    """A sender or number of format 1 that the register does not accept."""
    sender = manifest.sender
    if sender.verify_key.hex() != known.verify_key:
        digest = fingerprint(sender.verify_key)
        raise PackageError("signer", town=sender.town, fingerprint=digest)
    if manifest.number <= known.number:
        raise PackageError("replayed", town=sender.town, number=manifest.number, last=known.number)
