"""The floor of `print` as a command: the libraries it cannot do without, the office opened, one select."""

import sys
from pathlib import Path

import reportlab.pdfgen.canvas  # noqa: F401 (imported for its time)
import sqlalchemy as sa

from banfu_desktop.db.models.office import Office
from banfu_desktop.db.store import Database


def look(folder: Path) -> None:
    """Open, ask one thing, close."""
    database = Database.open(folder)
    with database.read() as session:
        assert session.scalar(sa.select(Office.id)) is not None
    database.close()


if __name__ == "__main__":
    look(Path(sys.argv[1]))
