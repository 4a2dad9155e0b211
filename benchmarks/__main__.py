"""python -m benchmarks [start|unlocking|paper|…]: measure and say; figures fail nothing."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from subprocess import SubprocessError

from benchmarks.measure import BUILD, Figure, Line, Missing

PARTS = (
    "start",
    "unlocking",
    "paper",
    "claims",
    "invoices",
    "lists",
    "pages",
    "database",
    "roster",
    "statement",
    "funds",
    "worklog",
    "documents",
    "subsidies",
    "copies",
    "trust",
    "county",
    "installed",
)


def main(wanted: Iterable[str]) -> int:
    """Print a line a figure as it is measured; always 0, since a busy machine is no mistake."""
    BUILD.mkdir(parents=True, exist_ok=True)
    # The user's own settings stay as they are, and modules are compiled once, as where they are installed.
    os.environ |= {"XDG_CONFIG_HOME": str(BUILD / "config"), "XDG_STATE_HOME": str(BUILD / "state")}
    os.environ |= {"PYTHONPYCACHEPREFIX": str(BUILD / "pycache")}
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "QT_LOGGING_RULES": "*=false"}
    print(f"{'figure':52}{'value':>14}  {'target':>7}  {'':8} made of")
    for part in wanted or PARTS:
        # Parts go on with copies of one office: what one has seen of it would be a red flag to the next.
        shutil.rmtree(BUILD / "state" / "banfu-desktop" / "seen", ignore_errors=True)
        for line in _measured(part):
            print(_said(line), flush=True)
    return 0


def _measured(part: str) -> Iterator[Line]:
    """The figures of a part, as far as this machine can measure them."""
    try:
        yield from import_module(f"benchmarks.{part}").figures()
    except (OSError, RuntimeError, SubprocessError) as trouble:
        yield Missing(f"{part}: not measured", str(trouble))


def _said(line: Line) -> str:
    if not isinstance(line, Figure):
        return f"{line.name:52}{'-':>14}  {'':7}  {'':8} {line.reason}"
    value = f"{line.value:.2f}{line.unit}"
    target = f"{line.target.sign} {line.target.bound:g}" if line.target else ""
    return f"{line.name:52}{value:>14}  {target:>7}  {line.verdict:8} {line.made_of}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
