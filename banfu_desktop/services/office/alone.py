"""What one person both made and approved (一人办理), with the reason; what papers say of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.db.replay import Values, values
from banfu_desktop.rules.dates import Month

SAID_SINCE = 22
"""Papers say it from this schema on: what was approved before is printed as it was then."""
_ROWS = (
    "SELECT a.id, a.deed, a.actor, a.name, coalesce(a.day, substr(a.at, 1, 10)), s.table_name, s.row_id,"
    " s.reason, (SELECT coalesce(b.after, b.before) FROM audit b WHERE b.table_name = s.table_name"
    " AND b.row_id = s.row_id AND b.id <= a.id ORDER BY b.id DESC LIMIT 1)"
    " FROM sole_approvals s JOIN audit a ON a.table_name = 'sole_approvals' AND a.row_id = s.id"
    " AND a.op = 'I' ORDER BY a.id"
)
_LATER = "SELECT after FROM audit WHERE table_name = ? AND row_id = ? AND id > ? ORDER BY id"
_NOT_APPROVED = ("draft", "handed", "refused")
_BEFORE = "SELECT coalesce(max(entries), 0) FROM upgrades WHERE from_schema < ?"


@dataclass(frozen=True)
class SoleApprovalRow:
    """An approval by somebody who had a hand in the making.

    Attributes:
        entry: of the trail, that says so; `deed` its first entry, as one deed may approve several records.
        on: the day, in ISO form.
        record: what the record approved said then.
    """

    entry: int
    deed: int
    actor: str
    name: str
    on: str
    table: str
    row_id: int
    reason: str
    record: Values

    @property
    def sentence(self) -> str:
        """What a paper says of it."""
        return f"审核与制单为同一人（{self.actor}）：{self.reason}"


def listing(session: Session) -> list[SoleApprovalRow]:
    """Every one there is, in order."""
    rows = session.connection().exec_driver_sql(_ROWS).all()
    return [
        SoleApprovalRow(
            entry,
            deed,
            (actor or "").split("·")[0],
            name or "",
            on or "",
            table,
            row_id,
            reason,
            values(told),
        )
        for entry, deed, actor, name, on, table, row_id, reason, told in rows
    ]


def of_claim(session: Session, claim_id: int) -> str:
    """What the paper of a claim says of its approval; empty where it was two."""
    return next((row.sentence for row in reversed(_said(session, "claims", claim_id))), "")


def of_log(session: Session, month_id: int) -> str:
    """What the paper of a signed month of the work log says of its sign-off; empty where it was two."""
    return next((row.sentence for row in reversed(_said(session, "log_months", month_id))), "")


def of_year(session: Session, year_id: int) -> tuple[str, ...]:
    """What the papers of a book's year say of its closings, those that were not of two."""
    return tuple(f"{_closing(row.record)}：{row.sentence}" for row in _said(session, "fund_years", year_id))


def _closing(record: Values) -> str:
    if record.get("closed_on"):
        return "年结"
    return f"{Month.parse(str(record['closed_to'])).label}月结" if record.get("closed_to") else "月结"


def _said(session: Session, table: str, row_id: int) -> list[SoleApprovalRow]:
    """Those of a record that stand, as far as papers say them at all."""
    before = session.connection().exec_driver_sql(_BEFORE, (SAID_SINCE,)).scalar_one()
    own = [row for row in listing(session) if (row.table, row.row_id) == (table, row_id)]
    return [row for row in own if row.entry > before and not _was_taken_back(session, row)]


def _was_taken_back(session: Session, row: SoleApprovalRow) -> bool:
    """Whether the record was opened again since: whoever approves it then is another matter."""
    later = session.connection().exec_driver_sql(_LATER, (row.table, row.row_id, row.entry)).scalars()
    return any(_is_open(row, values(told)) for told in later)


def _is_open(row: SoleApprovalRow, record: Values) -> bool:
    if row.table == "claims":
        return record.get("state") in _NOT_APPROVED
    closed_to = str(row.record.get("closed_to") or "")
    reopened = row.record.get("closed_on") is not None and record.get("closed_on") is None
    return row.table == "fund_years" and (str(record.get("closed_to") or "") < closed_to or reopened)
