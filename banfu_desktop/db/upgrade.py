"""Bringing a database to the present schema: all steps in one transaction, or none.

`PRAGMA user_version` counts the steps taken, so a database that is up to date costs one look; Alembic is
imported only when there is a step to take.
"""

from importlib import import_module

import sqlalchemy as sa

from banfu_desktop.db import migrations, upgrading
from banfu_desktop.db.persons import Signer
from banfu_desktop.db.triggers import drop_triggers, recreate_triggers
from banfu_desktop.rules.errors import UserError


def schema_version() -> int:
    """The version this program works with."""
    return len(migrations.STEPS)


def schemas() -> dict[int, str]:
    """The fingerprint of every schema this program knows, by version."""
    return {number: import_module(step).SCHEMA for number, step in enumerate(migrations.STEPS, 1)}


def steps_behind(engine: sa.Engine) -> int:
    """How many steps the database lacks.

    Raises:
        UserError: a newer program has been here.
    """
    with engine.execution_options(ro=True).connect() as connection:
        behind = schema_version() - _version(connection)
    if behind < 0:
        raise UserError("这份办公数据由新版程序建立，本程序打不开", "请安装新版程序，数据没有改动")
    return behind


def upgrade(engine: sa.Engine, signer: Signer | None = None, seed: bytes | None = None) -> None:
    """Take every step the database lacks; of an office that has been at work the upgrade is a deed on record.

    References are not enforced meanwhile, since rebuilding a table would delete the rows that point at it;
    they are checked before the commit instead.

    Args:
        seed: the town's signing seed, in keys.json already; a database without an office has none.

    Raises:
        RuntimeError: a step left rows that point at nothing; the database is as before.
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        try:
            connection.info["seed"] = seed
            with connection.begin():
                since = _version(connection)
                record = upgrading.Record.before(connection, since) if since else None
                drop_triggers(connection)
                take_steps(connection, migrations.STEPS[since:])
                connection.exec_driver_sql(f"PRAGMA user_version={schema_version()}")
                if record is not None:
                    record.renew_chain(connection)
                recreate_triggers(connection)
                if record is not None:
                    record.write(connection, migrations.STEPS[since:], signer)
        finally:
            connection.invalidate()


def take_steps(connection: sa.Connection, steps: tuple[str, ...]) -> None:
    """Take steps of the schema, in the caller's transaction.

    Raises:
        RuntimeError: a step left rows that point at nothing.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with Operations.context(MigrationContext.configure(connection)):
        for step in steps:
            import_module(step).upgrade()
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        raise RuntimeError(f"the upgrade would leave {len(lost)} rows that point at nothing: {lost[:5]}")


def _version(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
