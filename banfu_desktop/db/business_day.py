"""The day a deed is dated: the system's own, except in an office kept for practice."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from banfu_desktop import clock
from banfu_desktop.rules.errors import UserError

PRACTICE, REAL = "demo", "real"
"""What an office is kept for."""
_KIND = "SELECT kind_of_use FROM office"
_UNDER_WAY = timedelta(hours=1)
"""A deed begun before midnight may end after it."""


def is_practice(connection: sa.Connection) -> bool:
    """Whether the office is kept for practice; one that nobody has founded yet is none."""
    return connection.exec_driver_sql(_KIND).scalar() == PRACTICE


def refuse_another_day(connection: sa.Connection, moment: datetime) -> None:
    """Refuse a deed dated another day than the system's, unless the office is kept for practice.

    Raises:
        UserError: it is another day.
    """
    now = clock.now()
    if moment.date() == now.date() or timedelta(0) <= now - moment <= _UNDER_WAY:
        return
    if connection.exec_driver_sql(_KIND).scalar() == REAL:
        raise UserError(
            f"电脑上今天是{now.date()}，不能按{moment.date()}办理",
            "登记的日子以电脑日期为准，电脑日期不对的请先改正；"
            "要按别的日子练习，请用 init --practice 或 demo 建立练习用的办公数据",
        )
