"""The write door's guard: judges a deed by what it is about to change, before it is saved."""

import json
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.db import approvals, judging_erasures
from banfu_desktop.db.signatures import BY_CARD
from banfu_desktop.rules.persons import is_own_password
from banfu_desktop.rules.rights import Change
from banfu_desktop.rules.rights_by_table import LINES, acts_of, plain_act
from banfu_desktop.rules.roles import SEPARATED, Act, Role, RoleRefusalError, refuse

_KINDS = "SELECT DISTINCT op, table_name FROM audit WHERE id > ?"
_ENTRIES = "SELECT row_id, before, after FROM audit WHERE id > ? AND op = ? AND +table_name = ? ORDER BY id"
"""The plus keeps SQLite from the index by table: it would walk all that was ever said of the table."""
_TABLES = "SELECT DISTINCT table_name FROM audit WHERE id > ?"
_READ = ("postings", "unit_levels", "organisations", "persons", "log_months")
"""Tables of which every change is read: they may reach sealed months, or it matters whose they are."""
_PAID_BY = "SELECT 1 FROM subsidy_lines WHERE payer_id = ? OR posting_id IN ({postings}) LIMIT 1"
_POSTINGS = "SELECT id FROM postings WHERE organisation_id = ?"
_ALWAYS = "1900-01-01"


def guard(session: Session, role: Role | None, before: int, day: date, person: int | None = None) -> None:
    """Refuse a deed that whoever is at work may not do, or nobody.

    Args:
        before: the id of the last audit entry before the deed.
        day: the day it is.
        person: whoever is at work, where there are persons.

    Raises:
        RoleRefusalError: not allowed to this role, or the maker checks his own work; what is to be erased is
            not due.
        UnknownChangeError: no right allows it to anybody; the program is wrong.
    """
    acts, changes = _judged(session, before, person)
    if judging_erasures.untimely_in(session.connection(), before, day):
        raise RoleRefusalError(
            "保存期限没有满的，谁也不能从留痕里抹去", "离岗满保存年数以后，用“到期个人信息”销毁"
        )
    if role is None:
        return
    if any(_reaches_sealed(session, change) for change in changes):
        acts |= {Act.SEAL}
    for act in sorted(acts):
        refuse(role, act)
    if acts & SEPARATED:
        approvals.refuse_maker(session, changes, day)


def guard_card(session: Session, before: int) -> None:
    """Refuse whatever the card may not do in an office with persons: all but appointing one, and restoring.

    Raises:
        RoleRefusalError: it may not.
    """
    acts, _ = _judged(session, before, None)
    tables = set(session.connection().exec_driver_sql(_TABLES, (before,)).scalars())
    if not (tables <= BY_CARD and acts <= {Act.KEYS, Act.RESTORE}):
        raise RoleRefusalError("用恢复卡打开时，只能给人设置密码", "请设置好以后锁屏，用密码打开再办理")


def _judged(session: Session, before: int, person: int | None) -> tuple[frozenset[Act], list[Change]]:
    """What a deed comes to, and those of its changes that had to be read for that."""
    run = session.connection().exec_driver_sql
    acts: set[Act] = set()
    changes = []
    for op, table in run(_KINDS, (before,)).all():
        if (act := plain_act(op, LINES.get(table))) is not None and table not in _READ:
            acts.add(act)
        else:
            changes += [_change(op, table, *row) for row in run(_ENTRIES, (before, op, table))]
    for change in changes:
        if not is_own_password(change, person):
            acts |= acts_of(change)
    return frozenset(acts), changes


def _change(op: str, table: str, row_id: int, before: str | None, after: str | None) -> Change:
    return Change(op, table, row_id, _columns(before), _columns(after))


def _columns(text: str | None) -> dict[str, Any]:
    columns: dict[str, Any] = json.loads(text) if text else {}
    return columns


def _reaches_sealed(session: Session, change: Change) -> bool:
    """Whether a 更正 of a dated fact (level, unit, category) reaches months that are sealed."""
    run = session.connection().exec_driver_sql
    if change.table == "postings" and change.op == "U":
        if not (change.turned("organisation_id") or change.turned("category")):
            return False
        own = "SELECT 1 FROM subsidy_lines WHERE posting_id = ? LIMIT 1"
        return run(own, (change.row_id,)).scalar() is not None
    unit = None
    if change.table == "unit_levels" and change.after.get("effective_from") == _ALWAYS:
        unit = change.after.get("organisation_id") if change.turned("level") else None
    elif change.table == "organisations" and change.turned("same_as_id") and change.op == "U":
        unit = change.row_id
    if unit is None:
        return False
    return run(_PAID_BY.format(postings=_POSTINGS), (unit, unit)).scalar() is not None
