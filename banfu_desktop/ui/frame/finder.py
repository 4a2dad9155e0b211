"""What the finder knows of the window: every command of every page, the pages, the settings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.frame.palette import Palette
from banfu_desktop.ui.frame.palette_entries import OF_COUNTY, OF_OFFICE, PAGE, Entry
from banfu_desktop.ui.page.command import Command, Rows
from banfu_desktop.ui.page.initials import initials
from banfu_desktop.ui.registry import COUNTY_ROOMS, keys_of

if TYPE_CHECKING:
    from banfu_desktop.ui.page.page import Page
    from banfu_desktop.ui.registry import Room

_USED = "palette/used"
_PATIENCE, _ASK_EVERY = 3000, 30
"""Milliseconds a command waits for its page to be read, and between two looks."""
_MOST_DEEDS = 2
_ONLY_A_SUM = ("金额", "流水")
_OF_LISTS = frozenset({"copy_rows", "search_list"})


class House(Protocol):
    """What the finder asks of the window."""

    @property
    def page(self) -> "Page | None":
        """The page shown."""

    @property
    def commands(self) -> Sequence[Command]:
        """What can be done wherever the clerk is."""

    def show_room(self, name: str, where: object = None) -> "Page | None":
        """Go to a room."""

    def page_of(self, name: str) -> "Page":
        """The page of a room, made if need be."""


class Finder(QObject):
    """Fills the finder and carries out what was chosen there.

    Pages not visited yet are made one at a time while the finder is open, for their commands' sake.
    """

    def __init__(self, ctx: Context, house: House, window: QWidget, rooms: Sequence["Room"]) -> None:
        super().__init__(window)
        self._ctx, self._house, self._rooms = ctx, house, rooms
        self._made: dict[str, Page] = {}
        words = OF_COUNTY if set(rooms) <= set(COUNTY_ROOMS) else OF_OFFICE
        self._palette = Palette(ctx, window, self._deeds, self._most_used, self._note_use, words)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._make_one)

    def open(self) -> None:
        """Ctrl+K."""
        self._palette.open(self._entries())
        self._next.start()

    def go(self) -> None:
        """Ctrl+G: only pages."""
        self._palette.open(list(self._pages()), going=True)

    def hide(self) -> None:
        """Put the finder away."""
        self._palette.hide()

    def forget(self) -> None:
        """Put the finder away for good, and with it what it found."""
        self._next.stop()
        self._palette.deleteLater()
        self.deleteLater()

    def _make_one(self) -> None:
        """One page more, and the commands it has."""
        missing = next((room.name for room in self._rooms if room.name not in self._made), None)
        if missing is not None and self._palette.isVisible():
            self._made[missing] = self._house.page_of(missing)
            self._palette.offer(self._entries())
            self._next.start()

    # What is offered.

    def _entries(self) -> list[Entry]:
        here = self._house.page
        if here is not None:
            self._made[here.room] = here
        pages = sorted(self._made.values(), key=lambda page: page is not here)
        of_pages = [entry for page in pages for entry in self._commands_of(page)]
        own = [self._own(command) for command in self._house.commands if not _is_of_finder(command)]
        settings = [entry for page in pages for entry in self._places_in(page)]
        return [*of_pages, *own, *self._pages(), *settings]

    def _commands_of(self, page: "Page") -> Iterator[Entry]:
        """A page's commands; of the page shown with why they cannot be done now."""
        is_here = page is self._house.page
        for command in page.commands_here:
            if command.name in _OF_LISTS or (is_here and not command.visible):
                continue
            refusal = command.refusal(page.selected_count()) if is_here else ""
            run = command.run if is_here else self._errand(page.room, command)
            yield Entry(command.text, page.title, command.icon, run, keys=command.keys if is_here else "",
                        refusal=refusal, name=f"{page.room}.{command.name}")  # fmt: skip

    def _own(self, command: Command) -> Entry:
        return Entry(command.text, "到处可用", command.icon, command.run, keys=command.keys,
                     refusal=command.refusal(), name=command.name)  # fmt: skip

    def _pages(self) -> Iterator[Entry]:
        numbered = keys_of(self._rooms)
        for room in self._rooms:
            keys = numbered.get(room.name, "")
            hint = "" if keys else f"Ctrl+G {initials(room.title)}"
            yield Entry(room.title, hint, room.icon, self._go(room.name), kind=PAGE, keys=keys)

    def _places_in(self, page: "Page") -> Iterator[Entry]:
        for label, hint, key in page.places():
            yield Entry(label, f"{page.title} · {hint}", "", self._go(page.room, key), kind=page.title)

    def _go(self, room: str, key: object = None) -> Callable[[], object]:
        return lambda: self._ctx.go(room, key)

    def _deeds(self, hit: Found) -> list[Entry]:
        """What can be done with one record: the commands of its page that want one row."""
        page = self._made.get(hit.room)
        if page is None or hit.kind in _ONLY_A_SUM:
            return []
        commands = [command for command in page.commands_here if command.rows is Rows.ONE]
        return [
            Entry(f"{command.text.removesuffix('…')} {hit.label}", page.title, command.icon,
                  self._errand(hit.room, command, hit.key))
            for command in commands[:_MOST_DEEDS]
        ]  # fmt: skip

    # What was chosen.

    def _errand(self, room: str, command: Command, where: object = None) -> Callable[[], object]:
        """Go to a page, wait until it has been read, and do it there, or say why not."""

        def run() -> None:
            page = self._house.show_room(room, where)
            if page is not None and page.room == room:
                self._wait(page, command, _PATIENCE)

        return run

    def _wait(self, page: "Page", command: Command, left: int) -> None:
        if self._house.page is not page:
            return
        if left > 0 and (not page.filled or self._ctx.tasks.busy):
            QTimer.singleShot(_ASK_EVERY, self, lambda: self._wait(page, command, left - _ASK_EVERY))
            return
        refusal = command.refusal(page.selected_count())
        if refusal:
            self._ctx.say(f"{command.text}：{refusal}")
        else:
            command.run()

    # What is used.

    def _note_use(self, name: str) -> None:
        key = f"{_USED}/{name}"
        self._ctx.settings.setValue(key, self._times(name) + 1)

    def _times(self, name: str) -> int:
        try:
            return int(str(self._ctx.settings.value(f"{_USED}/{name}", 0)))
        except ValueError:
            return 0

    def _most_used(self, entries: Sequence[Entry]) -> list[Entry]:
        """The commands used most on this computer; before there are any, those of the page shown."""
        named = [entry for entry in entries if entry.name]
        used = sorted((e for e in named if self._times(e.name)), key=lambda e: -self._times(e.name))
        return [_under(entry, "常用" if used else "本页") for entry in (used or named)]


def _under(entry: Entry, kind: str) -> Entry:
    return replace(entry, kind=kind)


def _is_of_finder(command: Command) -> bool:
    """Whether it opens the finder itself, or is a page, which stands among those."""
    return command.name in ("find", "go") or command.name.startswith("go_")
