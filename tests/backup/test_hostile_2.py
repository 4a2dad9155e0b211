"""A thousand hostile packages of format 2: none accepted, each with its sentence, nothing written."""

import re
from pathlib import Path

import pytest

from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.backup.refusals import CODES, PackageError
from banfu_desktop.db.store import Database
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import county as county_desk
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import verify_package
from tests.backup.an_office import ACTOR, NOW, settle
from tests.backup.hostile_2 import EXPECTED, WAYS, packages
from tests.backup.packages_2 import Parts, taken_apart
from tests.backup.spoiling import everything

DOSES = (1000, 20_000)
SENTENCE = re.compile(r"[\u3400-\u9fff].*，.*。")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county that knows the town, and three packages of it: the first is taken, two have not come."""
    folder = tmp_path_factory.mktemp("hostile")
    county_desk.found(folder / "county", "新丰县", practice=True)
    public = county_desk.read_public_key(folder / "county" / "county.pub")
    database, _ = Database.create(folder / "office")
    settle(database, public)
    for number in (1, 2, 3):
        export_package(database, folder / f"{number}.bfb", NOW, ACTOR)
    seed = database.seed()
    database.close()
    assert seed is not None
    (folder / "seed").write_bytes(seed)
    report = verify_package(folder / "1.bfb", receiving.desk(folder / "county"))
    receiving.take(folder / "county", folder / "1.bfb", NOW, "问过了", report.fingerprint)
    return folder


@pytest.fixture(scope="module")
def parts(place: Path) -> Parts:
    """The second package, taken apart."""
    reader = county_desk.reader_of(place / "county")
    made = taken_apart((place / "2.bfb").read_bytes(), reader, (place / "seed").read_bytes())
    assert made.parsed.approvals
    assert made.parsed.sections["lines"]
    return made


@pytest.mark.parametrize("count", [4 * len(WAYS), *(pytest.param(n, marks=pytest.mark.soak) for n in DOSES)])
@pytest.mark.timeout(1800)
def test_none_is_accepted_and_nothing_is_written(
    parts: Parts, place: Path, tmp_path: Path, count: int
) -> None:
    folder, path, met = place / "county", tmp_path / "上报包.bfb", set()
    county, other = county_desk.reader_of(folder), (place / "3.bfb").read_bytes()
    before = everything(folder)
    for number, (way, content) in enumerate(packages(parts, other, county, count)):
        path.write_bytes(content)
        with pytest.raises(PackageError) as refused:
            receiving.receive(folder, path, NOW)
        assert refused.value.code in EXPECTED.get(way, CODES), f"{way} {number}: {refused.value}"
        assert SENTENCE.match(str(refused.value)), str(refused.value)
        met.add(refused.value.code)
    assert everything(folder) == before
    assert list(tmp_path.iterdir()) == [path]
    assert len(met) >= 13
    assert number == count - 1


def test_the_good_one_is_taken_at_the_same_desk(place: Path, parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "package.bfb"
    path.write_bytes(parts.pack())
    report = verify_package(path, receiving.desk(place / "county"))
    assert (report.number, report.sender_known) == (2, True)
    assert report.fingerprint == fingerprint(parts.manifest.sender.verify_key)
    assert report.verdict.startswith(Handling.TAKEN.label)
