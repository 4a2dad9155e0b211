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
from banfu_desktop.rules.assets import EQUIPMENT, AssetState, Disposal, refuse_disposal
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow, voucher_number
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.assets import ASSET_FORM

_FIELDS = stored(Asset, of=ASSET_FORM)


@dataclass(frozen=True)
class AssetRow:
    """An asset card; attribute names are those of tables.assets.ASSETS.

    `value_fen` is of all pieces; `bundle_id` that of the voucher's papers, None without a voucher.
    """

    id: int
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


def listing(session: Session) -> list[AssetRow]:
    """Every card, what is there before what is gone, the latest first."""
    bought = {row.id: row.said for row in purchases(session)}
    known = {row.id: row.name for row in projects.listing(session)}
    gone = Asset.disposed_on.is_not(None)
    statement = (
        sa.select(Asset, FundVoucher.bundle_id)
        .outerjoin(FundVoucher, FundVoucher.id == Asset.voucher_id)
        .order_by(gone, Asset.acquired_on.desc(), Asset.id.desc())
    )
    return [
        row_of(
            AssetRow,
            row,
            voucher=bought.get(row.voucher_id, "") if row.voucher_id else "",
            project=known[row.project_id] if row.project_id else "",
            bundle_id=bundle,
        )
        for row, bundle in session.execute(statement)
    ]


def purchases(session: Session, *, equipment: bool = False) -> list[Purchase]:
    """Posted expenses that stand, latest first; with `equipment` those of 设备购置 alone."""
    red = aliased(FundVoucher)
    cards = (
        sa.select(
            Asset.voucher_id, sa.func.count().label("cards"), sa.func.sum(Asset.value_fen).label("carded_fen")
        )
        .group_by(Asset.voucher_id)
        .subquery()
    )
    counted = (sa.func.coalesce(cards.c.cards, 0), sa.func.coalesce(cards.c.carded_fen, 0))
    statement = (
        sa.select(FundVoucher, FundYear.year, FundBook.name, *counted)
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .join(FundBook, FundBook.id == FundYear.book_id)
        .join(FundCategory, FundCategory.id == FundVoucher.category_id)
        .outerjoin(cards, cards.c.voucher_id == FundVoucher.id)
        .outerjoin(red, red.reverses_id == FundVoucher.id)
        .where(FundVoucher.number.is_not(None), FundVoucher.reverses_id.is_(None), red.id.is_(None))
        .where(FundVoucher.flow == Flow.EXPENSE, *([FundCategory.name == EQUIPMENT] if equipment else []))
        .order_by(FundVoucher.dated.desc(), FundVoucher.id.desc())
        .limit(2000)
    )
    return [
        Purchase(
            row.id, f"{book}{year}年{voucher_number(row.number)}", book, row.dated, row.summary,
            row.amount_fen, row.project_id, *card_sums,
        )
        for row, year, book, *card_sums in session.execute(statement)
    ]  # fmt: skip


def without_card(session: Session) -> list[Purchase]:
    """Purchases of equipment behind which a card is still wanted, for all of it or for a part."""
    return [row for row in purchases(session, equipment=True) if row.uncarded_fen > 0]


def save(session: Session, values: Mapping[str, Any], today: date, asset_id: int | None = None) -> int:
    """Write an asset card, or correct it. Returns its id.

    Args:
        values: of tables.assets.ASSET_FORM; of an existing card only what changes.

    Raises:
        UserError: no quantity, acquired in the future, a voucher or project that is not there, cards of more
            than the voucher paid, or a disposal without day, way or reason.
    """
    row = session.get_one(Asset, asset_id) if asset_id is not None else Asset()
    merged = {name: values.get(name, getattr(row, name, None)) for name in _FIELDS}
    if not merged["quantity"]:
        raise UserError("数量必须大于零", "请填写数量")
    if merged["acquired_on"] > today:
        raise UserError(f"取得日期{merged['acquired_on']}还没有到", "请核对取得日期")
    _check_links(session, merged)
    _check_paid(session, merged, asset_id)
    _check_disposal(merged, today)
    for name, value in merged.items():
        setattr(row, name, value)
    row.initials = spell(row.item).initials
    session.add(row)
    session.flush()
    return row.id


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


def _check_disposal(values: Mapping[str, Any], today: date) -> None:
    """All three of a disposal, or none."""
    if not any(values[name] for name in ("disposed_on", "disposal", "disposal_reason")):
        return
    refuse_disposal(values["acquired_on"], values["disposed_on"], today)
    if values["disposal"] is None:
        raise UserError("没有选择处置方式", "可选：" + "、".join(Disposal.labels()))
    if not values["disposal_reason"]:
        raise UserError("没有写明处置原因", "请写明原因和批准情况")


def remove(session: Session, asset_id: int) -> None:
    """Remove a card that should not have been written."""
    session.delete(session.get_one(Asset, asset_id))
