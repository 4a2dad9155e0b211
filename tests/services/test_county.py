"""The county's folder: its keys and list; towns known by a fingerprint that was heard."""

import json
import stat
import sys
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.backup.county_file import CountyFile
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db import engine
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.county import receiving, register, town_list
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping.exporting import Exported, export_package
from banfu_desktop.services.keeping.package import verify_package
from banfu_desktop.services.office import office
from tests.a_county import without_a_database, write_as_before
from tests.backup.an_office import ACTOR, NOW, TOWN, settle
from tests.past_the_door import past_the_door

LATER = datetime(2026, 12, 1, 16, 0)


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """A county's folder, with its keys and no list."""
    county.found(tmp_path / "county", "新丰县", "440233", practice=True)
    return tmp_path / "county"


@pytest.fixture
def sender(database: Database, desk_folder: Path) -> Database:
    """An office that has the county's public key."""
    settle(database, county.read_public_key(desk_folder / "county.pub"))
    return database


def send(sender: Database, path: Path) -> Exported:
    return export_package(sender, path, NOW, ACTOR)


def known(sender: Database, folder: Path, path: Path) -> Exported:
    """The office's first package, taken."""
    sent = send(sender, path)
    receiving.take(folder, path, LATER, "问了张主任", sent.package.fingerprint)
    return sent


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_secret_is_for_the_county_only(tmp_path: Path) -> None:
    public = county.keygen(tmp_path / "new" / "county")
    secret = tmp_path / "new" / "county" / "county.key"
    assert county.read_public_key(secret.with_name("county.pub")) == public
    assert public.startswith("age1")
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert {path.name for path in secret.parent.iterdir()} == {"county.key", "county.pub"}


def test_a_key_is_never_overwritten_and_a_county_founded_once(desk_folder: Path) -> None:
    before = content(desk_folder)
    with pytest.raises(UserError, match="已有县密钥"):
        county.keygen(desk_folder)
    with pytest.raises(UserError, match="已有县里的登记"):
        county.found(desk_folder, "新丰县")
    assert content(desk_folder) == before


def test_a_county_that_had_a_key_pair_keeps_it(tmp_path: Path) -> None:
    public = county.keygen(tmp_path)
    county.found(tmp_path, "新丰县")
    assert county.of(tmp_path).file(tmp_path).desk_key == public


def test_the_rescue_key_is_on_paper_only(tmp_path: Path) -> None:
    typed = county.found(tmp_path, "新丰县")
    letters = typed.replace("-", "").encode()
    assert all(letters not in text.replace(b"-", b"") for text in content(tmp_path).values())
    assert county.of(tmp_path).rescue_key.startswith("age1")


def test_a_folder_that_cannot_be_made_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "county"):
        with pytest.raises(UserError, match="这个位置不能用作文件夹"):
            county.keygen(place)


