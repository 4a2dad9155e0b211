"""The lines of the settings page: what each is about, how it stands, in the order a clerk changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from banfu_desktop.rules.words import Word
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import LAST_SHIPPED_YEAR
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.office.settings import Chosen
from banfu_desktop.tables.assessment import ASSESSMENT_SETTINGS
from banfu_desktop.tables.documents import DOCUMENT_SETTINGS
from banfu_desktop.tables.funds import FUND_SETTINGS
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.mobilised import MOBILISED_SETTINGS
from banfu_desktop.tables.projects import NOTICE_SETTINGS
from banfu_desktop.tables.rotation import ROTATION_SETTINGS
from banfu_desktop.tables.settings import KIND_SETTINGS, SETTINGS
from banfu_desktop.tables.worklog import WORKLOG_SETTINGS
from banfu_desktop.ui.page.habits import DayKind
from banfu_desktop.ui.page.table_view import RowDelegate
from banfu_desktop.ui.tasks import Session


class Group(Word):
    """What a setting is about, what a clerk changes first before what is decided once."""

    COMPUTER = "computer", "本机"
    KEYS = "keys", "密码和人员"
    OFFICE = "office", "本单位"
    CALENDAR = "calendar", "调休"
    SUBSIDY = "subsidy", "补助"
    ATTENDANCE = "attendance", "考勤"
    FUNDS = "funds", "经费帮扶"
    DUTIES = "duties", "履职"
    PEOPLE = "people", "轮换和保存"


_GROUPS: Mapping[Group, Sequence[str]] = {
    Group.KEYS: ("maker_checker",),
    Group.ATTENDANCE: (
        "days_basis",
        *KIND_SETTINGS,
        "attendance_threshold",
        "round_trips",
        "leave_town_days",
    ),
    Group.FUNDS: (
        "two_on_a4",
        *(field.name for field, _ in (*FUND_SETTINGS, *NOTICE_SETTINGS, *MOBILISED_SETTINGS)),
    ),
    Group.DUTIES: tuple(
        field.name for field, _ in (*WORKLOG_SETTINGS, *DOCUMENT_SETTINGS, *ASSESSMENT_SETTINGS)
    ),
    Group.PEOPLE: ("retention_years", *(field.name for field, _ in ROTATION_SETTINGS)),
}
"""What is not the subsidy's."""


@dataclass(frozen=True)
class Line:
    """A setting as the list shows it; `values` fill the panel, and name its fields."""

    key: str
    group: Group
    label: str
    shown: str
    since: str
    clause: str
    help: str
    values: Mapping[str, Any]
    history: Sequence[Chosen] = ()


class GroupDelegate(RowDelegate):
    """Says a group once, at the first of its lines."""

    def text_of(self, index: QModelIndex | QPersistentModelIndex) -> Any:
        """Nothing where the same group stands above."""
        above = index.model().index(index.row() - 1, 0).data()
        return "" if index.column() == 0 and above == index.data() else super().text_of(index)


def is_choice(row: Line) -> bool:
    """Whether a line is a choice with a day from which it counts."""
    return row.key in SETTINGS


def line(key: str, group: Group, label: str, shown: str, about: str, values: Mapping[str, Any]) -> Line:
    return Line(key, group, label, shown, "", "", about, values)


def choices(session: Session, today: date) -> list[Line]:
    history = settings.history(session)
    return [
        Line(
            row.name,
            group_of(row.name),
            row.label,
            row.shown or "未设",
            f"{row.effective_from}" if row.effective_from else "默认",
            row.clause or OWN_CHOICE,
            row.help,
            {row.name: row.value},
            history[row.name],
        )
        for row in settings.listing(session, today)
    ]


_TOWN = "建立办公室时确定；选错了，请关闭程序，把数据文件夹改名，再打开程序重新建立"


def group_of(name: str) -> Group:
    """Where a setting stands."""
    return next((group for group, names in _GROUPS.items() if name in names), Group.SUBSIDY)


def office_lines(session: Session) -> list[Line]:
    current = office.current(session)
    key = f"已登记（{current.county_key[:14]}…）" if current.county_key else "未登记"
    number = {"document_no": current.document_no}
    return [
        line("town", Group.OFFICE, "所在镇", f"{current.county}{current.town}", _TOWN, {}),
        line("document_no", Group.OFFICE, "文号", current.document_no, "表册上引用的通知文号", number),
        line("county_key", Group.OFFICE, "县公钥", key, "登记以后上报包只有县里能打开；未登记时用传递码", {}),
    ]


def calendar_lines(session: Session) -> list[Line]:
    years = attendance.RestDays(session).brought_in
    said = "、".join(f"{year}年（{source}）" for year, source in sorted(years.items()))
    shown = f"随程序提供到{LAST_SHIPPED_YEAR}年" + (f"，已导入{said}" if said else "，以后的年度还没有导入")
    about = "考勤表按节假日安排计算应在岗天数，没有导入的年度按双休日算"
    own = line("calendar", Group.OFFICE, "节假日安排", shown, about, {})
    return [own] + [
        line(
            f"day-{row.day}",
            Group.CALENDAR,
            str(row.day),
            f"{'休息' if row.is_off else '上班'} {row.name}".strip(),
            "考勤表按此计算应在岗天数",
            {"day": row.day, "kind": DayKind.OFF if row.is_off else DayKind.WORK, "name": row.name},
        )
        for row in attendance.calendar(session)
    ]
