"""资产登记: what the office bought to keep, and how it left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from banfu_desktop.rules.assets import AssetState, split
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.assets import assets
from banfu_desktop.services.assets.assets import AssetRow, Purchase, Receipt
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.assets import ASSET_FORM, ASSETS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

_TONES = {AssetState.KEPT: Tone.GREEN, AssetState.DISPOSED: Tone.GREY}
_LEAVING = ("gone", "disposed_on", "disposal", "disposal_reason", "proceeds_fen", "proceeds_voucher_id")
_PART = ("number", "gone")
"""What the card of pieces that left does not show: they keep the number of the card they were on."""


@dataclass(frozen=True)
class Register:
    """What the page reads: cards, the vouchers and projects a card may name, and purchases without a card.

    `number` is the one proposed for the next card.
    """

    rows: Sequence[AssetRow]
    purchases: Sequence[Purchase]
    projects: Sequence[tuple[int, str]]
    without: Sequence[Purchase]
    receipts: Sequence[Receipt]
    number: str


def read_register(session: Session, today: date) -> Register:
    """Everything the page shows."""
    named = [(row.id, row.name) for row in projects.listing(session)]
    return Register(
        assets.listing(session), assets.purchases(session), named, assets.without_card(session),
        assets.receipts(session), assets.proposed_number(session, today),
    )  # fmt: skip


class AssetsPage(ListPage):
    """The asset register."""

    room, title, table = "assets", "资产登记", ASSETS
    row_class = AssetRow
    watches = frozenset(
        {"assets", "fund_books", "fund_years", "fund_categories", "fund_vouchers", "projects",
         "project_rounds", "project_signatures"}
    )  # fmt: skip
    filters = ("state",)
    preset: ClassVar[Mapping[str, str]] = {"state": AssetState.KEPT.label}
    tones: ClassVar[Tones] = {"state": _TONES.get}
    suggests = ("place", "keeper", "model")
    unit = "项资产"
    hint = "资产、地点、保管人或拼音首字母"
    empty = "还没有登记资产。用工作经费购置的设备应登记。"

    def commands(self) -> Sequence[Command]:
        """Cards in, the register out."""
        return (
            Command("new_asset", "登记资产", self.new_record, act=Act.ENTER, help="登记一项资产",
                    icon="plus", keys="Ctrl+N", place=Place.PRIMARY),
            Command("print_assets", "打印资产登记表…", lambda: preview_form(self.ctx, "asset-list"),
                    act=None, help="先预览，再打印或保存", icon="printer", keys="Ctrl+P", place=Place.BAR),
            Command("dispose_asset", "登记处置…", self._dispose, act=Act.ENTER,
                    help="报废、移交、变卖、丢失或归还", icon="archive", rows=Rows.ONE,
                    enabled=self._is_kept,
                    why="这项资产已经处置"),
            Command("remove_asset", "删除", self._remove, act=Act.ENTER, help="删除登记错了的资产",
                    icon="trash-2", keys="Delete", rows=Rows.ONE),
            Command("export_assets", "导出 Excel…", lambda: export_list(self.ctx, "assets"), act=None,
                    help="导出全部资产", icon="download"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._data: Register | None = None
        self._for_voucher: int | None = None
        super().__init__(ctx)

    def query(self) -> Query:
        """The register."""
        return partial(read_register, today=self.ctx.today)

    def fill(self, data: Register) -> None:
        """Show the cards; what is bought without a card is said in the header."""
        self._data = data
        self.show_note(f"{len(data.without)} 张设备购置凭证还没有登记资产" if data.without else "")
        self.show_rows(data.rows)
        if self._for_voucher is not None and self.record is None:
            self.new_record()

    def offers(self) -> Mapping[str, Offer]:
        """Vouchers and projects."""
        data = self._data
        if data is None:
            return {"voucher_id": (), "project_id": (), "proceeds_voucher_id": ()}
        paid, came = (
            [(None, ""), *((row.id, f"{row.said} {row.summary} {yuan(row.amount_fen)}") for row in rows)]
            for rows in (data.purchases, data.receipts)
        )
        return {
            "voucher_id": paid, "project_id": [(None, ""), *data.projects], "proceeds_voucher_id": came,
        }  # fmt: skip

    def form_table(self) -> Table:
        """What the clerk fills in."""
        return ASSET_FORM

    def fields(self, row: AssetRow | None) -> Sequence[str] | None:
        """A new thing is not disposed of; pieces are counted where there are several."""
        if row is None:
            hidden: Sequence[str] = _LEAVING
        elif row.part_of_id is not None:
            hidden = _PART
        else:
            hidden = () if row.quantity > 1 and row.disposed_on is None else ("gone",)
        return [field.name for field in ASSET_FORM.fields if field.name not in hidden]

    def fresh(self) -> Values:
        """One piece; what the first voucher without a card says."""
        number = self._data.number if self._data is not None else None
        start: Values = {"number": number, "quantity": 1, "acquired_on": self.ctx.today}
        waiting = self._data.without if self._data is not None else ()
        purchases = [row for row in waiting if row.id == self._for_voucher] or waiting
        self._for_voucher = None
        for first in purchases[:1]:
            start |= {
                "item": first.summary, "value_fen": first.amount_fen, "acquired_on": first.dated,
                "voucher_id": first.id, "project_id": first.project_id,
            }  # fmt: skip
        return start

    def heading(self, row: AssetRow | None) -> tuple[str, str]:
        """The thing."""
        return ("登记资产", "") if row is None else (row.item, row.state.label)

    def facts(self, row: AssetRow) -> Sequence[Fact]:
        """Which voucher paid for it."""
        paid = f"由{row.voucher}凭证支付，发票和照片见“单据”"
        facts = [Fact(paid, "", "secondary")] if row.voucher else []
        if row.part_of_id is not None:
            facts.append(Fact("与其余的分开处置；删除这张卡片，数量和价值并回原卡片", "", "secondary"))
        if row.proceeds_fen:
            where = f"，见{row.receipt}凭证" if row.receipt else "，没有选收入凭证"
            facts.append(Fact(f"处置收入 {yuan(row.proceeds_fen)} 元{where}", "", "secondary"))
        if row.project:
            facts.append(Fact(f"属于项目“{row.project}”", "四(四)", "secondary"))
        return facts

    def papers(self, row: AssetRow) -> int | None:
        """The papers of the voucher that paid for it, where pictures of the thing may be added."""
        return row.bundle_id

    def save(self, row: AssetRow | None, values: Values) -> Saving | None:
        """A card, or its correction; of a part that leaves its share of the value is told first."""
        key, today = (None if row is None else row.id), self.ctx.today
        gone = row is not None and row.disposed_on is None and values.get("disposed_on")
        if row is not None and gone and not self._tell_share(row, values):
            return None
        deed = "登记处置" if gone else "登记资产" if row is None else "更正资产"
        return Saving(f"{deed} {values['item']}", lambda session: assets.save(session, values, today, key))

    def _tell_share(self, row: AssetRow, values: Values) -> bool:
        """Whether the clerk agrees to what leaves and what stays; asked of a part only."""
        quantity, value_fen, gone = (
            values.get("quantity", row.quantity), values.get("value_fen", row.value_fen), values.get("gone")
        )  # fmt: skip
        if gone is None or not 0 < gone < quantity:
            return True
        shares = split(quantity, value_fen, gone)
        text = (
            f"{values['item']} 共 {quantity} 件，原值 {yuan(value_fen)} 元。\n"
            f"处置 {shares.gone} 件，原值 {yuan(shares.gone_fen)} 元；"
            f"留下 {shares.left} 件，原值 {yuan(shares.left_fen)} 元，仍在用。"
        )
        return self.ctx.dialogs.ask("处置一部分", text, "登记处置")

    def visit(self, where: object) -> None:
        """The home page sends a voucher behind which a card is wanted: that card is begun."""
        if isinstance(where, str) and where.startswith("voucher "):
            self._for_voucher = int(where.removeprefix("voucher "))
            if self.filled:
                self.new_record()
        else:
            super().visit(where)

    def _is_kept(self) -> bool:
        return all(row.disposed_on is None for row in self.selected())

    def _dispose(self) -> None:
        row = self.selected()[0]
        self.open_record(row)
        if row.quantity > 1:
            self.propose("gone", row.quantity)
        self.propose("disposed_on", self.ctx.today)

    def _remove(self) -> None:
        row = self.selected()[0]
        self.ctx.tasks.write(f"删除资产 {row.item}", lambda session: assets.remove(session, row.id))
