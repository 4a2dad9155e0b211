"""Attacks on the county: a past rewritten, a town forged, a seed stolen, a copy put back; each is seen there.

Attacks 8 to 12: with the data key and the town's own folder in hand, against a county that has had packages.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop import clock
from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.db import keys
from banfu_desktop.db.audit import last_entry
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.store import Database
from banfu_desktop.db.wrapping import wrap
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.county import receiving
from banfu_desktop.services.county.entering import Outcome
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import open_report, verify_package
from banfu_desktop.services.keeping.town import Town
from banfu_desktop.services.office import county_file, receipts
from tests.adversary.conftest import Checked, deed
from tests.adversary.hands import behind_its_back, hands, relink, retext, said, unwatched
from tests.past_the_door import past_the_door

Opened = Callable[..., Database]
NOW = datetime(2026, 12, 1, 9, 0)
TOWN = "梅坑镇"


@dataclass(frozen=True)
class Sent:
    """The attacked office with the county file, its first package, and the county before and after it."""

    office: Path
    fresh: Path
    county: Path
    first: Path
    receipt: Path


@pytest.fixture(scope="module")
def sent(upgraded: tuple[Path, bytes], tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Made once; every test works on copies."""
    place = tmp_path_factory.mktemp("sent")
    made = Sent(*(place / name for name in ("office", "fresh", "county", "1.bfb", "1.bff")))
    county.found(made.fresh, "新丰县")
    county.set_towns(made.fresh, (TownEntry(TOWN, "", ""), TownEntry("沙田镇", "", "")))
    told = county.write_file(made.fresh, place / "x.bfc").fingerprint
    shutil.copytree(made.fresh, made.county)
    shutil.copytree(upgraded[0], made.office)
    before, clock.now = clock.now, lambda: NOW
    try:
        database = Database.open(made.office, unlocked=Unlocked(upgraded[1], Role.REVIEWER))
        with deed(database, "登记县文件") as session:
            county_file.bring_in(session, county_file.look(place / "x.bfc"), told, NOW)
        heard = export_package(database, made.first, NOW, "审核").package.fingerprint
        database.close()
        receiving.take(made.county, made.first, NOW, "问了张主任", heard)
        receiving.feedback(made.county, TOWN, made.receipt)
    finally:
        clock.now = before
    return made


@pytest.fixture
def office(sent: Sent, tmp_path: Path) -> Path:
    """A copy of that office, closed."""
    return shutil.copytree(sent.office, tmp_path / "office")


@pytest.fixture
def known(sent: Sent, tmp_path: Path) -> Path:
    """The county that has the office's first package."""
    return shutil.copytree(sent.county, tmp_path / "county")


def send(opened: Opened, path: Path) -> str:
    """A package of the attacked office; gives its sender's fingerprint."""
    database = opened()
    try:
        return export_package(database, path, NOW, "审核").package.fingerprint
    finally:
        database.close()


def next_one(opened: Opened, folder: Path, path: Path) -> Outcome:
    send(opened, path)
    return receiving.receive(folder, path, NOW)


def test_8_a_past_rewritten_is_named_by_the_county_at_its_entry(
    opened: Opened, known: Path, file: Any, tmp_path: Path
) -> None:
    """Row, entry and the whole chain after it computed anew: only the county still knows the old links."""
    (entry,) = file.execute(
        "SELECT max(id) FROM audit WHERE table_name = 'people' AND hash1 IS NULL OR id = 400"
    ).fetchone()
    retext(file, entry, said(file, entry), actor="别人")
    with unwatched(file, only="audit_closes_once"):
        relink(file, entry)
    outcome = next_one(opened, known, tmp_path / "2.bfb")
    assert (outcome.handling, outcome.words) == (Handling.HELD, "branched")
    assert f"从第{entry}条起与收过的不同" in outcome.sentence


def test_8_a_broken_chain_is_not_even_exported(
    opened: Opened, known: Path, file: Any, tmp_path: Path
) -> None:
    retext(file, 400, said(file, 400), actor="别人")
    with pytest.raises(UserError, match="留痕接不上"):
        send(opened, tmp_path / "2.bfb")
    assert not (tmp_path / "2.bfb").exists()


