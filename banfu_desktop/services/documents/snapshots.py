"""What a half-year report is issued with: written in the newest format, read in every format there ever was.

From now on no change to what a snapshot holds without a new format: `dump` writes it under a new number,
`_READERS` gains a reader, and those before it stay. What IssuedText gains has a value in each older reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules import documents_text, snapshots
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.documents_text import Text
from banfu_desktop.rules.snapshots import Content

FORMAT, LAYOUT = 1, 5


@dataclass(frozen=True)
class IssuedText:
    """A report as it was issued.

    `until` is the last day its figures count, `fonts` role → the machine's own font it was printed in, as
    “file mark”; `labels` says what each figure of the text counts.
    """

    title: tuple[str, ...]
    team: str
    half: HalfYear
    until: date
    issued_on: date
    number: str
    text: Text
    labels: Mapping[str, str]
    recipients: tuple[str, ...]
    fonts: Mapping[str, str]
    layout: int = LAYOUT


def dump(issued: IssuedText) -> str:
    """What was issued, as canonical JSON."""
    return snapshots.canonical(
        {
            "format": FORMAT, "layout": issued.layout, "title": list(issued.title), "team": issued.team,
            "half": str(issued.half), "until": issued.until, "issued_on": issued.issued_on,
            "number": issued.number, "text": documents_text.plain(issued.text),
            "labels": dict(issued.labels), "recipients": list(issued.recipients),
            "fonts": dict(issued.fonts),
        }
    )  # fmt: skip


def load(snapshot: str) -> IssuedText:
    """What was issued.

    Raises:
        UserError: a newer program issued it.
    """
    return snapshots.read(snapshot, _READERS)


def _read_1(content: Content) -> IssuedText:
    return IssuedText(
        title=tuple(content["title"]),
        team=content["team"],
        half=HalfYear.parse(content["half"]),
        until=date.fromisoformat(content["until"]),
        issued_on=date.fromisoformat(content["issued_on"]),
        number=content["number"],
        text=documents_text.from_plain(content["text"]),
        labels=content["labels"],
        recipients=tuple(content["recipients"]),
        fonts=content["fonts"],
        layout=content["layout"],
    )


_READERS = {1: _read_1}
