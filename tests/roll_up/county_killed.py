"""A package received by a process that is killed at its first statement, its second, up to the last step.

usage: county_killed.py FOLDER STRIDE [DATABASE]     prints one JSON object; STRIDE 1 is every step

The process that receives is a fork of this one, which itself has neither threads nor anything open.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from banfu_desktop import clock
from banfu_desktop.roll_up import load, models
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import inbox
from banfu_desktop.services.keeping import county
from tests import a_county, seven_towns
from tests.seven_towns import MEI

NOW = datetime(2026, 3, 3, 9)
clock.now = lambda: NOW


def everything(folder: Path) -> str:
    """All rows of all tables."""
    with desks.at(folder) as desk, desk.roll_up.read() as session:
        rows = {
            table.name: sorted(map(repr, session.execute(sa.select(table))))
            for table in models.Base.metadata.sorted_tables
        }
    return json.dumps(rows)


def counted(folder: Path) -> list[int]:
    """How many rows each table has, and the digest of the last package."""
    with desks.at(folder) as desk, desk.roll_up.read() as session:
        tables = models.Base.metadata.sorted_tables
        numbers = [sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in tables]
        return list(session.execute(sa.select(*numbers, models.desk.TrailRow.digest)).one())


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Let a fork do the work and be killed at a step; gives whether there were so many."""
    child = os.fork()
    if child == 0:
        counting(step)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the fork failed"
    return os.WIFSIGNALED(status)


def counting(last: int) -> None:
    """From now on each statement, each bulk load, each commit and each move of a file is a step."""
    left = [last]

    def step(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(sa.Engine, "before_cursor_execute", step)
    event.listen(sa.Engine, "commit", step)
    for module, name in ((load, "insert_rows"), (inbox, "keep"), (inbox, "put_in_order")):
        setattr(module, name, after(step, getattr(module, name)))


def after(step: Callable[..., object], work: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(*args: Any, **named: Any) -> Any:
        step()
        return work(*args, **named)

    return stepped


def main(folder: Path, stride: int, url: str) -> dict[str, object]:
    a_county.found(folder / "county", url, (MEI,))
    key, own = county.reader_of(folder / "county").public, county.of(folder / "county")
    seven_towns.write(folder / "sent", key, own.tag_key)
    places = [folder / name for name in ("first", "second")]
    for number, place in enumerate(places, 1):
        place.mkdir()
        (folder / "sent" / f"2026-{number:02}" / f"{MEI}-{number:03}.bfb").rename(place / f"{number}.bfb")

    def receive(place: Path) -> inbox.Run:
        with desks.at(folder / "county") as desk:
            return inbox.receive_folder(desk, place, lambda: NOW)

    receive(places[0])
    before, whole_before, steps, states = counted(folder / "county"), everything(folder / "county"), 0, []
    while killed_at(steps * stride + 1, lambda: receive(places[1])):
        steps += 1
        states.append(counted(folder / "county"))
    after_, whole_after = counted(folder / "county"), everything(folder / "county")
    receive(places[1] / inbox.TAKEN)
    kept = list((folder / "county" / inbox.KEPT_FOLDER).rglob("*.bfb*"))
    return {
        "steps": steps,
        "unlike both": sum(state not in (before, after_) for state in states),
        "before": states.count(before),
        "changed by the same again": everything(folder / "county") != whole_after,
        "changed at all": before != after_ and whole_before != whole_after,
        "kept": len(kept),
        "moved": [str(path.relative_to(places[1])) for path in places[1].rglob("*.bfb")],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:]))))
