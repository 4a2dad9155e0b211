"""What the window shows while it is locked: a place to type the password, and nothing of the office."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel

from banfu_desktop.rules.roles import Role
from banfu_desktop.services.keeping.unlocking import Owner
from banfu_desktop.ui.look.look import ACCENT, Look
from banfu_desktop.ui.look.widgets import Combo, allow, button, card, column, label, named, row
from banfu_desktop.ui.page.password_edit import PasswordEdit

_LEAST_SECONDS = 1000


class UnlockPage(QFrame):
    """Sent: `tried` with a password and whose it is (None for one of all), `forgotten` by whoever has none.

    Args:
        title: what the window is called; the town's name at most.
        owners: whose passwords open the office, persons or roles; empty where one password does.
        latest: the number of the person who was at work last; 0 where that is not known.
        waiting: seconds until another password is looked at.
    """

    tried = Signal(str, object)
    forgotten = Signal()

    def __init__(
        self,
        look: Look,
        title: str,
        owners: Sequence[Owner | Role],
        waiting: Callable[[], int],
        latest: int = 0,
    ) -> None:
        super().__init__()
        named(self, "unlock", "已锁定", look="ground")
        self._waiting, self._busy = waiting, False
        self._edit = PasswordEdit(look, "password", "密码")
        self._edit.returnPressed.connect(self._try)
        self._edit.textChanged.connect(self._refresh)
        self._owners = named(Combo(), "whose", "谁在使用")
        self._whose = tuple(owners)
        self._owners.addItems([_words(owner) for owner in owners])
        self._owners.setVisible(bool(owners))
        self._choose(latest)
        self._open = button("解锁", "unlock-button", look="primary")
        self._open.clicked.connect(self._try)
        self._said = label("", "field-error", name="unlock-said", wrap=True)
        self._said.setMinimumHeight(look.px(40))
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._clock = QTimer(self, interval=_LEAST_SECONDS)
        self._clock.timeout.connect(self._tick)
        self._lay_out(look, title, several=bool(owners))
        self.setFocusProxy(self._edit)
        self._tick()

    def _choose(self, latest: int) -> None:
        for place, owner in enumerate(self._whose):
            if isinstance(owner, Owner) and owner.person == latest:
                self._owners.setCurrentIndex(place)

    def _lay_out(self, look: Look, title: str, *, several: bool) -> None:
        px = look.px
        sign = QLabel()
        sign.setPixmap(look.icon("lock", ACCENT).pixmap(px(28), px(28)))
        asked, whose = label("密码", name="password-label"), label("谁在使用", name="whose-label")
        asked.setBuddy(self._edit)
        whose.setBuddy(self._owners)
        whose.setVisible(several)
        forgotten = button("忘记密码，用恢复卡打开…", "forgotten", look="link")
        forgotten.clicked.connect(self.forgotten)
        content = column(
            row(sign, label(title, "heading", name="unlock-title"), None, spacing=px(12)),
            label("办公数据已锁定，输入密码后继续。", "secondary", name="unlock-about"),
            px(4),
            whose,
            self._owners,
            asked,
            self._edit,
            self._said,
            row(forgotten, None, self._open),
            spacing=px(8),
        )
        box = card(content, "unlock-card", "解锁", margin=px(24))
        box.setFixedWidth(px(420))
        self.setLayout(column(None, row(None, box, None), None, None))

    def say(self, text: str) -> None:
        """Why it did not open; the clerk types again."""
        self.set_busy(False)
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self._tick()

    def set_busy(self, busy: bool) -> None:
        """While a password is looked at nothing can be typed."""
        self._busy = busy
        self._refresh()

    def clear(self) -> None:
        """Forget what was typed."""
        self._edit.clear()
        self._edit.setModified(False)

    def _try(self) -> None:
        if self._open.isEnabled():
            self.set_busy(True)
            self._edit.hide_text()
            self._said.setText("")
            whose = self._whose[self._owners.currentIndex()] if self._whose else None
            self.tried.emit(self._edit.text(), whose)

    def _tick(self) -> None:
        """Count down what is left to wait."""
        seconds = self._waiting()
        if seconds:
            self._said.setText(f"密码连续输错，请等 {seconds} 秒再输入。")
            self._clock.start()
        elif self._clock.isActive():
            self._clock.stop()
            self._said.setText("可以再输入了。")
        self._refresh()
        if not seconds and self.isVisible():
            self._edit.selectAll()
            self._edit.setFocus()

    def _refresh(self) -> None:
        able = not self._busy and not self._clock.isActive()
        self._edit.setEnabled(able)
        waits = "" if able else "正在打开，或输错过密码，请稍等"
        allow(self._open, waits or ("" if self._edit.text() else "请先输入密码"))


def _words(owner: Owner | Role) -> str:
    """陈立（审核）, or a role."""
    if isinstance(owner, Role):
        return owner.label
    return f"{owner.name}（{owner.role.label}）" if owner.role is not None else owner.name
