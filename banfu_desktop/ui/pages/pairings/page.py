"""组团结对: annex 1 as the office keeps it, its own town first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from banfu_desktop.rules.words import TownKind
from banfu_desktop.services.office import office
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.pairings.pairings import AnnexRow, PairingRow
from banfu_desktop.tables.pairings import PAIRINGS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

_KINDS = {TownKind.KEY: Tone.BLUE, TownKind.CONSOLIDATION: Tone.GREEN, TownKind.STREET: Tone.GREY}
_UNITS = ("lead", "first_secretaries", "members", "finance_assistant", "other_staff")


@dataclass(frozen=True)
class Annex:
    """What the page reads."""

    rows: Sequence[PairingRow]
    town: str


class PairingsPage(ListPage):
    """Seven towns and the units paired with them (一)."""

    room, title, table = "pairings", "组团结对", PAIRINGS
    row_class = PairingRow
    watches = frozenset({"pairings", "pairing_units", "organisations", "office"})
    tones: ClassVar[Tones] = {"kind": _KINDS.get}
    unit, empty = "个镇（街）", "附件1还没有载入。"
    hint = "镇、单位"

    def commands(self) -> Sequence[Command]:
        """Printing and the units behind the names."""
        return (
            Command("print_annex", "打印结对情况表…", lambda: preview_form(self.ctx, "pairings-annex"),
                    act=None, help="先预览，再打印或保存", icon="printer", keys="Ctrl+P",
                    place=Place.PRIMARY),
            Command("export_annex", "导出 Excel…", lambda: export_list(self.ctx, "pairings"), act=None,
                    help="导出附件1", icon="download"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._town = ""
        super().__init__(ctx)

    def query(self) -> Query:
        """The annex with the office's own town at the top."""

        def read(session: Session) -> Annex:
            town = office.current(session).town
            rows = sorted(pairings.listing(session), key=lambda row: row.town != town)
            return Annex(rows, town)

        return read

    def fill(self, data: Annex) -> None:
        """Show the towns."""
        self._town = data.town
        self.show_rows(data.rows)

    def heading(self, row: PairingRow) -> tuple[str, str]:
        """The town."""
        return row.town, "本镇" if row.town == self._town else ""

    def facts(self, row: PairingRow) -> Sequence[Fact]:
        """Where the names come from, and who staffs the town."""
        staffed = "由县里自身帮扶，结对单位默认为县直单位" if row.kind.county_run else "由省、市单位组团帮扶"
        return (
            Fact(staffed, "二(三)" if row.kind.county_run else "一", "secondary"),
            Fact("随附件1录入，可按实际更正；新出现的单位自动进入单位名册", "一", "secondary"),
        )

    def save(self, row: PairingRow, values: Values) -> Saving:
        """Replace a town's row; units are recognised by name."""
        units = {name: values.get(name) or "" for name in _UNITS}
        annex = AnnexRow(town=row.town, kind=values["kind"], **units)
        deed = f"更正结对 {row.town}"
        return Saving(deed, lambda session: pairings.change(session, row.id, annex), undo=False)
