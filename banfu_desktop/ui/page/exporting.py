"""A list as an Excel file: where to, on record, then written."""

from banfu_desktop.exchange.saving import refuse_target
from banfu_desktop.services.hall import lists
from banfu_desktop.ui.boxes.dialogs import XLSX, placed
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.tasks import Session


def export_list(ctx: Context, name: str, *, revealed: bool = False) -> None:
    """Ask for a place and write a list that a room offers there.

    Args:
        name: of the list (members).
        revealed: whether numbers are written in full; the clerk has confirmed that.
    """
    table = lists.lists()[name].table
    title = table.title or table.label
    path = ctx.dialogs.save_file(f"导出{title}", f"{title}.xlsx", XLSX)
    if path is None:
        return
    now = ctx.now()

    def record(session: Session) -> lists.Filled:
        refuse_target(path, ".xlsx")
        return lists.fill(session, name, now, revealed=revealed)

    def write(filled: lists.Filled) -> None:
        notice = f"已导出{len(filled.rows)}行：{placed(path)}"
        ctx.tasks.long(f"导出{title}", lambda _: lists.write(filled, path), lambda _: ctx.say(notice))

    # The file comes after the commit: were the disk full then, there would be a file without its record.
    ctx.tasks.long_write(f"导出{title}", lambda s, _: record(s), write, notice=None, undo=False)
