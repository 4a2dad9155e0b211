"""Approvals: what whoever made it may not approve himself, unless he says why nobody else is there."""

from collections.abc import Callable
from typing import TypeVar

from banfu_desktop.rules.roles import MakerRefusalError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.tasks import Session

T = TypeVar("T")
_ALONE = "没有别人可以办理时，写明原因仍可办理：原因印在纸上，记入操作留痕，随上报包告知县里。\n原因："


def approve(
    ctx: Context,
    deed: str,
    work: Callable[[Session], T],
    done: Callable[[T], object] | None = None,
    *,
    notice: str | None = None,
    undo: bool = False,
    risky: bool = True,
    alone: str = "",
) -> None:
    """Do a deed that seals, closes or approves; refused to its maker, ask for a reason and do it again."""

    def refused(error: Exception) -> bool:
        if not isinstance(error, MakerRefusalError):
            return False
        reason = ctx.dialogs.ask_text("参与了编制", f"{error}\n\n{_ALONE}", confirm="仍要办理")
        if reason and reason.strip():
            reasoned = reason.strip()
            approve(ctx, deed, work, done, notice=notice, undo=undo, risky=risky, alone=reasoned)
        return True

    ctx.tasks.write(deed, work, done, refused, notice=notice, undo=undo, risky=risky, alone=alone)
