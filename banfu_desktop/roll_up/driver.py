"""The driver for a county's database on a PostgreSQL server, loaded also where Python has no OpenSSL."""

import sys
from types import ModuleType


def load() -> int:
    """Load psycopg; gives the version of the libpq it brings, as libpq counts them (180001 is 18.1).

    It imports `ssl` only so that Python and libpq agree on which of them sets OpenSSL up. The Python of our
    packages has none, so there is nothing to agree on, and a name is enough.

    Raises:
        ImportError: a part of the driver is missing.
    """
    try:
        import ssl  # noqa: F401 (whether there is one)
    except ImportError:
        import asyncio  # noqa: F401 (looks for ssl as well, and has to see that there is none)

        sys.modules["ssl"] = ModuleType("ssl")
        try:
            import psycopg
        finally:
            del sys.modules["ssl"]
    else:
        import psycopg
    return psycopg.pq.version()
