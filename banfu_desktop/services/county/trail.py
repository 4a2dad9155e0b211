"""The deeds of the county's desk in words: what was done, when, by whom, about which town."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.models.desk import DeedRow
from banfu_desktop.services.county.seeing import word_of

LISTED = 1000
"""So many of the latest deeds are listed."""
_WORDS = {
    "number": "第几号", "verdict": "判定", "reason": "理由", "file": "文件", "why": "为什么",
    "towns": "镇数", "added": "新增", "gone": "去掉", "packages": "上报包", "name": "设置", "value": "改为",
    "since": "从哪天起", "no": "问题号", "text": "内容", "clause": "条款", "due_on": "期限",
    "questions": "带的问题", "lines": "另外说的", "fingerprint": "核对码", "before": "以前的核对码",
    "day": "日期", "is_off": "休息", "year": "年", "days": "天数", "copy": "备份文件", "kept": "原来的数据",
    "digest": "摘要", "town": "镇",
}  # fmt: skip
_VERDICTS = ("verdict", "why")
_SHORT = 16


@dataclass(frozen=True)
class DeedLine:
    """A deed; `said` are its particulars in one line, `particulars` one after the other."""

    no: int
    at: str
    actor: str
    name: str
    town: str
    said: str
    particulars: tuple[tuple[str, str], ...]


def listing(session: Session) -> list[DeedLine]:
    """The latest deeds, the newest first."""
    return [_line(row) for row in deeds.listing(session, LISTED)]


def _line(row: DeedRow) -> DeedLine:
    told = tuple(_particulars(json.loads(row.what)))
    said = "　".join(f"{word} {text}" for word, text in told if word != _WORDS["digest"])
    return DeedLine(row.no, row.at.replace("T", " ")[:16], row.actor, row.name, row.town, said, told)


def _particulars(what: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names as somebody reads them; what is empty says nothing."""
    return [
        (_WORDS.get(name, name), word_of(value) if name in _VERDICTS else _text(value))
        for name, value in what.items()
        if value not in ("", [])
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_text, value))
    if isinstance(value, dict):
        return " ".join(_text(each)[:_SHORT] for each in value.values())
    return str(value)
