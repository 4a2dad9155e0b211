"""The papers beside a record: added by every way, seen, reordered, removed, saved; sealed ones only grow."""

import io
import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.attachments import bundles as attachments
from banfu_desktop.services.attachments import invoices, reading
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.papers.panel import PapersPanel
from banfu_desktop.ui.papers.read_box import ReadBox
from banfu_desktop.ui.registry import Room
from tests.services import invoice_files as made
from tests.ui.conftest import NOW, FakeDialogs, window_of
from tests.ui.pages.conftest import DoDeed

LABEL, OTHER = "谭䶮 2026年10月 差旅报销", "潘秀云 2026年10月 医疗报销"
NUMBER = "26442000000012345678"


def picture(colour: str, size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def bundles(deed: DoDeed[Any]) -> None:
    """Two bundles, the first with three photographs."""

    def fill(session: Any) -> None:
        first = attachments.new_bundle(session, "papers", LABEL)
        attachments.new_bundle(session, "papers", OTHER)
        for name, colour in (("车票.jpg", "navy"), ("住宿费发票.jpg", "darkred"), ("行程单.jpg", "olive")):
            attachments.add(session, first, name, picture(colour), NOW)

    deed(fill)


@pytest.fixture
def shell(qtbot: QtBot, ctx: Context, bundles: None) -> Iterator[Shell]:
    """The window in a room whose records have papers."""
    with window_of(ctx, (Room("papers", "单据", "receipt", module="tests.ui.rooms"),), qtbot) as window:
        yield window


@pytest.fixture
def panel(shell: Shell, ctx: Context) -> PapersPanel:
    """The papers of the first record, open."""
    page: Any = shell.page
    page.open_record(page.rows[0])
    page.findChild(Switch, "switch").show_view("单据")
    ctx.tasks.wait()
    found = page.findChild(PapersPanel)
    assert isinstance(found, PapersPanel)
    return found


def names(panel: PapersPanel) -> list[str]:
    return [panel.files.item(line).text().split("\n")[0] for line in range(panel.files.count())]


def bundle_of(session: Any, label: str = LABEL) -> int:
    rows = (attachments.bundle(session, number) for number in itertools.count(1))
    return next(row.id for row in rows if row is not None and row.label == label)


def stored(office: Database) -> list[str]:
    with office.read() as session:
        return [row.name for row in attachments.listing(session, bundle_of(session))]


def text(panel: QWidget, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def test_a_record_with_papers_shows_them_behind_a_switch(panel: PapersPanel) -> None:
    assert names(panel) == ["车票.jpg", "住宿费发票.jpg", "行程单.jpg"]
    assert text(panel, "papers-title") == LABEL
    assert text(panel, "files-count") == "附件　3 个"


def test_a_thumbnail_shows_the_picture_itself(panel: PapersPanel) -> None:
    icon = panel.files.item(1).icon().pixmap(panel.files.iconSize()).toImage()
    middle = QColor(icon.pixel(icon.width() // 2, icon.height() // 2))
    assert abs(middle.red() - QColor("darkred").red()) < 12
    assert middle.blue() < 12


def test_a_new_record_has_no_papers_yet(shell: Shell) -> None:
    page: Any = shell.page
    page.new_record()
    assert page.findChild(QWidget, "record-switch").isHidden()


def test_files_are_chosen_and_what_is_none_is_said(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, office: Database, tmp_path: Path
) -> None:
    good, wrong, known = tmp_path / "收据.png", tmp_path / "账.xlsx", tmp_path / "同一张.jpg"
    good.write_bytes(picture("teal"))
    wrong.write_bytes(b"PK\x03\x04 no paper")
    known.write_bytes(picture("navy"))
    dialogs.answers = [[good, wrong, known]]
    panel.findChild(QPushButton, "add-file").click()  # type: ignore[union-attr]
    ctx.tasks.wait()
    assert stored(office)[3:] == ["收据.jpg"]
    said = next(call[2] for call in dialogs.asked if call[0] == "tell")
    assert "“账.xlsx”不能作为单据附件" in said
    assert "“同一张.jpg”已在附件中" in said
    assert "已按“收据.jpg”保存" in said
    assert names(panel) == stored(office)


def test_a_single_file_that_is_none_is_refused(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    empty = tmp_path / "空.pdf"
    empty.write_bytes(b"")
    dialogs.answers = [[empty]]
    panel.add_files()
    ctx.tasks.wait()
    errors = [call[1] for call in dialogs.asked if call[0] == "refuse"]
    assert [type(error) for error in errors] == [UserError]
    assert "空文件" in str(errors[0])


def test_files_are_dropped_from_the_file_manager(
    panel: PapersPanel, ctx: Context, office: Database, tmp_path: Path
) -> None:
    file = tmp_path / "拖来的.jpg"
    file.write_bytes(picture("pink"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    panel.dropEvent(QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, left, none))
    ctx.tasks.wait()
    assert stored(office)[-1] == "拖来的.jpg"


def test_a_picture_is_pasted(panel: PapersPanel, ctx: Context, office: Database, qtbot: QtBot) -> None:
    copied = QImage(30, 20, QImage.Format.Format_RGB32)
    copied.fill(QColor("orange"))
    QGuiApplication.clipboard().setImage(copied)
    panel.files.setFocus()
    qtbot.keyClick(panel.files, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert stored(office)[-1] == "粘贴的图片.png"
    QGuiApplication.clipboard().clear()
    panel.paste()
    ctx.tasks.wait()
    assert len(stored(office)) == 4


def test_the_keyboard_reorders_and_removes_and_undo_brings_back(
    panel: PapersPanel, ctx: Context, office: Database, shell: Shell, qtbot: QtBot
) -> None:
    panel.files.setFocus()
    panel.files.setCurrentRow(2)
    qtbot.keyClick(panel.files, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    ctx.tasks.wait()
    assert stored(office) == ["车票.jpg", "行程单.jpg", "住宿费发票.jpg"]
    qtbot.keyClick(panel.files, Qt.Key.Key_Delete)
    ctx.tasks.wait()
    assert stored(office) == names(panel) == ["车票.jpg", "住宿费发票.jpg"]
    ctx.tasks.write("撤销", ctx.undo)
    ctx.tasks.wait()
    assert stored(office) == names(panel) == ["车票.jpg", "行程单.jpg", "住宿费发票.jpg"]


def test_enter_shows_it_as_it_looks_on_paper(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, qtbot: QtBot
) -> None:
    panel.files.setFocus()
    qtbot.keyClick(panel.files, Qt.Key.Key_Return)
    ctx.tasks.wait()
    assert ("run", "preview") in dialogs.asked


def test_it_is_saved_as_it_came(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, office: Database, tmp_path: Path
) -> None:
    target = tmp_path / "另存.jpg"
    dialogs.answers = [target]
    panel.save_as(panel.files.current)
    ctx.tasks.wait()
    assert target.read_bytes() == picture("navy")
    with office.read() as session:
        (what,) = session.scalars(sa.text("SELECT what FROM disclosures WHERE kind = 'attachment'"))
    assert what == f"车票.jpg（{LABEL}）另存为另存.jpg"


def test_an_ofd_is_offered_to_be_saved(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, deed: DoDeed[int], tmp_path: Path
) -> None:
    content = b"PK\x03\x04 OFD.xml"
    number = deed(lambda session: attachments.add(session, bundle_of(session), "机票.ofd", content, NOW))
    panel.reload()
    ctx.tasks.wait()
    target = tmp_path / "机票.ofd"
    dialogs.answers = ["另存为…", target]
    panel.preview(number)
    ctx.tasks.wait()
    assert target.read_bytes() == content


def test_an_invoice_is_written_down_once(
    panel: PapersPanel, ctx: Context, office: Database, deed: DoDeed[int]
) -> None:
    values = {"kind": InvoiceKind.DIGITAL, "number": NUMBER, "amount_fen": 12300}
    deed(lambda session: invoices.save(session, bundle_of(session, OTHER), values))
    panel.findChild(QPushButton, "add-invoice").click()  # type: ignore[union-attr]
    form = panel.invoices.form
    form.propose("number", NUMBER)
    form.submit()
    ctx.tasks.wait()
    assert f"已在“{OTHER}”中登记" in text(form, "form-banner-text")
    form.propose("number", NUMBER[:-1] + "9")
    form.propose("issued_on", date(2026, 10, 20))
    form.propose("amount_fen", 4550)
    form.submit()
    ctx.tasks.wait()
    assert not panel.invoices.is_open
    assert panel.invoices.list.item(0).text() == f"{NUMBER[:-1]}9\n数电票　2026-10-20　45.50"
    assert text(panel, "invoices-count") == "发票　1 张　45.50 元"


def test_an_invoice_is_corrected_and_removed_by_keys(
    panel: PapersPanel, ctx: Context, office: Database, deed: DoDeed[int], qtbot: QtBot
) -> None:
    deed(
        lambda session: invoices.save(
            session, bundle_of(session), {"kind": InvoiceKind.DIGITAL, "number": NUMBER}
        )
    )
    panel.reload()
    ctx.tasks.wait()
    panel.invoices.list.setFocus()
    qtbot.keyClick(panel.invoices.list, Qt.Key.Key_Return)
    assert panel.invoices.is_open
    panel.invoices.form.propose("seller", "县招待所")
    panel.invoices.form.submit()
    ctx.tasks.wait()
    with office.read() as session:
        assert invoices.listing(session, bundle_of(session))[0].seller == "县招待所"
    qtbot.keyClick(panel.invoices.list, Qt.Key.Key_Delete)
    ctx.tasks.wait()
    with office.read() as session:
        assert invoices.listing(session, bundle_of(session)) == []


def test_an_invoice_half_written_is_not_dropped_unasked(
    panel: PapersPanel, dialogs: FakeDialogs, shell: Shell
) -> None:
    page: Any = shell.page
    panel.invoices.new()
    panel.invoices.form.propose("number", NUMBER)
    dialogs.answers = ["继续编辑"]
    page.close_record()
    assert panel.invoices.is_open
    dialogs.answers = ["放弃改动"]
    panel.invoices.close()
    assert not panel.invoices.is_open


def test_sealed_papers_only_grow(
    panel: PapersPanel, ctx: Context, office: Database, deed: DoDeed[None], qtbot: QtBot, tmp_path: Path
) -> None:
    deed(lambda session: attachments.seal(session, bundle_of(session)))
    panel.reload()
    ctx.tasks.wait()
    assert "已封存" in text(panel, "papers-said-text")
    assert not panel.findChild(QPushButton, "add-invoice").isEnabled()  # type: ignore[union-attr]
    panel.files.setFocus()
    qtbot.keyClick(panel.files, Qt.Key.Key_Delete)
    qtbot.keyClick(panel.files, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    panel.invoices.new()
    scan = tmp_path / "签字件.jpg"
    scan.write_bytes(picture("gold"))
    panel._take([scan])
    ctx.tasks.wait()
    assert not panel.invoices.is_open
    assert stored(office) == ["车票.jpg", "住宿费发票.jpg", "行程单.jpg", "签字件.jpg"]


def test_who_may_only_read_is_given_no_invoice_to_fill_in(
    panel: PapersPanel, ctx: Context, deed: DoDeed[int], qtbot: QtBot
) -> None:
    values = {"kind": InvoiceKind.DIGITAL, "number": NUMBER}
    deed(lambda session: invoices.save(session, bundle_of(session), values))
    ctx.role = lambda: Role.VISITOR
    panel.reload()
    ctx.tasks.wait()
    add = panel.findChild(QPushButton, "add-invoice")
    assert add is not None
    assert not add.isEnabled()
    panel.invoices.new()
    assert not panel.invoices.is_open
    qtbot.keyClick(panel.invoices.list, Qt.Key.Key_Return)
    assert panel.invoices.is_open, "it may be looked at"
    form = panel.invoices.form
    assert not [box.field.label for box in form.boxes.values() if box.editor.isVisible()]
    assert not [one.text() for one in form.findChildren(QPushButton, "form-save") if one.isVisible()]


def test_nothing_is_clipped_or_nameless(panel: PapersPanel) -> None:
    for child in panel.findChildren(QPushButton):
        if child.isVisible():
            assert child.accessibleName()
            assert child.width() >= child.minimumSizeHint().width()
    menu = panel._more.menu()
    panel._fill_menu(menu)
    assert [action.text().split("\t")[0] for action in menu.actions()] == [
        "预览",
        "另存为…",
        "删除",
        "粘贴图片",
    ]
    panel._open_menu(QPoint(0, 0))
    popup = panel.files.findChild(type(menu))
    assert popup is not None
    popup.close()


def read_box(dialogs: FakeDialogs, seen: list[Any]) -> None:
    """Look at the box before it is confirmed."""
    run = dialogs.run

    def look(box: Any) -> bool:
        seen.append((box.findChild(QLabel, "read").text(), [one.proposal for one in box.confirmed]))
        return run(box)

    dialogs.run = look  # type: ignore[method-assign]


def test_invoices_in_added_files_are_read_shown_and_written_down_once_confirmed(
    panel: PapersPanel, ctx: Context, dialogs: FakeDialogs, office: Database, tmp_path: Path
) -> None:
    xml, page, other = tmp_path / "发票.xml", tmp_path / "发票.pdf", tmp_path / "照片.jpg"
    xml.write_bytes(made.einvoice())
    page.write_bytes((made.DATA / "std.pdf").read_bytes())
    other.write_bytes(picture("teal"))
    seen: list[Any] = []
    read_box(dialogs, seen)
    dialogs.answers = [[xml, page, other]]
    panel.add_files()
    ctx.tasks.wait()
    ((heading, confirmed),) = seen
    assert heading == "读到 1 张票据，1 个文件没有读到"
    assert [proposal.files for proposal in confirmed] == [("发票.xml", "发票.pdf")]
    with office.read() as session:
        (row,) = invoices.listing(session, bundle_of(session))
    assert (row.number, row.amount_fen, row.buyer) == (made.NUMBER, 11_300, made.TOWN)


def test_what_is_written_down_already_cannot_be_ticked_and_the_choice_of_a_source_is_kept(
    ctx: Context, office: Database, bundles: None, qtbot: QtBot
) -> None:
    words = ("电子发票", f"发票号码：{made.TICKET}", "开票日期：2026年09月18日", "（小写） ¥536.00")
    data = made.einvoice(made.TICKET, "563.00", "531.13", "31.87")
    files = [
        reading.read_content("a.pdf", made.page(*words, carrying=data)),
        reading.read_content("b.xml", made.einvoice()),
    ]
    with office.write(Deed("登记发票", "经办", NOW)) as session:
        reading.write_down(session, bundle_of(session), reading.proposals(session, files)[1])
        proposals = reading.proposals(session, files)
    box = ReadBox(proposals, [], ctx.look, None)
    qtbot.addWidget(box)
    assert [one.proposal.invoice.value("number") for one in box.confirmed] == [made.TICKET]
    choice = box.findChild(QComboBox, "choice-amount_fen")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(1)
    (one,) = box.confirmed
    assert one.corrected == {"amount_fen": 53_600}
    assert text(box, "sum") == "登记 1 张，合计 536.00 元"
