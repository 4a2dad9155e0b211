"""What the database forbids around fund projects (四(四)): a signed round stays, nobody pays before it is."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, changed, refuse

_SIGNED = "(SELECT count(*) FROM project_signatures WHERE round_id = {round}) = 2"
_UNSIGNED_PROJECT = (
    "NOT EXISTS (SELECT 1 FROM project_rounds r WHERE r.project_id = NEW.project_id"
    " AND (SELECT count(*) FROM project_signatures s WHERE s.round_id = r.id) = 2)"
)


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version has no projects."""
    if "project_signatures" in tables:
        yield from _rounds()
        yield from _signatures(tables["project_signatures"])
        yield from _payments()


def _rounds() -> Iterator[str]:
    message = "a round signed by both does not change"
    signed = _SIGNED.format(round="OLD.id")
    yield refuse("signed_round_changes", "UPDATE", "project_rounds", signed, message)
    yield refuse("signed_round_goes", "DELETE", "project_rounds", signed, message)


def _signatures(signature: Columns) -> Iterator[str]:
    """A signature is given or taken back, never altered; its scan may come later."""
    message = "a signature does not change"
    signed = _SIGNED.format(round="OLD.round_id")
    altered = changed(signature, but=("attachment_id",))
    yield refuse(
        "signature_changes",
        "UPDATE",
        "project_signatures",
        f"({altered}) OR ({signed} AND OLD.attachment_id IS NOT NULL)",
        message,
    )
    yield refuse("signature_goes", "DELETE", "project_signatures", signed, message)


def _payments() -> Iterator[str]:
    """SQLite adds no foreign key to a table that is there, so these stand in for one as well."""
    message = "nothing is paid from a project before both have signed"
    posted = f"NEW.project_id IS NOT NULL AND NEW.state = 'posted' AND {_UNSIGNED_PROJECT}"
    unknown = "NEW.project_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM projects WHERE id = NEW.project_id)"
    for event in ("INSERT", "UPDATE"):
        name = event.lower()
        yield refuse(f"unsigned_project_is_paid_by_{name}", event, "fund_vouchers", posted, message)
        yield refuse(f"voucher_of_no_project_by_{name}", event, "fund_vouchers", unknown, "no such project")
    named = "EXISTS (SELECT 1 FROM fund_vouchers WHERE project_id = OLD.id)"
    yield refuse("project_with_vouchers_stays", "DELETE", "projects", named, "a voucher names this project")
