"""The town's side: the county file compared by telephone, and receipts held against the trail ever after."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.backup.county_file import CalendarEntry, TownEntry
from banfu_desktop.backup.feedback import Receipt, write_feedback
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.models.office import CalendarDay, Office
from banfu_desktop.db.models.transfer import ReceiptRow
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.audit import history, trail
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import county, town
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.office import county_file, receipts
from banfu_desktop.services.program import checking
from tests.adversary.hands import behind_its_back, hands
from tests.backup.an_office import ACTOR, NOW, TOWN, settle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county with a list."""
    county.found(tmp_path / "county", "新丰县", "440233", practice=True)
    county.set_towns(tmp_path / "county", (TownEntry(TOWN, "440233101", "重点"),))
    return tmp_path / "county"


@pytest.fixture
def sender(database: Database) -> Database:
    """An office at work that knows no county yet."""
    settle(database)
    return database


def bring_in(sender: Database, folder: Path, path: Path, heard: str | None = None) -> tuple[str, ...]:
    """The county file into the town, its fingerprint heard unless another was."""
    made = county.write_file(folder, path)
    file = county_file.look(path)
    with sender.write(Deed("登记县文件", ACTOR, NOW)) as session:
        return county_file.bring_in(
            session, file, made.fingerprint if heard is None else heard, NOW
        ).sentences


def received(sender: Database, folder: Path, path: Path) -> None:
    """A package to the county, taken there."""
    sent = export_package(sender, path, NOW, ACTOR)
    outcome = receiving.receive(folder, path, NOW)
    if outcome.handling.value == "held":
        receiving.take(folder, path, NOW, "问过了", sent.package.fingerprint)


def keep(sender: Database, path: Path) -> Receipt:
    """A receipt into the town."""
    with sender.write(Deed("登记县里的回执", ACTOR, NOW)) as session:
        return receipts.bring_in(session, path, town.Town.of(sender).readers)


@pytest.fixture
def answered(sender: Database, folder: Path, tmp_path: Path) -> Path:
    """The receipt of its first package, not yet kept."""
    bring_in(sender, folder, tmp_path / "x.bfc")
    received(sender, folder, tmp_path / "1.bfb")
    receiving.feedback(folder, TOWN, tmp_path / "1.bff")
    return tmp_path / "1.bff"


def refusal(sender: Database, path: Path) -> UserError:
    with pytest.raises(UserError) as refused:
        keep(sender, path)
    with sender.read() as session:
        assert session.scalar(sa.select(sa.func.count(ReceiptRow.id))) == 0
    return refused.value


def test_a_county_file_counts_once_its_fingerprint_was_heard(
    sender: Database, folder: Path, tmp_path: Path
) -> None:
    for heard, said in (("", "还没有核对"), ("ABCD-ABCD-ABCD-ABCD", "与这个县文件的不同")):
        with pytest.raises(UserError, match=said):
            bring_in(sender, folder, tmp_path / "x.bfc", heard)
    with sender.read() as session:
        assert county_file.in_force(session) is None
        assert session.get_one(Office, 1).county_key is None
    sentences = bring_in(sender, folder, tmp_path / "x.bfc")
    assert "县里的救援钥匙可以打开" in sentences[-1]
    with sender.read() as session:
        assert county_file.in_force(session) == county.of(folder).file(folder)
    assert export_package(sender, tmp_path / "1.bfb", NOW, ACTOR).code is None


def test_a_newer_file_of_the_same_county_needs_no_call_one_under_a_new_key_does(
    sender: Database, folder: Path, tmp_path: Path
) -> None:
    bring_in(sender, folder, tmp_path / "x.bfc")
    towns = (TownEntry(TOWN, "440233101", "重点"), TownEntry("沙田镇", "", ""))
    county.set_towns(folder, towns)
    bring_in(sender, folder, tmp_path / "x.bfc", "")
    county.new_sign_key(folder)
    with pytest.raises(UserError, match="还没有核对"):
        bring_in(sender, folder, tmp_path / "x.bfc", "")


