"""The steps that made the schema what it is, oldest first.

A step is a module with `upgrade()`, written with Alembic's `op`. It stands alone: it names tables and
columns in words and never imports the models, which go on changing. Prefer `op.add_column`; batch mode
loses CHECKs and COLLATE. Triggers are written anew after the last step.
"""

STEPS: tuple[str, ...] = ("banfu_desktop.db.migrations.versions.v0001_first_release",)
