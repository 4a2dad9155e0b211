"""What a room's door may offer, as types.

`services/<room>/door.py` holds any of these names; each hall takes what it needs:

    TABLES   database table → Tracked: its word in the audit trail, what names its columns, undo, erasure
    LISTS    list name → List: its columns and rows, for `export` and its help
    PAPERS   printing.catalogue.Form → maker of its documents from a Wish
    IMPORTS  door name → Import: what `import <name>` and the template are made of
    monthly(session, month, today) → MonthPaper: the papers a month needs, for whom, and what is missing
    LIMITS   limit name → Limit: what is due by when, of whom; a reminder with a day names its limit
    due(session, today) → rules.home.Due of the home page
    find(session, text) → Hit of the palette; `text` is trimmed and case-folded
    holds(session, posting_id) → what a posting has (考勤), so that it cannot be removed, or an empty text
    holds_unit(session, organisation_id) → why a unit cannot be removed (已有报销单), or an empty text
    posted(session, voucher_id): what follows in the room when a draft of the work-fund books is posted
    journeys(session, bundle_id, trips) → sentences: tickets of a bundle become lines of the record it is of
    sealed(session, code) → (paper, chain head) of the sealed paper with a check code, or None
    verify(session) → (what holds, what does not), a sentence each, for `check`
    report(session, today) → Report: what a package tells the county of this room
    figures(session, period) → rules.documents.Figure that a half-year report may say of the room
    demonstrate(session): enters what the demonstration office has in the room
    step(session, month, today) → rules.month_steps.Step of the month strip that are done in the room
    states(session) → Month → Word: how far the months have come, for whoever chooses one
    person(session, wish) → PersonPart of the page of a person: facts, a year's lanes, next steps, sums, lists
    handover(session, posting_id, today) → rules.rotation.HandoverItem: what is open in the room and goes on
        to whoever follows; posting_id None is the whole team's, as its leader hands it over

A door imports what its room does every day; papers, imports and their libraries only inside the function
that needs them, because the home page goes through every door at the start. The commands of a room are
declared by `cli/<room>.py`, since a service knows nothing of the command line.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.limits import End
from banfu_desktop.rules.timelines import Bars, Figures, Lane, year_window
from banfu_desktop.tables.spec import Table

if TYPE_CHECKING:
    from banfu_desktop.rules.imports import ImportPlan, Options

NAMES = frozenset(
    {
        "TABLES", "LISTS", "PAPERS", "IMPORTS", "LIMITS", "monthly", "due", "find", "holds", "holds_unit",
        "journeys", "posted", "sealed", "verify", "step", "states", "report", "figures",
        "handover", "person", "demonstrate",
    }
)  # fmt: skip
"""The public names a door may have; anything else in one is a mistake."""


@dataclass(frozen=True)
class Tracked:
    """A database table as the audit trail tells it.

    Attributes:
        word: what the clerk calls it (体检).
        shown: the records whose labels name its columns, the best first; `payer_id` is found as `payer`.
        words: labels of columns that no record shows.
        undoable: whether Ctrl+Z may take a change of it back.
        quiet: kept by the program for itself: not told in a deed's details.
        edits: False where a deed in this table alone is no edit (something was looked up).
        erasable: columns that hold personal data and are erased after the retention period.
        codes: by column that holds a code as plain text, what the clerk reads for each code.
    """

    word: str
    shown: tuple[Table, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    undoable: bool = False
    quiet: bool = False
    edits: bool = True
    erasable: tuple[str, ...] = ()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, column: str) -> str | None:
        """What the clerk calls a column; None where neither a record nor the room says."""
        if column in self.words:
            return self.words[column]
        for name in (column, column.removesuffix("_id")):
            for table in self.shown:
                for known in table.fields:
                    if known.name == name:
                        return known.label
        return None


@dataclass(frozen=True)
class List:
    """A list that can be exported: its columns and where its rows come from, on a day if that matters."""

    table: Table
    rows: Callable[[Session], Iterable[object]] | None = None
    rows_on: Callable[[Session, date], Iterable[object]] | None = None
    totals: bool = False

    def read(self, session: Session, today: date) -> list[object]:
        """The rows."""
        return list(self.rows_on(session, today) if self.rows_on else self.rows(session) if self.rows else ())


@dataclass(frozen=True)
class Wish:
    """What is to be printed: the month and the year the form needs, of one payer or of all (None)."""

    month: Month
    year: int
    payer: str | None
    variant: Variant
    now: datetime
    today: date
    month_given: bool = True

    @property
    def full(self) -> bool:
        """Whether numbers are printed in full."""
        return self.variant == "full"


Documents = tuple[Document, ...]
Maker = Callable[[Session, Wish], Documents]


@dataclass(frozen=True)
class MonthPaper:
    """A paper the month needs (本月打印): a form of PAPERS for the town's own file or for a unit.

    Attributes:
        form: its short name.
        unit: the unit it goes to; empty: the town keeps it (镇里存档).
        payer: as the form is asked for with; None where it is not of one unit.
        note: what stands beside its name (14 人, 2026-11-05).
        copies: how many are usually wanted.
        missing: why it cannot be printed yet; empty where it can.
        way: what to do about it (去决定), in the room `room` at what `key` names.
    """

    form: str
    unit: str = ""
    payer: str | None = None
    note: str = ""
    copies: int = 1
    missing: str = ""
    way: str = ""
    room: str = ""
    key: object = None


@dataclass(frozen=True)
class Hit:
    """Something found: what to show, a hint beside it, the room and the row it leads to.

    `kind` is the word it is listed under (凭证, 人员).
    """

    label: str
    hint: str
    room: str
    key: object
    kind: str = "记录"


@dataclass(frozen=True)
class Report:
    """What a room tells the county.

    Rows hold texts, whole numbers, truth values, days and months; rooms may add rows to one section.

    Attributes:
        sections: name → rows. `sheets` has those of the manifest (rules.reception.Sheet). Under `tags` a row
            gives what is only compared, in full (identity, account, invoice; None where there is none): the
            hall makes tags of it. A row's `name` is a person's where it has tags, and is masked.
        names: of people besides, to be masked wherever a text names them.
    """

    sections: Mapping[str, Iterable[Mapping[str, Any]]]
    names: Iterable[str] = ()


Reading = tuple[
    "Callable[[Session, Path, date, Options | None], ImportPlan]", "Callable[[Session, ImportPlan], object]"
]
"""How a file is read with what the clerk said of it (answers, sheets, columns) into a plan, on a day, and how
what the plan says is saved; what is wrong or open is in the plan, and one that is not ready is refused."""


@dataclass(frozen=True)
class Import:
    """A file that comes in: read into a plan, looked at, carried out whole or not at all.

    Attributes:
        label: what comes in (花名册), the deed is 导入 and this word.
        table: the record whose columns the sheet has; its template is an empty one. None: there is no
            template, a paper of ours is filled in instead.
        load: gives both; what they need to read files is loaded by then and no sooner.
    """

    label: str
    table: Table | None
    load: Callable[[], Reading]

    def look(self, session: Session, path: "Path", today: date, options: "Options | None") -> "ImportPlan":
        """What importing a file will do, read on a day with what the clerk said of it."""
        return self.load()[0](session, path, today, options)

    def carry_out(self, session: Session, plan: "ImportPlan") -> object:
        """Save what a plan says."""
        return self.load()[1](session, plan)


Recorded = Callable[[Session, date, int], Iterable[tuple[date, str]]]
"""The days that records set, from what the office chose (days, a month): each with what it is of."""


@dataclass(frozen=True)
class Limit:
    """A time limit 时限: what is due by when, and of whom.

    Attributes:
        label: what is due (半年工作报告).
        clause: of the notice, that asks for it; 本单位自定 where the office alone does.
        by: by when, in words; `{}` is what the office chose.
        who: who owes it.
        setting: the office's own choice of the day; empty where the notice or the record itself says it.
        ends: its end in the calendar, from what the office chose and a day on; None: only records say it.
        recorded: the days that records set, of what is still open.
    """

    label: str
    clause: str
    by: str
    who: str
    setting: str = ""
    ends: End | None = None
    recorded: Recorded | None = None


@dataclass(frozen=True)
class PersonWish:
    """Whose page is made, for which year, and the day it is.

    `posting_ids` and `periods` are those of every posting, in order of arrival.
    """

    person_id: int
    name: str
    posting_ids: tuple[int, ...]
    periods: tuple[Period, ...]
    year: int
    today: date

    @property
    def window(self) -> Period:
        """The days of the year."""
        return year_window(self.year)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the year."""
        return tuple(Month(self.year, number) for number in range(1, 13))


