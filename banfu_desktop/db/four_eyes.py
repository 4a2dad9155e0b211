"""Four eyes: who had a hand in what is now to be approved, as the trail tells it, and who has vouched for it.

Asked of the trail, not of rows: whoever undid or deleted something took part as well. Of a sheet it is asked
for its own people, since the seal of its payer before, and for what is older but lies in its months; of a
claim since it was begun; of a closing for the vouchers of its months, of a sign-off for the lines of its
month. What only a reviewer may change anyway
(settings, 暂缓) does not count, or none could ever seal.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from banfu_desktop.db.hands import Hands
from banfu_desktop.rules.persons import Hand
from banfu_desktop.rules.roles import Role

SETTING = "maker_checker"
"""The setting that keeps maker and checker apart."""
_EVER = 2**62
_SETTINGS = (
    "SELECT op, row_id, after, coalesce(day, at) FROM audit WHERE table_name = 'settings' AND id <= ?"
    " AND json_extract(coalesce(after, before), '$.name') = ? ORDER BY id"
)
_ROW = "json_extract(coalesce(a.after, a.before), '$.{column}')"
_MONTH = "substr(json_extract(coalesce(a.after, a.before), '$.{column}'), 1, 7)"
_OLDER: Mapping[str, str] = {
    "attendance_days": f"{_MONTH.format(column='day')} IN ({{months}})",
    "leaves": (
        f"({_MONTH.format(column='start_on')} <= {{last}} AND"
        " coalesce(substr(json_extract(coalesce(a.after, a.before), '$.returned_on'), 1, 7),"
        f" {_MONTH.format(column='end_on')}) >= {{first}})"
    ),
    "calendar_days": f"{_MONTH.format(column='day')} IN ({{months}})",
    "subsidy_months": f"{_ROW.format(column='month')} IN ({{months}})",
    "subsidy_rulings": f"{_ROW.format(column='month')} IN ({{months}})",
    "subsidy_one_offs": f"{_ROW.format(column='month')} IN ({{months}})",
    "postings": (
        f"({_MONTH.format(column='arrived_on')} IN ({{months}})"
        f" OR {_MONTH.format(column='left_on')} IN ({{months}}))"
    ),
}
"""What feeds a sheet though it is older than the seal before: table → condition."""
_MANY = "attendance_days"
"""By far the most entries; each is about one posting."""
_RECENT = ("overrides", "organisations", "former_names", "unit_levels", "subsidy_repayments", "people")
"""What feeds a sheet only when it came after the seal before."""
_COMPARED = ("people", "postings")
"""Of which it counts what a change was from, not only what it was to."""
_ACCOUNT = frozenset({"bank", "card_no", "card_holder"})
_PAID_TO = frozenset({"name", "identity_no", "proxy_reason"}) | _ACCOUNT
_DECIDED = frozenset({"handed", "approved", "refused"})
_APPROVING = frozenset({"approved_fen"})
_SINCE = (
    "SELECT coalesce(max(b.id), 0) FROM audit a JOIN audit b ON b.deed = a.deed"
    " WHERE a.table_name = 'subsidy_sheets' AND a.op = 'I' AND a.id <= ?"
    " AND json_extract(a.after, '$.payer_id') IN ({units})"
)
_ENTRIES = "SELECT a.id, a.person, a.actor, a.op, a.table_name, a.row_id, a.before, a.after FROM audit a"
_VOUCHED = (
    "SELECT id, person, actor, after FROM audit WHERE table_name = 'countersigns' AND op = 'I' AND id <= ?"
)


class Touch(NamedTuple):
    """An entry that fed what is to be approved, and whose hand it was."""

    entry: int
    table: str
    row_id: int
    hands: frozenset[Hand]


@dataclass(frozen=True)
class Sheet:
    """A sheet that is to be sealed: its payer with the names it goes by, its months, and its people."""

    units: frozenset[int]
    months: tuple[str, ...]
    people: frozenset[int]


def in_force(connection: sa.Connection, day: date, before: int = _EVER) -> bool:
    """Whether maker and checker are kept apart on a day: now, or at any time since the month began.

    So switching it off counts from the next month on, and never for what is under way.

    Args:
        before: an entry up to which the trail is asked.
    """
    rows, month = dict[int, Mapping[str, Any]](), day.replace(day=1).isoformat()
    for op, row_id, after, at in connection.exec_driver_sql(_SETTINGS, (before, SETTING)):
        if (at or "") >= month and _is_on(rows, day):
            return True
        if op == "D":
            rows.pop(row_id, None)
        else:
            rows[row_id] = _row(after)
    return _is_on(rows, day)


def _is_on(rows: Mapping[int, Mapping[str, Any]], day: date) -> bool:
    chosen = [row for row in rows.values() if str(row.get("effective_from")) <= day.isoformat()]
    return bool(chosen) and max(chosen, key=lambda row: str(row["effective_from"]))["value"] == "1"


def taking_part(
    connection: sa.Connection, touches: Iterable[Touch], approver: frozenset[Hand], before: int
) -> list[Touch]:
    """The approver's own touches that nobody else has vouched for."""
    own = [touch for touch in touches if touch.hands & approver]
    if not own:
        return []
    vouched = _vouched(connection, approver, before)
    return [touch for touch in own if vouched.get((touch.table, touch.row_id), 0) < touch.entry]


