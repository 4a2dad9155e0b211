"""Forty packages that are whole and signed and yet not the town's next: none is taken, each is told why."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from banfu_desktop.rules.reception import Arrived, Handling
from tests.rules.test_reception import County, Office, begun
from tests.services import test_desk
from tests.services.test_desk import FileCounty

SENTENCE = re.compile(r"[^a-z]*[\u3400-\u9fff][^a-z]*。")
NAMES = (
    "梅坑鎮", "梅坑镇 ", "新丰县梅坑镇", "梅坑镇镇", "梅坑乡", "海坑镇", "梅吭镇", "（梅坑镇）",
    "梅坑镇政府", "梅坑镇1",
)  # fmt: skip
"""Towns that are not on the list, and look as if they were."""


def strangers() -> Iterator[tuple[str, Office]]:
    """Offices that the county does not know, under names of its list or like it."""
    for name in NAMES:
        yield f"看起来像 {name}", Office(name, "evil", "evil")
    for number in range(3):
        yield f"冒名的首份 {number}", Office("沙田镇", f"evil {number}", f"evil {number}")
    for number in range(3):
        yield f"另建的办公数据 {number}", Office("梅坑镇", f"evil {number}", f"evil {number}")


def of_the_office(office: Office) -> Iterator[tuple[str, Office]]:
    """The known office, forged, forked, renamed, re-keyed or rewritten."""

    def changed(change: Callable[[Office], object]) -> Office:
        other = deepcopy(office)
        change(other)
        return other

    for town in ("沙田镇", "遥田镇", "丰梅镇"):
        yield f"一把钥匙两个镇 {town}", changed(lambda other, town=town: setattr(other, "town", town))
    yield "换了钥匙，旧的没有签", changed(lambda other: other.new_key("evil", signed=False))
    yield "换了钥匙，旧的签了", changed(lambda other: other.new_key("key 2"))
    yield "只知道办公室编号", changed(lambda other: setattr(other, "key", "evil"))
    for entry in (1, 2, 5, 8, 11):
        yield f"从第{entry}条改写", changed(lambda other, entry=entry: _rewrite(other, entry))
    for entries in (3, 7, 10):
        yield f"截到第{entries}条再续", changed(lambda other, entries=entries: _cut(other, entries))


def _rewrite(office: Office, entry: int) -> None:
    office.since, office.digests[entry - 1] = 0, b"q" * 32


def _cut(office: Office, entries: int) -> None:
    office.since, office.digests = 0, office.digests[:entries]
    for _ in range(9):
        office.deed("z")


def restores(office: Office, copy: Office) -> Iterator[tuple[str, Arrived]]:
    """An earlier state put back, and said wrongly or not at all."""

    def put_back(change: dict[str, object]) -> Arrived:
        other = deepcopy(office)
        other.restore(deepcopy(copy))
        other.restores[-1] = replace(other.restores[-1], **change)  # type: ignore[arg-type]
        return other.export()

    undeclared = deepcopy(office)
    undeclared.restore(deepcopy(copy), declared=False)
    undeclared.deed("again")
    yield "拷回旧文件，没有声明", undeclared.export()
    for what, change in {
        "声明退到别处": {"kept": 3},
        "声明另一份历史": {"head": "ab" * 32},
        "声明的代数没有升": {"generation": 3},
        "声明的代数比包还高": {"generation": 99},
        "声明的那一条还没有写": {"entry": 10_000},
    }.items():
        yield what, put_back(change)


def forty(office: Office, copy: Office, earlier: list[Arrived]) -> list[tuple[str, Arrived]]:
    """All of them, with what each is."""
    return [
        *((what, other.export()) for what, other in (*strangers(), *of_the_office(office))),
        *restores(office, copy),
        *((f"旧包 {sent.number}", sent) for sent in earlier),
    ]


@pytest.mark.parametrize("files", [False, True], ids=["the judge", "with files"])
def test_none_of_forty_is_taken_and_each_is_told_why(
    files: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if files:
        monkeypatch.setattr(FileCounty, "root", tmp_path, raising=False)
        monkeypatch.setattr(test_desk.steps, "County", FileCounty)
    county, office, first = begun()
    office.generation = 3
    copy = deepcopy(office)
    skipped, second, third = (office.export() for _ in range(3))
    office.deed("b")
    for sent in (second, third):
        assert county.receive(sent) in ("gap", "next")
    met = set()
    for what, sent in (cases := forty(office, copy, [first, skipped, second, third])):
        before = dict(county.known)
        verdict = county.look(sent)
        assert verdict.handling is not Handling.TAKEN, f"{what}: {verdict}"
        assert SENTENCE.fullmatch(verdict.sentence), what
        county.receive(sent)
        assert county.known == before, what
        met.add(verdict.words)
    assert len(cases) == 40
    assert len(met) == 9
    assert county.receive(office.export()) == "next"
    assert isinstance(county, FileCounty if files else County)
