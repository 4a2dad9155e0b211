"""Looking over what somebody changed himself who is to approve it, before he may (核对改动)."""

from banfu_desktop.services.persons import vouching
from banfu_desktop.services.persons.vouching import Changed, Subject
from banfu_desktop.ui.context import Context

_TOLD = 12
VOUCH, VOUCH_HELP = "核对改动…", "“审核”自己改过的地方，由另一个人核对，他才能批准"


def ask_to_vouch(ctx: Context, subject: Subject) -> None:
    """Show what a reviewer changed himself, and vouch for it once it has been looked over."""
    ctx.tasks.read(lambda session: vouching.listing(session, subject), lambda rows: _ask(ctx, subject, rows))


def _ask(ctx: Context, subject: Subject, rows: list[Changed]) -> None:
    if not rows:
        ctx.dialogs.tell("核对改动", f"{subject.label}没有要你核对的改动。")
        return
    lines = [f"{row.sentence}。" for row in rows[:_TOLD]]
    more = [f"……共{len(rows)}处。"] if len(rows) > _TOLD else []
    text = "\n".join(["“审核”自己改过下面几处。对照原件核对过了，他才能批准：", *lines, *more])
    if ctx.dialogs.ask(f"核对 {len(rows)} 处改动", text, "都核对过了"):
        ctx.tasks.write(
            f"核对{subject.label}的改动", lambda session: vouching.vouch(session, subject, rows), undo=False
        )
