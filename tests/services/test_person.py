"""A page a person: what every room tells of somebody, held against what the rooms' own lists say."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.timelines import Shade, Span
from banfu_desktop.services.attendance import attendance, leave_year
from banfu_desktop.services.door import Way
from banfu_desktop.services.exams import exams
from banfu_desktop.services.hall import person
from banfu_desktop.services.hall.person import PersonView
from banfu_desktop.services.insurance import cover_year, standing
from banfu_desktop.services.members import members, posting_years
from banfu_desktop.services.reimbursements import sums
from banfu_desktop.services.subsidies import pay_year, receivables, subsidies
from tests import a_full_office

TODAY = a_full_office.TODAY
Everybody = tuple[PersonView, ...]


@pytest.fixture(scope="module")
def full(full_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demonstration office with something in every room."""
    folder = tmp_path_factory.mktemp("person")
    opened = Database.open(shutil.copytree(full_office / "office", folder / "office"))
    yield opened
    opened.close()


@pytest.fixture
def session(full: Database) -> Iterator[Session]:
    with full.read() as opened:
        yield opened


@pytest.fixture(scope="module")
def everybody(full: Database) -> Everybody:
    """The page of everybody for 2026, asked for once: a page costs a look into every room."""
    with full.read() as opened:
        keys = dict.fromkeys(row.person_id for row in members.listing(opened))
        return tuple(found for key in keys if (found := person.view(opened, key, 2026, TODAY)))


def _spans(view: PersonView, name: str) -> tuple[Span, ...]:
    return next((lane.spans for lane in view.year.lanes if lane.name == name), ())


def test_bars_are_the_lines_of_the_months_sheets_to_the_fen(session: Session, everybody: Everybody) -> None:
    lines: dict[tuple[int, int], int] = {}
    for month in subsidies.opened(session):
        for line in subsidies.show(session, month).lines:
            lines[line.person_id, month.number] = lines.get((line.person_id, month.number), 0) + line.net_fen
    for view in everybody:
        for place in range(12):
            shown = 0 if view.year.bars is None else view.year.bars.total(place)
            assert shown == lines.get((view.person_id, place + 1), 0), (view.name, place + 1)
    by_payer = pay_year.by_payer(session, 2026)
    assert by_payer.bars is not None
    assert by_payer.bars.total_fen == sum(lines.values())


def test_working_days_are_those_of_the_attendance_grid(session: Session, everybody: Everybody) -> None:
    grid = attendance.grid(session, Month(2026, 10), TODAY)
    october = {row.name: f"{row.total.work_days_present:g}/{row.total.work_days_due:g}" for row in grid.rows}
    shown = {view.name: view.year.figures[0].texts[9] for view in everybody}
    assert {name: shown[name] for name in october} == october
    assert all(view.year.figures[0].texts[11] == "" for view in everybody), "December is to come"


def test_covers_and_gaps_are_those_of_the_insurance(session: Session, everybody: Everybody) -> None:
    standings = {row.person_id: row for row in standing.standing(session, TODAY)}
    for view in everybody:
        gaps = [span.period for span in _spans(view, "意外险") if span.shade is Shade.GAP]
        assert gaps == list(standings[view.person_id].coverage.gaps)
    year = cover_year.timeline(session, 2026, TODAY)
    assert len(year.lanes) == len(standings)
    assert year.lanes[0].spans[0].shade is Shade.GAP, "those not insured stand first"


def test_a_debt_and_a_due_are_said_each_on_its_own_and_the_most_urgent_comes_first(
    session: Session, everybody: Everybody
) -> None:
    owed = {(row.person_id, row.payer): row.open_fen for row in receivables.listing(session, TODAY)}
    assert owed
    told = {
        (view.person_id, one.note): one.fen for view in everybody for one in view.sums if one.word == "应收回"
    }
    assert told == owed
    for view in everybody:
        urgencies = [step.urgency for step in view.steps]
        assert "red" not in urgencies or urgencies[0] == "red"


