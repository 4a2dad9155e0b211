"""The office's database as the services use it: created, opened, read, changed deed by deed, closed."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from filelock import BaseFileLock
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from banfu_desktop import clock
from banfu_desktop.db import keys, passwords
from banfu_desktop.db.audit import Deed, close_deed, last_entry
from banfu_desktop.db.bringing_up import bring_up_to_date
from banfu_desktop.db.business_day import refuse_another_day
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.folder import lock, refuse_unfit
from banfu_desktop.db.full_disk import open_office
from banfu_desktop.db.gate import Gate
from banfu_desktop.db.guard import guard, guard_card
from banfu_desktop.db.keys import BACKUPS_FOLDER, OFFICE_FILE
from banfu_desktop.db.laying_out import fill_empty, lay_out, refuse_absent, refuse_gone
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.persons import OldKeysError, Signer, active, at_work, card_key
from banfu_desktop.db.schema import refuse_foreign
from banfu_desktop.db.seen import Memory
from banfu_desktop.db.signatures import CARD
from banfu_desktop.db.town_seed import read_seed
from banfu_desktop.db.troubles import FULL, translated
from banfu_desktop.db.upgrade import steps_behind
from banfu_desktop.db.wrapping import fingerprint
from banfu_desktop.files import only_for_owner
from banfu_desktop.rules import roles
from banfu_desktop.rules.errors import DiskFullError, RefusedError, UserError
from banfu_desktop.rules.roles import Act, Disclosed, Role

__all__ = ["BACKUPS_FOLDER", "DATABASE_FILE", "Database", "Deed"]

DATABASE_FILE = OFFICE_FILE
REFUSED, TURNED_AWAY = "没有权限，未办理", "没有收，未办理"
"""The deeds' names under which refusals stand in the audit trail: of a right, and of a file."""
Schema = Callable[[sa.Connection], object]


