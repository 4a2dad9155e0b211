"""The office's one desk, where persons sit down one after the other, each with a password of his own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db import passwords
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.roles import Role
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.keeping import appointing, unlocking
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.subsidies import subsidies
from tests.services.conftest import NOW

OCTOBER = Month(2026, 10)
CHEN, LI, WANG = "陈立", "李明", "王芳"
"""Two reviewers, and the clerk between them."""
WORDS = {CHEN: "guihua-bayue-kai", LI: "jinju-zhengyue", WANG: "xiangmi-dashu-qing"}
OTHER = "meihua-layue-xue"
CHEAP = {"passes": 1, "memory": 8192}
"""What a guess at a password costs in tests."""
ALONE = "队长外出，只有一人在岗"


class Desk:
    """The office of three persons, makers and checkers kept apart, worked at by one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database: Database | None = None
        self.words = dict(WORDS)

    def leave(self) -> None:
        """Whoever sat there stands up."""
        if self.database is not None:
            self.database.close()
            self.database = None

    def moved(self, folder: Path) -> "Desk":
        """The same desk over a copy of its office in another folder."""
        other = Desk(shutil.copytree(self.folder, folder))
        other.words = dict(self.words)
        return other

    def sit(self, name: str) -> Database:
        """Somebody else sits down."""
        self.leave()
        owner = next(one for one in unlocking.owners(self.folder) if one.name == name)
        opener = unlocking.unlock(self.folder, self.words[name], NOW, person=owner.person)
        self.database = Database.open(self.folder, unlocked=opener)
        return self.database

    def own(self, name: str, word: str) -> None:
        """Somebody chooses a password of his own."""
        appointing.change_own(self.sit(name), word, "经办", NOW)
        self.words[name] = word

    @contextmanager
    def at(self, name: str, deed: str = "登记", *, alone: str = "", at: datetime = NOW) -> Iterator[Session]:
        """One deed by somebody."""
        with self.sit(name).write(Deed(deed, "经办", at, alone)) as session:
            yield session

    def seal(self, name: str, *, alone: str = "", payer: str | None = None, month: Month = OCTOBER) -> None:
        with self.at(name, "封存补助", alone=alone) as session:
            subsidies.seal(session, month, name, NOW, payer=payer)

    def make(self, name: str) -> None:
        with self.at(name, "编制补助") as session:
            subsidies.make(session, OCTOBER, NOW)


def set_up(office: Database) -> Desk:
    """Persons for an open office, which is closed then; each has chosen a password of his own."""
    with office.write(Deed("设置", "经办", NOW)) as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")
    appointing.switch_on(office, CHEN, WORDS[CHEN], "经办", NOW)
    appointing.add(office, LI, Role.CLERK, WORDS[LI], "经办", NOW)
    appointing.add(office, WANG, Role.REVIEWER, WORDS[WANG], "经办", NOW)
    office.close()
    made = Desk(office.folder)
    made.own(LI, OTHER)
    made.own(WANG, f"{OTHER}-2")
    return made


def set_up_once(office: Path, place: Path) -> Desk:
    """A desk in a copy of an office, to be `moved` to wherever a test sits down."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", CHEAP)
        made = set_up(Database.open(shutil.copytree(office, place / "office")))
        made.leave()
    return made


def mark(session: Session, day: int = 13, month: int = 10) -> None:
    """Attendance of the first member."""
    posting = members.listing(session)[0].id
    attendance.set_days(session, posting, [date(2026, month, day)], DayState.PERSONAL)