def sheet_feeds(connection: sa.Connection, sheets: Sequence[Sheet], before: int) -> list[list[Touch]]:
    """What fed each of some sheets, up to an entry.

    A sheet's people are those on it, and those whose posting is at its payer: one who was left off by a
    change belongs to it as well. The trail is gone through once for all sheets of the same months.
    """
    hands, postings = Hands(connection, before), _postings(connection)
    since = [_sealed_before(connection, sheet, before) for sheet in sheets]
    feeds: list[list[Touch]] = [[] for _ in sheets]
    for months in dict.fromkeys(sheet.months for sheet in sheets):
        places = [place for place, sheet in enumerate(sheets) if sheet.months == months]
        ends = [since[place] for place in places]
        spans = (min(ends), max(ends), before)
        for entry, person, actor, table, row_id, older, before_, after in _candidates(
            connection, months, spans
        ):
            old = _row(before_) if table in _COMPARED or after is None else {}
            new, touch = _row(after), Touch(entry, table, row_id, hands.of(entry, person, actor))
            for place in places:
                recent = older or entry > since[place]
                if recent and _concerns(sheets[place], postings, table, row_id, old, new):
                    feeds[place].append(touch)
        theirs: dict[int, list[tuple[int, list[Touch]]]] = {
            posting: [(since[place], feeds[place]) for place in places if person in sheets[place].people]
            for posting, person in postings.items()
            if any(person in sheets[place].people for place in places)
        }
        for entry, person, actor, row_id, older, posting in _days(connection, months, spans, theirs):
            touch = Touch(entry, _MANY, row_id, hands.of(entry, person, actor))
            for end, feed in theirs[posting]:
                if older or entry > end:
                    feed.append(touch)
    for feed in feeds:
        feed.sort()
    return feeds


def claim_feed(connection: sa.Connection, claim: int, before: int) -> list[Touch]:
    """What fed a claim, up to an entry: itself, its lines and papers, and the account it is paid to."""
    run = connection.exec_driver_sql
    found = run(
        "SELECT c.bundle_id, p.person_id, (SELECT min(id) FROM audit WHERE table_name = 'claims'"
        " AND row_id = c.id) FROM claims c JOIN postings p ON p.id = c.posting_id WHERE c.id = ?",
        (claim,),
    ).one()
    bundle, person, first = found
    own, papers = _ROW.format(column="claim_id"), _ROW.format(column="bundle_id")
    conditions = (
        (f"a.table_name = 'claims' AND a.row_id = {claim}", _of_claim),
        (f"a.table_name IN ('claim_lines', 'claim_acceptances') AND {own} = {claim}", _of_claim_line),
        (f"a.table_name IN ('invoices', 'attachments') AND {papers} = {bundle}", None),
        (f"a.table_name = 'people' AND a.row_id = {person}", _of_account),
    )
    hands = Hands(connection, before)
    return [
        Touch(entry, table, row_id, hands.of(entry, by, actor))
        for condition, counts in conditions
        for entry, by, actor, op, table, row_id, *sides in run(
            f"{_ENTRIES} WHERE a.id BETWEEN ? AND ? AND {condition} ORDER BY a.id", (first or 0, before)
        )
        if counts is None or counts(op, *map(_row, sides))
    ]


