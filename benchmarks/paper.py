"""Paper as whole processes: a sheet against LibreOffice, a month's papers, `print` against its floor."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import (
    HOUSE,
    Command,
    Figure,
    Line,
    Missing,
    at_least,
    at_most,
    in_turn,
    ms,
    process,
    python,
)
from benchmarks.office import FIRST, TODAY, one_payer, thirteen

_SHEET = "a 20-row pay sheet, rows to PDF"
_COMMAND = "`print` of it, against imports, office and one select"
_MONTH = "a month's papers of 13 people, one process"


def figures() -> Iterator[Line]:
    """Rows to PDF, as LibreOffice does it; a month's papers; the command that finds out the rows first."""
    yield from _one_sheet()
    yield from _a_month()
    with TemporaryDirectory() as folder:
        floor = python("-m", "benchmarks.print_floor", one_payer())
        least, command = in_turn(*map(process, (floor, _print(Path(folder, "a.pdf")))), runs=7)
    yield Figure(_COMMAND, command / least, f"{ms(command)} / {ms(least)}", at_most(1.6))


def _a_month() -> Iterator[Line]:
    """Everything the month puts on paper, as one PDF."""
    with TemporaryDirectory() as folder:
        target = Path(folder, "pack.pdf")
        command = _command(thirteen(), "print", "pack", "--month", str(FIRST.shift(1)), "--out", target)
        said = subprocess.run(
            [*map(str, command), "--json"], check=True, capture_output=True, text=True, cwd=HOUSE
        )
        papers = len(json.loads(said.stdout)["papers"])
        (seconds,) = in_turn(process(command), runs=5)
    yield Figure(_MONTH, seconds, f"{papers} papers", at_most(4), " s")


def _one_sheet() -> Iterator[Line]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield Missing(_SHEET, "no LibreOffice (apt-get install libreoffice-calc-nogui)")
        return
    with TemporaryDirectory() as folder:
        workbook, paper, profile = Path(folder, "a.xlsx"), Path(folder, "b.pdf"), Path(folder, "profile")
        subprocess.run([str(part) for part in _draw(workbook)], check=True)
        convert: Command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        convert += ["--convert-to", "pdf", "--outdir", folder, workbook]
        peer, own = in_turn(*map(process, (convert, _draw(paper))), runs=5)
    yield Figure(_SHEET, peer / own, f"{ms(peer)} of LibreOffice / {ms(own)}", at_least(5), "x faster")


def _draw(target: Path) -> Command:
    return python("-m", "benchmarks.sheet", target)


def _print(target: Path) -> Command:
    return _command(one_payer(), "print", "subsidy-sheet", "--month", str(FIRST), "--out", target)


def _command(folder: Path, *words: str | Path) -> Command:
    return python("-m", "banfu_desktop", "--data", folder, "--today", str(TODAY), *words)
