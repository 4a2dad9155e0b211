"""Attachments: kept once, byte for byte, in copies and packages too; sealed ones only grow."""

import hashlib
import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.keys import new_recovery
from banfu_desktop.db.models.attachments import Content, ContentPiece
from banfu_desktop.db.store import Database
from banfu_desktop.rules.attachments import LARGEST_FILE
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.attachments import bundles, intake
from banfu_desktop.services.attachments import papers as attachments_papers
from banfu_desktop.services.attachments.intake import Pasted
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import papers
from banfu_desktop.services.keeping.copies import backup_now, restore_copy
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.restoring import restore_package
from tests.services import hostile_files as made
from tests.services.conftest import NOW, Doing

FILES = {
    "车票.jpg": made.photograph(),
    "发票.pdf": made.JAVASCRIPT_PDF,
    "有密码.pdf": made.locked_pdf(),
    "电子客票.ofd": made.ofd(),
    "大.jpg": made.photograph(seed=9) + random.Random(1).randbytes(2 * bundles.PIECE),
}
"""Kept as they are; the last is cut into three pieces."""


def filled(session: Session) -> int:
    """A bundle with all of them."""
    bundle = bundles.new_bundle(session, "reimbursements", "费用报销2026-001")
    for name, content in FILES.items():
        bundles.add(session, bundle, name, content, NOW)
    return bundle


def read_back(session: Session, bundle: int) -> dict[str, bytes]:
    return {row.name: bundles.content(session, row.id) for row in bundles.listing(session, bundle)}


def test_files_come_out_as_they_went_in(doing: Doing) -> None:
    with doing() as session:
        bundle = filled(session)
        assert read_back(session, bundle) == FILES
        for row in bundles.listing(session, bundle):
            content = FILES[row.name]
            assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert bundles.counts(session) == {bundle: 5}


def test_nothing_of_them_lies_in_the_open(office: Database, doing: Doing) -> None:
    with doing() as session:
        filled(session)
    backup_now(office, NOW)
    for path in office.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(part in content for part in (b"app.alert", FILES["大.jpg"][-64:], b"OFD.xml")), (
                path
            )


def test_copies_bring_them_back_byte_for_byte(office: Database, doing: Doing) -> None:
    with doing() as session:
        bundle = filled(session)
    copy = backup_now(office, NOW).path
    with doing() as session:
        for row in bundles.listing(session, bundle):
            bundles.remove(session, row.id)
    folder = office.folder
    office.close()
    restore_copy(folder, copy, NOW)
    again = Database.open(folder)
    with again.read() as session:
        assert read_back(session, bundle) == FILES
    again.close()


def test_packages_bring_them_back_byte_for_byte(office: Database, doing: Doing, tmp_path: Path) -> None:
    with doing() as session:
        bundle = filled(session)
    card = new_recovery(office.folder, office.data_key)
    sent = export_package(office, tmp_path / "上报包.bfb", NOW, "经办")
    assert sent.code is not None
    restored = restore_package(sent.package.path, tmp_path / "new" / "office", None, key=card)
    made_anew = Database.open(restored.folder)
    with made_anew.read() as session:
        assert read_back(session, bundle) == FILES
    made_anew.close()


def test_the_same_content_is_kept_once_however_often_it_is_added(doing: Doing) -> None:
    with doing() as session:
        first, second = filled(session), filled(session)
        again = bundles.add(session, first, "另一个名字.jpg", FILES["车票.jpg"], NOW)
        assert again in {row.id for row in bundles.listing(session, first)}
        assert len(bundles.listing(session, second)) == 5
        assert session.query(Content).count() == 5
        assert session.query(ContentPiece).count() == 7


def test_what_is_removed_can_be_brought_back_until_the_next_start(office: Database, doing: Doing) -> None:
    with doing() as session:
        bundle = filled(session)
    with doing("删除附件") as session:
        bundles.remove(session, bundles.listing(session, bundle)[0].id)
    with doing("清理") as session:
        assert bundles.sweep(session, NOW) == 0
    with doing(history.UNDO) as session:
        history.undo(session, NOW)
        assert len(read_back(session, bundle)) == 5
    with doing("删除附件") as session:
        bundles.remove(session, bundles.listing(session, bundle)[0].id)
    with doing("清理") as session:
        assert bundles.sweep(session, NOW.replace(hour=12)) == 1
        assert session.query(Content).count() == 4


def test_they_stand_in_the_order_they_are_put_in(doing: Doing) -> None:
    with doing() as session:
        bundle = filled(session)
        order = [row.id for row in bundles.listing(session, bundle)][::-1]
        bundles.arrange(session, bundle, order)
        assert [row.id for row in bundles.listing(session, bundle)] == order


