"""What the county's commands share: the folder, opened, and the county's moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from banfu_desktop.cli.arguments import Parser, path
from banfu_desktop.cli.run import ACTOR, Run, remind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.county.desk import CountyDesk

__all__ = ["ACTOR", "declare_folder", "declare_json", "opened", "reading"]


@contextmanager
def opened(run: Run) -> Iterator["CountyDesk"]:
    """The county's desk; where its database has just been made, its recovery key is said."""
    from banfu_desktop.services.county import desk

    with desk.at(run.args.folder) as found:
        if found.roll_up.card:
            remind(f"县里数据的恢复密钥（只显示这一次，请抄在纸上存好）：{found.roll_up.card}")
        yield found


@contextmanager
def reading(run: Run) -> Iterator["Session"]:
    """A session that only reads the county's database."""
    with opened(run) as desk, desk.roll_up.read() as session:
        yield session


def declare_folder(command: Parser) -> Parser:
    """Let a command take the county's folder first."""
    command.add_argument("folder", type=path, metavar="DIR", help="县里的文件夹")
    return command


def declare_json(command: Parser) -> Parser:
    """Let a command answer in JSON."""
    command.add_argument("--json", action="store_true", help="给其他程序用的格式")
    return command
