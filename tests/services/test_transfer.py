"""The county package from the office's door to a new office, and everything that can come between."""

import errno
import importlib.metadata
import shutil
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic import op

from banfu_desktop import __version__
from banfu_desktop.backup import report
from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import read_copy
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import MAGIC, ReadBackError
from banfu_desktop.db import keys, migrations
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.keys import new_recovery
from banfu_desktop.db.models.office import Disclosure, Organisation
from banfu_desktop.db.models.subsidies import SubsidyMonth
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import county, restoring
from banfu_desktop.services.keeping.exporting import Exported, export_package, suggested_name
from banfu_desktop.services.keeping.package import Progress, code_desk, own_desk, verify_package
from banfu_desktop.services.keeping.restoring import restore_package
from banfu_desktop.services.office import office, restores
from tests.backup.an_office import ACTOR, NOW, SEALED_FEN, settle

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def sender(database: Database) -> Database:
    """An office at work, without a county key."""
    settle(database)
    return database


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def card(sender: Database) -> str:
    """What stands on its recovery card."""
    return new_recovery(sender.folder, sender.data_key)


@pytest.fixture
def sent(sender: Database, usb: Path, card: str) -> Exported:
    """Its first package, with a transfer code."""
    assert card
    return export_package(sender, usb / "上报包.bfb", NOW, ACTOR)


