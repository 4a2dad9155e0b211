"""The recipes of ARCHITECTURE.md for a page, a form and a migration, carried out on a copy of the program."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.db import migrations
from banfu_desktop.printing.preview import page_text

HOUSE = Path(__file__).parents[1]
pytestmark = pytest.mark.timeout(300)  # other programs are started, which takes longer on a busy machine
PYTEST = ("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist")
Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = '''"""玩具: what toys there are."""

from typing import Any

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.office import office
from banfu_desktop.ui.look.widgets import label
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.tasks import Query


class ToysPage(Page):
    """One sentence about the toys."""

    room, title = "toys", "玩具"
    watches = frozenset({"office"})

    def build(self) -> QWidget:
        """The sentence."""
        self._text = label("", name="toys-text")
        return self._text

    def query(self) -> Query:
        """Whose toys they are."""
        return lambda session: office.current(session).town

    def fill(self, data: Any) -> None:
        """Say it."""
        self._text.setText(f"{data}没有玩具")
'''
PAGE_TEST = '''"""The toys' page in the window, over an office without people."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel


@pytest.fixture
def kept(office_with_a_copy: tuple[Path, str]) -> Path:
    return office_with_a_copy[0]


def test_it_opens_and_says_what_it_read(visit: Any) -> None:
    page = visit("toys")
    assert (page.isVisible(), page.room, page.filled) == (True, "toys", True)
    assert page.findChild(QLabel, "toys-text").text() == "梅坑镇没有玩具"
'''
FORM = '''"""资产标签: a label for each thing the office keeps."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Document, Paragraph, Title


@dataclass(frozen=True)
class Labels:
    """The names of the things."""

    items: tuple[str, ...]


def build(data: Labels) -> tuple[Document, ...]:
    """One line a thing."""
    return (Document("资产标签", (Title("资产标签"), *(Paragraph(f"标签：{item}") for item in data.items))),)


SAMPLE = Labels(("激光打印机",))
'''
STEP = '''"""A colour for assets, by its number in a chart; a text would be entered in ERASABLE as well."""

import sqlalchemy as sa
from alembic import op

SCHEMA = ""
FILLS = {("assets", "colour"): None}


def upgrade() -> None:
    """Nobody knows the colour of what is there."""
    op.add_column("assets", sa.Column("colour", sa.Integer(), nullable=True))
'''


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the program and its tests, with a link to the fonts."""
    copied = tmp_path / "house"
    for name in ("banfu_desktop", "tests", "docs"):
        shutil.copytree(HOUSE / name, copied / name)
    for name in ("pyproject.toml", "LICENSE", "NOTICE"):
        shutil.copy2(HOUSE / name, copied / name)
    (copied / "resources").symlink_to(HOUSE / "resources")
    return copied


@pytest.fixture
def run(house: Path) -> Run:
    """Run a module of Python in the copy: `run("pytest", "tests/db")`."""

    def call(module: str, *words: object) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(house)}
        argv = [sys.executable, "-m", module, *map(str, words)]
        return subprocess.run(argv, cwd=house, env=env, capture_output=True, text=True, check=False)

    return call


@pytest.fixture
def proven(run: Run) -> Callable[..., str]:
    """Run tests of the copy, which must pass; gives what pytest says."""

    def prove(*tests: object) -> str:
        done = run(*PYTEST, *tests)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return prove


def put(path: Path, text: str) -> None:
    """Write a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert not path.exists()
    path.write_text(text, "utf-8")


def edit(path: Path, before: str, after: str) -> None:
    """Put something in the place of the one passage that reads so."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path.name}: {before}"
    path.write_text(text.replace(before, after), "utf-8")


