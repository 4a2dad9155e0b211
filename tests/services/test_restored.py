"""An office that was restored, really, and what its county's judge makes of the next package."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db import passwords
from banfu_desktop.db.keys import new_recovery
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.seen import State
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.reception import Handling
from banfu_desktop.rules.roles import Role
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.audit import history
from banfu_desktop.services.county import receiving
from banfu_desktop.services.county.entering import Outcome
from banfu_desktop.services.keeping import appointing, copies, county, seeing, unlocking
from banfu_desktop.services.keeping.exporting import Exported, export_package
from banfu_desktop.services.keeping.restoring import restore_package
from banfu_desktop.services.office import restores
from banfu_desktop.services.program import checking
from tests.backup.an_office import ACTOR, NOW, settle

WORD = "guihua-bayue-kai"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


class Town:
    """A town's office and its county, both in folders of their own."""

    def __init__(self, folder: Path, card: str = "", number: int = 0) -> None:
        self.folder, self.card, self.number = folder, card, number
        self.database = Database.open(folder / "office")

    def work(self, *names: str) -> None:
        for name in names:
            with self.database.write(Deed("登记单位", ACTOR, NOW)) as session:
                session.add(Organisation(name=name, level=UnitLevel.COUNTY))

    def send(self) -> Exported:
        self.number += 1
        return export_package(self.database, self.folder / f"{self.number}.bfb", NOW, ACTOR)

    def report(self) -> Outcome:
        """The next package, received; the first with its fingerprint heard."""
        sent = self.send()
        if self.number == 1:
            path = sent.package.path
            return receiving.take(self.folder / "county", path, NOW, "问过了", sent.package.fingerprint)
        return receiving.receive(self.folder / "county", sent.package.path, NOW)

    def go_on(self, folder: Path) -> None:
        """Work goes on in another folder."""
        self.database.close()
        self.database = Database.open(folder)

    def restore(self, number: int) -> None:
        """From a package, into a folder of its own."""
        path = self.folder / f"{number}.bfb"
        made = restore_package(path, self.folder / f"from {number}", None, key=self.card)
        self.go_on(made.folder)


