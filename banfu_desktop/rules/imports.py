"""An import: the questions a file raises, what was read of it, left out and changed, and the plan of it all.

One frozen `ImportPlan` serves every door (roster, exams, ledger, statement, attendance, policies). A plan
is looked at, its questions are answered, and it is made again with the answers; it is carried out only when
nothing is wrong and nothing waits for an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError

_SAID_CHANGES = 40
"""Changed cells that are said one by one; the rest are counted."""


@dataclass(frozen=True)
class Choice:
    """An answer to a question: what `--answer` takes, and what the clerk reads."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """What a file does not say by itself.

    Attributes:
        key: what `--answer KEY=CHOICE` names.
        choices: the answers; none means that one is typed.
        typed: how an answer is typed, instead of the choices or besides them.
        proposal: the code of a choice that is likely; shown, never taken by itself.
        why: what the proposal rests on.
        otherwise: the code that stands when nobody answers; empty means that the import waits.
        pressing: whether a person at the window is to answer it all the same before going on.
        rows: the rows of the file it is about, as Excel shows them.
    """

    key: str
    sentence: str
    choices: tuple[Choice, ...] = ()
    proposal: str = ""
    why: str = ""
    otherwise: str = ""
    rows: tuple[int, ...] = ()
    typed: str = ""
    pressing: bool = False

    def read(self, answer: str) -> str:
        """The code of the choice that an answer names, by code or label; a typed answer as it is.

        Raises:
            UserError: no such choice.
        """
        if not self.choices:
            return answer.strip()
        for choice in self.choices:
            if answer.strip() in (choice.code, choice.label):
                return choice.code
        if self.typed:
            return answer.strip()
        can = "、".join(f"{choice.code}（{choice.label}）" for choice in self.choices)
        raise UserError(f"“{answer}”不是“{self.key}”的答案", f"可选：{can}")


@dataclass(frozen=True)
class Pasted:
    """Rows copied in a spreadsheet, heading line first, taken in as a file of that name would be."""

    name: str
    text: str


File = Path | Pasted
"""Where rows come from."""


@dataclass(frozen=True)
class Options:
    """What the clerk says of a file before it is read.

    Attributes:
        answers: question key → choice.
        sheets: the sheets to read; none means that the door chooses, and says so.
        columns: our column (label or name) → the file's heading or column letters; empty letters: leave out.
        remembered: heading line → our column's name → the file's heading, from earlier imports.
        remember: whether what is said of the columns is to be kept for files of the same heading line.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remember: bool = False


class Asking:
    """Collects the questions of one plan in the order they come up, and gives the answers there are."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._asked: dict[str, Question] = {}
        self._used: set[str] = set()

    def ask(self, question: Question) -> str:
        """The code of the answer, what stands without one, or nothing while the import waits.

        Raises:
            UserError: the answer given is none of the choices.
        """
        self._asked.setdefault(question.key, question)
        answer = self._answers.get(question.key)
        return question.otherwise if answer is None else question.read(answer)

    def taken(self, key: str) -> None:
        """An answer was used before its question came up."""
        self._used.add(key)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question asked, answered or not."""
        return tuple(self._asked.values())

    def refuse_unasked(self) -> None:
        """An answer to a question nobody asked is a slip of the pen, not to be passed over.

        Raises:
            UserError: names the key and the questions there are.
        """
        unknown = [key for key in self._answers if key not in self._asked and key not in self._used]
        if unknown:
            can = "、".join(self._asked) or "没有要回答的"
            raise UserError(f"没有“{unknown[0]}”这一问", f"这个文件的问题：{can}")


@dataclass(frozen=True)
class ColumnRead:
    """A column of the file, in its order: what stands over it, three values, and which of ours it is.

    Attributes:
        field: the name of our field, and its label; empty when it is not taken in.
        how: 认得 (by the dictionary), 请确认 (by shape or likeness), 指定 (by the clerk), 记住 (from an
            earlier import) or nothing.
        samples: the first three values as shown, masked where they are secret.
    """

    number: int
    heading: str
    field: str = ""
    label: str = ""
    how: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetRead:
    """A sheet that was read: its heading line, its columns, and the rows that were taken for records."""

    name: str
    header_row: int
    heading_line: str
    columns: tuple[ColumnRead, ...]
    first_row: int | None = None
    last_row: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """Something of the file that was not taken in, and why; `row` is None for a whole sheet.

    `question` is the key of the question that would read it in.
    """

    sheet: str
    row: int | None
    what: str
    why: str
    question: str = ""

    def __str__(self) -> str:
        place = f"工作表“{self.sheet}”" if self.row is None else f"第{self.row}行"
        shown = f"（{self.what}）" if self.what else ""
        return f"{place}{shown}没有读：{self.why}"


