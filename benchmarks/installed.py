"""The packaged program's way to its window, as against the same from source (`make deb` first)."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

from benchmarks.measure import BUILD, HOUSE, Command, Figure, Job, Line, Missing, at_most, in_turn, ms, python
from benchmarks.start import screen

PACKAGED = HOUSE / "build" / "installer" / "bundle" / "banfu-desktop" / "banfu-desktop"


def figures() -> Iterator[Line]:
    """The ratio, measured in turn on one X server."""
    if not PACKAGED.exists() or shutil.which("xev") is None:
        yield Missing("installed: start to a window", "no package has been built, or no xev")
        return
    with screen() as env:
        if env is None:
            yield Missing("installed: start to a window", "no X server and no Xvfb")
            return
        programs: tuple[Command, Command] = ([PACKAGED], python("-m", "banfu_desktop"))
        jobs = [_start(program, number, env) for number, program in enumerate(programs)]
        packaged, source = in_turn(*jobs, runs=5)
    said = f"{ms(packaged)} / {ms(source)} from source"
    yield Figure("installed: start to a window", packaged / source, said, at_most(1.2))


def _start(program: Command, number: int, env: Mapping[str, str]) -> Job:
    """Start on an office of its own until the X server shows a window."""
    folder = BUILD / f"installed-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    given = {**os.environ, **env}
    opened = [*map(str, program), "--data", str(folder)]
    subprocess.run(
        [*opened, "init", "--town", "梅坑镇"], env=given, cwd=HOUSE, check=True, capture_output=True
    )
    return lambda: _until_mapped(opened, given)


def _until_mapped(command: list[str], env: Mapping[str, str]) -> float:
    watching = ["xev", "-root", "-event", "substructure"]
    with subprocess.Popen(watching, env=env, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout is not None
        time.sleep(0.3)
        begun = time.perf_counter()
        with subprocess.Popen(command, env=env, cwd=HOUSE, stderr=subprocess.DEVNULL) as running:
            mapped = any("MapNotify" in line for line in watcher.stdout)
            taken = time.perf_counter() - begun
            with suppress(ProcessLookupError):
                running.kill()
        watcher.kill()
    if not mapped:
        raise RuntimeError("the X server went away")
    return taken
