"""kill -9 while vouchers are posted: what was acknowledged stays, numbers have no gap, balances hold."""

import random
import shutil
import time
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.funds import books, funds
from banfu_desktop.services.program import checking
from tests.faults.killing import needs_fork
from tests.forked import forked
from tests.services import funds_until_killed

pytestmark = needs_fork
NOW = datetime(2026, 11, 2, 9)
DOSES = [pytest.param(3, id="a short dose"), pytest.param(100, id="a long dose", marks=pytest.mark.soak)]


def killed(folder: Path, seconds: float) -> list[int]:
    """Kill the work so long after it began, and give the vouchers it had acknowledged."""
    with forked(lambda: funds_until_killed.work(folder)) as process:
        assert process.stdout.readline() == "begin\n"
        first = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        return [int(line) for line in (first, *process.stdout) if line.endswith("\n")]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("doses", DOSES)
def test_a_book_survives_every_kill(empty_office: Path, tmp_path: Path, doses: int) -> None:
    folder, chance = shutil.copytree(empty_office, tmp_path / "office"), random.Random(doses)
    office = Database.open(folder)
    with office.write(Deed("开账", "经办", NOW)) as session:
        values = {"name": "甲账", "kind": BookKind.OTHER, "source": "县财政", "year": 2026}
        books.open_book(session, values | {"opening_fen": 10**12})
    office.close()
    before = 0
    for _ in range(doses):
        acknowledged = killed(folder, chance.uniform(0, 0.4))
        office = Database.open(folder)
        assert checking.check(office).bad == ()
        with office.read() as session:
            rows = funds.vouchers(session, funds.books(session)[0].id, 2026)
        office.close()
        assert set(acknowledged) <= {row.id for row in rows}
        assert sorted(row.number or 0 for row in rows) == list(range(1, len(rows) + 1))
        assert len(rows) > before
        before = len(rows)
