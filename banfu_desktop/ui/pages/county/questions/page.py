"""问题反馈: what was asked of the towns, how far each has come, the answers; the county closes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from banfu_desktop.services.county import questions
from banfu_desktop.services.county.questions import Asked, QuestionState
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import PanelList, ask_question, write_feedback
from banfu_desktop.ui.pages.county.side_panel import SidePanel
from banfu_desktop.ui.tasks import Query

_TABLE = Table(
    "county_questions_asked",
    "问题反馈",
    (
        Field("town", "镇（街）", width=110),
        Field("no", "号", Kind.WHOLE, width=46),
        Field("text", "问题", width=330),
        Field("clause", "条款", width=90),
        Field("due_on", "答复期限", Kind.DATE, width=96),
        Field("state", "进度", words=QuestionState, width=96),
        Field("answer", "镇里的答复", width=300),
    ),
)
_STATE_TONES = {
    QuestionState.ASKED: Tone.GREY,
    QuestionState.SENT: Tone.BLUE,
    QuestionState.DELIVERED: Tone.BLUE,
    QuestionState.ANSWERED: Tone.AMBER,
    QuestionState.CLOSED: Tone.GREEN,
}


@dataclass(frozen=True)
class Line:
    """A question of the list."""

    id: str
    town: str
    no: int
    text: str
    clause: str
    due_on: Any
    state: QuestionState
    answer: str
    asked: Asked


class QuestionsPage(PanelList):
    """All questions."""

    room, title, table = "questions", "问题反馈", _TABLE
    row_class = Line
    filters = ("town", "state")
    unit, empty = "个问题", "还没有问过镇里。在“上报情况”或“疑点待办”里选一行，按“提问…”。"
    way = Way("去上报情况", "reporting")
    hint = "镇名或问题里的字"
    tones: ClassVar[Tones] = {"state": _STATE_TONES.get}

    def __init__(self, ctx: Context) -> None:
        self._shown = ""
        super().__init__(ctx)

    def commands(self) -> Sequence[Command]:
        """Closing, asking again, feedback."""
        return (
            Command("close_question", "问题已结…", self._close, act=None, icon="check", place=Place.BAR,
                    rows=Rows.ONE, enabled=self._is_open, why="这个问题已经结了",
                    help="镇里的答复可以；没有答复的要写明理由"),
            Command("ask_again", "再问…", self._again, act=None, icon="circle-question-mark", rows=Rows.ONE,
                    help="向同一个镇再提一个问题"),
            Command("write_feedback", "生成反馈…", self._feedback, act=None, icon="upload", rows=Rows.ONE,
                    place=Place.PRIMARY, help="把这个镇的问题和回执写成文件，只有这个镇能打开"),
        )  # fmt: skip

    def make_panel(self) -> SidePanel:
        """A question in words."""
        return SidePanel(self.ctx.look, "所选的问题")

    def query(self) -> Query:
        """All questions."""
        return lambda session: [_line(each) for each in questions.listing(session)]

    def fill(self, data: Sequence[Line]) -> None:
        """Show them."""
        self.show_rows(data)
        again = next((line for line in data if line.id == self._shown), None)
        if again is not None:
            self.open_record(again)

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """How many wait, and for whom."""
        today = self.ctx.today
        late = sum(row.asked.overdue(today) for row in rows)
        answered = sum(row.state is QuestionState.ANSWERED for row in rows)
        waiting = sum(row.state is not QuestionState.CLOSED for row in rows)
        return (f"过期未答 {late}", f"已答待结 {answered}", f"待结 {waiting}")

    def open_record(self, row: Line) -> None:
        """A question in words."""
        self._shown = row.id
        asked, panel = row.asked, self._panel
        steps = (
            ("提问", asked.asked_at), ("写进反馈", asked.sent_at), ("镇里答复", asked.answered_at),
            ("结", asked.closed_at),
        )  # fmt: skip
        said = [f"{word}　{_moment(at)}" for word, at in steps if at]
        lines = [
            panel.text(asked.text), panel.text(f"答复期限 {asked.due_on}", "secondary"),
            panel.heading("进度"), *(panel.text(one, "secondary") for one in said),
            panel.heading("镇里的答复"),
            panel.text(asked.answer or "还没有答复", "" if asked.answer else "secondary"),
        ]  # fmt: skip
        tone = Tone.RED if asked.overdue(self.ctx.today) else _STATE_TONES[asked.state]
        panel.show_content(f"{row.town}　第{row.no}号问题", asked.state.label, tone, lines)

    def forget_shown(self) -> None:
        """Nothing is shown any more."""
        self._shown = ""

    def _is_open(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].state is not QuestionState.CLOSED

    def _close(self) -> None:
        line: Line = self.selected()[0]
        reason: str | None = ""
        if line.state is not QuestionState.ANSWERED:
            reason = self.ctx.dialogs.ask_text("问题已结", f"{line.town}还没有答复。为什么不用再答？")
            if not reason:
                return
        why = reason or ""
        self.do(
            "问题已结",
            lambda desk, now, actor: questions.close(desk, line.town, line.no, now, why, actor),
            said=f"{line.town}第{line.no}号问题已结，随下一份反馈告诉镇里",
        )

    def _again(self) -> None:
        line: Line = self.selected()[0]
        ask_question(
            self, line.town, about=f"关于第{line.no}号问题：", room=line.asked.room, clause=line.clause
        )

    def _feedback(self) -> None:
        write_feedback(self, str(self.selected()[0].town))


def _line(asked: Asked) -> Line:
    return Line(
        f"{asked.town}/{asked.no}", asked.town, asked.no, asked.text, asked.clause, asked.due_on, asked.state,
        asked.answer, asked,
    )  # fmt: skip


def _moment(at: str) -> str:
    return at.replace("T", " ")[:16]