@dataclass(frozen=True)
class HeadFact:
    """A fact of the head of the page; `chips` are words with their urgency (green, amber, grey).

    `secret` is the field that is revealed, of a fact that is masked.
    """

    label: str
    words: str
    chips: tuple[tuple[str, str], ...] = ()
    secret: str = ""


@dataclass(frozen=True)
class Sum:
    """Money that is open: what it is (应收回), of whom and why, fen; debts and dues are never netted."""

    word: str
    note: str
    fen: int
    room: str
    key: object
    urgent: bool = False


@dataclass(frozen=True)
class Way:
    """Something counted that lies elsewhere (工作日志 38 篇)."""

    word: str
    count: str
    note: str
    room: str
    key: object
    urgent: bool = False


@dataclass(frozen=True)
class Small:
    """A short list: rows of a table, `key` the attribute that says where one leads in its room.

    `tones` are columns shown as chips: field → value → urgency (green, amber, red, blue, grey).
    """

    title: str
    table: Table
    rows: Sequence[object]
    room: str
    key: str
    note: str = ""
    clause: str = ""
    tones: Mapping[str, Mapping[object, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonPart:
    """What one room tells of a person; the hall puts the parts of all doors together into one page.

    `room` and `key` say everywhere where something leads to, as those of a Hit and a Due do.

    Attributes:
        lanes, bars, figures: what stands on the axis of the year; a span's key is (room, key).
        steps: what is to be done next, as reminders of the home page.
    """

    facts: Sequence[HeadFact] = ()
    lanes: Sequence[Lane] = ()
    bars: Bars | None = None
    figures: Sequence[Figures] = ()
    steps: Sequence[Due] = ()
    sums: Sequence[Sum] = ()
    smalls: Sequence[Small] = ()
    ways: Sequence[Way] = ()


Finder = Callable[[Session, str], Iterable[Hit]]
Holder = Callable[[Session, int], str]
