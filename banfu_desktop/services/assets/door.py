"""What the assets room offers the halls."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.assets import EQUIPMENT
from banfu_desktop.rules.finding import has_amount
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.assets import assets, handing
from banfu_desktop.services.door import Documents, Hit, List, Tracked, Wish
from banfu_desktop.tables.assets import ASSET_FORM, ASSETS

TABLES = {
    "assets": Tracked(
        "资产登记",
        (ASSET_FORM, ASSETS),
        {"part_of_id": "原卡片"},
        undoable=True,
        erasable=("item", "initials", "model", "place", "keeper", "remark", "disposal_reason"),
    )
}
LISTS = {"assets": List(ASSETS, assets.listing)}
handover = handing.items


def due(session: Session, _today: date) -> list[Due]:
    """Equipment without a card."""
    return [
        Due(
            f"{row.book}{row.said}凭证“{row.summary}”{yuan(row.amount_fen)} 元属{EQUIPMENT}，还没有登记资产",
            "本单位自定", "amber", "去登记", "assets", f"voucher {row.id}",
            group=f"{{}} 张{EQUIPMENT}凭证还没有登记资产",
            name=f"{row.book}{row.said}　{row.summary}　{yuan(row.amount_fen)} 元",
        )
        for row in assets.without_card(session)
    ]  # fmt: skip


def _register(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assets import papers

    return papers.register(session, wish.now, wish.today)


PAPERS = {Form("asset-list", "资产登记表", None, "none"): _register}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Assets by name, number or amount."""
    for row in assets.listing(session):
        words = f"{row.number or ''} {row.item}".strip()
        if text in words.casefold() or text in row.initials or has_amount(text, row.value_fen):
            yield Hit(words, row.place, "assets", row.id, "资产")


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.assets import demonstration

    demonstration.fill(session)
