"""Rows that an upgrade took as they stood: those that a trail of the first format did not tell so."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.audit import Upgrade
from banfu_desktop.db.replay import values
from banfu_desktop.rules.text import readable
from banfu_desktop.services.audit.trail import Names, record_words

_ADOPTED = (
    "SELECT table_name, row_id, after, before FROM audit WHERE id > ? AND id <= ? AND deed IN"
    " (SELECT deed FROM audit WHERE table_name = 'upgrades') ORDER BY id"
)
_TOLD = 8


def told(session: Session) -> str:
    """Whose records they are, in one sentence for home; empty where there are none."""
    upgrades = session.scalars(sa.select(Upgrade).where(Upgrade.differing > 0).order_by(Upgrade.id)).all()
    if not upgrades:
        return ""
    names, records = Names(session), dict[str, None]()
    for upgrade in upgrades:  # the deed of an upgrade begins with them
        span = (upgrade.entries, upgrade.entries + upgrade.differing)
        for table, row_id, after, before in session.connection().exec_driver_sql(_ADOPTED, span):
            records[readable(record_words(table, row_id, values(after or before), names))] = None
    number = sum(upgrade.differing for upgrade in upgrades)
    more = "等" if len(records) > _TOLD else ""
    which = "、".join(list(records)[:_TOLD])
    return f"升级时有{number}行数据与留痕不符，已照原样接受：{which}{more}，请核对这些记录"