def test_a_town_that_is_not_on_the_list_says_so(sender: Database, folder: Path, tmp_path: Path) -> None:
    county.set_towns(folder, (TownEntry("沙田镇", "", ""),))
    with pytest.raises(UserError, match=f"县文件里没有{TOWN}"):
        bring_in(sender, folder, tmp_path / "x.bfc")


def test_the_countys_days_are_taken_over_and_its_own_stay(
    sender: Database, folder: Path, tmp_path: Path
) -> None:
    days = [CalendarEntry(date(2027, 1, number), True, "元旦") for number in (1, 2)]
    replace(county.of(folder), calendar=tuple(days)).write(folder)
    with sender.write(Deed("登记调休", ACTOR, NOW)) as session:
        session.add(CalendarDay(day=date(2027, 1, 2), is_off=False, name="上班"))
    sentences = bring_in(sender, folder, tmp_path / "x.bfc")
    assert "县文件里的1天调休已登记" in sentences
    assert "2027-01-02的调休与本单位登记的不同，仍按本单位的，请核对" in sentences
    with sender.read() as session:
        assert {row.day.day: row.is_off for row in session.query(CalendarDay)} == {1: True, 2: False}


@pytest.mark.parametrize("at", range(0, 600, 7))
def test_a_changed_county_file_is_refused(folder: Path, tmp_path: Path, at: int) -> None:
    county.write_file(folder, tmp_path / "x.bfc")
    content = bytearray((tmp_path / "x.bfc").read_bytes())
    content[at % len(content)] ^= 1
    (tmp_path / "x.bfc").write_bytes(content)
    with pytest.raises(PackageError) as refused:
        county_file.look(tmp_path / "x.bfc")
    assert refused.value.code in ("county_file", "county_signature", "newer")


def test_a_receipt_is_kept_and_the_next_package_begins_where_it_ends(
    sender: Database, folder: Path, tmp_path: Path, answered: Path
) -> None:
    receipt = keep(sender, answered)
    assert (receipt.number, receipt.county, receipt.verdict) == (1, "新丰县", "first")
    received(sender, folder, tmp_path / "2.bfb")
    known = receiving.register_of(folder).towns[TOWN].known
    assert (known.since, known.number) == (0, 2)
    with sender.read() as session:
        assert receipts.since(session, county.of(folder).file(folder).sign_key.hex())[0] == receipt.entries
    assert "县里1份回执都与留痕相符" in checking.check(sender).good
    with pytest.raises(UserError, match="已经登记过"):
        keep(sender, answered)


def test_home_asks_for_a_receipt_that_has_not_come_for_two_weeks(
    sender: Database, folder: Path, answered: Path
) -> None:
    def said(day: date) -> list[str]:
        with sender.read() as session:
            return [due.text for due in receipts.due(session, day)]

    assert said(NOW.date() + timedelta(days=13)) == []
    assert said(NOW.date() + timedelta(days=14)) == ["第1号上报包导出 14 天了，县里的回执还没有登记"]
    keep(sender, answered)
    assert said(NOW.date() + timedelta(days=14)) == []


def test_a_county_without_a_file_is_asked_for_no_receipt(sender: Database, tmp_path: Path) -> None:
    export_package(sender, tmp_path / "1.bfb", NOW, ACTOR)
    with sender.read() as session:
        assert receipts.due(session, NOW.date() + timedelta(days=60)) == []


def test_a_receipt_of_another_town_or_another_county_is_refused(
    sender: Database, folder: Path, tmp_path: Path, answered: Path
) -> None:
    own, reader = county.of(folder), town.Town.of(sender).readers[0]
    with sender.read() as session:
        office_id = session.get_one(Office, 1).office_id
    good = Receipt(office_id, "新丰县", 1, 1, "0" * 64, 3, "0" * 64, NOW, "first")
    path = tmp_path / "other.bff"
    path.write_bytes(write_feedback(replace(good, office="ab" * 16), own.sign_seed, reader.public))
    assert "不是给这份办公数据的" in str(refusal(sender, path))
    path.write_bytes(write_feedback(good, bytes(32), reader.public))
    assert "签名不是本县的" in str(refusal(sender, path))
    path.write_bytes(write_feedback(good, own.sign_seed, Reader.of_code(bytes(20)).public))
    assert "不是写给本单位的" in str(refusal(sender, path))
    path.write_bytes(answered.read_bytes()[:-1])
    refusal(sender, path)


