"""What the office room offers the halls."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.business_day import PRACTICE, REAL
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services import rooms
from banfu_desktop.services.door import Hit, List, Tracked
from banfu_desktop.services.office import county_questions, levels, limits, office, receipts
from banfu_desktop.tables.office import LIMITED, ORGANISATIONS, UNIT

TABLES = {
    "settings": Tracked("设置", erasable=("note",)),
    "calendar_days": Tracked("节假日", undoable=True),
    "calendar_years": Tracked("节假日", words={"source": "来源"}, undoable=True),
    "organisations": Tracked("单位", (ORGANISATIONS, UNIT), {"same_as_id": "并入单位"}, undoable=True),
    "unit_levels": Tracked("单位", (ORGANISATIONS, UNIT), undoable=True),
    "heading_maps": Tracked("导入的列", words={"door": "导入", "line": "表头", "columns": "对应的列"}),
    "quiet_reminders": Tracked(
        "提醒", words={"subject": "事项", "until": "推到", "reason": "原因"}, undoable=True
    ),
    "former_names": Tracked("单位", (ORGANISATIONS, UNIT)),
    "county_files": Tracked("县文件"),
    "packages": Tracked("上报包", quiet=True, edits=False),
    "receipts": Tracked("县里的回执"),
    "county_questions": Tracked(
        "县里的问题",
        words={"text": "问题", "answer": "答复", "closed": "已结", "due_on": "答复期限"},
        erasable=("text", "record", "answer"),
    ),
    "successions": Tracked("签名钥匙"),
    "office": Tracked(
        "办公室",
        words={"subsidies_from": "补助启用月份"},
        codes={"kind_of_use": {REAL: "正式", PRACTICE: "练习"}},
    ),
    "restores": Tracked("恢复备份", edits=False),
    "disclosures": Tracked(
        "登录、查看与导出",
        edits=False,
        erasable=("what",),
        codes={"kind": {one.value: one.label for one in Disclosed}},
    ),
}
report = county_questions.report
LISTS = {
    "organisations": List(ORGANISATIONS, office.organisations),
    "limits": List(LIMITED, rows_on=limits.listing),
}
LIMITS = county_questions.LIMITS


def verify(session: Session) -> tuple[list[str], list[str]]:
    """Whether the county's receipts fit the trail, and no unit leads nowhere."""
    (good, bad), (_, adrift) = receipts.verify(session), levels.verify(session)
    return good, [*bad, *adrift]


def due(session: Session, today: date) -> list[Due]:
    """What the county asks, and a receipt of its that has not come."""
    return [*county_questions.due(session, today), *receipts.due(session, today)]


def find(session: Session, text: str) -> Iterator[Hit]:
    """Units by name, time limits by what is due."""
    for unit in office.organisations(session):
        if text in unit.name or text in unit.initials:
            yield Hit(unit.name, unit.level.label, "office", unit.id, "单位")
    for name, limit in rooms.merged("LIMITS").items():
        if text in limit.label.casefold():
            yield Hit(limit.label, f"{limit.who} · {limit.clause}", "limits", name, "时限")


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(Organisation.name).filter_by(same_as_id=organisation_id).limit(1)
    other = session.scalar(held)
    return f"与{other}是同一个单位" if other is not None else ""
