"""What the report tells the county: everything it shows, and no identity number, account or phone in it."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.backup.report import Report
from banfu_desktop.db.models.members import Person
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.store import Database
from banfu_desktop.rules.identity import mask_name
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.keeping import county, report
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import open_report, sealed_fen
from banfu_desktop.services.members import drafts, members
from banfu_desktop.services.subsidies import sealed

NOW = datetime(2026, 11, 20, 10, 0)
NUMBER = re.compile(r"(?<![0-9a-f])[0-9]{11,}[Xx]?(?![0-9a-f])")
"""What an identity number, an account or a mobile number looks like, outside a hash."""


@pytest.fixture(scope="module")
def sent(full_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Report]]:
    """The demonstration office, with all in it that an office can have, and its opened report."""
    folder = shutil.copytree(full_office, tmp_path_factory.mktemp("report") / "full")
    database = Database.open(folder / "office")
    export_package(database, folder / "1.bfb", NOW, "经办")
    yield database, open_report(folder / "1.bfb", (county.reader_of(folder / "county"),))
    database.close()


def test_no_number_of_anybody_is_in_it(sent: tuple[Database, Report]) -> None:
    database, told = sent
    text = told.body.to_bytes().decode() + told.manifest.to_bytes().decode()
    with database.read() as session:
        secrets = {
            value
            for person in session.query(Person)
            for value in (person.identity_no, person.card_no, person.phone)
            if value
        }
        secrets |= {row.number for row in invoices.every(session) if len(row.number) >= 8}
    assert len(secrets) > 30
    assert [secret for secret in secrets if secret in text] == []
    assert NUMBER.findall(text) == []


def test_nobodys_name_is_in_it_but_as_a_mask(sent: tuple[Database, Report]) -> None:
    database, told = sent
    text = told.body.to_bytes().decode()
    with database.read() as session:
        names = {row.name for row in members.listing(session)} | {row.name for row in drafts.listing(session)}
    assert [name for name in names if name in text] == []
    assert all(mask_name(row.name) in text for row in _members(database))


def test_every_section_the_county_shows_has_rows(sent: tuple[Database, Report]) -> None:
    sections = sent[1].body.sections
    assert {name for name, rows in sections.items() if not rows} <= {"undecided"}
    assert set(sections) >= {
        "lines", "roster", "books", "funds", "projects", "counts", "dues", "payments", "receivables",
        "undecided", "invoices",
    }  # fmt: skip
    page = (Path(__file__).parents[2] / "docs" / "package-format.md").read_text("utf-8")
    assert [name for name in sections if f"`{name}`" not in page] == [], "the format's page names each"


def test_equal_numbers_have_equal_tags_under_one_key_and_others_under_another(
    sent: tuple[Database, Report],
) -> None:
    database, told = sent
    tag_key = county.of(database.folder.parent / "county").tag_key
    by_person = {row["person"]: row["tags"] for row in told.body.sections["roster"]}
    for member in _members(database):
        tags = by_person[member.person_id]
        assert isinstance(tags, dict)
        assert tags["identity"] == report.tag(tag_key, "identity", member.identity_no.lower())
    first = _members(database)[0]
    assert report.tag(bytes(32), "identity", first.identity_no) not in json.dumps(by_person)
    tags = [row["tags"] for row in told.body.sections["lines"]]
    assert {json.dumps(tag) for tag in tags} <= {json.dumps(tag) for tag in by_person.values()}


def test_without_a_county_file_nothing_can_be_compared(demonstrated: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    try:
        with database.read() as session:
            told = report.collect(session, NOW.date(), 0, None)
    finally:
        database.close()
    assert {tag for row in told.body.sections["lines"] for tag in row["tags"].values()} == {None}  # type: ignore[union-attr]


def test_the_sheets_and_lines_are_the_offices(sent: tuple[Database, Report]) -> None:
    database, told = sent
    with database.read() as session:
        rows = sealed.rows(session)
        codes = {row.check_code for row in rows}
    assert {sheet.check_code for sheet in told.manifest.sheets} == codes
    lines: dict[str, int] = {}
    for line in told.body.sections["lines"]:
        lines[str(line["month"])] = lines.get(str(line["month"]), 0) + int(line["net_fen"])  # type: ignore[arg-type]
    assert lines == sealed_fen(told.manifest)


def test_links_lead_to_the_head_and_every_seal_is_among_them(sent: tuple[Database, Report]) -> None:
    database, told = sent
    trail = told.manifest.trail
    with database.read() as session:
        assert head_at(session.connection(), trail.entries) == trail.head
        sheets = {row.id for row in sealed.rows(session)}
    assert len(told.body.links) == trail.entries - trail.since
    approved = {
        row for table, row in (entry.record for entry in told.body.approvals) if table == "subsidy_sheets"
    }
    assert approved == sheets


def test_the_towns_own_findings_come_along_word_for_word_but_for_names(sent: tuple[Database, Report]) -> None:
    from banfu_desktop.services.hall import home

    database, told = sent
    with database.read() as session:
        found = [each.text for reminder in home.due(session, NOW.date()) for each in reminder.each]
    texts = [str(row["text"]) for row in told.body.sections["dues"]]
    assert len(texts) >= len(found) > 10
    for text in found:
        for member in _members(database):
            text = text.replace(member.name, mask_name(member.name))
        assert text.replace("张三", "张*") in texts


def _members(database: Database) -> list[members.MemberRow]:
    with database.read() as session:
        return members.listing(session)
