"""Two desks on one PostgreSQL, addresses nobody can listen in to, and the chain of the county's deeds."""

import shutil
import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.roll_up import addresses, deeds
from banfu_desktop.roll_up.models.desk import ReceiptRow
from banfu_desktop.roll_up.models.facts import LineFact, SumFact
from banfu_desktop.roll_up.store import RollUp
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.county import checking, founding, inbox
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.keeping import county
from tests import a_county, seven_towns
from tests.a_server import Server
from tests.seven_towns import FENG, PEOPLE, TOWNS

NOW = datetime(2026, 3, 3, 9)


def test_two_desks_on_one_database_do_not_double(postgresql: Server, tmp_path: Path) -> None:
    """Both receive the same inbox at the same time, each from a copy of its own."""
    a_county.found(tmp_path / "one", postgresql.url(postgresql.create()))
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    key, own = county.reader_of(tmp_path / "one").public, county.of(tmp_path / "one")
    seven_towns.write(tmp_path / "inbox", key, own.tag_key)
    shutil.copytree(tmp_path / "inbox", tmp_path / "copy")
    begin, troubles = threading.Barrier(2), list[BaseException]()

    def receive(folder: Path, inboxes: Path) -> None:
        try:
            with desks.at(folder) as desk:
                begin.wait()
                for month in ("2026-01", "2026-02"):
                    inbox.receive_folder(desk, inboxes / month, lambda: NOW)
        except BaseException as trouble:
            troubles.append(trouble)

    work = (("one", "inbox"), ("other", "copy"))
    threads = [threading.Thread(target=receive, args=(tmp_path / a, tmp_path / b)) for a, b in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with desks.at(tmp_path / "one") as desk:
        assert checking.check(desk).bad == ()
        with desk.roll_up.read() as session:
            taken = sa.select(sa.func.count()).select_from(ReceiptRow).filter_by(handling="taken")
            assert session.scalar(taken) == 2 * (len(TOWNS) - 1)  # 丰城街道 is held, nobody having rung it up
            held = sa.select(sa.func.count()).select_from(ReceiptRow).filter_by(handling="held")
            assert session.scalar(held) == 2
            assert session.scalar(sa.select(sa.func.count()).select_from(LineFact)) == 2 * PEOPLE * (
                len(TOWNS) - 1
            )
            assert session.scalar(sa.select(sa.func.count()).select_from(SumFact)) == 4 * (len(TOWNS) - 1)
    assert FENG in {path.name.split("-")[0] for path in (tmp_path / "copy" / "2026-01" / "待确认").iterdir()}


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://banfu@localhost/county",
        "postgresql+psycopg://banfu@127.0.0.1:5433/county",
        "postgresql+psycopg://banfu@/county?host=/run/postgresql",
        "postgresql+psycopg://banfu@db.xinfeng/county?sslmode=verify-full",
        "",
    ],
)
def test_an_address_on_this_machine_or_behind_a_proven_server_is_kept(text: str) -> None:
    assert addresses.checked(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql+psycopg://banfu:secret@localhost/county", "不能写口令"),
        ("postgresql+psycopg://banfu@localhost/county?password=secret", "不能写口令"),
        ("postgresql+psycopg://banfu@db.xinfeng/county", "要用加密连接"),
        ("postgresql+psycopg://banfu@db.xinfeng/county?sslmode=require", "要用加密连接"),
        ("postgresql+psycopg://banfu@localhost/county?host=db.xinfeng", "要用加密连接"),
        ("mysql://banfu@localhost/county", "PostgreSQL"),
        ("sqlite:///county.db", "PostgreSQL"),
        ("县里的服务器", "写得不对"),
    ],
)
def test_any_other_address_is_refused_and_told_what_to_do(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        addresses.checked(text)


def test_a_server_that_is_not_there_founds_no_county(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://banfu@/county?host={tmp_path}"
    with pytest.raises(MachineError, match="连不上"):
        founding.found(tmp_path / "county", "新丰县", "", "", practice=False, database=nowhere)
    assert not (tmp_path / "county").exists() or not list((tmp_path / "county").iterdir())


def test_a_deed_that_is_changed_or_gone_is_found_at_its_number(tmp_path: Path) -> None:
    roll_up = RollUp.open(tmp_path, "新丰县")
    with roll_up.write() as session:
        for number in range(4):
            deeds.add(session, deeds.CountyDeed(f"第{number}件", "县里", datetime(2026, 11, 2, 9)))
    with roll_up.read() as session:
        assert deeds.broken_at(session) == 0
    for change, place in (
        ("UPDATE deeds SET actor = '别人' WHERE no = 3", 3),
        ("DELETE FROM deeds WHERE no = 2", 2),
    ):
        with roll_up.engine.begin() as connection:
            connection.exec_driver_sql(change)
        with roll_up.read() as session:
            assert deeds.broken_at(session) == place
    roll_up.close()


def test_a_deed_bears_the_systems_day_unless_the_county_is_for_practice(tmp_path: Path) -> None:
    another = deeds.CountyDeed("收件", "县里", datetime(2026, 12, 1, 9))
    real = RollUp.open(tmp_path, "新丰县")
    with pytest.raises(UserError, match="电脑上今天是2026-11-02"), real.write() as session:
        deeds.add(session, another)
    real.close()
    practised = RollUp.open(tmp_path, "新丰县", practice=True)
    with practised.write() as session:
        deeds.add(session, another)
    practised.close()
