"""资产登记: asset cards, the vouchers behind which one is wanted, and disposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from banfu_desktop.db.models.assets import Asset
from banfu_desktop.db.models.funds import FundBook, FundCategory, FundVoucher, FundYear
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules.assets import (
    EQUIPMENT,
    AssetState,
    Disposal,
    next_number,
    refuse_disposal,
    refuse_proceeds,
    split,
)
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow, voucher_number
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.assets import ASSET_FORM

_FIELDS = stored(Asset, of=ASSET_FORM)
_OF_DISPOSAL = ("disposed_on", "disposal", "disposal_reason", "proceeds_fen", "proceeds_voucher_id")


@dataclass(frozen=True)
class AssetRow:
    """An asset card; attribute names are those of tables.assets.ASSETS.

    `value_fen` is of all pieces; `bundle_id` that of the voucher's papers, None without a voucher. Of pieces
    that left while others stayed, `part_of_id` is the card they were on, whose number they show.
    """

    id: int
    number: str | None
    item: str
    initials: str
    model: str | None
    quantity: int
    value_fen: int
    acquired_on: date
    place: str
    keeper: str
    voucher_id: int | None
    voucher: str
    project_id: int | None
    project: str
    remark: str | None
    disposed_on: date | None
    disposal: Disposal | None
    disposal_reason: str | None
    proceeds_fen: int | None
    proceeds_voucher_id: int | None
    receipt: str
    part_of_id: int | None
    bundle_id: int | None

    @property
    def state(self) -> AssetState:
        """Whether it is there."""
        return AssetState.KEPT if self.disposed_on is None else AssetState.DISPOSED


@dataclass(frozen=True)
class Purchase:
    """A posted voucher of 设备购置 that no red one takes back, with its cards and their sum in fen."""

    id: int
    said: str
    book: str
    dated: date
    summary: str
    amount_fen: int
    project_id: int | None
    cards: int
    carded_fen: int

    @property
    def uncarded_fen(self) -> int:
        """What of it no card accounts for yet."""
        return self.amount_fen - self.carded_fen


@dataclass(frozen=True)
class Receipt:
    """A posted income that stands, which the proceeds of a disposal may have come in by; fen."""

    id: int
    said: str
    summary: str
    amount_fen: int


def listing(session: Session) -> list[AssetRow]:
    """Every card, what is there before what is gone, the latest first."""
    paid = {voucher.id: said for voucher, said, _ in _standing(session, Flow.EXPENSE)}
    came = {row.id: row.said for row in receipts(session)}
    known = {row.id: row.name for row in projects.listing(session)}
    gone = Asset.disposed_on.is_not(None)
    statement = (
        sa.select(Asset, FundVoucher.bundle_id)
        .outerjoin(FundVoucher, FundVoucher.id == Asset.voucher_id)
        .order_by(gone, Asset.acquired_on.desc(), Asset.id.desc())
    )
    rows = session.execute(statement).all()
    numbers = {row.id: row.number for row, _ in rows}
    return [
        row_of(
            AssetRow,
            row,
            number=row.number if row.part_of_id is None else _part_of(numbers.get(row.part_of_id)),
            voucher=paid.get(row.voucher_id, "") if row.voucher_id else "",
            receipt=came.get(row.proceeds_voucher_id, "") if row.proceeds_voucher_id else "",
            project=known[row.project_id] if row.project_id else "",
            bundle_id=bundle,
        )
        for row, bundle in rows
    ]


def _part_of(number: str | None) -> str:
    return f"{number or ''}（部分）"


def purchases(session: Session, *, equipment: bool = False) -> list[Purchase]:
    """Posted expenses that stand, latest first; with `equipment` those of 设备购置 alone."""
    counted = (Asset.voucher_id, sa.func.count(), sa.func.sum(Asset.value_fen))
    cards = {
        voucher: (count, fen)
        for voucher, count, fen in session.execute(sa.select(*counted).group_by(Asset.voucher_id))
    }
    return [
        Purchase(
            row.id, said, book, row.dated, row.summary, row.amount_fen, row.project_id,
            *cards.get(row.id, (0, 0)),
        )
        for row, said, book in _standing(session, Flow.EXPENSE, EQUIPMENT if equipment else "")
    ]  # fmt: skip


def receipts(session: Session) -> list[Receipt]:
    """Posted income that stands, latest first."""
    rows = _standing(session, Flow.INCOME)
    return [Receipt(row.id, said, row.summary, row.amount_fen) for row, said, _ in rows]


def _standing(session: Session, flow: Flow, category: str = "") -> list[tuple[FundVoucher, str, str]]:
    """Posted vouchers of a flow that no red one takes back, latest first, each as said and with its book."""
    red = aliased(FundVoucher)
    statement = (
        sa.select(FundVoucher, FundYear.year, FundBook.name)
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .join(FundBook, FundBook.id == FundYear.book_id)
        .join(FundCategory, FundCategory.id == FundVoucher.category_id)
        .outerjoin(red, red.reverses_id == FundVoucher.id)
        .where(FundVoucher.number.is_not(None), FundVoucher.reverses_id.is_(None), red.id.is_(None))
        .where(FundVoucher.flow == flow, *([FundCategory.name == category] if category else []))
        .order_by(FundVoucher.dated.desc(), FundVoucher.id.desc())
        .limit(2000)
    )
    found = session.execute(statement)
    return [(row, f"{book}{year}年{voucher_number(row.number)}", book) for row, year, book in found]


def without_card(session: Session) -> list[Purchase]:
    """Purchases of equipment behind which a card is still wanted, for all of it or for a part."""
    return [row for row in purchases(session, equipment=True) if row.uncarded_fen > 0]


def proposed_number(session: Session, today: date) -> str:
    """The number proposed for the next card."""
    given = [number for number in session.scalars(sa.select(Asset.number).order_by(Asset.id)) if number]
    return next_number(given[-1] if given else None, given, today.year)


def save(session: Session, values: Mapping[str, Any], today: date, asset_id: int | None = None) -> int:
    """Write an asset card, or correct it. Returns its id.

    Args:
        values: of tables.assets.ASSET_FORM; of an existing card only what changes. `gone` pieces of several
            leave with a card of their own and their share of the value; the others stay on the card.

    Raises:
        UserError: no quantity, acquired in the future, a number that another card has, a voucher or project
            that is not there, cards of more than the voucher paid or brought in, or a disposal without day,
            way, reason, or of a sale without what it brought.
    """
    row = session.get_one(Asset, asset_id) if asset_id is not None else Asset()
    merged = {name: values.get(name, getattr(row, name, None)) for name in _FIELDS}
    if not merged["quantity"]:
        raise UserError("数量必须大于零", "请填写数量")
    if merged["acquired_on"] > today:
        raise UserError(f"取得日期{merged['acquired_on']}还没有到", "请核对取得日期")
    _check_number(session, merged["number"], asset_id)
    _check_links(session, merged)
    _check_paid(session, merged, asset_id)
    _check_disposal(merged, today, asked=row.disposed_on is None)
    _check_receipt(session, merged, asset_id)
    if (gone := values.get("gone")) is not None and gone != merged["quantity"]:
        session.add(_part(row, merged, gone))
    for name, value in merged.items():
        setattr(row, name, value)
    row.initials = spell(row.item).initials
    session.add(row)
    session.flush()
    return row.id


def _part(row: Asset, merged: dict[str, Any], gone: int) -> Asset:
    """The card of the pieces that leave; `merged` is left with what stays.

    Raises:
        UserError: no day of disposal, gone already, or not a part of the pieces.
    """
    if merged["disposed_on"] is None:
        raise UserError("填了处置数量，却没有处置日期", "请填写处置日期、方式和原因")
    if row.disposed_on is not None:
        raise UserError("这张卡片已经处置", "只有在用的才能处置一部分")
    shares = split(merged["quantity"], merged["value_fen"], gone)
    changes = {"quantity": shares.gone, "value_fen": shares.gone_fen, "number": None}
    part = Asset(**{**merged, **changes}, part_of_id=row.id, initials=spell(merged["item"]).initials)
    merged |= dict.fromkeys(_OF_DISPOSAL) | {"quantity": shares.left, "value_fen": shares.left_fen}
    return part


def _check_number(session: Session, number: str | None, asset_id: int | None) -> None:
    """Within the office a number is one card's."""
    if number is None:
        return
    with session.no_autoflush:
        other = session.scalar(
            sa.select(Asset.item).where(Asset.number == number, Asset.id != (asset_id or 0))
        )
    if other is not None:
        raise UserError(f"资产编号{number}已用于“{other}”", "请换一个编号")


