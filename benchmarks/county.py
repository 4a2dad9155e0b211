"""The county's desk: receiving 60 packages against writing their rows bare, on both engines."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from banfu_desktop import clock
from banfu_desktop.backup.report import glance, read_report
from banfu_desktop.roll_up.load import facts_of, replace_facts
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import receiving, register
from banfu_desktop.services.keeping import county
from benchmarks.measure import BUILD, Figure, Line, computed, in_turn, ms
from tests import a_county, a_server
from tests.county_packages import Post, with_sheets
from tests.roll_up.a_large_town import sections, sheets
from tests.roll_up.twelve_hundred import FIRST, LAST, name_of
from tests.rules import test_reception as steps

TOWNS = 60
_NOW = datetime(2026, 11, 3, 9)


def figures() -> Iterator[Line]:
    """What judging, the ledger and the deed add to the rows themselves; what a glance and a proof cost."""
    clock.now = lambda: _NOW
    with a_server.started() as server, TemporaryDirectory(dir=BUILD) as folder:
        for engine, url in (("SQLCipher", ""), ("PostgreSQL", server.url(server.create()))):
            yield from _of(Path(folder, engine), engine, url)


def _of(folder: Path, engine: str, url: str) -> Iterator[Line]:
    folder.mkdir()
    a_county.found(folder / "county", url, tuple(map(name_of, range(TOWNS))))
    packages = _written(folder, 12)
    with desks.at(folder / "county") as desk:
        months = count()
        whole, bare = in_turn(
            computed(lambda: _receive(desk, packages[next(months) % 12])),
            computed(lambda: _bare(desk)),
            runs=5,
        )
        a, b = ms(whole / TOWNS), ms(bare / TOWNS)
        yield Figure(f"a package received, {engine}", whole / bare, f"{a} / {b} of its rows written bare")
        if not url:
            paths = packages[0]
            seen, proven, read = in_turn(
                computed(lambda: [glance(path, desk.reader) for path in paths]),
                computed(lambda: [read_report(path, desk.reader) for path in paths]),
                computed(lambda: [path.read_bytes() for path in paths]),
                runs=3,
            )
            one = ms(seen / TOWNS)
            yield Figure("a package proven, against a glance", proven / seen, f"{ms(proven / TOWNS)} / {one}")
            yield Figure("a glance, against reading the file", seen / read, f"{one} / {ms(read / TOWNS)}")


def _written(folder: Path, months: int) -> list[list[Path]]:
    """Packages of all towns, month by month, each going on from the one before."""
    own = county.of(folder / "county")
    post = Post(county.reader_of(folder / "county").public, kind_of_use="demo")
    offices = [steps.Office(name_of(n), f"key {name_of(n)}", f"office {name_of(n)}") for n in range(TOWNS)]
    bodies = [sections(number, LAST, own.tag_key) for number in range(TOWNS)]
    packages: list[list[Path]] = []
    for month in range(months):
        packages.append([])
        for number, office in enumerate(offices):
            office.deed(f"{month}")
            sent = with_sheets(office.export(), sheets(number, LAST))
            path = folder / f"{month}-{number}.bfb"
            links = steps.LINKS[sent.digest]
            post.write(path, sent, links, bodies[number], made_at=FIRST, proven=False)
            packages[-1].append(path)
    return packages


def _receive(desk: desks.CountyDesk, paths: list[Path]) -> None:
    for path in paths:
        receiving.received(desk, path, _NOW)


def _bare(desk: desks.CountyDesk) -> None:
    """The same rows deleted and written, town by town, each in its own transaction and nothing else."""
    for number in range(TOWNS):
        facts = _facts(desk, number)
        with desk.roll_up.write() as session:
            replace_facts(session, register.id_of(session, name_of(number)), facts)


_FACTS: dict[int, Any] = {}


def _facts(desk: desks.CountyDesk, number: int) -> Any:
    if number not in _FACTS:
        assert desk.county is not None
        _FACTS[number] = facts_of(sheets(number, LAST), sections(number, LAST, desk.county.tag_key))
    return _FACTS[number]
