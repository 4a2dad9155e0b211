"""A city's size at the county's desk: what the issue's figures ask for, measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import a_county
from tests.a_server import Server
from tests.conftest import Count

HOUSE = Path(__file__).parents[2]
TOWNS = 1200


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("engine", a_county.ENGINES)
def test_twelve_hundred_towns_are_received_in_a_morning(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest, count: Count
) -> None:
    url = []
    if engine == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        url = [server.url(server.create())]
    _run("fill", tmp_path, *url)
    told = json.loads(_run("receive", tmp_path))
    count(f"towns on {engine}: {json.dumps(told, ensure_ascii=False)}", TOWNS)
    assert (told["verdicts"], told["taken"]) == (["next"], 2 * TOWNS)
    assert told["glance seconds"] <= 3
    assert told["receive cpu ms"] <= 150
    assert told["rss mb"] <= 200
    assert max(told["queries"].values()) <= 1


def _run(what: str, folder: Path, *url: str) -> str:
    words = [sys.executable, "-m", "tests.roll_up.twelve_hundred", what, str(folder), str(TOWNS), *url]
    made = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    return made.stdout
