"""The steps that made the schema what it is, oldest first.

A step is a module with `upgrade()`, written with `op`, which is Alembic's but loaded only when used: steps
are looked at every time an office is opened. It stands alone: it names tables and columns in words and never
imports the models, which go on changing. Prefer `op.add_column`; batch mode loses CHECKs and COLLATE.
Triggers are written anew after the last step.

A step also says of itself, so that nobody else needs to know of it:

- SCHEMA: the fingerprint of the schema whose latest step it is, triggers included. A package is read only if
  its schema has one of these, and an office is opened only if its schema has the last, so that of a
  released step stays: a trigger that changes then is a new step.
- FILLS: the columns it adds to tables that are there, as (table, column), and what every row that is there
  holds in them; None is NULL. Left out where there are none, like the next.
- DROPPED: the tables and the (table, column) pairs it takes away.
- ERASABLE: table → columns it adds to what the audit trail can erase (rules/trail.py): what a person is
  recognised by, and free text. The room's door says the same. Of a released step it never changes.
- put_on_record(connection): what it changes in rows beyond FILLS, done once the triggers stand, so that the
  trail tells it. A row changed in `upgrade()` itself would count as changed behind the trail's back.
- RECORDS: the (op, table) pairs of what it puts on record so. An upgrade that does anything else is forged
  (db/judging_deeds.py).
"""

from typing import Any


class _Op:
    """Alembic's `op`."""

    def __getattr__(self, name: str) -> Any:
        from alembic import op

        return getattr(op, name)


op = _Op()

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
    f"{_VERSIONS}.v0011_trail_format_2",
    f"{_VERSIONS}.v0012_subsidy_sheets",
    f"{_VERSIONS}.v0013_same_unit",
    f"{_VERSIONS}.v0014_education",
    f"{_VERSIONS}.v0015_persons",
    f"{_VERSIONS}.v0016_quiet_reminders",
    f"{_VERSIONS}.v0017_worklog",
    f"{_VERSIONS}.v0018_mobilised",
    f"{_VERSIONS}.v0019_package_2",
    f"{_VERSIONS}.v0020_restores",
    f"{_VERSIONS}.v0021_claim_source",
    f"{_VERSIONS}.v0022_package_card",
    f"{_VERSIONS}.v0023_documents",
    f"{_VERSIONS}.v0024_county_questions",
    f"{_VERSIONS}.v0025_rotation",
    f"{_VERSIONS}.v0026_assessment",
    f"{_VERSIONS}.v0027_window",
    f"{_VERSIONS}.v0028_project_places",
    f"{_VERSIONS}.v0029_allowance",
)