@pytest.fixture
def new_computer(sender: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, the program runs on a computer that has never seen the office."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "new computer"))


def contents(database: Database) -> Contents:
    return read_copy(database.folder / "office.db", database.data_key)[0]


BESIDE = {"office.db", "office.db-wal", "office.db-shm", "office.lock", "keys.json", "backups"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_package_without_a_county_key_comes_with_a_code(
    sender: Database, sent: Exported, usb: Path
) -> None:
    assert sent.code is not None
    assert len(sent.code) == 39
    assert (sent.package.town, sent.package.number, sent.package.addressee) == ("梅坑镇", 1, "持有传递码的人")
    assert sent.package.holding.sealed_fen == SEALED_FEN
    assert names(usb) == {"上报包.bfb"}
    assert names(sender.folder) <= BESIDE


def test_the_office_can_verify_what_it_wrote(sender: Database, sent: Exported) -> None:
    assert verify_package(sent.package.path, own_desk(sender)) == sent.package


def test_whoever_has_the_code_can_verify_and_compares_the_fingerprint(sent: Exported) -> None:
    assert sent.code is not None
    for typed in (sent.code, sent.code.lower().replace("-", " "), sent.code.replace("0", "O")):
        report = verify_package(sent.package.path, code_desk(typed))
        assert report == replace(sent.package, sender_known=False)


def test_an_export_is_a_deed_and_a_disclosure(sender: Database, sent: Exported) -> None:
    with sender.read() as session:
        disclosed = session.query(Disclosure).one()
        assert disclosed.kind == "coded_package"
        assert disclosed.what == "第1号上报包，写入上报包.bfb（用传递码）"
        assert office.current(session).package_no == 1
        report = verify_chain(session)
        assert report.broken_at is None
        head = head_at(session.connection(), report.rows - 1)  # that it was written is the last entry
    assert head == bytes.fromhex(sent.package.audit_head)


def test_numbers_count_up_and_every_package_has_its_own_code(sender: Database, usb: Path) -> None:
    packages = [export_package(sender, usb / "包.bfb", NOW, ACTOR) for _ in range(3)]
    assert [sent.package.number for sent in packages] == [1, 2, 3]
    assert len({sent.code for sent in packages}) == 3
    assert suggested_name(sender, NOW) == "梅坑镇-上报包-004-20261102.bfb"


@pytest.mark.usefixtures("new_computer")
def test_after_a_fire_the_card_brings_everything_back(
    sender: Database, sent: Exported, tmp_path: Path, card: str
) -> None:
    """Nothing else is at hand: no computer, no folder, no transfer code, no county."""
    shutil.rmtree(sender.folder / "backups", ignore_errors=True)
    restored = restore_package(sent.package.path, tmp_path / "new" / "office", None, key=card)
    assert restored.signs
    assert restored.package.fingerprint == sent.package.fingerprint
    made = Database.open(restored.folder)
    assert made.data_key != sender.data_key
    with made.read() as session:
        assert verify_chain(session).broken_at is None
        (told,) = restores.listing(session)
        assert (told.head, told.kept, told.entry) == (sent.package.audit_head, told.entry - 1, told.entry)
        months = {str(row.month): row.snapshot for row in session.query(SubsidyMonth)}
        assert set(months) == set(SEALED_FEN)
    again = export_package(made, tmp_path / "again.bfb", NOW, ACTOR)
    assert again.package.number == 2
    assert again.package.fingerprint == sent.package.fingerprint
    made.close()


def test_the_transfer_code_opens_the_report_and_brings_nothing_back(sent: Exported, tmp_path: Path) -> None:
    assert sent.code is not None
    for desk in (code_desk(sent.code), None):
        with pytest.raises(UserError, match="恢复这个上报包要用恢复卡"):
            restore_package(sent.package.path, tmp_path / "restored", desk)
    with pytest.raises(PackageError) as refused:
        restore_package(sent.package.path, tmp_path / "restored", None, key=sent.code)
    assert refused.value.code == "not_ours"
    assert not (tmp_path / "restored").exists()


def test_a_card_printed_later_does_not_open_what_was_sent_before(
    sender: Database, sent: Exported, tmp_path: Path
) -> None:
    later = new_recovery(sender.folder, sender.data_key)
    with pytest.raises(PackageError, match="是不是这张恢复卡"):
        restore_package(sent.package.path, tmp_path / "restored", None, key=later)


def test_a_slip_in_the_card_names_the_group(sent: Exported, tmp_path: Path, card: str) -> None:
    slipped = card[:-1] + ("A" if card[-1] != "A" else "B")
    with pytest.raises(PackageError, match="恢复密钥第8组"):
        restore_package(sent.package.path, tmp_path / "restored", None, key=slipped)


def test_a_card_of_the_older_kind_is_told_and_the_report_goes_all_the_same(
    sender: Database, usb: Path, tmp_path: Path
) -> None:
    held = keys.read_keys(sender.folder)
    keys.write_keys(sender.folder, replace(held, slots=tuple(held.without("card"))))
    sent = export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert "重新打印恢复卡" in sent.warning
    assert sent.package.recovery == "没有备份部分，不能用来恢复"
    assert verify_package(sent.package.path, own_desk(sender)) == sent.package
    with pytest.raises(PackageError) as refused:
        restore_package(sent.package.path, tmp_path / "restored", None, key="0" * 32)
    assert refused.value.code == "no_escrow"


def test_the_new_recovery_key_opens_the_restored_office(
    sender: Database, sent: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str
) -> None:
    restored = restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    opened = Database.open(restored.folder, recovery=restored.recovery)
    with opened.read() as session:
        assert verify_chain(session).broken_at is None
        (told,) = restores.listing(session)
        assert (told.head, told.kept, told.entry) == (sent.package.audit_head, told.entry - 1, told.entry)
    opened.close()


@pytest.mark.parametrize("before", ["absent", "empty", "deep"])
def test_a_restored_office_is_all_there_is_in_its_folder(
    sender: Database, sent: Exported, tmp_path: Path, before: str, card: str
) -> None:
    target = tmp_path / ("a/b/c" if before == "deep" else "restored")
    if before == "empty":
        target.mkdir()
    there = names(tmp_path)
    restore_package(sent.package.path, target, None, key=card)
    assert {"office.db", "keys.json"} < names(target) <= BESIDE
    assert names(tmp_path) - there <= {"restored", "a"}


@pytest.mark.parametrize("kind", ["a full folder", "a file"])
def test_a_folder_in_use_is_not_touched(
    sender: Database, sent: Exported, tmp_path: Path, kind: str, card: str
) -> None:
    target = tmp_path / "target"
    if kind == "a file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="已有内容"):
        restore_package(sent.package.path, target, None, key=card)
    with pytest.raises(UserError, match="已有内容"):
        restore_package(sent.package.path, sender.folder, None, key=card)


def test_what_a_killed_restore_left_is_cleared_away(
    sender: Database, sent: Exported, tmp_path: Path, card: str
) -> None:
    (tmp_path / ".restored.restoring" / "office").mkdir(parents=True)
    restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    assert ".restored.restoring" not in names(tmp_path)


def test_a_network_folder_is_refused_and_nothing_left(
    sender: Database, sent: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str
) -> None:
    before = names(tmp_path)
    monkeypatch.setattr("banfu_desktop.db.folder.is_network", lambda folder: True)
    with pytest.raises(UserError, match="网络文件夹"):
        restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    assert names(tmp_path) == before


def practising(folder: Path) -> str:
    """A county for practice; gives its public key."""
    county.found(folder, "新丰县", practice=True)
    return county.read_public_key(folder / "county.pub")


def test_a_package_for_the_county_needs_no_code(sender: Database, usb: Path, tmp_path: Path) -> None:
    with sender.write(Deed("登记县公钥", ACTOR, NOW)) as session:
        office.change(session, county_key=practising(tmp_path / "county"))
    sent = export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert (sent.code, sent.package.addressee) == (None, "新丰县")
    verdict = "待确认：梅坑镇第一次上报，请打电话核对核对码。"
    desk = receiving.desk(tmp_path / "county")
    told = replace(sent.package, sender_known=False, verdict=verdict)
    assert verify_package(sent.package.path, desk) == told
    assert verify_package(sent.package.path, own_desk(sender)) == sent.package


def test_a_county_key_that_is_none_is_refused_before_anything_happens(sender: Database, usb: Path) -> None:
    with sender.write(Deed("登记县公钥", ACTOR, NOW)) as session:
        office.change(session, county_key="age1nonsense")
    with pytest.raises(UserError, match="不是县公钥"):
        export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert_untouched(sender, usb)


def test_another_office_cannot_open_it(sender: Database, sent: Exported, tmp_path: Path) -> None:
    other, _ = Database.create(tmp_path / "other")
    settle(other)
    with pytest.raises(PackageError) as refused:
        verify_package(sent.package.path, own_desk(other))
    other.close()
    assert refused.value.code == "not_ours"
    assert "请输入传递码" in str(refused.value)


def test_a_package_forged_in_the_offices_own_name_is_refused(
    sender: Database, sent: Exported, tmp_path: Path
) -> None:
    """Whoever opened a package knows the office's reading key, but not its hand."""
    desk = own_desk(sender)
    forger, _ = Database.create(tmp_path / "forger")
    settle(forger)
    with forger.write(Deed("登记县公钥", ACTOR, NOW)) as session:
        office.change(session, county_key=desk.readers[0].public)
    forged = export_package(forger, tmp_path / "forged.bfb", NOW, ACTOR)
    forger.close()
    with pytest.raises(PackageError) as refused:
        verify_package(forged.package.path, desk)
    assert refused.value.code == "signer"
    assert forged.package.fingerprint in str(refused.value)


def test_a_slip_in_the_code_names_the_group(sent: Exported) -> None:
    assert sent.code is not None
    groups = sent.code.split("-")
    groups[4] = groups[4][:-1] + ("A" if groups[4][-1] != "A" else "B")
    with pytest.raises(PackageError, match="传递码第5组"):
        verify_package(sent.package.path, code_desk("-".join(groups)))
    with pytest.raises(UserError, match="传递码应有 8 组"):
        code_desk("ABCD")


def assert_untouched(sender: Database, usb: Path, files: set[str] | None = None) -> None:
    assert names(usb) == (files or set())
    with sender.read() as session:
        assert office.current(session).package_no == 0


def test_a_folder_that_is_not_there_uses_up_no_number(sender: Database, usb: Path) -> None:
    with pytest.raises(UserError, match="请确认U盘已插好"):
        export_package(sender, usb / "none" / "a.bfb", NOW, ACTOR)
    assert_untouched(sender, usb)


def test_a_file_that_is_no_package_is_not_overwritten(sender: Database, usb: Path) -> None:
    (usb / "花名册.xlsx").write_bytes(b"PK")
    for name in ("花名册.xlsx", "."):
        with pytest.raises(UserError, match="不是上报包"):
            export_package(sender, usb / name, NOW, ACTOR)
    assert (usb / "花名册.xlsx").read_bytes() == b"PK"
    assert_untouched(sender, usb, {"花名册.xlsx"})


def test_an_older_package_is_replaced(sender: Database, usb: Path) -> None:
    (usb / "a.bfb").write_bytes(MAGIC + b"older")
    export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert verify_package(usb / "a.bfb", own_desk(sender)).number == 1


def test_a_full_stick_is_seen_before_anything_happens(
    sender: Database, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1000, 900, 100))
    with pytest.raises(MachineError, match="空间不够") as trouble:
        export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert trouble.value.safe == "上报包没有写成，办公数据完好"
    assert_untouched(sender, usb)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "full"), "空间不够"),
        (OSError(errno.EROFS, "read-only"), "写保护"),
        (OSError(errno.EIO, "broken"), "松动"),
        (ReadBackError(), "读回来不一致"),
    ],
)
def test_trouble_with_the_stick_leaves_the_office_as_it_was(
    sender: Database, usb: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    before = names(sender.folder)
    monkeypatch.setattr(
        report, "_read_back" if isinstance(error, ReadBackError) else "_write", raising(error)
    )
    with pytest.raises(MachineError, match=said):
        export_package(sender, usb / "a.bfb", NOW, ACTOR)
    assert names(usb) == set()
    assert names(sender.folder) == before
    monkeypatch.undo()
    assert export_package(sender, usb / "a.bfb", NOW, ACTOR).package.number == 2


def raising(error: Exception) -> Callable[..., None]:
    def fail(*args: object) -> None:
        raise error

    return fail


class CancelledError(Exception):
    """What a progress window raises."""


@pytest.mark.parametrize("at", ["正在复制数据", "正在加密备份部分", "正在写入上报包"])
def test_an_export_that_is_cancelled_leaves_nothing(sender: Database, usb: Path, at: str) -> None:
    before = names(sender.folder)
    with pytest.raises(CancelledError):
        export_package(sender, usb / "a.bfb", NOW, ACTOR, cancelling(at))
    assert names(usb) == set()
    assert names(sender.folder) == before


@pytest.mark.parametrize(
    "at", ["正在解开备份部分", "正在核对：表结构", "正在核对：内容与合计", "正在建立办公数据"]
)
def test_a_restore_that_is_cancelled_leaves_nothing(
    sender: Database, sent: Exported, tmp_path: Path, at: str, card: str
) -> None:
    before = names(tmp_path)
    with pytest.raises(CancelledError):
        restore_package(sent.package.path, tmp_path / "x" / "restored", None, cancelling(at), key=card)
    assert names(tmp_path) == before


def cancelling(at: str) -> Progress:
    def progress(done: int, total: int, text: str) -> None:
        if text == at:
            raise CancelledError

    return progress


def test_a_restored_office_that_differs_is_thrown_away(
    sender: Database, sent: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str
) -> None:
    real = Database.create_from

    def careless(folder: Path, copy: Path, key: bytes, seed: bytes | None) -> tuple[Database, str]:
        made, recovery = real(folder, copy, key, seed)
        with made.write(Deed("顺手一改", ACTOR, NOW)) as session:
            session.add(Organisation(name="县财政局", level=UnitLevel.COUNTY))
        return made, recovery

    before = names(tmp_path)
    monkeypatch.setattr(Database, "create_from", careless)
    with pytest.raises(PackageError) as refused:
        restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    assert refused.value.code == "contents"
    assert names(tmp_path) == before


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, the program is one schema further."""
    step = ModuleType("one_step_further")
    step.upgrade = lambda: op.add_column("leaves", sa.Column("more", sa.Text()))  # type: ignore[attr-defined]
    step.SCHEMA = "of no package here"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, step.__name__, step)
    return lambda: monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step.__name__))


def test_a_package_of_an_older_program_is_restored_and_upgraded(
    sender: Database,
    sent: Exported,
    tmp_path: Path,
    newer_program: Callable[[], None],
    card: str,
) -> None:
    version = schema_version()
    newer_program()
    restored = restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    made = Database.open(restored.folder)
    before = restored.folder / "backups" / f"before-upgrade-from-{version}.db"
    assert read_copy(before, made.data_key)[0].audit_head == sent.package.audit_head
    assert read_copy(made.folder / "office.db", made.data_key)[1] == version + 1
    made.close()


def test_a_package_of_an_older_program_that_nobody_wrote_down_is_refused(
    sent: Exported,
    newer_program: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    card: str,
) -> None:
    newer_program()
    monkeypatch.setattr(import_module(migrations.STEPS[sent.package.schema - 1]), "SCHEMA", "another")
    with pytest.raises(PackageError) as refused:
        restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    assert refused.value.code == "schema"


def test_a_package_of_a_newer_program_is_refused(
    sent: Exported, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, card: str
) -> None:
    monkeypatch.setattr(restoring, "schema_version", lambda: sent.package.schema - 1)
    with pytest.raises(PackageError) as refused:
        restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    assert refused.value.code == "newer_schema"


def test_the_manifest_names_the_program() -> None:
    assert importlib.metadata.version("banfu-desktop") == __version__


def test_an_office_nobody_has_founded_sends_nothing(database: Database, usb: Path) -> None:
    with pytest.raises(UserError, match="还没有建立办公室"):
        export_package(database, usb / "a.bfb", NOW, ACTOR)
    with pytest.raises(UserError, match="还没有建立办公室"):
        own_desk(database)
    assert names(usb) == set()
