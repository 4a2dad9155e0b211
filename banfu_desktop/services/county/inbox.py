"""The county's inbox: a folder of packages, looked at in one go, received one after the other, put in order.

A glance opens no more than the manifest and its signature. What was received is moved within the folder to
已收, 待确认 or 退回 and never deleted; what is taken is kept in the county's own folder besides, since it is
the town's backup as well. A run that was cut off is simply run again.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from banfu_desktop.backup.county_report import SUFFIX as REPORT_SUFFIX
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import format_of, glance
from banfu_desktop.backup.report_manifest import ReportManifest
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import sync_folder
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import judging, ledger, province, receiving
from banfu_desktop.services.county.calls import Call, call_for
from banfu_desktop.services.county.desk import ACTOR, CountyDesk, renew_list
from banfu_desktop.services.county.entering import Outcome
from banfu_desktop.services.county.province import Arrival
from banfu_desktop.services.keeping.package import SUFFIX, refuse_unreadable

TAKEN, HELD, REFUSED = "已收", "待确认", "退回"
KEPT_FOLDER = "收下的上报包"
"""Where the county keeps what it has taken, in its own folder, a folder a town."""
_PLACES = {
    Handling.TAKEN.value: TAKEN,
    Handling.REPEATED.value: TAKEN,
    Handling.KEPT.value: TAKEN,
    Handling.HELD.value: HELD,
    ledger.REFUSED: REFUSED,
}
Progress = Callable[[int, int, str], object]
"""Told how many packages are done, of how many, and which is next; may raise to stop before that one."""


@dataclass(frozen=True)
class Glanced:
    """A package as its cover says it; of one that cannot be opened only the file's name is known.

    Attributes:
        period: the month it reports (2026-10), or empty.
        net_fen: of the sheets in force.
        known: what last became of it here: a Handling, refused, or empty.
        trouble: why it cannot be opened; empty where it can.
    """

    path: Path
    town: str = ""
    number: int = 0
    period: str = ""
    made_at: datetime | None = None
    program: str = ""
    net_fen: int = 0
    sheets: int = 0
    fingerprint: str = ""
    digest: str = ""
    known: str = ""
    trouble: str = ""
    code: str = ""


@dataclass(frozen=True)
class Received:
    """What became of one package of a run.

    Attributes:
        handling: a Handling, or refused.
        words: the verdict's pair, or why it was refused.
        call: whom to ring and what to say; None where nobody need be rung.
        path: where the file lies now.
        stayed: why it could not be moved; empty where it was.
    """

    path: Path
    name: str
    town: str
    number: int
    handling: str
    words: str
    sentence: str
    fingerprint: str = ""
    call: Call | None = None
    stayed: str = ""

    @property
    def place(self) -> str:
        """已收, 待确认 or 退回."""
        return _PLACES[self.handling]


@dataclass(frozen=True)
class Run:
    """A folder received: what became of each package.

    Attributes:
        left: how many were not seen to, because it was stopped or the medium or the disk gave out.
        counted: 已收, 待确认, 退回 → how many.
        trouble: what it gave out with; None where it came to its end or was stopped.
    """

    received: tuple[Received, ...] = ()
    left: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    trouble: UserError | MachineError | None = None

    @property
    def waiting(self) -> int:
        """How many of them somebody has to see to."""
        return sum(each.handling in (Handling.HELD.value, ledger.REFUSED) for each in self.received)


def files(folder: Path) -> list[Path]:
    """The packages of an inbox that are still to be seen to, by name; what is in order already is left alone.

    Raises:
        UserError: no such folder.
        MachineError: it cannot be read.
    """
    if not folder.is_dir():
        raise UserError(f"找不到文件夹“{folder}”", "请确认U盘已插好、共享能打开，或换一个文件夹")
    with translated():
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == SUFFIX and path.is_file())


def reports(folder: Path) -> list[Path]:
    """The reports of other counties in an inbox that are still to be seen to; otherwise like files."""
    with translated():
        return sorted(
            path for path in folder.iterdir() if path.suffix.lower() == REPORT_SUFFIX and path.is_file()
        )


def look(desk: CountyDesk, folder: Path, now: datetime) -> list[Glanced]:
    """What lies in an inbox, by covers only; nothing is written. Otherwise like files."""
    glanced = [_glanced(desk, path, now) for path in files(folder)]
    with desk.roll_up.read() as session:
        known = ledger.handlings(session, [each.digest for each in glanced if each.digest])
    return [_with(each, known.get(each.digest, "")) for each in glanced]


def receive_folder(
    desk: CountyDesk,
    folder: Path,
    now: Callable[[], datetime],
    progress: Progress = lambda done, total, text: None,
    actor: str = ACTOR,
) -> Run:
    """Receive all of an inbox, packages and counties' reports, each in a transaction of its own.

    Otherwise like receive_files and files.
    """
    return receive_files(desk, [*files(folder), *reports(folder)], now, progress, actor, move=True)


def receive_files(
    desk: CountyDesk,
    paths: Sequence[Path],
    now: Callable[[], datetime],
    progress: Progress = lambda done, total, text: None,
    actor: str = ACTOR,
    *,
    move: bool = False,
) -> Run:
    """Receive packages one after the other, in the order in which their towns have numbered them.

    Args:
        now: the county's clock, read for each package.
        move: whether each is moved to 已收, 待确认 or 退回 beside it afterwards.

    What is received stays so whatever happens to the next: a stick pulled out, a disk that is full.

    Raises:
        MachineError: the database cannot be written.
    """
    renew_list(desk, now(), actor)
    ordered = _in_order(desk, paths)
    done: list[Received] = []
    trouble: UserError | MachineError | None = None
    for number, path in enumerate(ordered):
        try:
            progress(number, len(ordered), path.name)
        except StopIteration:
            break
        try:
            done.append(_received(desk, path, now(), actor, move=move))
        except (MachineError, UserError) as error:
            trouble = error
            break
    counted: dict[str, int] = {}
    for each in done:
        counted[each.place] = counted.get(each.place, 0) + 1
    return Run(tuple(done), len(ordered) - len(done), counted, trouble)


def take(
    desk: CountyDesk, path: Path, now: datetime, reason: str, heard: str = "", actor: str = ACTOR
) -> Outcome:
    """Take a package that is held, for a reason, and put it where what was taken lies.

    Raises: see receiving.taken_for.
    """
    renew_list(desk, now, actor)
    outcome = receiving.taken_for(desk, path, now, reason, heard, actor)
    keep(desk, path, outcome)
    if path.parent.name == HELD:
        put_in_order(path, TAKEN)
    return outcome


def take_report(
    desk: CountyDesk, path: Path, now: datetime, reason: str, heard: str, actor: str = ACTOR
) -> Arrival:
    """Take a county's report that is held, by the fingerprint heard, for a reason; put it in order.

    Raises:
        PackageError: it is refused.
        UserError: no fingerprint, another one, or no reason.
        MachineError: the database cannot be written; it is as before.
    """
    arrival = province.receive(desk, path, now, reason, heard, actor)
    if arrival.handling is Handling.HELD:
        raise UserError("没有填写听到的核对码", "请打电话向县里问县文件的核对码，照听到的输入")
    if path.parent.name == HELD:
        put_in_order(path, TAKEN)
    return arrival


def keep(desk: CountyDesk, path: Path, outcome: Outcome) -> Path:
    """Keep a package in the county's folder, under its town, its number and its digest; gives where.

    Raises:
        MachineError: no room, not writable.
    """
    package = outcome.package
    kept = kept_at(desk.folder, package.town, package.number, outcome.digest)
    with translated():
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            part = kept.with_name(kept.name + ".part")
            part.unlink(missing_ok=True)
            shutil.copyfile(path, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(kept)
            sync_folder(kept.parent)
    return kept


def kept_at(folder: Path, town: str, number: int, digest: str) -> Path:
    """Where the county keeps a package of a town."""
    named = "".join(letter if letter.isalnum() else "_" for letter in town) or "_"
    return folder / KEPT_FOLDER / named / f"{number:04}-{digest[:16]}{SUFFIX}"


def put_in_order(path: Path, place: str) -> tuple[Path, str]:
    """Move a package into a folder beside it; gives where it lies now, and why it stayed where it did."""
    inbox = path.parent.parent if path.parent.name in _PLACES.values() else path.parent
    folder = inbox / place
    if path.parent == folder:
        return path, ""
    try:
        folder.mkdir(exist_ok=True)
        target = next(name for name in _free_names(folder, path) if not name.exists())
        return path.rename(target), ""
    except OSError:
        return path, f"移不到“{place}”，文件留在原处，可能是只读的"


def _free_names(folder: Path, path: Path) -> Iterator[Path]:
    yield folder / path.name
    for number in range(2, 10_000):
        yield folder / f"{path.stem}（{number}）{path.suffix}"


def _in_order(desk: CountyDesk, paths: Sequence[Path]) -> list[Path]:
    """By town, generation and number, so that a month that came together is no gap; unreadable ones last."""

    def place(path: Path) -> tuple[int, str, int, int, str]:
        manifest = _manifest(desk, path)
        if manifest is None:
            return (1, "", 0, 0, path.name)
        return (0, manifest.sender.town, manifest.generation, manifest.number, path.name)

    return sorted(paths, key=place)


def _manifest(desk: CountyDesk, path: Path) -> ReportManifest | None:
    try:
        return glance(path, desk.reader)
    except (PackageError, OSError):
        return None


def _received(desk: CountyDesk, path: Path, now: datetime, actor: str, *, move: bool) -> Received:
    if path.suffix.lower() == REPORT_SUFFIX:
        return _received_report(desk, path, now, actor, move=move)
    try:
        outcome = receiving.received(desk, path, now, actor)
    except PackageError as error:
        return _refused(desk, path, now, error, actor, move=move)
    package = outcome.package
    handling = outcome.handling.value
    if outcome.handling is not Handling.HELD:
        keep(desk, path, outcome)
    call = None
    if outcome.handling is Handling.HELD or "gap" in outcome.words or "restored" in outcome.words:
        with desk.roll_up.read() as session:
            call = call_for(session, package.town, outcome.words, package.number)
    where, stayed = put_in_order(path, _PLACES[handling]) if move else (path, "")
    return Received(
        where, path.name, package.town, package.number, handling, outcome.words, outcome.sentence,
        package.fingerprint, call, stayed,
    )  # fmt: skip


def _received_report(desk: CountyDesk, path: Path, now: datetime, actor: str, *, move: bool) -> Received:
    """What became of another county's report."""
    try:
        arrival = province.receive(desk, path, now, actor=actor)
    except PackageError as error:
        if error.code == "missing":
            raise
        province.note_refused(desk, path, now, error, actor)
        where, stayed = put_in_order(path, REFUSED) if move else (path, "")
        return Received(where, path.name, "", 0, ledger.REFUSED, error.code, str(error), stayed=stayed)
    report, handling = arrival.report, arrival.handling.value
    where, stayed = put_in_order(path, _PLACES[handling]) if move else (path, "")
    said = f"县级汇总，{len(report.towns)}个镇：{arrival.sentence}"
    return Received(
        where, path.name, report.county, report.number, handling, "county_report", said, stayed=stayed
    )


