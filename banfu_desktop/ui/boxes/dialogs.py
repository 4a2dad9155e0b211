"""The one door for dialogs: every question, file name and bad news passes here, so that tests can answer."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.rules.errors import MachineError, ProblemsError, UserError
from banfu_desktop.ui.boxes.typed import Typed
from banfu_desktop.ui.look.look import dress

if TYPE_CHECKING:
    from banfu_desktop.ui.boxes.boxes import ProgressView

_FRAME = 40
"""What a box's frame takes of the screen's height."""
XLSX, PDF, ANY_FILE = "Excel 表格 (*.xlsx)", "PDF 文件 (*.pdf)", "所有文件 (*)"
_CANCEL = "取消"
DOCX = "Word 文档 (*.docx)"
ARCHIVAL = "存档用 PDF/A 文件 (*.pdf)"


class Dialogs:
    """Asks and tells in modal boxes over the window; the shell sets `window` once it stands."""

    def __init__(self) -> None:
        self.window: QWidget | None = None
        self.typed = Typed()
        self._folder: Path | None = None

    def ask(
        self, title: str, text: str, confirm: str = "确定", *, danger: bool = False, final: bool = False
    ) -> bool:
        """A question before something is done; the text says in numbers what will happen.

        Args:
            danger: something is lost; the button is red, and Enter is 取消.
            final: it cannot be undone; Enter is 取消.
        """
        look, proposed = "danger" if danger else "primary", _CANCEL if danger or final else confirm
        return self._box(title, text, [confirm, _CANCEL], look=look, proposed=proposed) == confirm

    def choose(self, title: str, text: str, options: Sequence[str]) -> str:
        """One of several ways on, the first proposed; empty when the box was closed."""
        return self._box(title, text, options)

    def tell(self, title: str, text: str) -> None:
        """Something to know."""
        self._box(title, text, ["知道了"])

    def ask_text(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        confirm: str = "确定",
        required: bool = True,
        check: Callable[[str], object] = lambda _: None,
    ) -> str | None:
        """A short text such as a reason; None when the clerk thought better of it.

        Args:
            check: raises a UserError for a text that will not do; it is said and the box stays open.
        """
        from banfu_desktop.ui.boxes.boxes import TextBox

        box = TextBox(self.window, title, text, value, confirm, required, check)
        return box.text if self.run(box) else None

    def open_file(self, title: str, filters: str = ANY_FILE) -> Path | None:
        """An existing file."""
        return next(iter(self._files(title, filters)[0]), None)

    def open_files(self, title: str, filters: str = ANY_FILE) -> list[Path]:
        """Existing files, as many as one likes."""
        return self._files(title, filters, many=True)[0]

    def save_file(self, title: str, suggested: str, filters: str = ANY_FILE) -> Path | None:
        """A file to write; the box itself asks before an existing one is replaced."""
        path, _ = self._save(title, suggested, filters)
        return path

    def save_pdf(self, title: str, suggested: str) -> tuple[Path | None, bool]:
        """A PDF to write, and whether it is to be one for the archive (PDF/A)."""
        path, chosen = self._save(title, suggested, f"{PDF};;{ARCHIVAL}")
        return path, chosen == ARCHIVAL

    def _save(self, title: str, suggested: str, filters: str) -> tuple[Path | None, str]:
        paths, chosen = self._files(title, filters, suggested, saved=True)
        if not paths:
            return None, ""
        path, ending = paths[0], Path(suggested).suffix
        return (path if path.suffix else path.with_suffix(ending)), chosen

    def open_folder(self, title: str) -> Path | None:
        """An existing folder."""
        from banfu_desktop.ui.boxes import file_box

        folders = file_box.asked_folder(self.window, title, start=self._folder or file_box.desktop())
        self._folder = next(iter(folders), self._folder)
        return next(iter(folders), None)

    def _files(
        self, title: str, filters: str, suggested: str = "", *, saved: bool = False, many: bool = False
    ) -> tuple[list[Path], str]:
        """See file_box.asked; the box begins in the folder chosen last, at first on the desktop."""
        from banfu_desktop.ui.boxes import file_box

        start = self._folder or file_box.desktop()
        paths, chosen = file_box.asked(
            self.window, title, filters, suggested, start=start, saved=saved, many=many
        )
        self._folder = paths[0].parent if paths else self._folder
        return paths, chosen

    def run(self, dialog: QDialog) -> bool:
        """Show a dialog of one's own (a preview, a printer) and put it away; True when it was accepted.

        Boxes that come meanwhile stand over it, else it would keep the mouse from them.
        """
        before, self.window = self.window, dialog
        if dialog.parentWidget() is None:
            dress(dialog)
        room = dialog.screen().availableSize() - QSize(0, _FRAME)
        dialog.resize(dialog.size().boundedTo(room))
        self.typed.opened(dialog)
        try:
            accepted = dialog.exec() == QDialog.DialogCode.Accepted
            self.typed.closed(dialog, accepted=accepted)
            return accepted
        finally:
            self.window = before
            dialog.deleteLater()

    def refuse(self, error: UserError) -> None:
        """A refusal: what, why, and what to do next."""
        self._box("还没有办成", refusal_text(error), ["知道了"], banner="banner-amber")

    def problems(self, error: ProblemsError) -> None:
        """Every problem at once, to copy or to save."""
        from banfu_desktop.ui.boxes.boxes import ProblemsBox

        self.run(ProblemsBox(self.window, error, self.save_file))

    def trouble(self, error: MachineError) -> None:
        """Trouble with the machine: what happened, what is safe, what to do."""
        text = _sentences(error, error.what, error.safe, error.advice)
        self._box("电脑出了点问题", text, ["知道了"], banner="banner-amber")

    def bug(self, details: str) -> None:
        """Our mistake, with details to send us; they hold no personal data."""
        from banfu_desktop.ui.boxes.boxes import BugBox

        self.run(BugBox(self.window, details))

    def progress(self, title: str, cancel: Callable[[], object]) -> "ProgressView":
        """Open the progress box of long work."""
        from banfu_desktop.ui.boxes.boxes import ProgressView

        view = ProgressView(self.window, title, cancel)
        view.open()
        return view

    def _box(
        self,
        title: str,
        text: str,
        options: Sequence[str],
        *,
        look: str = "primary",
        banner: str = "",
        proposed: str = "",
    ) -> str:
        from banfu_desktop.ui.boxes.boxes import Box

        box = Box(self.window, title, text, options, look=look, banner=banner, proposed=proposed)
        self.run(box)
        return box.chosen


def placed(path: Path) -> str:
    """A file that was written, for the notice: its name, and the folder where the clerk finds it."""
    return f"{path.name}（在“{path.parent.name or path.parent}”文件夹）"


def refusal_text(error: UserError) -> str:
    """A refusal in sentences, with its clause."""
    clause = f"（依据：{error.clause}）" if error.clause else ""
    return _sentences(error, error.what + clause, error.advice)


def _sentences(error: Exception, *parts: str) -> str:
    """A line each, and what was noted on the error on its way."""
    return "\n".join(f"{part}。" for part in (*parts, *getattr(error, "__notes__", ())) if part)
