"""The county's list of towns from a spreadsheet or text, a row a town: name, code, kind, helping units."""

import re
from pathlib import Path

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.exchange.source import read_source
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.spec import clean

_HEADINGS = frozenset({"镇名", "镇", "镇（街）", "乡镇", "名称"})
_BETWEEN = re.compile("[、;；/]")


def read(path: Path) -> tuple[TownEntry, ...]:
    """The towns of a file's first sheet.

    Raises:
        UserError: no table, no town in it, or a row without a name.
        MachineError: the disk cannot be read.
    """
    towns = []
    for number, cells in sorted(read_source(path).sheets[0].rows.items()):
        name, code, kind, units = (clean(str(cells.get(column) or "")) for column in range(1, 5))
        if name in _HEADINGS:
            continue
        if not name:
            raise UserError(f"名单第{number}行没有镇名", "请在第一列填写镇名")
        towns.append(TownEntry(name, code.removesuffix(".0"), kind, between(units)))
    if not towns:
        raise UserError("名单里没有镇", "每行写一个镇：镇名、代码、类别、帮扶单位")
    return tuple(towns)


def between(units: str) -> tuple[str, ...]:
    """The units of a cell, written one after the other: 县司法局、县医保局."""
    return tuple(unit for part in _BETWEEN.split(units) if (unit := clean(part)))
