"""Accounts and the recovery card go on to whoever follows: their names, never a password."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.persons import persons

_ROOM = "persons"


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Whoever has a password of the program, and that card and passwords are to be made anew."""
    if posting_id is not None:
        return
    for row in persons.active(session):
        text = f"程序账号“{row.name}”（{row.role.label}）：离开的请登记离开，接任的另设密码"
        yield handover_item(Section.KEYS, "账号", text, _ROOM, row.id)
    card = "恢复卡 1 张：交接后重新生成恢复卡，更换登录密码，旧卡当面销毁"
    yield handover_item(Section.KEYS, "恢复卡", card, _ROOM, "card")
