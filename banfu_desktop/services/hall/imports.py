"""Every kind of file that comes in, by the name the command line uses, and its empty template."""

from collections.abc import Mapping
from pathlib import Path

from banfu_desktop.services import rooms
from banfu_desktop.services.door import Import
from banfu_desktop.tables.spec import Table


def imports() -> Mapping[str, Import]:
    """Every import that a room offers."""
    return rooms.merged("IMPORTS")


def templates() -> Mapping[str, Table]:
    """The tables of the imports that have a template."""
    return {name: offered.table for name, offered in imports().items() if offered.table is not None}


def template(name: str, path: Path) -> None:
    """Write an empty sheet to fill in.

    Raises:
        UserError: the place cannot be written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange.writing import write_template

    write_template(path, templates()[name])
