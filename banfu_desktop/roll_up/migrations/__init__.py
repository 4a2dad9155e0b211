"""The steps that made the county's schema, oldest first, on either engine; the office has its own.

A step is a module with `upgrade()`, written with Alembic's `op` and standing alone: it names tables and
columns in words and never imports the models, and says as SCHEMA what the county's own file looks like after
it (a test prints that). Which steps a database has taken stands in its table `steps`.
"""

import importlib

import sqlalchemy as sa

from banfu_desktop.rules.errors import UserError

_VERSIONS = f"{__name__}.versions"
STEPS: tuple[str, ...] = (f"{_VERSIONS}.r0001_first_release",)
_UNDER_WAY = 0x62616E66
"""The lock of PostgreSQL that holds a second desk back meanwhile."""


def bring_up_to_date(engine: sa.Engine) -> None:
    """Take every step the database lacks, all in one transaction.

    Raises:
        UserError: a newer program has been here.
    """
    with engine.execution_options(ro=True).connect() as connection:
        if _taken(connection) == len(STEPS):
            return
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UNDER_WAY})")
        since = _taken(connection)
        with Operations.context(MigrationContext.configure(connection)):
            for number, step in enumerate(STEPS[since:], since + 1):
                importlib.import_module(step).upgrade()
                connection.execute(sa.text("INSERT INTO steps (step) VALUES (:step)"), {"step": number})


def _taken(connection: sa.Connection) -> int:
    if not sa.inspect(connection).has_table("steps"):
        return 0
    taken = int(connection.exec_driver_sql("SELECT count(*) FROM steps").scalar_one())
    if taken > len(STEPS):
        raise UserError("县里的数据由新版程序建立，本程序打不开", "请安装新版程序，数据没有改动")
    return taken
