"""The command line, called as a script calls it, on a folder of its own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from banfu_desktop.cli import program

DATA, TODAY = Path(__file__).parents[1] / "data", "2026-11-02"


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

    def run(*words: object, today: str = TODAY, data: Path | None = None) -> Answer:
        argv = ["--data", str(data or tmp_path / "office"), "--today", today, *map(str, words)]
        try:
            code = program.main(argv, lambda folder, clock, package=None: 42)
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the office of 梅坑镇 with its roster, made once by the commands."""
    folder = tmp_path_factory.mktemp("imported") / "office"
    for words in (
        ("init", "--town", "梅坑镇", "--practice"),
        ("import", "members", str(DATA / "roster-meikeng.xlsx")),
    ):
        argv = ["--data", str(folder), "--today", TODAY, *words]
        assert program.main(argv, lambda folder, clock, package=None: program.BUG) == program.DONE
    return folder


@pytest.fixture
def meikeng(imported: Path, call: Call, tmp_path: Path) -> Call:
    """The program, with a copy of that office."""
    shutil.copytree(imported, tmp_path / "office")
    return call
