"""What the security page and the package's page promise names its test, and the test is there."""

import re
from pathlib import Path

import pytest

from banfu_desktop.backup import refusals, report_manifest
from banfu_desktop.rules.reception import History, Sender

HOUSE = Path(__file__).parents[2]
PAGES = ("security.md", "package-format.md")
_NAMED = re.compile(r"`((?:tests/)?[a-z0-9_/]*(?:test_[a-z0-9_]+|hostile_2)\.py)?((?:::\w+)?)`")
_FIGURES = "## Figures"


def text(page: str) -> str:
    return (HOUSE / "docs" / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_is_there(page: str) -> None:
    folder = "tests/adversary"
    for file, function in _NAMED.findall(text(page)):
        if not file and not function:
            continue
        if file:
            place = HOUSE / file if "/" in file else next(HOUSE.glob(f"{folder}/{file}"), None)
            place = place or next(HOUSE.glob(f"tests/*/{file}"), None)
            assert place is not None, file
            assert place.is_file(), file
        if function:
            assert f"def {function[2:]}(" in place.read_text("utf-8"), function


def test_every_row_of_a_table_of_promises_names_one() -> None:
    """Attackers, what is done with the key in hand, attacks, sequences: each row ends with its test."""
    sections = re.split(r"^## ", text("security.md"), flags=re.MULTILINE)
    wanted = (
        "Who may attack",
        "Changed behind",
        "Seventeen attacks",
        "Attacks of a second",
        "Where each sequence",
    )
    found = [section for section in sections if section.startswith(wanted)]
    assert len(found) == len(wanted)
    for section in found:
        rows = [line for line in section.splitlines() if line.startswith("|")][2:]
        assert len(rows) > 5
        for row in rows:
            last = row.rstrip("| ").rpartition("|")[2]
            assert "test" in last or last.strip() == "the same", row


def test_the_format_page_names_what_the_code_writes_and_refuses() -> None:
    page = text("package-format.md")
    manifest = page.partition("## Manifest")[2].partition("## Body")[0]
    for name in report_manifest._NAMES:
        assert re.search(rf"\b{name}\b", manifest), name
    for code in refusals._SAID:
        assert f"`{code}`" in page, code
    for verdict in (*Sender, *History):
        assert f"`{verdict.value}`" in page or verdict.value == "known", verdict


def test_no_module_of_the_program_opens_a_connection() -> None:
    """But for the county's driver of PostgreSQL, which SQLAlchemy loads by its address."""
    reaches = re.compile(
        r"^\s*(?:import|from)\s+(?:socket|ssl|http|ftplib|smtplib|asyncio|requests|PySide6\.QtNetwork)\b"
        r"|urlopen|QNetwork|QTcpSocket",
        re.MULTILINE,
    )
    modules = list((HOUSE / "banfu_desktop").rglob("*.py"))
    assert len(modules) > 900
    assert [path.name for path in modules if reaches.search(path.read_text("utf-8"))] == []