@dataclass(frozen=True)
class Changed:
    """A cell that is kept otherwise than it stands in the file (look-alike characters, breaks in a name)."""

    sheet: str
    row: int
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"第{self.row}行【{self.column}】“{self.before}”按“{self.after}”登记"


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file will do; nothing is saved yet.

    Attributes:
        door: members, exams, ledger, statement, attendance or policies.
        summary: the plan in one line.
        rows: the room's own planned rows, in the order of the file.
        created: what will be made on the way and is not a row (units, drafts), in words.
        problems: what stops the import, each by person, sheet and cell.
        warnings: what is to be looked at and stops nothing.
        about: what the room needs to carry it out (a book, a month).
        pinned: the sheets, columns and answers that made this plan, to make it again.
    """

    door: str
    file: str
    summary: str = ""
    sha256: str = ""
    rows: tuple[Any, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    changed: tuple[Changed, ...] = ()
    created: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    about: Any = None
    pinned: Options = field(default_factory=Options)

    def count(self, deed: str) -> int:
        """How many rows will do this (新增, 更新, 不变, 已有, 待补全)."""
        return sum(row.deed == deed for row in self.rows)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions the import waits for."""
        return tuple(
            question
            for question in self.questions
            if not question.otherwise and question.key not in self.pinned.answers
        )

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """The headings of columns that are not taken in."""
        headings = (
            column.heading
            for sheet in self.sheets
            for column in sheet.columns
            if not column.field and column.heading
        )
        return tuple(dict.fromkeys(headings))

    def refuse_unready(self, what: str) -> None:
        """Stop here unless every cell is good and every question is answered.

        Args:
            what: the clerk's word for such a file (花名册).

        Raises:
            ProblemsError: every bad cell; or every open question with the answers it takes.
        """
        if self.problems:
            ordered = tuple(sorted(dict.fromkeys(self.problems), key=_place))
            summary = f"{what}有{len(ordered)}处需要更正，没有导入任何内容"
            raise ProblemsError(summary, ordered, "请更正后重新导入")
        if self.open_questions:
            raise QuestionsError(what, self.open_questions)

    def ready(self, what: str) -> Self:
        """The plan itself, if it can be carried out.

        Raises:
            ProblemsError: see refuse_unready.
        """
        self.refuse_unready(what)
        return self

    def __str__(self) -> str:
        return self.summary


class QuestionsError(ProblemsError):
    """A refusal that names every open question and what answers it takes; nothing was changed."""

    def __init__(self, what: str, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        problems = tuple(
            Problem(
                question.rows[0] if question.rows else None,
                question.key,
                question.sentence,
                answers_said(question),
            )
            for question in questions
        )
        super().__init__(
            f"{what}有{len(problems)}处需要回答，没有导入任何内容",
            problems,
            "请在预览中回答，或用 --answer 问题=答案 写明",
        )


def answers_said(question: Question) -> str:
    """The answers a question takes, as the command line says them."""
    if not question.choices:
        return f"请写 --answer {question.key}={question.typed}"
    choices = "、".join(f"{choice.code}（{choice.label}）" for choice in question.choices)
    choices += f"，或写 {question.typed}" if question.typed else ""
    proposal = next((choice.label for choice in question.choices if choice.code == question.proposal), "")
    why = f"，因为{question.why}" if question.why and proposal else ""
    return f"可答：{choices}" + (f"；建议“{proposal}”{why}" if proposal else "")


def _place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row or 0


def remarks(plan: ImportPlan) -> Iterable[str]:
    """Everything of a plan that is to be said beside its rows, a sentence each."""
    if len(plan.sheets) > 1:
        yield f"读了{len(plan.sheets)}张工作表：{'、'.join(sheet.name for sheet in plan.sheets)}"
    yield from plan.created
    for sheet in plan.sheets:
        for column in sheet.columns:
            if column.how in ("请确认", "记住"):
                yield f"“{column.heading}”这一列按{column.how}的对应读作{column.label}"
    yield from map(str, plan.left_out)
    yield from map(str, plan.changed[:_SAID_CHANGES])
    if len(plan.changed) > _SAID_CHANGES:
        yield f"另有{len(plan.changed) - _SAID_CHANGES}处文字整理"