class Database:
    """One office's data folder, held by one process at a time.

    Attributes:
        folder: the data folder, with office.db, keys.json and office.lock.
        data_key: the key of office.db, 32 bytes.
        role: what whoever is at work may do; None where there are neither persons nor roles.
        person: whoever is at work, who signs what is done; None where there are no persons.
        recovered: whether the recovery card opened it, so that nobody knows the password.
        card: the public key of that card.
        memory: what this computer has last seen of the office.
        appointing: whether the card opened an office with persons: all it may do is to appoint one.
        engine: the open file, for copies and checks.
    """

    def __init__(
        self,
        folder: Path,
        data_key: bytes,
        engine: sa.Engine,
        held: BaseFileLock,
        role: Role | None = None,
    ) -> None:
        self.folder, self._held, self.gate = folder, held, Gate()
        self.recovered = self.appointing = False
        self.card, self.memory = b"", Memory()
        self.person: Signer | None = None
        self._use(engine, data_key, role)

    def _use(self, engine: sa.Engine, data_key: bytes, role: Role | None) -> None:
        self.engine, self.data_key, self.role = engine, data_key, role
        self._reading = engine.execution_options(ro=True)

    def identify(self, unlocked: Unlocked) -> None:
        """Find out who is at work, by what opened the office.

        Raises:
            OldKeysError, UserError: see persons.at_work.
        """
        with self._reading.connect() as connection:
            self.person = at_work(connection, unlocked)
            self.appointing = unlocked.recovered and bool(active(connection))
        self.recovered, self.card = unlocked.recovered, unlocked.card
        if self.person is not None:
            self.role = self.person.role
        elif self.appointing:
            self.role = Role.VISITOR
        else:
            self.role = unlocked.role

    def _leave_to_card(self, unlocked: Unlocked) -> None:
        """A new office made of one with persons: their passwords stayed behind, so the card appoints anew."""
        known = keys.read_keys(self.folder)
        keys.write_keys(self.folder, replace(known, slots=tuple(known.without("machine"))))
        self.identify(replace(unlocked, recovered=True))

    def go_on(self, engine: sa.Engine, unlocked: Unlocked) -> None:
        """Take another file and another key: the office under its next data key."""
        self._use(engine, unlocked.key, unlocked.role)
        self.identify(unlocked)

    @property
    def is_full(self) -> bool:
        """Whether its disk was found full: it can be read, and no deed is done until it is opened again."""
        return bool(self.engine.get_execution_options()["ro"])

    def only_read(self) -> None:
        """Do no deed any more: the disk is full, and nothing can be put on record."""
        self._use(self.engine.execution_options(ro=True), self.data_key, self.role)

    @property
    def unlocked(self) -> Unlocked:
        """What opens it again, as long as nothing changes."""
        seed, person = (self.person.seed, self.person.id) if self.person else (None, 0)
        return Unlocked(self.data_key, self.role, self.recovered, seed, person, self.card)

    @classmethod
    def create(cls, folder: Path) -> tuple[Self, str]:
        """Set up an empty office in a folder and open it; also gives the recovery key as printed.

        All or nothing: after a refusal, an error or a power cut the folder can be used as before.

        Raises:
            UserError: the folder holds an office already, or lies on the network.
            MachineError: not writable, disk full, in use.
        """
        return cls._set_up(folder, fill_empty)

    @classmethod
    def create_from(
        cls, folder: Path, copy: Path, copy_key: bytes, seed: bytes | None = None
    ) -> tuple[Self, str]:
        """Set up an office in a folder from a copy of one, under keys of its own; otherwise like create.

        Args:
            seed: the town's signing seed, where it is known; else there is a new one.

        Raises:
            UserError: also when the copy is of a newer program or not under the key.
            MachineError: also when the copy is damaged.
        """

        def fill(path: Path, key: bytes) -> None:
            source = open_engine(copy, copy_key, readonly=True)
            try:
                steps_behind(source)
                write_copy(source, path, key)
            finally:
                source.dispose()

        return cls._set_up(folder, fill, seed)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        recovery: str | None = None,
        unlocked: Unlocked | None = None,
        inspecting: bool = False,
        made: bool = False,
    ) -> Self:
        """Open the office of a folder, upgraded to this program's schema.

        With the text of the recovery sheet the office opens on a new computer and, from then on, without it.
        What a password has unlocked opens an office that has one.

        Args:
            inspecting: only to be looked at, so a schema that is not this program's is no hindrance; no deed
                will be done in it.
            made: only being made, beside what it is to replace: not kept in mind as what was seen here.

        Raises:
            ForeignSchemaError: tables, indexes, views or triggers are not this program's.
            PasswordNeededError: a password is set; ask for it.
            RecoveryNeededError: this computer has no key; ask for the recovery sheet.
            UserError: no office here, on the network, of a newer program, wrong or missing keys.
            MachineError: in use, not writable, damaged, disk full.
        """
        with translated():
            refuse_absent(folder)
            refuse_unfit(folder)
            held = lock(folder)
            try:
                keys.settle(folder)
                return cls._unlock(folder, held, recovery, unlocked, inspecting=inspecting, made=made)
            except BaseException:
                held.release()
                raise

    @property
    def fingerprint(self) -> str:
        """The name of the data key, in hex; not secret."""
        return fingerprint(self.data_key).hex()

    def seed(self) -> bytes | None:
        """The town's signing seed; None where keys.json has lost it."""
        return read_seed(self.folder, self.data_key)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A view of one moment; it holds no lock, and writing in it is a bug."""
        with (
            self.gate.entered(),
            Session(self._reading) as session,
            translated(DBAPIError, bug=dbapi2.SQLITE_READONLY),
        ):
            session.info |= self._who
            yield session

    @contextmanager
    def write(self, deed: Deed, schema: Schema = refuse_foreign) -> Iterator[Session]:
        """One deed: saved with its audit entries when the block ends, undone whole when it raises.

        `session.info["deed"]` is the deed; afterwards `session.info["changed"]` names the tables it changed.

        Args:
            schema: what is done about the schema first, within the deed: one that is not ours is refused.

        Raises:
            RefusedError: whoever is at work may not do this, or a file was refused; only that is on record.
            UserError: it is dated another day than the system's, in an office that is not for practice.
            ForeignSchemaError: somebody has put or taken a table, index, view or trigger; nothing was saved.
            MachineError: disk full, locked, damaged, taken from its place; nothing was saved.
        """
        if self.is_full:
            raise DiskFullError(*FULL)
        refuse_gone(self.folder)
        deed = self._named(deed)
        with self.noting(deed):
            with self.gate.entered(), self.deed_in(self.engine, deed, schema) as session:
                yield session
            self.memory.keep(session.info["seen"])

    @contextmanager
    def deed_in(self, engine: sa.Engine, deed: Deed, schema: Schema = refuse_foreign) -> Iterator[Session]:
        """One deed in a file of this office, by whoever is at work; a refusal is not put on record."""
        deed = self._named(deed)
        session = Session(engine, expire_on_commit=False)
        session.info |= {"deed": deed, "seed": self.seed} | self._who
        with translated(DBAPIError), session, session.begin():
            schema(session.connection())
            refuse_another_day(session.connection(), deed.at)
            before = session.info["before"] = last_entry(session)
            yield session
            session.flush()
            if self.appointing:
                guard_card(session, before)
            else:
                guard(session, self.role, before, deed.at.date(), session.info["person"])
            session.info["changed"] = close_deed(session, deed, before, self.person)
            session.info["seen"] = self.memory.mark(session.connection())

    def card_public(self, connection: sa.Connection) -> bytes | None:
        """The public key of the recovery card that is good now; None where the card is of an older kind."""
        return card_key(connection) or keys.card_public(self.folder, self.data_key)

    @property
    def _who(self) -> dict[str, Any]:
        """Who is at work, what this computer has seen and which card is good, for what a session asks."""
        return {
            "role": self.role,
            "person": self.person.id if self.person else None,
            "memory": self.memory,
            "card": self.card_public,
        }

    def _named(self, deed: Deed) -> Deed:
        """A deed with the name of whoever is at work."""
        if self.appointing:
            return replace(deed, actor=CARD)
        if self.person is not None:
            return replace(deed, actor=roles.signed(self.person.name, deed.actor))
        return replace(deed, actor=roles.actor(self.role, deed.actor))

    def permit(self, act: Act, deed: Deed) -> None:
        """Refuse what whoever is at work may not do, where it changes files and not the database.

        Raises:
            RoleRefusalError: not allowed; that is on record.
        """
        with self.noting(deed):
            if not (self.appointing and act is Act.KEYS):
                roles.refuse(self.role, act)

    @contextmanager
    def noting(self, deed: Deed) -> Iterator[None]:
        """Put on record what is refused meanwhile (a file that is looked at before anything is written)."""
        try:
            yield
        except RefusedError as refusal:
            if refusal.recorded:
                self.note_refusal(deed, refusal)
            raise

    def note_refusal(self, deed: Deed, refusal: RefusedError) -> None:
        """Put on record that somebody wanted what he may not, or brought what is not accepted."""
        deed, session = self._named(deed), Session(self.engine)
        with self.gate.entered(), translated(DBAPIError), session, session.begin():
            before = last_entry(session)
            what, now = f"{deed.name}：{refusal.recorded}", clock.now()
            session.add(Disclosure(kind=Disclosed.REFUSAL.value, what=what, at=now))
            session.flush()
            name = REFUSED if isinstance(refusal, roles.RoleRefusalError) else TURNED_AWAY
            close_deed(session, Deed(name, deed.actor, now), before, self.person)

    def close(self) -> None:
        """Write everything into office.db itself and let others use the folder."""
        self.engine.dispose()
        self._held.release()

    @classmethod
    def _set_up(
        cls, folder: Path, fill: Callable[[Path, bytes], None], seed: bytes | None = None
    ) -> tuple[Self, str]:
        fresh = not folder.exists()
        try:
            with translated():
                if folder.is_file():
                    raise UserError("这个位置是一个文件，不是文件夹", "请换一个文件夹")
                folder.mkdir(parents=True, exist_ok=True)
                refuse_unfit(folder)
                held = lock(folder)
                try:
                    text = lay_out(folder, fill, seed)
                    return cls._unlock(folder, held, None, None, founding=True), text
                except BaseException:
                    held.release()
                    raise
        except BaseException:
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            raise

    @classmethod
    def _unlock(
        cls,
        folder: Path,
        held: BaseFileLock,
        recovery: str | None,
        unlocked: Unlocked | None,
        *,
        inspecting: bool = False,
        founding: bool = False,
        made: bool = False,
    ) -> Self:
        unlocked = passwords.unlock(folder, recovery=recovery, unlocked=unlocked)
        key, database = unlocked.key, folder / DATABASE_FILE
        for file in (database, *(folder / f"{DATABASE_FILE}{suffix}" for suffix in ("-wal", "-shm"))):
            only_for_owner(file)
        with database.open("r+b"):  # SQLite would silently open for reading only a file that it may not write
            pass
        opened = cls(folder, key, open_office(database, key), held)
        try:
            try:
                opened.identify(unlocked)
            except OldKeysError:
                if not founding:
                    raise
                opened._leave_to_card(unlocked)
            upgraded = bring_up_to_date(opened.engine, folder, key, opened.person)
            with opened._reading.connect() as connection:
                if not inspecting:
                    refuse_foreign(connection)
                opened.memory = Memory(connection, upgraded=upgraded and not made)
            if recovery is not None:
                passwords.admit(folder, key, this_machine())
        except BaseException:
            opened.engine.dispose()
            raise
        return opened
