"""What is worked out once of one state of the office, however many rooms ask for it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from banfu_desktop.db.audit import last_entry

T = TypeVar("T")
_KNOWN = "known of this moment"


def of_moment(session: Session, make: Callable[[Session], T]) -> T:
    """What `make` reads of the office, read once for whoever asks in this session until something changes.

    Whoever gets it only looks at it: the next who asks gets the same.
    """
    session.flush()  # what the deed under way has changed is in the trail by now
    moment = last_entry(session)
    then, known = session.info.get(_KNOWN, (None, {}))
    if then != moment:
        known = {}
        session.info[_KNOWN] = (moment, known)
    if make not in known:
        known[make] = make(session)
    made: T = known[make]
    return made
