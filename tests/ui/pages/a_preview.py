"""A preview that a test looks at while it is open, and what is asked of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.preview import preview
from banfu_desktop.ui.preview.paper_view import PagesView
from banfu_desktop.ui.preview.preview_box import Preview
from banfu_desktop.ui.preview.print_box import PrintBox
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import OCTOBER

PAYERS = ("县交通运输局", "县司法局", "县林业局")


class Watching(FakeDialogs):
    """Lets a preview be looked at while it is open, and the box before printing be filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.look: Callable[[Preview], object] = lambda shown: None
        self.set_up: Callable[[PrintBox], object] = lambda box: None
        self.prints = True

    def run(self, dialog: QDialog) -> bool:
        self.asked.append(("run", dialog.objectName()))
        if isinstance(dialog, PrintBox):
            self.set_up(dialog)
            dialog.deleteLater()
            return self.prints
        assert isinstance(dialog, Preview)
        dialog.show()
        self.look(dialog)
        dialog.hide()
        dialog.deleteLater()
        return False


def view(box: Preview) -> PagesView:
    view = box.findChild(PagesView)
    assert view is not None
    return view


def choose(box: Preview, name: str, text: str) -> None:
    combo = box.findChild(QComboBox, name)
    assert combo is not None
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def press(box: Preview, name: str) -> None:
    button = box.findChild(QPushButton, name)
    assert button is not None
    button.click()


def said(box: QWidget, name: str) -> str:
    label = box.findChild(QLabel, name)
    assert label is not None
    return label.text()


def shown(ctx: Context, box: Preview) -> bytes:
    ctx.tasks.wait()
    assert box._print is not None
    return box._print.pdf


def sheet(ctx: Context) -> None:
    preview.preview_form(ctx, "subsidy-sheet", month=OCTOBER, payers=PAYERS)
