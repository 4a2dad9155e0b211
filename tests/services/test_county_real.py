"""A real office at the county: what the county adds up is what stands on the town's own printed sheets."""

import shutil
from datetime import datetime
from pathlib import Path

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.paper import pdf
from banfu_desktop.printing.preview import opened, page_text
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.county import checking, findings, founding, inbox, papers, people, receiving, sums
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.hall import papers as town_papers
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.members import members
from banfu_desktop.services.office import county_file

NOW = datetime(2026, 11, 2, 9)
SEPTEMBER = Month(2026, 9)


def texts(content: bytes) -> list[str]:
    """The text of each page."""
    with opened(content) as document:
        number = len(document)
    return [page_text(content, page) for page in range(number)]


def test_the_county_adds_up_what_the_town_has_printed(demonstrated: Path, tmp_path: Path) -> None:
    """The demonstration office's September: unit by unit, the sum and the check code are on the paper."""
    folder = tmp_path / "county"
    founding.found(folder, "新丰县", "440233", "", practice=True, database="")
    file = county.write_file(folder, tmp_path / "x.bfc")
    office = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    with office.write(Deed("登记县文件", "经办", NOW)) as session:
        county_file.bring_in(session, county_file.look(tmp_path / "x.bfc"), file.fingerprint, NOW)
    sent = export_package(office, tmp_path / "1.bfb", NOW, "经办")
    with office.read() as session:
        paper = town_papers.make(session, "subsidy-sheet", month=SEPTEMBER, now=NOW, today=NOW.date())
        posted = len(members.listing(session))
    office.close()
    pages = [text for text in texts(pdf(paper)) if "发放单位：" in text]  # the month's summary names them all
    receiving.take(folder, tmp_path / "1.bfb", NOW, "问了张主任", sent.package.fingerprint)
    with desks.at(folder) as desk:
        assert checking.check(desk).bad == ()
        with desk.roll_up.read() as session:
            rows = sums.lines(session, SEPTEMBER, SEPTEMBER)
            assert len(people.roster(session)) == posted
            assert {row.town for row in findings.own(session)} == {"梅坑镇"}
            assert findings.against_itself(session) == []
            months = sums.by_town(session, Month(2026, 1), SEPTEMBER)
            wish = papers.Wish("新丰县", Month(2026, 1), SEPTEMBER, NOW.date(), NOW)
            for name in papers.TABLES:
                assert papers.make(session, name, wish).documents
            written = tmp_path / "汇总.pdf"
            papers.write(papers.make(session, "sums", wish), written)
    assert len(rows) == len(pages) > 3
    for row in rows:
        (page,) = [text for text in pages if row.payer in text]
        assert yuan(row.net_fen) in page
        assert row.codes.split()[-1] in page
    assert sum(row.net_fen for row in rows) == months.of_months[-1]
    assert yuan(sum(row.net_fen for row in rows)) != "0.00"
    said = "".join(texts(written.read_bytes()))
    assert all(row.codes.split()[-1] in said for row in rows)
    kept = list((folder / inbox.KEPT_FOLDER).rglob("*"))
    assert kept == []  # taken without the inbox, it stays where it was
