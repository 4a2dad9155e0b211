"""镇街名册: the county's list of towns, whom to ring, the county file, fingerprints heard beforehand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from banfu_desktop.backup.county_file import SUFFIX, CountyFile, TownEntry
from banfu_desktop.services.county import folder, pins, register, town_list
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.folder import ListChanges
from banfu_desktop.services.county.open_county import AtWork
from banfu_desktop.services.county.register import TownLine
from banfu_desktop.services.county.town_list import between
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import ANY_FILE
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.county.county_list import CountyList, ask_heard
from banfu_desktop.ui.tasks import Query

_ON, _OFF, _BELOW = "在名单", "不在名单", "下级上报"
_LISTS = f"名单 (*.xlsx *.xls *.et *.csv *.txt);;{ANY_FILE}"
_TABLE = Table(
    "county_towns",
    "镇街名册",
    (
        Field("name", "镇（街）", required=True, longest=30, joined=True, width=120),
        Field("code", "代码", longest=20, width=110, help="行政区划代码"),
        Field("kind", "类别", longest=20, width=120, help="如 重点帮扶镇"),
        Field("units", "帮扶单位", Kind.NOTE, longest=400, width=200, help="几个单位用顿号分开"),
        Field("contact", "联系人", longest=20, joined=True, width=90, help="打电话找谁；只留在县里"),
        Field("phone", "电话", longest=30, width=120),
        Field("number", "收到第几号", Kind.WHOLE, width=96, editable=False),
        Field("last_at", "最后收到", width=128, editable=False),
        Field("state", "名单", width=84, editable=False),
    ),
)
_OF_LIST = ("code", "kind", "units", "contact", "phone")


@dataclass(frozen=True)
class Line:
    """A town of the page."""

    name: str
    code: str
    kind: str
    units: str
    contact: str
    phone: str
    number: int | None
    last_at: str
    state: str
    fingerprint: str


class TownsPage(CountyList):
    """All towns."""

    room, title, table, key = "towns", "镇街名册", _TABLE, "name"
    row_class = Line
    filters = ("kind", "state")
    suggests = ("kind",)
    editable = True
    unit, hint = "个镇", "镇名、单位或联系人"
    empty = "名单上还没有镇。导入名单（每行：镇名、代码、类别、帮扶单位），或逐个新增。"
    tones: ClassVar[Tones] = {"state": {_ON: Tone.GREEN, _OFF: Tone.GREY, _BELOW: Tone.BLUE}.get}

    def commands(self) -> Sequence[Command]:
        """The list, the county file, fingerprints."""
        return (
            Command("write_county_file", "生成县文件…", self._write_file, act=None, icon="upload",
                    place=Place.PRIMARY, enabled=self._has_towns, why="名单上还没有镇，请先导入名单",
                    help="把名单、调休和县里的钥匙写成文件发给各镇；核对码只在电话里说"),
            Command("import_towns", "导入名单…", self._import, act=None, icon="download", place=Place.BAR,
                    help="用表格换上新的名单，先看有哪些变化"),
            Command("new_town", "新增镇…", self.new_record, act=None, icon="plus", keys="Ctrl+N",
                    help="在名单上加一个镇"),
            Command("remove_town", "从名单去掉…", self._remove, act=None, icon="trash-2", rows=Rows.ONE,
                    enabled=lambda: self._is(_ON), why="请选一个在名单上的镇",
                    help="不再算应报；收过的内容都还在"),
            Command("pin_fingerprint", "先记下核对码…", self._pin, act=None, icon="shield-check",
                    rows=Rows.ONE, enabled=lambda: not self._is(_BELOW), why="下级的镇由它的县核对",
                    help="电话里先核对好，这个镇的下一份包直接收下"),
        )  # fmt: skip

    def form_table(self) -> Table | None:
        """A town's own fields."""
        return _TABLE

    def query(self) -> Query:
        """The list."""
        return lambda session: [_line(each) for each in register.lines(session)]

    def fill(self, data: Sequence[Line]) -> None:
        """Show it; where nobody is known to ring, say so."""
        listed = [row for row in data if row.state == _ON]
        without = sum(not row.phone for row in listed)
        said = f"{without} 个镇还没有登记电话" if without else "改了名单，要重新生成县文件发给各镇"
        self.show_note(said, "本单位自定")
        self.show_rows(data)

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """How many are asked to report."""
        return (f"名单上 {sum(row.state == _ON for row in rows)} 个",)

    # The record.

    def heading(self, row: Line | None) -> tuple[str, str]:
        """A town by its name."""
        return ("新增镇", "") if row is None else (row.name, row.kind)

    def fields(self, row: Line | None) -> Collection[str] | None:
        """A town's name is what its packages bear: another name is another town."""
        return None if row is None else _OF_LIST

    def sealed(self, row: Line) -> str:
        """Towns of other counties are told by those."""
        return "下级县上报的镇，由那个县登记。" if row.state == _BELOW else ""

    def facts(self, row: Line) -> Sequence[Fact]:
        """What is known of it."""
        if not row.number:
            return [Fact("还没有收过它的上报包", "", "secondary")]
        return [
            Fact(f"收到第{row.number}号，{row.last_at}", "", "secondary"),
            Fact(f"登记的发件方核对码 {row.fingerprint}", "", "secondary"),
        ]

    def save(self, row: Line | None, values: Values) -> Saving:
        """Onto the list, or another code, kind, units; whom to ring."""
        name = values["name"] if row is None else row.name
        entry = TownEntry(name, values["code"] or "", values["kind"] or "", between(values["units"] or ""))
        contact, phone = values["contact"] or "", values["phone"] or ""

        def work(at: AtWork) -> str:
            return folder.set_town(at.desk, entry, contact, phone, at.now, at.actor)

        return Saving(f"登记{name}", work, said=f"{name}已登记", undo=False)

    # Commands.

    def _is(self, state: str) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].state == state

    def _has_towns(self) -> bool:
        return any(row.state == _ON for row in self.rows)

    def _import(self) -> None:
        path = self.ctx.dialogs.open_file("选择各镇名单", _LISTS)
        database = self.ctx.database
        if path is None or database is None:
            return

        def read() -> tuple[tuple[TownEntry, ...], ListChanges]:
            towns = town_list.read(path)
            return towns, folder.compare(database(), towns)

        self.ctx.tasks.aside(read, lambda found: self._confirm(path, *found))

    def _confirm(self, path: Path, towns: Sequence[TownEntry], changes: ListChanges) -> None:
        if not (changes.added or changes.changed or changes.gone):
            self.ctx.say(f"{path.name}与现在的名单相同，没有改动")
            return
        danger = bool(changes.gone)
        if self.ctx.dialogs.ask("换上这份名单？", changes.said, "换上", danger=danger):
            self.do(
                "更新名单",
                lambda desk, now, actor: folder.set_towns(desk, towns, now, actor),
                said="名单已更新，请重新生成县文件发给各镇",
            )

    def _remove(self) -> None:
        name = str(self.selected()[0].name)
        text = f"{name}不再算应报，也不在以后的县文件里。收过的内容都还在，可以再加回来。"
        if self.ctx.dialogs.ask(f"从名单去掉{name}？", text, "去掉", danger=True):
            self.do(
                "更新名单",
                lambda desk, now, actor: folder.remove_town(desk, name, now, actor),
                said=f"已从名单去掉{name}",
            )

    def _write_file(self) -> None:
        path = self.ctx.dialogs.save_file("生成县文件", f"{self.ctx.town}{SUFFIX}", f"县文件 (*{SUFFIX})")
        if path is not None:
            self.do(
                "生成县文件",
                lambda desk, now, actor: folder.write_file(desk, path, now, actor),
                lambda made: self._written(path, made),
            )

    def _written(self, path: Path, made: CountyFile) -> None:
        text = (
            f"{path.name}：{len(made.towns)}个镇，{len(made.calendar)}天调休。把它发给各镇。\n\n"
            f"核对码　{made.fingerprint}\n\n核对码只在电话里告诉各镇，不要和县文件一起发。"
        )
        self.ctx.dialogs.tell("县文件已写好", text)

    def _pin(self) -> None:
        town = str(self.selected()[0].name)
        heard, reason = ask_heard(self, town)
        if heard:

            def work(desk: CountyDesk, now: Any, actor: str) -> None:
                pins.pin(desk, town, heard, reason, now, actor)

            self.do("先记下核对码", work, said=f"已记下{town}的核对码，下一份用它的包直接收下")


def _line(town: TownLine) -> Line:
    state = _BELOW if town.county else _ON if town.listed else _OFF
    name = f"{town.county} {town.name}" if town.county else town.name
    return Line(
        name, town.code, town.kind, town.units, town.contact, town.phone, town.number or None,
        town.last_at.replace("T", " ")[:16], state, town.fingerprint,
    )  # fmt: skip