def recipe(name: str) -> str:
    """What ARCHITECTURE.md says."""
    text = (HOUSE / "ARCHITECTURE.md").read_text("utf-8")
    return next(part for part in re.split(r"\n(?=- |\n)", text) if part.startswith(f"- **{name}**"))


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Add a page", ("ui/pages/<room>/page.py", "ui/registry.py")),
        ("Add a form", ("printing/forms/<form>.py", "services/<room>/papers.py", "`PAPERS`")),
        (
            "Add a migration",
            ("db/migrations/versions/", "SCHEMA, FILLS", "db/migrations/__init__.py", "models"),
        ),
    ],
)
def test_a_recipe_names_every_place_that_is_edited_here(name: str, places: tuple[str, ...]) -> None:
    assert [place for place in places if place not in recipe(name)] == []


def test_add_a_page(house: Path, proven: Callable[..., str]) -> None:
    """For the toy room of tests/data, which has none: a page is some room's."""
    package, toys = house / "banfu_desktop", house / "tests/data/toy_room"
    shutil.copytree(toys / "services/toys", package / "services/toys")
    shutil.copy2(toys / "cli/toys.py", package / "cli/toys.py")
    edit(package / "services/rooms.py", '"audit",\n)', '"audit", "toys",\n)')
    put(package / "ui/pages/toys/page.py", PAGE)
    line = '    Room("toys", "玩具", "clipboard-list", "经费"),\n'
    edit(house / "banfu_desktop/ui/registry.py", '    Room("backup",', f'{line}    Room("backup",')
    test = "tests/ui/pages/test_toys.py"
    put(house / test, PAGE_TEST)
    said = proven(test, "tests/test_house.py", "-k", "it_opens or every_page_is_a_rooms")
    assert "2 passed" in said


def test_add_a_form(
    house: Path, run: Run, proven: Callable[..., str], full_office: Path, tmp_path: Path
) -> None:
    services = house / "banfu_desktop/services/assets"
    put(house / "banfu_desktop/printing/forms/asset_labels.py", FORM)
    edit(services / "papers.py", "import asset_list\n", "import asset_labels, asset_list\n")
    with (services / "papers.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\ndef labels(session: Session) -> Documents:\n"
            '    """The labels of all cards."""\n'
            "    items = tuple(row.item for row in assets.listing(session))\n"
            "    return asset_labels.build(asset_labels.Labels(items))\n"
        )
    edit(
        services / "door.py",
        "PAPERS = {",
        "def _labels(session: Session, wish: Wish) -> Documents:\n"
        "    from banfu_desktop.services.assets import papers\n\n"
        "    return papers.labels(session)\n\n\n"
        'PAPERS = {Form("asset-labels", "资产标签", None, "none"): _labels, ',
    )
    proven("tests/printing/test_catalogue.py", "-k", "every_form")
    office = shutil.copytree(full_office / "office", tmp_path / "office")
    words = ("--data", office, "--today", "2026-11-02", "print", "资产标签", "--out", tmp_path / "标签.pdf")
    done = run("banfu_desktop", *words)
    assert done.returncode == 0, done.stderr
    assert "标签：激光打印机" in page_text((tmp_path / "标签.pdf").read_bytes(), 0)


def test_add_a_migration(house: Path, run: Run, proven: Callable[..., str]) -> None:
    number = len(migrations.STEPS) + 1
    folder = house / "banfu_desktop/db/migrations"
    step = folder / f"versions/v{number:04}_colours.py"
    last = migrations.STEPS[-1].rpartition(".")[2]
    put(step, STEP)
    line = '    f"{_VERSIONS}.' + last + '",\n'
    edit(folder / "__init__.py", line, line + '    f"{_VERSIONS}.' + step.stem + '",\n')
    model = house / "banfu_desktop/db/models/assets.py"
    edit(model, "    keeper: Mapped[str]\n", "    keeper: Mapped[str]\n    colour: Mapped[int | None]\n")
    tests = ("tests/db/test_migrations.py",)
    told = re.search(
        r'would say: (SCHEMA = "[0-9a-f]{64}")', run(*PYTEST, *tests, "-k", "newest_step").stdout
    )
    assert told is not None, "the test prints what to paste"
    edit(step, 'SCHEMA = ""', told[1])
    proven(*tests, "tests/db/test_upgrade.py", "-k", "test_migrations or all_steps_are_taken")