def closing_feed(connection: sa.Connection, year: int, since: str, to: str, before: int) -> list[Touch]:
    """What fed the closing of a book's months after one month and up to another, up to an entry."""
    dated = _MONTH.format(column="dated")
    vouchers = (
        f"a.table_name = 'fund_vouchers' AND {_ROW.format(column='year_id')} = {year}"
        f" AND {dated} > '{since}' AND {dated} <= '{to}'"
    )
    budgets = f"a.table_name = 'fund_budgets' AND {_ROW.format(column='year_id')} = {year}"
    own = f"year_id = {year} AND substr(dated, 1, 7) > '{since}' AND substr(dated, 1, 7) <= '{to}'"
    matched = f"{_ROW.format(column='voucher_id')} IN (SELECT id FROM fund_vouchers WHERE {own})"
    matches = f"a.table_name = 'bank_matches' AND {matched}"
    hands = Hands(connection, before)
    return [
        Touch(entry, table, row_id, hands.of(entry, person, actor))
        for condition in (vouchers, budgets, matches)
        for entry, person, actor, _op, table, row_id, _old, _new in connection.exec_driver_sql(
            f"{_ENTRIES} WHERE a.id <= ? AND {condition} ORDER BY a.id", (before,)
        )
    ]


def log_feed(connection: sa.Connection, month: str, before: int) -> list[Touch]:
    """What fed a month of the work log, up to an entry: its lines, deleted ones too, and whom they name."""
    day = _MONTH.format(column="day")
    lines = f"a.table_name = 'log_entries' AND {day} = ?"
    of_lines = "SELECT row_id FROM audit a WHERE a.id <= ? AND " + lines
    named = f"a.table_name = 'log_people' AND {_ROW.format(column='entry_id')} IN ({of_lines})"
    hands, run = Hands(connection, before), connection.exec_driver_sql
    return [
        Touch(entry, table, row_id, hands.of(entry, person, actor))
        for condition, values in ((lines, (month,)), (named, (before, month)))
        for entry, person, actor, _op, table, row_id, _old, _new in run(
            f"{_ENTRIES} WHERE a.id <= ? AND {condition} ORDER BY a.id", (before, *values)
        )
    ]


def sheet_of(connection: sa.Connection, payer: int, months: Sequence[str], people: Iterable[int]) -> Sheet:
    """A sheet by its payer, months and people, with everybody posted at the payer."""
    run = connection.exec_driver_sql
    units = frozenset(
        run("SELECT id FROM organisations WHERE id = ?1 OR same_as_id = ?1", (payer,)).scalars()
    ) | {payer}
    placed = ", ".join(map(str, sorted(units)))
    posted = run(f"SELECT person_id FROM postings WHERE organisation_id IN ({placed})").scalars()
    return Sheet(units, tuple(sorted(months)), frozenset(people) | frozenset(posted))


def _sealed_before(connection: sa.Connection, sheet: Sheet, before: int) -> int:
    """The last entry of the deed that sealed the payer's sheet before; 0 where there is none."""
    units = ", ".join(map(str, sorted(sheet.units)))
    return int(connection.exec_driver_sql(_SINCE.format(units=units), (before,)).scalar_one())


def _candidates(
    connection: sa.Connection, months: tuple[str, ...], ends: tuple[int, int, int]
) -> Iterator[Any]:
    """Entries that may feed a sheet of some months, but for days; each says if it does though it is older.

    Args:
        ends: the first and the last entry by which one of the sheets' payers was sealed before, and that up
            to which the trail is asked.
    """
    for table in (*_OLDER, *_RECENT):
        if table != _MANY:
            for older, where, since, to in _spans(table, months, ends):
                yield from connection.exec_driver_sql(
                    f"SELECT a.id, a.person, a.actor, a.table_name, a.row_id, {older}, a.before, a.after"
                    f" FROM audit a WHERE a.id > ? AND a.id <= ? AND a.table_name = '{table}' AND {where}",
                    (since, to),
                )


