"""收件箱: what a folder holds looked at by covers, judged, received in one go; what is held is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QWidget

from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import copies, inbox, seeing
from banfu_desktop.services.county.copies import Reason
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import Run
from banfu_desktop.services.county.seeing import GOOD, Seen
from banfu_desktop.services.county.strays import strays
from banfu_desktop.services.keeping import second_place
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import button, card, column, label, named, row
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import PanelList
from banfu_desktop.ui.pages.county.inbox.county_reports import CountyReports
from banfu_desktop.ui.pages.county.inbox.held_panel import HeldPanel
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_TABLE = Table(
    "county_inbox",
    "收件箱",
    (
        Field("town", "镇（街）", width=130),
        Field("number", "号", Kind.WHOLE, width=50),
        Field("verdict", "判定", width=130),
        Field("state", "处理", width=80),
        Field("period", "月份", width=86),
        Field("net", "实发合计", Kind.MONEY, width=110),
        Field("made", "制作时间", width=120),
        Field("program", "程序", width=64),
        Field("file", "文件", width=200),
    ),
)
_NEW, _TAKEN, _HELD, _BACK, _AGAIN = "等候", "已收下", "待确认", "退回", "不再收"
_STATE_TONES = {_TAKEN: Tone.GREEN, _HELD: Tone.BLUE, _BACK: Tone.RED, _AGAIN: Tone.GREY}


@dataclass(frozen=True)
class Line:
    """A package of the list; of one that cannot be opened only the file's name is told.

    Attributes:
        id: 已收, 待确认, 退回 or nothing, and the file's name: another of that name may come any month.
    """

    id: str
    file: str
    town: str
    number: int | None
    period: str
    made: str
    program: str
    net: int | None
    verdict: str
    state: str
    seen: Seen


@dataclass(frozen=True)
class _Read:
    """What lies in the folder, what was not read there, and whether the second place is out of reach."""

    seen: Sequence[Seen]
    strays: Sequence[str]
    overdue: str


class InboxPage(PanelList):
    """What lies in a folder. `receiving`: so many are done, of how many, and which is next."""

    receiving = Signal(int, int, str)
    _panel: HeldPanel

    room, title, table, key = "inbox", "收件箱", _TABLE, "id"
    row_class = Line
    unit = "份"
    hint = "镇名或文件名"
    tones: ClassVar[Tones] = {
        "verdict": lambda word: None if not word else Tone.GREEN if word == GOOD else Tone.AMBER,
        "state": _STATE_TONES.get,
    }

    def commands(self) -> Sequence[Command]:
        """Choosing a folder, receiving, deciding."""
        return (
            Command("receive_all", "全部接收", self._receive, act=None, icon="download", place=Place.PRIMARY,
                    help="接得上的收下，其余的待确认或退回，文件移到 已收、待确认、退回",
                    enabled=lambda: bool(self._waiting()) and not self._under_way,
                    why="没有可以直接接收的上报包"),
            Command("change_folder", "换文件夹…", self._change, act=None, icon="folder-open", place=Place.BAR,
                    help="选收件的文件夹：U盘、共享或下载文件夹"),
            Command("look_again", "重新看一遍", self.reload, act=None, icon="refresh-cw", place=Place.BAR,
                    help="重新读一遍文件夹里的封面和签名"),
            Command("receive_county", "收县级汇总…", self._higher.choose, act=None, icon="download",
                    help="上级用：收下级县写的汇总（.bfr），第一次要打电话核对核对码"),
            Command("show_package", "看这一份…", self._open_selected, act=None, rows=Rows.ONE, icon="eye",
                    help="打给谁、怎么说、怎么决定"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._folder = _remembered(ctx)
        self._shown: Line | None = None
        self._under_way = self._stopping = False
        self._higher = CountyReports(self)
        super().__init__(ctx)

    def build(self) -> QWidget:
        """The folder, the strip of what is under way, the list."""
        look = self.ctx.look
        self._place = named(QLineEdit(str(self._folder or "")), "inbox-folder", "收件的文件夹")
        self._place.setReadOnly(True)
        self._said = label("", "secondary", name="inbox-said")
        top = row(self._place, self._said)
        top.setStretch(0, 1)
        self._bar_under_way = named(QProgressBar(), "receiving", "正在收下")
        self._bar_under_way.setTextVisible(False)
        self._at = label("", name="receiving-at")
        stop = button("停在这里", "stop-here")
        stop.clicked.connect(self._stop)
        self._strip = card(row(self._at, self._bar_under_way, stop), "receiving-strip", "正在收下")
        self._strip.hide()
        self.receiving.connect(self._show_progress)
        self._stop_button: QPushButton = stop
        self._strays = label("", "field-warning", name="inbox-strays", wrap=True)
        self._strays.hide()
        whole = QWidget()
        layout = column(
            self._reminder(), top, self._strays, self._strip, super().build(), spacing=look.px(12)
        )
        layout.setStretch(4, 1)
        whole.setLayout(layout)
        return whole

    def _reminder(self) -> QWidget:
        """That no copy has come to the second place for a week, on the first page there is."""
        self._overdue = label("", "field-warning", name="second-place-overdue", wrap=True)
        go = button("去备份", "go-copies", look="link")
        go.clicked.connect(lambda: self.ctx.go("copies"))
        line = row(self._overdue, go)
        line.setStretch(0, 1)
        self._remind = QWidget()
        self._remind.setLayout(line)
        self._remind.hide()
        return self._remind

    def make_panel(self) -> HeldPanel:
        """A package in words."""
        return HeldPanel(self.ctx.look, self._take)

    def query(self) -> Query:
        """Covers and verdicts of what lies in the folder; nothing is written."""
        folder, now, desk = self._folder, self.ctx.now(), self.ctx.database
        assert desk is not None

        def read(_session: Session) -> _Read:
            overdue = second_place.overdue(desk().folder, now.date())
            if folder is None:
                return _Read((), (), overdue)
            return _Read(seeing.seen(desk(), folder, now), strays(folder), overdue)

        return read

    def fill(self, data: _Read) -> None:
        """Show the packages, and what is none."""
        self._said.setText("" if self._folder is None else f"{len(data.seen)} 份")
        for shown, whole, text in (
            (self._strays, self._strays, "；".join(data.strays)),
            (self._overdue, self._remind, data.overdue),
        ):
            shown.setText(text)
            shown.setAccessibleName(text)
            whole.setVisible(bool(text))
        self.show_rows([_line(each) for each in data.seen])
        if self._shown is not None:
            again = next((line for line in self.rows if line.id == self._shown.id), None)
            self.open_record(again) if again is not None else self.close_record()

    def emptiness(self) -> tuple[str, str | Way]:
        """Where packages come from; what lies in the folder instead is said all the same."""
        text = _NO_FOLDER if self._folder is None else f"“{self._folder}”里没有上报包。"
        said = (text, self._strays.text(), self._overdue.text())
        return "\n".join(part for part in said if part), "change_folder"

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What may be received."""
        return ("只看封面和签名；收下的移到“已收”，文件从不删除",)

    def open_record(self, row: Line) -> None:
        """A package in words."""
        self._shown = row
        self._panel.show_package(row.seen, row.verdict, row.state)

    def forget_shown(self) -> None:
        """Nothing is shown any more."""
        self._shown = None

    def visit(self, where: object) -> None:
        """Understands a package besides, as one that was double-clicked: its folder is shown, and it."""
        if not isinstance(where, Path):
            super().visit(where)
            return
        folder, place = where.parent, where.parent.name
        is_placed = place in (inbox.TAKEN, inbox.HELD, inbox.REFUSED)
        super().visit(f"{place}/{where.name}" if is_placed else where.name)
        self.use(folder.parent if is_placed else folder)

    def use(self, folder: Path) -> None:
        """Look at another folder."""
        self._folder = folder
        self.ctx.settings.setValue(_FOLDER, str(folder))
        self._place.setText(str(folder))
        self.reload()

    def _waiting(self) -> list[Line]:
        """Those that are received in one go; what is held and could not be moved is judged anew with them."""
        return [line for line in self.rows if not line.seen.place and line.state in (_NEW, _HELD)]

    def _open_selected(self) -> None:
        self.open_record(self.selected()[0])

    def _change(self) -> None:
        chosen = self.ctx.dialogs.open_folder("选择收件的文件夹")
        if chosen is not None:
            self.use(chosen)

    def _stop(self) -> None:
        """The package under way is finished, the next is left."""
        self._stopping = True
        self._stop_button.setEnabled(False)

    def _receive(self) -> None:
        folder, database, clock, actor = self._folder, self.ctx.database, self.ctx.now, self.ctx.tasks.actor
        if folder is None or database is None:
            return
        self._under_way, self._stopping = True, False
        self._stop_button.setEnabled(True)
        self._bar_under_way.setRange(0, 0)
        self._at.setText("正在收下…")
        self._strip.show()
        self.refresh_commands()

        def work() -> Run:
            copies.backup_if_changed(database(), clock(), Reason.RISK)
            return inbox.receive_folder(database(), folder, clock, self._told, actor)

        self.ctx.tasks.aside(work, self._received, self._gave_out, long=True)

    def _told(self, done: int, total: int, name: str) -> None:
        """Called on a worker, before each package."""
        if self._stopping:
            raise StopIteration
        self.receiving.emit(done, total, name)

    def _show_progress(self, done: int, total: int, name: str) -> None:
        self._at.setText(f"正在收下 {done + 1}/{total}　{name}")
        self._bar_under_way.setRange(0, total)
        self._bar_under_way.setValue(done)

    def _received(self, run: Run) -> None:
        self._ended()
        counted = "，".join(f"{place} {number} 份" for place, number in run.counted.items())
        left = f"，还有 {run.left} 份没有收，再按“全部接收”接着收" if run.left else ""
        self.ctx.say(f"{counted or '没有要收的'}{left}")
        if run.trouble is not None:
            self.ctx.dialogs.tell("没有收完", str(run.trouble))
        stayed = [each.name for each in run.received if each.stayed]
        if stayed:
            text = f"{len(stayed)} 份已经办了，但文件移不动，留在原处（文件夹可能是只读的）：{stayed[0]}"
            self.ctx.dialogs.tell("文件没有移动", text + ("等" if len(stayed) > 1 else ""))

    def _gave_out(self, error: Exception) -> bool:
        self._ended()
        return False

    def _ended(self) -> None:
        self._under_way = False
        self._strip.hide()
        self.ctx.signals.changed.emit(EVERY_TABLE)

    def _take(self, seen: Seen, reason: str, heard: str) -> None:
        """End a held one by one deed with a reason; one that goes on by now is received."""
        path, clock = seen.glanced.path, self.ctx.now

        def work(desk: CountyDesk, now: datetime, actor: str) -> object:
            if seen.is_ready:
                return inbox.receive_files(desk, [path], clock, actor=actor, move=True)
            take = inbox.take_report if seen.is_report else inbox.take
            return take(desk, path, now, reason, heard, actor)

        said = f"已收下{seen.glanced.town}第{seen.glanced.number}号"
        self.do("收下待确认的上报包", work, said=said)


