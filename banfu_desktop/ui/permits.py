"""What whoever is at work may do: commands, facts and all else the window offers is greyed by one question.

The write door refuses it anyway (db/guard.py); here it only shows, in time, and says who may.
"""

from collections.abc import Callable, Iterable
from typing import Protocol, Self, TypeVar

from banfu_desktop.rules.roles import Act, Role, may, who_may


class Offer(Protocol):
    """Something the window offers: a command, or a fact with its way on."""

    @property
    def act(self) -> Act | None:
        """What it comes to; None changes nothing."""

    def greyed(self, why: str) -> Self:
        """The same, not to be had, for a reason."""


Offered = TypeVar("Offered", bound=Offer)


def permitted(offered: Iterable[Offered], role: Callable[[], Role | None]) -> tuple[Offered, ...]:
    """The same commands or facts, those greyed that the role may not give."""
    return tuple(one.greyed(why) if (why := refusal(one.act, role())) else one for one in offered)


def refusal(act: Act | None, role: Role | None) -> str:
    """Who may do what this role may not; empty where it may."""
    return "" if act is None or may(role, act) else f"由{who_may(act)}办理"
