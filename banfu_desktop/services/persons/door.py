"""What the persons room offers the halls."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.persons import How
from banfu_desktop.services.audit import trail
from banfu_desktop.services.door import List, Report, Tracked
from banfu_desktop.services.office import alone
from banfu_desktop.services.persons import handing, persons, signatures
from banfu_desktop.tables.persons import PERSONS

_WORDS = {
    "how": "密码来源",
    "set_by": "设置人",
    "verify_key": "签名公钥",
    "seal_key": "加密公钥",
    "since": "何时起",
}
_VOUCHED = {"table_name": "核对的内容", "row_id": "编号", "upto": "核对到第几条"}
TABLES = {
    "persons": Tracked("人员", (PERSONS,), _WORDS),
    "card": Tracked("恢复卡", words={"seal_key": "加密公钥", "issued_at": "生成时间"}),
    "countersigns": Tracked("核对", words=_VOUCHED),
    "sole_approvals": Tracked("一人办理", words=_VOUCHED, erasable=("reason",)),
}
LISTS = {"persons": List(PERSONS, persons.listing)}
verify = signatures.verify
handover = handing.items


def due(session: Session, today: date) -> list[Due]:
    """Persons with a password that somebody else has set; what one person approved alone this month."""
    names = [row.name for row in persons.active(session) if row.how is not How.OWN]
    text = f"{'、'.join(names)}的密码是他人设置的，改成自己的以前，所办的事算设置人办的"
    given = [Due(text, "本单位自定", "grey", "去设置", "settings")] if names else []
    return [*given, *(Due(told, "本单位自定", "amber", "看留痕", "audit") for told in _alone(session, today))]


def _alone(session: Session, today: date) -> list[str]:
    deeds = {row.deed: row for row in alone.listing(session) if row.on >= today.replace(day=1).isoformat()}
    return [f"{row.actor}自己参与、自己办理：{row.name}（{row.reason}）" for row in deeds.values()]


def report(session: Session, _today: date) -> Report:
    """What one person both made and approved, with the reason."""
    names = trail.Names(session)
    rows = [
        {
            "entry": row.entry,
            "about": trail.record_words(row.table, row.row_id, row.record, names),
            "by": row.actor,
            "on": row.on,
            "reason": row.reason,
        }
        for row in alone.listing(session)
    ]
    return Report({"alone": rows}, [row.name for row in persons.listing(session)])
