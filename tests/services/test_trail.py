"""The trail in the clerk's words: every table and column has a name, every secret a mask."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from banfu_desktop.db import models
from banfu_desktop.db.base import Base
from banfu_desktop.db.store import Database
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history, trail
from banfu_desktop.services.keeping import exporting
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.tables.audit import COLUMNS, SECRETS, UNSAID
from tests.services.conftest import TODAY, Doing

TABLES = {name: table for name, table in Base.metadata.tables.items() if name != "audit"}


def latest(office: Database) -> tuple[history.DeedRow, trail.Detail]:
    with office.read() as session:
        row = history.deeds(session)[0]
        return row, trail.detail(session, row.id)


def test_every_table_and_column_has_a_name() -> None:
    """A room's door names its tables; its records, or the common words, name their columns."""
    assert models.__all__
    known = trail.tracked()
    assert TABLES.keys() == known.keys()
    assert not [
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.columns
        if column.name not in UNSAID and trail.label_of(name, column.name) == column.name
    ]


def test_common_words_are_for_columns_that_no_record_shows() -> None:
    known = trail.tracked()
    needed = {
        column.name
        for name, table in TABLES.items()
        for column in table.columns
        if known[name].label(column.name) is None
    }
    assert COLUMNS.keys() - needed == set()


@pytest.mark.parametrize(
    ("table", "column", "label"),
    [("people", "name", "姓名"), ("exams", "place", "体检机构"), ("exams", "payer_id", "承担单位")],
)
def test_a_column_is_called_as_its_form_calls_it(table: str, column: str, label: str) -> None:
    assert trail.label_of(table, column) == label


def test_every_secret_of_the_roster_is_masked() -> None:
    assert set(members.SECRETS) <= set(SECRETS)


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("people", "identity_no", "440299198103024955", "440299********4955"),
        ("people", "card_no", "6217002201925063220", "**** 3220"),
        ("people", "phone", "13912345678", "139****5678"),
        ("leaves", "contact", "13912345678", "139****5678"),
        ("people", "identity_no", "已销毁000000000000007", "已销毁"),
        ("people", "phone", "已销毁", "已销毁"),
        ("postings", "remark", "旧号13912345678，勿打", "旧号139****5678，勿打"),
        ("fund_vouchers", "amount_fen", 128050, "1,280.50"),
        ("attendance_days", "state", "personal", "事假"),
        ("bundles", "sealed", 1, "是"),
        ("postings", "arrived_on", "2026-01-05", "2026-01-05"),
        ("subsidy_months", "made_at", "2026-11-02T09:00:00", "2026-11-02 09:00"),
        ("invoices", "number", "26442000000012345678", "26442000000012345678"),
        ("no_such_table", "no_such_column", "x" * 300, "x" * 200 + "…"),
        ("people", "phone", None, ""),
    ],
)
def test_a_value_is_said_as_the_clerk_reads_it(table: str, column: str, value: object, words: str) -> None:
    assert trail.value_words(table, column, value) == words


def test_a_change_says_what_was_and_what_is(office: Database, doing: Doing) -> None:
    with office.read() as session:
        row = members.named(session, "罗海涛")[0]
    with doing("更正任职 罗海涛") as session:
        members.save(session, {"phone": "13800138000", "village": "新村"}, row.id)
    deed, told = latest(office)
    assert (deed.people, deed.deed, deed.area) == (("罗海涛",), "更正任职", "任职")
    said = {
        (record.record, one.label): (one.before, one.after)
        for record in told.records
        for one in record.changes
    }
    assert said["任职 罗海涛", "驻村"] == (row.village or "", "新村")
    assert said["成员 罗海涛", "手机号"] == (
        f"{(row.phone or '')[:3]}****{(row.phone or '')[-4:]}",
        "138****8000",
    )


def test_names_stand_for_numbers(office: Database, doing: Doing) -> None:
    with office.read() as session:
        row = members.named(session, "罗海涛")[0]
    with doing("登记请假 罗海涛") as session:
        values = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 12), "end_on": date(2026, 10, 13)}
        attendance.save_leave(session, row.id, values)
    deed, told = latest(office)
    assert {record.record for record in told.records} == {"请假 罗海涛", "考勤 罗海涛"}
    assert deed.area == "请假"


def test_a_deed_of_many_records_is_told_in_part(office: Database) -> None:
    with office.read() as session:
        row = max(history.deeds(session), key=lambda deed: deed.changes)
        told = trail.detail(session, row.id, limit=5)
    assert len(told.records) <= 5
    assert told.more == row.changes - 5


def test_periods_do_not_make_deeds_of_their_own(office: Database, doing: Doing) -> None:
    for name in ("封存2026年9月补助", "封存2026年10月补助"):
        with doing(name) as session:
            settings.choose(session, "round_trips", len(name), TODAY)
    with office.read() as session:
        assert {row.deed for row in history.deeds(session)[:2]} == {"封存补助"}


def test_nobody_is_shown_a_code(office: Database, doing: Doing, tmp_path: Path) -> None:
    exporting.export_package(office, tmp_path / "上报包.bfb", datetime(2026, 10, 31, 16), "经办")
    with office.read() as session:
        told = trail.changes(session)
    assert any("传递码" in row.after for row in told)
    codes = {(row.field, row.after) for row in told if re.fullmatch("[a-z]+(_[a-z]+)*", row.after)}
    assert codes == set()
