"""What home says of the data themselves: lost, restored, opened elsewhere, under which card."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import mark_of
from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.db.models.office import Disclosure, Restore
from banfu_desktop.db.models.transfer import SentPackage
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.roles import PERSONS_ON, Disclosed
from banfu_desktop.services.keeping import recovery, seeing
from banfu_desktop.services.office import receipts

_SAID_FOR = timedelta(days=14)
"""So long a restore or a new computer is said; the trail says it for good."""
_STARTS_SAID = 3
"""At so many starts of each person it is said that a card was issued or used."""
_STARTS = (
    "SELECT count(*) FROM (SELECT 1 FROM audit WHERE table_name = 'disclosures' AND op = 'I' AND id > ?"
    f" AND person = ? AND json_extract(after, '$.kind') = ? LIMIT {_STARTS_SAID + 1})"
)
_UNSIGNED = (
    "WITH first AS (SELECT deed FROM audit WHERE table_name = 'persons' ORDER BY id LIMIT 1)"
    " SELECT p.deed, max(p.at), max(p.name) FROM audit p, first"
    " WHERE p.table_name IN ('persons', 'card') AND p.deed > first.deed"
    " AND NOT EXISTS (SELECT 1 FROM audit s WHERE s.deed = p.deed AND s.signature IS NOT NULL)"
    " GROUP BY p.deed ORDER BY p.deed"
)
"""Deeds about persons or the card, after the first, without a signature."""


def due(session: Session, today: date) -> list[Due]:
    """The reminders about the data, on a day."""
    return [
        *_memory(session),
        *_receipts(session),
        *_restored(session, today),
        *_new_computers(session, today),
        *_new_cards(session, today),
        *_by_card(session, today),
        *_card(session),
    ]


def _memory(session: Session) -> Iterator[Due]:
    memory = session.info.get("memory")
    if memory is not None and (told := seeing.told(session, memory)):
        yield Due(f"{told}。{seeing.WAYS}", "", "red", "去处理", "backup")


def _receipts(session: Session) -> Iterator[Due]:
    """What the county acknowledged and is not here."""
    for missing in receipts.verify(session)[1]:
        text = f"{missing}：多半拷回了旧文件或恢复过备份，请先别录入，打电话告诉县里"
        yield Due(text, "", "red", "去处理", "backup")


def _restored(session: Session, today: date) -> Iterator[Due]:
    """Restores of late, each with what was lost by it as far as that is known."""
    statement = (
        sa.select(Restore, AuditEntry.at)
        .join(AuditEntry, AuditEntry.row_id == Restore.id)
        .where(
            AuditEntry.table_name == "restores",
            AuditEntry.op == "I",
            AuditEntry.at >= (today - _SAID_FOR).isoformat(),
        )
        .order_by(Restore.id)
    )
    for row, at in session.execute(statement):
        how = f"恢复过备份（{row.copy}）" if row.copy else "认定以现在的数据为准"
        lost = f"第{row.kept}条以后的{row.lost}条没有了，请补录" if row.lost else "请核对最近办的事有没有缺"
        text = f"{_day(datetime.fromisoformat(str(at)))}{how}：{lost}，并告诉县里"
        yield Due(text, "", "amber", "看留痕", "audit")


def _new_computers(session: Session, today: date) -> Iterator[Due]:
    rows = sa.select(Disclosure).where(
        Disclosure.kind == Disclosed.NEW_COMPUTER.value,
        Disclosure.at >= datetime.combine(today - _SAID_FOR, time()),
    )
    for row in session.scalars(rows.order_by(Disclosure.id)):
        then = row.what.removeprefix(seeing.FIRST_HERE)
        text = f"{_day(row.at)}在一台新电脑上第一次打开，那时{then}：请与最近的传递单或审计封条核对"
        yield Due(text, "", "grey", "看留痕", "audit")


def _new_cards(session: Session, today: date) -> Iterator[Due]:
    """A recovery card that was issued of late: whoever has the one before should know that it is void."""
    issued = (
        sa.select(AuditEntry.id, AuditEntry.at)
        .join(Disclosure, AuditEntry.row_id == Disclosure.id)
        .where(
            AuditEntry.table_name == "disclosures",
            AuditEntry.op == "I",
            Disclosure.kind == Disclosed.PASSWORD.value,
            Disclosure.what.in_((recovery.ISSUED, PERSONS_ON)),
        )
    )
    for entry, at in session.execute(issued.order_by(AuditEntry.id.desc()).limit(1)):
        if _is_news(session, entry, str(at), today):
            text = f"{_of(at)}生成了新的恢复卡，以前的已作废：请确认是本单位办的，并销毁旧卡"
            yield Due(text, "", "grey", "看留痕", "audit")


def _by_card(session: Session, today: date) -> Iterator[Due]:
    """What was done with the recovery card of late, which nobody has signed."""
    for entry, at, name in session.connection().exec_driver_sql(_UNSIGNED):
        if _is_news(session, entry, at, today):
            how = "照旧写入人员和密码" if name == seeing.RESTORED else "用恢复卡"
            text = f"{_of(at)}{how}办理了“{name}”，没有人签名：请确认是本单位的人办的，否则立即告诉县里"
            yield Due(text, "", "red", "看留痕", "audit")


def _is_news(session: Session, entry: int, at: str, today: date) -> bool:
    """Whether whoever is at work has not had three starts since an entry; without persons, for 14 days."""
    person = session.info.get("person")
    if person is None:
        return at >= (today - _SAID_FOR).isoformat()
    starts = session.connection().exec_driver_sql(_STARTS, (entry, person, Disclosed.LOGIN.value))
    return int(starts.scalar_one()) <= _STARTS_SAID


def _card(session: Session) -> Iterator[Due]:
    """Packages that the recovery card of now does not restore."""
    if "card" not in session.info:
        return
    public = session.info["card"](session.connection())
    sent = session.scalar(sa.select(SentPackage).order_by(SentPackage.id.desc()).limit(1))
    if public is None:
        text = "恢复卡是旧式的，上报包没有备份部分、不能用来恢复：请重新打印恢复卡，再导出一次上报包"
        yield Due(text, "", "amber", "去打印", "backup")
    elif sent is not None and sent.card == "":
        text = f"第{sent.number}号上报包没有备份部分、不能用来恢复，恢复卡已经换新：请再导出一次上报包"
        yield Due(text, "", "amber", "导出上报", "backup")
    elif sent is not None and sent.card is not None and sent.card != mark_of(public):
        text = f"恢复卡换过，第{sent.number}号和以前的上报包只有旧卡能打开：请再导出一次上报包"
        yield Due(text, "", "amber", "导出上报", "backup")


def _of(at: object) -> str:
    """The day of an entry."""
    return _day(datetime.fromisoformat(str(at)))


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"
