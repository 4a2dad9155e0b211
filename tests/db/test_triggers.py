"""A sealed month does not change, whoever writes; paying it is the one exception."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Category, MonthState, Sex, TeamRole, UnitLevel

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
SEALED = "sealed_at = '2026-10-31 10:00:00', sealed_by = '钟立新', check_code = 'K', snapshot = '{}'"
PAID = "state = 'paid', paid_on = '2026-11-05'"
PAYING = f"UPDATE subsidy_months SET {PAID} WHERE id = 1"
Does = Callable[[str], None]


def line(month_id: int, about: Month) -> SubsidyLine:
    amounts = {"rate_fen": 200000, "gross_fen": 200000, "deducted_fen": 0, "net_fen": 200000}
    parties = {"person_id": 1, "posting_id": 1, "payer_id": 1}
    days: dict[str, Any] = {"about": about, "days_posted": 31, "days_present": 31}
    return SubsidyLine(month_id=month_id, **days, is_difference=False, reason="全月", **amounts, **parties)


@pytest.fixture
def months(database: Database, deed: Deed) -> Database:
    """October sealed, November a draft, one line in each."""
    with database.write(deed) as session:
        session.add(Organisation(id=1, name="县司法局", level=UnitLevel.COUNTY))
        session.add(Person(id=1, name="钟立新", sex=Sex.MALE, identity_no="440233198001011234"))
        session.flush()
        role: dict[str, Any] = {"category": Category.CADRE, "role": TeamRole.MEMBER}
        session.add(Posting(id=1, person_id=1, organisation_id=1, arrived_on=date(2026, 1, 1), **role))
        for number, month in enumerate((OCTOBER, NOVEMBER), 1):
            made = datetime(2026, 10, 31)
            session.add(SubsidyMonth(id=number, month=month, state=MonthState.DRAFT, made_at=made))
            session.flush()
            session.add(line(number, month))
    with database.write(deed) as session:
        session.execute(sa.text(f"UPDATE subsidy_months SET state = 'sealed', {SEALED} WHERE id = 1"))
    return database


@pytest.fixture
def do(months: Database, deed: Deed) -> Does:
    def statement(text: str) -> None:
        with months.write(deed) as session:
            session.execute(sa.text(text))

    return statement


@pytest.mark.parametrize("state", ["sealed", "paid"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subsidy_lines SET net_fen = 1, gross_fen = 1 WHERE month_id = 1",
        "UPDATE subsidy_lines SET reason = '' WHERE month_id = 1",
        "UPDATE subsidy_lines SET month_id = 2, about = '2026-09' WHERE month_id = 1",
        "UPDATE subsidy_lines SET month_id = 1, about = '2026-09' WHERE month_id = 2",
        "DELETE FROM subsidy_lines WHERE month_id = 1",
        "REPLACE INTO subsidy_lines SELECT * FROM subsidy_lines WHERE month_id = 1",
        "DELETE FROM subsidy_months WHERE id = 1",
        "UPDATE subsidy_months SET snapshot = '[]' WHERE id = 1",
        "UPDATE subsidy_months SET check_code = 'L' WHERE id = 1",
        "UPDATE subsidy_months SET sealed_by = '他人' WHERE id = 1",
        "UPDATE subsidy_months SET month = '2026-09' WHERE id = 1",
        "UPDATE subsidy_months SET id = 3 WHERE id = 1",
        "UPDATE subsidy_months SET state = 'draft', snapshot = NULL, check_code = NULL, paid_on = NULL",
        "UPDATE subsidy_months SET state = 'sealed', paid_on = NULL, sealed_by = '他人' WHERE id = 1",
        "UPDATE subsidy_months SET paid_on = '2027-01-01', state = 'paid', check_code = 'L' WHERE id = 1",
        "REPLACE INTO subsidy_months SELECT * FROM subsidy_months WHERE id = 1",
    ],
)
def test_a_sealed_month_does_not_change(do: Does, state: str, statement: str) -> None:
    if state == "paid":
        do(PAYING)
    with pytest.raises(sa.exc.IntegrityError, match="sealed month"):
        do(statement)


def test_a_sealed_month_takes_no_further_line(months: Database, deed: Deed) -> None:
    def add() -> None:
        with months.write(deed) as session:
            session.add(line(1, NOVEMBER))

    with pytest.raises(sa.exc.IntegrityError, match="sealed month"):
        add()


def test_a_sealed_month_can_be_paid_once(do: Does, months: Database) -> None:
    do(PAYING)
    with months.read() as session:
        assert session.get_one(SubsidyMonth, 1).paid_on == date(2026, 11, 5)
    with pytest.raises(sa.exc.IntegrityError, match="sealed month"):
        do(PAYING.replace("11-05", "11-06"))


def test_a_draft_cannot_be_paid_unsealed(do: Does) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="sealed month"):
        do(f"UPDATE subsidy_months SET {PAID}, {SEALED} WHERE id = 2")


def test_a_draft_is_free(do: Does, months: Database, deed: Deed) -> None:
    do("UPDATE subsidy_lines SET reason = '改' WHERE month_id = 2")
    do("DELETE FROM subsidy_lines WHERE month_id = 2")
    with months.write(deed) as session:
        session.add(line(2, NOVEMBER))
    do("DELETE FROM subsidy_lines WHERE month_id = 2")
    do("DELETE FROM subsidy_months WHERE id = 2")
    with months.read() as session:
        assert session.query(SubsidyLine).count() == 1
