"""A power cut keeps what the disk was told to keep, and the way the office opens its file tells it enough.

SQLCipher's own files cannot be watched, so plain SQLite runs with the same settings over a file system that
remembers what has been synced. Only synced bytes survive a cut, or, on a disk that reorders, these and a
random half of the rest.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import pytest

from banfu_desktop.db.engine import PRAGMAS

DOSES = [pytest.param(600, id="a short dose"), pytest.param(10_000, id="a long dose", marks=pytest.mark.soak)]

Write = tuple[int, bytes | None]  # where and what; None cuts the file off there


class Disk(apsw.VFS):
    """A disk that knows which bytes would survive a power cut now."""

    def __init__(self, touched: Callable[[], None]) -> None:
        super().__init__("a disk", "")
        self.synced: dict[str, bytes] = {}
        self.waiting: defaultdict[str, list[Write]] = defaultdict(list)
        self.touched = touched

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "DiskFile":
        return DiskFile(self, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        super().xDelete(name, sync)
        self.synced.pop(name, None)
        self.waiting.pop(name, None)
        self.touched()

    def survivors(self, share: float, chance: random.Random) -> dict[str, bytes]:
        """The files after a cut; `share` of what was not synced is there by luck."""
        return {
            Path(name).name: written(
                self.synced.get(name, b""), [w for w in self.waiting[name] if chance.random() < share]
            )
            for name in self.synced.keys() | self.waiting.keys()
            if not name.endswith("-shm")
        }


class DiskFile(apsw.VFSFile):
    """A file of the disk."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self.disk = disk
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self.disk.waiting[self.path].append((offset, bytes(data)))
        self.disk.touched()

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self.disk.waiting[self.path].append((size, None))

    def xSync(self, flags: int) -> bool:
        done = super().xSync(flags)
        disk = self.disk
        disk.synced[self.path] = written(disk.synced.get(self.path, b""), disk.waiting.pop(self.path, []))
        disk.touched()
        return done


def written(content: bytes, writes: list[Write]) -> bytes:
    """A file's content after some writes."""
    file = bytearray(content)
    for offset, data in writes:
        if data is None:
            del file[offset:]
        else:
            file.extend(bytes(max(0, offset - len(file))))
            file[offset : offset + len(data)] = data
    return bytes(file)


def commits_lost(folder: Path, pragmas: Sequence[str], share: float, commits: int) -> list[int]:
    """Cut the power some fifty times in so many commits; how many acknowledged ones each cut lost.

    Raises:
        AssertionError: a cut left a half commit or a damaged file.
    """
    chance = random.Random(commits)
    cuts: list[tuple[int, dict[str, bytes]]] = []
    acknowledged = 0

    def perhaps_cut() -> None:
        if running and chance.random() < 50 / (commits * 6):
            cuts.append((acknowledged, disk.survivors(share, chance)))

    running = False
    disk = Disk(perhaps_cut)
    connection = apsw.Connection(str(folder / "office.db"), vfs="a disk")
    for pragma in ("journal_mode=WAL", *pragmas, "wal_autocheckpoint=20"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute(
        "CREATE TABLE deeds (id INTEGER PRIMARY KEY, said TEXT); CREATE TABLE total (n INTEGER)"
    )
    connection.execute("INSERT INTO total VALUES (0); PRAGMA wal_checkpoint").fetchall()
    running = True
    for number in range(1, commits + 1):
        connection.execute("BEGIN IMMEDIATE; INSERT INTO deeds (said) VALUES (zeroblob(400))")
        connection.execute("UPDATE total SET n = n + 1; COMMIT")
        acknowledged = number
    running = False
    connection.close()
    return [acknowledged - commits_in(folder / "after", files) for acknowledged, files in cuts]


def commits_in(folder: Path, files: dict[str, bytes]) -> int:
    """How many commits are found when the power is back."""
    folder.mkdir(exist_ok=True)
    for name in ("office.db", "office.db-wal", "office.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    connection = apsw.Connection(str(folder / "office.db"))
    ((rows, total),) = connection.execute("SELECT (SELECT count(*) FROM deeds), n FROM total").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows == total
    connection.close()
    return int(rows)


@pytest.mark.parametrize("commits", DOSES)
@pytest.mark.parametrize("share", [0, 0.5], ids=["nothing unsynced survives", "half of it does"])
def test_no_acknowledged_commit_is_lost(tmp_path: Path, share: float, commits: int) -> None:
    lost = commits_lost(tmp_path, PRAGMAS, share, commits)
    assert len(lost) > 10
    assert max(lost) <= 0


def test_the_disk_does_lose_what_is_not_synced(tmp_path: Path) -> None:
    """Without the setting that matters the same cuts do harm: the test above can fail."""
    careless = [pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in PRAGMAS]
    assert max(commits_lost(tmp_path, careless, 0, 600)) > 0
