"""The county's desk trusts a town's key at its first package, pins it, and takes nothing twice."""

import errno
import json
import stat
import sys
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping.package import Exported, export_package, restore_package, verify_package
from banfu_desktop.services.office import office
from tests.backup.an_office import ACTOR, NOW, TOWN, settle
from tests.past_the_door import past_the_door

LATER = datetime(2026, 12, 1, 16, 0)


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """A county's folder, with its keys."""
    county.keygen(tmp_path / "county")
    return tmp_path / "county"


@pytest.fixture
def sender(database: Database, desk_folder: Path) -> Database:
    """An office that has the county's public key."""
    settle(database, county.read_public_key(desk_folder / "county.pub"))
    return database


def send(sender: Database, path: Path) -> Exported:
    return export_package(sender, path, NOW, ACTOR)


def refusal(path: Path, desk_folder: Path, *, again: bool = False) -> PackageError:
    before = (desk_folder / "towns.json").read_bytes()
    with pytest.raises(PackageError) as refused:
        verify_package(path, county.desk(desk_folder, LATER, again=again))
    assert (desk_folder / "towns.json").read_bytes() == before
    return refused.value


def test_the_secret_is_for_the_county_only(tmp_path: Path) -> None:
    public = county.keygen(tmp_path / "new" / "county")
    secret = tmp_path / "new" / "county" / "county.key"
    assert county.read_public_key(secret.with_name("county.pub")) == public
    assert public.startswith("age1")
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert {path.name for path in secret.parent.iterdir()} == {"county.key", "county.pub"}


def test_a_key_is_never_overwritten(desk_folder: Path) -> None:
    before = (desk_folder / "county.key").read_bytes()
    with pytest.raises(UserError, match="已有县密钥"):
        county.keygen(desk_folder)
    assert (desk_folder / "county.key").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "county"):
        with pytest.raises(UserError, match="这个位置不能用作文件夹"):
            county.keygen(place)


@pytest.mark.parametrize(("name", "said"), [("county.key", "私钥"), ("towns.json", "找不到")])
def test_only_the_public_key_goes_to_the_towns(desk_folder: Path, name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        county.read_public_key(desk_folder / name)


def test_the_first_package_pins_the_town(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    sent = send(sender, tmp_path / "1.bfb")
    report = verify_package(sent.package.path, county.desk(desk_folder, LATER))
    assert not report.sender_known
    town = county.register(desk_folder)[TOWN]
    assert (town.number, town.fingerprint) == (1, sent.package.fingerprint)
    assert (town.first_at, town.last_at) == ("2026-12-01T16:00:00", "2026-12-01T16:00:00")


def test_the_next_package_finds_the_town_known(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    for number, at in enumerate((NOW, LATER), 1):
        sent = send(sender, tmp_path / f"{number}.bfb")
        report = verify_package(sent.package.path, county.desk(desk_folder, at))
        assert report.sender_known == (number == 2)
    town = county.register(desk_folder)[TOWN]
    assert (town.number, town.first_at) == (2, NOW.isoformat())


def test_a_package_that_came_before_is_refused(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    packages = [send(sender, tmp_path / f"{number}.bfb").package.path for number in (1, 2, 3)]
    verify_package(packages[1], county.desk(desk_folder, LATER))
    for path in packages[:2]:
        assert refusal(path, desk_folder).code == "replayed"
    assert "第 2 号已经收过" in str(refusal(packages[0], desk_folder, again=True))
    verify_package(packages[2], county.desk(desk_folder, LATER))


def test_the_last_one_received_can_still_be_restored(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    sent = send(sender, tmp_path / "1.bfb")
    verify_package(sent.package.path, county.desk(desk_folder, NOW))
    desk = county.desk(desk_folder, LATER, again=True)
    restored = restore_package(sent.package.path, tmp_path / "looked at", desk)
    assert restored.package.sender_known
    Database.open(restored.folder).close()


def test_a_restore_receives_the_package_too(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    sent = send(sender, tmp_path / "1.bfb")
    restore_package(sent.package.path, tmp_path / "looked at", county.desk(desk_folder, NOW))
    assert refusal(sent.package.path, desk_folder).code == "replayed"


def test_a_register_that_cannot_be_written_leaves_no_office_behind(
    sender: Database, desk_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(sender, tmp_path / "1.bfb")

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(county, "write_durably", full)
    with pytest.raises(MachineError, match="磁盘已满"):
        restore_package(sent.package.path, tmp_path / "restored", county.desk(desk_folder, LATER))
    assert not (tmp_path / "restored").exists()


def test_another_package_of_the_same_number_is_refused(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    """As after a restore of an older package, when the office counts from there again."""
    verify_package(send(sender, tmp_path / "1.bfb").package.path, county.desk(desk_folder, NOW))
    with past_the_door(sender, NOW) as session:
        session.get_one(office.Office, 1).package_no = 0
    other = send(sender, tmp_path / "other.bfb")
    assert refusal(other.package.path, desk_folder, again=True).code == "replayed"


def test_somebody_in_the_towns_name_is_refused(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    verify_package(send(sender, tmp_path / "1.bfb").package.path, county.desk(desk_folder, NOW))
    stranger, _ = Database.create(tmp_path / "stranger")
    settle(stranger, county.read_public_key(desk_folder / "county.pub"))
    send(stranger, tmp_path / "forged.bfb")
    forged = send(stranger, tmp_path / "forged.bfb")
    stranger.close()
    refused = refusal(forged.package.path, desk_folder)
    assert refused.code == "signer"
    assert forged.package.fingerprint in str(refused)
    assert TOWN in str(refused)


def test_a_package_that_fails_is_not_entered(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    path = send(sender, tmp_path / "1.bfb").package.path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(PackageError):
        verify_package(path, county.desk(desk_folder, NOW))
    assert county.register(desk_folder) == {}


def test_a_county_without_a_key_receives_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有县密钥"):
        county.desk(tmp_path, NOW)


def test_a_damaged_county_key_is_said_so(desk_folder: Path) -> None:
    (desk_folder / "county.key").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"county\.key 已损坏"):
        county.desk(desk_folder, NOW)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({"format": 1, "towns": []}).encode(),
        json.dumps({"format": 1, "towns": {"x": {}}}).encode(),
        json.dumps({"format": 1, "towns": {"x": dict.fromkeys(county.Town.__annotations__, "00")}}).encode(),
    ],
)
def test_a_damaged_register_is_never_taken_for_an_empty_one(
    sender: Database, desk_folder: Path, tmp_path: Path, content: bytes
) -> None:
    (desk_folder / "towns.json").write_bytes(content)
    with pytest.raises(UserError, match=r"登记簿 towns\.json 已损坏"):
        verify_package(send(sender, tmp_path / "1.bfb").package.path, county.desk(desk_folder, NOW))
    assert (desk_folder / "towns.json").read_bytes() == content


def test_a_register_of_a_newer_program_is_left_alone(desk_folder: Path) -> None:
    (desk_folder / "towns.json").write_text(json.dumps({"format": 2, "towns": {}}))
    with pytest.raises(UserError, match="新版程序"):
        county.register(desk_folder)
