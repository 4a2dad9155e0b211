"""What this computer has seen of an office, sequence by sequence: what is said, and how it is settled."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.cli import program
from banfu_desktop.db.models.office import Organisation, Restore
from banfu_desktop.db.seen import State
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies, seeing
from banfu_desktop.services.office import restores
from banfu_desktop.services.program import checking
from tests.services.conftest import NOW

Opens = Callable[..., Database]


@pytest.fixture
def folder(meikeng: Path, remembering: Path, tmp_path: Path) -> Path:
    """An office that this computer has seen."""
    folder = shutil.copytree(meikeng, tmp_path / "meikeng")
    database = Database.open(folder)
    seeing.greet(database, "经办")
    database.close()
    assert len(list(remembering.glob("*.json"))) == 1
    return folder


@pytest.fixture
def opens(folder: Path) -> Iterator[Opens]:
    """Opens the office, and closes it at the end or before it is opened again."""
    made: list[Database] = []

    def open_(where: Path = folder) -> Database:
        while made:
            made.pop().close()
        made.append(Database.open(where))
        return made[-1]

    yield open_
    while made:
        made.pop().close()


def work(database: Database, *names: str) -> None:
    for name in names:
        with database.write(Deed("登记单位", "经办", NOW)) as session:
            session.add(Organisation(name=name, level=UnitLevel.COUNTY))


def rows(session: Session) -> list[Restore]:
    return list(session.scalars(sa.select(Restore).order_by(Restore.id)))


def entries(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(sa.text("SELECT max(id) FROM audit")))


def kept(folder: Path, target: Path) -> Path:
    """The folder as it is, put aside."""
    return shutil.copytree(folder, target)


def put_back(aside: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)


def test_an_office_that_has_grown_is_the_same(opens: Opens) -> None:
    work(opens(), "新设一局", "新设二局")
    database = opens()
    assert database.memory.state is State.SAME
    assert seeing.trouble(database) == ""


def test_killed_before_it_was_kept_in_mind_is_the_same(opens: Opens, remembering: Path) -> None:
    """What is kept lags behind the office then; it never leads."""
    (file,) = remembering.glob("*.json")
    before = file.read_bytes()
    work(opens(), "新设一局")
    file.write_bytes(before)
    assert opens().memory.state is State.SAME


@pytest.mark.parametrize(
    "torn", [b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "entries": "x"}', b"\xff"]
)
def test_a_torn_or_lost_file_is_as_none(opens: Opens, remembering: Path, torn: bytes) -> None:
    (file,) = remembering.glob("*.json")
    file.write_bytes(torn)
    assert opens().memory.state is State.FIRST
    file.unlink()
    assert opens().memory.state is State.FIRST


def test_it_holds_no_name_and_no_path_and_is_the_owner_s(opens: Opens, remembering: Path) -> None:
    database = opens()
    work(database, "新设一局")
    (file,) = remembering.glob("*.json")
    told = json.loads(file.read_text("utf-8"))
    assert told.keys() == {"format", "entries", "head", "generation", "number", "at"}
    assert told["entries"] == entries(database)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_folder_of_last_month_put_back_is_red_until_settled(
    opens: Opens, folder: Path, tmp_path: Path
) -> None:
    aside = kept(folder, tmp_path / "aside")
    work(opens(), "新设一局", "新设二局", "新设三局")
    opens().close()
    put_back(aside, folder)
    database = opens()
    assert database.memory.state is State.FEWER
    assert "少3条（上次2026-11-02 09:00，共" in seeing.trouble(database)
    assert any("少3条" in bad for bad in checking.check(database).bad)
    work(database, "新设四局")  # nothing is blocked, and nothing settled by it
    database = opens()
    assert "少2条" in seeing.trouble(database)
    seeing.take_as_it_stands(database, "经办")
    assert seeing.trouble(database) == ""
    assert not any("少" in bad for bad in checking.check(database).bad)
    database = opens()
    assert database.memory.state is State.SAME
    with database.read() as session:
        assert history.deeds(session)[0].name == seeing.TAKEN
        (row,) = rows(session)
    assert (row.copy, row.lost, row.generation) == ("", 2, 2)
    with pytest.raises(UserError, match="一致"):
        seeing.take_as_it_stands(database, "经办")


def test_a_database_without_its_journal_is_red(opens: Opens, folder: Path, tmp_path: Path) -> None:
    opens().close()
    shutil.copy(folder / DATABASE_FILE, tmp_path / DATABASE_FILE)
    work(opens(), "新设一局")
    opens().close()
    shutil.copy(tmp_path / DATABASE_FILE, folder / DATABASE_FILE)
    assert opens().memory.state is State.FEWER


def test_another_history_of_the_same_length_is_red(opens: Opens, folder: Path, tmp_path: Path) -> None:
    """Two computers worked in parallel, or somebody rewrote the past."""
    aside = kept(folder, tmp_path / "aside")
    work(opens(), "新设一局")
    opens().close()
    put_back(aside, folder)
    stranger = Database.open(folder)
    stranger.memory.state = State.FEWER  # keeps nothing in mind
    work(stranger, "新设另一局")
    stranger.close()
    database = opens()
    assert database.memory.state is State.OTHER
    assert "不是同一份" in seeing.trouble(database)


def test_a_restore_in_the_program_is_a_deed_and_not_red(opens: Opens, folder: Path) -> None:
    database = opens()
    copy = copies.backup_now(database, NOW)
    had = entries(database)
    work(database, "新设一局", "新设二局")
    before, head = entries(database), seeing._last(database)[1]
    database.close()
    copies.restore_copy(folder, copy.path, NOW + timedelta(minutes=1))
    database = opens()
    assert (database.memory.state, seeing.trouble(database)) == (State.SAME, "")
    with database.read() as session:
        assert history.deeds(session)[0].name == seeing.RESTORED
        (row,) = rows(session)
        assert restores.generation(session) == 2
        (told,) = restores.listing(session)
        last = session.scalar(sa.text("SELECT max(id) FROM audit"))
        assert (told.entry, told.kept, told.lost, told.generation) == (last, had, before - had, 2)
    assert (row.copy, row.kept, row.lost, row.lost_head) == (copy.path.name, had, before - had, head)
    again = copies.backup_now(database, NOW + timedelta(minutes=2))
    database.close()
    copies.restore_copy(folder, again.path, NOW + timedelta(minutes=3))
    with opens().read() as session:
        assert [row.generation for row in rows(session)] == [2, 3]


def test_a_new_computer_says_so_once_and_on_record(opens: Opens, remembering: Path) -> None:
    for file in remembering.glob("*.json"):
        file.unlink()
    database = opens()
    assert "这台电脑第一次打开" in seeing.greet(database, "经办")
    assert seeing.greet(database, "经办") == ""
    with database.read() as session:
        assert history.deeds(session)[0].name == seeing.NEW_COMPUTER
    assert seeing.greet(opens(), "经办") == ""


def test_back_on_the_first_computer_with_the_newer_folder_is_the_same(
    opens: Opens, remembering: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(opens(), "新设一局")
    opens().close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other computer"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "other computer"))
    database = opens()
    assert database.memory.state is State.FIRST
    work(database, "新设二局")
    monkeypatch.setenv("XDG_STATE_HOME", str(remembering.parents[1]))
    monkeypatch.setenv("LOCALAPPDATA", str(remembering.parents[1]))
    assert opens().memory.state is State.SAME


def test_a_computer_that_cannot_keep_it_says_nothing(meikeng: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(meikeng, tmp_path / "meikeng"))
    assert database.memory.state is State.UNKNOWN
    assert (seeing.greet(database, "经办"), seeing.trouble(database)) == ("", "")
    work(database, "新设一局")
    database.close()


def test_the_clerk_does_not_settle_it(opens: Opens, folder: Path, tmp_path: Path) -> None:
    aside = kept(folder, tmp_path / "aside")
    work(opens(), "新设一局")
    opens().close()
    put_back(aside, folder)
    database = opens()
    database.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能恢复备份"):
        seeing.take_as_it_stands(database, "经办")
    assert seeing.trouble(database)


def test_the_command_line_says_it_and_settles_it(
    opens: Opens, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside = kept(folder, tmp_path / "aside")
    work(opens(), "新设一局", "新设二局")
    opens().close()
    put_back(aside, folder)

    def call(*words: str) -> tuple[int, str]:
        code = program.main(["--data", str(folder), *words], lambda *_: 0)
        return code, capsys.readouterr().err

    code, said = call("leave", "show")
    assert code == program.DONE
    assert "少2条" in said
    assert "backup accept" in said
    assert call("check")[0] == program.MACHINE
    assert call("backup", "accept")[0] == program.DONE
    assert call("leave", "show") == (program.DONE, "")
    assert call("check")[0] == program.DONE
