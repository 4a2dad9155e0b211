"""A deed that no guard judged: upgrades write so, and whoever has the data key and another program."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.audit import Deed, close_deed, last_entry
from banfu_desktop.db.store import Database


@contextmanager
def past_the_door(database: Database, at: datetime, name: str = "升级数据库") -> Iterator[Session]:
    """A session whose entries are closed as a deed's, whatever they say."""
    with Session(database.engine) as session, session.begin():
        before = last_entry(session)
        yield session
        session.flush()
        close_deed(session, Deed(name, "程序", at), before)
