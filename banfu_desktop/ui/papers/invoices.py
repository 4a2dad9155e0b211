"""The invoices of a bundle: a short list, and the form that takes its place while one is written down."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.attachments.invoices import InvoiceRow
from banfu_desktop.tables.invoices import INVOICES
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import button, label, named, row
from banfu_desktop.ui.page.record_form import RecordForm, Values

_SAVE, _DROP, _KEEP = "保存", "放弃改动", "继续编辑"
_KEY = Qt.ItemDataRole.UserRole
_LISTS, _FORM = 0, 1


class _List(QListWidget):
    removing = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes; Enter opens by itself."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None:
            self.removing.emit(item.data(_KEY))
        else:
            super().keyPressEvent(event)


class Invoices(QObject):
    """`head` and `list` stand in the panel, `form` in its place; `turned` says which (0, 1) is to be seen."""

    turned = Signal(int)

    def __init__(self, ctx: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._bundle: int | None = None
        self._rows: Sequence[InvoiceRow] = ()
        self._edited: int | None = None
        self._sealed = True
        self.is_open = False
        self.list = named(_List(), "invoices", "发票", look="bare")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda item: self.open(item.data(_KEY)))
        self.list.removing.connect(self.remove)
        self.head = self._make_head()
        self.form = RecordForm(INVOICES, ctx.look)
        self.form.setObjectName("invoice-form")
        self.form.submitted.connect(self._save)
        self.form.closed.connect(self.close)

    def show_rows(self, rows: Sequence[InvoiceRow], bundle_id: int | None, *, sealed: bool) -> None:
        """Show the invoices of a bundle."""
        self._rows, self._bundle, self._sealed = rows, bundle_id, sealed
        line = self.list.currentRow()
        self.list.clear()
        for invoice in rows:
            self.list.addItem(self._item(invoice))
        self.list.setCurrentRow(min(max(line, 0), len(rows) - 1))
        total = sum(invoice.amount_fen or 0 for invoice in rows)
        self._count.setText(f"发票　{len(rows)} 张　{yuan(total)} 元" if rows else "发票")
        self._add.setEnabled(bundle_id is not None and not sealed)

    def new(self) -> None:
        """Write down an invoice."""
        if self._bundle is not None and not self._sealed:
            self._turn_to(None, "登记发票", {"kind": InvoiceKind.DIGITAL})

    def open(self, invoice_id: int) -> None:
        """Look at an invoice, or correct it."""
        invoice = next((row for row in self._rows if row.id == invoice_id), None)
        if invoice is not None:
            values = {field.name: getattr(invoice, field.name) for field in INVOICES.editable}
            self._turn_to(invoice.id, f"发票 {invoice.number}", values)

    def remove(self, invoice_id: int) -> None:
        """Take an invoice out; it can be undone."""
        if not self._sealed:
            self._ctx.tasks.write("删除发票", lambda session: invoices.remove(session, invoice_id))

    def close(self) -> None:
        """Back to the lists; what is not saved is asked about."""
        if self.may_drop():
            self.put_away()

    @property
    def unsaved(self) -> bool:
        """Whether an invoice stands in the form that is not stored."""
        return self.is_open and self.form.dirty

    def may_drop(self) -> bool:
        """Whether what stands in the form may go."""
        if not self.unsaved:
            return True
        text = "这张发票还没有保存。"
        answer = self._ctx.dialogs.choose("保存发票？", text, [_SAVE, _DROP, _KEEP])
        if answer == _SAVE:
            self.form.submit()
        return answer == _DROP

    def put_away(self) -> None:
        """Back to the lists, whatever stands in the form."""
        if self.is_open:
            self.is_open = False
            self.form.forget()
            self.turned.emit(_LISTS)
            self.list.setFocus()

    def _turn_to(self, invoice_id: int | None, title: str, values: Values) -> None:
        self._edited, self.is_open = invoice_id, True
        may_enter = self._ctx.permits(Act.ENTER)
        sealed = "已封存，发票不能改动。更正请另做冲销。" if self._sealed and may_enter else ""
        self.form.show_record(title, "", values, sealed=sealed, readonly=not may_enter)
        self.turned.emit(_FORM)
        self.form.start()

    def _save(self, values: Values) -> None:
        bundle_id, edited = self._bundle, self._edited
        if bundle_id is None:
            return
        self.form.set_busy(True)
        self._ctx.tasks.write(
            "登记发票" if edited is None else "修改发票",
            lambda session: invoices.save(session, bundle_id, values, edited),
            lambda _: self._saved(),
            self._refused,
        )

    def _saved(self) -> None:
        self.form.set_busy(False)
        self.put_away()

    def _refused(self, error: Exception) -> bool:
        self.form.set_busy(False)
        return self.form.refuse(error)

    def _make_head(self) -> QWidget:
        self._count = label("发票", "strong", name="invoices-count")
        self._add = button("登记发票", "add-invoice", icon=self._ctx.look.icon("receipt"))
        self._add.clicked.connect(self.new)
        head = named(QWidget(), "invoices-head", "发票")
        head.setLayout(row(self._count, None, self._add))
        return head

    def _item(self, invoice: InvoiceRow) -> QListWidgetItem:
        amount = "" if invoice.amount_fen is None else f"　{yuan(invoice.amount_fen)}"
        day = f"　{invoice.issued_on}" if invoice.issued_on else ""
        text = f"{invoice.number}\n{invoice.kind.label}{day}{amount}"
        item = QListWidgetItem(text)
        item.setData(_KEY, invoice.id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", "，"))
        item.setToolTip("\n".join(filter(None, (invoice.seller, invoice.buyer))))
        return item
