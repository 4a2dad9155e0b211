"""Timing: things to compare take turns, and the median of each counts; figures with their targets."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

HOUSE = Path(__file__).parents[1]
BUILD = HOUSE / "build" / "bench"
PATIENCE = 120
"""Seconds after which a process has failed."""

Command = list[str | Path]
"""A program and its arguments."""

Job = Callable[[], float]
"""Does something once and gives the seconds it took."""


@dataclass(frozen=True)
class Target:
    """What a figure is to stay under or to reach."""

    sign: Literal["<=", ">="]
    bound: float

    def met(self, value: float) -> bool:
        """Whether a value is on the right side of the bound."""
        return value <= self.bound if self.sign == "<=" else value >= self.bound


@dataclass(frozen=True)
class Figure:
    """A line of the table: a value (a ratio where `unit` is x), what it was made of, and its target."""

    name: str
    value: float
    made_of: str
    target: Target | None = None
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """Met, or not, or nothing to meet."""
        if self.target is None:
            return ""
        return "met" if self.target.met(self.value) else "NOT MET"


@dataclass(frozen=True)
class Missing:
    """A figure that cannot be measured on this machine, and why."""

    name: str
    reason: str


Line = Figure | Missing


def at_most(bound: float) -> Target:
    """Stay at or under the bound."""
    return Target("<=", bound)


def at_least(bound: float) -> Target:
    """Reach the bound."""
    return Target(">=", bound)


def in_turn(*jobs: Job, runs: int = 7) -> list[float]:
    """The median seconds of each job; they take turns, so that a busy machine is busy for all of them."""
    return [median(seconds) for seconds in rounds(*jobs, runs=runs)]


def rounds(*jobs: Job, runs: int) -> list[list[float]]:
    """The seconds of each job in each round, the jobs taking turns; a first round fills caches.

    So `min(peer / own)` over the rounds is the least of so many runs.
    """
    taken: list[list[float]] = [[] for _ in jobs]
    for number in range(runs + 1):
        for seconds, job in zip(taken, jobs, strict=True):
            once = job()
            if number:
                seconds.append(once)
    return taken


def timed(work: Callable[[], object]) -> Job:
    """A piece of work in this process as a job."""

    def job() -> float:
        gc.collect()
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return job


def computed(work: Callable[[], object]) -> Job:
    """A piece of work in this process as a job, by processor time, which a busy machine does not stretch."""

    def job() -> float:
        gc.collect()
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return job


def process(command: Command, env: Mapping[str, str] | None = None) -> Job:
    """A whole process as a job, from its start to its end."""

    def job() -> float:
        begun = time.perf_counter()
        subprocess.run(
            [str(part) for part in command],
            env={**os.environ, **(env or {})},
            cwd=HOUSE,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
        )
        return time.perf_counter() - begun

    return job


def until(command: Command, lines: Sequence[str], env: Mapping[str, str]) -> Sequence[float]:
    """Start a process and give the seconds until it said each of the lines, then end it."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **env},
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        said: dict[str, float] = {}
        for line in running.stdout:
            said[line.strip()] = time.perf_counter() - begun
            if all(line in said for line in lines):
                break
        with suppress(ProcessLookupError):
            running.kill()
    if missing := [line for line in lines if line not in said]:
        raise RuntimeError(f"{command} never said {missing}")
    return [said[line] for line in lines]


def python(*words: str | Path) -> Command:
    """A command of this interpreter."""
    return [sys.executable, *words]


def ms(seconds: float) -> str:
    """Milliseconds as the table says them."""
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.2f} ms"
