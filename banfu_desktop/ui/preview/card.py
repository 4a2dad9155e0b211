"""A new recovery card: shown once, printed, proven by typing its last group back, and remembered as such."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.keeping import recovery
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.preview.preview import preview_recovery_card


def show_card(ctx: Context, text: str, town: str, folder: Path, parent: QWidget | None = None) -> None:
    """The card, until its last group has been typed back or the clerk puts it off."""
    box = RecoveryCard(text, town, ctx.look, partial(_print, ctx, text, town, folder, parent), parent)
    if ctx.dialogs.run(box):
        recovery.note_checked(folder, ctx.today)
    elif box.printed:
        recovery.note_printed(folder, ctx.today)
    ctx.signals.changed.emit(frozenset({"backups"}))


def _print(ctx: Context, text: str, town: str, folder: Path, parent: QWidget | None) -> bool:
    over = parent.window() if parent is not None else None
    mark = recovery.fingerprint(folder)
    return preview_recovery_card(text, town, ctx.now(), ctx.look, ctx.dialogs, over, fingerprint=mark)
