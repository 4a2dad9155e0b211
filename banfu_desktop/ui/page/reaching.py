"""A change that may reach sealed months: asked as 更正 or 变更, tried, told how far it reaches, done."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.subsidies import reach
from banfu_desktop.services.subsidies.reach import Reach
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.tasks import Session

CHANGED, CORRECTED = "从某日起变更…", "更正（一直如此）"
_EXPLAINED = "更正是原来登记错了，一直就是这样；变更是从某一天起才这样，那天以前的不动。"
_DAY = Table(
    name="change_from",
    label="从某日起变更",
    fields=(
        Field("start", "从哪一天起", Kind.DATE, required=True, help="这一天起按新的，前一天为止按原来的"),
    ),
)
Deed = Callable[[Session], object]


class _Tried(Exception):  # noqa: N818 (not an error: it carries what a deed came to out of what is then undone)
    """How far a deed would reach."""

    def __init__(self, reached: Reach) -> None:
        super().__init__()
        self.reached = reached


def ask_when(
    ctx: Context, parent: QWidget, title: str, text: str, then: Callable[[date | None], object]
) -> None:
    """Ask whether a change is 更正 or from a day on; `then` gets the day (None: 更正)."""
    answer = ctx.dialogs.choose(title, f"{text}\n{_EXPLAINED}", [CHANGED, CORRECTED])
    if answer == CORRECTED:
        then(None)
    elif answer == CHANGED:
        box = RecordBox(parent, ctx.look, _DAY.label, _DAY, {}, sentence=text, confirm="变更")
        if ctx.dialogs.run(box):
            then(box.values["start"])


def do_reaching(
    ctx: Context, name: str, deed: Deed, done: Callable[[], object], *, said: str, undo: bool = True
) -> None:
    """Try a deed, say which sealed months it reaches and by how much, and do it once the clerk agrees.

    Args:
        name: the deed's name in the audit trail.
        done: called when it is done.
        said: the notice.
    """

    def trial(session: Session) -> None:
        raise _Tried(reach.of_deed(session, lambda: deed(session)))

    def told(error: Exception) -> bool:
        if not isinstance(error, _Tried):
            return False
        reached = error.reached
        text = f"{reached.sentence}。\n已封存的表不动；差额列入以后的表补发、扣回，或列为应收回。"
        if not reached.months or ctx.dialogs.ask(name, text, "继续"):
            ctx.tasks.write(name, deed, lambda _: done(), notice=said, undo=undo)
        return True

    ctx.tasks.write(name, trial, failed=told, notice=None, undo=False)
