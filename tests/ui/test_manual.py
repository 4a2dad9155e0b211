"""F1 opens the manual inside the program at the page's chapter; its words are found without a network."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QTextBrowser
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.manual import Manual, chapters, slug
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.registry import ROOMS
from installer import stage


@pytest.fixture
def manual(ctx: Context, qtbot: QtBot) -> Manual:
    made = Manual(None, ctx.look, paths.manual(), ctx.settings)
    qtbot.addWidget(made)
    made.open_at("考勤")
    return made


def text(manual: Manual) -> str:
    shown = manual.findChild(QTextBrowser)
    assert shown is not None
    return shown.toPlainText()


def listed(manual: Manual) -> list[str]:
    found = manual.findChild(QListWidget)
    assert found is not None
    return [found.item(number).text() for number in range(found.count())]


def test_every_page_has_a_chapter() -> None:
    titles = {chapter.title for chapter in chapters(paths.manual())}
    assert {room.chapter for room in ROOMS} <= titles


def test_f1_opens_the_chapter_of_the_page(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    shell.show_room("people")
    ctx.tasks.wait()
    QTest.keyClick(shell, Qt.Key.Key_F1)
    manual = shell.findChild(Manual)
    assert manual is not None
    assert (manual.isVisible(), manual.chapter) == (True, "认识窗口")
    assert not manual.isModal()
    QTest.keyClick(manual, Qt.Key.Key_Escape)
    assert not manual.isVisible()


def test_a_word_is_found_in_every_chapter_that_has_it(manual: Manual) -> None:
    everything = paths.manual().read_text("utf-8")
    manual.search.setText("恢复卡")
    assert 1 < len(listed(manual)) < len(chapters(paths.manual()))
    assert sum(int(line.rpartition("　")[2].removesuffix("处")) for line in listed(manual)) > 5
    assert "恢复卡" in everything
    assert "恢复卡" in text(manual)
    manual.search.setText("不会有的词")
    assert listed(manual) == []
    manual.search.clear()
    assert len(listed(manual)) == len(chapters(paths.manual()))


def test_every_link_of_the_manual_leads_to_its_chapter(manual: Manual) -> None:
    shown = manual.findChild(QTextBrowser)
    assert shown is not None
    everything = chapters(paths.manual())
    links = {link for chapter in everything for link in re.findall(r"\]\(#([^)]+)\)", chapter.text)}
    assert len(links) > 20
    for link in links:
        shown.anchorClicked.emit(QUrl(f"#{link}"))
        (chapter,) = [chapter for chapter in everything if chapter.title == manual.chapter]
        assert link in map(slug, re.findall(r"(?m)^#+ +(.+)$", chapter.text))


def test_headings_are_named_as_links_name_them() -> None:
    assert slug("成员：登记、离岗、接替") == "成员登记离岗接替"


def test_no_picture_is_asked_for_that_the_program_does_not_carry(manual: Manual) -> None:
    assert not [chapter for chapter in chapters(paths.manual()) if "![" in chapter.text]


def test_the_contents_name_every_chapter_in_its_place() -> None:
    opening, *rest = chapters(paths.manual())
    assert re.findall(r"(?m)^\d+\. \[([^]]+)\]", opening.text) == [chapter.title for chapter in rest]


def test_no_mark_of_the_writing_is_seen_and_a_list_goes_on_where_a_picture_was(manual: Manual) -> None:
    for chapter in chapters(paths.manual()):
        manual.open_at(chapter.title)
        assert not re.search(r"\*\*|\]\(", text(manual)), chapter.title
    assert "\n3. **登记付款…**" in "".join(chapter.text for chapter in chapters(paths.manual()))


def test_what_is_packed_carries_the_manual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "SOURCE", tmp_path / "source")
    stage.stage_source()
    packed = tmp_path / "source" / "resources" / "manual.md"
    assert packed.read_bytes() == paths.manual().read_bytes()
    assert '"docs/manual.md" = "banfu_desktop/resources/manual.md"' in Path(
        stage.ROOT, "pyproject.toml"
    ).read_text("utf-8")