def test_claims_and_leaves_and_exams_are_all_there(session: Session, everybody: Everybody) -> None:
    views = {view.person_id: view for view in everybody}
    unpaid = sum(row.outstanding_fen for row in sums.outstanding(session, TODAY))
    assert unpaid == sum(one.fen for view in views.values() for one in view.sums if one.word == "报销未付")
    leaves = attendance.leaves(session)
    assert leaves
    assert sum(len(_spans(view, "请假")) for view in views.values()) == len(leaves)
    calendar = leave_year.calendar(session, 2026)
    assert sum(len(lane.spans) for lane in calendar.lanes) == len(leaves)
    for row in exams.listing(session, 2026):
        assert row.key in [
            line.key for line in next(s for s in views[row.person_id].smalls if s.title == "体检").rows
        ]


def test_a_newcomer_has_a_line_of_postings_and_who_has_left_nothing_to_complete(
    session: Session, everybody: Everybody
) -> None:
    views = {view.name: view for view in everybody}
    assert [step for step in views["巫启明"].steps if step.room == "members"] == []
    lanes = posting_years.timeline(session, TODAY).lanes
    assert [lane.name for lane in lanes] == list(views)
    assert next(lane for lane in lanes if lane.name == "巫启明").spans[0].shade is Shade.GREY


def test_a_year_before_the_first_posting_is_empty_and_a_stranger_is_refused(session: Session) -> None:
    view = person.view(session, None, 2020, TODAY)
    assert view is not None
    assert view.place == 1
    assert view.beside(-1) is None
    assert view.beside(1) == view.everybody[1]
    assert view.year.bars is None
    assert not any(list(view.year.shown(lane)) for lane in view.year.lanes)
    with pytest.raises(UserError, match="不在名册中"):
        person.view(session, 999, 2026, TODAY)


def test_nobody_at_all_has_no_page(database: Database) -> None:
    with database.read() as session:
        assert person.view(session, None, 2026, date(2026, 11, 2)) is None


def _small(view: PersonView, title: str) -> int:
    return next((len(small.rows) for small in view.smalls if small.title == title), 0)


def _way(view: PersonView, word: str) -> Way | None:
    return next((way for way in view.ways if way.word == word), None)


def test_trainings_rounds_and_prizes_are_counted_as_the_database_has_them(
    session: Session, everybody: Everybody
) -> None:
    counts: dict[str, dict[Any, Any]] = {
        name: dict(
            session.execute(
                sa.text(
                    f"SELECT p.person_id, count(*) FROM {table} t JOIN postings p ON p.id = t.posting_id"
                    " GROUP BY p.person_id"
                )
            ).all()
        )
        for name, table in (
            ("培训", "training_attendees"), ("考核", "assessments"), ("表彰", "commendations")
        )
    }  # fmt: skip
    assert all(counts.values())
    for view in everybody:
        assert _small(view, "培训") == counts["培训"].get(view.person_id, 0), view.name
        assert _small(view, "考核") == counts["考核"].get(view.person_id, 0), view.name
        prizes, wanted = _way(view, "表彰"), counts["表彰"].get(view.person_id, 0)
        assert (prizes.count if prizes else "") == (f"{wanted} 项" if wanted else ""), view.name


def test_rotation_and_filing_of_a_person_lead_to_their_records(everybody: Everybody) -> None:
    pages = {view.name: view for view in everybody}
    filed, leaving = _way(pages["罗海涛"], "第一书记备案"), _way(pages["廖小满"], "轮换")
    assert filed is not None
    assert (filed.count, filed.note) == ("1/2", "县委组织部已备案，县乡村振兴局已报送")
    assert leaving is not None
    assert (leaving.count, leaving.urgent) == ("交接中", True)
    assert "接任 陈思远" in leaving.note
    assert _way(pages["廖小满"], "交接清单") is not None
    assert any("正在交接" in step.text for step in pages["廖小满"].steps)
    assert _way(pages["谭䶮"], "第一书记备案") is None


def test_documents_and_items_are_found_by_the_whole_name_and_a_namesake_is_said(
    session: Session, everybody: Everybody
) -> None:
    pages = {view.name: view for view in everybody}
    asked = sa.text(
        "SELECT count(*) FROM plan_items WHERE owner = '罗海涛' AND state NOT IN ('done', 'dropped')"
    )
    tasks, written = _way(pages["罗海涛"], "负责的任务"), _way(pages["罗海涛"], "起草的文件")
    assert tasks is not None
    assert tasks.count == f"{session.scalar(asked)} 项"
    assert written is not None
    assert "梅坑镇油茶产业现状和建议" in written.note
    assert "同名" not in written.note
