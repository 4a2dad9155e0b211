"""A county's two keys on screen, once each: the rescue key of its towns, the recovery key of its own data."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.frame.recovery_card import CardWords, RecoveryCard
from banfu_desktop.ui.look.look import Look

if TYPE_CHECKING:
    from banfu_desktop.printing.forms.recovery_sheet import CardKind

_RECOVERY = CardWords(
    "恢复卡",
    "换电脑、重装系统，或者从第二处的备份找回时，只有这张卡能打开{office}的汇总数据。"
    "请打印出来，或者抄在纸上，放进保险柜。程序不保存它，关上这个窗口就看不到了。",
    "卡还没有打印。现在关上，这把密钥就没有了，以后要到“设置”重新生成一张。",
    by_hand=True,
)
_RESCUE = CardWords(
    "救援钥匙",
    "哪个镇的电脑和恢复卡都没有了，{office}用这把钥匙从上报包替它找回数据。"
    "请打印出来，或者抄在纸上，封好放进保险柜。程序里没有它，关上这个窗口就看不到了。",
    "救援钥匙还没有打印。现在关上，这把就没有了，以后要到“设置”重新生成，并把新的县文件发给各镇。",
    by_hand=True,
)


class CountyCards:
    """Shows a county's keys, each until it was typed back from paper or put off on purpose.

    Args:
        name: of the county.
    """

    def __init__(
        self, look: Look, dialogs: Dialogs, now: Callable[[], datetime], name: str, folder: Path
    ) -> None:
        self._look, self._dialogs, self._now = look, dialogs, now
        self._name, self._folder = name, folder

    def show_rescue(self, text: str, parent: QWidget | None = None) -> None:
        """The rescue key."""
        from banfu_desktop.printing.forms import recovery_sheet

        self._show(text, _RESCUE, recovery_sheet.RESCUE, "", parent)

    def show_recovery(self, text: str, parent: QWidget | None = None) -> None:
        """The recovery key; that it is on paper and right is remembered."""
        from banfu_desktop.printing.forms import recovery_sheet
        from banfu_desktop.services.keeping import recovery

        mark, today = recovery.fingerprint(self._folder), self._now().date()
        checked, printed = self._show(text, _RECOVERY, recovery_sheet.COUNTY, mark, parent)
        if checked:
            recovery.note_checked(self._folder, today)
        elif printed:
            recovery.note_printed(self._folder, today)

    def _show(
        self, text: str, words: CardWords, kind: "CardKind", mark: str, parent: QWidget | None
    ) -> tuple[bool, bool]:
        from banfu_desktop.ui.preview.preview import preview_recovery_card

        box = RecoveryCard(
            text,
            self._name,
            self._look,
            lambda: preview_recovery_card(
                text, self._name, self._now(), self._look, self._dialogs, box, fingerprint=mark, kind=kind
            ),
            parent,
            words,
        )
        return self._dialogs.run(box), box.printed
