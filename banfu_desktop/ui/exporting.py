"""A list as an Excel file: where to, then written and audited."""

from banfu_desktop.services import lists
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.dialogs import XLSX


def export_list(ctx: Context, name: str, *, revealed: bool = False) -> None:
    """Ask for a place and write a list of services.lists there.

    Args:
        name: of the list (members).
        revealed: whether numbers are written in full; the clerk has confirmed that.
    """
    title = lists.LISTS[name].table.title or lists.LISTS[name].table.label
    path = ctx.dialogs.save_file(f"导出{title}", f"{title}.xlsx", XLSX)
    if path is not None:
        now = ctx.now()
        ctx.tasks.long_write(
            f"导出{title}",
            lambda session, progress: lists.export(session, name, path, now, revealed=revealed),
            lambda rows: ctx.say(f"已导出{rows}行：{path.name}"),
            said=None,
            undo=False,
        )
