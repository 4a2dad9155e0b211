"""The office's own keys: it signs packages with the seed in keys.json, and reads its own."""

from dataclasses import dataclass, field
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.backup.report_manifest import Succession
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.models.transfer import SuccessionRow
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.office import office

NEW_KEY = "换用新的签名钥匙"
_LOST = "钥匙文件 keys.json 里没有签名钥匙"
_FETCH = "请从 backups 文件夹取回完好的 keys.json"
_OTHER = "签名钥匙与登记的公钥不符，被换过，或者是从县里救援恢复的"


@dataclass(frozen=True)
class Town:
    """The office's own keys.

    Attributes:
        seed: Ed25519; signs packages.
        verify_keys: in hex: the present one and those of before.
        readers: itself as a reader, of packages under the present key first.
    """

    seed: bytes = field(repr=False)
    verify_keys: tuple[str, ...]
    readers: tuple[Reader, ...]

    @property
    def verify_key(self) -> bytes:
        """What proves its signature now."""
        return verify_key_of(self.seed)

    @classmethod
    def of(cls, database: Database) -> Self:
        """The keys of an open office.

        Raises:
            UserError: nobody has founded it, or keys.json has no seed, or another one than is on record.
        """
        with database.read() as session:
            office.current(session)
            on_record = session.get_one(Office, 1).verify_key
            former = session.scalars(sa.select(SuccessionRow).order_by(SuccessionRow.id.desc())).all()
        seed = database.seed()
        if seed is None:
            raise UserError(_LOST, _FETCH)
        if verify_key_of(seed).hex() != on_record:
            raise UserError(_OTHER, f"请由“审核”核对后办理“{NEW_KEY}”，并打电话告诉县里新的核对码")
        earlier = [Reader.of_identity(bytes.fromhex(row.own_identity)) for row in former if row.own_identity]
        keys = (on_record, *(row.old for row in former))
        return cls(seed, keys, (Reader.of_office(seed), *earlier))


def other_key(database: Database) -> str:
    """What is wrong with the signing key, a sentence for `check`; empty if nothing is."""
    with database.read() as session:
        row = session.get(Office, 1)
        if row is None:
            return ""
        on_record = row.verify_key
    seed = database.seed()
    if seed is None:
        return _LOST
    return "" if verify_key_of(seed).hex() == on_record else _OTHER


def adopt_key(database: Database, deed: Deed) -> None:
    """Sign with the seed that is in keys.json from now on, where another is on record; nobody signs for it.

    Raises:
        UserError: the one on record is in use, or keys.json has none.
    """
    if not other_key(database):
        raise UserError("正在使用登记的签名钥匙", "不用换")
    seed = database.seed()
    if seed is None:
        raise UserError(_LOST, _FETCH)
    with database.write(deed) as session:
        row = session.get_one(Office, 1)
        new = verify_key_of(seed).hex()
        entries = session.connection().exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
        session.add(SuccessionRow(old=row.verify_key, new=new, entries=entries, signature=""))
        row.verify_key = new


def successions(session: Session) -> tuple[Succession, ...]:
    """The office's keys, one after the other, as a manifest has them."""
    rows = session.scalars(sa.select(SuccessionRow).order_by(SuccessionRow.id))
    return tuple(
        Succession(bytes.fromhex(row.old), bytes.fromhex(row.new), row.entries, bytes.fromhex(row.signature))
        for row in rows
    )


def card_public(database: Database) -> bytes | None:
    """The public key of the recovery card that is good now; None where the card is of an older kind."""
    with database.read() as session:
        return database.card_public(session.connection())