def _refused(
    desk: CountyDesk, path: Path, now: datetime, error: PackageError, actor: str, *, move: bool
) -> Received:
    if error.code == "missing":
        raise error
    claim = judging.claim_of(path, desk.reader)
    receiving.refuse(desk, path, now, error, actor)
    with desk.roll_up.read() as session:
        call = call_for(session, claim.town, error.code, claim.number)
    where, stayed = put_in_order(path, REFUSED) if move else (path, "")
    return Received(
        where, path.name, claim.town, claim.number, ledger.REFUSED, error.code, str(error),
        claim.fingerprint, call, stayed,
    )  # fmt: skip


def _glanced(desk: CountyDesk, path: Path, now: datetime) -> Glanced:
    if format_of(path) == 1:
        return Glanced(path, trouble="旧格式的上报包，收下时才打开", code="format_1")
    try:
        refuse_unreadable(path)
        manifest = glance(path, desk.reader)
        judging.refuse_other_county(manifest, desk.county)
    except PackageError as error:
        return Glanced(path, trouble=str(error), code=error.code)
    except OSError as error:
        raise MachineError(f"读不出“{path.name}”", "没有改动任何内容", "请检查U盘或共享") from error
    sheets = judging.in_force(manifest.sheets)
    return Glanced(
        path=path,
        town=manifest.sender.town,
        number=manifest.number,
        period=str(ledger.period_of(manifest.made_at, now, [sheet.month for sheet in sheets])),
        made_at=manifest.made_at,
        program=manifest.program,
        net_fen=sum(sheet.net_fen for sheet in sheets),
        sheets=len(sheets),
        fingerprint=fingerprint(manifest.sender.verify_key),
        digest=manifest.digest,
    )


def _with(glanced: Glanced, known: str) -> Glanced:
    return Glanced(**{**vars(glanced), "known": known})
