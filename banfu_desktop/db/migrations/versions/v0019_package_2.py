"""Packages of format 2: county files, receipts, packages sent; the signing key goes to keys.json.

The office gets a new one, since counties hold the old one inside packages of format 1. The old one signs for
it once and goes; what it could read, packages of before, the office can still read.
"""

import hashlib
import json

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "7492a4b6bca4fea84ecc2c9188fee36736abd773bdc501095080c8a76c1be739"
RECORDS = frozenset({("I", "successions"), ("U", "office")})
DROPPED = frozenset({("office", "signing_key")})
_OLD = "old signing key"
_TABLES = {
    "county_files": "county sign_key content imported_at",
    "packages": "generation number sha256 entries head made_at",
    "receipts": "county_key generation number sha256 entries head at said signature",
    "successions": "old new entries signature own_identity",
}
_WHOLE = frozenset({"generation", "number", "entries"})


def upgrade() -> None:
    """Make the tables, and take the old key out; what is done with it waits for the triggers."""
    for table, columns in _TABLES.items():
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            *(
                sa.Column(name, sa.Integer() if name in _WHOLE else sa.Text(), nullable=False)
                for name in columns.split()
            ),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sqlite_strict=True,
        )
    bind = op.get_bind()
    bind.info[_OLD] = bind.exec_driver_sql("SELECT signing_key FROM office").scalar()
    op.execute("ALTER TABLE office DROP COLUMN signing_key")


def put_on_record(connection: sa.Connection) -> None:
    """The new verify key, and that the old one has signed for it.

    The new seed is in the connection's info under `seed`: whoever upgrades has it in keys.json already.
    """
    from nacl.signing import SigningKey

    old = connection.info.pop(_OLD, None)
    office = connection.exec_driver_sql("SELECT office_id FROM office").scalar()
    if office is None:
        return
    new = SigningKey(connection.info["seed"]).verify_key.encode().hex()
    entries = connection.exec_driver_sql(
        "SELECT coalesce(max(id), 0) FROM audit WHERE hash IS NOT NULL"
    ).scalar_one()
    if isinstance(old, bytes) and len(old) == 32:
        key = SigningKey(old)
        before = key.verify_key.encode().hex()
        said = {"office": office, "old": before, "new": new, "entries": entries}
        form = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        signature = key.sign(b"banfu-successor-2\0" + form).signature.hex()
        own = hashlib.blake2b(old, digest_size=32, person=b"banfu-own-1").digest().hex()
        connection.exec_driver_sql(
            "INSERT INTO successions (old, new, entries, signature, own_identity) VALUES (?, ?, ?, ?, ?)",
            (before, new, entries, signature, own),
        )
    connection.exec_driver_sql("UPDATE office SET verify_key = ?", (new,))
