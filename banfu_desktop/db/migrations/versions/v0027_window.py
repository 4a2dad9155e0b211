"""What the window taught of money: a draft begun from a line of the bank; asset numbers, parts, proceeds."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "0d831abedfbf4472a0c794ff41ed5b96dc0215b16290e8865d30278aa0ba4914"
FILLS = {
    ("assets", "number"): None,
    ("assets", "proceeds_fen"): None,
    ("assets", "proceeds_voucher_id"): None,
    ("assets", "part_of_id"): None,
}
DRAFTS = """
CREATE TABLE bank_drafts (
    id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    voucher_id INTEGER NOT NULL,
    CONSTRAINT pk_bank_drafts PRIMARY KEY (id),
    CONSTRAINT uq_bank_drafts_line_id UNIQUE (line_id),
    CONSTRAINT uq_bank_drafts_voucher_id UNIQUE (voucher_id),
    CONSTRAINT fk_bank_drafts_line_id_bank_lines FOREIGN KEY(line_id) REFERENCES bank_lines (id)
        ON DELETE CASCADE,
    CONSTRAINT fk_bank_drafts_voucher_id_fund_vouchers FOREIGN KEY(voucher_id) REFERENCES fund_vouchers (id)
        ON DELETE CASCADE
) STRICT"""
INDEXES = (
    "CREATE UNIQUE INDEX uq_assets_number ON assets (number)",
    "CREATE INDEX ix_assets_proceeds_voucher_id ON assets (proceeds_voucher_id)",
    "CREATE INDEX ix_assets_part_of_id ON assets (part_of_id)",
)


def upgrade() -> None:
    """Make the table and the columns."""
    op.execute(DRAFTS)
    op.add_column("assets", sa.Column("number", sa.Text(), nullable=True))
    for name in ("proceeds_fen", "proceeds_voucher_id", "part_of_id"):
        op.add_column("assets", sa.Column(name, sa.Integer(), nullable=True))
    for sql in INDEXES:
        op.execute(sql)
