"""首页: what is due, why (clause), by when, and where it is done; and how far the month is."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month, closing_month
from banfu_desktop.rules.home import Due, HomeView, PutOff, grouped, in_order
from banfu_desktop.rules.month_steps import MonthStrip, Step, StepName, strip
from banfu_desktop.rules.words import Word
from banfu_desktop.services import rooms
from banfu_desktop.services.hall import pack
from banfu_desktop.services.keeping import concerns, left_behind, safety, second_place
from banfu_desktop.services.members import members, team
from banfu_desktop.services.office import putting_off

_NOBODY = Due("还没有成员：请导入花名册，或逐个登记", "一", "red", "导入花名册", "members")


def view(session: Session, today: date, folder: Path | None) -> HomeView:
    """Everything the home page says; `folder` is the office's data folder."""
    month = closing_month(today)
    shown = month_strip(session, month, today) if members.listing(session, month.period) else None
    standing = None if folder is None else safety.standing(session, folder)
    said, put_off = due_and_put_off(session, today)
    second = [] if folder is None else second_place.due(folder, today)
    said = in_order([*said, *_package(shown), *second], today)
    return HomeView(said, team.counts(session, today), standing, shown, put_off)


def month_strip(session: Session, month: Month, today: date) -> MonthStrip:
    """How far a month is, step by step."""
    of_rooms = [step for steps in rooms.offered("step") for step in steps(session, month, today)]
    return strip(month, [*of_rooms, _print(session, month)])


def month_states(session: Session) -> dict[Month, Word]:
    """How far the months have come, of all rooms together."""
    return {month: state for states in rooms.offered("states") for month, state in states(session).items()}


def _print(session: Session, month: Month) -> Step:
    """打印 is done once the month's papers were printed in one go."""
    printed = pack.printed_at(session, month)
    said = f"{printed.month}月{printed.day}日" if printed else ""
    return Step(StepName.PRINT, printed is not None, said, "打印本月的表册", "本月打印", "subsidies", month)


def due(session: Session, today: date) -> list[Due]:
    """Everything due today in any room, in the order of the page; what is put off is left out."""
    return due_and_put_off(session, today)[0]


def due_and_put_off(session: Session, today: date) -> tuple[list[Due], list[PutOff]]:
    """What is due today, and what of it is put off."""
    everything = concerns.due(session, today)
    if not members.listing(session):
        return [_NOBODY, *everything], []
    everything += [reminder for due_of in rooms.offered("due") for reminder in due_of(session, today)]
    everything += left_behind.due(session)
    said, put_off = putting_off.part(everything, putting_off.quiet(session, today), today)
    return in_order(grouped(said), today), put_off


def _package(shown: MonthStrip | None) -> list[Due]:
    """The month is sealed and the county has not been told."""
    if shown is None:
        return []
    steps = {step.name: step for step in shown.steps}
    seal, report = steps.get(StepName.SEAL), steps.get(StepName.REPORT)
    if seal is None or report is None or not seal.done or report.done:
        return []
    text = f"{shown.month.label}的发放表已封存，还没有导出上报包报送县里"
    return [Due(text, "本单位自定", "amber", "导出上报", "backup")]
