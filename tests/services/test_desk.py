"""The county's desk with real files: the judge's steps once more, signed, encrypted, kept in a folder.

Each package of tests/rules/test_reception.py becomes a file that the desk opens, proves, judges and takes.
"""

import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.identity import fingerprint, verify_key_of
from banfu_desktop.rules.reception import Arrived, Known, Verdict
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import county
from tests.county_packages import COUNTY, NOW, Post, seed_of
from tests.rules import test_reception as steps

_NEEDS_THE_MODEL = ("county.known[", "county.known, ", "only_a_known_sender", " judge(")
"""What sets the register by hand, or looks at strangers only."""


@dataclass
class FileCounty:
    """A county's desk in a folder of its own, which is given packages of the model as files."""

    root: ClassVar[Path]
    number: ClassVar[Any] = count()
    judgements: ClassVar[Counter[str]] = Counter()
    towns: tuple[str, ...] = steps.TOWNS
    folder: Path = field(init=False)
    post: Post = field(init=False)
    files: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.root / f"county {next(self.number)}"
        county.found(self.folder, COUNTY)
        county.set_towns(self.folder, tuple(TownEntry(town, "", "") for town in self.towns))
        self.post = Post(county.reader_of(self.folder).public)

    @property
    def known(self) -> dict[str, Known]:
        """What the register says, read back."""
        return receiving.register_of(self.folder).known

    def look(self, sent: Arrived) -> Verdict:
        """The verdict; nothing is kept."""
        before = _content(self.folder)
        verdict = receiving.judged(self.folder, self._file(sent))
        assert _content(self.folder) == before
        self.judgements[verdict.words] += 1
        return verdict

    def receive(self, sent: Arrived, decided: str = "") -> str:
        """The words of the verdict; `decided` takes a held one under a town's name."""
        path = self._file(sent)
        verdict = self.look(sent)
        if decided and verdict.handling.value == "held":
            if decided not in self.towns:
                self.towns = (*self.towns, decided)
                county.set_towns(self.folder, tuple(TownEntry(town, "", "") for town in self.towns))
                verdict = self.look(sent)
            heard = fingerprint(verify_key_of(seed_of(sent.verify_key)))
            outcome = receiving.take(self.folder, path, NOW, "问过了", heard)
        else:
            outcome = receiving.receive(self.folder, path, NOW)
        assert outcome.words == verdict.words
        return verdict.words

    def _file(self, sent: Arrived) -> Path:
        """The package as its office writes it for this county, once."""
        if sent.digest in self.files:
            return self.files[sent.digest]
        path = self.folder.parent / f"{self.folder.name} {len(self.files)}.bfb"
        self.post.write(path, sent, steps.LINKS[sent.digest])
        self.files[sent.digest] = path
        return path


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _scenarios() -> list[Any]:
    """Every test of the model that sends packages, with the arguments it is given."""
    found = []
    groups = [("", steps), *((name, getattr(steps, name)) for name in ("TestAttacks", "TestHonest"))]
    for group, place in groups:
        for name, test in vars(place).items():
            if not name.startswith("test_") or any(
                word in inspect.getsource(test) for word in _NEEDS_THE_MODEL
            ):
                continue
            marks = getattr(test, "pytestmark", [])
            for value in marks[0].args[1] if marks else [None]:
                if isinstance(value, str) and not value.isprintable():
                    continue  # what nobody sees is refused before it is judged
                given = {} if not marks else {marks[0].args[0]: value}
                found.append(pytest.param(group, test, given, id=f"{name} {value or ''}".strip()))
    return found


@pytest.mark.parametrize(("group", "test", "given"), _scenarios())
def test_the_desk_says_and_does_what_the_judge_does(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    group: str,
    test: Callable[..., None],
    given: dict[str, Any],
) -> None:
    monkeypatch.setattr(FileCounty, "root", tmp_path, raising=False)
    monkeypatch.setattr(steps, "County", FileCounty)
    before = FileCounty.judgements.total()
    test(*([getattr(steps, group)()] if group else []), **given)
    assert FileCounty.judgements.total() > before


def test_there_are_as_many_scenarios_as_were_simulated() -> None:
    """A scenario that stops being found here would stop being tested with files."""
    assert len(_scenarios()) >= 33
