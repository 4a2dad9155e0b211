"""Whether the office is what this computer last saw; what is said if not, and how that is settled.

A restore is a deed: it names the copy, what was kept and what was lost, and begins another generation of the
data, by which the county knows it. Taking an office as it stands is the same without a copy.
"""

from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from banfu_desktop import clock
from banfu_desktop.db.audit import last_entry
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.models.office import Restore
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.seen import Forgetful, Memory, Seen, State
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.errors import DiskFullError, MachineError, UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.office import office, restores

RESTORED, TAKEN, NEW_COMPUTER = "恢复备份", "以现在的数据为准", "新电脑"
FIRST_HERE = "这台电脑第一次打开这份办公数据；"
"""How what is on record of a new computer begins."""
WAYS = "请从备份中找回，或以现在的数据为准（记入留痕，并告知县里）"
_NO_ROOM = (
    "磁盘已满，办公数据完好，但现在只能查看，不能录入，也不能查看完整号码或导出。"
    "请移走或删除别的文件（不要动数据文件夹里的），腾出一些空间，再重新打开程序"
)
_LAST = "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1"
_GENERATION = "SELECT coalesce(max(generation), 1) FROM restores"


def no_room(database: Database) -> str:
    """What can be done and what not on a full disk, in one sentence; empty where the disk is not full."""
    return _NO_ROOM if database.is_full else ""


def trouble(database: Database) -> str:
    """What is wrong, in one sentence; empty where the office is what this computer last saw."""
    with database.read() as session:
        return told(session, database.memory)


def told(session: Session, memory: Memory) -> str:
    """trouble, within a session."""
    seen = memory.seen
    if seen is None or not memory.is_red:
        return ""
    last = f"上次{to_the_minute(seen.at)}，共{seen.entries}条"
    entries = last_entry(session)
    if memory.state is State.FEWER:
        return (
            f"这份办公数据比这台电脑上次看到的少{seen.entries - entries}条（{last}）。"
            "可能拷回了旧文件、没有拷全，或恢复过备份"
        )
    return f"这份办公数据与这台电脑上次看到的不是同一份（{last}；现有{entries}条）"


def greet(database: Database, actor: str) -> str:
    """Put on record that this computer sees the office for the first time, and say so; else empty.

    Said once as well: that it was restored elsewhere, which it tells by itself.
    """
    entries, head = _last(database)
    if database.memory.state is State.RESTORED:
        return _restored_elsewhere(database)
    if database.memory.state is not State.FIRST or not entries or database.is_full:
        return ""
    said = f"{FIRST_HERE}现有{entries}条，留痕码 {paper_key.chain_code(head)}"
    now = clock.now()
    try:
        with database.write(Deed(NEW_COMPUTER, actor, now)) as session:
            office.disclose(session, Disclosed.NEW_COMPUTER, said, now)
    except DiskFullError:
        database.only_read()
        return ""
    database.memory.state = State.SAME
    return f"{said}，可与最近的传递单核对"


def _restored_elsewhere(database: Database) -> str:
    seen = database.memory.seen
    assert seen is not None, "else nothing is missing"
    with database.read() as session:
        kept = restores.kept_since(session, seen.generation)
        database.memory.settle(session.connection())
    return (
        f"这份办公数据恢复过备份，接着第{kept}条办理；"
        f"这台电脑上次（{to_the_minute(seen.at)}）看到的第{kept + 1}–{seen.entries}条没有了，请补录"
    )


def take_as_it_stands(database: Database, actor: str) -> None:
    """From now on the office as it stands holds, whatever this computer has seen; on record.

    Raises:
        RoleRefusalError: that is the reviewer's business.
        UserError: there is nothing to settle.
    """
    seen = database.memory.seen
    if seen is None or not database.memory.is_red:
        raise UserError("这份办公数据与这台电脑上次看到的一致", "不需要办理")
    entries, head = _last(database)
    lost = max(0, seen.entries - entries)
    _record(
        database,
        Deed(TAKEN, actor, clock.now()),
        Restore(copy="", kept=entries, kept_head=head, lost=lost),
        seen,
    )


