"""A package restored beside the office: what opens it is asked for; a wrong character loses nothing typed."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from banfu_desktop.db.store import Deed
from banfu_desktop.services.keeping import package, restoring
from banfu_desktop.services.keeping.package import Desk
from banfu_desktop.services.keeping.restoring import Restored
from banfu_desktop.ui.boxes.asking import ask_again
from banfu_desktop.ui.context import Context

_CARD, _RESCUE = "恢复卡上的恢复密钥", "县里的救援钥匙"
Opened = Callable[[], tuple[Desk | None, str]]
"""What opens a package, and the key typed for it; called on a worker."""
Done = Callable[[Restored], object]


def county_desk(folder: Path) -> Desk:
    """The desk of the county whose keys lie in a folder; on a worker, which loads the county's wing."""
    from banfu_desktop.services.county import receiving

    return receiving.desk(folder)


def by_card(ctx: Context, path: Path, done: Done, before: str = "") -> None:
    """Of a package of format 2: its escrow, by the card that was good then or the county's rescue key.

    Args:
        before: what was typed and refused, to be mended.
    """
    asked = "请照恢复卡输入恢复密钥，8 组，每组 4 个字符。在县里恢复的，输入县里的救援钥匙。"
    typed = ctx.dialogs.ask_text("恢复密钥", asked, before)
    if not typed:
        return
    way = ctx.dialogs.choose("输入的是？", f"文件：{path.name}", [_CARD, _RESCUE])
    folder = ctx.dialogs.open_folder("选择县密钥所在的文件夹") if way == _RESCUE else None
    if way == _CARD or folder is not None:
        restore_into(
            ctx,
            path,
            lambda: (county_desk(folder) if folder else None, typed),
            done,
            lambda: by_card(ctx, path, done, typed),
        )


def restore_into(
    ctx: Context, path: Path, opened: Opened, done: Done, again: Callable[[], object] = lambda: None
) -> None:
    """Restore a package into a folder; a refusal is said, and then what may be mended is asked `again`."""
    folder = ctx.dialogs.open_folder("恢复出来的数据放在哪个文件夹")
    if folder is not None:
        into = folder / path.stem if any(folder.iterdir()) else folder
        deed, database = Deed("恢复上报包", ctx.tasks.actor, ctx.now()), ctx.database

        def restored(progress: package.Progress) -> Restored:
            """Called on a worker; what is refused stands in the trail of the office that is open."""
            with nullcontext() if database is None else database().noting(deed):
                desk, key = opened()
                return restoring.restore_package(path, into, desk, progress, key=key, actor=deed.actor)

        ctx.tasks.long("恢复上报包", restored, done, ask_again(ctx, again))
