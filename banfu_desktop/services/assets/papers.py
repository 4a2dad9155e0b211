"""The paper of the assets room: the asset register."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import asset_list
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.assets import assets
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]


def register(session: Session, now: datetime, today: date) -> Documents:
    """The asset register.

    Raises:
        UserError: no card was written yet.
    """
    rows = assets.listing(session)
    if not rows:
        raise UserError("还没有登记资产", "请先在资产登记中登记")
    cards = tuple(
        asset_list.Card(
            row.item, row.model or "", row.quantity, row.value_fen, row.acquired_on, row.place, row.keeper,
            row.voucher, row.project, _gone(row), row.remark or "", row.number or "",
        )
        for row in sorted(rows, key=lambda row: (row.acquired_on, row.id))
    )  # fmt: skip
    team, until = office.current(session).team, f"截至{chinese_date(today)}"
    return asset_list.build(asset_list.Register(team, until, cards, imprint(session, now)))


def _gone(row: assets.AssetRow) -> str:
    if row.disposed_on is None or row.disposal is None:
        return ""
    brought = f"，收入{yuan(row.proceeds_fen)}元" if row.proceeds_fen else ""
    return f"{row.disposed_on:%Y.%m.%d} {row.disposal.label}：{row.disposal_reason}{brought}"
