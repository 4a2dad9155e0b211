"""打印预览: the pages that will be printed, what to choose, and the ways onto paper and into a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.hall import papers
from banfu_desktop.services.hall.papers import Paper
from banfu_desktop.ui.boxes.dialogs import DOCX, XLSX, Dialogs, placed
from banfu_desktop.ui.frame.notice import Notice
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, allow, button, column, icon_button, label, named, row
from banfu_desktop.ui.preview.paper_view import Fit, PagesView
from banfu_desktop.ui.tasks import Progress

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from banfu_desktop.printing.orders import Order

VARIANTS: dict[Variant, str] = {
    "file": "存档（隐藏号码）",
    "full": "完整（发放单位财务用）",
    "public": "公示（不含号码）",
}
Done = Callable[["Print"], object]
Failed = Callable[[Exception], bool]
Make = Callable[[int, Variant, Done, Failed], object]
"""Makes the paper of a choice in a variant and hands it on, or says why it cannot."""
Leaving = Callable[[Paper, str, Callable[[], object]], object]
"""Told of a paper before it leaves (打印, 另存): puts on record what has to be, then goes on."""
RunLong = Callable[[str, Callable[[Progress], Any], Callable[[Any], object]], object]


@dataclass(frozen=True)
class Print:
    """A paper and its PDF."""

    paper: Paper
    pdf: bytes


@dataclass(frozen=True)
class Job:
    """What a preview shows: what there is to choose from, and who makes it.

    `run` does long work (saving, printing) off the GUI thread; a job without it can only be printed, at once.
    `leaving` is told before a paper goes into a file or to the printer. `settings` keep the printer used.
    """

    title: str
    make: Make
    choices: Sequence[str] = ()
    variants: Sequence[Variant] = ("file",)
    run: RunLong | None = None
    leaving: Leaving = lambda paper, how, then: then()
    settings: "QSettings | None" = None


class Preview(QDialog):
    """Pages in the middle; what to show above; what to do with it at the right."""

    def __init__(self, look: Look, dialogs: Dialogs, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "preview", f"打印预览 {job.title}")
        self.setWindowTitle(job.title)
        self._look, self._dialogs, self._job = look, dialogs, job
        self._print: Print | None = None
        self.printed = False
        self._asked = 0
        self._variant: Variant = job.variants[0]
        self._pages = PagesView(look)
        self._said = label("", "empty", name="preview-said", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedWidget()
        self._body.addWidget(self._said)
        self._body.addWidget(self._pages)
        self._note = label("", "secondary", name="preview-note", wrap=True)
        self._note.hide()
        layout = column(self._bar(), self._note, self._body, spacing=look.px(12))
        layout.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self.setLayout(layout)
        self._notice = Notice(look, self)
        self._keys()
        screen = (parent.window() if parent else self).screen().availableGeometry()
        self.resize(min(look.px(1160), screen.width() - 48), min(look.px(860), screen.height() - 64))

    # What stands above the pages.

    def _bar(self) -> QWidget:
        look, px = self._look, self._look.px
        self._choice = self._combo("choice", "打印哪一张", self._job.choices)
        self._choice.currentIndexChanged.connect(lambda _: self._ask())
        self._kind = self._combo("variant", "号码", [VARIANTS[variant] for variant in self._job.variants])
        self._kind.activated.connect(lambda _: self._choose_variant())
        self._count = label("", "secondary", name="page-count")
        self._pages.paged.connect(lambda _: self._show_count())
        back = icon_button(look.icon("chevron-left"), "page-back", "上一页（上翻页）", px(20))
        on = icon_button(look.icon("chevron-right"), "page-on", "下一页（下翻页）", px(20))
        back.clicked.connect(lambda: self._pages.go(self._pages.page - 1))
        on.clicked.connect(lambda: self._pages.go(self._pages.page + 1))
        self._zoom = self._combo("zoom", "显示大小", [fit.value for fit in Fit])
        self._zoom.activated.connect(lambda number: self._pages.fit(list(Fit)[number]))
        self._acts = self._buttons()
        bar = named(QWidget(), "preview-bar", self._job.title)
        bar.setLayout(row(self._choice, self._kind, None, back, self._count, on, self._zoom, *self._acts))
        return bar

    def _combo(self, name: str, says: str, texts: Sequence[str]) -> Combo:
        combo = named(Combo(), name, says)
        combo.addItems(list(texts))
        combo.setToolTip(says)
        combo.setMaxVisibleItems(16)
        combo.setVisible(len(texts) > 1)
        return combo

    def _buttons(self) -> list[QPushButton]:
        look = self._look
        made = []
        if self._job.run is not None:
            pdf = button("存为 PDF…", "save-pdf", icon=look.icon("file-down"), tip="Ctrl+S")
            pdf.clicked.connect(self._save_pdf)
            self._xlsx = button("存为 Excel…", "save-xlsx", icon=look.icon("file-spreadsheet"))
            self._xlsx.clicked.connect(self._save_xlsx)
            self._docx = button("存为 docx…", "save-docx", icon=look.icon("file-text"))
            self._docx.clicked.connect(self._save_docx)
            self._docx.hide()
            made += [pdf, self._xlsx, self._docx]
        printing = button("打印…", "print", look="primary", tip="Ctrl+P，按 100% 打印，不缩放")
        printing.clicked.connect(self._print_out)
        return [*made, printing]

    def _keys(self) -> None:
        for keys, run in (
            ("Ctrl+P", self._print_out),
            ("Ctrl+S", self._save_pdf),
            ("PgUp", lambda: self._pages.go(self._pages.page - 1)),
            ("PgDown", lambda: self._pages.go(self._pages.page + 1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    # What it shows.

    def showEvent(self, event: QShowEvent) -> None:
        """Make the paper once the dialog stands."""
        super().showEvent(event)
        if not self._asked:
            self._ask()

    def _choose_variant(self) -> None:
        """Full numbers are shown only when the clerk means it: the audit trail keeps that they were."""
        variant = self._job.variants[self._kind.currentIndex()]
        if variant == "full" and self._variant != "full":
            text = "将显示完整的身份证号和银行账号，只供发放单位财务使用。这次查看会记入操作留痕。"
            if not self._dialogs.ask("显示完整号码？", text, "显示完整号码"):
                variant = self._variant
        self._kind.setCurrentIndex(list(self._job.variants).index(variant))
        if variant != self._variant:
            self._variant = variant
            self._ask()

    def _ask(self) -> None:
        self._asked += 1
        number = self._asked
        self._say("正在生成…")
        self._job.make(
            max(self._choice.currentIndex(), 0),
            self._variant,
            lambda made: self._arrived(number, made),
            lambda error: self._failed(number, error),
        )

    def _arrived(self, number: int, made: Print) -> None:
        if number == self._asked and shiboken6.isValid(self):
            self._print = made
            self._pages.show_pdf(made.pdf)
            self._body.setCurrentWidget(self._pages)
            if self._asked == 1:  # only pages to be seen take the focus
                self._pages.setFocus(Qt.FocusReason.OtherFocusReason)
            self._offer(made)

    def _failed(self, number: int, error: Exception) -> bool:
        known = isinstance(error, UserError | MachineError)
        if number == self._asked and shiboken6.isValid(self):
            self._say(str(error) if known else "这张表没有生成出来。")
        return known

    def _say(self, text: str) -> None:
        self._print = None
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self._body.setCurrentWidget(self._said)
        self._count.setText("")
        for act in self._acts:
            allow(act, text)

    def _offer(self, made: Print) -> None:
        for act in self._acts:
            allow(act, "")
        if self._job.run is not None:
            self._xlsx.setVisible("xlsx" in made.paper.outputs)
            self._docx.setVisible("docx" in made.paper.outputs)
        self._note.setText(made.paper.note)
        self._note.setVisible(bool(made.paper.note))
        self._show_count()

    def _show_count(self) -> None:
        text = f"{self._pages.page} / {self._pages.pages} 页"
        self._count.setText(text)
        self._count.setAccessibleName(text)

    # What can be done with it.

    def _save_pdf(self) -> None:
        if self._job.run is not None and self._print is not None:
            path, archival = self._dialogs.save_pdf("另存为", f"{self._print.paper.name}.pdf")
            self._save(path, archival=archival)

    def _save_xlsx(self) -> None:
        if self._print is not None:
            self._save(self._dialogs.save_file("另存为", f"{self._print.paper.name}.xlsx", XLSX))

    def _save_docx(self) -> None:
        if self._print is not None:
            self._save(self._dialogs.save_file("另存为", f"{self._print.paper.name}.docx", DOCX))

    def _save(self, path: Path | None, *, archival: bool = False) -> None:
        run, made = self._job.run, self._print
        if run is None or made is None or path is None:
            return

        def write() -> None:
            run(
                "保存",
                lambda progress: papers.write(made.paper, path, archival=archival),
                lambda _: self._told(f"已保存：{placed(path)}"),
            )

        self._job.leaving(made.paper, "另存", write)

    def _print_out(self) -> None:
        from banfu_desktop.ui.preview import print_box, printers

        made = self._print
        if made is None:
            return
        try:
            found = printers.listing()
        except MachineError as trouble:
            self._dialogs.trouble(trouble)
            return
        if not found:
            self._dialogs.refuse(print_box.NO_PRINTER)
            return
        alone = made.paper.enclosed is None
        single = alone and not made.paper.two_up
        small = single and all(page.paper == "A5" for page in made.paper.documents)
        box = print_box.PrintBox(
            self._look, found, made.paper.name, self._pages.pages, settings=self._job.settings, small=small,
            full=self._variant == "full" or not alone, parent=self,
        )  # fmt: skip
        if self._dialogs.run(box):
            order = box.order
            self._job.leaving(made.paper, "打印", lambda: self._send(made, order))

    def _send(self, made: Print, order: "Order") -> None:
        from banfu_desktop.ui.preview import printers

        def said(pages: int) -> None:
            copies = f" × {order.copies} 份" if order.copies > 1 else ""
            self._printed(f"已送打印机：{pages} 页{copies}")

        if self._job.run is not None:
            self._job.run("打印", lambda progress: printers.send(made.pdf, order, progress), said)
            return
        try:
            said(printers.send(made.pdf, order))
        except MachineError as trouble:
            self._dialogs.trouble(trouble)

    def _printed(self, said: str) -> None:
        self.printed = True
        self._told(said)

    def _told(self, text: str) -> None:
        if shiboken6.isValid(self):
            self._notice.say(text, False)
