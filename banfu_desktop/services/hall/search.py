"""Find anything by name, number or pinyin initials, for the palette: people first, then room by room."""

from itertools import chain, islice

from sqlalchemy.orm import Session

from banfu_desktop.services import rooms
from banfu_desktop.services.door import Hit

_MOST_OF_A_ROOM = 8
_FIRST = "members"


def find(session: Session, text: str, limit: int = _MOST_OF_A_ROOM) -> list[Hit]:
    """The first hits of every room, `limit` of each at most; an empty text finds nothing."""
    typed = text.strip().casefold()
    if not typed:
        return []
    finders = sorted(rooms.offered("find"), key=lambda finder: _FIRST not in finder.__module__)
    return list(chain.from_iterable(islice(finder(session, typed), limit) for finder in finders))
