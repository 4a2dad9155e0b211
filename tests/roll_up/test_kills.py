"""A county killed at any statement of receiving has the package whole or not at all, on both engines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.a_server import Server

HOUSE = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied at every step")


@pytest.mark.parametrize(
    ("engine", "stride"),
    [
        ("sqlcipher", 3),
        ("postgresql", 7),
        pytest.param("sqlcipher", 1, marks=pytest.mark.soak),
        pytest.param("postgresql", 1, marks=pytest.mark.soak),
    ],
)
def test_a_kill_at_any_statement_leaves_all_or_nothing(
    engine: str, stride: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    words = [sys.executable, "-m", "tests.roll_up.county_killed", str(tmp_path), str(stride)]
    if engine == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        words.append(server.url(server.create()))
    made = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    told = json.loads(made.stdout)
    assert told["unlike both"] == 0
    assert told["changed at all"]
    assert not told["changed by the same again"]
    assert told["steps"] > 40 // stride
    assert told["before"] > 30 // stride
    assert told["kept"] == 2
    assert told["moved"] == ["已收/2.bfb"]
