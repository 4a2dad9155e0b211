"""A county's copies go to a stick too, and on another computer the recovery card makes the county of them."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import DamagedError, UserError
from banfu_desktop.services.county import bringing_back, calls, checking, copies, founding, second_place
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping import second_place as places
from tests.services.test_county_founding import MEI

NOW = datetime(2026, 11, 2, 9)


@pytest.fixture
def card(tmp_path: Path) -> str:
    """A county with a second place on a stick and two copies there; gives its recovery key."""
    _, made = founding.found(
        tmp_path / "县里", "新丰县", "440233", "", practice=True, database="", towns=(MEI,)
    )
    (tmp_path / "U盘").mkdir()
    places.choose(tmp_path / "县里", tmp_path / "U盘", second_place.NAME)
    with desks.at(tmp_path / "县里") as desk:
        desks.renew_list(desk, NOW)
        copies.backup_now(desk, NOW)
        calls.set_contact(desk, MEI.name, "张主任", "", NOW)
        copies.backup_if_changed(desk, NOW + timedelta(hours=1))
    return made


@pytest.fixture
def stick(tmp_path: Path, card: str) -> Path:
    return tmp_path / "U盘" / second_place.NAME


def brought_back(stick: Path, folder: Path, card: str) -> Path:
    return bringing_back.bring_back(stick, folder, card, NOW + timedelta(days=1))


def test_another_computer_goes_on_as_the_same_county(
    stick: Path, card: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert second_place.is_kept(stick)
    assert not second_place.is_kept(tmp_path / "县里")
    before = county.of(tmp_path / "县里")
    secret = (tmp_path / "县里" / county.SECRET_FILE).read_text()
    assert not any(
        secret.strip().encode() in path.read_bytes() for path in stick.rglob("*") if path.is_file()
    )
    shutil.rmtree(tmp_path / "县里")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))

    brought_back(stick, tmp_path / "新电脑" / "县里", card)

    place = tmp_path / "新电脑" / "县里"
    assert (county.of(place), (place / county.SECRET_FILE).read_text()) == (before, secret)
    with desks.at(place) as desk:
        with desk.roll_up.read() as session:
            assert calls.contact_of(session, MEI.name) == ("张主任", "")
        assert checking.check(desk).bad == ()
        assert copies.backup_if_changed(desk, NOW + timedelta(days=2)) is not None
    assert [path.name for path in place.parent.iterdir()] == ["县里"]


def test_a_damaged_copy_gives_way_to_the_one_before(stick: Path, card: str, tmp_path: Path) -> None:
    older, newest = sorted((stick / "backups").glob("county-*.db"))
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)
    assert brought_back(stick, tmp_path / "新", card).name == older.name
    with desks.at(tmp_path / "新") as desk, desk.roll_up.read() as session:
        assert calls.contact_of(session, MEI.name) == ("", "")


def test_what_cannot_be_brought_back_leaves_nothing(stick: Path, card: str, tmp_path: Path) -> None:
    there = {path.name for path in tmp_path.iterdir()}
    wrong = card[:-1] + ("A" if card[-1] != "A" else "B")
    with pytest.raises(UserError, match="恢复密钥"):
        brought_back(stick, tmp_path / "新", wrong)
    with pytest.raises(UserError, match="里已有数据"):
        brought_back(stick, tmp_path / "县里", card)
    kept = stick / "county.kept"
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(DamagedError, match="已损坏"):
        brought_back(stick, tmp_path / "新", card)
    assert {path.name for path in tmp_path.iterdir()} == there


def test_a_stick_out_of_reach_for_a_week_is_said(stick: Path, tmp_path: Path) -> None:
    folder, later = tmp_path / "县里", NOW + timedelta(days=8)
    assert places.overdue(folder, NOW.date()) == ""
    (tmp_path / "U盘").rename(tmp_path / "拔了")
    with desks.at(folder) as desk:
        calls.set_contact(desk, MEI.name, "李思敏", "", later)
        assert copies.backup_now(desk, later).verified
    assert "停在11月2日" in places.overdue(folder, later.date())


def test_a_place_that_holds_anothers_copies_is_never_written_into(
    stick: Path, card: str, tmp_path: Path
) -> None:
    """Its key file would be replaced, and nothing would open those copies any more."""
    founding.found(tmp_path / "别的县", "翁源县", "", "", practice=True, database="")
    with pytest.raises(UserError, match="另一份数据的备份"):
        places.choose(tmp_path / "别的县", stick.parent, second_place.NAME)
    places.choose(tmp_path / "县里", stick.parent, second_place.NAME)
    database, _ = Database.create(tmp_path / "office")
    places.choose(database.folder, stick.parent)  # an office's folder on the same stick has another name
    database.close()