def _check_links(session: Session, values: Mapping[str, Any]) -> None:
    """The voucher that paid, and the project it belongs to, are there."""
    if values["voucher_id"] is not None and session.get(FundVoucher, values["voucher_id"]) is None:
        raise UserError("这张付款凭证已不在了", "请重新选择付款凭证")
    if values["project_id"] is not None:
        projects.show(session, values["project_id"])


def _check_paid(session: Session, values: Mapping[str, Any], asset_id: int | None) -> None:
    """The cards of a voucher come to no more than it paid."""
    if values["voucher_id"] is None:
        return
    with session.no_autoflush:
        voucher = session.get_one(FundVoucher, values["voucher_id"])
        others = sa.select(sa.func.coalesce(sa.func.sum(Asset.value_fen), 0)).where(
            Asset.voucher_id == voucher.id, Asset.id != (asset_id or 0)
        )
        carded = session.scalar(others) or 0
    if carded + values["value_fen"] > voucher.amount_fen:
        already = f"，已登记的资产共{yuan(carded)}元" if carded else ""
        raise UserError(
            f"这张付款凭证是{yuan(voucher.amount_fen)}元{already}，资产价值{yuan(values['value_fen'])}元对不上",
            "请核对价值，或选对付款凭证；另有来源的请在备注写明，不选凭证",
        )


