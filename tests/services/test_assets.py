"""Asset cards: written, disposed of, and wanted behind every purchase of equipment."""

from datetime import date
from typing import Any

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.assets import AssetState, Disposal
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assets import assets, door
from banfu_desktop.services.audit import history
from banfu_desktop.services.funds import books, funds, posting
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


LAMPS = {**PRINTER, "item": "太阳能路灯", "quantity": 3, "value_fen": 100_000}
SOLD = {"disposed_on": TODAY, "disposal": Disposal.SOLD, "disposal_reason": "更换"}


def test_numbers_are_the_offices_own_and_counted_on(office: Database, doing: Doing) -> None:
    with doing() as session:
        assert assets.proposed_number(session, TODAY) == "2026-001"
        assets.save(session, {**PRINTER, "number": "梅帮资-009"}, TODAY)
        assert assets.proposed_number(session, TODAY) == "梅帮资-010"
        other = assets.save(session, PRINTER, TODAY)
    with doing() as session, pytest.raises(UserError, match="资产编号梅帮资-009已用于“激光打印机”"):
        assets.save(session, {"number": "梅帮资-009"}, TODAY, other)


def test_a_part_that_leaves_takes_its_share_and_what_stays_stays(office: Database, doing: Doing) -> None:
    with doing() as session:
        made = assets.save(session, {**LAMPS, "number": "2026-001"}, TODAY)
    with doing("登记处置") as session:
        assets.save(session, {**SOLD, "gone": 1, "proceeds_fen": 5_000}, TODAY, made)
    with office.read() as session:
        kept, gone = assets.listing(session)
    assert (kept.id, kept.quantity, kept.value_fen, kept.state) == (made, 2, 66_667, AssetState.KEPT)
    assert (gone.quantity, gone.value_fen, gone.proceeds_fen, gone.number) == (
        1,
        33_333,
        5_000,
        "2026-001（部分）",
    )
    with doing() as session, pytest.raises(UserError, match="有一部分已经处置"):
        assets.remove(session, made)
    with doing() as session:
        assets.remove(session, gone.id)
        (row,) = assets.listing(session)
        assert (row.quantity, row.value_fen) == (3, 100_000)
    for _ in range(2):
        with office.write(Deed("撤销", "经办", NOW)) as session:
            history.undo(session, NOW)
    with office.read() as session:
        (row,) = assets.listing(session)
    assert (row.quantity, row.value_fen, row.state) == (3, 100_000, AssetState.KEPT)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({**SOLD, "gone": 0, "proceeds_fen": 0}, "处置数量0不合理"),
        ({**SOLD, "gone": 4, "proceeds_fen": 0}, "处置数量4不合理"),
        ({"gone": 1}, "没有处置日期"),
        (SOLD, "没有填写处置收入"),
        ({**SOLD, "proceeds_fen": -1}, "是负数"),
        ({"proceeds_fen": 100}, "却没有处置"),
        ({**SOLD, "disposal": Disposal.RETURNED, "proceeds_fen": 1}, "归还的资产没有处置收入"),
    ],
)
def test_what_a_disposal_cannot_say(doing: Doing, change: dict[str, Any], said: str) -> None:
    with doing() as session:
        made = assets.save(session, LAMPS, TODAY)
    with doing() as session, pytest.raises(UserError, match=said):
        assets.save(session, change, TODAY, made)


def test_proceeds_name_the_posted_income_they_came_in_by(office: Database, doing: Doing, bought: int) -> None:
    with doing() as session:
        book = funds.voucher(session, bought).book_id
        came = pay(session, book, 20_000, category="自筹", day=date(2026, 7, 1))
        assert [row.id for row in assets.receipts(session)] == [came]
        made = assets.save(session, {**PRINTER, "voucher_id": bought}, TODAY)
    sale = {**SOLD, "proceeds_voucher_id": came}
    with doing() as session, pytest.raises(UserError, match=r"收入凭证是200.00元"):
        assets.save(session, {**sale, "proceeds_fen": 20_001}, TODAY, made)
    with doing() as session, pytest.raises(UserError, match="不是已记账"):
        assets.save(session, {**sale, "proceeds_fen": 1, "proceeds_voucher_id": bought}, TODAY, made)
    with doing() as session:
        assets.save(session, {**sale, "proceeds_fen": 20_000}, TODAY, made)
        (row,) = assets.listing(session)
    assert row.receipt == "工作队工作经费2026年003号"