_FOLDER = "county/inbox"
_NO_FOLDER = (
    "还没有选收件的文件夹：U盘、共享或下载文件夹都可以。"
    "刚建立登记的，先到“镇街名册”核对名单，生成县文件发给各镇。"
)


def _remembered(ctx: Context) -> Path | None:
    left = ctx.settings.value(_FOLDER)
    return Path(str(left)) if left and Path(str(left)).is_dir() else None


def _line(seen: Seen) -> Line:
    """A package as a row; of one that cannot be opened nothing but the file's name is told."""
    each, name = seen.glanced, seen.glanced.path.name
    known = f"{seen.place}/{name}" if seen.place else name
    if each.trouble and not each.town:
        return Line(known, name, "（打不开）", None, "", "", "", None, seen.word, _state(seen), seen)
    made = f"{each.made_at:%m-%d %H:%M}" if each.made_at else ""
    sender = f"{each.town}（汇总）" if seen.is_report else each.town
    net = each.net_fen if each.sheets else None
    return Line(
        known, name, sender, each.number, each.period, made, each.program, net, seen.word, _state(seen), seen
    )


def _state(seen: Seen) -> str:
    if seen.words == Handling.REPEATED.value or (
        seen.place != inbox.TAKEN and seen.handling is Handling.KEPT and seen.glanced.known
    ):
        return _AGAIN
    if seen.place == inbox.TAKEN:
        return _TAKEN
    if not seen.place and seen.waits and not seen.is_report:
        return _HELD
    return {inbox.HELD: _HELD, inbox.REFUSED: _BACK}.get(seen.place, _NEW)