def _check_disposal(values: Mapping[str, Any], today: date, *, asked: bool) -> None:
    """All three of a disposal, or none; what it brought goes with it."""
    refuse_proceeds(values["proceeds_fen"], values["disposal"], asked=asked)
    if not any(values[name] for name in ("disposed_on", "disposal", "disposal_reason")):
        return
    refuse_disposal(values["acquired_on"], values["disposed_on"], today)
    if values["disposal"] is None:
        raise UserError("没有选择处置方式", "可选：" + "、".join(Disposal.labels()))
    if not values["disposal_reason"]:
        raise UserError("没有写明处置原因", "请写明原因和批准情况")


def _check_receipt(session: Session, values: Mapping[str, Any], asset_id: int | None) -> None:
    """Proceeds are named with the posted income they came in by, of which they are no more than all."""
    voucher_id, proceeds_fen = values["proceeds_voucher_id"], values["proceeds_fen"] or 0
    if voucher_id is None:
        return
    if not proceeds_fen:
        raise UserError("选了收入凭证，却没有处置收入", "请填写处置收入，或不选收入凭证")
    receipt = next((row for row in receipts(session) if row.id == voucher_id), None)
    if receipt is None:
        raise UserError("这张收入凭证不是已记账、没有冲销的收入", "请重新选择收入凭证")
    with session.no_autoflush:
        others = session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Asset.proceeds_fen), 0)).where(
                Asset.proceeds_voucher_id == voucher_id, Asset.id != (asset_id or 0)
            )
        )
    if (others or 0) + proceeds_fen > receipt.amount_fen:
        raise UserError(
            f"收入凭证是{yuan(receipt.amount_fen)}元，各项处置收入合计{yuan((others or 0) + proceeds_fen)}元",
            "请核对处置收入，或选对收入凭证",
        )


def remove(session: Session, asset_id: int) -> None:
    """Remove a card that should not have been written; a part that left is put back on its card.

    Raises:
        UserError: parts of it have left.
    """
    row = session.get_one(Asset, asset_id)
    if session.scalar(sa.select(Asset.id).filter_by(part_of_id=asset_id).limit(1)) is not None:
        raise UserError(f"“{row.item}”有一部分已经处置", "请先删除已处置的那张卡片，数量和价值会并回来")
    if row.part_of_id is not None:
        whole = session.get_one(Asset, row.part_of_id)
        whole.quantity += row.quantity
        whole.value_fen += row.value_fen
    session.delete(row)
