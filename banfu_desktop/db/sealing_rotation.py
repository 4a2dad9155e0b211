"""What the database forbids around a hand-over list: once sealed, it and what was ticked on it stay."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, refuse

_SEALED = "(SELECT snapshot FROM handovers WHERE id = {row}.handover_id) IS NOT NULL"


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version has no lists."""
    if "handovers" not in tables:
        return
    said = "a sealed hand-over list does not change"
    yield refuse("sealed_handover_stays", "DELETE", "handovers", "OLD.snapshot IS NOT NULL", said)
    yield refuse("sealed_handover_changes", "UPDATE", "handovers", "OLD.snapshot IS NOT NULL", said)
    old, new = _SEALED.format(row="OLD"), _SEALED.format(row="NEW")
    for table in ("handover_ticks", "handover_lines"):
        yield refuse(f"sealed_{table}_come", "INSERT", table, new, said)
        yield refuse(f"sealed_{table}_change", "UPDATE", table, f"({old}) OR ({new})", said)
        yield refuse(f"sealed_{table}_go", "DELETE", table, old, said)
