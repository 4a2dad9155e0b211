"""The box before printing: which printer, how many copies, which pages, one side or both."""

from collections.abc import Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from banfu_desktop.printing import lp
from banfu_desktop.printing.orders import Order, PaperSize, Printer, Ranges, ranges, sheets_of
from banfu_desktop.rules.errors import UserError
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, allow, button, column, label, named, row
from banfu_desktop.ui.page.tab_order import follow_the_eye
from banfu_desktop.ui.preview.stepper import Stepper

LAST = "print/printer"
"""Where the settings keep the printer used last on this computer."""
ON_A4, ON_A5 = "A4 纸（按原大印，印完裁开）", "A5 纸"
NO_PRINTER = UserError(
    "这台电脑上没有可用的打印机", "请在系统设置里添加打印机（Linux 还要装 cups-client），或先存为 PDF"
)
KEPT = (
    "其中有完整号码或附件。系统的打印服务（CUPS）会把打印任务保留一段时间，默认一天，"
    "请用本单位自己的电脑和打印机。"
)


class PrintBox(QDialog):
    """Accepted with an `order` for a paper of so many pages.

    Args:
        small: whether all pages are A5, so that the paper in the printer matters.
        full: whether whole numbers or attachments stand on it: then it says who keeps what was printed.
    """

    def __init__(
        self,
        look: Look,
        printers: Sequence[Printer],
        title: str,
        pages: int,
        *,
        settings: QSettings | None = None,
        small: bool = False,
        full: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "print-box", f"打印 {title}")
        self.setWindowTitle("打印")
        self._title, self._count, self._settings, self._small = title, pages, settings, small
        self.printer = PrinterCombo(printers, settings)
        self._copies = Stepper(look, "份数")
        self._copies.changed.connect(lambda _: self._refresh())
        self._pages = named(QLineEdit(), "pages", "打印哪几页")
        self._pages.setPlaceholderText(f"全部 {pages} 页；只印几页写 1-3，5")
        self._pages.textChanged.connect(lambda _: self._refresh())
        self._duplex = named(QCheckBox("双面"), "duplex", "双面打印")
        self._duplex.toggled.connect(lambda _: self._refresh())
        self._size = named(Combo(), "size", "打印机里的纸")
        self._size.addItems([ON_A4, ON_A5])
        self._said = label("", "field-error", name="print-said", wrap=True)
        self._lay_out(look, full=full)
        self._refresh()

    def _lay_out(self, look: Look, *, full: bool) -> None:
        px = look.px
        self._confirm = button("打印", "confirm", look="primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self._accept)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        lines: list[QWidget | int] = []
        for text, field in (("打印机", self.printer), ("页码", self._pages), ("纸张", self._size)):
            if field is not self._size or self._small:
                lines += [label(text, "field-label", name=f"label-{text}"), field, px(4)]
        content = column(
            label(f"打印 {self._title}", "heading", wrap=True), px(4), *lines,
            row(label("份数", "field-label", name="label-份数"), self._copies, px(24), self._duplex, None),
            *([label(KEPT, "secondary", name="kept", wrap=True)] if full and lp.is_there() else []),
            self._said, None, row(None, cancel, self._confirm),
        )  # fmt: skip
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        follow_the_eye(self)
        self.setFixedWidth(px(460))
        self._confirm.setFocus()

    @property
    def order(self) -> Order:
        """What was chosen."""
        size: PaperSize = "A5" if self._small and self._size.currentText() == ON_A5 else "A4"
        return Order(
            self.printer.name, self._title, self._copies.value, self._ranges(), self._duplex.isChecked(), size
        )

    def _ranges(self) -> Ranges:
        return ranges(self._pages.text(), self._count)

    def _refresh(self) -> None:
        try:
            pages = len(Order("", "", pages=self._ranges()).chosen(self._count))
        except UserError as refusal:
            self._tell(str(refusal))
            return
        sheets = sheets_of(pages, duplex=self._duplex.isChecked()) * self._copies.value
        self._tell("")
        self._confirm.setText(f"打印 {sheets} 张")
        self._confirm.setAccessibleName(f"打印，用纸 {sheets} 张")

    def _tell(self, trouble: str) -> None:
        self._said.setText(trouble)
        allow(self._confirm, trouble)

    def _accept(self) -> None:
        self.printer.remember()
        self.accept()


class PrinterCombo(Combo):
    """The printers of this computer; the one used last is proposed, else the system's own."""

    def __init__(self, printers: Sequence[Printer], settings: QSettings | None) -> None:
        super().__init__()
        named(self, "printer", "打印机")
        self._settings = settings
        for printer in printers:
            trouble = f"（{printer.trouble}）" if printer.trouble else ""
            self.addItem(f"{printer.label}{trouble}", printer.name)
        last = settings.value(LAST, "") if settings is not None else ""
        self.setCurrentIndex(max(self.findData(last), 0))

    @property
    def name(self) -> str:
        """The system's name of the chosen printer."""
        return str(self.currentData() or "")

    def remember(self) -> None:
        """Propose the chosen printer the next time."""
        if self._settings is not None:
            self._settings.setValue(LAST, self.name)
