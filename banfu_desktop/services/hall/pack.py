"""The month pack (本月打印): everything a month puts on paper, gathered from the doors, unit by unit.

First `gather` says what there is and what is missing; then what was chosen becomes one PDF with bookmarks
(`bound`) or a folder with a file for each paper (`write_folder`).
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.paper import within
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services import rooms
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.hall import papers
from banfu_desktop.services.office import office, settings

TOWN = "镇里存档"
"""The group of what the town keeps."""
_FORBIDDEN = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
_PDF = ".pdf"
_WHOLE, _AGAIN = "本月打印", "补印"
"""What the record calls printing a month's papers, and those of one unit."""
Told = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Line:
    """A paper of the pack; without documents it is missing, and `paper.missing` says why."""

    paper: MonthPaper
    form: Form
    documents: tuple[Document, ...] = ()
    pages: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Tells the papers of a month apart, and finds the same one in another month."""
        return self.paper.unit, self.paper.form

    @property
    def label(self) -> str:
        """What it is called in the pack."""
        return self.form.label.removeprefix("驻镇帮扶")

    @property
    def is_missing(self) -> bool:
        """Whether it cannot be printed yet."""
        return not self.documents


@dataclass(frozen=True)
class Group:
    """The papers of a unit, or (TOWN) those the town keeps."""

    name: str
    lines: tuple[Line, ...]

    @property
    def pages(self) -> int:
        """Pages of one copy of each."""
        return sum(line.pages for line in self.lines)


@dataclass(frozen=True)
class Pack:
    """A month's papers in the office's own order: the town's file, then units as its sheets name them.

    With `two_up` the A5 papers of one line come two on an A4.
    """

    month: Month
    team: str
    groups: tuple[Group, ...]
    two_up: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every paper, group by group."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """What cannot be printed yet."""
        return tuple(line for line in self.lines if line.is_missing)

    @property
    def printable(self) -> tuple[Line, ...]:
        """What can be."""
        return tuple(line for line in self.lines if not line.is_missing)

    def of_unit(self, unit: str) -> "Pack":
        """The papers of one unit alone.

        Raises:
            UserError: nothing of the month is of this unit.
        """
        groups = tuple(group for group in self.groups if group.name == unit)
        if not groups:
            names = "、".join(group.name for group in self.groups)
            raise UserError(f"{self.month.label}没有“{unit}”的纸张", f"可选：{names}" if names else "")
        return replace(self, groups=groups)

    def of_forms(self, names: Sequence[str]) -> "Pack":
        """The papers of some forms alone, by their short names or labels.

        Raises:
            UserError: nothing of the month is of such a form.
        """
        there = {line.form.name: line.label for line in self.lines}
        for name in names:
            if name not in there and name not in there.values():
                raise UserError(f"{self.month.label}没有“{name}”要打印", f"可选：{'、'.join(there)}")
        groups = (
            replace(
                group, lines=tuple(line for line in group.lines if {line.form.name, line.label} & {*names})
            )
            for group in self.groups
        )
        return replace(self, groups=tuple(group for group in groups if group.lines))


@dataclass(frozen=True)
class Chosen:
    """A paper and how many copies of it are wanted."""

    line: Line
    copies: int = 1


def gather(
    session: Session,
    month: Month,
    *,
    now: datetime,
    today: date,
    full: bool = False,
    two_up: bool = False,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    progress: Told = lambda *_: None,
) -> Pack:
    """Find out what the month puts on paper, make it, and count its pages.

    It is not put on record here: `put_on_record` does, once what leaves is chosen.

    Args:
        two_up: whether A5 papers come two on an A4, also where the office has not chosen so.
    """
    two_up = two_up or settings.value_on(session, "two_on_a4", today)
    wanted = [paper for of_room in rooms.offered("monthly") for paper in of_room(session, month, today)]
    known = papers.forms()
    wanted = [paper for paper in wanted if "pdf" in known[paper.form].outputs]
    lines = []
    for number, paper in enumerate(wanted):
        form = known[paper.form]
        progress(number, len(wanted), f"{paper.unit or TOWN} {form.label}")
        made = _line(session, month, paper, form, now, today, full=full, two_up=two_up, offset_mm=offset_mm)
        lines.append(made)
    names = dict.fromkeys(line.paper.unit for line in lines)
    order = ["", *(name for name in names if name)]
    groups = (Group(unit or TOWN, tuple(one for one in lines if one.paper.unit == unit)) for unit in order)
    team = office.current(session).team
    return Pack(month, team, tuple(group for group in groups if group.lines), two_up)


def _line(
    session: Session,
    month: Month,
    paper: MonthPaper,
    form: Form,
    now: datetime,
    today: date,
    *,
    full: bool,
    two_up: bool,
    offset_mm: tuple[float, float],
) -> Line:
    """A paper made; what refuses to be made is missing, for the reason it gives."""
    from banfu_desktop.printing.engine.drawing import sides

    if paper.missing:
        return Line(paper, form)
    try:
        made = papers.make(
            session, form.name, month=month, payer=paper.payer,
            variant="full" if full and form.has_full else "file",
            now=now, today=today, offset_mm=offset_mm, on_record=False,
        )  # fmt: skip
    except UserError as refusal:
        return Line(replace(paper, missing=refusal.what), form)
    printed = within(replace(made, two_up=two_up), "pdf")
    return Line(paper, form, printed, sides(printed, two_up=two_up))


def put_on_record(
    session: Session, pack: Pack, chosen: Sequence[Chosen], now: datetime, *, full: bool = False
) -> None:
    """Record once that a pack leaves: for whom, how many papers, and whether with whole numbers.

    What goes to one unit alone is a 补印: it does not make the month printed (`printed_at`).
    """
    units = list(dict.fromkeys(one.line.paper.unit or TOWN for one in chosen))
    deed = _AGAIN if len(units) == 1 else _WHOLE
    variant = "（完整号码版）" if full else ""
    copies = sum(one.copies for one in chosen)
    what = f"{pack.month.label}{deed}{variant}：{'、'.join(units)}，{len(chosen)} 种 {copies} 份"
    office.disclose(session, Disclosed.FULL_PRINT if full else Disclosed.PACK, what, now)


def printed_at(session: Session, month: Month) -> datetime | None:
    """When the papers of a month were last printed or saved as a whole; None where they never were."""
    of_month = Disclosure.what.startswith(f"{month.label}{_WHOLE}", autoescape=True)
    kinds = (Disclosed.PACK.value, Disclosed.FULL_PRINT.value)
    found = sa.select(sa.func.max(Disclosure.at)).where(of_month, Disclosure.kind.in_(kinds))
    return session.scalar(found)


def title(pack: Pack) -> str:
    """What the whole is called, also as a file."""
    alone = f"（{pack.groups[0].name}）" if len(pack.groups) == 1 else ""
    return f"{pack.month.label}打印件{alone}"


def bound(
    pack: Pack,
    chosen: Sequence[Chosen],
    *,
    duplex: bool = False,
    archival: bool = False,
    progress: Told = lambda *_: None,
) -> bytes:
    """What was chosen as one PDF: a bookmark a unit, under it one a paper, each paper in its copies.

    Args:
        duplex: whether it goes onto both sides of the paper: every copy of every paper then begins on a new
            sheet, so that no sheet ever belongs to two.

    Raises:
        UserError: nothing was chosen, or a character no font has.
    """
    from banfu_desktop.printing.engine.render import Leaf, bind

    if not chosen:
        raise UserError("没有选要打印的纸张", "请至少选一种")

    def leaves() -> Iterator[Leaf]:
        for number, one in enumerate(chosen):
            line = one.line
            progress(number, len(chosen), f"{line.paper.unit or TOWN} {line.label}")
            for _ in range(one.copies):
                for place, document in enumerate(line.documents):
                    yield Leaf(document, (line.paper.unit or TOWN, line.label), fresh=place == 0)

    return bind(leaves(), title(pack), archival=archival, duplex=duplex, two_up=pack.two_up)


def write_folder(
    pack: Pack,
    chosen: Sequence[Chosen],
    parent: Path,
    *,
    archival: bool = False,
    progress: Told = lambda *_: None,
) -> Path:
    """Write 2026年10月/县司法局/工作补助发放表.pdf and so on: one file a paper, whole or not at all.

    A folder of that name stays as it is: the new one then is 2026年10月（2）. Gives the folder written.

    Raises:
        UserError: nothing was chosen, the place cannot be written.
        MachineError: the disk is full or fails.
    """
    from banfu_desktop.exchange.saving import said_plainly, write_file
    from banfu_desktop.printing.engine.render import render

    if not chosen:
        raise UserError("没有选要打印的纸张", "请至少选一种")
    refuse_parent(parent)
    with said_plainly(parent / pack.month.label):
        part = Path(mkdtemp(prefix=".", dir=parent))
    try:
        for number, one in enumerate(chosen):
            line, unit = one.line, one.line.paper.unit or TOWN
            progress(number, len(chosen), f"{unit} {line.label}")
            folder = part / _as_name(unit)
            folder.mkdir(exist_ok=True)
            name = f"{pack.month.label}{line.label}（{unit}）"
            made = render(line.documents, name, archival=archival, two_up=pack.two_up)
            write_file(made, folder / f"{_as_name(line.label)}{_PDF}")
        return _put_in_place(part, parent, pack.month.label)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def refuse_parent(parent: Path) -> None:
    """Refuse a place that is no folder, before anything is done for it.

    Raises:
        UserError: there is no such folder.
    """
    if not parent.is_dir():
        raise UserError(f"没有“{parent}”这个文件夹", "请换一个文件夹；要存成一个文件，文件名以 .pdf 结尾")


def _put_in_place(part: Path, parent: Path, name: str) -> Path:
    """Give a finished folder its name, or the next one that is free."""
    part.chmod(0o755)
    for number in range(1, 1000):
        target = parent / (name if number == 1 else f"{name}（{number}）")
        if not target.exists():
            with suppress(FileExistsError):
                part.rename(target)
                return target
    raise UserError(f"“{parent.name}”里已有太多“{name}”", "请换一个文件夹")


def _as_name(text: str) -> str:
    """A text as the name of a file or folder, on Windows too."""
    return text.translate(_FORBIDDEN).strip(" .") or "_"


def proposed(lines: Iterable[Line]) -> list[Chosen]:
    """Each paper in as many copies as are usually wanted."""
    return [Chosen(line, line.paper.copies) for line in lines if not line.is_missing]


def once(lines: Iterable[Line]) -> list[Chosen]:
    """Each paper in one copy, as files want it."""
    return [Chosen(line) for line in lines if not line.is_missing]
