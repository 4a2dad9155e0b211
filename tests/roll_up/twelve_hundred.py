"""Twelve hundred towns and thirty-six months: facts put in, a month's packages written, received, asked.

usage: twelve_hundred.py fill|receive FOLDER TOWNS [DATABASE]     receive prints one JSON object
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from banfu_desktop import clock
from banfu_desktop.roll_up.load import facts_of, insert_rows
from banfu_desktop.roll_up.models.desk import MonthRow, ReceiptRow
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import findings, inbox, people, register, reporting, search, sums
from banfu_desktop.services.keeping import county
from tests import a_county
from tests.county_packages import Post, with_sheets
from tests.roll_up.a_large_town import MONTHS, sections, sheets
from tests.rules import test_reception as steps

FIRST, NOW = datetime(2026, 11, 2, 9), datetime(2026, 11, 3, 9)
LAST = Month(2026, 10)


def name_of(number: int) -> str:
    return f"第{number + 1}镇"


def fill(folder: Path, towns: int, url: str) -> None:
    """Every town's first package taken, the facts of its months in the tables, its next one in the inbox."""
    clock.now = lambda: FIRST
    names = tuple(map(name_of, range(towns)))
    a_county.found(folder / "county", url, names)
    own = county.of(folder / "county")
    post = Post(county.reader_of(folder / "county").public, kind_of_use="demo")
    (folder / "inbox").mkdir()
    with desks.at(folder / "county") as desk:
        for number, name in enumerate(names):
            office = steps.Office(name, f"key {name}", f"office {name}")
            for deed in range(1200):
                office.deed(f"{deed}")
            _first(desk, post, office, folder)
            office.deed("一个月的工作")
            sent = with_sheets(office.export(), sheets(number, LAST))
            path = folder / "inbox" / f"{name}-002.bfb"
            body = sections(number, LAST, own.tag_key)
            post.write(path, sent, steps.LINKS[sent.digest], body, made_at=FIRST, proven=False)
        _facts(desk, towns, own.tag_key)


def _first(desk: desks.CountyDesk, post: Post, office: steps.Office, folder: Path) -> None:
    sent = office.export()
    path = folder / "first.bfb"
    post.write(path, sent, steps.LINKS[sent.digest], made_at=FIRST, proven=False)
    office.receipt(sent)
    inbox.receive_files(desk, [path], lambda: FIRST)


def _facts(desk: desks.CountyDesk, towns: int, tag_key: bytes) -> None:
    """Facts of all months but the last, as if they had come."""
    before = LAST.shift(-1)
    with desk.roll_up.write() as session:
        for number in range(towns):
            town = register.id_of(session, name_of(number))
            for table, rows in facts_of(
                sheets(number, before), sections(number, before, tag_key)
            ).rows.items():
                columns = [c.name for c in table.columns if c.name not in ("town_id", "no")]
                numbered = ((town, no, *row) for no, row in enumerate(rows, 1))
                insert_rows(session.connection(), table, ("town_id", "no", *columns), numbered)
            months = [str(before.shift(-back)) for back in range(1, MONTHS)]
            told = ((town, month, 1, f"{month}-03T09:00:00") for month in months)
            table_ = MonthRow.__table__
            insert_rows(session.connection(), table_, ("town_id", "month", "receipt_no", "received_at"), told)  # type: ignore[arg-type]


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 3)


def receive(folder: Path, towns: int) -> dict[str, object]:
    """The month's packages, measured."""
    clock.now = lambda: NOW
    with desks.at(folder / "county") as desk:
        glance = timed(lambda: inbox.look(desk, folder / "inbox", NOW))
        begun = time.process_time()
        run = inbox.receive_folder(desk, folder / "inbox", lambda: NOW)
        cpu = (time.process_time() - begun) / towns
        queries: dict[str, Callable[[Any], object]] = {
            "reporting": lambda session: reporting.year(session, 2026, NOW.date()),
            "to ring": lambda session: reporting.to_ring(session, NOW.date()),
            "by town": lambda session: sums.by_town(session, Month(2026, 1), LAST),
            "by payer": lambda session: sums.by_payer(session, Month(2026, 1), LAST),
            "same person and the like": findings.across,
            "roster": lambda session: people.roster(session, NOW.date()),
            "own findings": findings.own,
            "finder": lambda session: search.find(session, "第1", NOW.date()),
        }
        asked = {}
        with desk.roll_up.read() as session:
            for name, query in queries.items():
                asked[name] = timed(lambda query=query: query(session))  # type: ignore[misc]
            rows = session.query(ReceiptRow).filter_by(handling="taken").count()
    return {
        "glance seconds": glance,
        "receive cpu ms": round(cpu * 1000, 1),
        "verdicts": sorted({each.words for each in run.received}),
        "taken": rows,
        "queries": asked,
        "rss mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    what, place, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if what == "fill":
        fill(place, number, "".join(sys.argv[4:]))
    else:
        print(json.dumps(receive(place, number), ensure_ascii=False))
