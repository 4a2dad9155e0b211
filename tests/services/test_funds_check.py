"""The check finds every figure that does not follow from the vouchers, whoever changed it."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from banfu_desktop.db.store import Database
from banfu_desktop.db.triggers import drop_triggers, recreate_triggers
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.funds import books, checking, posting
from tests.services.conftest import Doing

LATER = datetime(2027, 1, 20, 9)
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}


@pytest.fixture
def carried(office: Database, doing: Doing) -> int:
    """A book of 2026 with an allotment, an expense and its reversal, closed and carried into 2027."""
    with doing("记账") as session:
        values = {"name": "甲账", "kind": BookKind.OTHER, "source": "县财政", "year": 2026}
        book = books.open_book(session, values)
        for day, fen, category in ((3, 1_000, "年度拨款"), (4, 400, "邮寄")):
            chosen = posting.category_named(session, category)
            given = {"dated": date(2026, day, 1), "amount_fen": fen, "category_id": chosen, "summary": "x"}
            made = posting.save(session, book, given | SIGNED)
            posting.post(session, made, "经办", LATER)
        posting.reverse(session, made, date(2026, 5, 1), "开错", "经办", LATER)
        books.carry(session, book, 2026, 0, "经办", LATER)
    return book


def test_what_was_written_by_the_services_is_proven(carried: int, office: Database) -> None:
    with office.read() as session:
        assert checking.check(session) == []
        assert checking.posted(session) == 3


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE fund_days SET in_fen = in_fen + 1 WHERE day = '2026-03-01'", "每日合计与凭证不符"),
        ("DELETE FROM fund_days WHERE day = '2026-04-01'", "每日合计与凭证不符"),
        ("UPDATE fund_sums SET amount_fen = amount_fen + 1", "科目合计与凭证不符"),
        ("UPDATE fund_sums SET entries = 7", "科目合计与凭证不符"),
        ("UPDATE fund_vouchers SET number = 9 WHERE number = 2", "凭证号不连续"),
        ("UPDATE fund_vouchers SET dated = '2026-02-01' WHERE number = 2", "2026-02-01的余额为负"),
        ("UPDATE fund_years SET closing_fen = 1 WHERE year = 2026", "年末余额与凭证不符"),
        ("UPDATE fund_years SET opening_fen = 1 WHERE year = 2027", "年初结转与上年不符"),
        ("UPDATE fund_vouchers SET amount_fen = -399 WHERE number = 3", "红字凭证与被冲销的凭证不符"),
    ],
)
def test_what_somebody_changed_is_found(
    carried: int, office: Database, doing: Doing, statement: str, said: str
) -> None:
    """With the triggers off, as somebody with the key and another program could."""
    with doing("篡改") as session:
        connection = session.connection()
        drop_triggers(connection)
        session.execute(sa.text(statement))
        if "2026-02-01" in statement:
            session.execute(sa.text("UPDATE fund_days SET day = '2026-02-01' WHERE day = '2026-04-01'"))
        recreate_triggers(connection)
    with office.read() as session:
        assert any(said in found for found in checking.check(session))
