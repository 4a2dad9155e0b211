"""A county of seven towns that has received their year, on either engine."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.identity import fingerprint, verify_key_of
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import founding, inbox, pins, receiving
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import Run
from banfu_desktop.services.county.register import Register
from banfu_desktop.services.keeping import county
from tests import seven_towns
from tests.county_packages import COUNTY, seed_of
from tests.seven_towns import FENG, HUANG, MA, TOWNS, Story

ENGINES = ("sqlcipher", "postgresql")
FIRST = datetime(2026, 1, 4, 9)


@dataclass
class Year:
    """A county after its year: the folder, what it was sent, and what became of each inbox."""

    folder: Path
    story: Story
    runs: dict[str, Run] = field(default_factory=dict)

    @contextmanager
    def desk(self) -> Iterator[CountyDesk]:
        """The county, open."""
        with desks.at(self.folder) as opened:
            yield opened

    def verdicts(self, month: str) -> dict[str, str]:
        """What was made of each package of an inbox, by its file's name."""
        return {each.name: each.words for each in self.runs[month].received}


def heard(town: str, key: str = "") -> str:
    """A town's fingerprint as it says it on the telephone."""
    return fingerprint(verify_key_of(seed_of(key or f"key {town}")))


def found(folder: Path, url: str = "", towns: tuple[str, ...] = TOWNS) -> None:
    """A county for practice with a list of towns, each of them rung up beforehand but for 丰城街道."""
    founding.found(folder, COUNTY, "440233", "", practice=True, database=url)
    county.set_towns(folder, tuple(TownEntry(town, "", "重点帮扶镇") for town in towns))
    with desks.at(folder) as desk:
        desks.renew_list(desk, FIRST)
        for town in towns:
            if town != FENG:
                pins.pin(desk, town, heard(town), f"问了{town}张主任", FIRST)


def lived(folder: Path, url: str = "") -> Year:
    """Receive the year: each month's inbox on the third of the next, what is held after a telephone call."""
    found(folder / "county", url)
    key = county.reader_of(folder / "county").public
    year = Year(
        folder / "county", seven_towns.write(folder / "inbox", key, county.of(folder / "county").tag_key)
    )
    with year.desk() as desk:
        for month in range(1, 11):
            _receive(desk, year, folder, month)
        inbox_ = folder / "inbox" / "2026-10" / inbox.HELD
        fourth = datetime(2026, 11, 4, 9)
        inbox.take(desk, inbox_ / f"{MA}-009.bfb", fourth, "换过电脑，核对码核对过", heard(MA, f"key {MA} 2"))
        inbox.take(desk, inbox_ / f"{HUANG}-008.bfb", fourth, "拷回了旧文件夹，以这一份为准")
    return year


def november(year: Year) -> None:
    """Receive the last month, in which 回龙镇 makes up for October."""
    with year.desk() as desk:
        _receive(desk, year, year.story.folder.parent, 11)


def _receive(desk: CountyDesk, year: Year, folder: Path, month: int) -> None:
    name = f"2026-{month:02}"
    third = datetime(2026, month + 1, 3, 9)
    year.runs[name] = inbox.receive_folder(desk, folder / "inbox" / name, lambda: third)
    if month == 1:
        held = folder / "inbox" / name / inbox.HELD / f"{FENG}-001.bfb"
        inbox.take(desk, held, third, "问了丰城街道", heard(FENG))
    late = folder / "inbox" / f"{name}-late"
    if late.exists():
        eighth = datetime(2026, month + 1, 8, 9)
        year.runs[late.name] = inbox.receive_folder(desk, late, lambda: eighth)


def write_as_before(folder: Path, known: Register) -> Path:
    """The register as programs before kept it; gives the file of the heads."""
    heads = folder / "heads"
    heads.mkdir()
    entries = {}
    for name, town in known.towns.items():
        there, content = town.known, b"".join(town.known.heads)
        digest = hashlib.sha256(content).hexdigest()
        (heads / digest).write_bytes(content)
        told = ("office", "verify_key", "generation", "number", "digest", "since")
        entries[name] = {
            **{each: getattr(there, each) for each in told},
            "heads": digest,
            "sheets": [vars(sheet) for sheet in there.sheets],
            **{each: getattr(town, each) for each in ("own_key", "verdict", "first_at", "last_at")},
            "persons": [[each.entry, each.person, each.key] for each in town.persons],
        }
    record = {
        "format": 2,
        "towns": entries,
        "received": [town.known.digest for town in known.towns.values()],
        "decisions": [vars(decision) for decision in known.decisions],
    }
    (folder / "towns.json").write_text(json.dumps(record))
    return next(heads.iterdir())


def without_a_database(folder: Path) -> Register:
    """Make a county's folder one of a program before; gives what it knows."""
    before = receiving.register_of(folder)
    for name in ("county.db", "keys.json", "backups/keys.json"):
        (folder / name).unlink()
    return before
