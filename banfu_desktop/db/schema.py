"""Whether a database's schema is this program's own: looked at when it is opened and before every deed."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.db import migrations
from banfu_desktop.db.integrity import any_text
from banfu_desktop.db.triggers import recreate_triggers
from banfu_desktop.db.upgrade import schema_version, steps_behind, take_steps
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.rules.schema import ITEMS, Item, altered_tables, differences, fingerprint, mending
from banfu_desktop.rules.text import readable

_PROVEN = "schema proven at"
_TOLD = 5


class ForeignSchemaError(DamagedError):
    """The database has tables, indexes, views or triggers that are not this program's, or lacks some."""

    def __init__(self, foreign: Iterable[str], file: str = "office.db") -> None:
        self.foreign = tuple(foreign)
        more = len(self.foreign) - _TOLD
        told = "、".join(self.foreign[:_TOLD]) + (f"等{len(self.foreign)}处" if more > 0 else "")
        super().__init__(
            f"数据文件 {file} 的表结构或触发器不是本程序的：{told}",
            "本程序没有往里写入任何内容",
            "请不要再用别的工具改动数据文件；请从改动以前的备份恢复，并把现在的文件原样保留，交维护人员核查；"
            "没有这样的备份时，由“审核”写明原因去掉多出的、补回缺少的，再检查数据（check --repair）",
        )


def refuse_foreign(connection: sa.Connection) -> None:
    """Refuse to work with a database whose schema is not this program's.

    Looks again only where the schema may have changed since this connection last looked: SQLite counts that.

    Raises:
        ForeignSchemaError: something was planted, dropped or altered.
    """
    counted = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    if connection.info.get(_PROVEN) == counted:
        return
    differences = foreign(connection, schema_version())
    if differences:
        raise ForeignSchemaError(differences)
    connection.info[_PROVEN] = counted


def refuse_foreign_file(engine: sa.Engine, file: str) -> None:
    """Refuse a database of this program's or an earlier schema that is not as the program made it.

    Args:
        file: what the refusal calls it.

    Raises:
        ForeignSchemaError: something was planted, dropped or altered.
        UserError: a newer program has been here.
    """
    since = schema_version() - steps_behind(engine)
    with engine.execution_options(ro=True).connect() as connection:
        if differences := foreign(connection, since):
            raise ForeignSchemaError(differences, file)


def foreign(connection: sa.Connection, version: int) -> tuple[str, ...]:
    """What in a database is not as the program made it at a version of the schema, each named in Chinese."""
    items = _items(connection)
    if fingerprint(items) == known_fingerprint(version):
        return ()
    return tuple(map(readable, differences(items, as_made(migrations.STEPS[:version]))))


def _items(connection: sa.Connection) -> Sequence[Any]:
    """The items of the schema; each is decoded by a function of ours only where a text is none."""
    try:
        return connection.exec_driver_sql(ITEMS).all()
    except sa.exc.OperationalError:
        with any_text(connection):
            return connection.exec_driver_sql(ITEMS).all()


def mend(connection: sa.Connection) -> tuple[str, ...]:
    """Take away what is not this program's and make anew what is missing, in the caller's transaction.

    Gives what was amiss, each named in Chinese; nothing where nothing was.

    Raises:
        ForeignSchemaError: a table itself was altered or is gone, so that its rows cannot be trusted.
    """
    with any_text(connection):
        amiss = mendable(connection)
        items = connection.exec_driver_sql(ITEMS).all() if amiss else []
        try:
            for statement in mending(items, as_made(migrations.STEPS)) if amiss else ():
                connection.exec_driver_sql(statement)
        except (sa.exc.DBAPIError, UnicodeError):
            raise ForeignSchemaError(amiss) from None
        if left := foreign(connection, schema_version()):
            raise ForeignSchemaError(left)
    return amiss


def mendable(connection: sa.Connection) -> tuple[str, ...]:
    """What `mend` would put right, each named in Chinese; nothing where nothing is amiss.

    Raises:
        ForeignSchemaError: see mend.
    """
    amiss = foreign(connection, schema_version())
    if amiss and altered_tables(_items(connection), as_made(migrations.STEPS)):
        raise ForeignSchemaError(amiss)
    return amiss


def known_fingerprint(version: int) -> str:
    """The fingerprint that the step to a version says its schema has; empty for a step that says none."""
    step = import_module(migrations.STEPS[version - 1])
    return str(getattr(step, "SCHEMA", ""))


@cache
def as_made(steps: tuple[str, ...]) -> tuple[Item, ...]:
    """Every item of the schema that these steps make, made anew in memory."""
    engine = sa.create_engine("sqlite://", module=dbapi2, poolclass=sa.StaticPool)
    try:
        with engine.begin() as connection:
            take_steps(connection, steps)
            recreate_triggers(connection)
            return tuple((row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(ITEMS))
    finally:
        engine.dispose()
