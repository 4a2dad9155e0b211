"""What the tests of packages stand on: one office's copy, made once, and the package parts around it."""

import hashlib
from pathlib import Path

import pytest

from banfu_desktop.backup.copy import read_copy
from banfu_desktop.backup.identity import Reader, new_county_secret, verify_key_of
from banfu_desktop.backup.manifest import Addressee, Copy, Manifest, Sender
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.store import Database
from tests.backup.an_office import NOW, TOWN, settle
from tests.backup.packages import Parts

COPY_KEY, SIGNING_KEY = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(scope="session")
def county() -> Reader:
    """The county as a reader."""
    return Reader.of_county(new_county_secret())


@pytest.fixture(scope="session")
def own() -> Reader:
    """The office as a reader of its own packages."""
    return Reader.of_office(SIGNING_KEY)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory, county: Reader, own: Reader) -> Parts:
    """A good package of an office at work, for the county."""
    folder = tmp_path_factory.mktemp("sent")
    database, _ = Database.create(folder / "office")
    settle(database)
    write_copy(database.engine, folder / "copy.db", COPY_KEY)
    database.close()
    contents, version, schema = read_copy(folder / "copy.db", COPY_KEY)
    content = (folder / "copy.db").read_bytes()
    sender = Sender(TOWN, "新丰县", "新乡振组〔2021〕12号", verify_key_of(SIGNING_KEY), own.public)
    copy = Copy(version, schema, len(content), hashlib.sha256(content).hexdigest(), COPY_KEY)
    manifest = Manifest(7, NOW, "0.1.0", sender, Addressee("county", county.public), copy, contents)
    return Parts(manifest, content, SIGNING_KEY)


@pytest.fixture
def copy_file(parts: Parts, tmp_path: Path) -> Path:
    """The database copy of the good package."""
    path = tmp_path / "copy.db"
    path.write_bytes(parts.copy)
    return path
