"""The half-year report in the window: outline, the paper it is edited on, sources and recipients."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from banfu_desktop.rules import documents_text
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.documents_draft import Source
from banfu_desktop.services.documents.reports import Difference, ReportView
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import column, label, named, row
from banfu_desktop.ui.pages.documents.report_cards import Cards, Outline
from banfu_desktop.ui.pages.documents.report_editor import ReportEditor


class ReportBox(QWidget):
    """Everything about one half-year's report; empty until there is one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "report-view", "半年报告")
        px = look.px
        self.outline, self.cards, self.editor = Outline(look), Cards(look), ReportEditor(look)
        self.view: ReportView | None = None
        self._changes: dict[str, Difference] = {}
        self._title = label("", "heading", name="report-title", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._date = label("", "secondary", name="report-date")
        self._foot = label("", "secondary", name="report-foot", wrap=True)
        paper = named(QFrame(), "paper", "报告", look="card")
        body = column(self._title, row(None, self.editor, None), row(None, self._date), spacing=px(8))
        body.setStretch(1, 1)
        body.setContentsMargins(px(12), px(14), px(12), px(10))
        paper.setLayout(body)
        self._gap = px(12)
        middle = row(self.outline, paper, self.cards, spacing=self._gap)
        middle.setStretch(1, 1)
        layout = column(middle, self._foot, spacing=px(8))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.editor)
        self.outline.chosen.connect(self.editor.go_to)
        self.editor.moved.connect(lambda _: self._show_place())
        self.editor.edited.connect(self._text_edited)

    def minimumSizeHint(self) -> QSize:
        """What paper and slim cards need; where the window is narrow the outline steps aside."""
        whole, gap = super().minimumSizeHint(), self._gap
        outline = 0 if self.outline.isHidden() else self.outline.width() + gap
        return QSize(whole.width() - outline - self.cards.width() + self.cards.least, whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards as wide as there is room for, and the outline where there is some left."""
        super().resizeEvent(event)
        room = self.width() - self.minimumSizeHint().width()
        wide = min(self.cards.least + max(0, room), self.cards.most)
        self.cards.setFixedWidth(wide)
        self.outline.setVisible(room - wide + self.cards.least >= self.outline.maximumWidth() + self._gap)

    def show_view(
        self, view: ReportView, today: date, changes: Sequence[Difference], *, writable: bool = True
    ) -> None:
        """Show a report; what is being edited stays. `changes` are those of the last refresh."""
        if self.editor.dirty and self.view is not None and self.view.id == view.id and not view.issued:
            return
        same = self.view is not None and self.view.id == view.id
        self.view = view
        self._changes = {one.name: one for one in changes}
        tinted = {one.name for one in view.differences} if view.issued else set(self._changes)
        self.editor.show_text(view.text, tinted, sealed=view.issued or not writable)
        if not same:
            self.editor.verticalScrollBar().setValue(0)
        self._title.setText(view.title)
        self._date.setText(chinese_date(view.document.dated) if view.issued else "日期签发时写")
        self.outline.show_text(view.text, sealed=view.issued)
        self.cards.show_differences(view.differences, sealed=view.issued)
        self.cards.show_recipients(view, today)
        self._say_foot()
        self._show_place()

    def sources(self) -> Sequence[Source]:
        """What the section the cursor is in could tell."""
        if self.view is None:
            return ()
        section = documents_text.section_at(self.editor.text(), self.editor.paragraph)
        return () if section is None else self.view.sources.get(documents_text.subject(section.title), ())

    def _show_place(self) -> None:
        if self.view is None:
            return
        text = self.editor.text()
        self.outline.show_place(documents_text.section_at(text, self.editor.paragraph))
        self.cards.show_sources(self.sources(), documents_text.sources(text), sealed=self.view.issued)

    def _text_edited(self) -> None:
        self.outline.show_text(self.editor.text(), sealed=False)
        self._say_foot()

    def _say_foot(self) -> None:
        if self.view is None:
            return
        if self.view.issued:
            at = f"{self.view.sealed_at:%Y-%m-%d %H:%M}"
            said = f"{self.view.document.number}　{at} 签发封存　校验码 {self.view.check_code}"
        elif self._changes:
            some = "；".join(
                f"{one.label} {one.before} → {one.after}" for one in [*self._changes.values()][:4]
            )
            said = f"刷新后有变：{some}"
        else:
            said = f"绿底是取自各房间的数字，刷新于 {self.view.refreshed_at:%m-%d %H:%M}，签发后冻结"
        self._foot.setText(("未保存　" if self.editor.dirty else "") + said)
