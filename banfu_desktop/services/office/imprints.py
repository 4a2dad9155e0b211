"""What stands in the foot of every paper that is not sealed: where the trail stood, and the time printed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError


def imprint(session: Session, now: datetime, *, draft: bool = False, full: bool = False) -> Imprint:
    """留痕码 with the number of the last entry, so that `check --against` tells what has changed since."""
    last = session.connection().exec_driver_sql("SELECT max(id) FROM audit").scalar() or 0
    code = f"{paper_key.chain_code(chain_head(session))}（第{last}条）"
    return Imprint(clock(now), chain_code=code, draft=draft, full=full)


def wanted_units(there: Collection[str], wanted: str | None, nothing: str, todo: str) -> tuple[str, ...]:
    """The units a paper is made for: all there are, or the one wanted.

    Raises:
        UserError: there is none (`nothing`, and what to do), or not this one.
    """
    if not there:
        raise UserError(nothing, todo)
    if wanted is not None and wanted not in there:
        raise UserError(f"“{wanted}”没有这份结算单", f"可选：{'、'.join(there)}")
    return tuple(there) if wanted is None else (wanted,)
