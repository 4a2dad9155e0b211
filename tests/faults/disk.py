"""A disk under the real SQLCipher: every write and sync seen, failed at will, and cut off by a power cut.

The driver exports SQLite's sqlite3_vfs_find, so its file system can be wrapped from Python: files it opens
get a table of methods in which writing, cutting off and syncing are ours. The office's own file, encrypted as
always, is watched byte for byte.
"""

import ctypes
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3._sqlite3 as driver

OK, FULL, IOERR = 0, 13, 10
Write = tuple[int, bytes | None]  # where and what; None cuts the file off there
Before = Callable[[str, str], int]
"""Told what is about to be done (write, truncate, sync, delete) to which file; gives OK or the failure."""

_P, _I, _N = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_Open = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)  # SQLite keeps the name it is given: never a copy of it
_Delete = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
_Write = ctypes.CFUNCTYPE(_I, _P, _P, _I, _N)
_Truncate = ctypes.CFUNCTYPE(_I, _P, _N)
_Sync = ctypes.CFUNCTYPE(_I, _P, _I)


class _Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs."""

    _fields_ = (
        ("version", _I), ("file_size", _I), ("longest_path", _I), ("next", _P), ("name", ctypes.c_char_p),
        ("data", _P), ("open", _P), ("delete", _P),
    )  # fmt: skip


class _Methods(ctypes.Structure):
    """sqlite3_io_methods."""

    _fields_ = (
        ("version", _I), ("close", _P), ("read", _P), ("write", _P), ("truncate", _P), ("sync", _P),
        ("others", _P * 13),
    )  # fmt: skip


class Disk:
    """What was synced and what still waits, by path; asked before each call that changes anything."""

    def __init__(self, before: Before = lambda call, path: OK) -> None:
        self.before = before
        self.synced: dict[str, bytes] = {}
        self.waiting: defaultdict[str, list[Write]] = defaultdict(list)

    def learn(self, folder: Path) -> None:
        """What lies in a folder now has been there for long."""
        self.synced.update({str(path): path.read_bytes() for path in folder.glob("office.db*")})

    def survivors(self, share: float, chance: random.Random) -> dict[str, bytes]:
        """The files after a power cut now; `share` of what was not synced is there by luck."""
        return {
            Path(path).name: written(
                self.synced.get(path, b""), [w for w in self.waiting[path] if chance.random() < share]
            )
            for path in self.synced.keys() | self.waiting.keys()
            if not path.endswith("-shm")
        }

    def does(self, call: str, path: str, write: Write | None = None) -> int:
        """Ask, then remember; gives OK or what the call fails with."""
        outcome = self.before(call, path)
        if outcome == OK and write is not None:
            self.waiting[path].append(write)
        return outcome

    def syncs(self, path: str) -> None:
        """What waited is safe."""
        self.synced[path] = written(self.synced.get(path, b""), self.waiting.pop(path, []))

    def forgets(self, path: str) -> None:
        """A file is gone."""
        self.synced.pop(path, None)
        self.waiting.pop(path, None)


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


@contextmanager
def under(disk: Disk) -> Iterator[None]:
    """Files that SQLCipher opens meanwhile lie on the disk; they must be closed before it ends."""
    library = ctypes.CDLL(driver.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    really_open, really_delete = vfs.open, vfs.delete
    tables: dict[int, _Watched] = {}

    def open_file(this: int, name: int | None, file: int, flags: int, out: int) -> int:
        outcome = int(_Open(really_open)(this, name, file, flags, out))
        if outcome == OK and name is not None:
            path = ctypes.string_at(name).decode()
            tables[file] = _Watched(disk, path, file)
        return outcome

    def delete_file(this: int, name: bytes, sync: int) -> int:
        outcome = disk.does("delete", name.decode()) or int(_Delete(really_delete)(this, name, sync))
        if outcome == OK:
            disk.forgets(name.decode())
        return outcome

    ours = _Open(open_file), _Delete(delete_file)
    vfs.open, vfs.delete = (ctypes.cast(call, _P).value for call in ours)
    try:
        yield
    finally:
        vfs.open, vfs.delete = really_open, really_delete


class _Watched:
    """The table of methods of one open file, with writing, cutting off and syncing told to the disk."""

    def __init__(self, disk: Disk, path: str, file: int) -> None:
        slot = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        real = _Methods.from_address(slot[0] or 0)
        write, truncate, sync = _Write(real.write), _Truncate(real.truncate), _Sync(real.sync)

        def on_write(this: int, data: int, size: int, offset: int) -> int:
            return disk.does("write", path, (offset, ctypes.string_at(data, size))) or write(
                this, data, size, offset
            )

        def on_truncate(this: int, size: int) -> int:
            return disk.does("truncate", path, (size, None)) or truncate(this, size)

        def on_sync(this: int, flags: int) -> int:
            outcome = disk.does("sync", path) or sync(this, flags)
            if outcome == OK:
                disk.syncs(path)
            return int(outcome)

        self._kept = _Write(on_write), _Truncate(on_truncate), _Sync(on_sync)
        self._table = _Methods.from_buffer_copy(real)
        self._table.write, self._table.truncate, self._table.sync = (
            ctypes.cast(call, _P).value for call in self._kept
        )
        slot[0] = ctypes.addressof(self._table)
