"""轮换交接 in the window: the timeline leads to a list, both tick, it is sealed; filings and batches."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from banfu_desktop.db.store import Database
from banfu_desktop.rules.rotation import FilingState, Section, Stage
from banfu_desktop.services.rotation import batches, filings, handovers, rotation
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.rotation.page import BATCH, FILING, PEOPLE, RELATION, TIMELINE, RotationPage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit


@pytest.fixture
def page(visit: Visit) -> RotationPage:
    """The room over the demonstration: 廖小满 hands over."""
    found: RotationPage = visit("rotation")
    found.ctx.tasks.wait()
    return found


def rest(page: RotationPage) -> None:
    for _ in range(3):
        page.ctx.tasks.wait()
    page.refresh_commands()


def do(page: RotationPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    rest(page)


def mark(page: RotationPage, name: str) -> int:
    key = next(place.id for place in page._places if place.name == name)
    page.timeline.opened.emit(key)
    rest(page)
    return key


def confirm(monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs, **typed: Any) -> None:
    """Answer the next box with what it proposes and what is typed."""

    def answer(box: Any) -> bool:
        if isinstance(box, FieldsBox):
            box.values = {**box.values, **typed}
        else:
            assert isinstance(box, PeopleBox)
        return True

    monkeypatch.setattr(dialogs, "run", answer)


def test_both_sides_tick_a_list_and_it_is_sealed(
    page: RotationPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    key = mark(page, "廖小满")
    desk = page.desk
    assert desk.handover is not None
    desk.show_section(Section.KEYS)
    for column in (2, 3):
        cell = desk.items.item(0, column)
        assert cell is not None
        cell.setCheckState(Qt.CheckState.Checked)
        rest(page)
    assert next(item for item in desk.handover.items if item.section is Section.KEYS).done
    do(page, "give_all")
    assert desk.open_keys["given"] == []
    confirm(monkeypatch, dialogs, kind="公章", text="队印章 1 枚")
    do(page, "add_line")
    assert desk.items.rowCount() == 3
    desk.items.selectRow(2)
    do(page, "remove_line")
    assert desk.items.rowCount() == 2
    dialogs.answers = [True]
    do(page, "seal_handover")
    with office.read() as session:
        assert handovers.of_posting(session, key, page.ctx.today).sealed_at is not None  # type: ignore[union-attr]
        assert rotation.one(session, key, page.ctx.today).stage is Stage.HANDED
    assert not page.command_actions["seal_handover"].isEnabled()


def test_a_list_is_drawn_up_for_whoever_is_marked_in_the_timeline(
    page: RotationPage, office: Database
) -> None:
    key = mark(page, "钟立新")
    assert page.timeline.lane is not None
    do(page, "draw_up")
    with office.read() as session:
        drawn = handovers.of_posting(session, key, page.ctx.today)
    assert drawn is not None
    assert drawn.whole
    assert page.desk.handover is not None
    assert len(page.desk.handover.items) == len(drawn.items)


def test_a_candidate_is_proposed_and_taken_back(
    page: RotationPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    key = mark(page, "罗海涛")
    confirm(monkeypatch, dialogs, successor="陈思远")
    do(page, "propose")
    with office.read() as session:
        assert rotation.one(session, key, page.ctx.today).stage is Stage.PROPOSED
    page.show_view(PEOPLE)
    rest(page)
    page._select([key])
    do(page, "take_back_change")
    with office.read() as session:
        assert rotation.one(session, key, page.ctx.today).successor is None


def test_a_batch_takes_in_whoever_arrived_in_its_time_and_a_filing_is_confirmed(
    page: RotationPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.show_view(BATCH)
    rest(page)
    confirm(monkeypatch, dialogs, name="第三批")
    do(page, "new_batch")
    page.batches._view.select_lines([0])
    assert page.command_actions["batch_people"].isEnabled(), "a selection turns the buttons on by itself"
    do(page, "batch_people")
    page.show_view(FILING)
    rest(page)
    page.filings.list._view.select_lines([3])
    confirm(monkeypatch, dialogs, confirmed_on=page.ctx.today)
    do(page, "file_secretary")
    with office.read() as session:
        assert batches.listing(session, page.ctx.today)[0].name == "第三批"
        states = [row.state for row in filings.listing(session, page.ctx.today)]
        assert states == [FilingState.CONFIRMED] * 4, "three were confirmed before"


def test_every_view_has_one_primary_button(page: RotationPage) -> None:
    seen = {}
    names = ("propose", "new_batch", "file_secretary", "move_relations")
    for view in (TIMELINE, PEOPLE, BATCH, FILING, RELATION):
        page.show_view(view)
        rest(page)
        seen[view] = [name for name in names if page.command_actions[name].isVisible()]
    assert [len(found) for found in seen.values()] == [1, 1, 1, 1, 1]
