"""A page a person: what every room tells of somebody, put together for a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due, in_order
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.rules.words import PostingState
from banfu_desktop.services import rooms
from banfu_desktop.services.door import HeadFact, PersonPart, PersonWish, Small, Sum, Way
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.members.person import current


@dataclass(frozen=True)
class PersonView:
    """Everything the page of a person says.

    `posting_id` is the posting of the day, else the next, else the last; `everybody` are person ids in the
    order of the roster; `year` is the timeline of the year asked for.
    """

    person_id: int
    posting_id: int
    name: str
    state: PostingState
    everybody: tuple[int, ...]
    facts: tuple[HeadFact, ...]
    year: Timeline
    steps: tuple[Due, ...]
    sums: tuple[Sum, ...]
    smalls: tuple[Small, ...]
    ways: tuple[Way, ...]

    @property
    def place(self) -> int:
        """Where the person stands in the roster, the first being 1."""
        return self.everybody.index(self.person_id) + 1

    def beside(self, step: int) -> int | None:
        """The person so many places on; None beyond the ends."""
        place = self.place - 1 + step
        return self.everybody[place] if 0 <= place < len(self.everybody) else None


def view(session: Session, person_id: int | None, year: int, today: date) -> PersonView | None:
    """The page of a person (None: of the first of the roster); None where there is nobody at all.

    Raises:
        UserError: the person is no longer there.
    """
    rows = members.listing(session)
    if not rows:
        return None
    everybody = tuple(dict.fromkeys(row.person_id for row in rows))
    chosen = everybody[0] if person_id is None else person_id
    own = sorted((row for row in rows if row.person_id == chosen), key=lambda row: row.arrived_on)
    if not own:
        raise UserError("这个人已不在名册中", "请回到名单，重新选择")
    now = current(own, today)
    wish = PersonWish(
        chosen, now.name, tuple(row.id for row in own), tuple(row.period for row in own), year, today
    )
    parts: list[PersonPart] = [told(session, wish) for told in rooms.offered("person")]
    return PersonView(
        person_id=chosen,
        posting_id=now.id,
        name=now.name,
        state=now.state_on(today),
        everybody=everybody,
        facts=tuple(fact for part in parts for fact in part.facts),
        year=_year(parts, wish),
        steps=tuple(in_order([step for part in parts for step in part.steps], today)),
        sums=tuple(one for part in parts for one in part.sums),
        smalls=tuple(one for part in parts for one in part.smalls),
        ways=tuple(one for part in parts for one in part.ways),
    )


def named(session: Session, name: str, year: int, today: date) -> list[PersonView]:
    """The pages of everybody of a name.

    Raises:
        UserError: nobody has it.
    """
    people = dict.fromkeys(row.person_id for row in members.named(session, name))
    return [found for key in people if (found := view(session, key, year, today))]


def person_of(session: Session, posting_id: int) -> int:
    """Whose posting it is.

    Raises:
        UserError: it is no longer there.
    """
    row: MemberRow = members.one(session, posting_id)
    return row.person_id


def _year(parts: Sequence[PersonPart], wish: PersonWish) -> Timeline:
    bars = next((part.bars for part in parts if part.bars is not None), None)
    total = "" if bars is None else f"　实发 {yuan(bars.total_fen)} 元"
    return Timeline(
        f"{wish.year}年{total}",
        wish.window,
        tuple(lane for part in parts for lane in part.lanes),
        wish.today,
        bars=bars,
        figures=tuple(figures for part in parts for figures in part.figures),
    )
