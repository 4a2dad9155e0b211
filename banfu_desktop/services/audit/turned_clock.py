"""The computer's clock set back, said to the clerk: what to put right, and which deeds were done by it."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.db import clock_turns
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.rules.text import readable
from banfu_desktop.services.office import office

RIGHT = "确认电脑日期"
WAYS = "请改正电脑日期；日期没有错、是以前走快了的，请在操作留痕里“确认电脑日期”（check --clock-right）"
_TOLD = 3


def behind(session: Session) -> str:
    """That the clock stands before the latest deed, in one sentence; empty where it does not."""
    return _behind(session, thorough=False)


def confirm(session: Session, reason: str, now: datetime) -> None:
    """The clock is right as it stands; it was ahead before.

    Raises:
        UserError: no reason, or nothing is wrong with the clock.
    """
    if not reason.strip():
        raise UserError("没有写明原因", "请写一句电脑日期原来错在哪里、怎么改正的")
    told = behind(session)
    if not told:
        raise UserError("电脑日期与留痕相符", "不需要确认")
    office.disclose(session, Disclosed.CLOCK_RIGHT, f"{told}；{reason.strip()}", now)


def verify(session: Session) -> tuple[list[str], list[str]]:
    """Whether the clock has caught up, and every deed that was done while it was behind."""
    connection = session.connection()
    turned = clock_turns.turns(connection)
    told = "、".join(
        f"第{turn.entry}条（{to_the_minute(turn.at)}，{turn.actor}，{turn.name}；"
        f"再上一次是{to_the_minute(turn.before)}）"
        for turn in turned[-_TOLD:]
    )
    which = "，最近的是" if len(turned) > _TOLD else "："
    good = [readable(f"时钟倒退过{len(turned)}次{which}{told}，请核对这些日子办的事")] if turned else []
    wrong = _behind(session, thorough=True)
    return good, [f"{wrong}，{WAYS}"] if wrong else []


def _behind(session: Session, *, thorough: bool) -> str:
    now = clock.now()
    latest = clock_turns.ahead(session.connection(), now, thorough=thorough)
    if not latest:
        return ""
    return f"时钟倒退：已经办理到{to_the_minute(latest)}，电脑上现在是{to_the_minute(now.isoformat())}"
