"""Whether the county's own file has the schema that its steps make: looked at when opened and before a deed.

A trigger in a file is a program that runs inside whoever's deed it is. On a server the administrator answers
for what stands there.
"""

from functools import cache
from importlib import import_module

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.roll_up import migrations
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.rules.schema import ITEMS, Item, differences, fingerprint
from banfu_desktop.rules.text import readable

_PROVEN = "county's schema proven at"
_TOLD = 5


def refuse_foreign(connection: sa.Connection, file: str) -> None:
    """Refuse to work with a county's file whose schema is not this program's.

    Looks again only where the schema may have changed since this connection last looked: SQLite counts that.

    Raises:
        DamagedError: something was planted, dropped or altered.
    """
    counted = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    if connection.info.get(_PROVEN) == counted:
        return
    if found := foreign(connection):
        more = f"等{len(found)}处" if len(found) > _TOLD else ""
        raise DamagedError(
            f"县里的数据文件 {file} 的表结构或触发器不是本程序的：{'、'.join(found[:_TOLD])}{more}",
            "本程序没有往里写入任何内容，收过的上报包不受影响",
            "请不要再用别的工具改动它，把现在的文件原样保留，从改动以前的备份恢复，交维护人员核查",
        )
    connection.info[_PROVEN] = counted


def foreign(connection: sa.Connection) -> tuple[str, ...]:
    """What in a county's file is not as the steps made it, each named in Chinese."""
    items = connection.exec_driver_sql(ITEMS).all()
    if fingerprint(items) == import_module(migrations.STEPS[-1]).SCHEMA:
        return ()
    return tuple(map(readable, differences(items, as_made())))


@cache
def as_made() -> tuple[Item, ...]:
    """Every item of the schema that the steps make, made anew in memory."""
    engine = sa.create_engine("sqlite://", module=dbapi2, poolclass=sa.StaticPool)
    try:
        migrations.bring_up_to_date(engine)
        with engine.connect() as connection:
            return tuple((row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(ITEMS))
    finally:
        engine.dispose()
