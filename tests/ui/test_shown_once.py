"""What is shown only once is not lost by Esc: the transfer code and the recovery keys."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

import banfu_desktop
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.recovery_card import RecoveryCard

KEY = "-".join(["ABCD"] * 8)
Card = Callable[..., RecoveryCard]


@pytest.fixture
def card(ctx: Context, qtbot: QtBot) -> Card:
    def made(*, prints: bool = False) -> RecoveryCard:
        box = RecoveryCard(KEY, "梅坑镇", ctx.look, lambda: prints)
        qtbot.addWidget(box)
        box.show()
        return box

    return made


def press(box: QDialog, name: str) -> None:
    button = box.findChild(QPushButton, name)
    assert button is not None
    button.click()


def about(box: QDialog) -> str:
    label = box.findChild(QLabel, "about")
    assert label is not None
    return label.text()


def test_esc_and_the_frame_keep_the_recovery_key_in_sight(card: Card) -> None:
    box = card()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    box.close()
    assert box.isVisible()
    assert "只在这里显示一次" in about(box)


def test_an_unprinted_card_is_put_off_only_once_that_was_said(card: Card) -> None:
    box = card()
    press(box, "later")
    assert box.isVisible()
    assert "这把密钥就没有了" in about(box)
    press(box, "later")
    assert not box.isVisible()


def test_a_printed_card_is_put_off_at_once(card: Card) -> None:
    box = card(prints=True)
    press(box, "print-card")
    press(box, "later")
    assert not box.isVisible()


def test_another_group_than_the_cards_is_said_to_be_wrong_once_it_is_whole(card: Card) -> None:
    box = card()
    typed, wrong = box.findChild(QLineEdit, "last-group"), box.findChild(QLabel, "wrong-group")
    assert typed is not None
    assert wrong is not None
    for text, said in (("ab", ""), ("abce", "和密钥的最后一组不同"), ("ＡＢＣＤ", "")):
        typed.setText(text)
        assert wrong.text().startswith(said) if said else wrong.text() == ""


ONCE = re.compile("显示这?一次|请抄")
TELLING = ("tell", "ask", "choose")


def words(tree: ast.AST) -> str:
    """All texts that stand in a piece of source."""
    return " ".join(
        one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def test_what_is_shown_once_is_told_in_no_box_that_esc_closes() -> None:
    """In no source of the window: a text that says so is not for `tell`, `ask` or `choose`."""
    told = []
    for path in (Path(banfu_desktop.__file__).parent / "ui").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        texts = {target.id: words(node.value) for node in tree.body if isinstance(node, ast.Assign)
                 for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in TELLING:
                names = [one.id for one in ast.walk(call) if isinstance(one, ast.Name)]
                if ONCE.search(" ".join([words(call), *(texts.get(name, "") for name in names)])):
                    told.append((call.func.attr, path.name))
    assert told == []
