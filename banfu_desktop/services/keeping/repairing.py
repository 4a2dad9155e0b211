"""A schema changed by somebody else's hand, put right by one deed with a reason; the file as it was stays.

Taken away is what is not the program's (a trigger, a view, a table, an index), made anew what lacks. What
a trigger has done since to rows is still to be seen: `check` holds them against the trail.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from banfu_desktop.db import schema
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.store import BACKUPS_FOLDER, Database, Deed
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules import roles
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Act, Disclosed, RoleRefusalError
from banfu_desktop.services.keeping import remembered
from banfu_desktop.services.office import office

REPAIRED = "修复表结构"


@dataclass(frozen=True)
class Repaired:
    """What was amiss with the schema, each in Chinese, and where the file lies as it was."""

    amiss: tuple[str, ...]
    kept: Path

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the clerk reads of it."""
        return (
            f"表结构和触发器已改回本程序的，并记入留痕：{'、'.join(self.amiss)}",
            f"改回以前的文件另存为 {self.kept.parent.name}/{self.kept.name}，请留作证据",
            "请接着检查数据（check），看有没有数据被改动",
        )


def repair(database: Database, reason: str, actor: str, now: datetime) -> Repaired:
    """Put the schema of an office right that was opened only to be looked at.

    Raises:
        UserError: no reason, or the schema is the program's.
        RoleRefusalError: that is the reviewer's business; nothing is written into such a file.
        ForeignSchemaError: a table itself was altered, which cannot be put right.
        MachineError: no room to keep the file as it is.
    """
    if not reason.strip():
        raise UserError("没有写明原因", "请写一句是谁、怎么改动的，或者怎么发现的")
    if database.appointing:
        raise RoleRefusalError("用恢复卡打开时，只能给人设置密码", "请设置好以后锁屏，用密码打开再办理")
    roles.refuse(database.role, Act.REPAIR)
    with database.read() as session:
        if not schema.mendable(session.connection()):
            raise UserError("表结构与触发器都是本程序的", "不需要修复")
    kept = database.folder / BACKUPS_FOLDER / f"office-before-repair-{now:%Y%m%d-%H%M%S}.db"
    with translated():
        kept.parent.mkdir(exist_ok=True)
        write_copy(database.engine, kept, database.data_key)
    amiss = list[str]()

    def mend(connection: sa.Connection) -> None:
        amiss.extend(schema.mend(connection))

    try:
        with database.write(Deed(REPAIRED, actor, now), mend) as session:
            what = f"{'、'.join(amiss)}；原因：{reason.strip()}；原样另存为{kept.name}"
            office.disclose(session, Disclosed.REPAIR, what, now)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    remembered.forget(database.folder)
    return Repaired(tuple(amiss), kept)


def repair_closed(
    folder: Path, reason: str, actor: str, now: datetime, *, recovery: str | None, unlocked: Unlocked | None
) -> Repaired:
    """repair of an office that does not open for work.

    Raises:
        UserError, MachineError: see repair and Database.open.
    """
    database = Database.open(folder, recovery=recovery, unlocked=unlocked, inspecting=True)
    try:
        return repair(database, reason, actor, now)
    finally:
        database.close()
