"""From the start of the process to the first paint and to a home page that says what is due."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median

from benchmarks.measure import Figure, Line, Missing, at_most, ms, python, until
from benchmarks.office import TODAY, prepared

RUNS = 9
_TO_PAINT, _TO_USE = at_most(1.6), at_most(3.0)


def figures() -> Iterator[Line]:
    """Both figures without a screen, and on an X server where there is one to be had."""
    yield from _on("offscreen", {"QT_QPA_PLATFORM": "offscreen"})
    with _screen() as env:
        if env is None:
            yield Missing("start on a screen", "no X server and no Xvfb")
        else:
            yield from _on("xcb", env)


def _on(platform: str, env: Mapping[str, str]) -> Iterator[Line]:
    empty = python("-m", "benchmarks.empty_window")
    real = python("-m", "benchmarks.real_window", "--data", prepared(), "--today", str(TODAY))
    floors, paints, uses = list[float](), list[float](), list[float]()
    for _ in range(RUNS):
        floors += until(empty, ["painted"], env)
        paint, use = until(real, ["painted", "usable"], env)
        paints.append(paint)
        uses.append(use)
    floor, paint, use = median(floors), median(paints), median(uses)
    yield Figure(f"start to first paint ({platform})", paint / floor, _said(paint, floor), _TO_PAINT)
    yield Figure(f"start to usable home page ({platform})", use / floor, _said(use, floor), _TO_USE)


def _said(own: float, floor: float) -> str:
    return f"{ms(own)} / {ms(floor)} of an empty window"


@contextmanager
def _screen() -> Iterator[Mapping[str, str] | None]:
    """The environment of an X server: the present one's or a fresh Xvfb's; None where there is neither."""
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        yield {"QT_QPA_PLATFORM": "xcb"} if os.environ.get("DISPLAY") else None
        return
    if shutil.which("Xvfb") is None:
        yield None
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{server.stdout.readline().strip()}"}
        finally:
            server.terminate()