def put_on_record(
    folder: Path,
    copy: str,
    before: Path | None,
    kept: int,
    *,
    actor: str,
    recovery: str | None = None,
    unlocked: Unlocked | None = None,
) -> bool:
    """Tell the trail of an office made of a copy, before it takes its place; gives whether it is on record.

    Where that fails, the next opening says what is missing. This computer goes on keeping in mind what it saw
    until the office is in its place (settle).

    Args:
        folder: where it lies until then.
        before: where the office that was there is kept; None where there was none.
        kept: the number of the last entry in the copy itself.
    """
    with suppress(UserError, MachineError):
        database = Database.open(folder, recovery=recovery, unlocked=unlocked, made=True)
        try:
            memory, database.memory = database.memory, Forgetful()
            known = _seen_in(before, database.data_key) or memory.seen
            record(database, copy, kept, known, actor)
            return True
        finally:
            database.close()
    return False


def settle(folder: Path, key: bytes) -> None:
    """From now on the office in a data folder, which is closed, is what this computer has seen.

    A kill before that does no harm: the office tells of its restore itself.
    """
    with suppress(UserError, MachineError, sa.exc.DBAPIError):
        engine = open_engine(folder / DATABASE_FILE, key, readonly=True, immutable=True)
        try:
            with engine.connect() as connection:
                Memory(connection).settle(connection)
        finally:
            engine.dispose()


def record(database: Database, copy: str, kept: int, known: Seen | None, actor: str) -> None:
    """Tell the trail of an open office that it was made of a copy or a package.

    Args:
        kept: the number of the last entry in that itself; what bringing it up to date has added comes after.
        known: how far the office's trail went that is lost by it, as far as anybody here knows.

    Raises:
        RoleRefusalError: whoever is at work may not restore.
    """
    with database.read() as session:
        head = head_at(session.connection(), kept)
    assert head is not None, "the copy's own entries are there"
    lost = max(0, known.entries - kept) if known else 0
    row = Restore(copy=copy, kept=kept, kept_head=head.hex(), lost=lost)
    _record(database, Deed(RESTORED, actor, clock.now()), row, known)


def last_entry_of(file: Path, key: bytes) -> int:
    """The number of the last entry in the trail of a closed database.

    Raises:
        MachineError: it cannot be read.
    """
    engine = open_engine(file, key, readonly=True)
    try:
        with translated(), engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit").scalar_one())
    finally:
        engine.dispose()


def _record(database: Database, deed: Deed, row: Restore, known: Seen | None) -> None:
    """Write a restore down and let this computer take the office as it stands."""
    with database.write(deed) as session:
        row.lost_head = known.head if known else ""
        row.generation = max(restores.generation(session), known.generation if known else 1) + 1
        session.add(row)
    with database.read() as session:
        database.memory.settle(session.connection())


def _last(database: Database) -> tuple[int, str]:
    with database.read() as session:
        row = session.connection().exec_driver_sql(_LAST).first()
    return (row.id, (row.hash or b"").hex()) if row else (0, "")


def _seen_in(copy: Path | None, key: bytes) -> Seen | None:
    """How far the trail of the office went that a copy has replaced; None where it cannot be read."""
    if copy is None:
        return None
    with suppress(MachineError, UserError, dbapi2.Error, sa.exc.DBAPIError):
        engine = open_engine(copy, key, readonly=True)
        try:
            with engine.connect() as connection:
                row = connection.exec_driver_sql(_LAST).first()
                number = connection.exec_driver_sql(_GENERATION).scalar()
                if row is not None and number is not None:
                    return Seen(row.id, row.hash.hex(), int(number), 0, "")
        finally:
            engine.dispose()
    return None