def test_a_sealed_bundle_only_grows(doing: Doing) -> None:
    with doing() as session:
        bundle = filled(session)
        bundles.seal(session, bundle)
        bundles.label(session, bundle, "费用报销2026-001（谭䶮）")
        row = bundles.bundle(session, bundle)
        assert row is not None
        assert row.sealed
        first = bundles.listing(session, bundle)[0].id
        for touch in (
            lambda: bundles.remove(session, first),
            lambda: bundles.arrange(session, bundle, [first]),
            lambda: bundles.remove_bundle(session, bundle),
        ):
            with pytest.raises(UserError, match="已封存，单据不能改动"):
                touch()
        bundles.add(session, bundle, "签字件.jpg", made.photograph(seed=5), NOW)
        assert len(bundles.listing(session, bundle)) == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "空文件"), (bytes(LARGEST_FILE + 1), "超过20 MB"), (b"MZ", "不是单据附件")],
)
def test_what_is_no_paper_is_not_kept(doing: Doing, content: bytes, said: str) -> None:
    with doing() as session:
        bundle = bundles.new_bundle(session, "reimbursements", "第1号")
        with pytest.raises(UserError, match=said):
            bundles.add(session, bundle, "a", content, NOW)
        assert session.query(Content).count() == 0


def test_what_is_gone_is_said_to_be_gone(doing: Doing) -> None:
    with doing() as session:
        for look in (
            lambda: bundles.find(session, 99),
            lambda: bundles.content(session, 99),
            lambda: attachments_papers.of_bundle(session, 99),
        ):
            with pytest.raises(UserError, match="已不在了"):
                look()
        assert bundles.bundle(session, 99) is None


# Taken in, looked at, saved again.


def test_several_files_are_taken_in_and_each_that_is_not_is_named(doing: Doing, tmp_path: Path) -> None:
    good, same, wrong = tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "c.xlsx"
    for path in (good, same):
        path.write_bytes(made.photograph())
    wrong.write_bytes(made.zip_bomb())
    told: list[str] = []
    sources = [good, same, wrong, Pasted("截图", made.png(30, 20))]
    with doing() as session:
        bundle = bundles.new_bundle(session, "reimbursements", "第1号")
        taken = intake.take_in(session, bundle, sources, NOW, lambda n, of, name: told.append(name))
        assert sorted(read_back(session, bundle)) == ["a.jpg", "截图.png"]
    assert taken.added == 2
    assert told == ["a.jpg", "b.jpg", "c.xlsx", "截图"]
    assert "“b.jpg”已在附件中，没有重复添加。" in taken.notes
    assert any("c.xlsx" in note and "另存为 PDF" in note for note in taken.notes)


def test_a_single_file_that_is_refused_and_a_machine_in_trouble_are_raised(
    doing: Doing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "a.jpg"
    good.write_bytes(made.photograph())
    with doing() as session:
        bundle = bundles.new_bundle(session, "reimbursements", "第1号")
        with pytest.raises(UserError, match="空文件"):
            intake.take_in(session, bundle, [Pasted("a", b"")], NOW)
    monkeypatch.setattr("os.open", lambda *words: (_ for _ in ()).throw(OSError(5, "trouble")))
    with pytest.raises(MachineError, match="没有添加任何附件"), doing() as session:
        intake.take_in(session, bundle, [Pasted("b.jpg", made.photograph()), good], NOW)
    with doing() as session:
        assert read_back(session, bundle) == {}


def test_one_is_looked_at_and_saved_as_it_came(doing: Doing, tmp_path: Path) -> None:
    with doing() as session:
        rows = {row.name: row for row in bundles.listing(session, filled(session))}
        assert intake.thumbnail(session, rows["车票.jpg"], 64) is not None
        assert intake.thumbnail(session, rows["电子客票.ofd"], 64) is None
        paper = intake.paper(session, rows["发票.pdf"])
        intake.put_on_record(session, paper, "打印", NOW)
        assert session.scalar(sa.text("SELECT what FROM disclosures")) == "打印发票，含附件"
        assert paper.name == "发票"
        assert papers.pdf(paper).startswith(b"%PDF")
        content = intake.take_out(session, rows["大.jpg"].id, tmp_path / "大.jpg", NOW)
        kind, what = session.execute(sa.text("SELECT kind, what FROM disclosures ORDER BY id DESC")).first()
    assert content == FILES["大.jpg"]
    assert kind == "attachment"
    assert what.startswith("大.jpg")
    assert what.endswith("另存为大.jpg")
