"""A thousand damaged, forged and misdirected packages: none accepted, each with a sentence, nothing left."""

import re
import tempfile
from pathlib import Path

import pytest

from banfu_desktop.backup.identity import Reader, fingerprint
from banfu_desktop.backup.refusals import CODES, PackageError
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import county as county_desk
from banfu_desktop.services.keeping.package import Desk, verify_package
from banfu_desktop.services.keeping.restoring import restore_package
from tests.backup.an_office import NOW, SECRETS
from tests.backup.hostile import EXPECTED, WAYS, packages
from tests.backup.packages import Parts
from tests.backup.spoiling import everything

DOSES = (1000, 20_000)
SENTENCE = re.compile(r"[\u3400-\u9fff].*，.*。")


@pytest.fixture
def register(parts: Parts, county: Reader, tmp_path: Path) -> Path:
    """A county that knows the town and has had its package 6."""
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / county_desk.SECRET_FILE).write_text(county.secret)
    earlier = parts.saying(number=6).pack()
    (tmp_path / "earlier.bfb").write_bytes(earlier)
    heard = fingerprint(parts.manifest.sender.verify_key)
    receiving.take(folder, tmp_path / "earlier.bfb", NOW, "问过了", heard)
    return folder


def receive(path: Path, desk: Desk, into: Path | None) -> None:
    if into is None:
        verify_package(path, desk)
    else:
        restore_package(path, into, desk)


@pytest.mark.parametrize("count", [6 * len(WAYS), *(pytest.param(n, marks=pytest.mark.soak) for n in DOSES)])
@pytest.mark.timeout(1800)
def test_none_is_accepted_and_nothing_is_left(
    parts: Parts,
    county: Reader,
    register: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    scratch, incoming, workshop = (tmp_path / name for name in ("scratch", "incoming", "workshop"))
    for folder in (scratch, incoming, workshop):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path, met = incoming / "上报包.bfb", set()
    for number, (way, content) in enumerate(packages(parts, county, workshop, count)):
        path.write_bytes(content)
        before = everything(register, incoming, scratch)
        with pytest.raises(PackageError) as refused:
            receive(path, receiving.desk(register), incoming / "office" if number % 2 else None)
        assert refused.value.code in EXPECTED.get(way, CODES), f"{way} {number}: {refused.value}"
        assert SENTENCE.match(str(refused.value))
        assert everything(register, incoming, scratch) == before
        met.add(refused.value.code)
    assert not [folder for folder in (*scratch.iterdir(), *incoming.iterdir()) if folder.is_dir()]
    assert len(met) >= 20
    assert number == count - 1


def test_the_good_one_is_accepted_at_the_same_desk(parts: Parts, register: Path, tmp_path: Path) -> None:
    path = tmp_path / "package.bfb"
    path.write_bytes(parts.pack())
    report = verify_package(path, receiving.desk(register))
    assert (report.number, report.sender_known) == (7, True)


def test_what_lies_on_the_disk_meanwhile_is_always_encrypted(
    parts: Parts, register: Path, tmp_path: Path
) -> None:
    path = tmp_path / "package.bfb"
    path.write_bytes(parts.pack())
    looks = []

    def look(done: int, total: int, text: str) -> None:
        staged = everything(tmp_path / ".office.restoring")
        assert not [name for name, content in staged.items() if any(secret in content for secret in SECRETS)]
        looks.append(sum(len(content) for content in staged.values()))

    restore_package(path, tmp_path / "office", receiving.desk(register), look)
    assert max(looks) >= len(parts.copy)
