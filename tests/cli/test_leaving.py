"""A command leaves the home page in order, so that the window shows it at once."""

from datetime import date, datetime
from pathlib import Path

import pytest

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import HomeView
from banfu_desktop.rules.month_steps import StepName
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import remembered, unlocking
from banfu_desktop.services.program.open_office import OpenOffice
from tests.cli.conftest import TODAY, Call

DAY = date.fromisoformat(TODAY)


@pytest.fixture
def meikeng(meikeng: Call, tmp_path: Path) -> Call:
    """The program, with an office that a window has left."""
    office = OpenOffice(tmp_path / "office")
    office.open()
    office.leave(DAY)
    return meikeng


def read_anew(folder: Path) -> HomeView:
    """What home says when it is read from the office itself."""
    office = OpenOffice(folder)
    with office.open().read() as session:
        view = home.view(session, DAY, folder)
    office.close()
    return view


def test_home_is_kept_as_a_command_has_left_it(meikeng: Call, tmp_path: Path) -> None:
    before = remembered.recall(tmp_path / "office")
    assert meikeng("subsidy", "make", "2026-10").code == 0
    after = remembered.recall(tmp_path / "office")
    assert after is not None
    assert after != before
    assert after == read_anew(tmp_path / "office")


def test_where_no_window_was_left_yet_a_command_does_not_read_it(
    meikeng: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.forget(tmp_path / "office")
    monkeypatch.setattr(home, "view", None)
    assert meikeng("subsidy", "make", "2026-10").code == 0
    assert not (tmp_path / "office" / remembered.FILE).exists()


def test_a_command_that_only_reads_leaves_it_alone(meikeng: Call, tmp_path: Path) -> None:
    assert meikeng("subsidy", "make", "2026-10").code == 0
    kept = (tmp_path / "office" / remembered.FILE).read_bytes()
    assert meikeng("subsidy", "show", "2026-10").code == 0
    assert (tmp_path / "office" / remembered.FILE).read_bytes() == kept


def test_a_paper_printed_changes_nothing_on_it(
    meikeng: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert meikeng("subsidy", "make", "2026-10").code == 0
    left = remembered.recall(tmp_path / "office")
    monkeypatch.setattr(home, "view", None)  # reading home anew would fail: it must not be asked for
    assert meikeng("print", "roster", "--out", str(tmp_path / "roster.pdf")).code == 0
    assert remembered.recall(tmp_path / "office") == left is not None


def test_the_month_s_papers_printed_are_on_it(meikeng: Call, tmp_path: Path) -> None:
    """The strip says it at once, not only once home is read anew."""
    month = ("--month", "2026-10")
    assert meikeng("subsidy", "make", "2026-10").code == 0
    made = meikeng("print", "pack", *month, "--out", str(tmp_path / "pack.pdf"))
    assert made.code == 0, made.err
    left = remembered.recall(tmp_path / "office")
    assert left is not None
    assert left.strip is not None
    (step,) = (step for step in left.strip.steps if step.name is StepName.PRINT)
    assert step.done
    assert left == read_anew(tmp_path / "office")


def test_an_office_with_a_password_keeps_it_under_that(meikeng: Call, tmp_path: Path) -> None:
    first = tmp_path / "password"
    first.write_text("san zhi yang guo shi qiao 47\n")
    assert meikeng("password", "set", "--new-password-file", str(first)).code == 0
    folder, now = tmp_path / "office", datetime(2026, 11, 2, 9)
    window = OpenOffice(folder)
    window.unlock(first.read_text().strip(), None, now)
    window.open()
    window.leave(DAY)
    made = meikeng("--password-file", str(first), "subsidy", "make", "2026-10")
    assert made.code == 0, made.err
    assert remembered.recall(folder) is None
    unlocked = unlocking.unlock(folder, first.read_text().strip(), now)
    kept = remembered.recall(folder, unlocked)
    assert kept is not None
    assert Month(2026, 10) in [due.key for due in kept.due]
