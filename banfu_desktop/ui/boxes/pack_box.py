"""本月打印: the papers of a month in one box, to be printed, or saved as a folder or as one PDF.

open_pack(ctx, month) is the way in, from any page.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QWidget

from banfu_desktop.printing.orders import Order, Printer
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.hall import pack as packs
from banfu_desktop.services.hall.pack import Chosen, Group, Line, Pack
from banfu_desktop.ui.boxes.pack_choice import Choice
from banfu_desktop.ui.boxes.pack_preview import PackPreview
from banfu_desktop.ui.boxes.pack_sending import Sending
from banfu_desktop.ui.boxes.pack_tree import PackTree
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import allow, button, card, column, label, named, row
from banfu_desktop.ui.preview.preview import offset_mm
from banfu_desktop.ui.preview.print_box import NO_PRINTER, PrinterCombo

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_NOTHING = "还没有勾选要打印的"
_TO_BANK = "遮住时，银行代发清单上的账号也遮住；要交银行办理，请取消这个勾。"
_WIDE, _HIGH, _RIGHT = 1080, 672, 324
_NAMED = 3


def open_pack(ctx: Context, month: Month) -> None:
    """Gather what a month puts on paper and show it in its box."""
    now, today, moved = ctx.now(), ctx.today, offset_mm(ctx.settings)

    def gathered(pack: Pack) -> None:
        if not pack.printable:
            reasons = "；".join(dict.fromkeys(line.paper.missing for line in pack.missing))
            advice = reasons or "请核对月份和任职"
            ctx.dialogs.refuse(UserError(f"{month.label}没有可以打印的纸张", advice))
            return
        QTimer.singleShot(0, lambda: ctx.dialogs.run(PackBox(ctx, pack)))  # the gathering is over by then

    ctx.tasks.long_read(
        f"{month.label}本月打印",
        lambda session, progress: packs.gather(
            session, month, now=now, today=today, offset_mm=moved, progress=progress
        ),
        gathered,
    )


class PackBox(QDialog):
    """Ticks and copies at the left, the unit's first pages and the printer at the right, sums at the foot."""

    def __init__(self, ctx: Context, pack: Pack) -> None:
        super().__init__(ctx.dialogs.window)
        named(self, "pack-box", f"本月打印 {pack.month.label}")
        self.setWindowTitle("本月打印")
        self._ctx, self._pack = ctx, pack
        self.choice = Choice(pack, ctx.settings)
        self._group: Group = pack.groups[0]
        self._line: Line | None = None
        self._sending = Sending(ctx, pack)
        self.tree = PackTree(ctx.look, self.choice)
        self.tree.changed.connect(self._changed)
        self.tree.at.connect(self._go_to)
        self.tree.way.connect(self._follow)
        self._preview = PackPreview(ctx.look, ctx.tasks, self.devicePixelRatioF())
        self._preview.opened.connect(self._show_large)
        self._printers, self._trouble = _printers()
        self._lay_out()
        self._go_to(self._group, None)
        self._changed()
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print)

    # How it lies.

    def _lay_out(self) -> None:
        px = self._ctx.look.px
        body = row(self._left(), self._right(), spacing=px(20))
        body.setStretch(0, 1)
        content = column(
            row(label("本月打印", "heading"), px(8), label(self._pack.month.label, "heading"), None),
            body,
            self._foot(),
            spacing=px(12),
        )
        content.setStretch(1, 1)
        content.setContentsMargins(px(20), px(16), px(20), px(16))
        self.setLayout(content)
        self.tree.setFocus()

    def _left(self) -> QWidget:
        px = self._ctx.look.px
        self._all = named(QCheckBox("全部纸张"), "all", "全部纸张")
        self._all.setTristate(True)
        self._all.clicked.connect(self._tick_all)
        copies, pages = (
            label("份数", "secondary", name="head-copies"),
            label("页数", "secondary", name="head-pages"),
        )
        for head, width in ((copies, 112), (pages, 84)):
            head.setFixedWidth(px(width))
        copies.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pages.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head_row = row(self._all, None, copies, pages, spacing=0)
        head_row.setContentsMargins(px(25), px(6), px(14), px(6))
        line = named(QFrame(), "hair", "", look="hair")
        line.setFixedHeight(1)
        return card(column(head_row, line, self.tree, spacing=0), "papers", "纸张", margin=px(4))

    def _right(self) -> QWidget:
        px = self._ctx.look.px
        self._unit = label("", "strong", name="unit")
        self._facts = label("", "secondary", name="unit-facts")
        self._printer = PrinterCombo(self._printers, self._ctx.settings)
        self._masked = named(QCheckBox("账号、身份证号遮住中间几位"), "masked", "遮住号码")
        self._masked.setChecked(True)
        to_bank = label(_TO_BANK, "secondary", name="masked-hint", wrap=True)
        self._masked.toggled.connect(to_bank.setVisible)
        self._duplex = named(QCheckBox("双面，每张表从新的一张纸开始"), "duplex", "双面打印")
        self._duplex.toggled.connect(lambda _: self._changed())
        right = named(QWidget(), "pack-right", "预览和打印机")
        layout = column(
            row(self._unit, None, self._facts), self._preview,
            label("打印机", "secondary", name="label-打印机"), self._printer, *self._without_printer(),
            self._masked, to_bank, self._duplex, *self._banner(),
            spacing=px(8),
        )  # fmt: skip
        layout.setStretch(1, 1)
        right.setLayout(layout)
        right.setFixedWidth(px(_RIGHT))
        return right

    def _without_printer(self) -> Sequence[QWidget]:
        self._printer.setEnabled(bool(self._printers))
        return () if self._printers else (label(self._trouble, "field-error", name="no-printer", wrap=True),)

    def _banner(self) -> Sequence[QWidget]:
        """What is missing, in words; it never keeps the rest from being printed."""
        missing = self._pack.missing
        if not missing:
            return ()
        units = list(dict.fromkeys(line.paper.unit or line.label for line in missing))
        said = "、".join(units[:_NAMED]) + (f"等 {len(units)} 处" if len(units) > _NAMED else "")
        text = f"缺 {len(missing)} 张：{said}。办好以后可以单独补印。"
        shown = label(text, name="missing", wrap=True)
        return (
            card(column(shown), "missing-banner", text, look="banner-amber", margin=self._ctx.look.px(10)),
        )

    def _foot(self) -> QWidget:
        look = self._ctx.look
        self._where = label("", "secondary", name="where")
        self._sums = label("", "strong", name="sums")
        cancel = button("取消", "cancel", look="link")
        cancel.clicked.connect(self.reject)
        folder = button("存到文件夹…", "save-folder", icon=look.icon("folder-open"))
        folder.clicked.connect(self._save_folder)
        pdf = button("存为一个 PDF…", "save-pdf", icon=look.icon("file-down"))
        pdf.clicked.connect(self._save_pdf)
        self._confirm = button("打印", "print", look="primary", tip="Ctrl+P")
        self._confirm.clicked.connect(self._print)
        self._acts = (folder, pdf, self._confirm)
        foot = named(QWidget(), "pack-foot", "合计")
        foot.setLayout(row(self._where, look.px(8), self._sums, None, cancel, folder, pdf, self._confirm))
        return foot

    def showEvent(self, event: "QShowEvent") -> None:
        """As large as drawn; where everything is larger, as large as the window leaves room."""
        super().showEvent(event)
        px, window = self._ctx.look.px, self.parentWidget()
        room = (window.window() if window is not None else self).size()
        screen = self.screen().availableGeometry()
        wide = min(px(_WIDE), max(room.width() - 16, _WIDE), screen.width() - 16)
        high = min(px(_HIGH), max(room.height() - 16, _HIGH), screen.height() - 48)
        self.resize(wide, high)
        if window is not None:
            self.move(window.window().geometry().center() - self.rect().center())

    # What it shows.

    def _changed(self) -> None:
        chosen, choice = self.choice.chosen(), self.choice
        sheets = choice.sheets(duplex=self._duplex.isChecked())
        units = dict.fromkeys(one.line.paper.unit for one in chosen)
        named_units = f"{sum(1 for unit in units if unit)} 个单位" + ("和镇里存档" if "" in units else "")
        self._where.setText(named_units if chosen else "还没有勾选")
        copies = sum(one.copies for one in chosen)
        self._sums.setText(f"{len(chosen)} 种 · {copies} 份 · {choice.pages()} 页" if chosen else "")
        self._confirm.setText(f"打印 {sheets} 张" if chosen else "打印")
        self._confirm.setAccessibleName(f"打印，用纸 {sheets} 张")
        for act in self._acts:
            allow(act, "" if chosen else _NOTHING)
        allow(self._confirm, "" if chosen and self._printers else self._trouble if chosen else _NOTHING)
        whole = len(chosen) == len(self._pack.lines)
        some = Qt.CheckState.PartiallyChecked if chosen else Qt.CheckState.Unchecked
        self._all.setCheckState(Qt.CheckState.Checked if whole else some)
        self._show_unit()

    def _tick_all(self) -> None:
        """All in, or, where all are, all out."""
        whole = len(self.choice.chosen()) == len(self._pack.printable)
        for line in self._pack.printable:
            self.choice.tick(line, on=not whole)
        self.tree.refresh()
        self._changed()

    def _go_to(self, group: Group, line: Line | None) -> None:
        """The preview follows the line in focus."""
        self._group, self._line = group, line
        self._show_unit()

    def _show_unit(self) -> None:
        group = self._group
        self._unit.setText(group.name)
        chosen = self.choice.chosen(group)
        facts = f"{len(chosen)} 种 {self.choice.pages(group)} 页，点开看大图" if chosen else ""
        self._facts.setText(facts)
        there = [line for line in group.lines if not line.is_missing]
        self._preview.show_papers(there, {line.key: self.choice.copies(line) for line in there})
        self._preview.choose(self._line)

    def _show_large(self, line: Line) -> None:
        self._sending.show_large(line)

    def _follow(self, line: Line) -> None:
        """Leave for where a missing paper is mended."""
        self.reject()
        self._ctx.go(line.paper.room, line.paper.key)

    # What leaves.

    def _leave(self, then: Callable[[Pack, Sequence[Chosen]], object], how: str) -> None:
        self.choice.remember()
        self._sending.record(self.choice.chosen(), then, how, full=not self._masked.isChecked())

    def _print(self) -> None:
        if not self._confirm.isEnabled():
            return
        self._printer.remember()
        duplex = self._duplex.isChecked()
        order = Order(self._printer.name, packs.title(self._pack), duplex=duplex)
        sheets = self.choice.sheets(duplex=duplex)

        def send(pack: Pack, chosen: Sequence[Chosen]) -> None:
            self._sending.send(pack, chosen, order, lambda: self._done(f"已送打印机：{sheets} 张"))

        self._leave(send, "打印")

    def _save_pdf(self) -> None:
        path, archival = self._ctx.dialogs.save_pdf("存为一个 PDF", f"{packs.title(self._pack)}.pdf")
        if path is not None:
            save = partial(self._sending.save_pdf, path=path, done=self._done, archival=archival)
            self._leave(save, "存为 PDF")

    def _save_folder(self) -> None:
        parent = self._ctx.dialogs.open_folder("存到哪个文件夹")
        if parent is not None:
            save = partial(self._sending.save_folder, parent=parent, done=self._done)
            self._leave(save, "存到文件夹")

    def _done(self, said: str) -> None:
        self._ctx.say(said)
        self.accept()


def _printers() -> tuple[list[Printer], str]:
    """The printers there are, or why there is none."""
    from banfu_desktop.ui.preview import printers

    try:
        found = printers.listing()
    except MachineError as trouble:
        return [], f"{trouble.what}，{trouble.advice}。"
    return found, "" if found else str(NO_PRINTER)
