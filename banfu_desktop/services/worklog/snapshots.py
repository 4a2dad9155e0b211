"""What a month's log is signed off with: written in the newest format, read in every format there ever was.

From now on no change to what a snapshot holds without a new format: `dump` writes it under a new number,
`_READERS` gains a reader, and those before it stay. What SignedLog gains has a value in each older reader.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from banfu_desktop.printing.forms.v2.work_log import Line as PaperLine
from banfu_desktop.printing.forms.v2.work_log import LogPaper, PersonMonth
from banfu_desktop.rules import snapshots
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.snapshots import Content
from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import Duty, LogKind

FORMAT, LAYOUT = 1, 3
_PERSON_1 = ("name", "organisation", "role", "due", "present", "away")
_LINE_1 = ("village", "households", "content", "with_whom", "result", "next_step", "project", "companions")


@dataclass(frozen=True)
class SignedLog:
    """A month as it was signed off: everybody's lines, the leader's name, day and opinion."""

    paper: LogPaper
    layout: int = LAYOUT


def dump(signed: SignedLog) -> str:
    """What was signed off, as canonical JSON."""
    paper = asdict(signed.paper)
    content = {name: value for name, value in paper.items() if name != "imprint"}
    return snapshots.canonical(content | {"format": FORMAT, "layout": signed.layout})


def load(snapshot: str) -> SignedLog:
    """What was signed off.

    Raises:
        UserError: a newer program signed it.
    """
    return snapshots.read(snapshot, _READERS)


def _read_1(content: Content) -> SignedLog:
    people = tuple(_person_1(person) for person in content["people"])
    paper = LogPaper(
        town=content["town"], team=content["team"], month=_month(content["month"]), people=people,
        signed_by=content["signed_by"], signed_on=_day(content["signed_on"]), opinion=content["opinion"],
    )  # fmt: skip
    return SignedLog(paper, content["layout"])


def _person_1(content: Content) -> PersonMonth:
    values: dict[str, Any] = {name: content[name] for name in _PERSON_1}
    return PersonMonth(**values, lines=tuple(_line_1(line) for line in content["lines"]))


def _line_1(content: Content) -> PaperLine:
    values: dict[str, Any] = {name: content[name] for name in _LINE_1}
    return PaperLine(
        **values,
        day=date.fromisoformat(content["day"]),
        half=Half(content["half"]),  # type: ignore[call-arg]  # looked up by its code
        duty=Duty(content["duty"]),  # type: ignore[call-arg]
        kind=LogKind(content["kind"]),  # type: ignore[call-arg]
        next_due=_day(content["next_due"]),
    )


def _month(content: Any) -> Month:
    return Month(content["year"], content["number"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_READERS = {1: _read_1}
