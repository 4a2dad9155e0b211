"""社会帮扶 in the window: a promise and its arrival, an idea that becomes a project, the years."""

from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.mobilised import Arrival, Channel, IdeaStage
from banfu_desktop.services.hall import search
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.projects import projects
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.mobilised.page import LIBRARY, REGISTER, YEARS, MobilisedPage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit


@pytest.fixture
def page(visit: Visit) -> MobilisedPage:
    """The room over the demonstration's register."""
    found: MobilisedPage = visit("mobilised")
    found.ctx.tasks.wait()
    return found


def do(page: MobilisedPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()


def confirm(monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs, **typed: Any) -> list[dict[str, Any]]:
    """Answer the next box with what it proposes and what is typed; gives what it proposed."""
    proposed: list[dict[str, Any]] = []

    def answer(box: Any) -> bool:
        assert isinstance(box, FieldsBox)
        proposed.append(dict(box.values))
        box.values = {**box.values, **typed}
        return True

    monkeypatch.setattr(dialogs, "run", answer)
    return proposed


def test_what_is_left_of_a_promise_is_proposed_and_arrives(
    page: MobilisedPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    row = next(row for row in page.rows if row.state is Arrival.PARTLY)
    page.open_record(row)
    proposed = confirm(monkeypatch, dialogs, channel=Channel.COMPANY)
    do(page, "arrive")
    assert proposed[0]["amount_fen"] == row.left_fen
    with office.read() as session:
        assert mobilised.one(session, row.id).state is Arrival.ARRIVED
    page.open_record(next(one for one in page.rows if one.id == row.id))
    do(page, "take_back")
    with office.read() as session:
        assert mobilised.one(session, row.id).state is Arrival.PARTLY
    confirm(monkeypatch, dialogs, ending="企业经营困难")
    do(page, "end_contribution")
    do(page, "reopen")
    with office.read() as session:
        assert mobilised.one(session, row.id).ended_on is None


def test_a_promise_without_arrival_is_removed_and_one_with_it_is_not(
    page: MobilisedPage, office: Database
) -> None:
    some = next(row for row in page.rows if row.arrivals)
    page.open_record(some)
    page.refresh_commands()
    assert not page.command_actions["remove_contribution"].isEnabled()
    none = next(row for row in page.rows if not row.arrivals)
    page.open_record(none)
    do(page, "remove_contribution")
    with office.read() as session:
        assert none.id not in {row.id for row in mobilised.listing(session)}


def test_an_idea_is_stepped_and_made_a_project(
    page: MobilisedPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.show_view(LIBRARY)
    page.ctx.tasks.wait()
    row = next(row for row in page.library.rows if row.stage is IdeaStage.DISCUSSED)
    page.library._view.select_lines([page.library.rows.index(row)])
    confirm(monkeypatch, dialogs, published_on=page.ctx.today)
    do(page, "idea_steps")
    confirm(monkeypatch, dialogs)
    page.library._view.select_lines([next(n for n, one in enumerate(page.library.rows) if one.id == row.id)])
    do(page, "promote_idea")
    with office.read() as session:
        made = ideas.one(session, row.id)
        assert made.stage is IdeaStage.PROMOTED
        assert projects.show(session, made.project_id or 0).name == row.name


def test_every_view_has_its_own_primary_button(page: MobilisedPage) -> None:
    seen = {}
    for view in (REGISTER, LIBRARY, YEARS):
        page.show_view(view)
        page.ctx.tasks.wait()
        page.refresh_commands()
        names = ("new_contribution", "new_idea")
        seen[view] = [name for name in names if page.command_actions[name].isVisible()]
    assert seen == {REGISTER: ["new_contribution"], LIBRARY: ["new_idea"], YEARS: ["new_contribution"]}


def test_an_idea_found_in_the_palette_is_opened_itself(
    page: MobilisedPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    with office.read() as session:
        row = next(row for row in ideas.listing(session) if row.stage is IdeaStage.DISCUSSED)
        (hit,) = [hit for hit in search.find(session, row.name) if hit.room == "mobilised"]
    opened = confirm(monkeypatch, dialogs)
    page.visit(hit.key)
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    assert (page.view, opened[0]["name"]) == (LIBRARY, row.name)
    assert [one.id for one in page.library.selected()] == [row.id]
