"""What copies beside the office cost: 500 attachments and 20 copies, over as many of the whole office."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.keeping import copies
from benchmarks.measure import BUILD, Figure, Line, at_most, computed, in_turn, ms
from benchmarks.office import prepared

_NOW = datetime(2026, 11, 2, 9)
_PAPERS, _COPIES, _SIZE = 500, 20, 200_000


def figures() -> Iterator[Line]:
    """The first copy, each further one, the room that all take, and one put back."""
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(prepared(), office)
        shutil.rmtree(office / "backups")
        database = Database.open(office)
        _add_papers(database)
        yield from _made(database)
        oldest = copies.list_backups(office)[-1].path
        database.close()
        back, whole = in_turn(
            computed(lambda: copies.restore_copy(office, oldest, _NOW)),
            computed(lambda: shutil.copyfile(office / "office.db", office / "office.copied")),
            runs=1,
        )
        yield Figure("a copy put back", back, f"{ms(back)}, {ms(whole)} for copying the file", unit=" s")


def _add_papers(database: Database) -> None:
    random = Random(1)
    with database.write(Deed("登记", "经办", _NOW)) as session:
        bundle = bundles.new_bundle(session, "reimbursements", "费用报销2026-001")
        for number in range(_PAPERS):
            bundles.add(session, bundle, f"{number}.jpg", b"\xff\xd8\xff\xe0" + random.randbytes(_SIZE), _NOW)


def _made(database: Database) -> Iterator[Line]:
    whole = database.folder / "whole.db"
    writing = computed(lambda: write_copy(database.engine, whole, database.data_key))()
    first = computed(lambda: copies.backup_now(database, _NOW))()
    times = [
        computed(lambda at=at: copies.backup_now(database, _NOW + timedelta(minutes=at)))()  # type: ignore[misc]
        for at in range(1, _COPIES)
    ]
    each = sorted(times)[len(times) // 2]
    yield Figure("the first copy, over a whole one", first / writing, f"{ms(first)} / {ms(writing)}")
    yield Figure(
        "a further copy, over a whole one", each / writing, f"{ms(each)} / {ms(writing)}", at_most(1.5)
    )
    size = whole.stat().st_size
    whole.unlink()
    taken = sum(path.stat().st_size for path in (database.folder / "backups").rglob("*") if path.is_file())
    told = f"{taken / 2**20:.0f} MB / {_COPIES} × {size / 2**20:.0f} MB"
    yield Figure(
        f"room of {_COPIES} copies, over as many whole ones", taken / (_COPIES * size), told, at_most(0.15)
    )
