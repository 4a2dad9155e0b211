"""The steps that made the schema what it is, oldest first.

A step is a module with `upgrade()`, written with Alembic's `op`. It stands alone: it names tables and
columns in words and never imports the models, which go on changing. Prefer `op.add_column`; batch mode
loses CHECKs and COLLATE. Triggers are written anew after the last step.

A step also says of itself, so that nobody else needs to know of it:

- SCHEMA: the fingerprint of the schema whose latest step it is, triggers included. A package is read only if
  its schema has one of these, so that of a released step stays: a trigger that changes then is a new step.
- FILLS: the columns it adds to tables that are there, as (table, column), and what every row that is there
  holds in them; None is NULL. Left out where there are none, like the next.
- DROPPED: the tables and the (table, column) pairs it takes away.
"""

_VERSIONS = "banfu_desktop.db.migrations.versions"
STEPS: tuple[str, ...] = (
    f"{_VERSIONS}.v0001_first_release",
    f"{_VERSIONS}.v0002_bundles",
    f"{_VERSIONS}.v0003_funds",
    f"{_VERSIONS}.v0004_projects",
    f"{_VERSIONS}.v0005_reimbursements",
    f"{_VERSIONS}.v0006_exams_insurance",
    f"{_VERSIONS}.v0007_retention",
    f"{_VERSIONS}.v0008_half_days",
    f"{_VERSIONS}.v0009_doors",
    f"{_VERSIONS}.v0010_covers_end",
    f"{_VERSIONS}.v0011_subsidy_sheets",
)
