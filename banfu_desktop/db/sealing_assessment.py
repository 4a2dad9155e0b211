"""What the database forbids around an assessment: frozen facts never change, and stay under a grade."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, refuse


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version has no assessments."""
    if "assessments" not in tables:
        return
    said = "frozen facts do not change"
    thawed = "NEW.facts IS NULL AND NEW.grade IS NULL"
    other = f"OLD.facts IS NOT NULL AND NEW.facts IS NOT OLD.facts AND NOT ({thawed})"
    yield refuse("frozen_facts_change", "UPDATE", "assessments", other, said)
    yield refuse("graded_assessment_goes", "DELETE", "assessments", "OLD.grade IS NOT NULL", said)
