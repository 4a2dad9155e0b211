"""A plain list with the papers of the row chosen beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import named, row
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.papers.panel import PapersPanel


class PapersView(QWidget):
    """A list, and the papers of its row.

    Args:
        bundle_of: the bundle of a row; None where it has none yet.
    """

    def __init__(
        self, ctx: Context, shown: PlainList, name: str, bundle_of: Callable[[Any], int | None]
    ) -> None:
        super().__init__()
        named(self, name, shown.accessibleName())
        self.list, self._bundle_of = shown, bundle_of
        self._panel = PapersPanel(ctx)
        self._panel.setFixedWidth(ctx.look.px(344))
        self._panel.hide()
        self._panel.closed.connect(self._panel.hide)
        shown.chosen.connect(self._show_papers)
        layout = row(shown, self._panel, spacing=ctx.look.px(12))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(shown)

    def _show_papers(self) -> None:
        rows = self.list.selected()
        bundle = self._bundle_of(rows[0]) if len(rows) == 1 else None
        self._panel.setVisible(bundle is not None)
        self._panel.show_bundle(bundle)
