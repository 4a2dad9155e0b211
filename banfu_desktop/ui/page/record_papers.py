"""信息｜单据: the record's form and its papers, one behind the other, under a switch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import column, named, row
from banfu_desktop.ui.page.record_form import WIDTH, RecordForm
from banfu_desktop.ui.page.views import Views
from banfu_desktop.ui.papers.panel import PapersPanel

FORM, PAPERS = "信息", "单据"


class RecordPapers(QWidget):
    """Holds a form and the papers of what it shows. `closed`: the clerk is done with the record."""

    closed = Signal()

    def __init__(self, ctx: Context, form: RecordForm) -> None:
        super().__init__()
        named(self, "record-panel", "记录")
        self._panel = PapersPanel(ctx)
        self._panel.closed.connect(self.closed.emit)
        self._views = Views(ctx.look, {FORM: form, PAPERS: self._panel}, lambda: True)
        self._head = named(QWidget(), "record-switch", "信息或单据")
        self._head.setLayout(row(self._views.switch, None))
        self.setFixedWidth(ctx.look.px(WIDTH))
        self.setLayout(column(self._head, self._views, spacing=ctx.look.px(8)))

    def show_bundle(self, bundle_id: int | None) -> None:
        """Show the papers of a record; one without a bundle has only its form."""
        if bundle_id is None:
            self._views.show_view(FORM)
        self._head.setVisible(bundle_id is not None)
        self._panel.show_bundle(bundle_id)

    @property
    def unsaved(self) -> bool:
        """Whether the papers hold something that is not stored."""
        return self._panel.invoices.unsaved

    def may_drop(self) -> bool:
        """Whether nothing would be lost in the papers."""
        return self._panel.invoices.may_drop()
