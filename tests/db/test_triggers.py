"""A sealed month does not change, whoever writes; paying it is the one exception."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.rules.words import Category, MonthState, Sex, TeamRole, UnitLevel

OCTOBER = Month(2026, 10)
VOIDED = "voided_at = '2026-11-03 09:00:00', voided_by = '审核', void_reason = '打错了'"
PAYING = "UPDATE subsidy_lines SET paid_on = '2026-11-05', paid_reference = '回单1' WHERE sheet_id = 1"
Does = Callable[[str], None]


def line(sheet_id: int, about: Month) -> SubsidyLine:
    amounts = {"rate_fen": 200000, "gross_fen": 200000, "deducted_fen": 0, "net_fen": 200000}
    parties = {"person_id": 1, "posting_id": 1, "payer_id": 1}
    days: dict[str, Any] = {"about": about, "days_posted": 31, "days_present": 31}
    return SubsidyLine(sheet_id=sheet_id, **days, is_difference=False, reason="全月", **amounts, **parties)


@pytest.fixture
def sheets(database: Database, deed: Deed) -> Database:
    """October sealed, with one line."""
    with database.write(deed) as session:
        session.add(Organisation(id=1, name="县司法局", level=UnitLevel.COUNTY))
        session.add(Person(id=1, name="钟立新", sex=Sex.MALE, identity_no="440233198001011234"))
        session.flush()
        role: dict[str, Any] = {"category": Category.CADRE, "role": TeamRole.MEMBER}
        session.add(Posting(id=1, person_id=1, organisation_id=1, arrived_on=date(2026, 1, 1), **role))
        at = datetime(2026, 10, 31)
        whole = {"state": MonthState.SEALED, "snapshot": "{}", "check_code": "K"}
        session.add(SubsidyMonth(id=1, month=OCTOBER, made_at=at, **whole))
        sealed = {"year": 2026, "serial": 1, "format": 2, "sealed_at": at, "sealed_by": "钟立新"}
        sheet = SubsidySheet(id=1, kind=SheetKind.MONTH, payer_id=1, month=OCTOBER, version=1, **sealed)
        session.add(sheet)
        session.flush()
        session.add(line(1, OCTOBER))
        session.flush()
        sheet.check_code, sheet.snapshot = "K", "{}"
    return database


@pytest.fixture
def do(sheets: Database, deed: Deed) -> Does:
    def statement(text: str) -> None:
        with sheets.write(deed) as session:
            session.execute(sa.text(text))

    return statement


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subsidy_lines SET net_fen = 1, gross_fen = 1 WHERE sheet_id = 1",
        "UPDATE subsidy_lines SET reason = '' WHERE sheet_id = 1",
        "UPDATE subsidy_lines SET about = '2026-09' WHERE sheet_id = 1",
        "DELETE FROM subsidy_lines WHERE sheet_id = 1",
        "REPLACE INTO subsidy_lines SELECT * FROM subsidy_lines WHERE sheet_id = 1",
        "DELETE FROM subsidy_sheets WHERE id = 1",
        "UPDATE subsidy_sheets SET snapshot = '[]' WHERE id = 1",
        "UPDATE subsidy_sheets SET check_code = 'L' WHERE id = 1",
        "UPDATE subsidy_sheets SET check_code = NULL WHERE id = 1",
        "UPDATE subsidy_sheets SET sealed_by = '他人' WHERE id = 1",
        "UPDATE subsidy_sheets SET month = '2026-09' WHERE id = 1",
        "UPDATE subsidy_sheets SET serial = 2 WHERE id = 1",
        f"UPDATE subsidy_sheets SET {VOIDED}, version = 2 WHERE id = 1",
        "REPLACE INTO subsidy_sheets SELECT * FROM subsidy_sheets WHERE id = 1",
        "DELETE FROM subsidy_months WHERE id = 1",
        "UPDATE subsidy_months SET snapshot = '[]' WHERE id = 1",
    ],
)
def test_a_sealed_sheet_does_not_change(do: Does, statement: str, *, paid: bool) -> None:
    if paid:
        do(PAYING)
    with pytest.raises(sa.exc.IntegrityError, match=r"(sealed|paid) sheet"):
        do(statement)


def test_a_sealed_sheet_takes_no_further_line(sheets: Database, deed: Deed) -> None:
    def add() -> None:
        with sheets.write(deed) as session:
            session.add(line(1, Month(2026, 9)))

    with pytest.raises(sa.exc.IntegrityError, match="sealed sheet"):
        add()


def test_its_payment_is_written_and_corrected(do: Does, sheets: Database) -> None:
    do(PAYING)
    do(PAYING.replace("11-05", "11-06"))
    with sheets.read() as session:
        assert session.get_one(SubsidyLine, 1).paid_on == date(2026, 11, 6)


def test_it_is_voided_once_and_then_stays(do: Does) -> None:
    do(f"UPDATE subsidy_sheets SET {VOIDED} WHERE id = 1")
    for later in ("UPDATE subsidy_sheets SET void_reason = '别的' WHERE id = 1", PAYING):
        with pytest.raises(sa.exc.IntegrityError, match="sealed sheet"):
            do(later)


def test_a_paid_sheet_is_not_voided(do: Does) -> None:
    do(PAYING)
    with pytest.raises(sa.exc.IntegrityError, match="paid sheet"):
        do(f"UPDATE subsidy_sheets SET {VOIDED} WHERE id = 1")


def test_a_month_only_opened_may_go(do: Does) -> None:
    do("INSERT INTO subsidy_months (id, month, state, made_at) VALUES (2, '2026-11', 'draft', '2026-11-30')")
    do("DELETE FROM subsidy_months WHERE id = 2")
    with pytest.raises(sa.exc.IntegrityError):  # the month that bears sealed sheets may not
        do("DELETE FROM subsidy_months WHERE id = 1")
