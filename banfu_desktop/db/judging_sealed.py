"""Entries about what another record had sealed: papers, lines of a claim, rounds that both had signed.

What the triggers forbid in the light of another row is held against that row as the trail told of it just
before the entry, so exactly as the trigger saw it; whoever takes one down for a while is found all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from banfu_desktop.db.erasable import SECOND_FORMAT


@dataclass(frozen=True)
class Sealing:
    """What may not be done with a table's rows while another row is so.

    Attributes:
        ops: I, U, D, of which a condition on the entry (`a`) holds as well.
        parent: the table of the other row.
        named: which entries (`e`) are about it.
        sealed: a condition on the last of them before the entry (`p`).
    """

    table: str
    ops: str
    parent: str
    named: str
    sealed: str
    condition: str = "1"


def _by(column: str) -> str:
    """The row that a column names."""
    return f"e.row_id = json_extract(coalesce(a.before, a.after), '$.{column}')"


def _changed_but(column: str) -> str:
    sides = (f"json_remove({side}, '$.{column}')" for side in ("a.before", "a.after"))
    return f"(a.op <> 'U' OR {' IS NOT '.join(sides)})"


_PAPERS_SEALED = "json_extract(p.after, '$.sealed') = 1"
_CODED = "json_extract(p.after, '$.check_code') IS NOT NULL"
_HANDED = "json_extract(p.after, '$.state') <> 'draft'"
_DAY = "substr(json_extract({row}, '$.day'), 1, 7)"
_OLD = "coalesce(a.before, a.after)"
_LOGGED = (
    "(SELECT coalesce(l.after, l.before) FROM audit l WHERE l.table_name = 'log_entries' AND l.id < a.id"
    f" AND l.row_id = json_extract({_OLD}, '$.entry_id') ORDER BY l.id DESC LIMIT 1)"
)
_POSTED = "json_extract(a.after, '$.state') = 'posted'"
_SIGNED = (
    "(SELECT total(CASE s.op WHEN 'I' THEN 1 WHEN 'D' THEN -1 ELSE 0 END) FROM audit s"
    " WHERE s.table_name = 'project_signatures' AND s.id < a.id"
    " AND json_extract(coalesce(s.after, s.before), '$.round_id') = p.row_id) >= 2"
)
_ATTACHED = (
    "EXISTS (SELECT 1 FROM audit t WHERE t.table_name = 'attachments' AND t.op = 'I' AND t.id < a.id"
    " AND json_extract(t.after, '$.content_id') = a.row_id AND NOT EXISTS (SELECT 1 FROM audit d"
    " WHERE d.table_name = 'attachments' AND d.row_id = t.row_id AND d.op = 'D'"
    " AND d.id > t.id AND d.id < a.id))"
)
SEALINGS = (
    Sealing(
        "contents", "D", "attachments",
        "json_extract(coalesce(e.after, e.before), '$.content_id') = a.row_id", _ATTACHED,
    ),
    Sealing("attachments", "UD", "bundles", _by("bundle_id"), _PAPERS_SEALED),
    Sealing("invoices", "ID", "bundles", _by("bundle_id"), _PAPERS_SEALED),
    Sealing("invoices", "U", "bundles", _by("bundle_id"), _PAPERS_SEALED, _changed_but("released")),
    Sealing("half_reports", "UD", "issued_reports", "json_extract(e.after, '$.report_id') = a.row_id", "1"),
    Sealing("claim_lines", "ID", "claims", _by("claim_id"), _HANDED),
    Sealing("claim_lines", "U", "claims", _by("claim_id"), _HANDED, _changed_but("approved_fen")),
    Sealing("claim_lines", "U", "claims", _by("claim_id"), "json_extract(p.after, '$.state') = 'paid'"),
    Sealing("subsidy_lines", "ID", "subsidy_sheets", _by("sheet_id"), _CODED),
    Sealing("project_signatures", "D", "project_rounds", _by("round_id"), _SIGNED),
    Sealing("project_rounds", "UD", "project_rounds", _by("id"), _SIGNED),
    *(
        Sealing(table, ops, "log_months", f"json_extract(e.after, '$.month') = {_DAY.format(row=row)}",
                f"NOT json_extract({row}, '$.late')", condition)
        for table, ops, row, condition in (
            ("log_entries", "IUD", _OLD, _changed_but("bundle_id")),
            ("log_entries", "U", "a.after", _changed_but("bundle_id")),
            ("log_people", "IUD", _LOGGED, "1"),
        )
    ),
    Sealing(
        "fund_vouchers", "IU", "fund_years", _by("year_id"),
        "(json_extract(p.after, '$.closed_on') IS NOT NULL"
        " OR substr(json_extract(a.after, '$.dated'), 1, 7) <= json_extract(p.after, '$.closed_to')"
        " OR substr(json_extract(a.after, '$.dated'), 1, 4) <> json_extract(p.after, '$.year') || '')",
        _POSTED,
    ),
)  # fmt: skip
"""What db/sealing*.py forbids in the light of another row that seals it, and SQLite of what is attached."""
_ENTRIES = (
    "SELECT a.id FROM audit a JOIN audit p ON p.id = (SELECT max(e.id) FROM audit e"
    " WHERE e.table_name = '{parent}' AND e.id < a.id"
    " AND {named})"
    " WHERE a.table_name = '{table}' AND instr('{ops}', a.op)"
    " AND a.id > (SELECT coalesce(max(entries), 0) FROM upgrades WHERE from_schema < {first})"
    " AND coalesce(a.deed, 0) NOT IN"
    " (SELECT deed FROM audit WHERE table_name = 'upgrades' AND deed IS NOT NULL)"
    " AND json_valid(coalesce(a.before, '{{}}')) AND json_valid(coalesce(a.after, '{{}}'))"
    " AND json_valid(coalesce(p.after, '{{}}')) AND {condition} AND {sealed}"
)


def past_a_seal(connection: sa.Connection) -> list[int]:
    """Every entry about what was sealed by another record when it was written."""
    return sorted(set(_found(connection)))


def _found(connection: sa.Connection) -> Iterator[int]:
    for one in SEALINGS:
        statement = _ENTRIES.format(
            parent=one.parent, named=one.named, table=one.table, ops=one.ops, first=SECOND_FORMAT,
            condition=one.condition, sealed=one.sealed,
        )  # fmt: skip
        yield from connection.exec_driver_sql(statement).scalars()
