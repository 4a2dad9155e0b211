"""The driver for a county's database on a PostgreSQL server, loaded also where Python has no OpenSSL."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def load() -> int:
    """Load psycopg; gives the version of the libpq it brings, as libpq counts them (180001 is 18.1).

    Raises:
        ImportError: a part of the driver is missing.
    """
    with _some_ssl():
        import psycopg
    return psycopg.pq.version()


@contextmanager
def _some_ssl() -> Iterator[None]:
    """A module called ssl while the block runs, for psycopg to import.

    It does so only that Python and libpq agree on which of them sets OpenSSL up. The Python of our packages
    has none, so there is nothing to agree on, and the name is enough.
    """
    if find_spec("_ssl") is not None:
        yield
        return
    import_module("asyncio")  # psycopg's; it looks for ssl as well, and has to see that there is none
    sys.modules["ssl"] = ModuleType("ssl")
    try:
        yield
    finally:
        del sys.modules["ssl"]
