"""Snapshots: the exact text a record is sealed with, its check code, and readers for every format of it.

A snapshot says which *format* it is written in, and the reader of a format is kept for good. What a reader
gives may grow; what a snapshot of its format holds may not: any other shape is a new format. It also has a
*layout*, the number of the look its papers were sealed under and are printed in for good.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from banfu_desktop.rules.errors import UserError

Content = Mapping[str, Any]
"""A snapshot's JSON, read."""
Read = TypeVar("Read")


def canonical(content: Content) -> str:
    """The text of a snapshot: the same content always gives the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def check_code(snapshot: str) -> str:
    """The short code printed on a sealed paper: 8 letters of the snapshot's SHA-256, in two groups."""
    letters = base64.b32encode(hashlib.sha256(snapshot.encode()).digest()).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def read(snapshot: str, readers: Mapping[int, Callable[[Content], Read]]) -> Read:
    """What a snapshot says, by the reader of its format.

    Raises:
        UserError: no reader has its format: a newer program wrote it.
    """
    content: Content = json.loads(snapshot)
    reader = readers.get(content.get("format", 0))
    if reader is None:
        raise UserError(
            f"封存内容是格式{content.get('format')}，由新版程序写成，本程序读不懂",
            "请安装新版程序再打开，封存的内容没有改动",
        )
    return reader(content)


def format_of(snapshot: str) -> int:
    """The format a snapshot is written in."""
    return int(json.loads(snapshot).get("format", 0))


def of_layout(layouts: Mapping[int, Read], number: int) -> Read:
    """The look of a number.

    Raises:
        UserError: there is none: a newer program sealed the paper.
    """
    if number not in layouts:
        raise UserError(
            f"这张表按版式{number}封存，本程序没有这种版式", "请安装新版程序再打印，封存的内容没有改动"
        )
    return layouts[number]
