"""Commands, declared once: buttons, menus, shortcuts, the finder and the list of keys all come from here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from banfu_desktop.ui.look.look import Look

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Act


_CHINESE_KEYS = {
    "PgUp": "上翻页", "PgDown": "下翻页", "Space": "空格", "Return": "回车",
    "Alt+Up": "Alt+↑", "Alt+Down": "Alt+↓",
}  # fmt: skip


class Place(Enum):
    """Where a page shows a command; the finder and the list of keys show all of them."""

    PRIMARY = "the one filled button: what the page is for"
    BAR = "a button beside it"
    MORE = "under 更多"
    MENU = "in the list's context menu only"
    KEYS = "by its keys and the finder only"


class Rows(Enum):
    """What a command wants selected in the list; all but NONE are in the context menu."""

    NONE = "nothing"
    ONE = "exactly one row"
    SOME = "one row or more"

    def suit(self, selected: int) -> bool:
        """Whether so many selected rows will do."""
        return {Rows.NONE: True, Rows.ONE: selected == 1, Rows.SOME: selected >= 1}[self]


@dataclass(frozen=True)
class Command:
    """Something the clerk can do.

    Args:
        name: objectName of its action and button (seal_month).
        text: what it says, … at the end when it asks further (打印发放表…).
        run: called without arguments on the GUI thread.
        act: what it comes to, so that it is greyed for whoever may not do it; None changes nothing.
        help: one sentence, shown when hovering and in the list of keys.
        icon: file name in resources/icons.
        keys: as Qt writes them (Ctrl+N); several separated by ", " mean any of them.
        place: where the page shows it.
        rows: what must be selected.
        enabled: asked whenever something has changed; None is always.
        shown: asked likewise; a command that has no meaning now is not to be seen at all.
        clause: the clause it rests on.
        why: says, where `enabled` does not let it be done, why not and what to do first; whoever says the one
            says the other (a test holds it), so that no grey command is without a reason.
        barred: who may do it, where whoever is at work may not.
    """

    name: str
    text: str
    run: Callable[[], object]
    _: KW_ONLY
    act: "Act | None"
    help: str = ""
    icon: str = ""
    keys: str = ""
    place: Place = Place.MORE
    rows: Rows = Rows.NONE
    enabled: Callable[[], bool] | None = None
    shown: Callable[[], bool] | None = None
    clause: str = ""
    why: Callable[[], str] | str = ""
    barred: str = ""

    def refusal(self, selected: int = 0) -> str:
        """Why it cannot be done now; empty where it can."""
        if self.allowed(selected):
            return ""
        if self.barred:
            return self.barred
        if not self.visible:
            return "这里现在用不上"
        if not self.rows.suit(selected):
            return "请先在列表中选一行" if self.rows is Rows.ONE else "请先在列表中选出要办的行"
        return self.why if isinstance(self.why, str) else self.why()

    def allowed(self, selected: int = 0) -> bool:
        """Whether it can be done now."""
        fits = self.visible and not self.barred and self.rows.suit(selected)
        return fits and (self.enabled is None or self.enabled())

    def greyed(self, why: str) -> "Command":
        """The same, never to be done, for a reason."""
        return replace(self, barred=why, help=f"{self.help or self.text}（{why}）")

    @property
    def visible(self) -> bool:
        """Whether it means anything now."""
        return self.shown is None or self.shown()

    @property
    def sentence(self) -> str:
        """Help, clause and keys in one line."""
        clause = f"（{self.clause}）" if self.clause else ""
        return "　".join(part for part in ((self.help or self.text) + clause, key_text(self.keys)) if part)


def key_text(keys: str) -> str:
    """Keys as the clerk reads them: the first of several, with Chinese names."""
    shown = keys.split(", ")[0]
    for key, said in _CHINESE_KEYS.items():
        shown = shown.replace(key, said)
    return shown


def explained(menu: QMenu) -> QMenu:
    """A menu that says of the line the mouse or the keyboard is at what it does, and why it is grey."""

    def say(action: QAction) -> None:
        place = menu.mapToGlobal(menu.actionGeometry(action).topRight())
        QToolTip.showText(place, "" if action.isEnabled() else action.toolTip(), menu)

    menu.hovered.connect(say)
    menu.setToolTipsVisible(True)
    return menu


class Actions(QObject):
    """The QActions of a widget's commands; their keys work while that widget is to be seen."""

    def __init__(self, owner: QWidget, commands: Sequence[Command], look: Look) -> None:
        super().__init__(owner)
        self._commands = tuple(commands)
        self._actions = {command.name: self._make(command, owner, look) for command in commands}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def refresh(self, selected: int = 0) -> None:
        """Ask every command again whether it can be done."""
        for command in self._commands:
            self._actions[command.name].setVisible(command.visible)
            refusal = command.refusal(selected)
            self._actions[command.name].setEnabled(command.allowed(selected))
            told = f"{command.sentence}\n{refusal}" if refusal else command.sentence
            self._actions[command.name].setToolTip(told)

    def menu(self, commands: Iterable[Command], parent: QWidget) -> QMenu:
        """A menu of some of the commands."""
        menu = explained(QMenu(parent))
        for command in commands:
            menu.addAction(self._actions[command.name])
        return menu

    def _make(self, command: Command, owner: QWidget, look: Look) -> QAction:
        action = QAction(command.text, owner)
        action.setObjectName(command.name)
        action.setIconText(command.text)  # Qt would drop the … from a button
        action.setToolTip(command.sentence)
        if command.icon and command.place is not Place.KEYS:  # seen in no menu
            action.setIcon(look.icon(command.icon))
        if command.keys:
            action.setShortcuts([QKeySequence(keys) for keys in command.keys.split(", ")])
        action.triggered.connect(lambda: command.run())
        owner.addAction(action)
        return action
