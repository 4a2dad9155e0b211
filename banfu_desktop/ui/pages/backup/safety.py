"""How safe the office's data are, as the page of copies and packages reads and shows it: three cards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.keeping.copies import BackupRow
from banfu_desktop.services.keeping.second_place import SecondPlace
from banfu_desktop.services.office.office import OfficeRow
from banfu_desktop.ui.boxes.package_box import size_words
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import row
from banfu_desktop.ui.page.status_card import StatusCard

GOOD, FOREIGN = "已校验", "不是本单位的"


@dataclass(frozen=True)
class Copy:
    """A copy as the list shows it."""

    path: Path
    made: str
    reason: str
    size: str
    state: str
    file: str
    bytes: int


@dataclass(frozen=True)
class Safety:
    """What the page reads; `beside` is the bytes of the attachments, which lie once beside the copies."""

    folder: Path
    copies: Sequence[Copy]
    office: OfficeRow
    sent_at: datetime | None
    printed_on: date | None
    checked_on: date | None
    next_package: str
    second: SecondPlace | None = None
    beside: int = 0


def copy_of(backup: BackupRow) -> Copy:
    """A copy in the words of the list."""
    return Copy(
        backup.path,
        f"{backup.made_at:%Y-%m-%d %H:%M:%S}",
        backup.reason.label,
        size_words(backup.size),
        GOOD if backup.verified else FOREIGN,
        backup.path.name,
        backup.size,
    )


class SafetyCards(QWidget):
    """本机备份, 上报县里, 恢复卡: how each stands, the last with its next step.

    Args:
        issue: prints a new recovery card.
        check: has the printed one typed in.
    """

    def __init__(self, look: Look, issue: Callable[[], object], check: Callable[[], object]) -> None:
        super().__init__()
        self._issue, self._check = issue, check
        self._here = StatusCard(look, "here", "本机备份")
        self._sent = StatusCard(look, "sent", "上报县里")
        self._card = StatusCard(look, "card", "恢复卡")
        self.setLayout(row(self._here, self._sent, self._card, spacing=look.px(12)))

    def show_safety(self, data: Safety) -> None:
        """Say how everything stands."""
        self._show_copies(data)
        self._show_sent(data)
        self._show_card(data)

    def _show_copies(self, data: Safety) -> None:
        good = [copy for copy in data.copies if copy.state == GOOD]
        fact = good[0].made if good else "还没有备份"
        chip = (GOOD, Tone.GREEN) if good else ("没有备份", Tone.AMBER)
        quiet = "打开程序时、重要操作前自动备份"
        if (second := data.second) is not None:
            at = f"{second.at.month}月{second.at.day}日" if second.at else "还没有存成过"
            quiet += f"；另存到U盘：{at}"
        self._here.say(fact, quiet, *chip)

    def _show_sent(self, data: Safety) -> None:
        number, at = data.office.package_no, data.sent_at
        fact = f"第 {number} 号　{at:%Y-%m-%d %H:%M}" if at else "还没有上报过"
        keyed = data.office.county_key is not None
        how = "用县公钥加密，只有县里能打开" if keyed else "还没有县公钥，用传递码加密"
        chip = ("县公钥已登记", Tone.GREEN) if keyed else ("传递码", Tone.GREY)
        self._sent.say(fact, how, *chip)

    def _show_card(self, data: Safety) -> None:
        kept = "存放在保险柜；重新打印后旧卡作废"
        if data.printed_on is None:
            self._card.say("还没有打印", "没有它，换电脑以后打不开数据", "未打印", Tone.AMBER)
            self._card.offer("打印…", self._issue)
        elif data.checked_on is None:
            self._card.say(f"{data.printed_on} 打印", "照卡输入一遍，确认没有印错", "未核对", Tone.AMBER)
            self._card.offer("核对…", self._check)
        else:
            self._card.say(f"{data.checked_on} 核对", kept, "已核对", Tone.GREEN)
            self._card.offer("", self._issue)
