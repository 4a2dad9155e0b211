"""The holidays of a year brought in from the window: a calendar file, or the notice's text as copied."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from banfu_desktop.rules.dates import parse_year
from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.services.attendance import bringing_in
from banfu_desktop.services.attendance.bringing_in import CalendarPlan
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.tasks import Session

_FILE, _PASTE, _CANCEL = "选择文件…", "粘贴", "取消"
_FILES = "节假日安排 (*.ics *.csv *.txt)"


def ask_calendar(ctx: Context) -> None:
    """Which year, from where; what was read is shown and confirmed before anything is written."""
    proposed = ctx.today.year + (ctx.today.month >= 11)
    asked, confirm = "哪一年的节假日安排：", "下一步"
    typed = ctx.dialogs.ask_text("导入节假日", asked, str(proposed), confirm=confirm, check=parse_year)
    if typed is None:
        return
    year = parse_year(typed)
    text = f"选择{year}年的日历文件（.ics、.csv、.txt）；或先在网页上复制放假通知全文，再点“{_PASTE}”。"
    chosen = ctx.dialogs.choose("导入节假日", text, [_FILE, _PASTE, _CANCEL])
    if chosen == _FILE:
        path = ctx.dialogs.open_file("导入节假日", _FILES)
        if path is not None:
            _read(ctx, lambda session: bringing_in.plan_file(session, path, year))
    elif chosen == _PASTE:
        pasted = QGuiApplication.clipboard().text()
        _read(ctx, lambda session: bringing_in.plan_text(session, pasted, year, "粘贴的通知"))


def _read(ctx: Context, plan: Callable[[Session], CalendarPlan]) -> None:
    def show(planned: CalendarPlan) -> None:
        if ctx.dialogs.choose("导入节假日", planned.said, ["导入", _CANCEL]) == "导入":
            ctx.tasks.write(
                f"导入{planned.year}年节假日",
                lambda session: bringing_in.carry_out(session, planned),
                notice=f"{planned.year}年节假日已导入",
            )

    def refused(error: Exception) -> bool:
        if isinstance(error, ProblemsError):
            ctx.dialogs.problems(error)
            return True
        return False

    ctx.tasks.read(plan, show, refused)
