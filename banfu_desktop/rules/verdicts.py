"""What a check answers: a verdict with its clause; an error stops or needs a reason, the rest is said."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.words import Word


class Severity(Word):
    """How much a verdict matters: an error stops or needs a reason, a warning and a reminder do not."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
    REMINDER = "reminder", "待办"


@dataclass(frozen=True)
class Verdict:
    """One check's answer: its name (for an override), how much it matters, its clause, and the sentence.

    `until` is the day by which it asks for something.
    """

    check: str
    severity: Severity
    clause: str
    text: str
    overridable: bool = False
    until: date | None = None
