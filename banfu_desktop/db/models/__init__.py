"""The tables of the database, one module a room; importing this package declares them all."""

from banfu_desktop.db.models import (
    assets,
    attachments,
    attendance,
    audit,
    bank,
    exams,
    funds,
    insurance,
    invoices,
    members,
    office,
    pairings,
    projects,
    reimbursements,
    retention,
    subsidies,
)

__all__ = [
    "assets",
    "attachments",
    "attendance",
    "audit",
    "bank",
    "exams",
    "funds",
    "insurance",
    "invoices",
    "members",
    "office",
    "pairings",
    "projects",
    "reimbursements",
    "retention",
    "subsidies",
]
