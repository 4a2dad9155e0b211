"""资产登记: what the office bought to keep, and how it left again."""

import re
from collections.abc import Collection
from dataclasses import dataclass
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


_RUNNING = re.compile(r"(\d+)(?=\D*$)")


def next_number(last: str | None, taken: Collection[str], year: int) -> str:
    """The number (资产编号) proposed for the next card: the last one's counted on, as wide as it was.

    Args:
        last: the number given last; None where no card has one yet, which begins with the year.
        taken: every number there is.
    """
    number = last or f"{year}-000"
    if not _RUNNING.search(number):
        number += "-1"
        if number not in taken:
            return number
    while True:
        number = _RUNNING.sub(lambda found: f"{int(found[1]) + 1:0{len(found[1])}d}", number)
        if number not in taken:
            return number


@dataclass(frozen=True)
class Split:
    """What leaves of several pieces and what stays: pieces and their original value in fen."""

    gone: int
    gone_fen: int
    left: int
    left_fen: int


def split(quantity: int, value_fen: int, gone: int) -> Split:
    """How a part of the pieces takes its share of the original value along, to the fen.

    The share is by pieces, half a fen up; what stays keeps the rest, so that both add up to the whole.

    Raises:
        UserError: no piece, or not fewer than there are.
    """
    if not 0 < gone < quantity:
        raise UserError(
            f"处置数量{gone}不合理", f"一共{quantity}件，处置一部分的填1至{quantity - 1}，全部处置的留空"
        )
    gone_fen = (2 * value_fen * gone + quantity) // (2 * quantity)
    return Split(gone, gone_fen, quantity - gone, value_fen - gone_fen)


def refuse_proceeds(proceeds_fen: int | None, disposal: Disposal | None, *, asked: bool) -> None:
    """Whether what was received for a thing (处置收入, fen) goes with how it left.

    Args:
        asked: whether the disposal is being entered, so that of a sale it must be said, be it 0.

    Raises:
        UserError: received for what is still there or was given back, negative, or unsaid of a sale.
    """
    if asked and disposal is Disposal.SOLD and proceeds_fen is None:
        raise UserError("变卖的没有填写处置收入", "请填写收到多少，没有收入的填 0")
    if proceeds_fen is None:
        return
    if disposal is None:
        raise UserError("填了处置收入，却没有处置", "在用的资产没有处置收入，请核对")
    if proceeds_fen < 0:
        raise UserError("处置收入是负数", "请核对金额")
    if proceeds_fen and disposal is Disposal.RETURNED:
        raise UserError("归还的资产没有处置收入", "请核对处置方式和处置收入")


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
