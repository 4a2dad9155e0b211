"""From the start of the process to the first paint and to a home page that says what is due."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median

from banfu_desktop.services.keeping import remembered
from benchmarks.measure import Figure, Line, Missing, at_most, ms, process, python, until
from benchmarks.office import TODAY, leave, person, prepared

RUNS = 9
_FIGURES = (
    ("first paint", at_most(1.6)),
    ("usable home page", at_most(3)),
    ("home page after a command", at_most(4)),
    ("home page read anew", None),
)


def figures() -> Iterator[Line]:
    """Both figures without a screen, and on an X server where there is one to be had."""
    yield from _on("offscreen", {"QT_QPA_PLATFORM": "offscreen"})
    with screen() as env:
        if env is None:
            yield Missing("start on a screen", "no X server and no Xvfb")
        else:
            yield from _on("xcb", env)


def _on(platform: str, env: Mapping[str, str]) -> Iterator[Line]:
    empty = python("-m", "benchmarks.empty_window")
    real = python("-m", "benchmarks.real_window", "--data", prepared(), "--today", str(TODAY))
    rounds = []
    for number in range(RUNS):
        (floor,) = until(empty, ["painted"], env)
        (prepared() / remembered.FILE).unlink(missing_ok=True)
        paint, read = until(real, ["painted", "usable"], env)
        leave(prepared())
        _, use = until(real, ["painted", "usable"], env)
        _change(number)
        _, changed = until(real, ["painted", "usable"], env)
        rounds.append((floor, paint, use, changed, read))
    floor, *figures = map(median, zip(*rounds, strict=True))
    for (name, target), seconds in zip(_FIGURES, figures, strict=True):
        said = f"{ms(seconds)} / {ms(floor)} of an empty window"
        yield Figure(f"{platform}: start to {name}", seconds / floor, said, target)


def _change(number: int) -> None:
    """A deed at the command line: somebody's day is entered, every time as something else."""
    words = ("attendance", "set", str(person(0)["name"]), str(TODAY), ("培训", "在岗")[number % 2])
    process(python("-m", "banfu_desktop", "--data", prepared(), "--today", str(TODAY), *words))()


@contextmanager
def screen() -> Iterator[Mapping[str, str] | None]:
    """The environment of an X server: the present one's or a fresh Xvfb's; None where there is neither."""
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        yield {"QT_QPA_PLATFORM": "xcb"} if os.environ.get("DISPLAY") else None
        return
    if shutil.which("Xvfb") is None:
        yield None
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{server.stdout.readline().strip()}"}
        finally:
            server.terminate()
