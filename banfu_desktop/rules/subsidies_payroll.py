"""The bank's own template of a 代发 file for the subsidy: which of our columns, in its order and words."""

import re
from dataclasses import dataclass

from banfu_desktop.rules.errors import UserError

COLUMNS = ("序号", "户名", "账号", "开户行", "金额", "附言")
"""What a line of the transfer list holds."""
BLANK = "空"
"""A column of the bank's that stays empty."""
_NEEDED = ("户名", "账号", "金额")


@dataclass(frozen=True)
class BankColumn:
    """A column of the bank's template: which of ours it holds (None: left empty), under which heading."""

    column: str | None
    heading: str


def bank_columns(text: str) -> tuple[BankColumn, ...]:
    """Read the office's template, a column after the other: 账号=收款人账号, or 账号 alone.

    A line, a space or a semicolon stands between them, since a form keeps no line ends.

    An empty text is no template: the list is as the program makes it.

    Raises:
        UserError: a column there is none of, one written twice, or one missing that the bank needs.
    """
    columns: list[BankColumn] = []
    for line in filter(None, re.split(r"[\s;；]+", text)):
        name, _, heading = (part.strip() for part in line.replace("＝", "=").partition("="))
        if name != BLANK and name not in COLUMNS:
            raise UserError(
                f"没有“{name}”这一栏", f"可用的栏：{'、'.join(COLUMNS)}，空着的栏写“{BLANK}=表头”"
            )
        if name == BLANK and not heading:
            raise UserError("空栏没有写表头", f"请写成“{BLANK}=表头”")
        if name != BLANK and any(column.column == name for column in columns):
            raise UserError(f"“{name}”写了两次", "每栏只写一行")
        columns.append(BankColumn(None if name == BLANK else name, heading or name))
    missing = [name for name in _NEEDED if columns and all(column.column != name for column in columns)]
    if missing:
        raise UserError(f"银行代发模板缺{'、'.join(missing)}", "户名、账号、金额都要有")
    return tuple(columns)
