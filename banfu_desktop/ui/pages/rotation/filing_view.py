"""The filings with their papers beside them: letters sent, receipts that came back (二(三))."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.rotation import FilingState
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.tables.rotation import FILINGS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import named, row
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.papers.panel import PapersPanel

_TONES = {FilingState.MISSING: Tone.AMBER, FilingState.SENT: Tone.BLUE, FilingState.CONFIRMED: Tone.GREEN}


class FilingView(QWidget):
    """The list, and the papers of the filing chosen once it has been sent."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        named(self, "filing-view", "备案")
        look = ctx.look
        self.list = PlainList(look, FILINGS, ("state", "body"), _count, _unfiled, {"state": _TONES.get})
        self._panel = PapersPanel(ctx)
        self._panel.setFixedWidth(look.px(344))
        self._panel.hide()
        self._panel.closed.connect(self._panel.hide)
        self.list.chosen.connect(self._show_papers)
        layout = row(self.list, self._panel, spacing=look.px(12))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.list)

    def _show_papers(self) -> None:
        rows: list[FilingRow] = self.list.selected()
        bundle = rows[0].bundle_id if len(rows) == 1 else None
        self._panel.setVisible(bundle is not None)
        self._panel.show_bundle(bundle)


def _count(rows: Sequence[FilingRow]) -> str:
    return f"{len(rows)} 条"


def _unfiled(rows: Sequence[FilingRow]) -> Sequence[str]:
    open_ones = sum(row.wanted and row.state is not FilingState.CONFIRMED for row in rows)
    return [f"未备案 {open_ones} 条"]
