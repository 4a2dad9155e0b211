"""The database copy inside a package, read with suspicion: whoever wrote it may have written anything."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.request import pathname2url

from sqlcipher3 import dbapi2

from banfu_desktop.backup.contents import (
    Contents,
    TableContent,
    audit_head,
    read_contents,
    read_tables,
    schema_sha256,
)
from banfu_desktop.backup.manifest import Copy
from banfu_desktop.backup.refusals import PackageError

APPLICATION_ID = 0x62616E66  # "banf", as in every database of this program
_PAGE_BYTES = 4096
_STAGED, _UNTOUCHED = "mode=rw", "mode=ro&immutable=1"
_STEP = 100_000  # SQLite operations between two looks
_OPERATIONS = 50_000_000
_OPERATIONS_PER_PAGE = 100_000
Step = Callable[[str], object]
"""Told the Chinese name of each check as it begins; may raise to cancel."""


class Described(Protocol):
    """A copy as a manifest or an escrow describes it."""

    @property
    def copy(self) -> Copy:
        """Its schema, size, hash and key."""

    @property
    def contents(self) -> Contents:
        """What it holds."""


def check_copy(
    path: Path, manifest: Described, schemas: Mapping[int, str], step: Step = lambda name: None
) -> None:
    """Prove that a database copy is whole and holds exactly what its manifest says.

    Args:
        path: the copy, still encrypted, in a folder that is thrown away.
        manifest: what the package it came in says of it.
        schemas: fingerprints of this program's own schemas, by version.

    Raises:
        PackageError: the first check that fails.
    """
    copy = manifest.copy
    with _opened(path, copy.key, _STAGED) as connection:
        checks: dict[str, Callable[[], None]] = {
            "数据页校验": lambda: _check_pages(connection),
            "程序标识": lambda: _check_application(connection),
            "表结构": lambda: _check_schema(connection, copy, schemas.get(copy.schema, "")),
            "数据表完整性": lambda: _check_tables(connection),
            "引用关系": lambda: _check_references(connection),
            "内容与合计": lambda: compare_contents(read_contents(connection), manifest.contents),
        }
        for name, check in checks.items():
            step(name)
            try:
                check()
            except dbapi2.Error as error:
                raise PackageError("copy", check=name) from error


def compare_contents(in_copy: Contents, in_manifest: Contents) -> None:
    """Every table, every sealed month and the audit chain's head must agree.

    Raises:
        PackageError: the first that does not.
    """
    for table in sorted(in_copy.tables.keys() | in_manifest.tables.keys()):
        if in_copy.tables.get(table) != in_manifest.tables.get(table):
            raise PackageError("contents", table=table)
    if in_copy.sealed_fen != in_manifest.sealed_fen:
        raise PackageError("totals", part="已封存月份实发")
    if in_copy.audit_head != in_manifest.audit_head:
        raise PackageError("totals", part="留痕链")


def read_copy(path: Path, key: bytes, *, bare: bool = False) -> tuple[Contents, int, str]:
    """What a database file of our own holds, with its schema's version and fingerprint.

    Args:
        bare: without the bytes of attachments, see read_contents.

    Raises:
        sqlcipher3.dbapi2.Error: damaged, or not under the key.
    """
    with _opened(path, key, _UNTOUCHED) as connection:
        return (
            read_contents(connection, bare=bare),
            _pragma(connection, "user_version"),
            schema_sha256(connection),
        )


def tables_of(path: Path, key: bytes) -> dict[str, TableContent]:
    """What each table of a database file of our own holds; otherwise like read_copy."""
    with _opened(path, key, _UNTOUCHED) as connection:
        return read_tables(connection)


def read_head(path: Path, key: bytes) -> str:
    """The head of the audit chain in a database file of our own, or empty where the file cannot be read."""
    try:
        with _opened(path, key, _UNTOUCHED) as connection:
            return audit_head(connection)
    except (dbapi2.Error, OSError):
        return ""


@contextmanager
def _opened(path: Path, key: bytes, mode: str) -> Iterator[Any]:
    """A connection that changes nothing, trusts nothing and ends.

    A file can be built so that reading it takes for ever; work is limited by what its size could need.

    Args:
        mode: untouched leaves nothing beside the file either, but SQLite passes over CHECKs when it cannot
            write; staged finds rows that break them.
    """
    uri = f"file:{pathname2url(str(path.absolute()))}?{mode}"
    left = (_OPERATIONS + path.stat().st_size // _PAGE_BYTES * _OPERATIONS_PER_PAGE) // _STEP

    def spend() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    connection = dbapi2.connect(uri, uri=True, isolation_level=None)
    try:
        for pragma in (
            "cipher_log_level=NONE",
            f"key=\"x'{key.hex()}'\"",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "temp_store=MEMORY",
            "query_only=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(spend, _STEP)
        yield connection
    finally:
        connection.close()


def _pragma(connection: Any, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _check_pages(connection: Any) -> None:
    bad_pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    if bad_pages:
        raise PackageError("pages", count=len(bad_pages))


def _check_application(connection: Any) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise PackageError("application")


def _check_schema(connection: Any, copy: Copy, known: str) -> None:
    version, fingerprint = _pragma(connection, "user_version"), schema_sha256(connection)
    if (version, fingerprint) != (copy.schema, copy.schema_sha256) or fingerprint != known:
        raise PackageError("schema")


def _check_tables(connection: Any) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise PackageError("tables")


def _check_references(connection: Any) -> None:
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise PackageError("references", table=lost[0])
