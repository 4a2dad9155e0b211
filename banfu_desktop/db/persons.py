"""Who is at work in an open office, by what his password opened and what the database knows of him.

The public keys lie in the database and are never taken from the key file: whoever could put his own there
would get the next data key, or sign in another's name.
"""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.persons import Card
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.slots import Seed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.roles import Role

_SIGNED_AS = b"banfu-deed-2\0"
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'persons'"
_ACTIVE = "SELECT id, name, role, verify_key, seal_key, how FROM persons WHERE left_on IS NULL ORDER BY id"
_CARD = "SELECT seal_key FROM card"
_OFFICE = "SELECT office_id FROM office"


@dataclass(frozen=True)
class Active:
    """A person at work in the office, as the database knows him; keys are public, in hex."""

    id: int
    name: str
    role: Role
    verify_key: str
    seal_key: str
    how: How


@dataclass(frozen=True)
class Signer:
    """Whoever is at work with a signature of his own."""

    id: int
    name: str
    role: Role
    how: How
    seed: Seed = field(repr=False)

    def sign(self, connection: sa.Connection, link: bytes) -> bytes:
        """His signature of a deed, by the link of its last entry: 64 bytes."""
        return self.seed.sign(signed_text(connection, link))


class OldKeysError(UserError):
    """The key file opens the data key past the persons of the office."""

    def __init__(self) -> None:
        super().__init__(
            "这份办公数据已经给每个人设了密码，这份 keys.json 是那以前的，或者被改动过",
            "请取回现在的 keys.json（backups 文件夹里也有一份），用自己的密码打开；都没有时用恢复卡打开",
        )


def signed_text(connection: sa.Connection, link: bytes) -> bytes:
    """What is signed of a deed: whose office, and the whole of its history up to the deed's last entry."""
    return signed_text_of(connection.exec_driver_sql(_OFFICE).scalar() or "", link)


def signed_text_of(office: str, link: bytes) -> bytes:
    """signed_text of an office by its lasting name (hex).

    Raises:
        ValueError: the name is none.
    """
    return _SIGNED_AS + bytes.fromhex(office) + link


def active(connection: sa.Connection) -> list[Active]:
    """The persons at work; none in an office that knows no persons."""
    if connection.exec_driver_sql(_THERE).first() is None:
        return []
    return [
        Active(row.id, row.name, Role.parse(row.role), row.verify_key, row.seal_key, How.parse(row.how))
        for row in connection.exec_driver_sql(_ACTIVE)
    ]


def card_key(connection: sa.Connection) -> bytes | None:
    """The public key of the card that is good now, where the database holds one."""
    if connection.exec_driver_sql(_THERE).first() is None:
        return None
    key = connection.exec_driver_sql(_CARD).scalar()
    return bytes.fromhex(key) if key else None


def put_card(session: Session, public: bytes, now: datetime) -> None:
    """Let the database know which card is good from now on."""
    row = session.get(Card, 1)
    if row is None:
        session.add(Card(id=1, seal_key=public.hex(), issued_at=now))
    elif row.seal_key != public.hex():
        row.seal_key, row.issued_at = public.hex(), now
    session.flush()


def at_work(connection: sa.Connection, unlocked: Unlocked) -> Signer | None:
    """Whoever opened the office, as the database knows him; None without persons, or with the card.

    Raises:
        OldKeysError: neither a person's password nor the card opened an office that has persons.
        UserError: the person has left, his key is not the one on record, or the office is from before there
            were persons.
    """
    persons = active(connection)
    if unlocked.recovered:
        return None
    if not persons:
        if unlocked.person:
            raise UserError("这份办公数据是给每个人设密码以前的", "请用恢复卡打开")
        return None
    if unlocked.seed is None or not unlocked.person:
        raise OldKeysError
    me = next((person for person in persons if person.id == unlocked.person), None)
    if me is None:
        raise UserError("这个密码的主人已经不在人员名单里", "请由“审核”重新设置，或用恢复卡打开")
    if me.verify_key != unlocked.seed.verify_key.hex():
        raise UserError(f"{me.name}的密码与办公数据里登记的不是同一个", "请由“审核”重新设置，或用恢复卡打开")
    return Signer(me.id, me.name, me.role, me.how, unlocked.seed)
