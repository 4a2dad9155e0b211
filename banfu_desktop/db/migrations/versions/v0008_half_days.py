"""Half days, what a leave covered, calendars brought in; old months are counted as they were."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "a46562008d19209d4e842adb7cd0f30f8cce25464d2941a462eab5fb92fcf3e5"
FILLS = {("attendance_days", "half"): "whole", ("leaves", "from_noon"): 0, ("leaves", "to_noon"): 0}
_ALWAYS = "1900-01-01"
_BEFORE = {
    "days_basis": "calendar",
    "rest_day_kinds": "全部",
    "daily_capped": "0",
    "daily_pays_leave": "0",
}
"""How months were counted before there was a choice."""
_SINCE = {
    "days_basis": "work_days",
    "rest_day_kinds": "病假、产假、陪产假、探亲假、工伤",
    "daily_capped": "1",
    "daily_pays_leave": "1",
}
"""The defaults, from the first month of which nothing is sealed."""


def upgrade() -> None:
    """Rebuild the entries with a half, add what leaves and calendars need."""
    _rebuild_days()
    op.create_table(
        "covered_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leave_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("half", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leave_id"], ["leaves.id"], name="fk_covered_days_leave_id_leaves", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_covered_days"),
        sa.UniqueConstraint("leave_id", "day", "half", name="uq_covered_days_leave_id_day_half"),
        sqlite_strict=True,
    )
    for name in ("from_noon", "to_noon"):
        op.add_column("leaves", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "calendar_years",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_years"),
        sa.UniqueConstraint("year", name="uq_calendar_years_year"),
        sqlite_strict=True,
    )


def _rebuild_days() -> None:
    op.rename_table("attendance_days", "former_days")
    op.drop_index("ix_attendance_days_day")
    op.drop_index("ix_attendance_days_leave_id")
    op.create_table(
        "attendance_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("half", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leave_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'present'", name="ck_attendance_days_absent_only"),
        sa.ForeignKeyConstraint(
            ["leave_id"], ["leaves.id"], name="fk_attendance_days_leave_id_leaves", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name="fk_attendance_days_posting_id_postings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_days"),
        sa.UniqueConstraint("posting_id", "day", "half", name="uq_attendance_days_posting_id_day_half"),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO attendance_days (id, posting_id, day, half, state, leave_id)"
        " SELECT id, posting_id, day, 'whole', state, leave_id FROM former_days"
    )
    op.drop_table("former_days")
    op.create_index("ix_attendance_days_day", "attendance_days", ["day"], unique=False)
    op.create_index("ix_attendance_days_leave_id", "attendance_days", ["leave_id"], unique=False)


def put_on_record(connection: sa.Connection) -> None:
    """An office with sealed months keeps its old counting for them; any other begins with the defaults."""
    last = connection.exec_driver_sql("SELECT max(month) FROM subsidy_months WHERE state <> 'draft'").scalar()
    if last is None:
        return
    year, number = int(last[:4]), int(last[5:])
    since = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    for day, values, note in ((_ALWAYS, _BEFORE, "升级前的口径"), (since, _SINCE, "升级后的默认口径")):
        for name, value in values.items():
            connection.exec_driver_sql(
                "INSERT INTO settings (name, value, effective_from, note) VALUES (?, ?, ?, ?)",
                (name, value, day, note),
            )
