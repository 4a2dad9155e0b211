"""Sheets sealed per payer, levels with dates, rulings bound to facts; the sealed keeps snapshot and code.

Nothing sealed becomes undecided: levels in force are confirmed, what nobody decided keeps what was paid, and
a changed rule begins with the first month of which nothing is sealed.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from alembic import op

from banfu_desktop.db.migrations.versions.subsidy_tables_0011 import INDEXES, TABLES

SCHEMA = "a47a748b71dc33e238f60b13e884755a455bb7f9fc38f0dfb68d131853560761"
_BY_ROW = "by row"
FILLS = {
    ("office", "subsidies_from"): None,
    ("organisations", "same_as_id"): None,
    ("subsidy_lines", "sheet_id"): _BY_ROW,
    ("subsidy_lines", "one_off_id"): None,
    ("subsidy_lines", "paid_on"): _BY_ROW,
    ("subsidy_lines", "paid_reference"): None,
    ("subsidy_lines", "waived_on"): None,
    ("subsidy_lines", "waived_reason"): None,
    ("subsidy_rulings", "payer_id"): _BY_ROW,
    ("subsidy_rulings", "absent_halves"): _BY_ROW,
    ("subsidy_rulings", "long_halves"): _BY_ROW,
    ("subsidy_rulings", "gross_fen"): None,
}
DROPPED = (
    ("subsidy_months", "state"),
    ("subsidy_months", "sealed_at"),
    ("subsidy_months", "sealed_by"),
    ("subsidy_months", "paid_on"),
    ("subsidy_lines", "month_id"),
)

Row = dict[str, Any]
_ALWAYS = "1900-01-01"
_REBUILT = ("organisations", "subsidy_months", "subsidy_lines", "subsidy_rulings")
_RULES = (("move_month", "last_unit", "shared"),)
"""Settings of rules that changed: what every month followed before, and what is chosen from now on."""
_NOTE = "升级时写入：以前的月份照旧"
_BEFORE = "升级前已封存，未另作决定"
_NAMED = (
    ("subsidy_months", "id, month, made_at, check_code, snapshot"),
    ("organisations", "id, name, initials, level"),
)


def upgrade() -> None:
    """Move every row over; added are sheets, confirmed levels, and rulings of what was sealed undecided."""
    run = op.get_bind().exec_driver_sql
    op.execute("ALTER TABLE office ADD COLUMN subsidies_from TEXT")
    months, lines, rulings = (
        [dict(row) for row in run(f"SELECT * FROM {table} ORDER BY id").mappings()]
        for table in ("subsidy_months", "subsidy_lines", "subsidy_rulings")
    )
    for table, sql in TABLES.items():
        op.execute(
            sql.replace(f"CREATE TABLE {table} ", f"CREATE TABLE new_{table} ") if table in _REBUILT else sql
        )
    for table, names in _NAMED:
        op.execute(f"INSERT INTO new_{table} ({names}) SELECT {names} FROM {table}")
    for table in _REBUILT:
        op.execute(f"DROP TABLE {table}")
        op.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    for sql in INDEXES:
        op.execute(sql)
    sealed = {row["id"]: row for row in months if row["state"] != "draft"}
    _sheets(sealed, lines)
    _uncollected()
    _rulings(rulings, sealed, lines)
    _levels()
    _rules({row["month"] for row in sealed.values()})


def _sheets(sealed: Mapping[int, Row], lines: Iterable[Row]) -> None:
    """A sheet for each payer of a sealed month, and its lines, paid on the month's day."""
    run, sheets = op.get_bind().exec_driver_sql, dict[tuple[int, int], int]()
    for line in sorted(lines, key=lambda line: (sealed[line["month_id"]]["month"], line["id"])):
        month = sealed[line["month_id"]]
        place = (line["month_id"], line["payer_id"])
        if place not in sheets:
            sheets[place] = len(sheets) + 1
            run(
                "INSERT INTO subsidy_sheets (id, kind, payer_id, month, version, format, sealed_at,"
                " sealed_by,"
                " check_code) VALUES (?, 'month', ?, ?, 1, 1, ?, ?, ?)",
                (
                    sheets[place],
                    line["payer_id"],
                    month["month"],
                    month["sealed_at"],
                    month["sealed_by"] or "",
                    month["check_code"],
                ),
            )
        kept = {name: value for name, value in line.items() if name != "month_id"}
        kept |= {"sheet_id": sheets[place], "paid_on": month["paid_on"]}
        names = ", ".join(kept)
        run(
            f"INSERT INTO subsidy_lines ({names}) VALUES ({', '.join('?' * len(kept))})", tuple(kept.values())
        )


def _uncollected() -> None:
    """Negative lines that the person's other lines on the sheet did not cover, the latest months first."""
    run, by_person = op.get_bind().exec_driver_sql, defaultdict[tuple[int, int], list[Any]](list)
    for row in run("SELECT id, sheet_id, person_id, net_fen FROM subsidy_lines ORDER BY about DESC, id"):
        by_person[row.sheet_id, row.person_id].append(row)
    for own in by_person.values():
        left = -sum(row.net_fen for row in own)
        for row in own:
            part = min(left, -row.net_fen)
            if part > 0:
                run("INSERT INTO subsidy_uncollected (line_id, uncovered_fen) VALUES (?, ?)", (row.id, part))
                left -= part


