"""A database from outside is used only when every check has passed, each by its own name."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from banfu_desktop.backup import copy as copies
from banfu_desktop.backup.contents import TableContent
from banfu_desktop.backup.copy import check_copy, read_copy, read_head
from banfu_desktop.backup.refusals import PackageError
from tests.backup.conftest import COPY_KEY
from tests.backup.packages import Parts

Change = Callable[[Any], object]


@pytest.fixture
def schemas(parts: Parts) -> Mapping[int, str]:
    """What this program's own databases look like."""
    return {parts.manifest.copy.schema: parts.manifest.copy.schema_sha256}


def refusal(parts: Parts, folder: Path, schemas: Mapping[int, str]) -> PackageError:
    path = folder / "received.db"
    path.write_bytes(parts.copy)
    with pytest.raises(PackageError) as refused:
        check_copy(path, parts.manifest, schemas)
    assert {file.name for file in folder.iterdir()} <= {"received.db", "changed.db"}
    return refused.value


def script(sql: str) -> Change:
    return lambda connection: connection.executescript(sql)


def test_a_good_copy_passes_every_check(parts: Parts, copy_file: Path, schemas: Mapping[int, str]) -> None:
    steps: list[str] = []
    before = copy_file.read_bytes()
    check_copy(copy_file, parts.manifest, schemas, steps.append)
    assert steps == ["数据页校验", "程序标识", "表结构", "数据表完整性", "引用关系", "内容与合计"]
    assert copy_file.read_bytes() == before
    assert [path.name for path in copy_file.parent.iterdir()] == ["copy.db"]


def test_looking_does_not_disturb_a_journal(parts: Parts, copy_file: Path) -> None:
    before = parts.manifest.contents
    with closing(dbapi2.connect(str(copy_file), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key=\"x'{COPY_KEY.hex()}'\"")
        connection.execute("PRAGMA journal_mode=WAL")
    assert read_copy(copy_file, COPY_KEY)[0] == before
    assert [path.name for path in copy_file.parent.iterdir()] == ["copy.db"]


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        ("application", "PRAGMA application_id=1"),
        ("schema", "PRAGMA user_version=99"),
        ("schema", "CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM people; END"),
        ("schema", "CREATE VIEW evil AS SELECT load_extension('evil')"),
        ("schema", "DROP TRIGGER audit_stays"),
    ],
)
def test_a_tampered_database_under_an_honest_manifest(
    parts: Parts, tmp_path: Path, schemas: Mapping[int, str], code: str, sql: str
) -> None:
    tampered = parts.with_database(tmp_path, script(sql))
    assert refusal(tampered, tmp_path, schemas).code == code


def test_rows_that_point_at_nothing(parts: Parts, tmp_path: Path, schemas: Mapping[int, str]) -> None:
    change = script("PRAGMA foreign_keys=OFF; UPDATE postings SET person_id = person_id + 99")
    refused = refusal(parts.with_database(tmp_path, change), tmp_path, schemas)
    assert refused.code == "references"
    assert "postings" in str(refused)


def test_rows_that_no_table_would_take(parts: Parts, tmp_path: Path, schemas: Mapping[int, str]) -> None:
    change = script("PRAGMA ignore_check_constraints=ON; UPDATE people SET name = ''")
    assert refusal(parts.with_database(tmp_path, change), tmp_path, schemas).code == "tables"


def test_a_schema_that_claims_to_be_ours(parts: Parts, tmp_path: Path, schemas: Mapping[int, str]) -> None:
    change = script("CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM people; END")
    tampered = parts.with_database(tmp_path, change)
    lying = tampered.saying_of_copy(schema_sha256=parts.manifest.copy.schema_sha256)
    assert refusal(lying, tmp_path, schemas).code == "schema"


def test_a_schema_this_program_never_had(parts: Parts, tmp_path: Path) -> None:
    assert refusal(parts, tmp_path, {}).code == "schema"


def test_a_flipped_bit_is_found_on_its_page(parts: Parts, tmp_path: Path, schemas: Mapping[int, str]) -> None:
    damaged = bytearray(parts.copy)
    damaged[5000] ^= 1
    damaged[-1] ^= 1
    refused = refusal(parts.with_copy(bytes(damaged)), tmp_path, schemas)
    assert refused.code == "pages"
    assert "有 2 个数据页" in str(refused)


@pytest.mark.parametrize("content", [b"", b"no database at all", bytes(8192)])
def test_what_is_no_database(
    parts: Parts, tmp_path: Path, schemas: Mapping[int, str], content: bytes
) -> None:
    assert refusal(parts.with_copy(content), tmp_path, schemas).code in ("pages", "copy", "application")


def test_another_key(parts: Parts, tmp_path: Path, schemas: Mapping[int, str]) -> None:
    assert refusal(parts.saying_of_copy(key=bytes(32)), tmp_path, schemas).code in ("pages", "copy")


def test_content_that_differs_is_named_by_table(
    parts: Parts, tmp_path: Path, schemas: Mapping[int, str]
) -> None:
    tampered = parts.with_database(
        tmp_path, script("UPDATE postings SET left_on = '2026-12-01'"), honest=False
    )
    refused = refusal(tampered, tmp_path, schemas)
    assert refused.code == "contents"
    assert "“audit”" in str(refused)


@pytest.mark.parametrize(
    ("code", "said", "change"),
    [
        ("contents", "“people”", {"tables": {}}),
        ("contents", "“subsidy_lines”", {"tables": {"subsidy_lines": TableContent(4, "0" * 64)}}),
        ("contents", "“people”", {"tables": {"people": TableContent(3, "0" * 64)}}),
        ("totals", "已封存月份实发", {"sealed_fen": {"2026-09": 400_001, "2026-10": 329_032}}),
        ("totals", "已封存月份实发", {"sealed_fen": {}}),
        ("totals", "留痕链", {"audit_head": "0" * 64}),
    ],
)
def test_a_manifest_that_lies(
    parts: Parts,
    tmp_path: Path,
    schemas: Mapping[int, str],
    code: str,
    said: str,
    change: dict[str, Any],
) -> None:
    contents = parts.manifest.contents
    if change.get("tables"):
        change = {"tables": {**contents.tables, **change["tables"]}}
    elif "tables" in change:
        change = {"tables": {name: table for name, table in contents.tables.items() if name != "people"}}
    lying = parts.saying(contents=replace(contents, **change))
    refused = refusal(lying, tmp_path, schemas)
    assert refused.code == code
    assert said in str(refused)


def test_a_database_that_takes_for_ever_is_given_up(
    parts: Parts, copy_file: Path, schemas: Mapping[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_OPERATIONS", 100)
    monkeypatch.setattr(copies, "_OPERATIONS_PER_PAGE", 1)
    monkeypatch.setattr(copies, "_STEP", 100)
    with pytest.raises(PackageError) as refused:
        check_copy(copy_file, parts.manifest, schemas)
    assert refused.value.code == "copy"


def test_cancelling_leaves_nothing(parts: Parts, copy_file: Path, schemas: Mapping[int, str]) -> None:
    def cancel(name: str) -> None:
        raise InterruptedError(name)

    with pytest.raises(InterruptedError, match="数据页校验"):
        check_copy(copy_file, parts.manifest, schemas, cancel)


def test_the_head_of_a_file_that_cannot_be_read_is_empty(parts: Parts, copy_file: Path) -> None:
    assert read_head(copy_file, COPY_KEY) == parts.manifest.contents.audit_head
    assert read_head(copy_file, bytes(32)) == ""
    assert read_head(copy_file.with_name("none.db"), COPY_KEY) == ""
