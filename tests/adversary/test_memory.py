"""Attack 12: an old office.db put back, or one without its log; a restore that nobody is to know of."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.seen import State
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies, seeing
from tests.adversary.conftest import NOW, Checked, deed

Opened = Callable[..., Database]
LOG = f"{DATABASE_FILE}-wal"


def work(database: Database, nation: str) -> None:
    with deed(database, "改民族") as session:
        session.execute(sa.text("UPDATE people SET nation = :nation WHERE id = 2"), {"nation": nation})


@pytest.mark.parametrize("without_log", [False, True])
def test_12_an_old_database_in_the_offices_place_is_red(
    opened: Opened, office: Path, checked: Checked, tmp_path: Path, remembering: Path, without_log: bool
) -> None:
    database = opened()
    work(database, "瑶族")
    if not without_log:
        database.close()
        database = opened()
    kept = shutil.copy(office / DATABASE_FILE, tmp_path / DATABASE_FILE)
    if without_log:
        assert (office / LOG).stat().st_size
    work(database, "壮族")
    database.close()
    shutil.copy(kept, office / DATABASE_FILE)
    database = opened()
    assert database.memory.state is State.FEWER
    assert "可能拷回了旧文件、没有拷全，或恢复过备份" in seeing.trouble(database)
    database.close()
    assert "比这台电脑上次看到的少" in checked()
    (kept_in_mind,) = remembering.glob("*.json")
    kept_in_mind.unlink()
    assert checked() == "", "whoever sits here can forget it as well; docs/security.md owns up to it"


def test_12_a_restore_is_a_deed_whoever_does_it(
    opened: Opened, office: Path, upgraded: tuple[Path, bytes], checked: Checked, remembering: Path
) -> None:
    database = opened()
    copy = copies.backup_now(database, NOW)
    work(database, "壮族")
    database.close()
    copies.restore_copy(office, copy.path, NOW, unlocked=Unlocked(upgraded[1], Role.REVIEWER))
    database = opened()
    with database.read() as session:
        assert history.deeds(session)[0].name == seeing.RESTORED
        kept, lost = (
            session.execute(sa.text("SELECT copy, lost FROM restores ORDER BY id DESC")).first() or ()
        )
    assert (kept, lost) == (copy.path.name, 1)
    database.close()
    assert checked() == ""


def test_a_restore_cut_off_before_its_end_is_not_what_was_seen_here(
    office: Path, upgraded: tuple[Path, bytes], remembering: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is brought up to date while it is being made; the office that stays would look altered."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    (copy,) = (office / "backups").glob("before-upgrade-from-*.db")
    monkeypatch.setattr(copies, "_take_place", killed)
    with pytest.raises(KeyboardInterrupt):
        copies.restore_copy(office, copy, NOW, unlocked=Unlocked(upgraded[1], Role.REVIEWER))
    assert list(remembering.glob("*.json")) == []
