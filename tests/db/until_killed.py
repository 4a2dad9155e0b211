"""What a process does until it is killed; each thing acknowledged is a line on stdout.

usage: until_killed.py create|write|upgrade FOLDER
"""

import sys
from datetime import datetime
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from banfu_desktop.db import migrations
from banfu_desktop.db.models.office import CalendarDay, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel

DEED = Deed("登记单位", "钟立新", datetime(2026, 10, 31))


def say(line: object) -> None:
    print(line, flush=True)


def create(folder: Path) -> None:
    """Offices without end, each beside the one before."""
    for number in count():
        Database.create(folder / str(number))[0].close()
        say(number)


def write(folder: Path) -> None:
    """Deeds of two rows each, numbered on from what is there."""
    database = Database.open(folder)
    with database.read() as session:
        first = session.query(Organisation).count()
    for number in count(first):
        with database.write(DEED) as session:
            session.add(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY))
            session.add(CalendarDay(day=datetime.fromordinal(700_000 + number).date(), is_off=True))
        say(number)


def upgrade_folder(folder: Path) -> None:
    """Open with a program that knows one step more."""
    migrations.STEPS = (*migrations.STEPS, "__main__")
    Database.open(folder).close()
    say("upgraded")


def upgrade() -> None:
    """The step: rebuild a table to which another points, and fill a column."""
    with op.batch_alter_table("organisations", recreate="always") as table:
        table.add_column(sa.Column("phone", sa.Text()))
    op.execute("UPDATE organisations SET phone = '0751'")


if __name__ == "__main__":
    say("begin")
    {"create": create, "write": write, "upgrade": upgrade_folder}[sys.argv[1]](Path(sys.argv[2]))
