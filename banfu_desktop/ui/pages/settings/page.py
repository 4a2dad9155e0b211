"""设置: what the office chose where the notice leaves it open, its own facts, and this computer's habits."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.words import Word
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.keeping import county, recovery
from banfu_desktop.services.office import office
from banfu_desktop.tables.settings import CHOICE, SETTINGS
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import ANY_FILE
from banfu_desktop.ui.frame.locking import IDLE, idle_minutes
from banfu_desktop.ui.look.look import Scale, Tone
from banfu_desktop.ui.page.choosing import before, choosing
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.habits import SCALE as SCALE
from banfu_desktop.ui.page.habits import DayKind, Size
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.settings.bringing_in import ask_calendar
from banfu_desktop.ui.pages.settings.lines import (
    Group,
    GroupDelegate,
    Line,
    calendar_lines,
    choices,
    group_of,
    is_choice,
    line,
    office_lines,
)
from banfu_desktop.ui.pages.settings.password_desk import PASSWORD, Desk, PasswordDesk
from banfu_desktop.ui.pages.settings.person_desk import PERSONS, PersonDesk
from banfu_desktop.ui.preview.preview import OFFSET_DOWN, OFFSET_RIGHT, offset_mm
from banfu_desktop.ui.tasks import Query, Session

_MOST_MM = 20.0


class Idle(Word):
    """After how many idle minutes the window locks; the labels say the minutes."""

    NEVER = "0", "不自动锁屏"
    FIVE = "5", "5分钟不操作"
    TEN = "10", "10分钟不操作"
    THIRTY = "30", "30分钟不操作"


LISTED = Table(
    "settings",
    "设置",
    (
        Field("group", "分组", Kind.CHOICE, words=Group, width=104),
        Field("label", "设置", width=190, kept=True),
        Field("shown", "现行", width=190, kept=True),
        Field("since", "何时起", width=116),
        Field("clause", "依据", width=112),
        Field("help", "说明", Kind.NOTE, width=380),
    ),
)
FORM = Table(
    "setting",
    "设置",
    (
        *CHOICE.fields,
        Field("document_no", "文号", required=True, longest=60),
        Field("size", "界面大小", Kind.CHOICE, required=True, words=Size),
        Field("idle", "自动锁屏", Kind.CHOICE, required=True, words=Idle),
        Field("right", "向右移（毫米）", longest=8),
        Field("down", "向下移（毫米）", longest=8),
        Field("day", "日期", Kind.DATE, required=True),
        Field("kind", "这一天", Kind.CHOICE, required=True, words=DayKind),
        Field("name", "名称", longest=20, help="如 春节、国庆调休"),
    ),
)
_CALENDAR, _OFFSET = ("day", "kind", "name"), ("right", "down")


class SettingsPage(ListPage):
    """Every choice, since when, and what it rests on."""

    room, title, table, key = "settings", "设置", LISTED, "key"
    row_class = Line
    watches = frozenset(
        {"settings", "office", "calendar_days", "calendar_years", "backups", "keys", "persons"}
    )
    filters = ("group",)
    tones: ClassVar[Tones] = {"clause": lambda clause: Tone.GREY if clause else None}
    unit, hint = "项", "设置名称或说明"

    def places(self) -> Sequence[tuple[str, str, object]]:
        """Every choice by its name."""
        return [(field.label, group_of(name).label, name) for name, field in SETTINGS.items()]

    @cached_property
    def _key_desk(self) -> Desk:
        return Desk(self.ctx)

    @cached_property
    def _desks(self) -> Mapping[str, PasswordDesk | PersonDesk]:
        return {PASSWORD: PasswordDesk(self._key_desk), PERSONS: PersonDesk(self._key_desk)}

    def commands(self) -> Sequence[Command]:
        """What is set here besides the list's own lines."""
        return (
            Command("new_day_off", "登记调休…", self.new_record, act=Act.ENTER,
                    help="某一天休息或上班与公布的不同", icon="calendar", keys="Ctrl+N", place=Place.BAR),
            Command("remove_day_off", "删除调休", self._remove_day, act=Act.ENTER,
                    help="这一天重新按公布的日历", icon="trash-2", keys="Delete", rows=Rows.ONE,
                    enabled=self._is_calendar,
                    why="请先选一天调休"),
            Command("import_calendar", "导入节假日…", lambda: ask_calendar(self.ctx), act=Act.ENTER,
                    help="导入新一年的节假日安排：日历文件，或从通知复制的全文", icon="calendar-days"),
            Command("import_county_key", "导入县公钥…", self._import_key, act=Act.SETTINGS,
                    help="上报包从此只有县里能打开", icon="key-round"),
        )  # fmt: skip

    # What is shown.

    def query(self) -> Query:
        """The choices in force today, the office, the calendar, and this computer's habits."""
        today = self.ctx.today
        computer = self._computer()

        def read(session: Session) -> list[Line]:
            kept = [*office_lines(session), *self._passwords(), self._card()]
            order = list(Group)
            lines = [*computer, *kept, *calendar_lines(session), *choices(session, today)]
            return sorted(lines, key=lambda one: order.index(one.group))

        return read

    def _card(self) -> Line:
        """Called on a worker."""
        assert self.ctx.database is not None
        folder = self.ctx.database().folder
        printed, checked = recovery.printed_on(folder), recovery.checked_on(folder)
        on_paper = f"{printed} 打印，还没有核对" if printed else "还没有打印"
        standing = f"{checked} 核对" if checked else on_paper
        return line("recovery_card", Group.KEYS, "恢复卡", standing, "换电脑以后，只有它能打开办公数据", {})

    def _passwords(self) -> list[Line]:
        """Called on a worker."""
        self._key_desk.read()
        lines = (desk.line() for desk in self._desks.values())
        return [line(key, Group.KEYS, label, standing, about, {}) for key, label, standing, about in lines]

    def _computer(self) -> list[Line]:
        size = str(self.ctx.settings.value(SCALE, Scale.STANDARD.label))
        right, down = offset_mm(self.ctx.settings)
        moved = f"右 {right:g}、下 {down:g} 毫米" if right or down else "不移动"
        about = "打印位置偏了时调整；负数向左、向上"
        idle = Idle.parse(str(idle_minutes(self.ctx)))
        return [
            line("size", Group.COMPUTER, "界面大小", size, "重新打开程序后生效", {"size": Size.parse(size)}),
            line("idle", Group.COMPUTER, "自动锁屏", idle.label, "设有密码时才锁；随时可以按 Ctrl+L 锁屏",
                  {"idle": idle}),
            line("offset", Group.COMPUTER, "打印位置", moved, about,
                  {"right": f"{right:g}", "down": f"{down:g}"}),
        ]  # fmt: skip

    def _draw(self) -> TableView:
        view = super()._draw()
        view.setItemDelegate(GroupDelegate(view, self.ctx.look))
        return view

    # The record.

    def form_table(self) -> Table:
        """One field for each setting; the panel shows those of the line."""
        return FORM

    def heading(self, row: Line | None) -> tuple[str, str]:
        """The setting and its group."""
        return ("登记调休", "") if row is None else (row.label, row.group.label)

    def fields(self, row: Line | None) -> Collection[str]:
        """Those of the setting, of a choice also from when on and why."""
        if row is None:
            return _CALENDAR
        return (*row.values, "effective_from", "note") if is_choice(row) else tuple(row.values)

    def values(self, row: Line) -> Values:
        """As in force; a change counts from the first of this month unless the clerk says otherwise."""
        return {**row.values, "effective_from": Month.of(self.ctx.today).first}

    def facts(self, row: Line) -> Sequence[Fact]:
        """What it decides, and what was chosen before."""
        facts = [Fact(row.help, row.clause, "secondary")] if row.help else []
        facts += before(row.history)
        if row.key == "county_key":
            facts.append(Fact(row.shown, "", "", "导入…", self._import_key, Act.SETTINGS))
        if row.key in self._desks:
            facts += self._desks[row.key].facts()
        if row.key == "calendar":
            facts.append(Fact(row.shown, "", "", "导入节假日…", lambda: ask_calendar(self.ctx), Act.ENTER))
        if row.key == "recovery_card":
            facts.append(Fact(row.shown, "", "", "去打印…", lambda: self.ctx.go("backup")))
        return facts

    def check(self, values: Values) -> Sequence[Problem]:
        """An offset that is no number of mm."""
        return [problem for name in _OFFSET if name in values and (problem := _offset_problem(name, values))]

    def act(self, row: Line | None) -> Act | None:
        """The calendar is the staff's, this computer's habits everybody's, the rest the reviewer's."""
        if row is None or row.group is Group.CALENDAR:
            return Act.ENTER
        return None if row.group is Group.COMPUTER else Act.SETTINGS

    def save(self, row: Line | None, values: Values) -> Saving:
        """A choice from a day on, the office's record, a day of the calendar, or this computer's habit."""
        if row is None or row.group is Group.CALENDAR:
            return _save_day(row, values)
        if row.group is Group.COMPUTER:
            return self._save_habit(row, values)
        if not is_choice(row):
            number = values["document_no"]
            return Saving("更正文号", lambda session: office.change(session, document_no=number), undo=False)
        return choosing(row.key, values)

    def _save_habit(self, row: Line, values: Values) -> Saving:
        keep = self.ctx.settings
        if row.key == "size":
            keep.setValue(SCALE, values["size"].label)
            notice = "界面大小已改，重新打开程序后生效"
        elif row.key == "idle":
            keep.setValue(IDLE, values["idle"].value)
            self.ctx.signals.habits.emit()
            notice = f"自动锁屏：{values['idle'].label}"
        else:
            keep.setValue(OFFSET_RIGHT, float(values["right"] or 0))
            keep.setValue(OFFSET_DOWN, float(values["down"] or 0))
            notice = "打印位置已改"
        self.reload()
        return Saving(f"设置{row.label}", lambda session: None, said=notice, undo=False)

    # Commands.

    def _is_calendar(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].group is Group.CALENDAR

    def _remove_day(self) -> None:
        row: Line = self.selected()[0]
        day = row.values["day"]
        self.ctx.tasks.write(f"删除调休 {day}", lambda session: attendance.remove_day_off(session, day))

    def _import_key(self) -> None:
        path = self.ctx.dialogs.open_file("选择县公钥文件", f"县公钥 (*.pub);;{ANY_FILE}")
        if path is not None:
            self.ctx.tasks.write(
                "登记县公钥",
                lambda session: office.change(session, county_key=county.read_public_key(path)),
                notice="县公钥已登记，上报包从此用它加密",
                undo=False,
            )


def _save_day(row: Line | None, values: Values) -> Saving:
    day, is_off, name = values["day"], values["kind"] is DayKind.OFF, values["name"] or ""
    before = None if row is None else row.values["day"]

    def work(session: Session) -> str:
        if before not in (None, day):
            attendance.remove_day_off(session, before)
        attendance.set_day_off(session, day, is_off, name)
        return f"day-{day}"

    return Saving(f"登记调休 {day}", work)


def _offset_problem(name: str, values: Values) -> Problem | None:
    try:
        moved = float(values[name] or 0)
        if abs(moved) <= _MOST_MM:
            return None
    except ValueError:
        pass
    return Problem(None, FORM[name].label, "不是可用的毫米数", f"请填写-{_MOST_MM:g}到{_MOST_MM:g}之间的数")
