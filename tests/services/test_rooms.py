"""A room has one door: what doors may offer, and a toy room that appears everywhere by one line."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import pytest

from banfu_desktop import cli, services
from banfu_desktop.cli.parser import parser
from banfu_desktop.db.base import Base
from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import trail
from banfu_desktop.services.door import NAMES, Import, List, Tracked
from banfu_desktop.services.hall import home, imports, lists, pack, papers, search
from banfu_desktop.services.members import members
from banfu_desktop.tables.spec import Kind
from tests.services.conftest import NOW, TODAY, Doing

TOY = Path(__file__).parents[1] / "data" / "toy_room"


def test_every_room_has_a_door_and_every_door_is_a_rooms() -> None:
    folder = Path(rooms.__file__).parent
    assert {path.parent.name for path in folder.glob("*/door.py")} == set(rooms.ROOMS)


@pytest.mark.parametrize("room", rooms.ROOMS)
def test_a_door_offers_what_the_halls_know(room: str) -> None:
    """A misspelt name would be a promise that no hall keeps."""
    door = import_module(f"banfu_desktop.services.{room}.door")
    here = f"banfu_desktop.services.{room}."
    offered = {
        name
        for name, value in vars(door).items()
        if not name.startswith("_") and isfunction(value) and value.__module__.startswith(here)
    }
    offered |= {name for name, value in vars(door).items() if isinstance(value, dict) and name in NAMES}
    assert offered
    assert offered - NAMES == set()


def test_what_doors_offer_is_of_its_kind() -> None:
    assert all(isinstance(told, Tracked) for told in rooms.merged("TABLES").values())
    assert all(isinstance(offered, List) for offered in rooms.merged("LISTS").values())
    assert all(isinstance(offered, Import) for offered in rooms.merged("IMPORTS").values())
    assert len(papers.forms()) == len(rooms.merged("PAPERS"))


def test_every_personal_number_is_erasable() -> None:
    """What a record shows masked is among what retention erases."""
    secret = {
        (name, field.name)
        for name, told in rooms.merged("TABLES").items()
        for table in told.shown
        for field in table.fields
        if field.kind in (Kind.IDENTITY, Kind.CARD, Kind.PHONE)
        and field.name in Base.metadata.tables[name].columns
    }
    assert secret
    assert {pair for pair in secret if pair[1] not in rooms.merged("TABLES")[pair[0]].erasable} == set()


OF_A_HOUSEHOLD = re.compile(
    "household|famil|illness|diagnos|disease|income|poverty|poor|户|病|家庭|人均|年收入|贫困|残疾|低保"
)
ONLY_COUNTED = {("duty_months", "households"), ("worklog", "households"), ("worklog_form", "households")}
OF_A_BANK = {("members", "bank"), ("members", "card_holder"), ("statement", "party")}
"""Fields whose label has 户 as in 开户行."""


def test_no_table_list_or_form_has_a_field_about_a_household_but_how_many_were_visited() -> None:
    """Nowhere a household's name, number, illness or income: a field that is to come is asked about here."""
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if OF_A_HOUSEHOLD.search(column.name)
    }
    assert columns == {"log_entries.households"}
    assert str(Base.metadata.tables["log_entries"].columns["households"].type) == "INTEGER"
    told = [table for tracked in rooms.merged("TABLES").values() for table in tracked.shown]
    told += [offered.table for offered in rooms.merged("LISTS").values()]
    told += [offered.table for offered in rooms.merged("IMPORTS").values() if offered.table is not None]
    found = {
        (table.name, field.name)
        for table in told
        for field in table.fields
        if OF_A_HOUSEHOLD.search(field.name) or OF_A_HOUSEHOLD.search(field.label)
    }
    assert found == ONLY_COUNTED | OF_A_BANK


def test_two_doors_never_offer_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "ROOMS", ("exams", "exams"))
    with pytest.raises(ValueError, match="two doors offer LISTS"):
        rooms.merged("LISTS")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The toy room of tests/data: two folders laid beside the program's own, and one line in rooms.py."""
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(TOY / "services")])
    monkeypatch.setattr(cli, "__path__", [*cli.__path__, str(TOY / "cli")])
    monkeypatch.setattr(rooms, "ROOMS", (*rooms.ROOMS, "toys"))
    yield
    for name in [name for name in sys.modules if ".toys" in name]:
        del sys.modules[name]


@pytest.mark.usefixtures("toy")
def test_a_toy_room_appears_in_every_hall(office: Database, doing: Doing, tmp_path: Path) -> None:
    with office.read() as session:
        assert "布偶还没有清点" in {due.text for due in home.due(session, TODAY)}
        assert [hit.label for hit in search.find(session, "布偶")] == ["布偶"]
        assert trail.word_of("toys") == "玩具"
        assert trail.label_of("toys", "maker_id") == "厂家"
        paper = papers.make(session, "toy-list", now=NOW, today=TODAY)
        assert papers.pdf(paper).startswith(b"%PDF")
        month = pack.gather(session, Month.of(TODAY), now=NOW, today=TODAY)
        assert "玩具表" in {line.label for line in month.printable}
    with doing("导出玩具") as session:
        filled = lists.fill(session, "toys", NOW)
    lists.write(filled, tmp_path / "玩具.xlsx")
    assert len(filled.rows) == 1
    assert imports.imports()["toys"].label == "玩具"
    help_ = parser().format_help()
    assert "toy " in help_
    assert "看玩具" in help_


@pytest.mark.usefixtures("toy")
def test_a_toy_room_holds_its_members_and_may_be_undone(office: Database, doing: Doing) -> None:
    with office.read() as session:
        row = members.named(session, "罗海涛")[0]
    with pytest.raises(UserError, match="已有玩具记录"), doing("删除任职") as session:
        members.remove(session, row.id)
    assert {"people", "toys"} <= {name for name, told in trail.tracked().items() if told.undoable}
