"""Asset cards: written, disposed of, and wanted behind every purchase of equipment."""

from datetime import date
from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.assets import AssetState, Disposal
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assets import assets, door
from banfu_desktop.services.funds import books, posting
from tests.services.conftest import NOW, TODAY, Doing
from tests.services.test_projects import pay

PRINTER = {
    "item": "激光打印机",
    "quantity": 1,
    "value_fen": 219_900,
    "acquired_on": date(2026, 6, 1),
    "place": "队办公室",
    "keeper": "罗海涛",
}


@pytest.fixture
def bought(doing: Doing) -> int:
    """The voucher of a printer."""
    with doing("开账") as session:
        book = books.open_standard(session, 2026)[0]
        pay(session, book, 5_000_000, category="年度拨款", day=date(2026, 3, 10))
        return pay(session, book, 219_900, category="设备购置")


def test_equipment_without_a_card_is_due_until_there_is_one(
    office: Database, doing: Doing, bought: int
) -> None:
    def due() -> list[Any]:
        with office.read() as session:
            return [(one.room, one.key) for one in door.due(session, TODAY)]

    assert due() == [("assets", f"voucher {bought}")]
    with doing("登记资产") as session:
        assets.save(session, {**PRINTER, "voucher_id": bought}, TODAY)
    assert due() == []
    with office.read() as session:
        (row,) = assets.listing(session)
    assert (row.voucher, row.state, row.initials) == (
        "工作队工作经费2026年002号",
        AssetState.KEPT,
        "jgdyj jgdyw",
    )


def test_cards_come_to_no_more_than_their_voucher_paid(office: Database, doing: Doing, bought: int) -> None:
    with (
        pytest.raises(UserError, match=r"付款凭证是2,199.00元，资产价值4,800.00元对不上"),
        doing() as session,
    ):
        assets.save(session, {**PRINTER, "value_fen": 480_000, "voucher_id": bought}, TODAY)
    with doing() as session:
        assets.save(session, {**PRINTER, "value_fen": 200_000, "voucher_id": bought}, TODAY)
        (left,) = assets.without_card(session)
        assert left.uncarded_fen == 19_900
    with pytest.raises(UserError, match=r"已登记的资产共2,000.00元"), doing() as session:
        assets.save(session, {**PRINTER, "value_fen": 20_000, "voucher_id": bought}, TODAY)
    with doing() as session:
        assets.save(session, {**PRINTER, "value_fen": 19_900, "voucher_id": bought}, TODAY)
        assert assets.without_card(session) == []


def test_a_purchase_that_was_reversed_wants_no_card(office: Database, doing: Doing, bought: int) -> None:
    with doing() as session:
        posting.reverse(session, bought, TODAY, "退货", "经办", NOW)
    with office.read() as session:
        assert assets.without_card(session) == []


def test_a_disposal_has_day_way_and_reason(office: Database, doing: Doing) -> None:
    with doing() as session:
        made = assets.save(session, PRINTER, TODAY)
    for values, said in (
        ({"disposed_on": TODAY}, "处置方式"),
        ({"disposed_on": TODAY, "disposal": Disposal.SCRAPPED}, "处置原因"),
        ({"disposal": Disposal.SCRAPPED, "disposal_reason": "坏"}, "处置日期"),
    ):
        with doing() as session, pytest.raises(UserError, match=said):
            assets.save(session, values, TODAY, made)
    with doing() as session:
        gone = {"disposed_on": TODAY, "disposal": Disposal.HANDED_OVER, "disposal_reason": "移交村委会"}
        assets.save(session, gone, TODAY, made)
    with office.read() as session:
        assert assets.listing(session)[0].state is AssetState.DISPOSED


@pytest.mark.parametrize(
    ("change", "said"), [({"quantity": 0}, "数量"), ({"acquired_on": date(2026, 12, 1)}, "还没有到")]
)
def test_nothing_and_the_future_are_refused(doing: Doing, change: dict[str, Any], said: str) -> None:
    with doing() as session, pytest.raises(UserError, match=said):
        assets.save(session, {**PRINTER, **change}, TODAY)


def test_a_wrong_card_is_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        assets.remove(session, assets.save(session, PRINTER, TODAY))
    with office.read() as session:
        assert assets.listing(session) == []
