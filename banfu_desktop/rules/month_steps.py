"""The seven steps of a month, from attendance to the package, and which is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from banfu_desktop.rules.dates import Month


class StepName(Enum):
    """The steps, in their order."""

    ATTENDANCE = "考勤"
    MAKE = "编制"
    CHECK = "核对"
    SEAL = "封存"
    PRINT = "打印"
    PAY = "发放"
    REPORT = "上报"


@dataclass(frozen=True)
class Step:
    """Where a step of a month stands.

    Attributes:
        done: whether nothing is left of it; what waits for a decision keeps no later step from being done.
        count: how far it is, in a few words (已封存 2 张).
        left: what is left, as the end of a sentence (核对补助表，还有 3 处要您决定); empty when done.
        button: the deed in words (去核对).
        room: the page where it is done, and `key` the place there.
    """

    name: StepName
    done: bool
    count: str
    left: str = ""
    button: str = ""
    room: str = ""
    key: object = None


@dataclass(frozen=True)
class MonthStrip:
    """A month's steps in their order."""

    month: Month
    steps: Sequence[Step]

    @property
    def next(self) -> Step | None:
        """The first step that is not done; None when the month is over and done with."""
        return next((step for step in self.steps if not step.done), None)


def strip(month: Month, steps: Iterable[Step]) -> MonthStrip:
    """A month's steps put in their order, whichever room they come from."""
    order = list(StepName)
    return MonthStrip(month, sorted(steps, key=lambda step: order.index(step.name)))
