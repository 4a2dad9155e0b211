"""The command line, called as a script calls it, on a folder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from banfu_desktop.cli import program

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Answer:
    """What a call gave."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the program on 2026-11-02: `call("subsidy", "show", "2026-10")`."""

    def run(*words: object, today: str = "2026-11-02", data: Path | None = None) -> Answer:
        argv = ["--data", str(data or tmp_path / "office"), "--today", today, *map(str, words)]
        try:
            code = program.main(argv, lambda folder, clock, package=None: 42)
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def meikeng(call: Call) -> Call:
    """The office of 梅坑镇 with its roster imported."""
    assert call("init", "--town", "梅坑镇").code == program.DONE
    assert call("import", "members", DATA / "roster-meikeng.xlsx").code == program.DONE
    return call
