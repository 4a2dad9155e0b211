"""The tables of the database, one module a room; importing this package declares them all."""

from banfu_desktop.db.models import (
    attachments,
    attendance,
    audit,
    invoices,
    members,
    office,
    pairings,
    reimbursements,
    subsidies,
)

__all__ = [
    "attachments",
    "attendance",
    "audit",
    "invoices",
    "members",
    "office",
    "pairings",
    "reimbursements",
    "subsidies",
]
