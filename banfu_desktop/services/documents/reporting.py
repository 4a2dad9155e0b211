"""What a package tells the county of documents: the half-year reports issued, and how the plan stands."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import HalfReport, IssuedReport
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.services.documents import documents, plans
from banfu_desktop.services.door import Report


def report(session: Session, today: date) -> Report:
    """Issued half-year reports with their marks and receipts, and this year's plan in numbers."""
    items = plans.listing(session, today.year)
    counts = [
        {"what": "计划任务", "number": len(items), "done": sum(row.done_on is not None for row in items),
         "late": sum(row.late(today) for row in items)}
    ]  # fmt: skip
    return Report({"half_reports": list(_reports(session)), "plan_items": counts})


def _reports(session: Session) -> Iterator[Mapping[str, Any]]:
    rows = {row.id: row for row in documents.listing(session)}
    statement = (
        sa.select(HalfReport, IssuedReport)
        .join(IssuedReport, IssuedReport.report_id == HalfReport.id)
        .order_by(HalfReport.year, HalfReport.half, HalfReport.version)
    )
    for made, seal in session.execute(statement):
        row = rows[made.document_id]
        yield {
            "half": str(HalfYear(made.year, made.half)),
            "version": made.version,
            "number": row.number,
            "issued_on": row.dated,
            "check_code": seal.check_code,
            "recipients": len(row.recipients),
            "sent": sum(one.sent_on is not None for one in row.recipients),
            "received": sum(one.received_on is not None for one in row.recipients),
        }
