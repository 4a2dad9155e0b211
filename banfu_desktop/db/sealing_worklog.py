"""What the database forbids around the work log: a month signed off stays, and what comes later says so."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, changed, refuse

_SIGNED = "EXISTS (SELECT 1 FROM log_months WHERE month = substr({row}.day, 1, 7)) AND NOT {row}.late"
_OF_SIGNED = (
    "EXISTS (SELECT 1 FROM log_entries e JOIN log_months m ON m.month = substr(e.day, 1, 7)"
    " WHERE e.id = {row}.entry_id AND NOT e.late)"
)


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version has no work log."""
    if "log_months" not in tables:
        return
    said = "a month signed off does not change"
    yield refuse("signed_log_month_stays", "DELETE", "log_months", "", said)
    yield refuse("signed_log_month_changes", "UPDATE", "log_months", "", said)
    old, new = _SIGNED.format(row="OLD"), _SIGNED.format(row="NEW")
    yield refuse("signed_entry_comes", "INSERT", "log_entries", new, said)
    besides = changed(tables["log_entries"], but=("bundle_id",))  # papers may still come
    touched = f"(({old}) OR ({new})) AND ({besides})"
    yield refuse("signed_entry_changes", "UPDATE", "log_entries", touched, said)
    yield refuse("signed_entry_goes", "DELETE", "log_entries", old, said)
    old, new = _OF_SIGNED.format(row="OLD"), _OF_SIGNED.format(row="NEW")
    yield refuse("signed_entry_gains_somebody", "INSERT", "log_people", new, said)
    yield refuse("signed_entry_changes_somebody", "UPDATE", "log_people", f"({old}) OR ({new})", said)
    yield refuse("signed_entry_loses_somebody", "DELETE", "log_people", old, said)