@pytest.mark.parametrize(("name", "said"), [("county.key", "私钥"), ("towns.json", "找不到")])
def test_only_the_public_key_goes_to_the_towns(desk_folder: Path, name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        county.read_public_key(desk_folder / name)


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
def test_the_list_of_towns_comes_from_a_file(desk_folder: Path, tmp_path: Path, name: str) -> None:
    between = "," if name.endswith("csv") else "\t"
    rows = (
        ("镇名", "代码", "类别", "单位"),
        ("梅坑镇", "440233101", "重点", "县司法局、县医保局"),
        ("沙田镇", "", "", ""),
    )
    (tmp_path / name).write_text("\n".join(between.join(row) for row in rows), "utf-8")
    made = county.set_towns(desk_folder, town_list.read(tmp_path / name))
    assert [(town.name, town.code, town.units) for town in made.towns] == [
        ("梅坑镇", "440233101", ("县司法局", "县医保局")),
        ("沙田镇", "", ()),
    ]
    with pytest.raises(UserError, match="“梅坑镇”出现了两次"):
        county.set_towns(desk_folder, (*made.towns, made.towns[0]))
    assert county.of(desk_folder) == made


def test_the_county_file_says_what_the_county_is_and_keeps_its_secrets(
    desk_folder: Path, tmp_path: Path
) -> None:
    made = county.write_file(desk_folder, tmp_path / "x.bfc")
    read = CountyFile.read(tmp_path / "x.bfc")
    assert (read, read.fingerprint) == (made, made.fingerprint)
    own = county.of(desk_folder)
    assert own.sign_seed not in (tmp_path / "x.bfc").read_bytes()
    assert own.sign_seed.hex().encode() not in (tmp_path / "x.bfc").read_bytes()


def test_a_new_signing_key_is_signed_for_by_the_old(desk_folder: Path, tmp_path: Path) -> None:
    before = county.write_file(desk_folder, tmp_path / "x.bfc")
    county.new_sign_key(desk_folder)
    after = county.write_file(desk_folder, tmp_path / "x.bfc")
    assert after.fingerprint != before.fingerprint
    assert after.succeeds(before.sign_key)
    assert not before.succeeds(after.sign_key)


def test_to_look_at_a_package_registers_nothing(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    sent, before = send(sender, tmp_path / "1.bfb"), content(desk_folder)
    report = verify_package(sent.package.path, receiving.desk(desk_folder))
    assert not report.sender_known
    assert "第一次上报" in report.verdict
    assert content(desk_folder) == before


def test_the_first_package_waits_until_its_fingerprint_was_heard(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    sent = send(sender, tmp_path / "1.bfb")
    outcome = receiving.receive(desk_folder, sent.package.path, LATER)
    assert (outcome.handling, outcome.words) == (Handling.HELD, "first")
    assert receiving.register_of(desk_folder).towns == {}
    for heard, said in (("", "还没有核对发件方核对码"), ("ABCD-ABCD-ABCD-ABCD", "与这份包的不同")):
        with pytest.raises(UserError, match=said):
            receiving.take(desk_folder, sent.package.path, LATER, "问过了", heard)
    with pytest.raises(UserError, match="没有写明理由"):
        receiving.take(desk_folder, sent.package.path, LATER, " ", sent.package.fingerprint)
    assert receiving.register_of(desk_folder).towns == {}
    heard = sent.package.fingerprint.lower().replace("-", " ")
    taken = receiving.take(desk_folder, sent.package.path, LATER, "问了张主任", heard)
    assert taken.handling is Handling.TAKEN
    town = receiving.register_of(desk_folder).towns[TOWN]
    assert (town.known.number, town.fingerprint) == (1, sent.package.fingerprint)
    (decision,) = receiving.register_of(desk_folder).decisions
    assert (decision.town, decision.verdict, decision.reason) == (TOWN, "first", "问了张主任")


def test_the_next_is_taken_by_itself_and_the_same_again_is_nothing(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    known(sender, desk_folder, tmp_path / "1.bfb")
    second = send(sender, tmp_path / "2.bfb").package.path
    assert receiving.receive(desk_folder, second, LATER).words == "next"
    before = content(desk_folder)
    again = receiving.receive(desk_folder, second, LATER)
    assert (again.words, again.handling) == ("repeated", Handling.REPEATED)
    assert content(desk_folder) == before
    town = receiving.register_of(desk_folder).towns[TOWN]
    assert (town.known.number, town.first_at) == (2, LATER.isoformat())
    with pytest.raises(UserError, match="没有要决定的"):
        receiving.take(desk_folder, second, LATER, "再收一次")


def test_what_is_taken_of_a_town_is_kept_to_the_last_head(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    known(sender, desk_folder, tmp_path / "1.bfb")
    sent = send(sender, tmp_path / "2.bfb")
    receiving.receive(desk_folder, sent.package.path, LATER)
    there = receiving.register_of(desk_folder).towns[TOWN].known
    assert there.heads[-1].hex() == sent.package.audit_head
    assert there.end == sent.package.holding.entries


def test_somebody_in_the_towns_name_is_held_and_the_town_stays(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    known(sender, desk_folder, tmp_path / "1.bfb")
    stranger, _ = Database.create(tmp_path / "stranger")
    settle(stranger, county.read_public_key(desk_folder / "county.pub"))
    forged = send(stranger, tmp_path / "forged.bfb")
    stranger.close()
    before = receiving.register_of(desk_folder)
    outcome = receiving.receive(desk_folder, forged.package.path, LATER)
    assert outcome.words == "refounded+branched"
    assert "登记的是另一份办公数据" in outcome.sentence
    assert receiving.register_of(desk_folder) == before
    assert (
        receiving.receive(desk_folder, send(sender, tmp_path / "2.bfb").package.path, LATER).words == "next"
    )


def test_a_package_that_fails_is_not_entered(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    path = send(sender, tmp_path / "1.bfb").package.path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(PackageError):
        receiving.receive(desk_folder, path, NOW)
    assert receiving.register_of(desk_folder) == register.Register()


def test_a_package_of_another_county_is_refused_by_name(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    with sender.write(Deed("换县", ACTOR, NOW)) as session:
        session.get_one(office.Office, 1).county = "乳源县"
    with pytest.raises(PackageError) as refused:
        receiving.receive(desk_folder, send(sender, tmp_path / "1.bfb").package.path, NOW)
    assert refused.value.code == "wrong_county"
    assert "乳源县" in str(refused.value)


def test_practice_stays_among_itself(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    county.found(real, "新丰县")
    (real / "county.key").write_bytes((desk_folder / "county.key").read_bytes())
    sent = send(sender, tmp_path / "1.bfb")
    assert sent.package.practice
    with pytest.raises(PackageError, match="练习用的上报包"):
        receiving.receive(real, sent.package.path, NOW)
    with past_the_door(sender, NOW) as session:
        session.get_one(office.Office, 1).kind_of_use = "real"
    with pytest.raises(PackageError, match="练习用的县里不收"):
        receiving.receive(desk_folder, send(sender, tmp_path / "2.bfb").package.path, NOW)


def test_a_town_that_is_not_on_the_list_is_not_taken(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    county.set_towns(desk_folder, (county.TownEntry("梅坑鎮", "", ""),))
    sent = send(sender, tmp_path / "1.bfb")
    outcome = receiving.receive(desk_folder, sent.package.path, NOW)
    assert outcome.words == "unknown_town"
    assert "与“梅坑鎮”相像而不相同" in outcome.sentence
    with pytest.raises(UserError, match="请先更新名单"):
        receiving.take(desk_folder, sent.package.path, NOW, "问过了", sent.package.fingerprint)


def test_a_database_that_cannot_grow_is_as_before(
    sender: Database, desk_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(sender, desk_folder, tmp_path / "1.bfb")
    with sender.write(Deed("登记单位", ACTOR, NOW)) as session:  # a trail that needs more pages
        session.add_all(office.Organisation(name=f"单位{n}", level=UnitLevel.COUNTY) for n in range(500))
    sent, before = send(sender, tmp_path / "2.bfb"), content(desk_folder)
    monkeypatch.setattr(engine, "PRAGMAS", (*engine.PRAGMAS, "max_page_count=1"))
    with pytest.raises(MachineError, match="磁盘已满"):
        receiving.receive(desk_folder, sent.package.path, LATER)
    monkeypatch.undo()
    assert content(desk_folder) == before
    assert receiving.receive(desk_folder, sent.package.path, LATER).words == "next"


def test_a_county_without_a_key_receives_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有县密钥"):
        receiving.desk(tmp_path)


def test_a_damaged_county_key_is_said_so(desk_folder: Path) -> None:
    (desk_folder / "county.key").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"county\.key 已损坏"):
        receiving.desk(desk_folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":2}'])
def test_a_damaged_record_of_the_county_is_said_so(desk_folder: Path, content: bytes) -> None:
    (desk_folder / "county.json").write_bytes(content)
    with pytest.raises(UserError, match=r"county\.json 已损坏"):
        county.of(desk_folder)


_TOWN_1 = {"verify_key": "00", "number": 1, "manifest_sha256": "", "first_at": "", "last_at": ""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({"format": 1, "towns": []}).encode(),
        json.dumps({"format": 1, "towns": {"x": {}}}).encode(),
        json.dumps({"format": 1, "towns": {"x": _TOWN_1}}).encode(),
        json.dumps({"format": 2, "towns": {"x": _TOWN_1}, "received": [], "decisions": []}).encode(),
    ],
)
def test_a_damaged_register_is_never_taken_for_an_empty_one(
    sender: Database, desk_folder: Path, tmp_path: Path, content: bytes
) -> None:
    (desk_folder / "towns.json").write_bytes(content)
    with pytest.raises(UserError, match=r"登记簿 towns\.json 已损坏"):
        receiving.receive(desk_folder, send(sender, tmp_path / "1.bfb").package.path, NOW)
    assert (desk_folder / "towns.json").read_bytes() == content


def test_the_register_of_a_program_before_is_taken_over_once_and_goes_on(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    sent = known(sender, desk_folder, tmp_path / "1.bfb")
    before = without_a_database(desk_folder)
    write_as_before(desk_folder, before)
    assert receiving.register_of(desk_folder) == before
    assert not (desk_folder / "county.db").exists()
    assert receiving.receive(desk_folder, sent.package.path, LATER).words == "repeated"
    assert receiving.register_of(desk_folder) == before
    assert not (desk_folder / "towns.json").exists()
    assert (desk_folder / "towns.json.已并入").exists()
    second = send(sender, tmp_path / "2.bfb").package.path
    assert receiving.receive(desk_folder, second, LATER).words == "next"


def test_heads_that_were_changed_are_found_out(sender: Database, desk_folder: Path, tmp_path: Path) -> None:
    known(sender, desk_folder, tmp_path / "1.bfb")
    heads = write_as_before(desk_folder, without_a_database(desk_folder))
    content = heads.read_bytes()
    heads.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(UserError, match="已损坏"):
        receiving.register_of(desk_folder)


def test_a_database_that_is_gone_is_never_taken_for_an_empty_one(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    sent = known(sender, desk_folder, tmp_path / "1.bfb")
    (desk_folder / "county.db").unlink()
    with pytest.raises(MachineError, match=r"找不到县里的数据文件 county\.db"):
        receiving.receive(desk_folder, sent.package.path, LATER)
    with pytest.raises(MachineError, match=r"找不到县里的数据文件 county\.db"):
        receiving.register_of(desk_folder)


def test_a_register_of_a_newer_program_is_left_alone(desk_folder: Path) -> None:
    (desk_folder / "towns.json").write_text(json.dumps({"format": 3, "towns": {}}))
    with pytest.raises(UserError, match="新版程序"):
        receiving.register_of(desk_folder)


def test_a_town_registered_by_the_program_before_is_compared_once_and_goes_on(
    sender: Database, desk_folder: Path, tmp_path: Path
) -> None:
    """Its key was another then; whose the new one is, is for a telephone call."""
    before = {**_TOWN_1, "verify_key": "ab" * 32, "number": 7, "first_at": NOW.isoformat()}
    (desk_folder / "towns.json").write_text(json.dumps({"format": 1, "towns": {TOWN: before}}))
    sent = send(sender, tmp_path / "1.bfb")
    assert receiving.receive(desk_folder, sent.package.path, LATER).words == "new_key_unsigned"
    receiving.take(desk_folder, sent.package.path, LATER, "问过了", sent.package.fingerprint)
    assert (
        receiving.receive(desk_folder, send(sender, tmp_path / "2.bfb").package.path, LATER).words == "next"
    )
    assert receiving.register_of(desk_folder).towns[TOWN].first_at == NOW.isoformat()
