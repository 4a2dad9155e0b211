"""A clerk's month on the command line, from the roster to the package; each deed done is a line on stdout.

usage: a_months_work.py FOLDER
"""

import io
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path

from banfu_desktop import clock
from banfu_desktop.cli import program as cli

ROSTER = Path(__file__).parent / "data" / "roster-meikeng.xlsx"
OFFICE, PACKAGE = Path("office"), Path("usb", "上报包.bfb")
DEEDS: Mapping[str, tuple[str | Path, ...]] = {
    "import": ("import", "members", ROSTER),
    "make": ("subsidy", "make", "2026-10"),
    "seal": ("subsidy", "seal", "2026-10"),
    "export": ("backup", "export", PACKAGE),
}


def call(folder: Path, *words: str | Path) -> tuple[int, str]:
    """Call the program on the office in a folder; gives its exit code and what it said."""
    placed = (folder / word if word == PACKAGE else word for word in words)
    argv = ["--data", folder / OFFICE, "--today", "2026-11-02", *placed]
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        code = cli.main([str(word) for word in argv], lambda office, clock: cli.BUG)
    return code, said.getvalue()


def work(folder: Path) -> None:
    """All deeds in turn."""
    for name, words in DEEDS.items():
        code, said = call(folder, *words)
        assert code == cli.DONE, said
        print(name, flush=True)


def begin(folder: Path) -> None:
    """The same, begun when what every deed needs is loaded, so that kills meet deeds rather than imports."""
    call(folder, "check")
    print("begin", flush=True)
    work(folder)


if __name__ == "__main__":
    clock.now = lambda: datetime(2026, 11, 2, 9)  # as in the tests that look at what is left
    begin(Path(sys.argv[1]))
