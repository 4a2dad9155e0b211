"""封存前核对: what keeps sheets from being sealed, each with its way; what changed; the seal."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.overview import Asked, Change, MonthView, OpenLeave, Question
from banfu_desktop.services.subsidies.sheets import Deferred, PayerSheet
from banfu_desktop.ui.look.look import AMBER, LINE, SECONDARY, Look, Tone
from banfu_desktop.ui.look.widgets import Chip, allow, button, column, icon_button, label, named, restyle, row

_HEADINGS = {
    Question.HELD: ("待决定的行", "去决定"),
    Question.DIFFERENCE: ("待决定的差异", "去决定"),
    Question.UNIT: ("待核实单位", "去核实"),
}
_CHANGES_SHOWN = 12


class CheckPanel(QFrame):
    """Stands beside the list while a month has drafts.

    Sent: `answered` with what the clerk goes to decide, `deferred` with what is to be left off,
    `restored` with a sheet and what was left off it, `sealing`, `closed`.
    """

    answered = Signal(object)
    deferred = Signal(object)
    restored = Signal(object, object)
    sealing = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "check-panel", "封存前核对", look="card")
        self._look, self._asked = look, tuple[Asked, ...]()
        px = look.px
        self._hint = label("", "secondary", name="check-month")
        close = icon_button(look.icon("x", SECONDARY), "check-close", "关闭（Esc）", px(16))
        close.clicked.connect(self.closed)
        self._lines = column(spacing=px(6))
        self._size = label("", "secondary", name="check-size")
        self._sum = label("", "strong", name="check-sum")
        self._seal = button("封存…", "check-seal", icon=look.icon("stamp"))
        self._seal.clicked.connect(self.sealing)
        self._next = button("处理下一处", "check-next", look="primary")
        self._next.clicked.connect(self._go_on)
        head = row(label("封存前核对", "heading"), self._hint, None, close)
        foot = column(
            _rule(), row(self._size, None, self._sum), row(self._seal, None, self._next), spacing=px(8)
        )
        head.setContentsMargins(0, 0, px(10), 0)
        foot.setContentsMargins(0, 0, px(10), 0)
        layout = column(head, self._scroll(), foot, spacing=px(8))
        layout.setContentsMargins(px(16), px(12), px(6), px(12))
        self.setLayout(layout)
        self.setFixedWidth(px(344))

    def _scroll(self) -> QScrollArea:
        content = named(QWidget(), "check-lines", "核对内容", look="plain")
        inner = column(self._lines, None, spacing=0)
        inner.setContentsMargins(0, 0, self._look.px(10), 0)
        content.setLayout(inner)
        scroll = named(QScrollArea(), "check-scroll", "核对内容")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        return scroll

    def show_view(self, view: MonthView, month: Month) -> None:
        """Say what a month's drafts wait for."""
        self._asked = view.asked
        self._hint.setText(f"{month.number}月")
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for question, (title, way) in _HEADINGS.items():
            self._show_asked([one for one in view.asked if one.question is question], title, way)
        self._show_deferred([sheet for sheet in view.all_sheets if sheet.is_draft and sheet.deferred])
        self._show_refused(view)
        self._show_changes(view.changes, compared=view.compared)
        self._show_leaves(view.open_leaves)
        self._show_foot(view)

    # Its parts.

    def _show_asked(self, rows: Sequence[Asked], title: str, way: str) -> None:
        if not rows:
            return
        unit = "个" if rows[0].question is Question.UNIT else "处"
        number = len({one.unit_id for one in rows}) if unit == "个" else len(rows)
        self._head(
            "triangle-alert", AMBER, title, f"{number} {unit}", way, lambda: self.answered.emit(rows[0])
        )
        for one in rows:
            self._show_one(one)

    def _show_one(self, one: Asked) -> None:
        is_unit, is_older = one.question is Question.UNIT, one.question is Question.DIFFERENCE
        amount = "" if is_older or one.gross_fen is None else yuan(one.gross_fen)
        self._entry(
            one.unit if is_unit else one.name,
            f"{one.about.number}月" if is_older else "",
            one.name if is_unit else amount,
            run=lambda: self.answered.emit(one),
        )
        self._small(one.reason, "暂缓…", lambda: self.deferred.emit(one), f"{one.name}暂缓")

    def _show_deferred(self, sheets: Sequence[PayerSheet]) -> None:
        rows = [(sheet, left) for sheet in sheets for left in sheet.deferred]
        if not rows:
            return
        self._head("info", SECONDARY, "已暂缓", f"{len(rows)} 处")
        for sheet, left in rows:
            self._entry(left.name, f"{left.about.number}月 {sheet.payer}", "")
            self._small(left.reason, "撤回", self._restore(sheet, left), f"撤回{left.name}的暂缓")

    def _restore(self, sheet: PayerSheet, left: Deferred) -> Callable[[], object]:
        return lambda: self.restored.emit(sheet, left)

    def _show_refused(self, view: MonthView) -> None:
        """Sheets that wait for something else: an earlier month, or that everybody is left off."""
        asking = {one.payer_id for one in view.asked}
        rows = [
            (sheet, why)
            for sheet in view.all_sheets
            if sheet.is_draft and sheet.payer_id not in asking and (why := view.refusals.get(sheet.payer_id))
        ]
        if rows:
            self._head("triangle-alert", AMBER, "暂不能封存", f"{len(rows)} 张")
            for sheet, why in rows:
                self._entry(sheet.payer, "", yuan(sheet.net_fen))
                self._small(why)

    def _show_changes(self, changes: Sequence[Change], *, compared: bool) -> None:
        """What is other than last month; a first month has none to be compared with, and says so."""
        self._separate()
        if not compared:
            self._head("info", SECONDARY, "与上月比较", "上月没有编制")
            return
        self._head(
            "circle-check", Tone.GREEN.text, "与上月比较", f"{len(changes)} 处" if changes else "没有变化"
        )
        for change in changes[:_CHANGES_SHOWN]:
            self._entry(*_change_words(change))
        if len(changes) > _CHANGES_SHOWN:
            self._small(f"另有 {len(changes) - _CHANGES_SHOWN} 处，见列表")

    def _show_leaves(self, rows: Sequence[OpenLeave]) -> None:
        if rows:
            self._separate()
            self._head("info", SECONDARY, "未销假", f"{len(rows)} 人")
            for leave in rows:
                start, end = leave.start_on, leave.end_on
                until = f"{end.day}日" if end.month == start.month else f"{end.month}月{end.day}日"
                self._entry(leave.name, leave.kind, f"{start.month}月{start.day}日至{until}")

    def _show_foot(self, view: MonthView) -> None:
        sheets = view.sealable
        people = len({line.person_id for sheet in sheets for line in sheet.lines})
        self._size.setText(f"本次封存 {len(sheets)} 张 · {people} 人")
        self._sum.setText(f"实发 {yuan(sum(sheet.net_fen for sheet in sheets))}")
        self._seal.setText(f"封存 {len(sheets)} 张…")
        self._seal.setAccessibleName(self._seal.text())
        allow(self._seal, "" if sheets else "没有可以封存的表")
        self._next.setVisible(bool(view.asked))
        green = bool(sheets) and not view.asked
        self._seal.setIcon(self._look.icon("stamp", "#FFFFFF") if green else self._look.icon("stamp"))
        restyle(self._seal, look="primary" if green else "")

    # How a part looks.

    def _head(
        self,
        icon: str,
        colour: str,
        title: str,
        chip: str,
        way: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        px = self._look.px
        picture = QLabel()
        picture.setPixmap(self._look.icon(icon, colour).pixmap(px(16), px(16)))
        parts: list[QWidget | None] = [
            picture,
            label(title, "strong"),
            Chip(chip, Tone.AMBER if colour == AMBER else Tone.GREY),
            None,
        ]
        if run is not None:
            parts.append(_link(way, f"check-{title}", run, f"{title}：{way}"))
        self._add(row(*parts), f"{title} {chip}")

    def _entry(self, who: str, beside: str, amount: str, *, run: Callable[[], object] | None = None) -> None:
        name: QWidget = label(who)
        if run is not None:
            name = _link(who, "check-entry", run, f"去处理{who}", look="entry")
        px, small = self._look.px, label(beside, "small")
        needed = name.sizeHint().width() + small.sizeHint().width() + label(amount).sizeHint().width()
        fits = needed + px(24 + 3 * 6) <= px(344 - 16 - 6 - 10 - 4)
        parts = (name, small) if fits else (name,)
        self._add(
            row(px(21 if run is not None else 24), *parts, None, label(amount), spacing=px(6)),
            f"{who} {beside} {amount}",
        )
        if not fits:
            self._small(beside)

    def _small(
        self, text: str, way: str = "", run: Callable[[], object] | None = None, says: str = ""
    ) -> None:
        said = label(text, "small", wrap=True)
        line = row(self._look.px(24), said, spacing=self._look.px(6))
        line.setStretch(1, 1)
        if run is not None:
            line.addWidget(_link(way, "check-way", run, says), 0, Qt.AlignmentFlag.AlignTop)
        self._add(line, text)

    def _separate(self) -> None:
        if self._lines.count():
            self._lines.addWidget(_rule())

    def _add(self, line: object, says: str) -> None:
        holder = named(QWidget(), "check-line", says)
        holder.setLayout(line)  # type: ignore[arg-type]  # a layout
        self._lines.addWidget(holder)

    def _go_on(self) -> None:
        if self._asked:
            self.answered.emit(self._asked[0])


def _change_words(change: Change) -> tuple[str, str, str]:
    if change.before_fen is None:
        return f"新增 {change.name}", change.why, yuan(change.now_fen or 0)
    if change.now_fen is None:
        return f"离开 {change.name}", change.why, f"−{yuan(change.before_fen)}"
    return change.name, change.why, f"{yuan(change.before_fen)} → {yuan(change.now_fen)}"


def _link(
    text: str, name: str, run: Callable[[], object], says: str, *, look: str = "link-small"
) -> QPushButton:
    made = button(text, name, look=look, tip=says)
    made.setAccessibleName(says)
    made.clicked.connect(lambda: run())
    return made


def _rule() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {LINE}; border: 0px;")
    return line
