"""What the database forbids around units that are one and the same: none leads to itself or to nowhere."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, refuse

_MESSAGE = "a unit is the same as another one that is there"
_NOWHERE = (
    "NEW.same_as_id IS NOT NULL AND (NEW.same_as_id = NEW.id"
    " OR NOT EXISTS (SELECT 1 FROM organisations WHERE id = NEW.same_as_id))"
)


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """They stand in for the foreign key that the column does not have."""
    if "same_as_id" in tables.get("organisations", ()):
        yield refuse("same_unit_comes", "INSERT", "organisations", _NOWHERE, _MESSAGE)
        yield refuse("same_unit_changes", "UPDATE", "organisations", _NOWHERE, _MESSAGE)
        pointed = "EXISTS (SELECT 1 FROM organisations WHERE same_as_id = OLD.id)"
        yield refuse("same_unit_stays", "DELETE", "organisations", pointed, "another unit is this one")
