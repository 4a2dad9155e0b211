"""What commands are declared with: the parser in Chinese, and the kinds of arguments."""

import argparse
import re
import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from banfu_desktop.cli.run import Run
from banfu_desktop.rules.dates import Month, parse_date, parse_year
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.rules.documents import HalfYear

USAGE = 2
Job = Callable[[Run], object]
_REASONS = (
    (r"the following arguments are required: (.+)", r"缺少{0}"),
    (r"unrecognized arguments: (.+)", r"多出了{0}"),
    (r"argument .+?: invalid choice: '(.*?)'.*", r"没有“{0}”这个命令"),
    (r"argument (.+?): expected one argument", r"{0}后面没有写内容"),
    (r"argument (.+?): invalid int value: '(.*)'", r"{0}“{1}”不是整数"),
    (r"argument (.+?): (.*[\u4e00-\u9fff].*)", r"{0} {1}"),
)
"""What argparse says, and how we say it; the last are our own sentences."""


@cache
def _columns() -> int:
    return shutil.get_terminal_size().columns - 2


class _Formatter(argparse.HelpFormatter):
    """Asks once how wide the terminal is; argparse makes one for every argument that is declared."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns())


class Parser(argparse.ArgumentParser):
    """argparse in Chinese; arguments that only the doors of the rooms know are declared when needed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")
        self._late: Callable[[Parser], object] | None = None

    def later(self, declare: "Callable[[Parser], object]") -> None:
        """Have arguments declared once this command is called or its help is asked for."""
        self._late = declare

    def _complete(self) -> None:
        declare, self._late = self._late, None
        if declare is not None:
            declare(self)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self._complete()
        return super().parse_known_args(args, namespace)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：")

    def format_help(self) -> str:
        self._complete()
        return super().format_help().replace("usage: ", "用法：")

    def error(self, message: str) -> NoReturn:
        """Say how it is called, and in Chinese what is wrong."""
        matches = ((re.fullmatch(english, message), chinese) for english, chinese in _REASONS)
        reason = next((chinese.format(*match.groups()) for match, chinese in matches if match), "")
        self.exit(
            USAGE,
            f"{self.format_usage()}参数不对{'：' if reason else ''}{reason.rstrip('。')}。"
            f"详见 {self.prog} --help\n",
        )


def path(text: str) -> Path:
    """A file or folder; an empty text would silently be the folder one is in."""
    if not text:
        raise argparse.ArgumentTypeError("没有写明文件或文件夹")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("名称里有认不出的字符，请先改名") from None
    return Path(text)


def moment(text: str) -> date:
    """A day."""
    day: date = _argument(parse_date, text)
    return day


def year(text: str) -> int:
    """A calendar year."""
    read: int = _argument(parse_year, text)
    return read


def month(text: str) -> Month:
    """A month."""
    read: Month = _argument(Month.parse, text)
    return read


def half_year(text: str) -> "HalfYear":
    """Half a year: 2026上半年, 2026-2."""
    from banfu_desktop.rules.documents import HalfYear

    read: HalfYear = _argument(HalfYear.parse, text)
    return read


def _argument(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except UserError as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def add(commands: Any, name: str, job: Job, text: str) -> Parser:
    """A command under a group or at the top: what it does, and what it is called with follows."""
    command: Parser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=job)
    return command


def group(commands: Any, name: str, text: str) -> Any:
    """A word under which commands stand."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        metavar="命令", title="命令", required=True
    )


def monthly(command: Parser, *, in_json: bool) -> None:
    """Let a command take a month, and answer in JSON where it shows something."""
    command.add_argument("month", type=month, metavar="月份")
    if in_json:
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")
