"""What a county package holds, in numbers, after it was written or verified."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QWidget

from banfu_desktop.rules.money import yuan
from banfu_desktop.ui.frame.recovery_card import key_groups
from banfu_desktop.ui.look.look import CARD, Look
from banfu_desktop.ui.look.widgets import button, card, column, label, named, row

if TYPE_CHECKING:
    from banfu_desktop.backup.contents import Contents
    from banfu_desktop.services.keeping.package import PackageReport

_KEEP_APART = "传递码只显示这一次，程序不保存。请打印传递单，与上报包分开送到县里。"
_NOT_YET = "传递码关上就看不到了，没有它上报包打不开。请先打印传递单或抄下8组字符，再点“已抄好，关闭”。"
_CLOSE = "已抄好，关闭"
_STRANGER = "（首次收到，请与传递单上的核对码核对）"


def size_words(size: int) -> str:
    """Bytes as a clerk reads them: 48 KB, 1.2 MB."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


def holding(contents: "Contents") -> str:
    """What a database holds: people, sealed months with their sum, entries of the audit trail."""
    rows = {name: table.rows for name, table in contents.tables.items()}
    return _holding(rows.get("people", 0), contents.sealed_fen, rows.get("audit", 0))


def package_holding(report: "PackageReport") -> str:
    """The same of a package."""
    held = report.holding
    return _holding(held.people, held.sealed_fen, held.entries)


def _holding(people: int, sealed: Mapping[str, int], entries: int) -> str:
    months = (
        f"已封存 {len(sealed)} 个月、实发 {yuan(sum(sealed.values()))} 元" if sealed else "没有已封存的月份"
    )
    return f"{people} 人，{months}，操作留痕 {entries} 条"


class PackageBox(QDialog):
    """A package that has passed every check.

    Args:
        title: what was done (第 9 号上报包已写好).
        code: the transfer code, where the package was addressed to one; shown once.
        warning: what must be known of it, if anything.
        print_sheet: prints the sheet with the code.
    """

    def __init__(
        self,
        title: str,
        report: "PackageReport",
        look: Look,
        parent: QWidget | None = None,
        *,
        code: str | None = None,
        warning: str = "",
        print_sheet: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent)
        named(self, "package", title)
        self.setWindowTitle(title)
        px = look.px
        layout = column(label(title, "heading", wrap=True), _facts(report, look), spacing=px(12))
        for name, text in (("warning", warning), ("keep-apart", _KEEP_APART if code is not None else "")):
            if text:
                said = column(label(text, name=name, wrap=True))
                layout.addWidget(card(said, f"{name}-banner", text, look="banner-amber", margin=px(12)))
        if code is not None:
            layout.addWidget(key_groups(code.split("-"), look))
        buttons = self._buttons(look, code is not None, print_sheet)
        layout.addLayout(row(None, *buttons))
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.setFixedSize(px(560), layout.totalHeightForWidth(px(560)))
        buttons[-1].setFocus()
        self._shown_once = code is not None

    def reject(self) -> None:
        """Esc and the frame's ✕ close nothing that is shown only once: its button does, by what it says."""
        if not self._shown_once:
            super().reject()
            return
        for told in self.findChildren(QLabel, "keep-apart"):
            told.setText(_NOT_YET)
            told.setAccessibleName(_NOT_YET)
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(max(self.height(), layout.totalHeightForWidth(self.width())))

    def _buttons(self, look: Look, with_code: bool, print_sheet: Callable[[], object]) -> list[QPushButton]:
        close = button(_CLOSE if with_code else "知道了", "close", look="" if with_code else "primary")
        close.clicked.connect(self.accept)
        if not with_code:
            close.setDefault(True)
            return [close]
        printing = button("打印传递单…", "print-sheet", look="primary", icon=look.icon("printer", CARD))
        printing.setDefault(True)
        printing.clicked.connect(lambda: print_sheet())
        return [close, printing]


def _facts(report: "PackageReport", look: Look) -> QWidget:
    known = "" if report.sender_known else _STRANGER
    practice = "（练习）" if report.practice else ""
    facts = (
        ("镇（街）", f"{report.town}{practice}　第 {report.number} 号"),
        ("导出时间", f"{report.made_at:%Y-%m-%d %H:%M}"),
        ("内容", package_holding(report)),
        ("文件", f"{report.path.name}（{size_words(report.size)}）"),
        ("收件", report.addressee),
        ("恢复", report.recovery),
        ("发送方核对码", report.fingerprint + known),
        *((("结论", report.verdict),) if report.verdict else ()),
    )
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.px(16))
    grid.setVerticalSpacing(look.px(8))
    grid.setColumnStretch(1, 1)
    for line, (name, text) in enumerate(facts):
        shown = label(text, name=f"fact-{name}", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label(name, "secondary"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, line, 1)
    content = named(QWidget(), "facts", "上报包内容", look="plain")
    content.setLayout(grid)
    return content
