"""What is said before a command, and all that is said when the window is wanted.

The window does not wait for the commands: to declare them all costs a quarter of the time to its first paint.
"""

from collections.abc import Sequence

from banfu_desktop import __version__
from banfu_desktop.cli import asking
from banfu_desktop.cli.arguments import Parser, moment, path

OPTIONS = ("--data", "--today", "--password-file", "--person", "--alone", "--role")
"""Each with a value after it."""


def opening() -> Parser:
    """The command line up to the command."""
    top = Parser(prog="banfu-desktop", description="驻镇帮扶工作队办公助手。不带命令时打开窗口。")
    top.add_argument("--data", type=path, metavar="DIR", help="数据文件夹")
    top.add_argument("--today", type=moment, metavar="YYYY-MM-DD", help="把这一天当作今天")
    asking.declare_options(top)
    version_line = f"驻镇帮扶工作队办公助手 {__version__}"
    top.add_argument("--version", action="version", version=version_line, help="显示程序的版本")
    top.set_defaults(run=None)
    return top


def after_options(words: Sequence[str]) -> Sequence[str]:
    """What follows the options that stand first."""
    rest = words
    while len(rest) > 1 and rest[0] in OPTIONS:
        rest = rest[2:]
    return rest
