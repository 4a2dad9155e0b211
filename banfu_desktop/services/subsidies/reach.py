"""How far a change of facts reaches into sealed months: told before it is carried out or with it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_account import Key
from banfu_desktop.services.subsidies.account import Account


@dataclass(frozen=True)
class Reach:
    """Sealed months a change has touched, and by how much in fen their dues changed.

    `more_fen` and `less_fen` (negative) are kept apart: nothing is set off between people or payers.
    """

    months: tuple[Month, ...]
    more_fen: int
    less_fen: int
    undecided: int

    @property
    def difference_fen(self) -> int:
        """Both together."""
        return self.more_fen + self.less_fen

    @property
    def sentence(self) -> str:
        """What the clerk is told."""
        if not self.months:
            return "不影响已封存的月份"
        text = f"影响{len(self.months)}个已封存月份，差额 {yuan(self.difference_fen)} 元"
        if self.more_fen and self.less_fen:
            text += f"（增加 {yuan(self.more_fen)} 元、减少 {yuan(-self.less_fen)} 元，不相抵）"
        return text + (f"，另有{self.undecided}处待决定" if self.undecided else "")


def of_deed(session: Session, deed: Callable[[], object]) -> Reach:
    """Carry a deed out and say how far it reached into sealed months."""
    before = _open(Account(session))
    deed()
    session.flush()
    after = _open(Account(session))
    changed = {key for key in before.keys() | after.keys() if before.get(key, 0) != after.get(key, 0)}
    steps = [(after.get(key, 0) or 0) - (before.get(key, 0) or 0) for key in changed]
    more, less = sum(step for step in steps if step > 0), sum(step for step in steps if step < 0)
    undecided = sum(after.get(key, 0) is None for key in changed)
    return Reach(tuple(sorted({key.month for key in changed})), more, less, undecided)


def _open(account: Account) -> dict[Key, int | None]:
    """What is open of every sealed month; None while undecided."""
    found: dict[Key, int | None] = {
        row.key: row.open_fen for own in account.standings.values() for row in own
    }
    return found | dict.fromkeys(account.undecided)
