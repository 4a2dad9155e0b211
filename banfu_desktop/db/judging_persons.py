"""What the trail says of persons, held against who signed: whose deed it is, and who set whose password.

The signature proves a number; the name beside it is what everybody reads. And four eyes count a key that
another has set as his: whoever may set passwords could otherwise call one that he knows its owner's own.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.replay import values
from banfu_desktop.db.signatures import RESTORED
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.roles import signed

_PERSONS = (
    "SELECT id, person, name, row_id, before, after FROM audit WHERE table_name = 'persons' ORDER BY id"
)
_LAST_RESTORE = "SELECT coalesce(max(id), 0) FROM audit WHERE table_name = 'restores' AND op = 'I'"
_DEEDS = (
    "SELECT min(id), person, actor FROM audit WHERE person IS NOT NULL AND coalesce(deed, 0) NOT IN"
    " (SELECT deed FROM audit WHERE table_name = 'upgrades' AND deed IS NOT NULL)"
    " GROUP BY deed, person, actor ORDER BY 1"
)
_PUT_ON = (
    "SELECT id, person, json_extract(after, '$.{column}') FROM audit WHERE person IS NOT NULL"
    " AND table_name = ? AND json_valid(after) AND json_valid(coalesce(before, '{{}}'))"
    " AND json_extract(after, '$.{column}') IS NOT json_extract(coalesce(before, '{{}}'), '$.{column}')"
    " ORDER BY id"
)
_NAMED = (
    ("fund_vouchers", "posted_by"),
    ("subsidy_sheets", "sealed_by"),
    ("subsidy_sheets", "voided_by"),
    ("log_months", "sealed_by"),
    ("handovers", "sealed_by"),
    ("issued_reports", "sealed_by"),
    ("erasures", "erased_by"),
)
"""Columns in which the program writes who is at work; papers print them."""
_KEYS = ("verify_key", "seal_key", "how", "set_by")


def untrue_keys(connection: sa.Connection) -> list[int]:
    """Every entry that says another than whoever did it had set a person's key."""
    restored = int(connection.exec_driver_sql(_LAST_RESTORE).scalar_one())
    at_work, untrue = set[int](), list[int]()
    for entry, by, name, person, before, after in connection.exec_driver_sql(_PERSONS):
        old, new = values(before), values(after)
        changed = any(old.get(column) != new.get(column) for column in _KEYS)
        carried = name == RESTORED and entry < restored
        if changed and not carried and not _is_true(new, person, by, first=not at_work):
            untrue.append(entry)
        (at_work.discard if new.get("left_on") is not None else at_work.add)(person)
    return untrue


def misnamed(connection: sa.Connection) -> list[tuple[int, str]]:
    """The first entry of every deed called another's than whoever signed it, with the signer's name."""
    names = defaultdict[int, list[tuple[int, str]]](list)
    for entry, _, _, person, _, after in connection.exec_driver_sql(_PERSONS):
        names[person].append((entry, str(values(after).get("name"))))
    wrong = list[tuple[int, str]]()
    for entry, person, actor in connection.exec_driver_sql(_DEEDS):
        known = next((name for since, name in reversed(names[person]) if since < entry), None)
        if known is None or actor != signed(known, actor or ""):
            wrong.append((int(entry), known or f"第{person}号人员"))
    return wrong


def put_on_others(connection: sa.Connection) -> list[tuple[int, str]]:
    """Every entry that names another person as who posted, sealed or erased, with its signer's name."""
    names = {
        person: str(values(after).get("name"))
        for _, _, _, person, _, after in connection.exec_driver_sql(_PERSONS)
    }
    found = list[tuple[int, str]]()
    for table, column in _NAMED if names else ():
        rows = connection.exec_driver_sql(_PUT_ON.format(column=column), (table,))
        for entry, person, said in rows:
            if said in names.values() and said != names.get(person):
                found.append((int(entry), names.get(person, "")))
    return sorted(found)


def _is_true(new: Mapping[str, Any], person: int, by: int | None, *, first: bool) -> bool:
    """Whether a key was set by whoever it names: its owner, another, or the card; the first by nobody yet."""
    how, set_by = new.get("how"), new.get("set_by")
    if how == How.OWN.value:
        return by == person == set_by or (first and by is None and set_by is None)
    if how == How.RESET.value:
        return by is not None and by == set_by
    return how == How.CARD.value and by is None and set_by is None
