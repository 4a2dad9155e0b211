"""The first schema: towns, packages, facts of their reports, questions, settings and deeds."""

import sqlalchemy as sa
from alembic import op

SCHEMA = "858ec5275b8c9ae7f5e6b6053bc22c6e839ff1457ee4cb719171b414659b8f32"
"""What the county's own file looks like once this step is taken, as rules/schema.py has it."""
_TABLES: dict[str, tuple[str, str]] = {
    "counties": ("county_id#", "name code sign_key number#"),
    "towns": ("town_id#", "county_id# name code kind units listed# contact phone"),
    "settings": ("name since", "value"),
    "deeds": ("no#", "at actor name town what hash"),
    "town_keys": ("town_id# no#", "office verify_key own_key since reason"),
    "trails": (
        "town_id#",
        "generation# number# digest since# heads! sheets persons verdict first_at last_at",
    ),
    "receipts": (
        "town_id# no#",
        "digest handling words sentence reason office fingerprint generation# number# entries# "
        "program made_at received_at period net_fen# unread file",
    ),
    "months_reported": ("town_id# month", "receipt_no# received_at"),
    "questions": (
        "town_id# no#",
        "clause text room record due_on state asked_at sent_at answer answered_at closed_at",
    ),
    "pins": ("town_id# no#", "fingerprint reason pinned_at used_at"),
    "sheets": ("town_id# no#", "month payer number version# state net_fen# check_code"),
    "lines": (
        "town_id# no#",
        "sheet month payer person# name unit? role? about? difference# one_off# days_posted#? "
        "days_present#? gross_fen# deducted_fen# net_fen# paid_on? waived_on? identity_tag? "
        "account_tag?",
    ),
    "payments": ("town_id# no#", "sheet month payer paid_on net_fen# people#"),
    "receivables": (
        "town_id# no#",
        "person# name payer months owed_fen# repaid_fen# open_fen# since? identity_tag? account_tag?",
    ),
    "undecided": ("town_id# no#", "person# name payer month why identity_tag? account_tag?"),
    "roster": (
        "town_id# no#",
        "person# posting# name sex? category unit rank? role village? selected_on? arrived_on? "
        "planned_until? left_on? relations_moved_on? filed_on? identity_tag? account_tag?",
    ),
    "counts": ("town_id# no#", "what number# wanted? enough#?"),
    "books": (
        "town_id# no#",
        "book kind source? village? year# opening_fen#? budget_fen#? allotted_fen#? income_fen# "
        "expense_fen# returned_fen#? balance_fen# vouchers#? drafts#? closed_to? closed_on?",
    ),
    "funds": ("town_id# no#", "book year# category flow amount_fen# entries# budget_fen#?"),
    "projects": (
        "town_id# no#",
        "project stage source? amount_fen# paid_fen# signed? since? started_on? ended_on?",
    ),
    "half_reports": (
        "town_id# no#",
        "half version# number? issued_on? check_code? recipients# sent# received#",
    ),
    "plan_items": ("town_id# no#", "what number# done# late#"),
    "invoices": ("town_id# no#", "kind issued_on? amount_fen#? invoice_tag?"),
    "dues": ("town_id# no#", "room urgency clause text until?"),
    "subsidy_sums": (
        "town_id# no#",
        "month payer sheets# people# gross_fen# deducted_fen# added_fen# taken_fen# net_fen# "
        "paid_fen# waived_fen# unpaid_fen#",
    ),
    "findings": ("town_id# no#", "kind text"),
}
"""Table → key and other columns: a whole number is marked #, bytes !, what may be missing ?."""
_INDEXES = (
    ("town_keys", "office"),
    ("town_keys", "verify_key"),
    ("receipts", "digest"),
    ("lines", "identity_tag"),
    ("roster", "account_tag"),
    ("roster", "identity_tag"),
    ("invoices", "invoice_tag"),
)
_REFERENCE = frozenset({"counties", "towns", "settings", "deeds"})
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create every table, its keys town first, and the record of steps taken."""
    op.create_table("steps", _column("step#"), sa.PrimaryKeyConstraint("step", name="pk_steps"), **_strict())
    for table, (key, others) in _TABLES.items():
        names = [_name(word) for word in key.split()]
        op.create_table(
            table,
            *(_column(word) for word in f"{key} {others}".split()),
            sa.PrimaryKeyConstraint(*names, name=f"pk_{table}"),
            *_references(table),
            **_strict(),
        )
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _references(table: str) -> list[sa.ForeignKeyConstraint]:
    """Every town is in a county, every other row is a town's."""
    column, referred = ("county_id", "counties") if table == "towns" else ("town_id", "towns")
    if table in _REFERENCE and table != "towns":
        return []
    name = f"fk_{table}_{column}_{referred}"
    return [sa.ForeignKeyConstraint([column], [f"{referred}.{column}"], name=name)]


def _name(word: str) -> str:
    return word.rstrip("#!?")


def _column(word: str) -> sa.Column[object]:
    kind = _WHOLE if "#" in word else sa.LargeBinary() if "!" in word else _TEXT
    return sa.Column(_name(word), kind, nullable=word.endswith("?"), autoincrement=False)


def _strict() -> dict[str, bool]:
    return {"sqlite_strict": True}
