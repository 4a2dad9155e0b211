"""A manifest is read in one form only, and everything in it is of its kind and in its bounds."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from banfu_desktop.backup.manifest import MAX_COPY_BYTES, Manifest
from banfu_desktop.backup.refusals import PackageError
from tests.backup.packages import Parts

Change = Callable[[dict[str, Any]], object]


def refusal(raw: bytes) -> PackageError:
    with pytest.raises(PackageError) as refused:
        Manifest.parse(raw)
    return refused.value


def test_what_is_written_is_read_back(parts: Parts) -> None:
    assert Manifest.parse(parts.manifest.to_bytes()) == parts.manifest


def test_it_is_canonical_json(parts: Parts) -> None:
    said = parts.manifest.to_bytes()
    record = json.loads(said)
    again = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said == again.encode()
    assert list(record) == sorted(record)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}", b'{"format":1}', b"1" * 5000],
    ids=["empty", "open", "list", "null", "no text", "deep", "bare", "format only", "number"],
)
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    assert refusal(raw).code == "manifest"


def with_pair(record: dict[str, Any]) -> None:
    record["tables"]["people\x1b[2J"] = record["tables"].pop("people") | {"rows": -1}


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(format="1"),
        lambda record: record.update(format=0),
        lambda record: record.update(number=0),
        lambda record: record.update(number=True),
        lambda record: record.update(number=7.0),
        lambda record: record.update(number=2**60),
        lambda record: record.update(made_at="yesterday"),
        lambda record: record.update(made_at="2026-11-02 09:12:05"),
        lambda record: record.update(program=""),
        lambda record: record.update(program=None),
        lambda record: record.update(extra=1),
        lambda record: record.update(audit_head="AB"),
        lambda record: record.update(audit_head="G" * 64),
        lambda record: record.update(sender=[]),
        lambda record: record.update(tables=None),
        lambda record: record.pop("copy"),
        lambda record: record["sender"].update(town="梅坑镇\x1b[2J"),
        lambda record: record["sender"].update(town="镇" * 201),
        lambda record: record["sender"].update(verify_key="00"),
        lambda record: record["sender"].update(extra=""),
        lambda record: record["addressee"].update(kind="friend"),
        lambda record: record["copy"].update(size=0),
        lambda record: record["copy"].update(size=MAX_COPY_BYTES + 1),
        lambda record: record["copy"].update(schema=0),
        lambda record: record["copy"].update(key="0" * 63),
        lambda record: record["tables"].update(people=[]),
        lambda record: record["tables"]["people"].update(rows="2"),
        with_pair,
        lambda record: record["sealed_fen"].update({"2026-13": 1}),
        lambda record: record["sealed_fen"].update({"2026年9月": 1}),
        lambda record: record["sealed_fen"].update({"2026-09": 0.5}),
    ],
)
def test_what_is_amiss_is_refused(parts: Parts, change: Change) -> None:
    refused = refusal(parts.saying_in_json(change))
    assert refused.code == "manifest"
    assert str(refused).isprintable()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: b" " + said,
        lambda said: said + b"\n",
        lambda said: said.replace(b'"number":7', b'"number":7,"number":7'),
        lambda said: said.replace(b'"number":7', b'"number":7e0'),
        lambda said: said.replace(b'"number":7', b'"number": 7'),
        lambda said: said.replace("梅".encode(), b"\\u6885"),
        lambda said: said.replace(b'"format":1', b'"format":NaN'),
        lambda said: said.replace("梅".encode(), b"\\ud800"),
    ],
)
def test_another_way_of_writing_the_same_is_refused(parts: Parts, change: Callable[[bytes], bytes]) -> None:
    changed = change(parts.manifest.to_bytes())
    assert changed != parts.manifest.to_bytes()
    assert refusal(changed).code == "manifest"


def test_a_newer_format_asks_for_a_newer_program(parts: Parts) -> None:
    refused = refusal(parts.saying_in_json(lambda record: record.update(format=2)))
    assert refused.code == "newer_schema"
    assert refused.advice == "请安装新版程序"


def test_half_a_character_in_the_name_of_a_table_is_refused(parts: Parts) -> None:
    said = parts.manifest.to_bytes().replace(
        b'"tables":{', b'"tables":{"\\ud800":{"rows":0,"sha256":"%s"},' % (b"0" * 64)
    )
    assert refusal(said).code == "manifest"
