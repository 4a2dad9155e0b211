"""The county's database as its services use it: opened on either engine, read, changed, closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import keys
from banfu_desktop.db.engine import WrongKeyError, new_engine, open_engine
from banfu_desktop.db.machine import this_machine
from banfu_desktop.files import sync_folder
from banfu_desktop.roll_up import addresses, driver, schema
from banfu_desktop.roll_up.deeds import PRACTICE
from banfu_desktop.roll_up.migrations import bring_up_to_date
from banfu_desktop.roll_up.models.desk import NO_TOWN, CountyRow, TownRow
from banfu_desktop.roll_up.troubles import translated
from banfu_desktop.rules.errors import MachineError, UserError

DATABASE_FILE = "county.db"
_UNFINISHED = "county.new.db"
_PATIENCE = 10
"""Seconds that a server gets to answer; one that is switched off would keep us waiting for minutes."""
OWN_COUNTY = 1
"""The desk's own county among those whose towns are here."""


class LockedError(UserError):
    """This computer has no key to the database; the recovery card has."""


class ForeignFileError(UserError):
    """The database is not under the keys beside it, or its beginning is damaged."""


class RollUp:
    """One county's database, open.

    Attributes:
        engine: for bulk loads and measurements.
        embedded: whether it is the folder's own file.
        card: the recovery key as printed, where the database has just been made; else empty.
        practice: whether the county is kept for practice, so that deeds may bear another day.
    """

    def __init__(self, engine: sa.Engine, *, embedded: bool, card: str = "") -> None:
        self.engine, self.embedded, self.card = engine, embedded, card
        self.practice = False
        options = (
            {"ro": True} if embedded else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self._reading = engine.execution_options(**options)

    @classmethod
    def open(cls, folder: Path, name: str, url: str = "", *, practice: bool = False) -> Self:
        """The database of a county's folder, or the one at an address; made where there is none yet.

        Args:
            name: of the county, for its first row.

        Raises:
            UserError: this computer has no key to it, a newer program has been here, or no good address.
            MachineError: it is gone, damaged, altered by another program, out of reach, or cannot be written.
        """
        with translated():
            made = cls(_server(url), embedded=False) if url else cls._embedded(folder)
            made.practice = practice
            try:
                bring_up_to_date(made.engine)
                made._refuse_foreign()
                made._begin(name)
            except BaseException:
                made.close()
                raise
        return made

    @classmethod
    def _embedded(cls, folder: Path) -> Self:
        if not (folder / DATABASE_FILE).exists():
            return cls._created(folder)
        try:
            key = keys.unlock_with_machine(folder, this_machine())
            return cls(open_engine(folder / DATABASE_FILE, key), embedded=True)
        except keys.RecoveryNeededError:
            raise LockedError(
                "这台电脑还没有打开县里数据的钥匙", "请用 county unlock 输入县里恢复卡上的恢复密钥"
            ) from None
        except WrongKeyError:
            raise ForeignFileError(
                f"钥匙文件 keys.json 与 {DATABASE_FILE} 不是同一套", "请取回同一时间的两个文件"
            ) from None

    @classmethod
    def _created(cls, folder: Path) -> Self:
        """Made under another name first, so that a kill leaves what can be begun again."""
        unfinished = folder / _UNFINISHED
        if any(path.exists() for path in keys.key_files(folder)) and not unfinished.exists():
            raise MachineError(
                f"找不到县里的数据文件 {DATABASE_FILE}",
                "收过的上报包不受影响",
                "请从县里保存的备份中取回，不要另建",
            )
        for remnant in folder.glob(f"{_UNFINISHED}*"):
            remnant.unlink()
        unfinished.touch(mode=0o600)
        key, card = keys.create_keys(folder, this_machine())
        engine = new_engine(unfinished, key)
        try:
            bring_up_to_date(engine)
        finally:
            engine.dispose()
        unfinished.replace(folder / DATABASE_FILE)
        sync_folder(folder)
        return cls(open_engine(folder / DATABASE_FILE, key), embedded=True, card=card)

    def _begin(self, name: str) -> None:
        """The county's own row, and the place of packages that are no town's."""
        with self.read() as session:
            if session.get(TownRow, NO_TOWN) is not None:
                return
        with self.write() as session:
            if session.get(CountyRow, OWN_COUNTY) is None:
                session.add(CountyRow(county_id=OWN_COUNTY, name=name, code="", sign_key="", number=0))
                session.flush()
                session.add(town_row(NO_TOWN, ""))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads, at one moment."""
        with translated(), Session(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session for one deed, committed whole or not at all; whoever changes something adds its deed.

        Raises:
            MachineError: it cannot be written, or another program has altered it; nothing has changed.
        """
        with translated(), Session(self.engine, info={PRACTICE: self.practice}) as session, session.begin():
            if self.embedded:
                schema.refuse_foreign(session.connection(), DATABASE_FILE)
            yield session

    def _refuse_foreign(self) -> None:
        if self.embedded:
            with self._reading.connect() as connection:
                schema.refuse_foreign(connection, DATABASE_FILE)

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()


def town_row(town_id: int, name: str, *, listed: bool = False) -> TownRow:
    """A town of the desk's own county of which only the name is known."""
    return TownRow(
        town_id=town_id, county_id=OWN_COUNTY, name=name, code="", kind="", units="", listed=int(listed),
        contact="", phone="",
    )  # fmt: skip


def unlock(folder: Path, typed: str) -> None:
    """Let this computer open the county's database from now on, by the key on its recovery card.

    Raises:
        UserError: not the recovery key.
        MachineError: the key file cannot be written.
    """
    with translated():
        keys.add_machine_slot(folder, keys.unlock_with_recovery(folder, typed), this_machine())


def new_card(folder: Path) -> str:
    """Another recovery key for the county's database, as printed; the one before stops working.

    Raises:
        UserError: this computer has no key to it.
        MachineError: the key file cannot be written.
    """
    with translated():
        return keys.new_recovery(folder, keys.unlock_with_machine(folder, this_machine()))


def _server(url: str) -> sa.Engine:
    address = sa.make_url(addresses.checked(url))
    driver.load()
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": _PATIENCE}
    return sa.create_engine(
        address, pool_size=2, max_overflow=2, pool_pre_ping=True, hide_parameters=True, connect_args=patience
    )
