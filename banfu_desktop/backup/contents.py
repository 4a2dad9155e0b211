"""What a database holds, as figures that two parties can compare: its schema, its tables, its totals.

docs/package-format.md says how each is computed, precisely enough to do it without this program.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from banfu_desktop.rules.schema import ITEMS, fingerprint

_NO_ENTRY = "0" * 64


@dataclass(frozen=True)
class TableContent:
    """How many rows a table has and the SHA-256 (hex) over all of them."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """Everything a database holds.

    Attributes:
        tables: by name.
        sealed_fen: the net sum in fen of every sealed or paid month (2026-10).
        audit_head: the last hash of the audit chain in hex, zeros before the first entry.
    """

    tables: Mapping[str, TableContent]
    sealed_fen: Mapping[str, int]
    audit_head: str


BYTES = ("content_pieces", "piece")
"""The column that holds what attachments contain; their SHA-256 stands in another table."""


def read_contents(connection: Any, *, bare: bool = False) -> Contents:
    """Read all rows of all tables through an open SQLCipher connection, in one pass for each table.

    Args:
        bare: without the bytes of attachments, which a copy may have beside it; for comparing two databases
            of one office, never for what is told to another.
    """
    tables = read_tables(connection, bare=bare)
    return Contents(tables, _sealed_fen(connection), audit_head(connection))


def read_tables(connection: Any, *, bare: bool = False) -> dict[str, TableContent]:
    """What each table of a database holds, by name; whichever database it is."""
    return {name: _table(connection, name, bare=bare) for name in _tables(connection)}


def audit_head(connection: Any) -> str:
    """The last hash of the audit chain, which every change moves."""
    head = connection.execute(
        "SELECT lower(hex(hash)) FROM audit WHERE hash IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return head[0] if head else _NO_ENTRY


def schema_sha256(connection: Any) -> str:
    """A fingerprint of every table, index, view and trigger, white space aside."""
    return fingerprint(connection.execute(ITEMS))


def _tables(connection: Any) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
    )
    return [name for (name,) in rows]


def _table(connection: Any, name: str, *, bare: bool) -> TableContent:
    """SQLite writes each row as text: type letter and hex of every value, so that no two rows look alike."""
    info = connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,))
    columns = [(column, place) for column, place in info if not bare or (name, column) != BYTES]
    names = [column for column, _ in columns]
    values = " || ".join(
        f"substr(typeof({column}), 1, 1) || hex({column}) || ';'" for column in map(_quoted, names)
    )
    keys = sorted((place, column) for column, place in columns if place)
    order = ", ".join(_quoted(column) for _, column in keys) or "rowid"
    digest = hashlib.sha256(f"{name}({','.join(names)})\n".encode())
    rows = 0
    for (row,) in connection.execute(f"SELECT {values} FROM {_quoted(name)} ORDER BY {order}"):
        digest.update(row.encode() + b"\n")
        rows += 1
    return TableContent(rows, digest.hexdigest())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sealed_fen(connection: Any) -> dict[str, int]:
    """Fen on the sealed sheets of each month; voided ones do not count."""
    if "subsidy_sheets" in _tables(connection):
        sheets = connection.execute(
            "SELECT month, coalesce(sum(net_fen), 0) FROM subsidy_sheets "
            "LEFT JOIN subsidy_lines ON subsidy_lines.sheet_id = subsidy_sheets.id "
            "WHERE voided_at IS NULL GROUP BY month ORDER BY month"
        )
        return dict(sheets.fetchall())
    rows = connection.execute(
        "SELECT month, coalesce(sum(net_fen), 0) FROM subsidy_months "
        "LEFT JOIN subsidy_lines ON subsidy_lines.month_id = subsidy_months.id "
        "WHERE state <> 'draft' GROUP BY month ORDER BY month"
    )
    return dict(rows.fetchall())
