"""Sheets sealed per payer, levels with dates, rulings bound to facts; what is sealed keeps snapshot and code.

Nothing sealed becomes undecided: levels in force are confirmed, what nobody decided keeps what was paid, and
a changed rule begins with the first month of which nothing is sealed.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.migrations import op
from banfu_desktop.db.migrations.versions.subsidy_tables_0012 import INDEXES, TABLES

SCHEMA = "394532c779620894e89b195fe5984de49ba36e46c0901cba2943bab56f324f41"
RECORDS = frozenset(
    {
        ("I", "subsidy_sheets"), ("U", "subsidy_lines"), ("I", "subsidy_uncollected"),
        ("U", "subsidy_rulings"), ("I", "subsidy_rulings"), ("I", "unit_levels"), ("I", "settings"),
    }
)  # fmt: skip
FILLS: Mapping[tuple[str, str], object] = {
    ("office", "subsidies_from"): None,
    ("organisations", "same_as_id"): None,
    ("subsidy_lines", "sheet_id"): None,
    ("subsidy_lines", "one_off_id"): None,
    ("subsidy_lines", "paid_on"): None,
    ("subsidy_lines", "paid_reference"): None,
    ("subsidy_lines", "waived_on"): None,
    ("subsidy_lines", "waived_reason"): None,
    ("subsidy_rulings", "payer_id"): None,
    ("subsidy_rulings", "absent_halves"): None,
    ("subsidy_rulings", "long_halves"): None,
    ("subsidy_rulings", "gross_fen"): None,
}
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "subsidy_sheets": ("early_reason", "snapshot", "void_reason"),
    "subsidy_lines": ("paid_reference", "waived_reason"),
    "subsidy_one_offs": ("reason", "paper_no", "approved_by"),
    "subsidy_deferrals": ("reason",),
    "subsidy_repayments": ("paper",),
    "subsidy_uncollected": ("paper",),
}
Row = dict[str, Any]
_ALWAYS = "1900-01-01"
_REBUILT = ("subsidy_lines", "subsidy_rulings")
_RULES = (("move_month", "last_unit", "shared"),)
"""Settings of rules that changed: what every month followed before, and what is chosen from now on."""
_NOTE = "升级时写入：以前的月份照旧"
_BEFORE = "升级前已封存，未另作决定"


def upgrade() -> None:
    """Make the tables; rows that are there keep every value."""
    op.execute("ALTER TABLE office ADD COLUMN subsidies_from TEXT")
    op.execute("ALTER TABLE organisations ADD COLUMN same_as_id INTEGER")
    run = op.get_bind().exec_driver_sql
    for table, sql in TABLES.items():
        fresh = f"CREATE TABLE new_{table} " if table in _REBUILT else f"CREATE TABLE {table} "
        op.execute(sql.replace(f"CREATE TABLE {table} ", fresh))
    for table in _REBUILT:
        names = ", ".join(run(f"SELECT name FROM pragma_table_info('{table}')").scalars())
        op.execute(f"INSERT INTO new_{table} ({names}) SELECT {names} FROM {table}")
        op.execute(f"DROP TABLE {table}")
        op.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    for sql in INDEXES:
        op.execute(sql)


def put_on_record(connection: sa.Connection) -> None:
    """Sheets of sealed months, confirmed levels, dated rules, and rulings with the facts of now."""
    _Recording(connection).record()


class _Recording:
    """What the trail is told of an office that comes from an older schema."""

    def __init__(self, connection: sa.Connection) -> None:
        self._run = connection.exec_driver_sql
        months, self._lines, self._rulings = (
            [dict(row) for row in self._run(f"SELECT * FROM {table} ORDER BY id").mappings()]
            for table in ("subsidy_months", "subsidy_lines", "subsidy_rulings")
        )
        self._sealed: dict[int, Row] = {row["id"]: row for row in months if row["state"] != "draft"}

    def record(self) -> None:
        """All of it."""
        self._sheets()
        self._uncollected()
        self._bind_rulings()
        self._levels()
        self._rules()

    def _sheets(self) -> None:
        """A sheet for each payer of a sealed month, and its lines, paid on the month's day."""
        payers: dict[tuple[int, int], None] = {}
        for line in sorted(self._lines, key=lambda row: (self._sealed[row["month_id"]]["month"], row["id"])):
            payers[line["month_id"], line["payer_id"]] = None
        for sheet, (month_id, payer) in enumerate(payers, 1):
            month = self._sealed[month_id]
            self._run(
                "INSERT INTO subsidy_sheets (id, kind, payer_id, month, version, format, sealed_at,"
                " sealed_by, check_code) VALUES (?, 'month', ?, ?, 1, 1, ?, ?, ?)",
                (sheet, payer, month["month"], month["sealed_at"], month["sealed_by"], month["check_code"]),
            )
            self._run(
                "UPDATE subsidy_lines SET sheet_id = ?, paid_on = ? WHERE month_id = ? AND payer_id = ?",
                (sheet, month["paid_on"], month_id, payer),
            )

    def _uncollected(self) -> None:
        """Negative lines that the person's other lines on the sheet did not cover, latest months first."""
        by_person = defaultdict[tuple[int, int], list[Any]](list)
        lines = "SELECT id, sheet_id, person_id, net_fen FROM subsidy_lines ORDER BY about DESC, id"
        for row in self._run(lines):
            by_person[row.sheet_id, row.person_id].append(row)
        for own in by_person.values():
            left = -sum(row.net_fen for row in own)
            for row in own:
                part = min(left, -row.net_fen)
                if part > 0:
                    asked = "INSERT INTO subsidy_uncollected (line_id, uncovered_fen) VALUES (?, ?)"
                    self._run(asked, (row.id, part))
                    left -= part

    def _bind_rulings(self) -> None:
        """Rulings with their payer and the facts of now; one of what was paid where a sealed line had none.

        The payer is that of the sealed line, else the unit of the last posting of the month, as it was.
        """
        own: dict[tuple[str, int], Row] = {}
        for line in self._lines:
            if not line["is_difference"]:
                own[self._sealed[line["month_id"]]["month"], line["person_id"]] = line
        for row in self._rulings:
            place = (row["month"], row["person_id"])
            payer = own.pop(place)["payer_id"] if place in own else self._payer(*place)
            self._run(
                "UPDATE subsidy_rulings SET payer_id = ?, absent_halves = ?, long_halves = ? WHERE id = ?",
                (payer, *self._marks(*place), row["id"]),
            )
        for place, line in own.items():
            self._keep(place, line["payer_id"])

    def _keep(self, place: tuple[str, int], payer: int) -> None:
        """A ruling of what was paid, where the line would be held today."""
        month = place[0]
        absent, long_leave = self._marks(*place)
        limit = 2 * int(self._chosen("long_leave_days", month, "15"))
        asks = absent > 0 and self._chosen("absence", month, "hold") == "hold"
        asks = asks or (long_leave > limit and self._chosen("long_leave", month, "flag") == "flag")
        if asks:
            self._run(
                "INSERT INTO subsidy_rulings (month, person_id, payer_id, deducted_fen, reason,"
                " absent_halves, long_halves) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *place,
                    payer,
                    self._automatic(*place, max(0, long_leave - limit)),
                    _BEFORE,
                    absent,
                    long_leave,
                ),
            )

    def _automatic(self, month: str, person: int, over: int) -> int:
        """Fen that the office's rules took off a line by the day, as they did until now: calendar days."""
        if self._chosen("mode", month, "monthly") == "daily":
            return 0
        halves = over if self._chosen("long_leave", month, "flag") == "by_day" else 0
        if self._chosen("absence", month, "hold") == "by_day":
            halves += self._marks(month, person)[0]
        if self._chosen("annual_deducts", month, "0") == "1":
            halves += self._marked(month, person, "annual")
        fen = int(self._chosen("rate_fen", month, "200000")) * halves
        whole = 100 if self._chosen("rounding", month, "fen") == "yuan" else 1
        days = 2 * whole * monthrange(*map(int, month.split("-")))[1]
        return whole * ((2 * fen + days) // (2 * days))

    def _chosen(self, name: str, month: str, default: str) -> str:
        """A setting in force on the first of a month."""
        made = self._run(
            "SELECT value FROM settings WHERE name = ? AND effective_from <= ? ORDER BY effective_from DESC",
            (name, f"{month}-01"),
        )
        return str(made.scalar() or default)

    def _marks(self, month: str, person: int) -> tuple[int, int]:
        """Half days of 旷工, and of 病假 and 事假, in the person's postings of a month."""
        return self._marked(month, person, "absent"), self._marked(month, person, "sick", "personal")

    def _marked(self, month: str, person: int, *states: str) -> int:
        """Half days of some states in the person's postings of a month."""
        places = ", ".join("?" * len(states))
        counted = self._run(
            "SELECT coalesce(sum(iif(d.half = 'whole', 2, 1)), 0) FROM attendance_days d"
            " JOIN postings p ON p.id = d.posting_id WHERE p.person_id = ? AND substr(d.day, 1, 7) = ?"
            " AND d.day >= p.arrived_on AND (p.left_on IS NULL OR d.day <= p.left_on)"
            f" AND d.state IN ({places})",
            (person, month, *states),
        )
        return int(counted.scalar_one())

    def _payer(self, month: str, person: int) -> int:
        """Who pays a draft: the unit of the month's last posting, or 县财政局 where that was chosen."""
        finance = self._run("SELECT id FROM organisations WHERE name = '县财政局'").scalar()
        if self._chosen("payer", month, "posting_unit") == "county_finance" and finance is not None:
            return int(finance)
        unit = self._run(
            "SELECT organisation_id FROM postings WHERE person_id = ? ORDER BY (substr(arrived_on, 1, 7) <= ?"
            " AND (left_on IS NULL OR substr(left_on, 1, 7) >= ?)) DESC, arrived_on DESC",
            (person, month, month),
        )
        return int(unit.scalar_one())

    def _levels(self) -> None:
        """Levels of annex groups and of every payer on a sealed sheet are confirmed; the others are to be."""
        self._run(
            f"INSERT INTO unit_levels (organisation_id, level, effective_from) SELECT id, level, '{_ALWAYS}'"
            " FROM organisations WHERE id IN (SELECT organisation_id FROM pairing_units)"
            " OR id IN (SELECT payer_id FROM subsidy_lines)"
            " OR id IN (SELECT p.organisation_id FROM subsidy_lines l"
            " JOIN postings p ON p.id = l.posting_id) ORDER BY id"
        )

    def _rules(self) -> None:
        """The old rule from the beginning, the new one from the first month of which nothing is sealed."""
        if not self._sealed:
            return
        last = max(row["month"] for row in self._sealed.values())
        year, number = int(last[:4]), int(last[5:])
        following = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
        for name, before, after in _RULES:
            for value, start in ((before, _ALWAYS), (after, following)):
                self._run(
                    "INSERT INTO settings (name, value, effective_from, note) VALUES (?, ?, ?, ?)",
                    (name, value, start, _NOTE),
                )
