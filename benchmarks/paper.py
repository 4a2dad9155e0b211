"""One pay sheet of 20 rows on paper, as a whole process, against LibreOffice converting the same sheet."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Command, Figure, Line, Missing, at_least, in_turn, ms, process, python
from benchmarks.office import FIRST, TODAY, one_payer

_SHEET = "a 20-row pay sheet, rows to PDF"
_COMMAND = "the same as a command, office and all"


def figures() -> Iterator[Line]:
    """Rows to PDF, as LibreOffice does it; and the command that finds out the rows first."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield Missing(_SHEET, "no LibreOffice (apt-get install libreoffice-calc-nogui)")
        return
    with TemporaryDirectory() as folder:
        workbook, paper, profile = Path(folder, "a.xlsx"), Path(folder, "b.pdf"), Path(folder, "profile")
        subprocess.run([str(part) for part in _draw(workbook)], check=True)
        convert: Command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        convert += ["--convert-to", "pdf", "--outdir", folder, workbook]
        peer, own, command = in_turn(*map(process, (convert, _draw(paper), _print(paper))), runs=5)
    for name, seconds, target in ((_SHEET, own, at_least(4)), (_COMMAND, command, None)):
        yield Figure(name, peer / seconds, f"{ms(peer)} of LibreOffice / {ms(seconds)}", target, "x faster")


def _draw(target: Path) -> Command:
    return python("-m", "benchmarks.sheet", target)


def _print(target: Path) -> Command:
    command = ["-m", "banfu_desktop", "--data", str(one_payer()), "--today", str(TODAY)]
    return python(*command, "print", "subsidy-sheet", "--month", str(FIRST), "--out", target)
