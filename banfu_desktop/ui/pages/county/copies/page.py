"""备份销毁: copies of the county's data and the way back; packages kept long enough, wiped and certified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.county import copies, inbox, retention
from banfu_desktop.services.county import second_place as county_place
from banfu_desktop.services.county.copies import Restored
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import Run
from banfu_desktop.services.keeping import second_place
from banfu_desktop.services.keeping.second_place import SecondPlace
from banfu_desktop.services.keeping.thinning import BackupRow
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import PDF
from banfu_desktop.ui.boxes.package_box import size_words
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.second_place import SecondPlaceChoice
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_GOOD, _FOREIGN = "已校验", "不是这个县的"
_COPIES, _EXPIRED = "本机备份", "到期的上报包"
_TABLE = Table(
    "county_copies",
    "本机备份",
    (
        Field("made", "备份时间", width=180),
        Field("reason", "原因", width=140),
        Field("size", "大小", width=100),
        Field("state", "校验", width=120),
        Field("file", "文件", width=280),
    ),
)
_OF_EXPIRED = Table(
    "county_expired",
    "到期的上报包",
    (
        Field("town", "镇（街）", width=130),
        Field("number", "第几号", Kind.WHOLE, width=80),
        Field("received", "收到", width=170),
        Field("size", "大小", width=100),
        Field("file", "文件", width=280),
    ),
)


@dataclass(frozen=True)
class Line:
    """A copy of the list."""

    file: str
    made: str
    reason: str
    size: str
    state: str
    path: Path


@dataclass(frozen=True)
class Expired:
    """A package whose time is over."""

    id: str
    town: str
    number: int
    received: str
    size: str
    file: str


@dataclass(frozen=True)
class _Read:
    embedded: bool
    copies: Sequence[Line]
    expired: Sequence[Expired]
    place: SecondPlace | None
    overdue: str


class CopiesPage(CountyList):
    """Copies, and what is to be wiped."""

    room, title, table, key = "copies", "备份销毁", _TABLE, "file"
    row_class = Line
    unit, empty = "份", "还没有备份。每次打开窗口时自动备份，也可以现在就做一份。"
    hint = "时间或原因"
    tones: ClassVar[Tones] = {"state": {_GOOD: Tone.GREEN, _FOREIGN: Tone.AMBER}.get}

    def commands(self) -> Sequence[Command]:
        """Copying, restoring, wiping."""
        return (
            Command("back_up", "立即备份", self._back_up, act=None, icon="save", place=Place.PRIMARY,
                    enabled=lambda: self._embedded, why=lambda: copies.ON_A_SERVER,
                    help="在本机另存一份，并逐行校验"),
            Command("restore_copy", "恢复这份备份…", self._restore, act=None, icon="history", rows=Rows.ONE,
                    place=Place.BAR, help="用所选备份代替现在的数据；以后收下的上报包可以补收"),
            self._second.command(
                None, enabled=lambda: self._embedded, why=lambda: copies.ON_A_SERVER,
            ),
            Command("purge", "销毁到期的上报包…", self._purge, act=None, icon="trash-2",
                    enabled=lambda: bool(self._expired.rows), why="没有到期的上报包",
                    help="先覆盖再删除，出销毁证明；各镇最后一份不销毁"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._place: SecondPlace | None = None
        self._second = SecondPlaceChoice(
            ctx, county_place.NAME, copies.backup_now, lambda: ctx.signals.changed.emit(EVERY_TABLE)
        )
        super().__init__(ctx)

    def build(self) -> QWidget:
        """Whether there are copies here is known once it was read."""
        self._embedded = True
        return super().build()

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """Copies; packages whose time is over."""
        self._expired = self.plain(_OF_EXPIRED, "份", ("town",), empty="没有到期的上报包")
        return {_COPIES: listed, _EXPIRED: self._expired}

    def query(self) -> Query:
        """Files of the folder, and which of them have been kept long enough."""
        database, today = self.ctx.database, self.ctx.today
        assert database is not None

        def read(_session: Session) -> _Read:
            desk = database()
            expired = [
                Expired(each.digest, each.town, each.number, each.received_at.replace("T", " ")[:16],
                        size_words(each.size), each.path.name)
                for each in retention.expired(desk, today)
            ]  # fmt: skip
            rows = copies.listing(desk.folder) if desk.roll_up.embedded else []
            return _Read(
                desk.roll_up.embedded, [_line(row) for row in rows], expired,
                second_place.second_place(desk.folder), second_place.overdue(desk.folder, today),
            )  # fmt: skip

        return read

    def fill(self, data: _Read) -> None:
        """Show both."""
        self._embedded = data.embedded
        self._place = data.place
        due = f"有 {len(data.expired)} 份上报包到了保存期限" if data.expired else "没有到期的上报包"
        self.show_note(data.overdue or due, "本单位自定")
        self.show_rows(data.copies)
        self._expired.show_rows(data.expired)
        if not self.is_list():
            self.show_content()

    def emptiness(self) -> tuple[str, str | Way]:
        """On a server somebody else makes the copies."""
        if not self._embedded:
            return f"{copies.ON_A_SERVER}，做法见手册“县里怎样收”。", ""
        return self.empty, "back_up"

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What else belongs to a copy, and when the second place was last reached."""
        packages = f"“{inbox.KEPT_FOLDER}”不在备份里，请自己另存一份"
        if self._place is None:
            return (f"只存在这台电脑上，还没有另存到U盘；{packages}",)
        at = f"{self._place.at:%Y-%m-%d %H:%M}" if self._place.at else "还没有存成过"
        return (f"另存到U盘：{at}（{self._place.folder}）；{packages}",)

    def _at(self) -> Any:
        assert self.ctx.database is not None
        return self.ctx.database()

    def _back_up(self) -> None:
        now = self.ctx.now()
        self.ctx.tasks.long("备份", lambda _progress: copies.backup_now(self._at(), now), self._backed_up)

    def _backed_up(self, made: BackupRow) -> None:
        self.ctx.signals.changed.emit(EVERY_TABLE)
        self.ctx.say(f"已备份并校验：{made.path.name}")

    def _restore(self) -> None:
        chosen: Line = self.selected()[0]
        text = (
            f"用 {chosen.made} 的备份代替现在的数据。以后收下的上报包、提的问题、改的设置不再有；"
            "收下的上报包文件还在，恢复以后可以补收。现在的数据先另存为一份备份，需要时可以再恢复回来。"
        )
        if not self.ctx.dialogs.ask(f"恢复到 {chosen.made}？", text, "恢复", danger=True):
            return
        now, actor, release = self.ctx.now(), self.ctx.tasks.actor, self.ctx.release
        folder = self._at().folder
        assert release is not None

        def work() -> Restored:
            release()
            return copies.restore(folder, chosen.path, now, actor)

        self.ctx.tasks.alone(work, partial(self._restored, chosen))

    def _restored(self, chosen: Line, made: Restored) -> None:
        aside = f"，原来的数据另存为 {made.kept.name}" if made.kept else ""
        self.ctx.say(f"已恢复到 {chosen.made}{aside}")
        if not made.unknown:
            return
        text = (
            f"“{inbox.KEPT_FOLDER}”里有 {len(made.unknown)} 份上报包是备份以后收下的，"
            "这份备份里没有。现在补收，还是以后再收？"
        )
        if self.ctx.dialogs.choose("补收上报包？", text, ["现在补收", "以后再收"]) == "现在补收":
            clock = self.ctx.now
            self.do(
                "补收上报包",
                lambda desk, _now, actor: inbox.receive_files(desk, made.unknown, clock, actor=actor),
                self._received_again,
            )

    def _received_again(self, run: Run) -> None:
        counted = "，".join(f"{place} {number} 份" for place, number in run.counted.items())
        if run.waiting or run.trouble:
            waiting = f"{run.waiting} 份要打电话核对后再收，请在收件箱里办。" if run.waiting else ""
            self.ctx.dialogs.tell("没有全部补收", f"{counted}\n{waiting}{run.trouble or ''}")
            return
        self.ctx.say(f"已补收：{counted}")

    def _purge(self) -> None:
        number = len(self._expired.rows)
        text = (
            f"{number} 份上报包文件先覆盖再删除，不能恢复；里面的内容已经在县里的数据中。"
            "各镇最后一份不销毁。销毁证明存成 PDF。"
        )
        name = f"{self.ctx.town}上报包销毁证明-{self.ctx.today}.pdf"
        path = self.ctx.dialogs.save_file("销毁证明存到哪里", name, PDF)
        if path is None or not self.ctx.dialogs.ask(f"销毁 {number} 份上报包？", text, "销毁", danger=True):
            return

        def work(desk: CountyDesk, now: datetime, actor: str) -> int:
            return retention.purge(desk, path, now, actor)

        self.do("销毁到期的上报包", work, said=f"已销毁 {number} 份，证明：{path.name}")


def _line(row: BackupRow) -> Line:
    state = _GOOD if row.verified else _FOREIGN
    made = f"{row.made_at:%Y-%m-%d %H:%M:%S}"
    return Line(row.path.name, made, row.reason.label, size_words(row.size), state, row.path)
