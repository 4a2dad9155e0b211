"""The disk is full, or fails, at each write in turn: it is said, nothing is half done, and it goes on."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.cli import program
from banfu_desktop.db.audit import chain_head, verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import DiskFullError, MachineError
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.audit import retention
from banfu_desktop.services.keeping import copies, exporting, seeing, unlocking
from banfu_desktop.services.members import importing
from banfu_desktop.services.program import checking
from banfu_desktop.services.subsidies import subsidies
from tests.conftest import Count, FullDisk
from tests.faults.disk import FULL, IOERR, OK, Disk, under
from tests.services.conftest import DATA, NOW, TODAY

OCTOBER, LATER = Month(2026, 10), datetime(2032, 1, 5, 9)
PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 4500  # two pieces
Job = Callable[[Database], object]


def deed(name: str, work: Callable[..., object], at: datetime = NOW) -> Job:
    def do(database: Database) -> None:
        with database.write(Deed(name, "经办", at)) as session:
            work(session)

    return do


def _import(session: object) -> None:
    importing.carry_out(session, importing.plan(session, DATA / "roster-meikeng.xlsx", TODAY))  # type: ignore[arg-type]


def _attach(session: object) -> None:
    bundle = bundles.new_bundle(session, "invoices", "第1号")  # type: ignore[arg-type]
    bundles.add(session, bundle, "发票.pdf", PAPER, NOW)  # type: ignore[arg-type]


def _export(database: Database) -> None:
    exporting.export_package(database, database.folder.parent / "上报包.bfb", NOW, "经办")


JOBS: dict[str, Job] = {
    "import": deed("导入花名册", _import),
    "seal": deed("封存", lambda session: subsidies.seal(session, OCTOBER, "经办", NOW)),
    "attach": deed("添加附件", _attach),
    "erase": deed("销毁", lambda session: retention.erase(session, LATER.date(), "经办"), LATER),
    "copy": lambda database: copies.backup_now(database, NOW),
    "package": _export,
}
IS_A_DEED = {"import", "seal", "attach", "erase"}


@dataclass
class Room:
    """How many more calls the disk carries out; without end when `left` is None."""

    left: int | None = None
    fails_with: int = FULL
    calls: int = 0

    def __call__(self, call: str, path: str) -> int:
        if call == "delete" or path.endswith("-shm"):
            return OK
        self.calls += 1
        if self.left is None:
            return OK
        self.left -= 1
        return OK if self.left >= 0 else self.fails_with


@pytest.fixture
def begun(at_work: Path, founded: Path) -> dict[str, Path]:
    """The office that each job begins with."""
    return {name: founded if name == "import" else at_work for name in JOBS}


@pytest.mark.parametrize(
    "places", [pytest.param(4, id="some"), pytest.param(10_000, id="each", marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("fails_with", [FULL, IOERR], ids=["full", "failing"])
@pytest.mark.parametrize("name", JOBS)
@pytest.mark.timeout(3600)
def test_nothing_is_half_done(
    begun: dict[str, Path], tmp_path: Path, name: str, fails_with: int, places: int, count: Count
) -> None:
    calls = _calls_of(JOBS[name], shutil.copytree(begun[name], tmp_path / "whole" / "office"))
    assert calls > 3
    said: set[str] = set()
    tried = 0
    for left in range(0, calls, max(1, calls // places)):
        office = shutil.copytree(begun[name], tmp_path / str(left) / "office")
        said |= _fails_and_goes_on(JOBS[name], office, Room(left, fails_with), name in IS_A_DEED)
        shutil.rmtree(office.parent)
        tried += 1
    assert said <= {"磁盘已满", "读写磁盘时出错"}
    assert said
    count(f"writes met by a {'full' if fails_with == FULL else 'failing'} disk; 0 half done", tried)


def _calls_of(job: Job, office: Path) -> int:
    room = Room()
    with under(Disk(room)):
        database = Database.open(office)
        room.calls = 0
        job(database)
        calls = room.calls
        database.close()
    return calls


def _fails_and_goes_on(job: Job, office: Path, short: Room, is_deed: bool) -> set[str]:
    """What was said. A failure that struck after the commit, at the checkpoint, is none for the clerk."""
    said: set[str] = set()
    room = Room()
    with under(Disk(lambda call, path: room(call, path))):
        database = Database.open(office)
        before = _head(database)
        room.left, room.fails_with = short.left, short.fails_with
        try:
            job(database)
        except MachineError as trouble:
            said.add(trouble.what)
            room.left = None
            if is_deed:
                assert _head(database) == before
            job(database)
        room.left = None
        _assert_whole(database)
        database.close()
    assert not [path for path in office.parent.rglob("*") if ".work" in path.name or ".part" in path.name]
    return said


@pytest.mark.parametrize("cut_off", [False, True], ids=["closed", "cut off"])
def test_an_office_opens_for_reading(
    at_work: Path, tmp_path: Path, full_disk: FullDisk, cut_off: bool
) -> None:
    """Also one whose last deeds lie in the log of an unclean end: none of them is missed."""
    office = shutil.copytree(at_work, tmp_path / "office")
    database = Database.open(office)
    with database.write(Deed("登记单位", "经办", NOW)) as session:
        session.add(Organisation(name="县新设局", level=UnitLevel.COUNTY))
    before = _head(database)
    if cut_off:
        for name in ("office.db", "office.db-wal"):
            shutil.copy(office / name, tmp_path / name)
    database.close()
    if cut_off:
        for name in ("office.db", "office.db-wal"):
            shutil.copy(tmp_path / name, office / name)
    full_disk(office)
    database = Database.open(office)
    try:
        assert (database.is_full, _head(database)) == (True, before)
        assert checking.check(database).bad == ()
        for job in (JOBS["seal"], JOBS["attach"], JOBS["package"]):
            with pytest.raises(DiskFullError, match="之前保存的数据完好"):
                job(database)
        assert "腾出一些空间" in seeing.no_room(database)
    finally:
        database.close()


def test_a_login_that_cannot_be_recorded_lets_read_and_nothing_else(at_work: Path, tmp_path: Path) -> None:
    """The disk has room to open the office and none for a deed; else work could go on off the record."""
    room = Room()
    with under(Disk(room)):
        database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
        room.left = 0
        unlocking.login(database, "经办", NOW)
        room.left = None
        assert database.is_full
        with pytest.raises(DiskFullError):
            JOBS["seal"](database)
        _assert_whole(database)
        database.close()


def test_the_command_line_shows_what_is_there_and_says_why_no_more(
    at_work: Path, tmp_path: Path, full_disk: FullDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    office = shutil.copytree(at_work, tmp_path / "office")
    full_disk(office)
    for words, code in ((("subsidy", "show", "2026-10"), program.DONE), (("check",), program.DONE)):
        assert program.main(["--data", str(office), *words], lambda *_: 0) == code
    told = capsys.readouterr()
    assert "2026年10月" in told.out
    assert "磁盘已满，办公数据完好，但现在只能查看" in told.err
    assert (
        program.main(["--data", str(office), "subsidy", "seal", "2026-10"], lambda *_: 0) == program.MACHINE
    )


def _head(database: Database) -> str:
    with database.read() as session:
        return chain_head(session)


def _assert_whole(database: Database) -> None:
    assert check_file(database.engine) == ()
    with database.read() as session:
        assert verify_chain(session).broken_at is None
    for row in copies.list_backups(database.folder):
        assert row.verified