def _days(
    connection: sa.Connection, months: tuple[str, ...], ends: tuple[int, int, int], postings: Iterable[int]
) -> Iterator[Any]:
    """The days of some postings among them; of days 100,000 may have come since the last seal.

    They go past SQLAlchemy, which takes as long over a row as SQLite does.
    """
    driver, posting = connection.connection.driver_connection, _ROW.format(column="posting_id")
    assert driver is not None
    wanted = f"+a.table_name = '{_MANY}' AND {posting} IN ({', '.join(map(str, sorted(postings)))})"
    for older, where, since, to in _spans(_MANY, months, ends):
        yield from driver.execute(
            f"SELECT a.id, a.person, a.actor, a.row_id, {older}, {posting}"
            f" FROM audit a WHERE a.id > ? AND a.id <= ? AND {wanted} AND {where}",
            (since, to),
        )


def _spans(
    table: str, months: tuple[str, ...], ends: tuple[int, int, int]
) -> Iterator[tuple[str, str, int, int]]:
    """How a table's entries are asked for: what says if one counts though it is older, which, after, up to.

    What is older than every seal before counts by its condition alone; nothing is asked of what is newer.
    """
    listed = ", ".join(f"'{month}'" for month in months)
    condition = _OLDER.get(table, "0").format(months=listed, first=repr(months[0]), last=repr(months[-1]))
    first, last, before = ends
    for older, where, since, to in (
        ("1", condition, 0, min(first, before)),
        (condition, "1", first, min(last, before)),
        ("0", "1", last, before),
    ):
        if since < to and where != "0":
            yield older, where, since, to


def _concerns(
    sheet: Sheet,
    postings: Mapping[int, int],
    table: str,
    row_id: int,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> bool:
    """Whether an entry is about a sheet's people, its payer, or everybody."""
    row = new or old
    if table in ("calendar_days", "subsidy_months"):
        return True
    if table == "people":
        return row_id in sheet.people and _changed(old, new, _PAID_TO)
    if table in ("organisations", "former_names", "unit_levels"):
        return (row_id if table == "organisations" else row.get("organisation_id")) in sheet.units
    if table == "postings":
        units = {side.get("organisation_id") for side in (old, new)}
        return row.get("person_id") in sheet.people or bool(units & sheet.units)
    if "person_id" in row:
        return row["person_id"] in sheet.people
    return postings.get(row.get("posting_id", 0)) in sheet.people


def _postings(connection: sa.Connection) -> dict[int, int]:
    """The person of every posting there is or was."""
    rows = connection.exec_driver_sql(
        "SELECT row_id, json_extract(coalesce(after, before), '$.person_id') FROM audit"
        " WHERE table_name = 'postings'"
    )
    return dict(rows.all())


def _vouched(connection: sa.Connection, approver: frozenset[Hand], before: int) -> dict[tuple[str, int], int]:
    """Up to which entry somebody other than the approver has vouched for a record."""
    hands, found = Hands(connection, before), dict[tuple[str, int], int]()
    for entry, person, actor, after in connection.exec_driver_sql(_VOUCHED, (before,)):
        by, row = hands.of(entry, person, actor), _row(after)
        if by and not by & approver:
            key = (str(row.get("table_name")), int(row.get("row_id", 0)))
            found[key] = max(found.get(key, 0), int(row.get("upto", 0)))
    return found


def _of_claim(op: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a change of a claim is none of its decisions."""
    return not (op == "U" and old.get("state") != new.get("state") and old.get("state") in _DECIDED)


def _of_claim_line(op: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return op != "U" or bool(_differing(old, new) - _APPROVING)


def _of_account(_op: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return _changed(old, new, _ACCOUNT)


def _changed(old: Mapping[str, Any], new: Mapping[str, Any], columns: frozenset[str]) -> bool:
    return bool(_differing(old, new) & columns)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _row(text: str | None) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(text) if text else {}
    return row


def approver_of(
    connection: sa.Connection, person: int | None, role: Role | None, before: int
) -> frozenset[Hand]:
    """Whose hand an approval now is."""
    if person is not None:
        return Hands(connection, before).of(before + 1, person, None)
    return frozenset() if role is None else frozenset({role.label})
