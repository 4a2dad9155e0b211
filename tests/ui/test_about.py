"""关于 says the version, and every licence can be read."""

from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.ui.frame.about import About
from banfu_desktop.ui.look.look import Look


def test_every_licence_can_be_read(qtbot: QtBot, qapp: QApplication) -> None:
    box = About(None, "9.8.7", Look(paths.resources()))
    qtbot.addWidget(box)
    version, choice = box.findChild(QLabel, "version"), box.findChild(QComboBox, "licence")
    text = box.findChild(QPlainTextEdit, "licence-text")
    assert version is not None
    assert choice is not None
    assert text is not None
    assert "9.8.7" in version.text()
    assert "Qt 6, PySide6, Shiboken" in text.toPlainText()
    read = set()
    for number in range(choice.count()):
        choice.setCurrentIndex(number)
        read.add(text.toPlainText())
    assert choice.count() > 20
    assert all(read)