def test_what_was_refused_stands_on_record_without_the_name_of_the_file(
    sender: Database, folder: Path, tmp_path: Path, answered: Path
) -> None:
    path = tmp_path / "钟立新的回执.bff"
    path.write_bytes(answered.read_bytes()[:-1])
    refusal(sender, path)
    county.found(tmp_path / "another", "别的县", "440299", practice=True)
    with pytest.raises(UserError, match="听到的核对码"):
        bring_in(sender, tmp_path / "another", tmp_path / "x2.bfc", "2345 6789 ABCD EFGH")
    strange = tmp_path / "钟立新.bfc"
    strange.write_bytes(b"none")
    with pytest.raises(PackageError), sender.noting(Deed("登记县文件", ACTOR, NOW)):
        county_file.look(strange)
    with pytest.raises(PackageError), sender.noting(Deed("恢复上报包", ACTOR, NOW)):
        county_file.look(tmp_path / "不在.bfc")  # not there: nothing was refused
    with sender.read() as session:
        told = session.execute(sa.text("SELECT what FROM disclosures WHERE kind = 'refusal' ORDER BY id"))
        said = [what for (what,) in told]
    assert [what.partition("：")[0] for what in said] == ["登记县里的回执", "登记县文件", "登记县文件"]
    assert "核对码" in said[1]
    assert not any("钟立新" in what for what in said)
    with sender.read() as session:
        latest = history.deeds(session)[0]
        (record,) = trail.detail(session, latest.id).records
    assert latest.name == "没有收，未办理"
    assert "拒绝办理" in [change.after for change in record.changes]  # the word, not its code
    assert "每条留痕都接得上、合规矩" in checking.check(sender).good


def test_a_receipt_about_another_past_is_named_in_numbers(
    sender: Database, folder: Path, tmp_path: Path, answered: Path
) -> None:
    own, reader = county.of(folder), town.Town.of(sender).readers[0]
    with sender.read() as session:
        office_id = session.get_one(Office, 1).office_id
        entries = session.connection().exec_driver_sql("SELECT max(id) FROM audit").scalar_one()
    path = tmp_path / "other.bff"
    further = Receipt(office_id, "新丰县", 1, 7, "0" * 64, 500, "0" * 64, NOW, "next")
    path.write_bytes(write_feedback(further, own.sign_seed, reader.public))
    assert f"县里收到过第7号（500条），这里只有{entries}条" in str(refusal(sender, path))
    path.write_bytes(write_feedback(replace(further, entries=3), own.sign_seed, reader.public))
    assert "这里的第3条是另一份历史" in str(refusal(sender, path))


def test_check_finds_a_receipt_that_was_changed_or_whose_entry_is_gone(
    sender: Database, answered: Path
) -> None:
    keep(sender, answered)
    folder, key = sender.folder, sender.data_key
    sender.close()
    with hands(folder, key) as file:
        behind_its_back(file, "UPDATE receipts SET entries = 3")
    opened = Database.open(folder, inspecting=True)
    assert "第1号的回执不是县里签的，被改动过" in checking.check(opened).bad
    opened.close()


def test_check_finds_that_the_acknowledged_end_of_the_trail_is_gone(sender: Database, answered: Path) -> None:
    """Cut back to before the receipt, rows and trail alike: paper and receipts remember."""
    receipt = keep(sender, answered)
    folder, key = sender.folder, sender.data_key
    sender.close()
    with hands(folder, key) as file:
        behind_its_back(file, f"DELETE FROM audit WHERE id >= {receipt.entries}")
    opened = Database.open(folder, inspecting=True)
    told = f"县里收到过第1号（{receipt.entries}条），这里只有{receipt.entries - 1}条"
    assert told in checking.check(opened).bad
    opened.close()
