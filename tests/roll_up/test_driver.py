"""The driver for PostgreSQL loads with the Python of our packages, which has no OpenSSL."""

import subprocess
import sys

_WITHOUT_OPENSSL = """
import sys
sys.modules["_ssl"] = None
from banfu_desktop.roll_up import driver
assert driver.load() >= 140000
import asyncio.sslproto
assert asyncio.sslproto.ssl is None and "ssl" not in sys.modules
"""


def test_a_python_without_openssl_loads_the_driver_and_still_knows_that_it_has_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_OPENSSL], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