def test_8_what_was_paid_cannot_be_told_otherwise_to_the_county(sent: Sent, known: Path) -> None:
    """The report carries the entry that sealed; its digest is among the links that the county follows."""
    report = open_report(sent.first, (county.reader_of(known),))
    sealed = [entry for entry in report.body.approvals if entry.record[0] == "subsidy_sheets"]
    assert sealed
    heads = report.body.heads(report.manifest)
    for entry in sealed:
        assert heads[entry.entry - report.manifest.trail.since] != heads[0]


def test_9_whoever_forges_the_first_package_pins_nothing(sent: Sent, tmp_path: Path) -> None:
    from tests.backup.an_office import settle

    folder = shutil.copytree(sent.fresh, tmp_path / "county")
    forger, _ = Database.create(tmp_path / "forger")
    settle(forger, county.read_public_key(folder / "county.pub"))
    with past_the_door(forger, NOW) as session:
        session.get_one(Office, 1).kind_of_use = "real"
    forged = export_package(forger, tmp_path / "forged.bfb", NOW, "经办").package.fingerprint
    forger.close()
    assert receiving.receive(folder, tmp_path / "forged.bfb", NOW).words == "first"
    heard = verify_package(sent.first, receiving.desk(folder)).fingerprint
    assert heard != forged
    with pytest.raises(UserError, match="与这份包的不同"):
        receiving.take(folder, tmp_path / "forged.bfb", NOW, "问过了", heard)
    receiving.take(folder, sent.first, NOW, "问过了", heard)
    assert receiving.receive(folder, tmp_path / "forged.bfb", NOW).words.startswith("refounded")


def test_8_rows_that_are_not_what_the_trail_says_are_told_to_whoever_exports(
    opened: Opened, file: Any, tmp_path: Path
) -> None:
    """Else an honest reviewer would send the county sums that somebody else has changed."""
    behind_its_back(file, "UPDATE fund_vouchers SET amount_fen = amount_fen + 100 WHERE number = 1")
    database = opened()
    warning = export_package(database, tmp_path / "2.bfb", NOW, "审核").warning
    database.close()
    assert "这份办公数据与留痕不符，上报的数字不可靠" in warning
    assert "金额（元）留痕为" in warning


def test_9_the_town_in_the_report_is_the_one_in_the_office(
    opened: Opened, known: Path, file: Any, tmp_path: Path
) -> None:
    """Renamed behind the trail's back, the office is held; and check names the row."""
    behind_its_back(file, "UPDATE office SET town = '沙田镇'")
    outcome = next_one(opened, known, tmp_path / "2.bfb")
    assert outcome.words == "renamed"
    assert f"登记在{TOWN}名下，现在自称沙田镇" in outcome.sentence


def test_10_nothing_that_leaves_holds_the_seed(
    opened: Opened, sent: Sent, known: Path, upgraded: tuple[Path, bytes]
) -> None:
    """Not the database, not a copy of it, not the report as the county opens it."""
    database = opened()
    seed = database.seed()
    assert seed is not None
    from banfu_desktop.services.keeping import copies

    copy = copies.backup_now(database, NOW)
    database.close()
    report = open_report(sent.first, (county.reader_of(known),))
    told = report.body.to_bytes() + report.manifest.to_bytes()
    assert seed.hex().encode() not in told
    assert seed not in told
    for path in (database.folder / "office.db", copy.path):
        with (
            hands(path.parent, upgraded[1]) if path.name == "office.db" else _opened(path, upgraded[1]) as raw
        ):
            for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in raw.execute(f'SELECT * FROM "{table}"'):
                    assert seed not in row
                    assert seed.hex() not in row
    assert seed.hex() not in (database.folder / "keys.json").read_text()


def _opened(path: Path, key: bytes) -> Any:
    """A copy in another SQL program."""
    shutil.copy(path, path.parent / "office.db")
    return hands(path.parent, key)


