"""对一下列: the file's columns with what they are taken for, what was not read, and what must be answered."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from banfu_desktop.exchange.cells import column_letters
from banfu_desktop.rules.imports import ColumnRead, ImportPlan, LeftOut, Question
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, Combo, button, column, label, named, row
from banfu_desktop.ui.page.import_parts import Part, fixed, folded, line_of, short

_NOT_TAKEN = "不导入"
_COLUMN, _CONFIRM = "column.", "请确认"
_MOST_RADIOS, _SAMPLES = 6, 3
_LINE = 244
"""So long, in pixels at standard size, is a line of a choice."""
_TAKEN = ("sheet.", "hidden-rows")
"""Questions that are answered where it is said what was not read."""


class ColumnsPage(QWidget):
    """What the clerk says of a file: which column is ours, what else is to be read, and the answers.

    Signals:
        edited: something was said; `complete` may have changed.
    """

    edited = Signal()

    def __init__(self, look: Look, table: Table | None) -> None:
        super().__init__()
        named(self, "import-columns", "对一下列")
        self._look, self._table = look, table
        self.answers: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.touched = False
        self._plan: ImportPlan | None = None
        self._combos: dict[int, Combo] = {}
        self._chips: dict[int, Chip] = {}
        self._samples: list[QLabel] = []
        self._grid = QWidget()
        px = look.px
        self._count = label("", "secondary", name="column-count")
        self._needed = label("", "secondary", name="needed-columns", wrap=True)
        self._left_count, self._asked_count = (
            label("", "secondary", name="left-count"), label("", "secondary", name="asked-count"),
        )  # fmt: skip
        self._columns, self._left, self._questions = (
            Part(look, name) for name in ("columns", "left", "questions")
        )
        self._columns.resized.connect(self._fit)
        left = column(
            row(label("列", "strong"), None, self._count), self._columns, self._needed, spacing=px(8)
        )
        right = column(
            row(label("没有读的", "strong"), None, self._left_count), self._left,
            row(label("请回答", "strong"), None, self._asked_count), self._questions, spacing=px(8),
        )  # fmt: skip
        right.setStretch(1, 2)
        right.setStretch(3, 3)
        whole = row(left, right, spacing=px(16))
        whole.setStretch(0, 2 if table is not None else 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what was read now; what was said before stays said."""
        self._plan = plan
        self._propose(plan)
        self._columns.fill(self._column_rows(plan))
        self._left.fill(self._left_rows(plan.left_out))
        self._questions.fill(self._question_rows(plan))
        self._left_count.setText(f"{len(plan.left_out)} 处")
        self._said()
        self._fit()

    @property
    def has_table(self) -> bool:
        """Whether columns are the clerk's to assign."""
        return self._table is not None

    @property
    def complete(self) -> bool:
        """Whether every needed column has one of theirs and every question that waits is answered."""
        return not self.lacking and not self.unanswered

    @property
    def lacking(self) -> list[str]:
        """Labels of needed columns that none of theirs is taken for."""
        if self._plan is None or self._table is None:
            return []
        asked = {one.key.removeprefix(_COLUMN) for one in self._plan.questions}
        missing = asked - self._fields().keys()
        return [field.label for field in self._table.editable if field.name in missing and field.required]

    @property
    def unanswered(self) -> list[Question]:
        """Questions a person is to answer before going on."""
        if self._plan is None:
            return []
        return [
            asked for asked in self._asked(self._plan)
            if (not asked.otherwise or asked.pressing) and not self.answers.get(asked.key)
        ]  # fmt: skip

    # Columns.

    def _propose(self, plan: ImportPlan) -> None:
        """A likely column is shown as taken, in amber; 看预览 confirms what is shown."""
        for asked in plan.questions:
            name = asked.key.removeprefix(_COLUMN)
            known = next((field for field in self._fields_of_table() if field.name == name), None)
            if asked.key.startswith(_COLUMN) and known is not None and asked.proposal:
                self.columns.setdefault(known.label, asked.proposal)

    def _fields_of_table(self) -> Sequence[Field]:
        return self._table.editable if self._table is not None else ()

    def _fields(self) -> dict[str, int]:
        """Our field → the number of their column, as it is said now."""
        if self._plan is None or not self._plan.sheets:
            return {}
        chosen = {entry.field: entry.number for entry in self._plan.sheets[0].columns if entry.field}
        for known in self._fields_of_table():
            if known.label in self.columns:
                letters = self.columns[known.label]
                chosen = {name: number for name, number in chosen.items() if name != known.name}
                for entry in self._plan.sheets[0].columns:
                    if letters and column_letters(entry.number) == letters:
                        chosen = {name: number for name, number in chosen.items() if number != entry.number}
                        chosen[known.name] = entry.number
        return chosen

    def _column_rows(self, plan: ImportPlan) -> Iterator[QWidget]:
        grid = QGridLayout()
        grid.setContentsMargins(self._look.px(12), self._look.px(6), self._look.px(12), self._look.px(6))
        grid.setHorizontalSpacing(self._look.px(12))
        grid.setVerticalSpacing(self._look.px(4))
        for place, text in enumerate(("", "表里的列", "前三个值", "", "", "我们的列", "怎样认的")):
            grid.addWidget(label(text, "secondary"), 0, place)
        self._combos, self._chips, self._samples = {}, {}, []
        columns = [entry for entry in self._listed(plan) if entry.field or self._table is not None]
        for line, entry in enumerate(columns, 1):
            self._add_column(grid, line, entry)
        grid.setColumnStretch(1, 2)
        for place in (2, 3, 4):
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(len(columns) + 1, 1)
        self._grid = QWidget()
        self._grid.setLayout(grid)
        yield self._grid

    def _fit(self) -> None:
        """Fewer samples where the last column would be out of sight."""
        for number in range(_SAMPLES, 0, -1):
            for place, sample in enumerate(self._samples):
                sample.setVisible(place % _SAMPLES < number)
            if self._grid.minimumSizeHint().width() <= self._columns.viewport().width():
                return

    def _listed(self, plan: ImportPlan) -> Sequence[ColumnRead]:
        return plan.sheets[0].columns if plan.sheets else ()

    def _add_column(self, grid: QGridLayout, line: int, entry: ColumnRead) -> None:
        letters = column_letters(entry.number)
        grid.addWidget(label(letters, "secondary"), line, 0)
        grid.addWidget(short(entry.heading, self._look.px(150)), line, 1)
        for place in range(_SAMPLES):
            text = entry.samples[place] if place < len(entry.samples) else "（空）" if entry.samples else ""
            sample = short(text, self._look.px(88), "secondary")
            self._samples.append(sample)
            grid.addWidget(sample, line, 2 + place)
        chip = Chip()
        if self._table is None:
            grid.addWidget(label(entry.label or _NOT_TAKEN), line, 5)
        else:
            grid.addWidget(self._combo(entry, letters), line, 5)
        grid.addWidget(chip, line, 6, Qt.AlignmentFlag.AlignLeft)
        self._chips[entry.number] = chip

    def _combo(self, entry: ColumnRead, letters: str) -> Combo:
        combo = named(Combo(), f"column-{letters}", f"{entry.heading}是我们的哪一列")
        combo.addItem(_NOT_TAKEN, "")
        for known in self._fields_of_table():
            combo.addItem(known.label, known.name)
        combo.setMinimumWidth(self._look.px(130))
        combo.activated.connect(lambda _: self._assign(entry, letters, combo.currentData()))
        self._combos[entry.number] = combo
        return combo

    def _assign(self, entry: ColumnRead, letters: str, name: str) -> None:
        """One of ours for one of theirs; what it was before has none then."""
        self.touched = True
        for known in self._fields_of_table():
            if self._fields().get(known.name) == entry.number:
                self.columns[known.label] = ""
        known_field = next((field for field in self._fields_of_table() if field.name == name), None)
        if known_field is not None:
            self.columns[known_field.label] = letters
        self._said()

    # What was not read.

    def _left_rows(self, left: Sequence[LeftOut]) -> Iterator[QWidget]:
        for left_out in left:
            where = f"第{left_out.row}行" if left_out.row is not None else f"工作表“{left_out.sheet}”"
            words = label(f"{left_out.what or '—'}：{left_out.why}", "secondary", wrap=True)
            items: list[QWidget] = [fixed(label(where), self._look.px(84)), words]
            if left_out.question:
                taken = self.answers.get(left_out.question) == "read"
                press = button("不读" if taken else "读进来", f"read-{left_out.question}", look="link")
                press.clicked.connect(lambda _=False, key=left_out.question, now=taken: self._take(key, now))
                items.append(press)
            yield line_of(row(*items, spacing=self._look.px(8)), self._look)

    def _take(self, key: str, now: bool) -> None:
        self.touched = True
        self.answers[key] = "leave" if now else "read"
        if self._plan is not None:
            self._left.fill(self._left_rows(self._plan.left_out))
        self._said()

    # Questions.

    def _asked(self, plan: ImportPlan) -> list[Question]:
        return [asked for asked in plan.questions if not asked.key.startswith((_COLUMN, *_TAKEN))]

    def _question_rows(self, plan: ImportPlan) -> Iterator[QWidget]:
        for asked in sorted(
            self._asked(plan), key=lambda asked: bool(asked.otherwise) and not asked.pressing
        ):
            items: list[QWidget] = [label(asked.sentence, "strong", wrap=True)]
            items += self._editors(asked)
            proposal = next((choice.label for choice in asked.choices if choice.code == asked.proposal), "")
            if proposal:
                text = f"建议“{proposal}”，只看了{asked.why or '写法'}，由你核实后再定"
                items.append(label(text, "secondary", wrap=True))
            yield line_of(column(*items, spacing=self._look.px(4)), self._look)
        if not self._asked(plan):
            yield line_of(column(label("没有要回答的", "secondary")), self._look)

    def _editors(self, asked: Question) -> Iterator[QWidget]:
        """Radio buttons for a few choices, a drop-down for many, a line for what is typed."""
        answer = self.answers.get(asked.key) or ("" if asked.pressing else asked.otherwise)
        if not asked.choices:
            line = named(QLineEdit(self.answers.get(asked.key, "")), f"answer-{asked.key}", asked.sentence)
            line.setPlaceholderText(asked.typed)
            line.textChanged.connect(lambda text, key=asked.key: self._answer(key, text.strip()))
            yield line
        elif len(asked.choices) > _MOST_RADIOS:
            yield self._drop_down(asked, answer)
        else:
            group = QButtonGroup(self)
            for choice in asked.choices:
                shown = folded(choice.label, self.fontMetrics(), self._look.px(_LINE))
                radio = named(QRadioButton(shown), f"answer-{asked.key}-{choice.code}", choice.label)
                radio.setChecked(choice.code == answer)
                radio.clicked.connect(
                    lambda _=False, key=asked.key, code=choice.code: self._answer(key, code)
                )
                group.addButton(radio)
                hint = Chip("建议") if choice.code == asked.proposal else QWidget()
                holder = QWidget()
                holder.setLayout(row(radio, None, hint))
                yield holder
            if asked.typed:
                yield self._typed(asked, group)

    def _typed(self, one: Question, group: QButtonGroup) -> QLineEdit:
        """A line beside the radio buttons: what is typed there is the answer instead of theirs."""
        said = self.answers.get(one.key, "")
        known = {choice.code for choice in one.choices}
        line = named(QLineEdit("" if said in known else said), f"answer-{one.key}-typed", one.sentence)
        line.setPlaceholderText(one.typed)

        def typed(text: str) -> None:
            group.setExclusive(False)
            for radio in group.buttons():
                radio.setChecked(False)
            group.setExclusive(True)
            self._answer(one.key, text.strip())

        line.textEdited.connect(typed)
        return line

    def _drop_down(self, asked: Question, answer: str) -> Combo:
        combo = named(Combo(), f"answer-{asked.key}", asked.sentence)
        combo.addItem("请选择", "")
        for choice in asked.choices:
            suggested = "（建议）" if choice.code == asked.proposal else ""
            combo.addItem(f"{choice.label}{suggested}", choice.code)
        combo.setCurrentIndex(max(combo.findData(answer), 0))
        combo.activated.connect(lambda _, key=asked.key: self._answer(key, combo.currentData()))
        return combo

    def _answer(self, key: str, code: str) -> None:
        self.touched = True
        if code:
            self.answers[key] = code
        else:
            self.answers.pop(key, None)
        self._said()

    # What all of it comes to.

    def _said(self) -> None:
        plan = self._plan
        if plan is None:
            return
        chosen = self._fields()
        by_column = {number: name for name, number in chosen.items()}
        by_letters = {
            self.columns[known.label]: known.name
            for known in self._fields_of_table()
            if self.columns.get(known.label)
        }
        doubtful = 0
        for entry in self._listed(plan):
            if entry.number not in self._chips:
                continue
            name = by_column.get(entry.number, "")
            if entry.number in self._combos:
                combo = self._combos[entry.number]
                combo.setCurrentIndex(max(combo.findData(name), 0))
            how = entry.how if name == entry.field else _CONFIRM if name else ""
            how = how if column_letters(entry.number) not in by_letters or name == entry.field else _CONFIRM
            doubtful += how == _CONFIRM
            self._chips[entry.number].show_chip(how, Tone.AMBER if how == _CONFIRM else Tone.GREEN)
        total = len(plan.sheets[0].columns) if plan.sheets else 0
        self._count.setText(
            f"{total} 列，{len(by_column)} 列已定" + (f"，{doubtful} 列请确认" if doubtful else "")
        )
        self._needed.setText(
            f"必填的列还没有对上：{'、'.join(self.lacking)}" if self.lacking else "必填的列齐了"
        )
        asked = self._asked(plan)
        answered = sum(
            entry.key in self.answers or (bool(entry.otherwise) and not entry.pressing) for entry in asked
        )
        self._asked_count.setText(f"{len(asked)} 问，已答 {answered}")
        self.edited.emit()
