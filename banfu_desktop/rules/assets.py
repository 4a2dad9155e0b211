"""资产登记: what the office bought to keep, and how it left again."""

from datetime import date

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

EQUIPMENT = "设备购置"
"""The category of vouchers behind which a card is wanted."""


class AssetState(Word):
    """Whether a thing is there."""

    KEPT = "kept", "在用"
    DISPOSED = "disposed", "已处置"


class Disposal(Word):
    """How a thing left the office."""

    SCRAPPED = "scrapped", "报废"
    HANDED_OVER = "handed_over", "移交", "调拨", "划转"
    SOLD = "sold", "变卖"
    LOST = "lost", "丢失毁损", "丢失", "毁损"
    RETURNED = "returned", "归还"


def refuse_disposal(acquired_on: date, disposed_on: date | None, today: date) -> date:
    """The day of a disposal, if it can be.

    Raises:
        UserError: no day, later than today, or before the thing was there.
    """
    if disposed_on is None:
        raise UserError("没有填写处置日期", "请填写处置日期")
    if disposed_on > today:
        raise UserError(f"处置日期{disposed_on}还没有到", "请核对处置日期")
    if disposed_on < acquired_on:
        raise UserError(f"处置日期{disposed_on}早于取得日期{acquired_on}", "请核对日期")
    return disposed_on