@pytest.fixture(scope="module")
def prepared(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of both, two packages received and some work after them; and what stands on the card."""
    folder = tmp_path_factory.mktemp("restored") / "both"
    shutil.copytree(empty_office, folder / "office")
    county.found(folder / "county", "新丰县", "440233", practice=True)
    made = Town(folder)
    settle(made.database, county.read_public_key(folder / "county" / "county.pub"))
    made.card = new_recovery(made.database.folder, made.database.data_key)
    assert made.report().handling is Handling.TAKEN
    made.work("新设一局")
    assert made.report().words == "next"
    made.work("新设二局", "新设三局")
    made.database.close()
    return folder, made.card


@pytest.fixture
def town(prepared: tuple[Path, str], tmp_path: Path) -> Iterator[Town]:
    folder, card = prepared
    made = Town(shutil.copytree(folder, tmp_path / "both"), card, 2)
    yield made
    made.database.close()


def wrong(database: Database) -> list[str]:
    """What `check` finds, but for the sheets, whose codes an_office.py has made up."""
    return [bad for bad in checking.check(database).bad if "校验码与封存的内容不符" not in bad]


def last_deed(database: Database) -> str:
    with database.read() as session:
        return history.deeds(session)[0].name


def test_restored_from_the_last_package_it_goes_on(town: Town) -> None:
    """What was done since is lost, and the county never knew it."""
    town.restore(2)
    assert last_deed(town.database) == seeing.RESTORED
    assert wrong(town.database) == []
    outcome = town.report()
    assert (outcome.words, outcome.handling) == ("next", Handling.TAKEN)


def test_restored_from_an_earlier_package_the_county_says_what_is_gone(town: Town) -> None:
    town.restore(1)
    outcome = town.report()
    assert (outcome.words, outcome.handling) == ("restored", Handling.TAKEN)
    assert "镇里恢复过备份，县里已知的第" in outcome.sentence
    town.work("新设四局")
    assert town.report().words in ("next", "gap")


def test_restored_from_a_copy_beside_it(town: Town) -> None:
    copy = copies.backup_now(town.database, NOW)
    town.work("新设四局")
    assert town.report().words == "next"
    folder = town.database.folder
    town.database.close()
    copies.restore_copy(folder, copy.path, LATER)
    town.database = Database.open(folder)
    assert town.report().words == "restored"


def test_what_a_restore_carries_over_is_not_counted_as_kept(town: Town) -> None:
    """Persons and card of today are written into the copy first: the county never knew those entries."""
    copy = copies.backup_now(town.database, NOW)
    appointing.switch_on(town.database, "陈立", WORD, ACTOR, NOW)
    appointing.add(town.database, "李明", Role.CLERK, "jinju-zhengyue", ACTOR, NOW)
    assert town.report().words == "next"
    folder, unlocked = town.database.folder, town.database.unlocked
    town.database.close()
    copies.restore_copy(folder, copy.path, LATER, unlocked=unlocked)
    opener = unlocking.unlock(folder, WORD, LATER, person=unlocking.owners(folder)[0].person)
    town.database = Database.open(folder, unlocked=opener)
    with town.database.read() as session:
        (told,) = restores.listing(session)
        assert told.entry > told.kept + 1
    outcome = town.report()
    assert (outcome.words, outcome.handling) == ("restored", Handling.TAKEN), outcome.sentence


def test_with_persons_the_card_tells_of_the_restore(town: Town) -> None:
    card = appointing.switch_on(town.database, "陈立", WORD, ACTOR, NOW)
    assert town.report().words == "next"
    made = restore_package(town.folder / "3.bfb", town.folder / "new", None, key=card)
    town.database.close()
    town.database = Database.open(made.folder, recovery=made.recovery)
    assert town.database.appointing
    with town.database.read() as session:
        assert [row.kept for row in restores.listing(session)]
        assert history.deeds(session)[0].actor == "恢复卡"
    assert wrong(town.database) == []


def test_an_older_file_copied_back_is_held_and_taken_as_it_stands_declared(
    remembering: Path, town: Town
) -> None:
    town.work("看一眼")  # this computer begins to keep it in mind
    town.database.close()
    aside = shutil.copytree(town.database.folder, town.folder / "aside")
    folder = town.database.folder
    town.database = Database.open(folder)
    town.work("新设四局")
    assert town.report().words == "next"
    town.database.close()
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)
    town.database = Database.open(folder)
    assert town.database.memory.state is State.FEWER
    assert town.report().words == "branched"
    town.database.close()
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)
    town.database = Database.open(folder)
    seeing.take_as_it_stands(town.database, ACTOR)
    assert town.report().words == "restored"


def test_the_old_computer_turning_up_is_held(town: Town) -> None:
    old = town.database.folder
    town.restore(2)
    assert town.report().words == "next"
    town.go_on(old)
    outcome = town.report()
    assert (outcome.words, outcome.handling) == ("branched", Handling.HELD)


def test_this_computer_keeps_in_mind_what_it_saw_until_the_restored_is_opened(
    remembering: Path, town: Town
) -> None:
    town.work("新设四局")
    (file,) = remembering.glob("*.json")
    before = file.read_bytes()
    made = restore_package(town.folder / "1.bfb", town.folder / "from 1", None, key=town.card)
    assert file.read_bytes() == before
    old = town.database.folder
    town.go_on(old)
    assert town.database.memory.state is State.SAME, "a restore to look at changes nothing here"
    town.go_on(made.folder)
    assert town.database.memory.state is State.RESTORED
    assert seeing.trouble(town.database) == ""
    assert "恢复过备份，接着第" in seeing.greet(town.database, ACTOR)
    town.go_on(made.folder)
    assert town.database.memory.state is State.SAME, "said once"


def test_what_an_upgrade_adds_is_not_counted_as_kept(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of an older program: bringing it up to date writes entries that the county never knew."""
    import sys
    from types import ModuleType

    from alembic import op

    from banfu_desktop.db import migrations
    from banfu_desktop.db.schema import as_made
    from banfu_desktop.rules.schema import fingerprint

    step = ModuleType("one_step_further")
    step.upgrade = lambda: op.add_column("leaves", sa.Column("more", sa.Text()))  # type: ignore[attr-defined]
    step.FILLS = {("leaves", "more"): None}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, step.__name__, step)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step.__name__))
    step.SCHEMA = fingerprint(as_made(migrations.STEPS))  # type: ignore[attr-defined]
    town.restore(1)
    with town.database.read() as session:
        (told,) = restores.listing(session)
        upgraded = session.scalar(sa.text("SELECT entries FROM upgrades ORDER BY id DESC LIMIT 1"))
    assert told.kept == upgraded
    assert town.report().words == "restored"
