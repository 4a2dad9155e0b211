"""What is true of a posting from a day on, changed: always so (更正), or from a day on (变更)."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.members import changing, members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.reaching import ask_when, do_reaching
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Session


def ask_dated(
    ctx: Context,
    parent: QWidget,
    row: MemberRow,
    values: Values,
    changed: Sequence[str],
    stored: Callable[[], object],
) -> None:
    """Ask which it is, say how far it reaches into sealed months, store it; `stored` is called then."""
    was = vars(row)
    said = "；".join(
        f"{MEMBERS[name].label} {_shown(name, was[name])} → {_shown(name, values[name])}" for name in changed
    )

    def change(session: Session, start: date | None) -> object:
        if start is None:
            return members.save(session, values, row.id)
        others = {name: value for name, value in values.items() if name not in changing.DATED}
        members.save(session, others, row.id)
        return changing.change_from(session, row.id, {name: values[name] for name in changed}, start)

    def carry_out(start: date | None) -> None:
        word = f"{start}起变更" if start else "更正"
        do_reaching(
            ctx,
            f"{'变更' if start else '更正'}任职 {row.name}",
            lambda session: change(session, start),
            stored,
            said=f"{row.name}：{said}（{word}）",
            undo=start is None,
        )

    ask_when(ctx, parent, "更正还是变更？", f"{row.name}：{said}。", carry_out)


def _shown(name: str, value: object) -> str:
    return MEMBERS[name].show(value) or "（空）"
