"""The choices the notice leaves open, each in force from a day on; earlier months keep what they had."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import Setting
from banfu_desktop.rules.attendance import Counting, leave_kinds
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.limits import refuse_day, refuse_month
from banfu_desktop.rules.policy import SubsidyPolicy
from banfu_desktop.rules.rotation import filing_bodies
from banfu_desktop.rules.subsidies_payroll import bank_columns
from banfu_desktop.rules.subsidies_township import township_tiers
from banfu_desktop.rules.words import DayState
from banfu_desktop.tables.settings import DEFAULTS, KIND_SETTINGS, SETTINGS, SUBSIDY_NAMES, from_text, to_text


@dataclass(frozen=True)
class SettingRow:
    """A setting on a day: its value as shown, since when (None: the default), and its source."""

    name: str
    label: str
    value: Any
    shown: str
    effective_from: date | None
    clause: str
    help: str
    note: str


class Choices:
    """Every choice the office ever made, read once; says what was in force on any day."""

    def __init__(self, session: Session) -> None:
        self._made: dict[str, list[Setting]] = {}
        for row in session.scalars(sa.select(Setting).order_by(Setting.effective_from.desc())):
            self._made.setdefault(row.name, []).append(row)

    def value(self, name: str, day: date) -> Any:
        """A setting's value on a day (KeyError: no such setting)."""
        row = self.row(name, day)
        return DEFAULTS[name] if row is None else from_text(name, row.value)

    def policy(self, month: Month) -> SubsidyPolicy:
        """The choices for a month's subsidy, as in force on its first day (六(一))."""
        return SubsidyPolicy(**{name: self.value(name, month.first) for name in SUBSIDY_NAMES})

    def counting(self, month: Month) -> Counting:
        """How the days of a month are counted (本单位自定)."""
        kinds = (leave_kinds(self.value(name, month.first)) for name in KIND_SETTINGS)
        return Counting(self.value("days_basis", month.first), *kinds)

    def kinds_ever(self, name: str) -> frozenset[DayState]:
        """Every kind of leave that a setting ever named, its default included (KeyError: no such setting)."""
        texts = (DEFAULTS[name], *(row.value for row in self._made.get(name, ())))
        return frozenset().union(*map(leave_kinds, texts))

    def least(self, name: str) -> int:
        """The least whole number a setting ever had, its default included (KeyError: no such setting)."""
        made = (from_text(name, row.value) for row in self._made.get(name, ()))
        return int(min((DEFAULTS[name], *made)))

    def row(self, name: str, day: date) -> Setting | None:
        """The choice in force on a day; None is the default."""
        return next((row for row in self._made.get(name, ()) if row.effective_from <= day), None)


@dataclass(frozen=True)
class Chosen:
    """A choice once made: from when on, its value as shown, and why."""

    effective_from: date
    shown: str
    note: str


def value_on(session: Session, name: str, day: date) -> Any:
    """A setting's value on a day.

    Raises:
        KeyError: no such setting.
    """
    return Choices(session).value(name, day)


def township_table(session: Session, day: date) -> tuple[tuple[int, int], ...]:
    """The office's table of 乡镇工作补贴 on a day: (full years, fen a month); empty where it has none."""
    return township_tiers(value_on(session, "township_tiers", day) or "")


def choose(session: Session, name: str, raw: object, effective_from: date, note: str = "") -> None:
    """Set a choice from a day on.

    Raises:
        UserError: no such setting, or not one of its values.
    """
    field = SETTINGS.get(name)
    if field is None:
        raise UserError(f"没有名为“{name}”的设置", "请在设置页选择")
    value = to_text(field.read(raw))
    if name in _WRITTEN_OUT:
        _WRITTEN_OUT[name](value)
    row = session.scalar(sa.select(Setting).filter_by(name=name, effective_from=effective_from))
    if row is None:
        session.add(Setting(name=name, value=value, effective_from=effective_from, note=note))
    else:
        row.value, row.note = value, note


_WRITTEN_OUT: Mapping[str, Callable[[str], object]] = {
    "township_tiers": township_tiers,
    **dict.fromkeys(KIND_SETTINGS, leave_kinds),
    "payroll_columns": bank_columns,
    "filing_bodies": filing_bodies,
    **dict.fromkeys(("report_due_day", "log_sign_days", "fund_close_day"), refuse_day),
    **dict.fromkeys(("plan_due_month", "training_month", "allotment_month"), refuse_month),
}
"""Settings that are more than a value of their kind, by what reads or refuses them."""


def listing(session: Session, day: date) -> list[SettingRow]:
    """Every setting as in force on a day, in the order of its declaration."""
    choices, rows = Choices(session), []
    for name, field in SETTINGS.items():
        row = choices.row(name, day)
        value = DEFAULTS[name] if row is None else from_text(name, row.value)
        since, note = (None, "") if row is None else (row.effective_from, row.note)
        shown = _shown(name, value)
        rows.append(SettingRow(name, field.label, value, shown, since, field.clause, field.help, note))
    return rows


def history(session: Session) -> dict[str, list[Chosen]]:
    """Every choice ever made, by setting, latest first; also those that begin only later."""
    by_setting: dict[str, list[Chosen]] = {name: [] for name in SETTINGS}
    for row in session.scalars(sa.select(Setting).order_by(Setting.effective_from.desc())):
        shown = _shown(row.name, from_text(row.name, row.value))
        by_setting[row.name].append(Chosen(row.effective_from, shown, row.note))
    return by_setting


def _shown(name: str, value: Any) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else SETTINGS[name].show(value)
