"""Ways from one page to another: a button of an empty page that leads elsewhere, a deed to be begun there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A button of an empty page that leads elsewhere: what it says, the room, what to show there."""

    text: str
    room: str
    where: object = None


@dataclass(frozen=True)
class Errand:
    """A deed to be begun at another page as soon as that has been read.

    Attributes:
        commands: its commands by name; the first that is to be seen there is given.
        where: what to show there first.
    """

    commands: tuple[str, ...]
    where: object = None


TO_MEMBERS = Way("去登记成员", "members")
