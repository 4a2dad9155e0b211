"""A half-year report: its figures, issuing it, its PDF and docx, each against a floor, by processor time."""

import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.printing import paper as printing
from banfu_desktop.printing.paper import Paper
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules import documents_text
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.documents_text import Paragraph, Part, Run
from banfu_desktop.services.documents import figures as counted
from banfu_desktop.services.documents import papers, reports
from banfu_desktop.services.program import demonstration
from benchmarks.measure import BUILD, Figure, Job, Line, at_most, computed, in_turn, ms

_HALF, _NOW = HalfYear(2026, 1), datetime(2026, 11, 2, 9)
_READ = (
    "postings", "people", "attendance_days", "leaves", "log_entries", "log_people", "fund_vouchers",
    "projects", "project_rounds", "contributions", "contribution_arrivals", "subsidy_lines", "exams",
    "claims",
)  # fmt: skip
"""Tables whose rows the figures are counted from."""


class _TakenBackError(Exception):
    """The deed is measured and leaves nothing."""


def figures() -> Iterator[Line]:
    """Own work in turn with the least that could do: rows read, figures counted, bare text."""
    office = Database.open(_prepared())
    paper, lines = _printed(office)
    jobs = (
        _reading(office, lambda session: counted.of_half(session, _HALF, _HALF.last)),
        _reading(office, _every_row),
        _deed(office, _issue),
        _deed(office, _count_thrice),
        computed(lambda: printing.pdf(paper)),
        computed(lambda: _bare_pdf(lines)),
        computed(lambda: printing.docx(paper)),
        computed(lambda: _bare_docx(lines)),
    )
    count, rows, issue, deed, pdf, bare_pdf, docx, bare_docx = in_turn(*jobs, runs=7)
    office.close()
    pairs = (
        ("a half-year's figures, against their rows read once", count, rows, 10),
        ("its report written and issued, against its figures", issue, deed, 3),
        ("its PDF, against its bare lines drawn", pdf, bare_pdf, 2),
        ("its docx, against its bare paragraphs", docx, bare_docx, 3),
    )
    for name, own, floor, bound in pairs:
        yield Figure(name, own / floor, f"{ms(own)} / {ms(floor)}", at_most(bound))


def _prepared() -> Path:
    """The demonstration office, kept in build/bench."""
    folder = BUILD / f"documents-{schema_version()}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        database, _ = Database.create(folder)
        demonstration.build(database, sealed_to=demonstration.LAID_OUT_ON.shift(-1))
        database.close()
        (folder / "made").touch()
    return folder


def _printed(office: Database) -> tuple[Paper, Sequence[str]]:
    """The issued report of the first half, and the lines of its pages."""
    with office.read() as session:
        paper = papers.report(session, reports.latest(session, _HALF), _NOW)
    pdf = printing.pdf(paper)
    text = "\n".join(page_text(pdf, page) for page in range(page_count(pdf)))
    return paper, [line for line in text.splitlines() if line.strip()]


def _reading(office: Database, read: Callable[[Session], object]) -> Job:
    def work() -> None:
        with office.read() as session:
            read(session)

    return computed(work)


def _every_row(session: Session) -> None:
    for table in _READ:
        session.execute(sa.text(f"SELECT * FROM {table}")).all()


def _deed(office: Database, work: Callable[[Session], object]) -> Job:
    """A deed that is taken back at its end, so that the next finds the office as it was."""

    def do() -> None:
        with suppress(_TakenBackError), office.write(Deed("签发", "经办", _NOW)) as session:
            work(session)
            session.flush()
            raise _TakenBackError

    return computed(do)


def _count_thrice(session: Session) -> None:
    """A report's figures are counted as it is drafted, refreshed and issued."""
    for _ in range(3):
        counted.of_half(session, _HALF, _HALF.last)


def _issue(session: Session) -> None:
    """Another version of the first half's report, every part written, issued."""
    key = reports.draft(session, _HALF, _NOW)
    text = documents_text.load(reports.one(session, key).body)
    for section in reversed(documents_text.sections(text)):
        if not section.parent and not section.characters:
            said = Paragraph(Part.BODY, (Run("完成镇党委、政府交办的工作，协调各派出单位支持村级事务。"),))
            text = (*text[: section.index + 1], said, *text[section.index + 1 :])
    reports.edit(session, key, text)
    reports.refresh(session, key, _NOW)
    reports.issue(session, key, "经办", _NOW, {})


def _bare_pdf(lines: Sequence[str]) -> bytes:
    """The lines drawn one below the other in the same font, 22 a page: no breaking, no justifying."""
    from reportlab.pdfgen.canvas import Canvas

    from banfu_desktop.printing.engine.fonts import runs

    target = io.BytesIO()
    canvas = Canvas(target)
    for place, line in enumerate(lines):
        if place and place % 22 == 0:
            canvas.showPage()
        text = canvas.beginText(80, 760 - 28 * (place % 22))
        for font, part in runs(line, "serif"):
            text.setFont(font, 16)
            text.textOut(part)
        canvas.drawText(text)
    canvas.save()
    return target.getvalue()


def _bare_docx(lines: Sequence[str]) -> bytes:
    """The lines as paragraphs of python-docx's own template."""
    from docx import Document

    document, target = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()