def _rulings(
    rulings: Iterable[Row],
    sealed: Mapping[int, Row],
    lines: Iterable[Row],
) -> None:
    """Rulings with their payer and the facts of now; and one, of what was paid, where a sealed line had none.

    The payer is that of the sealed line, else the unit of the last posting of the month, as it was until now.
    """
    own: dict[tuple[str, int], Row] = {}
    for line in lines:
        if not line["is_difference"]:
            own[sealed[line["month_id"]]["month"], line["person_id"]] = line
    ruled = set()
    for row in rulings:
        place = (row["month"], row["person_id"])
        payer = own[place]["payer_id"] if place in own else _payer(*place)
        ruled.add(place)
        _ruling(place, payer, row["deducted_fen"], row["reason"], _marks(*place))
    for place, line in own.items():
        if place in ruled:
            continue
        absent, long_leave = marks = _marks(*place)
        limit = 2 * int(_chosen("long_leave_days", place[0], "15"))
        asks = absent and _chosen("absence", place[0], "hold") == "hold"
        asks = asks or (long_leave > limit and _chosen("long_leave", place[0], "flag") == "flag")
        if asks:
            _ruling(place, line["payer_id"], _automatic(*place, max(0, long_leave - limit)), _BEFORE, marks)


def _automatic(month: str, person: int, over: int) -> int:
    """Fen that the office's rules took off a line by the day, as they did until now: calendar days."""
    if _chosen("mode", month, "monthly") == "daily":
        return 0
    halves = over if _chosen("long_leave", month, "flag") == "by_day" else 0
    if _chosen("absence", month, "hold") == "by_day":
        halves += _marks(month, person)[0]
    if _chosen("annual_deducts", month, "0") == "1":
        halves += _marked(month, person, "annual")
    fen, days = (
        int(_chosen("rate_fen", month, "200000")) * halves,
        2 * monthrange(*map(int, month.split("-")))[1],
    )
    whole = 100 if _chosen("rounding", month, "fen") == "yuan" else 1
    return whole * ((2 * fen + whole * days) // (2 * whole * days))


def _ruling(place: tuple[str, int], payer: int, fen: int, reason: str, marks: tuple[int, int]) -> None:
    op.get_bind().exec_driver_sql(
        "INSERT INTO subsidy_rulings (month, person_id, payer_id, deducted_fen, reason, absent_halves,"
        " long_halves)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*place, payer, fen, reason, *marks),
    )


def _chosen(name: str, month: str, default: str) -> str:
    """A setting in force on the first of a month."""
    made = op.get_bind().exec_driver_sql(
        "SELECT value FROM settings WHERE name = ? AND effective_from <= ? ORDER BY effective_from DESC",
        (name, f"{month}-01"),
    )
    return str(made.scalar() or default)


def _marks(month: str, person: int) -> tuple[int, int]:
    """Half days of 旷工, and of 病假 and 事假, in the person's postings of a month."""
    return _marked(month, person, "absent"), _marked(month, person, "sick", "personal")


def _marked(month: str, person: int, *states: str) -> int:
    """Half days of some states in the person's postings of a month."""
    places = ", ".join("?" * len(states))
    counted = op.get_bind().exec_driver_sql(
        "SELECT coalesce(sum(iif(d.half = 'whole', 2, 1)), 0) FROM attendance_days d"
        " JOIN postings p ON p.id = d.posting_id WHERE p.person_id = ? AND substr(d.day, 1, 7) = ?"
        " AND d.day >= p.arrived_on AND (p.left_on IS NULL OR d.day <= p.left_on)"
        f" AND d.state IN ({places})",
        (person, month, *states),
    )
    return int(counted.scalar_one())


def _payer(month: str, person: int) -> int:
    """The unit that pays a person's draft.

    Of the last posting of the month, or 县财政局 where that was chosen.
    """
    run = op.get_bind().exec_driver_sql
    chosen = _chosen("payer", month, "posting_unit")
    finance = run("SELECT id FROM organisations WHERE name = '县财政局'").scalar()
    if chosen == "county_finance" and finance is not None:
        return int(finance)
    return int(
        run(
            "SELECT organisation_id FROM postings WHERE person_id = ? ORDER BY (substr(arrived_on, 1, 7) <= ?"
            " AND (left_on IS NULL OR substr(left_on, 1, 7) >= ?)) DESC, arrived_on DESC",
            (person, month, month),
        ).scalar_one()
    )


def _levels() -> None:
    """Levels of annex groups and of every payer on a sealed sheet are confirmed; the others are to be."""
    op.execute(
        f"INSERT INTO unit_levels (organisation_id, level, effective_from) SELECT id, level, '{_ALWAYS}'"
        " FROM organisations WHERE id IN (SELECT organisation_id FROM pairing_units)"
        " OR id IN (SELECT payer_id FROM subsidy_lines)"
        " OR id IN (SELECT p.organisation_id FROM subsidy_lines l"
        " JOIN postings p ON p.id = l.posting_id) ORDER BY id"
    )


def _rules(sealed: set[str]) -> None:
    """The old rule from the beginning, the new one from the first month of which nothing is sealed."""
    if not sealed:
        return
    run, last = op.get_bind().exec_driver_sql, max(sealed)
    year, number = int(last[:4]), int(last[5:])
    following = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    for name, before, after in _RULES:
        for value, start in ((before, _ALWAYS), (after, following)):
            run(
                "INSERT INTO settings (name, value, effective_from, note) VALUES (?, ?, ?, ?)",
                (name, value, start, _NOTE),
            )
