"""Whether deeds were signed by whoever the trail says did them, said to the clerk."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import signatures
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.text import readable

_ENTRY = "SELECT at, actor, name FROM audit WHERE id = ?"
_PERSONS = "SELECT 1 FROM audit WHERE table_name = 'persons' LIMIT 1"
_TOLD = 3


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What is proven of who did what, and the first deed that is not signed as it should be."""
    connection = session.connection()
    report = signatures.verify(connection)
    if report.broken_at is not None:
        place = _told(connection, report.broken_at)
        return [], [f"{place}没有本人的签名，或签名不对：从这一条起，谁办的无法证明"]
    if connection.exec_driver_sql(_PERSONS).first() is None:
        return [], []
    good = [f"启用人员以后的{report.signed}次操作都有本人的签名"]
    if report.unsigned:
        which = report.appointing or report.unsigned
        told = "、".join(_told(connection, entry) for entry in which[-_TOLD:])
        changed = f"，其中改动人员或恢复卡的有{len(report.appointing)}次" if report.appointing else ""
        more = "，最近的是" if len(which) > _TOLD else "："
        unsigned = f"用恢复卡办理、没有签名的有{len(report.unsigned)}次{changed}"
        good.append(f"{unsigned}{more}{told}，请核对是不是本单位办的")
    return good, []


def _told(connection: sa.Connection, entry: int) -> str:
    row = connection.exec_driver_sql(_ENTRY, (entry,)).one()
    return readable(f"第{entry}条（{to_the_minute(row.at or '')}，{row.actor}，{row.name}）")
