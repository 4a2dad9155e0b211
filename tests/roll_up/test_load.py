"""What a report's rows may say: what no column can hold refuses the package, what is new is named."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.roll_up.load import MalformedError, facts_of
from banfu_desktop.roll_up.models.facts import LineFact, SumFact
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import inbox
from banfu_desktop.services.keeping import county
from tests import a_county, seven_towns
from tests.roll_up.a_large_town import sections, sheets
from tests.seven_towns import HUI, MA, YAO

LAST = Month(2026, 10)


def told(**changed: Any) -> dict[str, list[dict[str, Any]]]:
    """A body whose first line says something else."""
    body = sections(0, LAST, b"k" * 32)
    first, *others = body["lines"]
    return body | {"lines": [first | changed, *others]}


def test_rows_become_facts_and_sums() -> None:
    facts = facts_of(sheets(0, LAST), told())
    assert facts.unread == ()
    assert len(facts.rows[LineFact.__table__]) == 36 * 8  # type: ignore[index]
    assert len(facts.rows[SumFact.__table__]) == 36 * 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"net_fen": 1 << 52}, "lines.net_fen"),
        ({"net_fen": "200000"}, "lines.net_fen"),
        ({"net_fen": None}, "lines.net_fen"),
        ({"name": None}, "lines.name"),
        ({"person": "一"}, "lines.person"),
        ({"payer": True}, "lines.payer"),
    ],
)
def test_what_no_column_can_hold_is_refused_by_name(changed: dict[str, Any], place: str) -> None:
    """Among them an amount so large that a sum would overflow the engine."""
    with pytest.raises(MalformedError, match=place):
        facts_of(sheets(0, LAST), told(**changed))


def test_a_stick_that_is_pulled_out_leaves_what_was_received(tmp_path: Path) -> None:
    now = datetime(2026, 2, 3, 9)
    a_county.found(tmp_path / "county", towns=(MA, YAO, HUI))
    key, own = county.reader_of(tmp_path / "county").public, county.of(tmp_path / "county")
    seven_towns.write(tmp_path / "inbox", key, own.tag_key)
    folder = tmp_path / "inbox" / "2026-01"
    for path in folder.iterdir():
        if path.name.split("-")[0] not in (MA, YAO, HUI):
            path.unlink()
    there = {path.name: path.read_bytes() for path in folder.iterdir()}

    def pulled(done: int, total: int, name: str) -> None:
        if done == 1:
            for path in folder.iterdir():
                if path.is_file():
                    path.unlink()

    with desks.at(tmp_path / "county") as desk:
        run = inbox.receive_folder(desk, folder, lambda: now, pulled)
        assert [each.handling for each in run.received] == [Handling.TAKEN.value]
        assert (run.left, "找不到文件" in str(run.trouble)) == (2, True)
        for name, content in there.items():
            (folder / name).write_bytes(content)
        run = inbox.receive_folder(desk, folder, lambda: now)
    assert sorted(each.words for each in run.received) == ["first", "first", "repeated"]
    assert (run.left, run.trouble) == (0, None)
    assert len(list((folder / inbox.TAKEN).iterdir())) == 4  # the one that came twice is not written over
