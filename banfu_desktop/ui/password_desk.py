"""Setting, changing and taking away the password, from wherever the clerk asks for it."""

from banfu_desktop.services import unlocking
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.password_box import AGAIN, NEW, PRESENT, PasswordBox

_SET = (
    "以后每次打开程序、每次锁屏以后，都要输入密码。密码忘了，只有恢复卡能打开办公数据："
    "请先确认恢复卡已经打印、核对并收好。"
)
_CHANGE = "更改以后，原来的密码不再有用。"
_REMOVE = "取消以后，在这台电脑上打开程序就能看到全部数据，谁都一样。"


class PasswordDesk:
    """Asks and does."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def set(self) -> None:
        """A password where there is none."""
        self._ask("设置密码", _SET, (NEW, AGAIN), "已设置密码")

    def change(self) -> None:
        """Another one."""
        self._ask("更改密码", _CHANGE, (PRESENT, NEW, AGAIN), "已更改密码，原来的密码不再有用")

    def remove(self) -> None:
        """None any more."""
        self._ask("取消密码", _REMOVE, (PRESENT,), "已取消密码")

    def _ask(self, title: str, about: str, asked: tuple[str, ...], said: str) -> None:
        box = PasswordBox(self._ctx.look, title, about, asked, self._ctx.dialogs.window)
        if not self._ctx.dialogs.run(box):
            box.forget()
            return
        typed = {name: box.typed(name) for name in asked}
        box.forget()
        self._ctx.tasks.long(title, lambda progress: self._do(typed), lambda _: self._done(said))

    def _do(self, typed: dict[str, str]) -> None:
        """On a worker: the present one must be right, then the key file is written."""
        assert self._ctx.database is not None
        database, now, actor = self._ctx.database(), self._ctx.now(), self._ctx.tasks.actor
        if PRESENT in typed:
            unlocking.unlock(database.folder, typed[PRESENT], now, database.role)
        if NEW in typed:
            unlocking.set_password(database, typed[NEW], actor, now, database.role)
        else:
            unlocking.remove(database, actor, now)

    def _done(self, said: str) -> None:
        self._ctx.signals.changed.emit(frozenset({"keys", "disclosures"}))
        self._ctx.say(said)
