"""The password asked for once more, before anything is shown that whoever only passes by must not have."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from banfu_desktop.ui.boxes.password_box import PRESENT, PasswordBox

if TYPE_CHECKING:
    from banfu_desktop.db.store import Database
    from banfu_desktop.ui.context import Context


def ask_presence(
    ctx: "Context", title: str, text: str, permitted: Callable[[], object], confirm: str = ""
) -> None:
    """Go on once the password of whoever is at work was right; where there is none, once it was confirmed.

    After the recovery card nobody knows a password, so that it is a question then too.

    Args:
        title: what is to be done; `text` says what comes of it.
        confirm: the text of the question's button; empty: the title.
    """
    ctx.tasks.aside(lambda: _locked(ctx), lambda office: _prove(ctx, office, title, text, permitted, confirm))


def _locked(ctx: "Context") -> "Database | None":
    """The office, where it has a password that somebody knows; on a worker."""
    from banfu_desktop.services.keeping import unlocking

    office: Database | None = ctx.database() if ctx.database is not None else None
    return (
        office if office is not None and unlocking.is_locked(office.folder) and not office.recovered else None
    )


def _prove(
    ctx: "Context",
    office: "Database | None",
    title: str,
    text: str,
    permitted: Callable[[], object],
    confirm: str,
) -> None:
    from banfu_desktop.services.keeping import unlocking

    if office is None:
        if ctx.dialogs.ask(f"{title}？", text, confirm or title):
            permitted()
        return
    box = PasswordBox(ctx.look, title, text, (PRESENT,), ctx.dialogs.window)
    accepted = ctx.dialogs.run(box)
    typed, now = box.typed(PRESENT), ctx.now()
    box.forget()
    if accepted:
        role, me = (None, office.person.id) if office.person else (office.role, 0)
        ctx.tasks.long(
            "核对密码",
            lambda progress: unlocking.unlock(office.folder, typed, now, role, me),
            lambda _: permitted(),
        )
