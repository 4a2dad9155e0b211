"""What is done with the report in the window: drafted, saved, refreshed, its sources ticked."""

from collections.abc import Callable, Sequence

from banfu_desktop.rules import documents_text
from banfu_desktop.rules.documents import CLAUSE, HalfYear
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.documents import documents, papers, reports
from banfu_desktop.services.documents.reports import Difference
from banfu_desktop.services.hall.papers import Paper
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.pages.documents.deeds import Deeds
from banfu_desktop.ui.pages.documents.report_view import ReportBox
from banfu_desktop.ui.preview.preview import preview_paper
from banfu_desktop.ui.tasks import Session

_SAVE, _DROP, _KEEP = "保存", "不保存", "接着改"


class ReportDesk:
    """Keeps the editor and the stored report together; `changes` are what the last refresh changed."""

    def __init__(self, ctx: Context, box: ReportBox, deeds: Deeds) -> None:
        self._ctx, self._box, self._deeds = ctx, box, deeds
        self.changes: Sequence[Difference] = ()
        box.cards.ticked.connect(self._tick)
        box.editor.refused.connect(ctx.say)

    def commands(self, is_here: Callable[[], bool], half: Callable[[], HalfYear]) -> Sequence[Command]:
        """From the draft to the paper.

        Args:
            is_here: whether the report is what is shown.
            half: the half-year chosen.
        """
        box, enter, bar = self._box, Act.ENTER, Place.BAR

        def held() -> bool:
            return is_here() and box.view is not None

        def sealed() -> bool:
            return is_here() and box.view is not None and box.view.issued

        def draft() -> bool:
            return held() and not sealed()

        def unbegun() -> bool:
            return is_here() and box.view is None and half().first <= self._ctx.today

        return (
            Command("draft_report", "起草半年报告", lambda: self.draft(half()), act=enter,
                    help="从日志、考勤、经费、项目和未了事项起草，再逐段修改", icon="file-text",
                    place=Place.PRIMARY, shown=unbegun, clause=CLAUSE),
            Command("issue_report", "签发…", self.issue, act=Act.SEAL, icon="signature",
                    help="编号、封存，数字冻结，列出报送对象", place=Place.PRIMARY, shown=draft,
                    clause=CLAUSE),
            Command("refresh_report", "刷新数字", self.refresh, act=enter, icon="refresh-cw", keys="F5",
                    help="按现在的登记更新绿底的数字，自己写的话不动", place=bar, shown=draft),
            Command("save_report", "保存", lambda: self.save(), act=enter, icon="check", keys="Ctrl+S",
                    help="保存报告正文", place=bar, shown=draft, enabled=lambda: box.editor.dirty,
                    why="没有改动要保存"),
            Command("print_report", "预览打印…", self.show_paper, act=None, icon="printer", keys="Ctrl+P",
                    help="公文版式，存为 PDF 或 docx", place=bar, shown=held),
            Command("next_version", "另起草一版", lambda: self.draft(half()), act=enter,
                    help="更正已签发的报告：按现在的登记另起草一版，原来的不变", icon="copy",
                    shown=sealed, clause=CLAUSE),
            Command("remove_report", "删除草稿", self.remove, act=enter, icon="trash-2",
                    help="删除没有签发的这一版，可以重新起草", shown=draft),
        )  # fmt: skip

    def draft(self, half: HalfYear) -> None:
        """Draft a half-year's report from the rooms."""
        now = self._ctx.now()
        self.changes = ()
        self._ctx.tasks.write(
            f"起草{half.label}工作报告",
            lambda session: reports.draft(session, half, now),
            notice="已起草，绿底的数字取自各房间，请逐段核对修改",
        )

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Store what was edited, then go on; with nothing edited go on at once."""
        view, editor = self._box.view, self._box.editor
        if view is None or not editor.dirty:
            then()
            return
        text = editor.text()

        def saved(_: object) -> None:
            editor.dirty = editor.text() != text
            then()

        self._ctx.tasks.write(
            f"修改{view.half.label}工作报告", lambda session: reports.edit(session, view.id, text), saved,
            notice="已保存",
        )  # fmt: skip

    def refresh(self) -> None:
        """Write the figures as they are now, and show which changed."""
        self.save(self._refresh)

    def _refresh(self) -> None:
        view, now = self._box.view, self._ctx.now()
        if view is None:
            return

        def told(changes: Sequence[Difference]) -> None:
            self.changes = changes
            said = f"刷新了 {len(changes)} 个数字" if changes else "数字没有变化"
            self._ctx.say(said, undo=bool(changes))

        self._ctx.tasks.write(
            f"刷新{view.half.label}工作报告的数字",
            lambda session: reports.refresh(session, view.id, now),
            told,
            notice=None,
        )

    def issue(self) -> None:
        """Seal it, after what was edited is stored."""
        view = self._box.view
        if view is not None:
            self.save(lambda: self._deeds.issue_report(view))

    def show_paper(self) -> None:
        """The paper as it would be printed, and its ways into a file."""
        view = self._box.view
        if view is None:
            return
        self.save(lambda: self.show_paper_of(view.id, view.title))

    def show_paper_of(self, report_id: int, title: str) -> None:
        """The paper of a version, whichever is being written."""
        now = self._ctx.now()

        def make(session: Session) -> Paper:
            return papers.report(session, reports.one(session, report_id), now)

        preview_paper(self._ctx, title, make)

    def remove(self) -> None:
        """Remove a version that was not issued, after asking."""
        view = self._box.view
        text = "这一版没有签发，删除后可以按现在的登记重新起草。自己写的文字会没有了。"
        if view is not None and self._ctx.dialogs.ask("删除草稿？", text, "删除", danger=True):
            self._box.editor.dirty = False
            self._deeds.remove(view.title, lambda session: documents.remove(session, view.document.id))

    def _tick(self, key: str, on: bool) -> None:
        """A source's sentence comes into the section or goes; nothing else changes."""
        view, editor = self._box.view, self._box.editor
        source = next((one for one in self._box.sources() if one.key == key), None)
        if view is None or source is None:
            return
        text, place = editor.text(), editor.paragraph
        if on:
            text = documents_text.with_source(text, place, key, source.sentence)
        else:
            text = documents_text.without_source(text, key)

        def work(session: Session) -> None:
            reports.edit(session, view.id, text)

        editor.dirty = False  # what was typed goes with it
        self._ctx.tasks.write(f"{'选入' if on else '去掉'}一条出处", work, notice=None)

    def may_leave(self) -> bool:
        """Ask when something was edited and not saved."""
        editor = self._box.editor
        if not editor.dirty:
            return True
        answer = self._ctx.dialogs.choose("保存报告？", "报告的改动还没有保存。", [_SAVE, _DROP, _KEEP])
        if answer == _SAVE:
            self.save()
            editor.dirty = False
        elif answer == _DROP:
            editor.dirty = False
            self._box.view = None
        return answer in (_SAVE, _DROP)
