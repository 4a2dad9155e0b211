"""操作留痕: what was done at the county's desk, when, by whom and why; whether it is as it was written."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from banfu_desktop.services.county import checking, trail
from banfu_desktop.services.county.checking import CountyCheck
from banfu_desktop.services.county.trail import DeedLine
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.county.county_list import PanelList
from banfu_desktop.ui.pages.county.side_panel import SidePanel
from banfu_desktop.ui.tasks import Query

_TABLE = Table(
    "county_trail",
    "操作留痕",
    (
        Field("no", "号", Kind.WHOLE, width=60),
        Field("at", "时间", width=160),
        Field("name", "操作", width=150),
        Field("town", "镇（街）", width=110),
        Field("said", "内容", width=420),
        Field("actor", "办理", width=80),
    ),
)


_DIGEST, _GROUP = re.compile("[0-9a-f]{32,}"), 8


class TrailPage(PanelList):
    """The deeds, the latest first."""

    room, title, table, key = "trail", "操作留痕", _TABLE, "no"
    row_class = DeedLine
    filters = ("name", "town")
    unit, empty, hint = "条", "县里还没有办过什么。", "镇名、操作或理由里的字"
    tones: ClassVar[Tones] = {}

    def __init__(self, ctx: Context) -> None:
        self._shown = 0
        super().__init__(ctx)

    def commands(self) -> Sequence[Command]:
        """Checking, looking."""
        return (
            Command("check_county", "检查数据", self._check, act=None, icon="shield-check",
                    place=Place.PRIMARY, help="数据页、留痕、合计和收下的上报包都核对一遍，不改动任何内容"),
            Command("show_deed", "看这一条", lambda: self.open_record(self.selected()[0]), act=None,
                    icon="eye", rows=Rows.ONE, help="这一条的全部内容"),
        )  # fmt: skip

    def make_panel(self) -> SidePanel:
        """A deed in words."""
        return SidePanel(self.ctx.look, "所选的操作")

    def query(self) -> Query:
        """The latest deeds."""
        return trail.listing

    def fill(self, data: Sequence[DeedLine]) -> None:
        """Show them; where there are more, say so."""
        more = len(data) >= trail.LISTED
        self.show_note(f"只列出最近{trail.LISTED}条，更早的用命令行 county log 看" if more else "")
        self.show_rows(data)

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What holds them together."""
        return ("每一条都接着上一条，改过就接不上",)

    def visit(self, where: object) -> None:
        """The finder sends words: the deeds that hold them are shown."""
        if isinstance(where, str):
            self._bar.clear()
            self._bar.search.setText(where)
        else:
            super().visit(where)

    def open_record(self, row: DeedLine) -> None:
        """A deed in words."""
        panel, self._shown = self._panel, row.no
        lines: list[Any] = [panel.text(f"{row.at}　{row.actor}", "secondary")]
        for word, text in row.particulars:
            lines += [panel.heading(word), panel.text(_in_groups(text))]
        panel.show_content(f"第{row.no}条　{row.name}", row.town, Tone.GREY, lines)

    def forget_shown(self) -> None:
        """Nothing is shown any more."""
        self._shown = 0

    def _check(self) -> None:
        database = self.ctx.database
        assert database is not None
        self.ctx.tasks.long("检查数据", lambda _progress: checking.check(database()), self._checked)

    def _checked(self, found: CountyCheck) -> None:
        if found.bad:
            text = "\n".join(
                (*found.bad, "", "没有改动任何数据。请从“备份销毁”恢复一份备份，或联系维护人员。")
            )
            self.ctx.dialogs.tell("检查没有通过", text)
            return
        self.ctx.dialogs.tell("检查通过", "\n".join((*found.good, *found.remarks)))


def _in_groups(text: str) -> str:
    """A digest in groups of eight, which lines can break at; other texts as they are."""
    if not _DIGEST.fullmatch(text):
        return text
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
