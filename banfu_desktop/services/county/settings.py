"""The county's own choices, each from a day on: when reports are due, how long packages are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import SettingRow
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county.desk import ACTOR, CountyDesk

DUE_DAY, REPORTS_FROM, KEEP_MONTHS = "due_day", "reports_from", "keep_months"


@dataclass(frozen=True)
class Setting:
    """A choice: its name in Chinese, what it is where nobody has chosen, and what may be chosen."""

    label: str
    usual: str
    check: Callable[[str], str]


@dataclass(frozen=True)
class Chosen:
    """A choice in force: since when; empty where it is the usual one."""

    name: str
    label: str
    value: str
    since: str


def _between(least: int, most: int, what: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text.isdecimal() and least <= int(text) <= most:
            return str(int(text))
        raise UserError(f"“{text}”不能作为{what}", f"请写{least}到{most}之间的整数")

    return check


SETTINGS = {
    DUE_DAY: Setting("次月几日前上报", "5", _between(1, 28, "上报期限")),
    REPORTS_FROM: Setting("从哪个月起应报", "", lambda text: str(Month.parse(text)) if text else ""),
    KEEP_MONTHS: Setting("收下的上报包保存几个月", "36", _between(1, 600, "保存期限")),
}
"""All of them are the county's own (本单位自定): no notice fixes them."""


def value(session: Session, name: str, day: date) -> str:
    """A choice as it is on a day."""
    rows = sa.select(SettingRow.value).where(SettingRow.name == name, SettingRow.since <= day.isoformat())
    chosen = session.scalar(rows.order_by(SettingRow.since.desc()).limit(1))
    return SETTINGS[name].usual if chosen is None else chosen


def due_day(session: Session, day: date) -> int:
    """By which day of the next month a month is to be reported."""
    return int(value(session, DUE_DAY, day))


def reports_from(session: Session) -> Month | None:
    """The first month that is to be reported; None: the first that any town has reported."""
    rows = sa.select(SettingRow.value).where(SettingRow.name == REPORTS_FROM)
    chosen = session.scalar(rows.order_by(SettingRow.since.desc()).limit(1))
    return Month.parse(chosen) if chosen else None


def listing(session: Session, day: date) -> list[Chosen]:
    """Every choice as it is on a day."""
    found = []
    for name, setting in SETTINGS.items():
        rows = sa.select(SettingRow).where(SettingRow.name == name, SettingRow.since <= day.isoformat())
        row = session.scalar(rows.order_by(SettingRow.since.desc()).limit(1))
        found.append(
            Chosen(name, setting.label, row.value if row else setting.usual, row.since if row else "")
        )
    return found


def history(session: Session) -> dict[str, list[Chosen]]:
    """What was chosen before and is still to come, by name, the earliest first."""
    found: dict[str, list[Chosen]] = {name: [] for name in SETTINGS}
    for row in session.scalars(sa.select(SettingRow).order_by(SettingRow.name, SettingRow.since)):
        if row.name in found:
            found[row.name].append(Chosen(row.name, SETTINGS[row.name].label, row.value, row.since))
    return found


def choose(desk: CountyDesk, name: str, text: str, since: date, now: datetime, actor: str = ACTOR) -> None:
    """Choose something from a day on.

    Raises:
        UserError: no such setting, or it cannot be that.
    """
    setting = SETTINGS.get(name)
    if setting is None:
        raise UserError(f"没有“{name}”这项设置", f"可以设置：{'、'.join(SETTINGS)}")
    chosen = setting.check(text.strip())
    with desk.roll_up.write() as session:
        row = session.get(SettingRow, (name, since.isoformat()))
        if row is None:
            session.add(SettingRow(name=name, since=since.isoformat(), value=chosen))
        else:
            row.value = chosen
        what = {"name": name, "value": chosen, "since": since.isoformat()}
        deeds.add(session, CountyDeed("设置", actor, now, what=what))
