"""An attachment as a file of its own: on record, then written as it came."""

from pathlib import Path

from banfu_desktop.exchange.saving import write_file
from banfu_desktop.services.attachments import intake
from banfu_desktop.ui.boxes.dialogs import placed
from banfu_desktop.ui.context import Context


def save_attachment(ctx: Context, attachment_id: int, path: Path) -> None:
    """Write an attachment where the clerk wants it."""
    now = ctx.now()

    def write(content: bytes) -> None:
        ctx.tasks.long(
            "另存附件", lambda _: write_file(content, path), lambda _: ctx.say(f"已保存：{placed(path)}")
        )

    ctx.tasks.long_write(
        "另存附件",
        lambda session, _: intake.take_out(session, attachment_id, path, now),
        write,
        notice=None,
        undo=False,
    )
