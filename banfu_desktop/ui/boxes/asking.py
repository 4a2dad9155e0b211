"""What was typed and refused is asked for again, as it stood there: a wrong character loses nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.ui.context import Context


def ask_again(ctx: "Context", again: Callable[[], object]) -> Callable[[Exception], bool]:
    """Who deals with a refusal: it is said, then what may be mended is asked again; other errors go on."""

    def refused(error: Exception) -> bool:
        if isinstance(error, UserError):
            ctx.dialogs.refuse(error)
            again()
        return isinstance(error, UserError)

    return refused
