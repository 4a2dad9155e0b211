"""Entries about what another record had sealed: papers, lines of a claim, rounds that both had signed.

What the triggers forbid in the light of another row is held against that row as the trail told of it just
before the entry, so exactly as the trigger saw it; whoever takes one down for a while is found all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from banfu_desktop.db import sealing_documents
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


def _standing(table: str, condition: str) -> str:
    """Whether the trail knew of a row just before the entry, as it last told of it (`x`)."""
    own = f"table_name = '{table}'"
    return (
        f"EXISTS (SELECT 1 FROM audit x WHERE x.{own} AND x.id < a.id AND x.op <> 'D' AND {condition}"
        f" AND NOT EXISTS (SELECT 1 FROM audit y WHERE y.{own} AND y.row_id = x.row_id"
        " AND y.id > x.id AND y.id < a.id))"
    )


def _same(*columns: str) -> str:
    return " AND ".join(
        f"json_extract(x.after, '$.{column}') = json_extract(a.before, '$.{column}')" for column in columns
    )


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
_BOTH_SIGNED = (
    "(SELECT total(CASE s.op WHEN 'I' THEN 1 WHEN 'D' THEN -1 ELSE 0 END) FROM audit s"
    " WHERE s.table_name = 'project_signatures' AND s.id < a.id"
    " AND json_extract(coalesce(s.after, s.before), '$.round_id') = {round}) >= 2"
)
_SIGNED = _BOTH_SIGNED.format(round="p.row_id")
_PROJECT = "json_extract(a.after, '$.project_id')"
_SIGNED_PROJECT = _standing(
    "project_rounds",
    f"json_extract(x.after, '$.project_id') = {_PROJECT} AND {_BOTH_SIGNED.format(round='x.row_id')}",
)
_PAID = _standing(
    "subsidy_lines",
    "json_extract(x.after, '$.sheet_id') = a.row_id AND json_extract(x.after, '$.paid_on') IS NOT NULL",
)
_ISSUED = (
    "EXISTS (SELECT 1 FROM audit i WHERE i.table_name = 'issued_reports' AND i.op = 'I' AND i.id < a.id"
    " AND json_extract(i.after, '$.report_id') = p.row_id)"
)
_OF_DOCUMENT = "json_extract(coalesce(e.after, e.before), '$.document_id') = a.row_id"
_LATER_NUMBER = _standing(
    "documents",
    f"x.row_id <> a.row_id AND {_same('direction', 'kind', 'year')}"
    " AND json_extract(x.after, '$.serial') > json_extract(a.before, '$.serial')",
)
_NUMBERED = " OR ".join(
    f"json_extract(a.before, '$.{column}') IS NOT json_extract(a.after, '$.{column}')"
    for column in sealing_documents.NUMBERED
)
_SNAPSHOT = "json_extract(p.after, '$.snapshot') IS NOT NULL"
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
    Sealing(
        "subsidy_lines", "U", "subsidy_sheets", _by("sheet_id"),
        "json_extract(p.after, '$.voided_at') IS NOT NULL",
    ),
    Sealing(
        "subsidy_sheets", "U", "subsidy_sheets", _by("id"), _PAID,
        "json_extract(a.after, '$.voided_at') IS NOT NULL",
    ),
    Sealing("project_signatures", "D", "project_rounds", _by("round_id"), _SIGNED),
    Sealing(
        "project_signatures", "U", "project_rounds", _by("round_id"), _SIGNED,
        "json_extract(a.before, '$.attachment_id') IS NOT NULL",
    ),
    Sealing("project_rounds", "UD", "project_rounds", _by("id"), _SIGNED),
    Sealing(
        "projects", "D", "projects", _by("id"),
        _standing("fund_vouchers", "json_extract(x.after, '$.project_id') = a.row_id"),
    ),
    Sealing(
        "fund_vouchers", "IU", "fund_years", _by("year_id"), f"NOT {_SIGNED_PROJECT}",
        f"{_POSTED} AND {_PROJECT} IS NOT NULL",
    ),
    Sealing(
        "fund_vouchers", "IU", "fund_years", _by("year_id"),
        f"NOT {_standing('projects', f'x.row_id = {_PROJECT}')}", f"{_PROJECT} IS NOT NULL",
    ),
    Sealing("documents", "D", "half_reports", _OF_DOCUMENT, _ISSUED),
    Sealing("documents", "U", "half_reports", _OF_DOCUMENT, _ISSUED, _changed_but("remark")),
    Sealing("documents", "D", "documents", _by("id"), _LATER_NUMBER),
    Sealing(
        "documents", "U", "documents", _by("id"),
        f"json_extract(a.after, '$.serial') IS NOT NULL OR {_LATER_NUMBER}",
        f"json_extract(a.before, '$.serial') IS NOT NULL AND ({_NUMBERED})",
    ),
    *(
        Sealing(table, ops, "handovers", f"e.row_id = json_extract({row}, '$.handover_id')", _SNAPSHOT)
        for table in ("handover_ticks", "handover_lines")
        for ops, row in (("IUD", _OLD), ("U", "a.after"))
    ),
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
    " AND json_valid(coalesce(p.after, '{{}}')) AND {condition} AND ({sealed})"
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