def test_10_a_thief_of_the_seed_goes_unseen_until_the_true_town_sends(
    opened: Opened, known: Path, office: Path, tmp_path: Path
) -> None:
    """The one attack that is noticed, not prevented: docs/package-format.md owns up to it."""
    stolen = shutil.copytree(office, tmp_path / "stolen")
    database = opened()
    seed, key = database.seed(), database.data_key
    database.close()
    assert seed is not None
    thief = Database.open(stolen, unlocked=Unlocked(key, Role.REVIEWER))
    export_package(thief, tmp_path / "thief.bfb", NOW, "审核")
    thief.close()
    assert receiving.receive(known, tmp_path / "thief.bfb", NOW).words == "next"
    database = opened()
    with deed(database, "改民族") as session:
        session.execute(sa.text("UPDATE people SET nation = '瑶族' WHERE id = 2"))
    database.close()
    assert next_one(opened, known, tmp_path / "2.bfb").words == "branched"


def test_10_another_seed_put_into_the_key_file_signs_nothing(
    opened: Opened, known: Path, office: Path, upgraded: tuple[Path, bytes], tmp_path: Path, checked: Checked
) -> None:
    held = keys.read_keys(office)
    keys.write_keys(office, replace(held, sign=wrap(upgraded[1], bytes(32))))
    with pytest.raises(UserError, match="签名钥匙与登记的公钥不符"):
        send(opened, tmp_path / "2.bfb")
    assert "签名钥匙与登记的公钥不符" in checked()


def test_10_another_verify_key_put_into_the_office_is_a_changed_row(
    opened: Opened, known: Path, file: Any, checked: Checked, tmp_path: Path
) -> None:
    behind_its_back(file, f"UPDATE office SET verify_key = '{verify_key_of(bytes(32)).hex()}'")
    assert "签名公钥" in checked()
    with pytest.raises(UserError, match="签名钥匙与登记的公钥不符"):
        send(opened, tmp_path / "2.bfb")


def test_11_an_old_copy_put_back_by_hand_is_held_and_its_receipt_does_not_fit(
    opened: Opened, known: Path, office: Path, tmp_path: Path
) -> None:
    """Attack 11 and 12: undeclared, so the county holds it; one decision with a reason, and it goes on."""
    shutil.copytree(office, tmp_path / "kept")
    database = opened()
    with deed(database, "改民族") as session:
        session.execute(sa.text("UPDATE people SET nation = '瑶族' WHERE id = 2"))
    database.close()
    assert next_one(opened, known, tmp_path / "2.bfb").words == "next"
    receiving.feedback(known, TOWN, tmp_path / "2.bff")
    shutil.rmtree(office)
    shutil.copytree(tmp_path / "kept", office)
    database = opened()
    with pytest.raises(UserError, match="县里收到过第3号"), deed(database, "登记回执") as session:
        receipts.bring_in(session, tmp_path / "2.bff", Town.of(database).readers)
    with deed(database, "改民族") as session:
        session.execute(sa.text("UPDATE people SET nation = '壮族' WHERE id = 2"))
    database.close()
    outcome = next_one(opened, known, tmp_path / "2b.bfb")
    assert (outcome.words, outcome.handling) == ("branched", Handling.HELD)
    receiving.take(known, tmp_path / "2b.bfb", NOW, "镇里拷回了旧文件，以这一份为准")
    assert next_one(opened, known, tmp_path / "3.bfb").words == "next"
    assert [decision.verdict for decision in receiving.register_of(known).decisions] == ["first", "branched"]


def test_12_a_trail_cut_back_to_before_the_receipt_is_told_by_check(
    opened: Opened, sent: Sent, file: Any, checked: Checked
) -> None:
    """Rows and trail cut back together look whole; the receipt in the office remembers."""
    database = opened()
    with deed(database, "登记回执") as session:
        receipt = receipts.bring_in(session, sent.receipt, Town.of(database).readers)
    assert receipt.entries > 0
    with database.read() as session:
        end = last_entry(session)
    database.close()
    assert checked() == ""
    behind_its_back(file, f"DELETE FROM audit WHERE id >= {receipt.entries} AND id < {end}")
    assert f"县里收到过第{receipt.number}号（{receipt.entries}条）" in checked()


def test_a_report_opened_by_a_stranger_tells_him_nothing(sent: Sent) -> None:
    from banfu_desktop.backup.identity import new_county_secret
    from banfu_desktop.backup.refusals import PackageError

    with pytest.raises(PackageError) as refused:
        open_report(sent.first, (Reader.of_county(new_county_secret()),))
    assert refused.value.code == "not_ours"
    assert json.dumps(TOWN).encode() not in sent.first.read_bytes()
